//! One file of a pack, as the caller found it.

/// One file of a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFile {
    /// The pack's folder.
    pub pack_dir: String,
    /// The file's name in it.
    pub file: String,
    /// Its content.
    pub text: String,
}

impl SourceFile {
    /// As diagnostics name it: `意见/pack.yaml`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.pack_dir, self.file)
    }
}
