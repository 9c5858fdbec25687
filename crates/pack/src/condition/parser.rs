//! The shape of a condition: recursive descent, one function a level, bounded in depth.

use super::lexer::{Kind, Token, lex};
use super::syntax::{Cond, Name, Right, Shape, Word};
use crate::model::Op;
use std::ops::Range;

/// The deepest nesting of brackets and 非.
const MOST_DEPTH: usize = 32;
/// The most words of a condition.
const MOST_WORDS: usize = 1000;
/// Words that join or relate; none of them is a name.
const KEYWORDS: [&str; 7] = ["且", "或", "非", "有", "占", "包含", "属于"];

/// What is wrong, and where.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Wrong {
    pub range: Range<usize>,
    pub why: String,
    /// A bracket without its other half.
    pub bracket: bool,
}

/// Reads all of `source`.
pub(crate) fn parse(source: &str) -> Result<Cond, Wrong> {
    let tokens = lex(source);
    if tokens.len() > MOST_WORDS {
        return Err(Wrong { range: 0..source.len(), why: "条件太长，分成几条责任".to_owned(), bracket: false });
    }
    balanced(source, &tokens)?;
    let mut parser = Parser { source, tokens: &tokens, next: 0 };
    let cond = parser.any(0)?;
    match parser.peek() {
        None => Ok(cond),
        Some(token) => Err(parser.surplus(token)),
    }
}

/// Brackets are looked at first: a missing half makes every other message wrong.
fn balanced(source: &str, tokens: &[Token]) -> Result<(), Wrong> {
    let wrong =
        |token: &Token, why: &str| Wrong { range: token.range.clone(), why: format!("“{}”{why}", token.text(source)), bracket: true };
    let mut open: Vec<&Token> = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Open | Kind::ListOpen => open.push(token),
            Kind::Close | Kind::ListClose => {
                let expected = if token.kind == Kind::Close { Kind::Open } else { Kind::ListOpen };
                if open.pop().is_none_or(|opened| opened.kind != expected) {
                    return Err(wrong(token, "前面没有另一半"));
                }
            }
            _ => {}
        }
    }
    open.last().map_or(Ok(()), |token| Err(wrong(token, "没有另一半")))
}

struct Parser<'s> {
    source: &'s str,
    tokens: &'s [Token],
    next: usize,
}

impl<'s> Parser<'s> {
    fn any(&mut self, depth: usize) -> Result<Cond, Wrong> {
        self.joined("或", depth, Self::all, Shape::Any)
    }

    fn all(&mut self, depth: usize) -> Result<Cond, Wrong> {
        self.joined("且", depth, Self::unary, Shape::All)
    }

    fn joined(
        &mut self,
        word: &str,
        depth: usize,
        part: fn(&mut Self, usize) -> Result<Cond, Wrong>,
        join: fn(Vec<Cond>) -> Shape,
    ) -> Result<Cond, Wrong> {
        let first = part(self, depth)?;
        if !self.at_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.at_word(word) {
            self.next += 1;
            parts.push(part(self, depth)?);
        }
        let start = parts.first().map_or(0, |cond| cond.range.start);
        let end = parts.last().map_or(0, |cond| cond.range.end);
        Ok(Cond { range: start..end, shape: join(parts) })
    }

    fn unary(&mut self, depth: usize) -> Result<Cond, Wrong> {
        if depth > MOST_DEPTH {
            return Err(self.here("条件套得太深"));
        }
        let start = self.peek().map_or(self.source.len(), |token| token.range.start);
        if self.at_word("非") {
            self.next += 1;
            let inner = self.unary(depth + 1)?;
            return Ok(Cond { range: start..inner.range.end, shape: Shape::Not(Box::new(inner)) });
        }
        if self.peek().is_some_and(|token| token.kind == Kind::Open) {
            self.next += 1;
            let inner = self.any(depth + 1)?;
            return match self.peek() {
                Some(token) if token.kind == Kind::Close => {
                    self.next += 1;
                    Ok(Cond { range: start..token.range.end, shape: inner.shape })
                }
                Some(token) => Err(self.surplus(token)),
                None => Err(self.here("条件没有写完")),
            };
        }
        if self.at_word("有") {
            self.next += 1;
            let name = self.name()?;
            return Ok(Cond { range: start..name.range.end, shape: Shape::Known(name) });
        }
        self.comparison(start)
    }

    fn comparison(&mut self, start: usize) -> Result<Cond, Wrong> {
        let left = self.name()?;
        if self.at_word("占") {
            self.next += 1;
            let whole = self.name()?;
            let (op, _) = self.relation()?;
            let bound = self.word("占比的分数")?;
            return Ok(Cond { range: start..bound.range.end, shape: Shape::Share { part: left, whole, op, bound } });
        }
        let (op, op_range) = self.relation()?;
        let right = self.right(op)?;
        let end = self.tokens.get(self.next.saturating_sub(1)).map_or(start, |token| token.range.end);
        Ok(Cond { range: start..end, shape: Shape::Compare { left, op, op_range, right } })
    }

