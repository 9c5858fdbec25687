//! The words of a condition or of a selection of records.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A word: a name, a value, 且, 包含 …
    Word,
    /// A text in quotes; the range leaves the quotes out.
    Quoted,
    /// = ≠ ≥ > ≤ <
    Relation,
    /// （
    Open,
    /// ）
    Close,
    /// [
    ListOpen,
    /// ]
    ListClose,
    /// A comma of any sort.
    Comma,
}

/// A token and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

impl Token {
    /// Its text.
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        source.get(self.range.clone()).unwrap_or_default()
    }

    /// Is it this bare word?
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.text(source) == word
    }
}

/// Splits `source` into tokens. A quote without its other half reaches to the end.
pub(crate) fn lex(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if let Some(close) = closing_quote(c) {
            let stop = source.get(end..).and_then(|rest| rest.find(close)).map_or(source.len(), |found| end + found);
            while chars.peek().is_some_and(|(next, _)| *next <= stop) {
                chars.next();
            }
            tokens.push(Token { kind: Kind::Quoted, range: end..stop });
            continue;
        }
        let kind = kind_of(c);
        let mut stop = end;
        while let Some((next, d)) = chars.peek().copied() {
            let joins = match kind {
                Kind::Word => kind_of(d) == Kind::Word && !d.is_whitespace() && closing_quote(d).is_none(),
                Kind::Relation => kind_of(d) == Kind::Relation && stop - at < 2,
                _ => false,
            };
            if !joins {
                break;
            }
            stop = next + d.len_utf8();
            chars.next();
        }
        tokens.push(Token { kind, range: at..stop });
    }
    tokens
}

fn kind_of(c: char) -> Kind {
    match c {
        '=' | '＝' | '≠' | '≥' | '≤' | '>' | '<' | '＞' | '＜' | '!' | '！' => Kind::Relation,
        '(' | '（' => Kind::Open,
        ')' | '）' => Kind::Close,
        '[' | '【' | '［' => Kind::ListOpen,
        ']' | '】' | '］' => Kind::ListClose,
        ',' | '，' | '、' | ';' | '；' => Kind::Comma,
        _ => Kind::Word,
    }
}

fn closing_quote(c: char) -> Option<char> {
    match c {
        '“' => Some('”'),
        '「' => Some('」'),
        '"' => Some('"'),
        _ => None,
    }
}
