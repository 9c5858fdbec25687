//! “你是不是想写……”: the nearest of the words that would have been right.

/// The candidate nearest to `word`, where one is near enough to be worth naming.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter(|candidate| {
            candidate.chars().count().abs_diff(length) * 2 <= length.max(candidate.chars().count()) || shares_ends(word, candidate)
        })
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(steps, candidate)| {
            let longer = length.max(candidate.chars().count());
            steps * 2 <= longer || shares_ends(word, candidate)
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// A half sentence that names the nearest candidate, or the given words where none is near.
pub(crate) fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(word, candidates) {
        Some(near) => format!("你是不是想写“{near}”？"),
        None => otherwise.to_owned(),
    }
}

/// One is the other with something added: 党员大会 and 支部党员大会.
fn shares_ends(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 2 && (long.ends_with(short) || long.starts_with(short))
}

/// How many characters must be added, dropped or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut previous = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (cb, &above) in b.iter().zip(row.iter().skip(1)) {
            left = (previous + usize::from(ca != *cb)).min(above + 1).min(left + 1);
            previous = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
