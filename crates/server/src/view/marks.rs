//! Marks the facts in a sentence: dates, amounts, and the names that matter.

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// What may follow a figure to make it a fact: `6 个月`, `2 次`, `32 学时`.
const UNITS: [&str; 18] = [
    "个工作日", "个月", "学时", "年", "月", "日", "天", "次", "人", "项", "个", "名", "元", "篇", "届", "%", "期", "小时",
];

/// Parts of a year that are a fact together with it.
const PARTS: [&str; 6] = ["第一季度", "第二季度", "第三季度", "第四季度", "上半年", "下半年"];

/// Cuts `sentence` into pieces, marking dates, amounts with their unit, and every occurrence of `names`.
pub(crate) fn mark(sentence: &str, names: &[&str]) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let length = fact_length(rest, names);
        let (head, tail) = rest.split_at(if length > 0 { length } else { first.len_utf8() });
        pieces.push(head, length > 0);
        rest = tail;
    }
    pieces.0
}

impl Piece {
    /// Is it a day written in figures? It is not broken over two lines.
    pub(crate) fn whole(&self) -> bool {
        self.marked && self.text.is_ascii()
    }
}

/// Cuts a reason so that its days stay whole.
pub(crate) fn days(reason: &str) -> Vec<Piece> {
    mark(reason, &[])
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, text: &str, marked: bool) {
        match self.0.last_mut() {
            Some(last) if last.marked == marked && !marked => last.text.push_str(text),
            _ => self.0.push(Piece { text: text.to_owned(), marked }),
        }
    }
}

/// Bytes of the fact that `text` begins with; 0 where it begins with none.
fn fact_length(text: &str, names: &[&str]) -> usize {
    let name = names.iter().filter(|name| !name.is_empty() && text.starts_with(**name)).map(|name| name.len()).max();
    name.unwrap_or_else(|| date_length(text).unwrap_or_else(|| amount_length(text).unwrap_or(0)))
}

/// `2026-09-10`, `2026年9月10日`, `10月14日`, `2026年9月`, `2026年第三季度`, `2026年上半年`.
fn date_length(text: &str) -> Option<usize> {
    let iso = digits(text, 4, 4).and_then(|at| dash(text, at)).and_then(|at| dash(text, at));
    iso.or_else(|| {
        let year = digits(text, 4, 4).and_then(|at| word(text, at, "年"));
        let start = year.unwrap_or(0);
        let month = digits(text.get(start..)?, 1, 2).and_then(|at| word(text, start + at, "月"));
        let day = month.and_then(|month| digits(text.get(month..)?, 1, 2).and_then(|at| word(text, month + at, "日")));
        day.or(year.and(month)).or_else(|| year.map(|year| PARTS.iter().find_map(|part| word(text, year, part)).unwrap_or(year)))
    })
}

/// `6 个月`, `32 学时`, `1.5 次`; a figure without a unit is no fact.
fn amount_length(text: &str) -> Option<usize> {
    let whole = digits(text, 1, 9)?;
    let places = text.get(whole..)?.strip_prefix('.').and_then(|rest| digits(rest, 1, 3)).map_or(whole, |places| whole + 1 + places);
    let gap = usize::from(text.get(places..)?.starts_with(' '));
    let unit = text.get(places + gap..)?;
    UNITS.iter().find(|name| unit.starts_with(**name)).map(|name| places + gap + name.len())
}

fn digits(text: &str, least: usize, most: usize) -> Option<usize> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (least..=most).contains(&count).then_some(count)
}

fn dash(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('-')?;
    digits(rest, 2, 2).map(|count| at + 1 + count)
}

fn word(text: &str, at: usize, word: &str) -> Option<usize> {
    text.get(at..)?.starts_with(word).then_some(at + word.len())
}
