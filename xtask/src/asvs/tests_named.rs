//! Tests by name: those that stand in the tree, and those that the runner lists.

use crate::rust::code;
use crate::tree::Tree;
use std::collections::BTreeSet;

/// Every test function of the tree as `crate::path::test`; those that are left out of a run are none.
pub fn tests(tree: &Tree) -> BTreeSet<String> {
    let sources = tree.files.iter().filter(|file| file.ending() == "rs");
    sources
        .filter_map(|file| Some((module(&file.path)?, functions(&file.text))))
        .flat_map(|(module, names)| names.into_iter().map(move |name| format!("{module}::{name}")))
        .collect()
}

/// A line of the runner's list, such as `jishi-store::suite life::a_site_is_made`, in the same writing.
pub fn listed(line: &str) -> Option<String> {
    let (binary, name) = line.trim().split_once(' ')?;
    let (package, binary) = binary.split_once("::").map_or((binary, None), |(package, binary)| (package, Some(binary)));
    // A crate's own tests carry no name of a binary, or that of its program.
    let target = binary.filter(|binary| !binary.contains('/'));
    Some([Some(package.replace('-', "_").as_str()), target, Some(name)].into_iter().flatten().collect::<Vec<_>>().join("::"))
}

/// The module that a source file is, as its tests are named.
fn module(path: &str) -> Option<String> {
    let (folder, inside) = path.split_once("/src/").or_else(|| path.split_once("/tests/"))?;
    let krate = match folder {
        "xtask" => "xtask".to_owned(),
        _ => format!("jishi_{}", folder.strip_prefix("crates/").or_else(|| folder.strip_prefix("security/"))?),
    };
    let inside = inside.strip_suffix(".rs")?;
    let parts = inside.split('/').filter(|part| !["lib", "main", "mod"].contains(part));
    Some(std::iter::once(krate.as_str()).chain(parts).collect::<Vec<_>>().join("::"))
}

/// Names of the functions that are marked as tests and not ignored.
fn functions(text: &str) -> Vec<String> {
    let code = code(text);
    let (mut names, mut test) = (Vec::new(), false);
    for line in code.lines().map(str::trim) {
        if line.starts_with("#[") {
            test = (test || line == "#[test]" || line.starts_with("#[tokio::test")) && !line.starts_with("#[ignore");
            continue;
        }
        let declared = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        if let Some(name) = declared.and_then(|rest| rest.split(['(', '<']).next()).filter(|_| test) {
            names.push(name.to_owned());
        }
        test &= line.is_empty();
    }
    names
}

#[cfg(test)]
mod tests;
