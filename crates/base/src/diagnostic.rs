//! One thing wrong with a source text: what, where, and what to write instead. Always in Chinese.

use crate::Span;
use serde::Serialize;

/// How bad it is. An error means that nothing of the set is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Serialize)]
pub enum Severity {
    /// 错误: the packs cannot be used.
    #[serde(rename = "错误")]
    Error,
    /// 提醒: usable, but somebody should look.
    #[serde(rename = "提醒")]
    Warning,
}

/// A finding about one place in one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Diagnostic {
    /// Stable code, such as `B012`; `docs/errors.md` has a section for each.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The file's name as the caller gave it.
    pub file: String,
    /// The place in that file.
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to write instead, in one sentence.
    pub help: String,
    /// A second place that matters (the earlier definition, the other pack): file, place, what it is.
    pub related: Option<(String, Span, String)>,
}
