//! Hostile workbooks, uploaded as a page does: bombs, document types, paths, wrong sums, containers within containers.
//! Each is refused in words, in the process that reads it; nothing is written, and the program goes on.

use crate::books::{Parts, packed, parts, plain, row, sheet};
use jishi_attacks::cast::DEPUTY;
use jishi_attacks::{Browser, Defence, Site, held_by, program};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Uploads a file and waits until it has been read; gives the page that says what came of it. It is given up then: few may
/// wait for a decision at once.
fn read(browser: &mut Browser, name: &str, bytes: &[u8]) -> String {
    let csrf = browser.csrf();
    let answer = browser.upload("/imports", &csrf, &[(name, bytes)]);
    let path = answer.header("location").to_owned();
    assert!(answer.status == 303 && path.starts_with("/imports/"), "{name}: {} {}", answer.status, answer.text());
    loop {
        let page = browser.get(&path);
        assert_eq!(page.status, 200, "{name}");
        // The page of an import that is being read asks for itself again.
        if !page.text().contains("http-equiv=\"refresh\"") {
            browser.post(&path, &[("csrf", &csrf), ("action", "cancel")]);
            return page.text();
        }
    }
}

/// A part that inflates to so many times its size.
fn bomb(megabytes: usize) -> Vec<u8> {
    packed(&parts([sheet("").into_bytes(), vec![b' '; megabytes << 20]].concat()))
}

fn with_doctype() -> Vec<u8> {
    let entity = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>"#;
    packed(&parts(sheet(&row("&e;")).replace("<worksheet", &format!("{entity}<worksheet"))))
}

fn with_wrong_sum() -> Vec<u8> {
    let mut bytes = plain();
    // The first local header's sum, which the directory repeats: both say something else than the content.
    let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("a directory");
    bytes[at + 16] ^= 1;
    bytes
}

fn outside() -> Parts {
    let mut parts = parts(sheet(&row("路径")));
    for name in ["../../evil.xml", "/tmp/evil-of-a-workbook.xml", "xl\\..\\..\\evil.xml", "C:\\evil.xml", "xl/worksheets/../../../evil.xml"]
    {
        parts.push((name.to_owned(), b"<evil/>".to_vec()));
    }
    parts
}

/// Files that are no ledgers, and a word of what is said of each.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let many: Parts = parts(sheet(&row("多"))).into_iter().chain((0..2_500).map(|at| (format!("xl/x{at}.xml"), Vec::new()))).collect();
    let nested = packed(&vec![("inner.xlsx".to_owned(), plain())]);
    let deep = "<a>".repeat(50_000);
    let twice = {
        let mut all = parts(sheet(&row("一")));
        all.push(("xl/worksheets/Sheet1.XML".to_owned(), sheet(&row("二")).into_bytes()));
        all
    };
    let liar = {
        // It says of itself that it is four gigabytes.
        let mut bytes = plain();
        let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("a directory");
        bytes[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
        bytes
    };
    vec![
        ("谎.xlsx", liar, ""),
        ("空.xlsx", Vec::new(), "空的"),
        ("文本.xlsx", "姓名,性别".as_bytes().to_vec(), "不是 xlsx"),
        ("旧.xls", [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 4_096]].concat(), "旧格式"),
        ("炸弹.xlsx", bomb(4), "大得不正常"),
        ("实体.xlsx", with_doctype(), "DOCTYPE"),
        ("部件.xlsx", packed(&many), "部件超过"),
        ("套.xlsx", nested, "不是 xlsx"),
        ("和不对.xlsx", with_wrong_sum(), "损坏"),
        ("半截.xlsx", plain()[..plain().len() / 2].to_vec(), "损坏"),
        ("十六位.xlsx", packed(&parts(sheet(&row("码")).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())), "损坏"),
        ("深.xlsx", packed(&parts(sheet(&deep))), ""),
        ("路径.xlsx", packed(&outside()), ""),
        ("重名.xlsx", packed(&twice), ""),
    ]
}

#[test]
fn every_hostile_workbook_is_refused_in_words() {
    let site = Site::open();
    let mut browser = site.enter(DEPUTY);
    for (name, bytes, says) in hostile() {
        let page = read(&mut browser, name, &bytes);
        assert!(page.contains(says), "{name}: {page}");
        assert!(!page.contains(&hostname()) || hostname().len() < 4, "{name}: a file of the machine in the page");
    }
    for evil in [site.data().join("evil.xml"), site.data().join("../evil.xml"), "/tmp/evil-of-a-workbook.xml".into()] {
        assert!(!evil.exists(), "{}", evil.display());
    }
    assert_eq!(browser.get("/mine").status, 200);
}

fn hostname() -> String {
    std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned()
}

#[test]
fn a_bomb_is_counted_before_it_is_read() {
    held_by(&[Defence::WorkbooksAreBounded], |site: &Site| {
        let page = read(&mut site.enter(DEPUTY), "炸弹.xlsx", &bomb(4));
        (!page.contains("大得不正常")).then(|| "a bomb was read".to_owned())
    });
}

#[test]
fn a_document_type_is_not_read() {
    held_by(&[Defence::DoctypesAreRefused], |site: &Site| {
        let page = read(&mut site.enter(DEPUTY), "实体.xlsx", &with_doctype());
        (!page.contains("DOCTYPE")).then(|| "a document type was read".to_owned())
    });
}

/// The limits of the process that reads, as the system tells them.
fn limits(without: &str) -> String {
    let mut child = Command::new(program())
        .arg("read-workbook")
        .env("JISHI_WITHOUT", without)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the reader");
    let mut input = child.stdin.take().expect("its input");
    // More than a pipe holds: when all of it is taken, the reader has begun to read, and its limits are set.
    input.write_all(&vec![b'x'; 1 << 20]).expect("taken");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("its limits");
    drop(input);
    let mut answer = String::new();
    child.stdout.take().expect("its answer").read_to_string(&mut answer).expect("an answer");
    assert!(child.wait().expect("its end").success() && answer.contains("Err"), "{answer}");
    limits.lines().filter(|line| line.starts_with("Max address space") || line.starts_with("Max cpu time")).collect::<Vec<_>>().join("\n")
}

#[test]
fn who_reads_has_little_memory_and_little_time() {
    let held = limits("");
    assert!(held.lines().count() == 2 && !held.contains("unlimited"), "{held}");
    assert!(limits("ReadersAreLimited").contains("unlimited"), "control");
}
