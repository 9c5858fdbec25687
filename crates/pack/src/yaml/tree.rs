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
    /// Where the value's first byte stands in the file; `None` where the value is not in the file as it is (folded
    /// lines, escapes, values put in for a parameter).
    pub start: Option<usize>,
}

impl Text {
    /// The place of a part of the value; the whole text's place where the part cannot be told.
    pub fn part(&self, range: Range<usize>) -> At {
        match self.start {
            Some(start) if range.end <= self.value.len() => At::new(self.at.file, start + range.start, start + range.end),
            _ => self.at,
        }
    }

    /// The part of the value as a text of its own, without white space around it.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let raw = self.value.get(range.clone()).unwrap_or_default();
        let value = raw.trim();
        let from = range.start + (raw.len() - raw.trim_start().len());
        let part = from..from + value.len();
        Self { value: value.to_owned(), at: self.part(part), start: self.start.map(|start| start + from) }
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
