//! Small parts that many pages have: a text that leads somewhere, how much is late.

/// A text that leads somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) href: String,
}

impl Link {
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// How much is late, and whether any of it is 应当.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Late {
    pub(crate) count: usize,
    pub(crate) hard: bool,
}
