//! Keeps a site of this program in `suite/sites`: `scripts/keep-site.sh NAME`. Not run otherwise.

use crate::kept::{folder, statuses};
use crate::made::make;
use jishi_journal::from_hex;
use jishi_store::{Keys, Location, Store};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

#[tokio::test]
#[ignore = "保存一个站点：scripts/keep-site.sh 名称"]
async fn a_site_of_this_program() {
    let name = std::env::var("JISHI_KEEP_SITE").expect("JISHI_KEEP_SITE：站点的名称，如 2026-11-30");
    let server = std::env::var("JISHI_TEST_PG").expect("JISHI_TEST_PG：请用 scripts/keep-site.sh 运行");
    assert!(!folder().join(&name).exists(), "这个名称已经用过：保存了的站点不再改动");
    let work = tempfile::tempdir_in(folder()).unwrap();
    let kept = work.path().join("kept");
    std::fs::create_dir(&kept).unwrap();
    let url = crate::support::new_database(&server, work.path());
    let in_database = make(Location::Url(url.clone()), &work.path().join("root.key")).await;
    dump(&url, &kept.join("postgres.sql"));
    let data = kept.join("data");
    let known = make(Location::Dir(data.clone()), &data.join("root.key")).await;
    // The same journal on both: one list of what is known serves for both.
    assert_eq!((in_database.root, &in_database.session), (known.root.clone(), &known.session));
    std::fs::remove_file(data.join("writer.lock")).unwrap();
    std::fs::write(kept.join("known.json"), serde_json::to_string_pretty(&known).unwrap() + "\n").unwrap();
    entries(&data, &folder().join("../journal"), &name).await;
    // Judged on a copy: being asked is written into the journal.
    let copy = work.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for file in ["facts.db", "keys.db", "root.key"] {
        std::fs::copy(data.join(file), copy.join(file)).unwrap();
    }
    let lines = statuses(&copy.display().to_string(), &copy.join("root.key"), &known.day);
    std::fs::write(kept.join("statuses.tsv"), lines).unwrap();
    std::fs::rename(&kept, folder().join(&name)).unwrap();
}

/// The database as plain SQL that any connection can run, and any version of the server understands.
fn dump(url: &str, to: &Path) {
    let output = Command::new("pg_dump").args(["--inserts", "--no-owner", "--no-privileges", "--dbname", url]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let plain = |line: &&str| {
        !(line.is_empty() || ["--", "\\", "SET ", "SELECT pg_catalog.set_config"].iter().any(|begin| line.starts_with(begin)))
    };
    let lines: Vec<&str> = text.lines().filter(plain).collect();
    std::fs::write(to, lines.join("\n") + "\n").unwrap();
}

/// One entry of each shape that the journal has, in the bytes that this program wrote, by the version of their writing.
async fn entries(data: &Path, folder: &Path, name: &str) {
    let store = Store::open_read_only(&Location::Dir(data.to_owned()), &Keys::beside(data)).await.unwrap();
    let mut export = Vec::new();
    store.export(&mut export).await.unwrap();
    store.close().await.unwrap();
    let mut versions: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in String::from_utf8(export).unwrap().lines() {
        let [_, _, _, entry] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
        let entry = String::from_utf8(from_hex(entry).unwrap()).unwrap();
        let value: Value = serde_json::from_str(&entry).unwrap();
        let kind = format!("{} {}", value["fact"]["event"], value["fact"]["change"]);
        versions.entry(format!("v{}", value["v"])).or_default().entry(format!("{kind} {}", shape(&value))).or_insert(entry);
    }
    for (version, shapes) in versions {
        std::fs::create_dir_all(folder.join(&version)).unwrap();
        let lines: String = shapes.into_values().map(|entry| entry + "\n").collect();
        std::fs::write(folder.join(version).join(format!("{name}.jsonl")), lines).unwrap();
    }
}

/// What is in a value, but for the values themselves.
fn shape(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => "x".into(),
        Value::Array(items) => format!("[{}]", items.first().map(shape).unwrap_or_default()),
        // Of fields and roles the names are free, their values' kinds are not.
        Value::Object(map) => {
            map.iter().map(|(key, value)| if key.is_ascii() { format!("{key}:{},", shape(value)) } else { shape(value) }).collect()
        }
    }
}
