//! A site's life through the program: the journal verifies, tables equal it, time travels, errors are in Chinese.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod support;

use std::path::Path;
use support::{BODIES, Site, borrowed, jishi, members, workbook};

#[test]
fn journal_rebuild_export_doctor() {
    let site = Site::new();
    let bodies = site.path("组织.xlsx");
    workbook(&bodies, &[("组织", BODIES)]);
    assert_eq!(site.import(&[&bodies], &[]).0, 0);
    let (code, verdict) = site.json(&["journal", "verify"]);
    assert_eq!((code, verdict["ok"].as_bool()), (0, Some(true)));
    let (code, check) = site.json(&["rebuild", "--check"]);
    assert_eq!((code, check["ok"].as_bool()), (0, Some(true)));
    assert_eq!(site.json(&["doctor"]).0, 0);
    let exported = site.path("日志.txt");
    let data = site.data();
    assert!(site.run(&["journal", "export", "--data", &data, "--out", &exported.display().to_string()]).status.success());
    let text = std::fs::read_to_string(&exported).unwrap();
    assert!(!text.contains("张三") && text.lines().count() as u64 >= verdict["size"].as_u64().unwrap());
    // Known on a day before anything was entered: nothing is known.
    let (_, rows) = site.json(&["evaluate", "--as-of", "2026-11-24", "--known-at", "2026-11-23"]);
    assert_eq!(rows.as_array().unwrap().len(), 0);
}

/// The owner of the machine is one of two: erasing is told, proposed, and waits for a page.
#[test]
fn erasing_is_proposed_and_not_done() {
    let site = Site::new();
    let (bodies, roster) = (site.path("组织.xlsx"), site.path("张三登记表.xlsx"));
    workbook(&bodies, &[("组织", BODIES)]);
    let rows = members();
    let rows = borrowed(&rows);
    workbook(&roster, &[("花名册", &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())]);
    assert_eq!(site.import(&[&bodies, &roster], &[]).0, 0);
    let erase = |more: &[&str]| site.json(&[&["erase", "张三", "--ground", "本人申请", "--today", "2026-11-24"], more].concat());
    let (code, told) = erase(&["--dry-run"]);
    assert_eq!((code, told["proposed"].as_bool()), (0, Some(false)));
    let text = told.to_string();
    assert!(text.contains("组织关系 1 条") && text.contains("1 次导入的文件名和表名") && text.contains("30 天"), "{text}");
    let size = || site.json(&["journal", "verify"]).1["size"].as_u64().expect("a size");
    let before = size();
    let (code, told) = erase(&[]);
    assert_eq!((code, told["proposed"].as_bool()), (0, Some(true)));
    // Proposed once more like this it is so already: the answer is the same, and of both only the command is entered.
    let done = size();
    assert_eq!(erase(&[]), (0, told));
    assert_eq!((done - before) - (size() - done), 1);
    assert_eq!(site.json(&["journal", "verify"]).1["erased"], 0, "another has to confirm it");
    let data = site.data();
    let fails = |person: &str, ground: &str, code: i32, says: &str| {
        let output = site.run(&["erase", person, "--ground", ground, "--today", "2026-11-25", "--data", &data]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), text.contains(says)), (Some(code), true), "{person} {ground}: {text}");
    };
    fails("张三", "录入有误", 1, "等放行");
    fails("王五", "本人申请", 1, "名册里没有");
    fails("李四", "依法留存", 1, "不是删除的理由");
    fails("李四", "随便", 64, "不在可选之列");
    let (_, checks) = site.json(&["doctor"]);
    let plain = checks.as_array().unwrap().iter().find(|check| check["check"] == "旧条目里的明文").unwrap();
    assert_eq!((plain["ok"].as_bool(), plain["detail"].as_str()), (Some(true), Some("没有")));
}

#[test]
fn explanations_say_article_and_clock() {
    let site = Site::new();
    let bodies = site.path("组织.xlsx");
    workbook(&bodies, &[("组织", BODIES)]);
    assert_eq!(site.import(&[&bodies], &[]).0, 0);
    let data = site.data();
    let words = ["explain", "--data", &data, "--as-of", "2026-11-24", "--duty", "支部届满换届", "--subject", "办公室"];
    let output = site.run(&words);
    let text = String::from_utf8(output.stdout).unwrap();
    for piece in ["支部条例 第二十二条", "2026-09-10", "逾期 75 天"] {
        assert!(text.contains(piece), "{piece}: {text}");
    }
}

#[test]
fn errors_are_in_chinese_and_have_their_codes() {
    let nowhere = std::env::temp_dir().join("jishi-没有这个站点");
    let nowhere = nowhere.display().to_string();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["evaluate", "--data", &nowhere, "--as-of", "2026-11-24"], 1, "jishi init"),
        (&["evaluate", "--data", &nowhere, "--as-of", "去年"], 64, "不是日期"),
        (&["evaluate", "--data", &nowhere], 64, "还缺"),
        (&["没有的命令"], 64, "不认识的命令"),
        (&["pack", "check", &nowhere], 1, "不存在"),
    ];
    for (words, code, says) in cases {
        let output = jishi(words);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), text.contains(says)), (Some(*code), true), "{words:?}: {text}");
    }
}

#[test]
fn built_in_packs_check_test_and_cover() {
    let packs = Path::new("../../packs");
    let all = packs.display().to_string();
    for words in [vec!["pack", "check", &all, "--format", "json"], vec!["pack", "test", &all, "--format", "json"]] {
        let output = jishi(&words);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{}", text.chars().take(3_000).collect::<String>());
    }
    // What was asked before a number changed or was tightened, and after.
    let suite = Path::new("../../suite/pack");
    let output = jishi(&["pack", "test", &suite.join("base").display().to_string(), &suite.join("good").display().to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    for alone in ["意见", "支部条例", "机关条例", "教管条例", "民主生活会规定", "中心组规则", "主体责任规定", "意识形态办法", "处分条例", "选举条例", "减负规定"] {
        let output = jishi(&["pack", "check", &packs.join(alone).display().to_string()]);
        assert!(output.status.success(), "{alone}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
