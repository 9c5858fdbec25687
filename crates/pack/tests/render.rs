//! What a person and what a program is shown of one diagnostic.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

use jishi_pack::{SourceFile, load, render, to_json};
use serde_json::json;

fn source() -> SourceFile {
    let text = "包: 用例\n全称：用例文件\n条数: 10\n".to_owned();
    SourceFile { pack_dir: "用例".to_owned(), file: "pack.yaml".to_owned(), text }
}

#[test]
fn as_json() {
    let source = source();
    let outcome = load(std::slice::from_ref(&source));
    assert_eq!(outcome.library, None);
    assert_eq!(
        to_json(&outcome.diagnostics[0], &source.text),
        json!({
            "code": "B002", "severity": "错误", "file": "用例/pack.yaml",
            "line": 2, "column": 3, "end_line": 2, "end_column": 4,
            "message": "键后面的冒号写成了全角“：”",
            "help": "改成半角冒号加一个空格“: ”，如 力度: 应当",
            "excerpt": "全称：用例文件",
        })
    );
}

#[test]
fn as_text() {
    let source = source();
    let outcome = load(std::slice::from_ref(&source));
    let plain = render(&outcome.diagnostics[0], &source.text, false);
    assert_eq!(
        plain,
        "错误[B002]: 键后面的冒号写成了全角“：”
 --> 用例/pack.yaml:2:3
  |
2 | 全称：用例文件
  |     ^^
  |
  = 帮助: 改成半角冒号加一个空格“: ”，如 力度: 应当
"
    );
    let coloured = render(&outcome.diagnostics[0], &source.text, true);
    assert!(coloured.contains("\u{1b}[") && !plain.contains('\u{1b}'));
}

#[test]
fn no_sources_are_an_empty_library() {
    let outcome = load(&[]);
    assert!(outcome.diagnostics.is_empty() && outcome.library.is_some());
}
