//! As much of Rust's grammar as the rules need: code without its comments and literals, the paths named in it, and what it imports.

/// `source` with every comment, string and character literal blanked out; lines keep their numbers.
pub fn code(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        match literal_end(&chars, at) {
            Some(end) => {
                out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// The text of every string literal, as it is written, with the line on which it begins.
pub fn literals(source: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = source.chars().collect();
    let (mut out, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let end = literal_end(&chars, at).unwrap_or(at + 1);
        let whole: String = chars[at..end].iter().collect();
        let inside = whole.trim_start_matches(['b', 'r']).trim_matches('#');
        if let Some(text) = inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            out.push((line, text.to_owned()));
        }
        line += whole.matches('\n').count();
        at = end;
    }
    out
}

/// Where the comment or literal that starts at `at` ends; `None` where none starts there.
fn literal_end(chars: &[char], at: usize) -> Option<usize> {
    let next = |n: usize| chars.get(at + n).copied();
    let after_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '/' if next(1) == Some('/') => Some(find(chars, at, |rest| rest[0] == '\n')),
        '/' if next(1) == Some('*') => Some(block_comment_end(chars, at)),
        '"' => Some(quoted_end(chars, at + 1, '"')),
        'r' if !after_word => raw_end(chars, at),
        'b' if !after_word && next(1) == Some('r') => raw_end(chars, at + 1),
        // 'a' and '\n' are literals, 'a alone is a lifetime.
        '\'' if next(1) == Some('\\') || next(2) == Some('\'') => Some(quoted_end(chars, at + 1, '\'')),
        _ => None,
    }
}

fn find(chars: &[char], from: usize, stop: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|&at| stop(&chars[at..])).unwrap_or(chars.len())
}

fn quoted_end(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut at, mut depth) = (at + 2, 1);
    while at < chars.len() && depth > 0 {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    at.min(chars.len())
}

/// The end of `r"…"` or `r#"…"#` whose `r` stands at `at`.
fn raw_end(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
    let start = at + 1 + hashes;
    (chars.get(start) == Some(&'"')).then(|| {
        let closes = |rest: &[char]| rest[0] == '"' && rest.len() > hashes && rest[1..=hashes].iter().all(|&c| c == '#');
        (find(chars, start + 1, closes) + 1 + hashes).min(chars.len())
    })
}

/// A path as code names it, such as `std::fs::read` or `println!`, and its line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// Line, from 1.
    pub line: usize,
    /// Segments; a macro's last one ends with `!`.
    pub segments: Vec<String>,
}

impl Named {
    /// Does the path contain these segments, one after the other?
    pub fn contains(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.split("::").collect();
        self.segments.windows(wanted.len()).any(|part| part.iter().map(String::as_str).eq(wanted.iter().copied()))
    }
}

/// Every path in `code` (as [`code`] leaves it), with groups such as `std::{fs, io}` written out.
pub fn paths(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut out = Vec::new();
    let mut groups: Vec<Option<Vec<String>>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (line, token) = &tokens[at];
        at += 1;
        match token.as_str() {
            "{" => groups.push(None),
            "}" => drop(groups.pop()),
            word if is_word(word) => {
                let mut segments = groups.iter().rev().map_while(Clone::clone).next().unwrap_or_default();
                segments.push(word.to_owned());
                while tokens.get(at).is_some_and(|t| t.1 == "::") && tokens.get(at + 1).is_some_and(|t| is_word(&t.1)) {
                    segments.push(tokens[at + 1].1.clone());
                    at += 2;
                }
                let follows = |n: usize| tokens.get(at + n).map(|t| t.1.as_str());
                if follows(0) == Some("!")
                    && matches!(follows(1), Some("(" | "[" | "{"))
                    && let Some(last) = segments.last_mut()
                {
                    last.push('!');
                }
                // What a group begins with is named by each of its members.
                if follows(0) == Some("::") && follows(1) == Some("{") {
                    groups.push(Some(segments));
                    at += 2;
                } else {
                    out.push(Named { line: *line, segments });
                }
            }
            _ => {}
        }
    }
    out
}

/// What a `use` brings in: the name here (`*` where it is everything), and the path.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// The name that the code goes on with.
    pub name: String,
    /// What it stands for, without `self` at its end.
    pub path: Vec<String>,
}

/// Every import in `code` (as [`code`] leaves it), inside functions too.
pub fn imports(code: &str) -> Vec<Import> {
    let tokens = tokens(code);
    let words: Vec<&str> = tokens.iter().map(|(_, token)| token.as_str()).collect();
    let mut out = Vec::new();
    for start in (0..words.len()).filter(|&at| words[at] == "use" && words.get(at + 1) != Some(&"<")) {
        import_tree(&words, start + 1, Vec::new(), &mut out);
    }
    out
}

/// Reads one tree of imports that starts at `at`; gives where it ends.
fn import_tree(words: &[&str], mut at: usize, mut path: Vec<String>, out: &mut Vec<Import>) -> usize {
    while let Some(&word) = words.get(at) {
        match word {
            "::" => at += 1,
            "{" => {
                at += 1;
                while words.get(at).is_some_and(|&word| word != "}") {
                    at = if words[at] == "," { at + 1 } else { import_tree(words, at, path.clone(), out) };
                }
                return at + 1;
            }
            "*" => {
                out.push(Import { name: "*".to_owned(), path });
                return at + 1;
            }
            word if is_word(word) => {
                if word != "self" || path.is_empty() {
                    path.push(word.to_owned());
                }
                at += 1;
                if words.get(at) != Some(&"::") {
                    let renamed = words.get(at) == Some(&"as");
                    let name = if renamed { words.get(at + 1).map(|&name| name.to_owned()) } else { path.last().cloned() };
                    out.extend(name.map(|name| Import { name, path }));
                    return if renamed { at + 2 } else { at };
                }
            }
            _ => return at + 1,
        }
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            out.push((index + 1, rest[..length].to_owned()));
            rest = rest[length..].trim_start();
        }
    }
    out
}
