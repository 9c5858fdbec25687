//! Findings while packs are read: what is wrong and at which place. They become diagnostics once all is read.

use crate::source::SourceFile;
use jishi_base::{Diagnostic, Severity, Span};

/// A place in one of the files that were handed in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct At {
    /// Index of the file among the sources.
    pub file: usize,
    /// Bytes of that file.
    pub span: Span,
}

impl At {
    /// The bytes `start..end` of `file`.
    pub fn new(file: usize, start: usize, end: usize) -> Self {
        Self { file, span: Span::new(start, end) }
    }
}

/// One finding. Made by the functions of [`crate::check`], one function a code.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    pub at: At,
    pub message: String,
    pub help: String,
    pub related: Option<(At, String)>,
}

impl Finding {
    /// A finding that forbids the use of the set.
    pub fn error(code: &'static str, at: At, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, at, message: message.into(), help: help.into(), related: None }
    }

    /// A finding that somebody should look at.
    pub fn warning(code: &'static str, at: At, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, at, message, help) }
    }

    /// Names the second place that matters.
    pub fn related(mut self, at: At, label: impl Into<String>) -> Self {
        self.related = Some((at, label.into()));
        self
    }

    /// The finding `bytes` further on in its file.
    pub fn moved(mut self, bytes: usize) -> Self {
        self.at.span = Span::new(self.at.span.start + bytes, self.at.span.end + bytes);
        self
    }

    fn diagnostic(self, sources: &[SourceFile]) -> Diagnostic {
        let name = |file: usize| sources.get(file).map(SourceFile::path).unwrap_or_default();
        Diagnostic {
            code: self.code,
            severity: self.severity,
            file: name(self.at.file),
            span: self.at.span,
            message: self.message,
            help: self.help,
            related: self.related.map(|(at, label)| (name(at.file), at.span, label)),
        }
    }
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Keeps `finding`.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Forgets what was found a second time.
    pub fn once_each(&mut self) {
        let mut kept: Vec<Finding> = Vec::new();
        for finding in self.0.drain(..) {
            if !kept.contains(&finding) {
                kept.push(finding);
            }
        }
        self.0 = kept;
    }

    /// Is any of them an error?
    pub fn any_error(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// By the names of files and the places in them, each once.
    pub fn into_diagnostics(mut self, sources: &[SourceFile]) -> Vec<Diagnostic> {
        self.0.sort_by(|a, b| (a.at, a.code, &a.message).cmp(&(b.at, b.code, &b.message)));
        self.0.dedup();
        let mut diagnostics: Vec<Diagnostic> = self.0.into_iter().map(|finding| finding.diagnostic(sources)).collect();
        diagnostics.sort_by(|a, b| a.file.cmp(&b.file));
        diagnostics
    }
}
