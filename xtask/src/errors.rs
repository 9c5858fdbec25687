//! `docs/errors.md`: the codes of pack diagnostics, from the comments beside the code and the recorded cases.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const HEAD: &str = "# 错误代码

`jishi pack check` 给出的每个代码：错在哪里、为什么、怎么改，和一个实际的例子。

本页由 `cargo xtask errors` 从 `crates/pack/src/check` 的注释和 `suite/pack/bad` 的用例生成，不要手改。
";

/// The whole page, codes in order.
pub fn generate(root: &Path) -> String {
    let examples = examples(&root.join("suite/pack/bad"));
    let mut page = HEAD.to_owned();
    for (code, section) in sections(&root.join("crates/pack/src/check")) {
        let _ = write!(page, "\n## {section}");
        if let Some((case, shown)) = examples.get(&code) {
            let _ = write!(page, "\n例（`suite/pack/bad/{case}`）：\n\n```text\n{shown}\n```\n");
        }
    }
    page
}

/// By code: the comment that begins with `# B…`, as Markdown without its `#`.
fn sections(checks: &Path) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    for path in entries(checks) {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            let comment = line.strip_prefix("///").map(|comment| comment.strip_prefix(' ').unwrap_or(comment));
            match (comment, &mut open) {
                (Some(comment), None) => {
                    let heading = comment.strip_prefix("# ").filter(|heading| heading.starts_with('B'));
                    let code = heading.and_then(|heading| heading.split(' ').next());
                    open = heading.zip(code).map(|(heading, code)| (code.to_owned(), format!("{heading}\n")));
                }
                (Some(comment), Some((_, section))) => {
                    let _ = writeln!(section, "{comment}");
                }
                (None, _) => sections.extend(open.take()),
            }
        }
    }
    sections
}

/// By code: the name of its first case, and what is said about it there.
fn examples(cases: &Path) -> BTreeMap<String, (String, String)> {
    let mut examples = BTreeMap::new();
    for path in entries(cases) {
        let Some(case) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some((code, _)) = case.split_once('-') else { continue };
        let recorded = fs::read_to_string(path.join("expected.txt")).unwrap_or_default();
        // Several diagnostics are parted by an empty line; a case may rightly give others too.
        let own = recorded.split("\n\n").find(|shown| shown.contains(&format!("[{code}]")));
        if let Some(shown) = own {
            examples.entry(code.to_owned()).or_insert((case.to_owned(), shown.trim_end().to_owned()));
        }
    }
    examples
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
