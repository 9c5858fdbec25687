//! The documents name real things: every path they name is in the tree, every identifier of the glossary is in the code.

use super::Finding;
use crate::rust::{code, paths};
use crate::tree::{File, Tree};
use std::collections::BTreeSet;

/// Documents that speak of the code.
const DOCUMENTS: [&str; 5] = ["README.md", "README.zh.md", "ARCHITECTURE.md", "GLOSSARY.md", "CHANGELOG.md"];

/// Folders whose paths are checked.
const FOLDERS: [&str; 9] = ["crates/", "security/", "xtask/", "scripts/", "docs/", "packs/", "suite/", "web/", ".ci/"];

/// Paths and identifiers that do not exist.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let documents = tree.files.iter().filter(|file| DOCUMENTS.contains(&file.path.as_str()));
    let mut out: Vec<Finding> = documents.flat_map(|document| unreal_paths(tree, document)).collect();
    if let Some(glossary) = tree.files.iter().find(|file| file.path == "GLOSSARY.md") {
        out.extend(unreal_identifiers(tree, glossary));
    }
    out
}

/// What stands between backticks, with its line.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(index, line)| line.split('`').skip(1).step_by(2).map(move |piece| (index + 1, piece)))
}

fn unreal_paths(tree: &Tree, document: &File) -> Vec<Finding> {
    let real = |path: &str| {
        let folder = format!("{}/", path.trim_end_matches('/'));
        tree.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    };
    quoted(&document.text)
        .filter(|(_, piece)| FOLDERS.iter().any(|folder| piece.starts_with(folder)))
        // Patterns stand for several files, and web/dist is built.
        .filter(|(_, piece)| !piece.contains(['*', '<', ' ', '…']) && !piece.starts_with("web/dist"))
        .filter(|(_, piece)| !real(piece))
        .map(|(line, piece)| Finding::new(&document.path, line, format!("这里说到 {piece}，仓库里没有：改成现在的名字")))
        .collect()
}

fn unreal_identifiers(tree: &Tree, glossary: &File) -> Vec<Finding> {
    let sources = tree.files.iter().filter(|file| file.ending() == "rs");
    let known: BTreeSet<String> = sources.flat_map(|file| paths(&code(&file.text))).flat_map(|named| named.segments).collect();
    let rows = glossary.text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, line.split('|').nth(2)?)));
    rows.flat_map(|(line, cell)| quoted(cell).map(move |(_, name)| (line, name)).collect::<Vec<_>>())
        .filter(|(_, name)| !known.contains(*name))
        .map(|(line, name)| Finding::new(&glossary.path, line, format!("代码里没有 {name}：一个词一个意思，改成代码里的名字")))
        .collect()
}
