//! The real tree is tidy, and a fault of each sort is caught.

use super::{Finding, check};
use crate::tree::{File, Tree};

fn tree(files: &[(&str, &str)]) -> Tree {
    Tree { files: files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() }).collect() }
}

/// Findings of a tree of one file: line and whether the message has the word.
fn caught(path: &str, text: &str, word: &str) -> Vec<usize> {
    let findings: Vec<Finding> = check(&tree(&[(path, text)]));
    assert!(findings.iter().all(|finding| finding.path == path), "{findings:?}");
    findings.iter().filter(|finding| finding.message.contains(word)).map(|finding| finding.line).collect()
}

fn manifest(name: &str, body: &str) -> String {
    format!("[package]\nname = \"{name}\"\n{body}")
}

#[test]
fn the_tree_is_tidy() {
    let tree = Tree::read(&crate::root()).expect("git lists the tree");
    let findings: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn a_dependency_may_only_point_inwards() {
    const DEPENDS: &str = "[dependencies]\n";
    const DEV: &str = "[dev-dependencies]\n";
    let cases = [
        ("base", "jishi-calendar", DEPENDS, false),
        ("facts", "jishi-base", DEPENDS, true),
        ("facts", "jishi-pack", DEPENDS, false),
        ("facts", "jishi-pack", DEV, true),
        ("facts", "jishi-evaluate", DEV, false),
        ("facts", "jishi-demo", DEV, true),
        ("evaluate", "jishi-pack", DEPENDS, true),
        ("evaluate", "jishi-workflow", DEPENDS, false),
        ("evaluate", "jishi-store", DEPENDS, false),
        ("evaluate", "jishi-demo", DEPENDS, false),
        ("evaluate", "jishi-pack", "[target.'cfg(unix)'.dependencies]\n", true),
        ("evaluate", "jishi-store", "[target.'cfg(unix)'.dependencies]\n", false),
        ("evaluate", "jishi-store", "[build-dependencies]\n", false),
        ("store", "jishi-intake", DEPENDS, false),
        ("server", "jishi-store", DEPENDS, true),
        ("cli", "jishi-server", DEPENDS, true),
        ("cli", "jishi-demo", DEPENDS, true),
        ("demo", "jishi-workflow", DEPENDS, true),
        ("demo", "jishi-store", DEPENDS, false),
        ("cli", "xtask", DEPENDS, false),
        ("cli", "jishi-attacks", DEPENDS, false),
        ("seal", "jishi-defence", DEPENDS, true),
        ("seal", "jishi-base", DEPENDS, false),
        ("defence", "jishi-base", DEPENDS, false),
        ("cli", "jishi-unheard", DEPENDS, false),
    ];
    for (from, to, section, allowed) in cases {
        let text = manifest(&format!("jishi-{from}"), &format!("{section}{to}.workspace = true\n"));
        let lines: Vec<usize> = check(&tree(&[(&format!("crates/{from}/Cargo.toml"), &text)])).iter().map(|f| f.line).collect();
        assert_eq!(lines, if allowed { vec![] } else { vec![4] }, "{from} → {to} under {section}");
    }
}

#[test]
fn outside_parts_are_kept_behind_one_crate() {
    let cases = [
        ("store", "sea-orm", true),
        ("server", "sea-orm", false),
        ("pack", "serde-saphyr", true),
        ("evaluate", "serde-saphyr", false),
        ("cli", "tokio", true),
        ("workflow", "tokio", false),
        ("seal", "aes-gcm-siv", true),
        ("store", "aes-gcm-siv", false),
        ("base", "getrandom", false),
    ];
    for (user, part, allowed) in cases {
        let text = manifest(&format!("jishi-{user}"), &format!("[dependencies]\n{part}.workspace = true\n"));
        assert_eq!(check(&tree(&[(&format!("crates/{user}/Cargo.toml"), &text)])).is_empty(), allowed, "{user} → {part}");
    }
}

#[test]
fn manifests_are_plain_and_versions_exact() {
    let root = "[workspace.dependencies]\njishi-base = { path = \"crates/base\" }\nserde = \"=1.0.0\"\nclap = { version = \"=4.0.0\" }\n";
    assert_eq!(check(&tree(&[("Cargo.toml", root)])), []);
    assert_eq!(caught("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n", "写死"), [2]);
    assert_eq!(caught("Cargo.toml", "[workspace.dependencies]\na = { version = \"=1.0.0\", package = \"b\" }\n", "改名"), [2]);
    let versioned = manifest("jishi-facts", "[dependencies]\nserde = \"=1.0.0\"\n");
    assert_eq!(caught("crates/facts/Cargo.toml", &versioned, "workspace = true"), [4]);
    let table = manifest("jishi-facts", "[dependencies.serde]\nworkspace = true\n");
    assert_eq!(caught("crates/facts/Cargo.toml", &table, "一行一个"), [3]);
    assert_eq!(caught("crates/new/Cargo.toml", &manifest("jishi-new", ""), "分层表"), [0]);
}

#[test]
fn only_the_tests_of_the_attacks_have_switches() {
    let asks = |section: &str| manifest("x", &format!("[{section}]\njishi-defence = {{ workspace = true, features = [\"switches\"] }}\n"));
    for (path, text, lines) in [
        ("security/attacks/Cargo.toml", asks("dev-dependencies"), vec![]),
        ("security/attacks/Cargo.toml", asks("dependencies"), vec![4]),
        ("crates/cli/Cargo.toml", asks("dev-dependencies"), vec![4]),
        ("crates/cli/Cargo.toml", asks("dependencies"), vec![4]),
        ("crates/cli/Cargo.toml", manifest("jishi-cli", "[features]\nopen = [\"jishi-defence/switches\"]\n"), vec![4]),
        ("crates/defence/Cargo.toml", manifest("jishi-defence", "[features]\n# switches\nswitches = []\n"), vec![]),
        ("crates/defence/Cargo.toml", manifest("jishi-defence", "[features]\ndefault = [\"switches\"]\nswitches = []\n"), vec![4]),
    ] {
        let found: Vec<usize> = super::switches::check(&tree(&[(path, &text)])).iter().map(|finding| finding.line).collect();
        assert_eq!(found, lines, "{path}: {text}");
    }
}

#[test]
fn a_source_says_what_it_is() {
    for (path, good, bad) in [
        ("crates/base/src/a.rs", "//! Ids.\n", "use a;\n"),
        ("crates/base/src/b.rs", "//! Ids.\n", "//!\n"),
        ("web/a.mjs", "// Build.\n", "import a\n"),
        ("web/a.css", "/* Theme. */\n", "a {}\n"),
        ("scripts/a.sh", "#!/usr/bin/env bash\n# Sets up.\n", "#!/usr/bin/env bash\nset -e\n"),
        ("Makefile", "# Two commands.\n", "all:\n"),
        (".ci/run", "#!/usr/bin/env bash\n# Tests.\n", "#!/usr/bin/env bash\nmake\n"),
        ("packs/a/a.yaml", "# 第一章\n", "- 责任: 甲\n"),
    ] {
        assert_eq!(check(&tree(&[(path, good)])), [], "{path}");
        assert_eq!(caught(path, bad, "开头"), [1], "{path}");
    }
}

#[test]
fn inner_layers_are_pure() {
    let cases = [
        ("use std::time::Duration;", 1),
        ("fn f() { let _ = std::fs::read(\"a\"); }", 1),
        ("use std::{\n    fmt,\n    fs::{self, File},\n};", 3),
        ("use std::collections::{BTreeMap, HashMap};", 1),
        ("fn f() -> Date { Zoned::now().date() }", 1),
        ("fn f() { jiff::Timestamp::now(); }", 1),
        ("fn f() { std::env::var(\"A\"); }", 1),
        ("fn f() { println!(\"a\"); }", 1),
        ("use std::thread;", 1),
        ("fn f() { getrandom::fill(&mut a); }", 1),
        ("use std::net::TcpStream;", 1),
        ("use std::process;", 1),
    ];
    for (body, line) in cases {
        let text = format!("//! A.\n{body}\n");
        let lines = caught("crates/evaluate/src/a.rs", &text, "这里不用");
        assert_eq!(lines.first(), Some(&(line + 1)), "{body}");
        assert_eq!(check(&tree(&[("crates/store/src/a.rs", &text)])), [], "outer layers may: {body}");
        assert_eq!(check(&tree(&[("crates/evaluate/src/tests.rs", &text)])), [], "tests may: {body}");
    }
    let innocent = "//! A.\n/// No HashMap; see `std::fs`.\nconst A: &str = \"println! // HashMap\";\nconst B: char = '\"'; // std::env\n\
                    const C: &str = r#\"std::fs \" \"#;\nfn f<'a>(instant: &'a str) -> &'a str { /* std::net */ instant }\n";
    assert_eq!(check(&tree(&[("crates/evaluate/src/a.rs", innocent)])), []);
}

#[test]
fn nothing_is_left_unfinished() {
    for body in [concat!("fn f() { to", "do!() }"), concat!("fn f() { unimple", "mented!() }"), concat!("fn f() { d", "bg!(1); }")] {
        assert_eq!(caught("crates/cli/src/a.rs", &format!("//! A.\n{body}\n"), "这里不用"), [2], "{body}");
    }
    assert_eq!(caught("web/a.css", concat!("/* A. */\n/* FIX", "ME */\n"), "不留"), [2]);
}

#[test]
fn a_source_is_one_thing() {
    let lines = |n: usize| format!("//! A.\n{}", "\n".repeat(n - 1));
    assert_eq!(check(&tree(&[("crates/cli/src/a.rs", &lines(500))])), []);
    assert_eq!(caught("crates/cli/src/a.rs", &lines(501), "超过"), [0]);
}

#[test]
fn nothing_of_a_machine_is_told() {
    assert_eq!(caught("README.md", concat!("see\n/wo", "rk/main\n"), "某台机器"), [2]);
    assert_eq!(caught("deny.toml", concat!("a = \"https://cra", "tes.io/x\"\n"), "某台机器"), [1]);
    let lock = |host: &str| format!("{{\n  \"resolved\": \"{host}/a.tgz\"\n}}\n");
    assert_eq!(caught("web/package-lock.json", &lock("https://host"), "锁文件"), [2]);
    assert_eq!(check(&tree(&[("web/package-lock.json", &lock("file:vendor"))])), []);
}

#[test]
fn documents_name_what_is_there() {
    let source = ("crates/base/src/a.rs", "//! A.\npub struct Duty;\n");
    let files = |document: &'static str, text: &'static str| check(&tree(&[source, (document, text)]));
    assert_eq!(files("README.md", "`crates/base`, `crates/base/src/a.rs`, `packs/*`, `web/dist`\n"), []);
    assert_eq!(files("ARCHITECTURE.md", "a\n`crates/base/src/b.rs`\n").iter().map(|f| f.line).collect::<Vec<_>>(), [2]);
    assert_eq!(files("GLOSSARY.md", "| 责任 | `Duty` | `anything` |\n"), []);
    assert_eq!(files("GLOSSARY.md", "| 责任 | `Obligation` | |\n").iter().map(|f| f.line).collect::<Vec<_>>(), [1]);
    assert_eq!(files("docs/limits.md", "`crates/base/src/b.rs`\n").iter().map(|f| f.line).collect::<Vec<_>>(), [1]);
    assert_eq!(files("docs/adr/0001-a.md", "`crates/base/src/b.rs`, `a::Obligation`\n"), [], "a decision speaks of its own time");
}

#[test]
fn guides_name_what_is_there() {
    let source = ("crates/base/src/a.rs", "//! A.\nenum Event { TakenUp }\nfn a_test_of_it() {}\n");
    let lines = |document: &'static str, text: &'static str| -> Vec<usize> {
        check(&tree(&[source, (document, text)])).iter().map(|finding| finding.line).collect()
    };
    for guide in ["docs/adding-an-event.md", "docs/refusals.md", "docs/style.md", "CONTRIBUTING.md"] {
        assert_eq!(lines(guide, "`Event::TakenUp`, `Event::TakenUp(\"名\", …)?`, `a_test_of_it`, `to_hex`, `{name}`\n"), [0; 0], "{guide}");
        assert_eq!(lines(guide, "a\n`Event::Taken`\nb `a_test_of_that`\n`Event::TakenUp(it)`\n"), [2, 3, 4], "{guide}");
    }
    assert_eq!(lines("docs/api.md", "`method_not_allowed`\n"), [0; 0], "words of the interface are no words of code");
}

#[test]
fn modules_form_no_circle() {
    let caught = |files: &[(&str, &str)]| -> Vec<(String, usize)> {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| (format!("crates/cli/src/{path}"), format!("//! A.\n{text}\n"))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        check(&tree(&files)).into_iter().inspect(|f| assert!(f.message.contains("绕成一圈"), "{f}")).map(|f| (f.path, f.line)).collect()
    };
    let root = ("main.rs", "mod a;\nmod b;\nmod c;");
    let at = |file: &str, line| (format!("crates/cli/src/{file}"), line);
    // The shortest way round is told, from one neighbour to the next.
    assert_eq!(caught(&[root, ("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;\nfn f() { crate::a::f() }"), ("c.rs", "use crate::a::A;")]), [at("a.rs", 2)]);
    assert_eq!(caught(&[root, ("a.rs", "use crate::b;"), ("b/mod.rs", "mod d;"), ("b/d.rs", "use super::super::a::A;")]), [at("a.rs", 2)]);
    assert_eq!(caught(&[root, ("a.rs", "use crate::{c, b::B};"), ("b.rs", "use super::a;")]), [at("a.rs", 2)]);
    // A re-export leads to what it stands for; a module written out in a file is one too.
    assert_eq!(caught(&[("main.rs", "mod a;\nmod b;\npub use b::B;"), ("a.rs", "use crate::B;"), ("b.rs", "struct B(crate::a::A);")]), [at("a.rs", 2)]);
    assert_eq!(caught(&[("main.rs", "mod a {\n    use super::b::B;\n}\nmod b;"), ("b.rs", "use crate::a;")]), [at("main.rs", 3)]);
    // One level down as well.
    assert_eq!(caught(&[("main.rs", "mod a;"), ("a/mod.rs", "mod d;\nmod e;"), ("a/d.rs", "use super::e;"), ("a/e.rs", "use crate::a::d::D;")]), [at("a/d.rs", 2)]);
    // Two that lead one way, a folder and what lies in it, and tests.
    let innocent = [
        ("main.rs", "mod a;\nmod b;\nmod c;\n#[cfg(test)]\nmod trial;"),
        ("a.rs", "use crate::b::{B, d};\nuse crate::trial;\n#[cfg(test)]\nmod tests { use crate::c::C; }\n/// See `crate::c`.\nconst C: &str = \"crate::c\";"),
        ("b/mod.rs", "mod d;\nuse d::D;\n#[cfg(test)]\nmod tests;"),
        ("b/d.rs", "use super::B;"),
        ("b/tests.rs", "use crate::a;"),
        ("c.rs", "use crate::a;\nuse std::b;"),
        ("trial.rs", "use crate::a;"),
    ];
    assert_eq!(caught(&innocent), []);
}

#[test]
fn no_regulation_is_known_by_name() {
    let pack = "# 记录。\n- 记录: 座谈会\n  别名: [茶话会]\n  字段:\n    - { 字段: 未到, 类型: 人员 }\n- 组织类别: 分会\n  职务: [会长, 秘书长]\n- { 共用字段: 到了, 类型: 人员 }\n";
    let lines = |path: &str, text: &str| -> Vec<usize> {
        check(&tree(&[("packs/甲/记录.yaml", pack), (path, text)])).iter().map(|finding| finding.line).collect()
    };
    let broken = "//! A.\nconst A: &str = \"未到\";\n// \"会长\"\nfn f(kind: &str) -> bool { kind == \"分会\" || kind == r#\"茶话会\"# }\n\nconst B: [&str; 3] = [\"秘书长\", \"座谈会\", \"到了\"];\n";
    for path in ["crates/base/src/a.rs", "crates/evaluate/src/a.rs", "crates/store/src/a.rs", "crates/server/src/a.rs", "crates/cli/src/a.rs"] {
        assert_eq!(lines(path, broken), [2, 4, 4, 6, 6, 6], "{path}");
    }
    for path in ["crates/demo/src/a.rs", "crates/evaluate/src/tests.rs", "crates/server/tests/a.rs"] {
        assert_eq!(lines(path, broken), [0_usize; 0], "{path}");
    }
    let innocent = "//! A.\nconst A: &str = \"没有座谈会，请先登记\"; // 未到\nconst B: char = '会';\n/// “分会”, \"分会\"\nconst C: &str = \"党员\";\n";
    assert_eq!(lines("crates/server/src/a.rs", innocent), [0_usize; 0], "a sentence is no name");
}

#[test]
fn no_exception_is_idle() {
    let tree = Tree::read(&crate::root()).expect("git lists the tree");
    assert_eq!(super::words::idle(&tree), [], "a word that nothing says any more needs no exception");
}

#[test]
fn no_arm_stands_for_all_other_events() {
    let inside = |pattern: &str| format!("//! A.\nfn f(e: &Event) -> u8 {{\n    match e {{\n        Event::Related {{ body, .. }} if g(body, |_| 1) => {{\n            1\n        }}\n        {pattern} => 0,\n    }}\n}}\n");
    for (pattern, lines) in [
        ("_", vec![7]),
        ("other", vec![7]),
        ("_ if true", vec![7]),
        ("Event::Unrelated { .. } | _", vec![7]),
        ("Event::Unrelated { of: _, .. } | Event::BodyClosed { .. }", vec![]),
    ] {
        assert_eq!(caught("crates/store/src/a.rs", &inside(pattern), "match"), lines, "{pattern}");
        assert_eq!(caught("crates/store/src/a/tests.rs", &inside(pattern), "match"), [0; 0], "a test may: {pattern}");
    }
    // Of whatever stands inside or beside such a match, nothing is said; nor of other enums.
    let beside = "//! A.\nfn f(e: &Event, n: u8) -> u8 {\n    match e {\n        Event::Related { .. } => match n { 1 => 1, _ => 0 },\n        Event::Unrelated { .. } => 0,\n    }\n}\n";
    assert_eq!(caught("crates/store/src/a.rs", beside, "match"), [0; 0]);
    let other = "//! A.\nfn f(e: RegisterEvent) -> u8 { match e { RegisterEvent::Appointed => 1, _ => 0 } }\n";
    assert_eq!(caught("crates/evaluate/src/a.rs", other, "match"), [0; 0]);
    let own = "//! A.\nimpl Event {\n    fn f(&self) -> u8 {\n        match self {\n            Self::Related { .. } => 1,\n            _ => 0,\n        }\n    }\n}\n";
    assert_eq!((caught("crates/facts/src/a.rs", own, "match"), caught("crates/pack/src/a.rs", own, "match")), (vec![6], vec![]));
}
