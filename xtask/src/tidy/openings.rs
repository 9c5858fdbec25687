//! Every source file opens by saying what it is.

use super::Finding;
use crate::tree::{File, Tree};

/// Every source file whose first words do not say what it is. Recorded cases (`suite/`) are data: their folder says it.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .filter(|file| !file.path.starts_with("suite/"))
        .filter_map(|file| Some((file, opening(file)?)))
        .filter(|(file, opening)| !says_something(&file.text, opening))
        .map(|(file, opening)| Finding::new(&file.path, 1, format!("文件开头写一行“{opening} …”，说明它是什么")))
        .collect()
}

/// How a file of this sort opens; `None` where nothing is asked.
fn opening(file: &File) -> Option<&'static str> {
    match file.ending() {
        "rs" => Some("//!"),
        "mjs" | "js" => Some("//"),
        "css" => Some("/*"),
        "sh" | "yaml" | "yml" => Some("#"),
        _ if file.name() == "Makefile" || file.path.starts_with(".ci/") => Some("#"),
        _ => None,
    }
}

fn says_something(text: &str, opening: &str) -> bool {
    let line = text.lines().find(|line| !line.starts_with("#!/"));
    line.and_then(|line| line.strip_prefix(opening)).is_some_and(|said| !said.trim().is_empty())
}
