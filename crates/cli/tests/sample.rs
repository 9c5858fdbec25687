//! The department's real-life workbooks, where they lie beside the repository: every expected status comes out, and for
//! the duties named nothing else is overdue.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use support::Site;

fn key(row: &Value) -> (String, String, String) {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    (text("duty"), text("subject"), text("period"))
}

#[test]
fn every_expected_status_comes_out() {
    let root = Path::new("../..");
    let given = std::env::var_os("JISHI_SAMPLE").map_or_else(|| root.join("../shared/data/示范厅"), PathBuf::from);
    let Ok(expected) = std::fs::read_to_string(given.join("expected.json")) else {
        eprintln!("!! 跳过：没有样例工作簿（用环境变量 JISHI_SAMPLE 指明文件夹）");
        return;
    };
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&given).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "xlsx"));
    let site = Site::new();
    let (code, answer) = site.import(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>(), &[]);
    assert_eq!(code, 0, "{answer:#}");
    let rows = site.evaluate();
    let mut found: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
    rows.iter().for_each(|row| found.entry(key(row)).or_default().push(row));
    let mut named = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    for row in expected["expected"].as_array().unwrap() {
        let got = found.get(&key(row)).map(|rows| rows.iter().map(|r| r["status"].clone()).collect::<Vec<_>>());
        assert_eq!(got, Some(vec![row["status"].clone()]), "{row}");
        assert!(found[&key(row)][0]["articles"].as_array().unwrap().contains(&row["article"]), "{row}");
        named.insert(row["duty"].clone().to_string());
        wanted.insert(key(row));
    }
    let others = rows.iter().filter(|row| row["status"] == "逾期" && named.contains(&row["duty"].to_string()) && !wanted.contains(&key(row)));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&Value>::new());
}
