//! Where a thing of a pack is written.

use jishi_base::Span;

/// Where something was written, for diagnostics and for the page that shows the source.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// Short name of the pack.
    pub pack: String,
    /// File name inside the pack.
    pub file: String,
    /// Place in that file.
    pub span: Span,
}
