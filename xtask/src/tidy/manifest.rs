//! Manifests: reads a `Cargo.toml` of the house's plain style, and holds it to that style.
//!
//! Crates write `name.workspace = true` and nothing else; versions stand in the root alone, pinned exactly.

use super::Finding;
use crate::tree::Tree;

/// A dependency as a crate's manifest names it.
pub struct Dependency {
    /// Line, from 1.
    pub line: usize,
    /// The crate's name.
    pub name: String,
    /// Only for tests, benches and examples?
    pub dev: bool,
}

/// The dependencies of a crate's manifest, those of a target or a build script included.
pub fn dependencies(text: &str) -> Vec<Dependency> {
    lines_of(text, "dependencies")
        .map(|(line, section, content)| Dependency {
            line,
            name: content.split(['.', '=', ' ']).next().unwrap_or_default().trim_matches('"').to_owned(),
            dev: section.ends_with("dev-dependencies"),
        })
        .collect()
}

/// Lines with content, from 1, each with the section that it stands in.
pub fn sections(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut section = "";
    text.lines().enumerate().filter_map(move |(index, line)| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_matches(['[', ']']);
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then_some((index + 1, section, line))
    })
}

/// Those of the sections whose name ends with `ending`.
fn lines_of<'a>(text: &'a str, ending: &'a str) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    sections(text).filter(move |(_, section, _)| section.ends_with(ending))
}

/// Every manifest keeps the style that [`dependencies`] reads, and every version is exact.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in tree.files.iter().filter(|file| file.name() == "Cargo.toml") {
        if file.path == "Cargo.toml" {
            for (line, _, content) in lines_of(&file.text, "workspace.dependencies") {
                let version = content.split('=').nth(if content.contains('{') { 2 } else { 1 }).unwrap_or_default();
                if !content.contains("path =") && !content.contains("\"=") {
                    out.push(Finding::new(&file.path, line, format!("依赖的版本须写死：“\"={}\"”一类", version.trim().trim_matches('"'))));
                }
                if content.contains("git =") || content.contains("package =") {
                    out.push(Finding::new(&file.path, line, "依赖不取自 git，也不改名；用登记处的版本和原名"));
                }
            }
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            if line.starts_with('[') && line.contains("dependencies.") {
                out.push(Finding::new(&file.path, index + 1, "依赖一行一个：在 [dependencies] 下写 名字.workspace = true"));
            }
        }
        for (line, _, content) in lines_of(&file.text, "dependencies") {
            let plain =
                content.contains(".workspace = true") || content.contains("workspace = true,") || content.contains("{ workspace = true");
            if !plain || content.contains("package =") {
                out.push(Finding::new(&file.path, line, "写 名字.workspace = true；版本只在根目录的 Cargo.toml 里写"));
            }
        }
    }
    out
}
