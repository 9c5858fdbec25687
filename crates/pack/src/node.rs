//! The tree of a YAML text: mappings, lists and texts, each with its place.

use crate::finding::At;
use std::ops::Range;

/// A text of the source, with its place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Text {
    /// The text, without the quotes around it.
    pub value: String,
    /// Where it stands, with its quotes.
    pub at: At,
    /// Where the value's first byte stands in the file.
    pub start: usize,
    /// How many bytes of the value stand in the file as they are, from there; folded lines, escapes and values put in
    /// for a parameter do not.
    pub same: usize,
}

impl Text {
    /// The place of a part of the value; the whole text's place where the part cannot be told.
    pub fn part(&self, range: Range<usize>) -> At {
        if range.end <= self.same { At::new(self.at.file, self.start + range.start, self.start + range.end) } else { self.at }
    }

    /// The part of the value as a text of its own, without white space around it.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let raw = self.value.get(range.clone()).unwrap_or_default();
        let value = raw.trim();
        let from = range.start + (raw.len() - raw.trim_start().len());
        let same = self.same.saturating_sub(from).min(value.len());
        Self { value: value.to_owned(), at: self.part(from..from + value.len()), start: self.start + from, same }
    }
}

/// One node of the tree.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub shape: Shape,
}

/// What a node is.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shape {
    /// 键: 值
    Map(Vec<(Text, Node)>),
    /// A list.
    List(Vec<Node>),
    /// A text.
    Text(Text),
    /// Nothing is written.
    Empty,
}

impl Shape {
    /// The shape's name for a person.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Map(_) => "一组“键: 值”",
            Self::List(_) => "一个列表",
            Self::Text(_) => "一段文字",
            Self::Empty => "空的",
        }
    }
}
