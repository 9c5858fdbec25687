//! Chores of the house: `cargo xtask tidy` checks the rules that no compiler checks, `cargo xtask errors` writes `docs/errors.md`.

mod rust;
mod tidy;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "用法：cargo xtask tidy [目录]";

/// The workspace's root: the folder above this crate.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy(&root()),
        ["tidy", folder] => tidy(Path::new(folder)),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}

fn tidy(root: &Path) -> Result<String, String> {
    let tree = tree::Tree::read(root)?;
    let findings = tidy::check(&tree);
    if findings.is_empty() {
        return Ok(format!("tidy: {} 个文件，没有发现问题", tree.files.len()));
    }
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    Err(format!("{}\ntidy: 发现 {} 处问题", lines.join("\n"), lines.len()))
}
