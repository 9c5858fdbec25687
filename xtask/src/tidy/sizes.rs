//! A source file is one thing: at most 500 lines.

use super::Finding;
use crate::tree::Tree;

/// The most lines a source file may have.
const MOST: usize = 500;

/// Source files that are longer.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .filter(|file| matches!(file.ending(), "rs" | "mjs" | "js" | "css" | "html" | "sh"))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST)
        .map(|(file, lines)| Finding::new(&file.path, 0, format!("{lines} 行，超过 {MOST} 行：它已不止一件事，按事分成几个文件")))
        .collect()
}