    fn name(&mut self) -> Result<Name, Wrong> {
        let word = self.word("字段或事实的名称")?;
        if KEYWORDS.contains(&word.value.as_str()) {
            return Err(Wrong { range: word.range, why: format!("“{}”的位置不对", word.value), bracket: false });
        }
        self.name_from(word)
    }

    fn name_from(&mut self, word: Word) -> Result<Name, Wrong> {
        let Some(open) = self.peek().filter(|token| token.kind == Kind::Open) else {
            return Ok(Name { range: word.range.clone(), word: word.value, argument: None });
        };
        let inside = open.range.end;
        let close = self.tokens.iter().skip(self.next).find(|token| token.kind == Kind::Close);
        let Some(close) = close else { return Err(self.here("条件没有写完")) };
        let raw = self.source.get(inside..close.range.start).unwrap_or_default();
        let from = inside + raw.len() - raw.trim_start().len();
        let argument = Word { value: raw.trim().to_owned(), range: from..from + raw.trim().len() };
        self.next = self.tokens.iter().position(|token| token == close).map_or(self.tokens.len(), |at| at + 1);
        Ok(Name { range: word.range.start..close.range.end, word: word.value, argument: Some(argument) })
    }

    fn relation(&mut self) -> Result<(Op, Range<usize>), Wrong> {
        let Some(token) = self.peek() else { return Err(self.here("缺少关系，如 = 或 ≥")) };
        let op = match token.text(self.source) {
            "=" | "＝" | "==" => Op::Eq,
            "≠" | "!=" | "！=" | "<>" => Op::Ne,
            "≥" | ">=" => Op::Ge,
            ">" | "＞" => Op::Gt,
            "≤" | "<=" => Op::Le,
            "<" | "＜" => Op::Lt,
            "包含" => Op::Has,
            "属于" => Op::In,
            _ => return Err(self.here("这里应为关系：= ≠ ≥ > ≤ < 包含 属于")),
        };
        let range = token.range.clone();
        self.next += 1;
        Ok((op, range))
    }

    fn right(&mut self, op: Op) -> Result<Right, Wrong> {
        let opens = self.peek().is_some_and(|token| token.kind == Kind::ListOpen || (op == Op::In && token.kind == Kind::Open));
        if opens {
            self.next += 1;
            return self.list();
        }
        let quoted = self.peek().is_some_and(|token| token.kind == Kind::Quoted);
        let word = self.word("右边的值")?;
        if !quoted && matches!(word.value.as_str(), "且" | "或") {
            return Err(Wrong { range: word.range, why: format!("“{}”前面缺少右边的值", word.value), bracket: false });
        }
        if !quoted && self.peek().is_some_and(|token| token.kind == Kind::Open) {
            return self.name_from(word).map(Right::Name);
        }
        let number = word.value.starts_with(|c: char| c.is_ascii_digit());
        let follows = self.peek().is_some_and(|token| token.kind == Kind::Word && !KEYWORDS.contains(&token.text(self.source)));
        let unit = if number && follows { Some(self.word("单位")?) } else { None };
        Ok(Right::Word { word, unit })
    }

    fn list(&mut self) -> Result<Right, Wrong> {
        let mut words = Vec::new();
        loop {
            match self.peek().map(|token| token.kind) {
                Some(Kind::ListClose | Kind::Close) => {
                    self.next += 1;
                    break;
                }
                Some(Kind::Comma) => self.next += 1,
                Some(Kind::Word | Kind::Quoted) => words.push(self.word("值")?),
                _ => return Err(self.here("列表写成 [甲, 乙]")),
            }
        }
        if words.is_empty() { Err(self.here("列表是空的")) } else { Ok(Right::List(words)) }
    }

    fn word(&mut self, what: &str) -> Result<Word, Wrong> {
        match self.peek() {
            Some(token) if matches!(token.kind, Kind::Word | Kind::Quoted) => {
                self.next += 1;
                Ok(Word { value: token.text(self.source).trim().to_owned(), range: token.range.clone() })
            }
            _ => Err(self.here(&format!("这里缺少{what}"))),
        }
    }

    fn peek(&self) -> Option<&'s Token> {
        self.tokens.get(self.next)
    }

    fn at_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(self.source, word))
    }

    fn here(&self, why: &str) -> Wrong {
        let end = self.source.len();
        let range = self.peek().map_or(end..end, |token| token.range.clone());
        Wrong { range, why: why.to_owned(), bracket: false }
    }

    fn surplus(&self, token: &Token) -> Wrong {
        let text = token.text(self.source);
        let why = match token.kind {
            Kind::Comma => format!("“{text}”不能连接条件，用 且 或 或"),
            _ => format!("“{text}”前面缺少 且 或 或"),
        };
        Wrong { range: token.range.clone(), why, bracket: false }
    }
}
