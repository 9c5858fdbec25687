//! The documents name real things: every path they name is in the tree, every identifier of the glossary and every word of
//! code in the guides is in the code.

use super::Finding;
use crate::rust::{code, paths};
use crate::tree::{File, Tree};
use std::collections::BTreeSet;

/// Folders whose paths are checked.
const FOLDERS: [&str; 10] = ["crates/", "data/", "security/", "xtask/", "scripts/", "docs/", "packs/", "suite/", "web/", ".ci/"];

/// Paths, identifiers and words of code that do not exist.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out: Vec<Finding> =
        tree.files.iter().filter(|file| is_of_today(&file.path)).flat_map(|document| unreal_paths(tree, document)).collect();
    let known = words(tree);
    if let Some(glossary) = tree.files.iter().find(|file| file.path == "GLOSSARY.md") {
        out.extend(unreal_identifiers(&known, glossary));
    }
    out.extend(tree.files.iter().filter(|file| is_guide(&file.path)).flat_map(|guide| unreal_words(&known, guide)));
    out
}

/// Does a document speak of the code as it is: those at the root, and the pages of `docs`? A decision speaks of its own time.
fn is_of_today(path: &str) -> bool {
    let name = path.strip_prefix("docs/").unwrap_or(path);
    name.ends_with(".md") && !name.contains('/')
}

/// Does it lead through the code, from name to name?
fn is_guide(path: &str) -> bool {
    path.starts_with("docs/adding-") || matches!(path, "docs/refusals.md" | "docs/style.md" | "CONTRIBUTING.md")
}

/// Every word that the code has.
fn words(tree: &Tree) -> BTreeSet<String> {
    let sources = tree.files.iter().filter(|file| file.ending() == "rs");
    sources.flat_map(|file| paths(&code(&file.text))).flat_map(|named| named.segments).collect()
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

fn unreal_identifiers(known: &BTreeSet<String>, glossary: &File) -> Vec<Finding> {
    let rows = glossary.text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, line.split('|').nth(2)?)));
    rows.flat_map(|(line, cell)| quoted(cell).map(move |(_, name)| (line, name)).collect::<Vec<_>>())
        .filter(|(_, name)| !known.contains(*name))
        .map(|(line, name)| Finding::new(&glossary.path, line, format!("代码里没有 {name}：一个词一个意思，改成代码里的名字")))
        .collect()
}

/// Words of code in a guide: all that stand beside a path such as `Event::TakenUp`, and the name of a function or a test, which has
/// three words or more.
fn unreal_words(known: &BTreeSet<String>, guide: &File) -> Vec<Finding> {
    let is_name = |piece: &str| piece.matches('_').count() >= 2 && piece.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_');
    quoted(&guide.text)
        .filter(|(_, piece)| piece.contains("::") || is_name(piece))
        .flat_map(|(line, piece)| paths(&code(piece)).into_iter().flat_map(|named| named.segments).map(move |name| (line, name)))
        .filter(|(_, name)| !known.contains(name))
        .map(|(line, name)| Finding::new(&guide.path, line, format!("代码里没有 {name}：改成现在的名字")))
        .collect()
}
