//! The tracked text of the repository, read once, so that every rule is a pure function of it.

use std::path::Path;
use std::process::Command;

/// One text file.
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Every text file that git tracks or would track.
#[derive(Default)]
pub struct Tree {
    /// In path order.
    pub files: Vec<File>,
}

impl File {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The ending after the last dot of the name; empty where there is none.
    pub fn ending(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, ending)| ending)
    }
}

impl Tree {
    /// Reads the tree under `root`: what is committed, staged or new, and not ignored. Files that are no UTF-8 are no text.
    ///
    /// # Errors
    /// Where git cannot list the files.
    pub fn read(root: &Path) -> Result<Self, String> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .map_err(|e| format!("无法运行 git：{e}"))?;
        if !listed.status.success() {
            return Err(format!("git ls-files 失败：{}", String::from_utf8_lossy(&listed.stderr)));
        }
        let names = String::from_utf8_lossy(&listed.stdout);
        let mut files: Vec<File> = names
            .split('\0')
            .filter(|path| !path.is_empty())
            .filter_map(|path| Some(File { path: path.to_owned(), text: std::fs::read_to_string(root.join(path)).ok()? }))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Ok(Self { files })
    }
}
