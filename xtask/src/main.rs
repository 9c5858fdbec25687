//! Chores of the house: `cargo xtask tidy` checks the rules that no compiler checks, `cargo xtask errors` writes `docs/errors.md`,
//! `cargo xtask asvs` counts the ledger of security requirements, `cargo xtask site` makes a large site to measure, `cargo xtask load` measures one under load.

mod asvs;
mod errors;
mod load;
mod modules;
mod rust;
mod site;
mod tidy;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "用法：cargo xtask tidy [目录]；cargo xtask errors [--check]；cargo xtask asvs [nextest 列出的测试]；cargo xtask site --members 人数 --records 条数 --data 目录；cargo xtask load [--members 人数 --records 条数 --rows 导入的行数 --seconds 秒数]";

/// The workspace's root: the folder above this crate. Asked when it runs, since builds of several clones may share one target directory.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.and_then(|crate_folder| crate_folder.parent().map(Path::to_path_buf)).unwrap_or_else(|| PathBuf::from("."))
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy(&root()),
        ["tidy", folder] => tidy(Path::new(folder)),
        ["asvs"] => asvs(&root(), None),
        ["asvs", listed] => asvs(&root(), Some(Path::new(listed))),
        ["site", "--members", members, "--records", records, "--data", data] => match (members.parse(), records.parse()) {
            (Ok(members), Ok(records)) => site::make(&root(), members, records, Path::new(data)),
            _ => Err(USAGE.to_owned()),
        },
        ["load"] => load::run(&root(), load::Plan { members: 10_000, records: 1_000_000, seconds: 60, reads: 150, writes: 30, rows: 50_000 }),
        ["load", "--members", members, "--records", records, "--rows", rows, "--seconds", seconds] => {
            match (members.parse(), records.parse(), rows.parse(), seconds.parse()) {
                (Ok(members), Ok(records), Ok(rows), Ok(seconds)) => load::run(&root(), load::Plan { members, records, rows, seconds, reads: 150, writes: 30 }),
                _ => Err(USAGE.to_owned()),
            }
        }
        ["errors"] => write_errors(&root()),
        ["errors", "--check"] => check_errors(&root()),
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

/// Holds the ledger of requirements to the tree, and to the tests that are run, where a list of them is given.
fn asvs(root: &Path, listed: Option<&Path>) -> Result<String, String> {
    let tree = tree::Tree::read(root)?;
    let run = listed.map(std::fs::read_to_string).transpose().map_err(|error| format!("读不到测试的清单：{error}"))?;
    let ledger = asvs::read(&tree)?;
    let findings = asvs::check(&tree, &ledger, run.as_deref());
    if findings.is_empty() {
        return Ok(asvs::counts(&ledger));
    }
    Err(format!("{}\nasvs: 发现 {} 处问题", findings.join("\n"), findings.len()))
}

/// The page of error codes, where it belongs.
fn errors_page(root: &Path) -> PathBuf {
    root.join("docs").join("errors.md")
}

fn write_errors(root: &Path) -> Result<String, String> {
    std::fs::write(errors_page(root), errors::generate(root)).map_err(|error| format!("docs/errors.md 写不进去：{error}"))?;
    Ok("docs/errors.md 已由错误代码的注释生成".to_owned())
}

fn check_errors(root: &Path) -> Result<String, String> {
    let written = std::fs::read_to_string(errors_page(root)).unwrap_or_default();
    if written == errors::generate(root) {
        return Ok("docs/errors.md 与错误代码的注释一致".to_owned());
    }
    Err("docs/errors.md 与错误代码的注释不一致，请运行 cargo xtask errors".to_owned())
}
