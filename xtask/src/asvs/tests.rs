//! The ledger holds, and a fault of each sort is told.

use super::{Ledger, check, read};
use crate::tree::{File, Tree};

#[test]
fn the_ledger_holds() {
    let tree = Tree::read(&crate::root()).expect("git lists the tree");
    let ledger = read(&tree).expect("a ledger");
    let findings = check(&tree, &ledger, None);
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

/// Findings about one row, without those about the rows that are not there.
fn of(row: &str, run: Option<&str>) -> Vec<String> {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let tree = Tree {
        files: vec![
            file("crates/seal/src/tests.rs", "#[test]\nfn held() {}\n"),
            file("docs/security.md", "# A\n## What is shown, and how\n"),
        ],
    };
    let ledger: Ledger = basic_toml::from_str(&format!("[[requirement]]\n{row}")).expect("a row");
    check(&tree, &ledger, run).into_iter().filter(|finding| !finding.contains("应有")).collect()
}

#[test]
fn a_row_says_what_it_stands_on() {
    let good = "id = \"1.1.1\"\nlevel = 2\nstatus = \"pass\"\nnote = \"held\"\n";
    assert_eq!(of(&format!("{good}test = \"jishi_seal::tests::held\"\n"), None), [""; 0]);
    assert_eq!(of(&format!("{good}document = \"docs/security.md#what-is-shown-and-how\"\n"), None), [""; 0]);
    for (row, run, says) in [
        (good.to_owned(), None, "没有测试也没有文件"),
        (format!("{good}test = \"jishi_seal::tests::gone\"\n"), None, "没有这个测试"),
        (format!("{good}test = \"jishi_seal::tests::held\"\n"), Some("jishi-seal tests::other"), "没有运行"),
        (format!("{good}document = \"docs/gone.md\"\n"), None, "没有这个文件"),
        (format!("{good}document = \"docs/security.md#nowhere\"\n"), None, "没有这个标题"),
        (good.replace("held", " "), None, "没有说明"),
        (good.replace("1.1.1", "18.1.1").replace("pass", "open"), None, "不是 ASVS"),
        (good.replace("level = 2", "level = 4").replace("pass", "na"), None, "不是 ASVS"),
    ] {
        let found = of(&row, run);
        assert!(found.iter().any(|finding| finding.contains(says)), "{row}: {found:?}");
    }
    let promises =
        File { path: "docs/security.md".to_owned(), text: "`jishi_seal::tests` `jishi_seal::tests::gone` `jishi_attacks`".to_owned() };
    let source = File { path: "crates/seal/src/tests.rs".to_owned(), text: "#[test]\nfn held() {}\n".to_owned() };
    let none = Ledger { requirement: Vec::new() };
    let found = check(&Tree { files: vec![promises, source] }, &none, None);
    assert_eq!(
        found.iter().filter(|finding| finding.starts_with("docs/")).collect::<Vec<_>>(),
        ["docs/security.md: 没有这个测试：jishi_seal::tests::gone"]
    );
    let twice: Ledger = basic_toml::from_str(&format!("[[requirement]]\n{good}[[requirement]]\n{good}")).expect("rows");
    assert!(check(&Tree::default(), &twice, None).iter().any(|finding| finding.contains("写了两次")));
}
