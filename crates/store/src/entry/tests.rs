//! The entries that earlier programs wrote, in `suite/journal`: each is read, and written again to the same bytes, for ever.

mod shapes;

use super::decode;
use jishi_facts::{AccountChange, Event};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every kept entry, with the file that it stands in.
fn kept() -> Vec<(PathBuf, String)> {
    let folders = inside(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite/journal"));
    let files = folders.iter().flat_map(|folder| inside(folder));
    files
        .flat_map(|file| {
            std::fs::read_to_string(&file).expect("file").lines().map(|line| (file.clone(), line.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect()
}

#[test]
fn kept_entries_are_read_and_written_again_to_the_same_bytes() {
    let kept = kept();
    assert!(kept.len() >= 80, "{}", kept.len());
    for (file, line) in kept {
        let entry = decode(line.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}: {line}", file.display()));
        let again = entry.again().expect("bytes");
        assert_eq!(String::from_utf8(again).expect("text"), line, "{}", file.display());
    }
}

#[test]
fn every_kind_of_event_is_kept() {
    let entries: Vec<_> = kept().into_iter().map(|(_, line)| decode(line.as_bytes()).expect("entry")).collect();
    let word = |value: &serde_json::Value| value.as_str().expect("word").to_owned();
    let event = |event: &Event| serde_json::to_value(event).expect("JSON");
    let kinds: BTreeSet<String> = entries.iter().map(|entry| word(&event(&entry.event)["event"])).collect();
    assert_eq!(kinds, all::<Event>(r#"{"event":"?"}"#));
    let changes = entries.iter().filter(|entry| matches!(entry.event, Event::AccountChanged { .. }));
    let changes: BTreeSet<String> = changes.map(|entry| word(&event(&entry.event)["change"])).collect();
    assert_eq!(changes, all::<AccountChange>(r#""?""#));
}

/// The names of all variants, which the refusal of one that does not exist lists.
fn all<T: serde::de::DeserializeOwned>(unknown: &str) -> BTreeSet<String> {
    let refusal = serde_json::from_str::<T>(unknown).err().expect("refusal").to_string();
    let (_, list) = refusal.split_once("expected one of ").expect("list");
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
