//! No way to the store leads past the rights.

mod turn;

use std::collections::BTreeSet;
use std::path::Path;

/// Where commands are made, and why each is held to what it may do.
const MADE: [(&str, &str); 5] = [
    ("intent.rs", "every intent of a page or a program: held to its rights at its turn"),
    ("office/erasure.rs", "an erasure takes two people: the table of powers is asked, and that the second is another is held at its turn"),
    ("imports/writing.rs", "a workbook: planned within the rights of whoever decides, and held to them at its turn"),
    ("deeds.rs", "what was done, of which nothing is decided here"),
    ("live.rs", "the way to the store itself"),
];

/// How a command is made, or given to the store.
const WAYS: [&str; 5] = ["Command::decided(", "Command::events(", "live.carry_out(", ".execute(", "Import::new("];

#[test]
fn every_command_is_made_where_rights_are_asked() {
    let mut found = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("inside").to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            if !name.contains("tests") && WAYS.iter().any(|way| text.contains(way)) {
                found.insert(name);
            }
        }
    }
    let expected: BTreeSet<String> = MADE.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, expected, "a command that is made elsewhere says here why it is held to what it may do");
}
