//! Nothing of the machine that a text was written on: no path of it, no host of a registry.
//!
//! The patterns are spelled in pieces, so that this file does not hold what it looks for.

use super::Finding;
use crate::tree::Tree;

/// Pieces of text that belong to one machine or one registry.
const LEAKS: [&str; 11] = [
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/tmp/ba", "sh_"),
    concat!("cra", "tes.io/"),
    concat!("registry.np", "mjs"),
    concat!("registry.yar", "npkg"),
    concat!("py", "pi.org"),
    concat!("deb.deb", "ian"),
];

/// Lines that hold one of them. Locks are made by the package managers, and are looked at for hosts alone.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in &tree.files {
        if file.name() == "package-lock.json" {
            out.extend(resolved_hosts(&file.path, &file.text));
        } else if file.ending() != "lock" {
            out.extend(leaks(&file.path, &file.text));
        }
    }
    out
}

fn leaks(path: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(index, line)| Some((index, LEAKS.iter().find(|leak| line.contains(*leak))?)))
        .map(|(index, leak)| Finding::new(path, index + 1, format!("“{leak}”是某台机器或某个登记处的：写相对路径，或不写")))
        .collect()
}

fn resolved_hosts(path: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"));
    lines
        .map(|(index, _)| {
            Finding::new(path, index + 1, "锁文件不记下载地址：在 web/.npmrc 里写 omit-lockfile-registry-resolved=true 后重做")
        })
        .collect()
}
