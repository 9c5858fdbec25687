//! What nothing inside can show: that the tail was cut with all that speaks of it, or an older state of everything was put
//! back. One checkpoint that is kept elsewhere shows it.

use crate::tamper::found;
use jishi_attacks::Folder;
use jishi_attacks::server::jishi;
use jishi_defence::all_standing;
use std::path::Path;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// One more entry.
fn used(data: &Path) {
    let done = jishi(&["evaluate", "--data", &data.display().to_string(), "--as-of", "2026-11-24"]);
    assert!(done.status.success(), "{}", said(&done));
}

fn keep(data: &Path, file: &Path) {
    let done = jishi(&["journal", "checkpoint", "--data", &data.display().to_string(), "--out", &file.display().to_string()]);
    assert!(done.status.success(), "{}", said(&done));
}

fn held_against(data: &Path, file: &Path) -> Output {
    jishi(&["journal", "verify", "--data", &data.display().to_string(), "--against", &file.display().to_string()])
}

/// All files of a site are as another folder has them.
fn put_back(from: &Path, to: &Path) {
    std::fs::remove_dir_all(to).expect("gone");
    std::fs::create_dir(to).expect("a folder");
    for file in std::fs::read_dir(from).expect("a folder").map(|file| file.expect("a file")) {
        std::fs::copy(file.path(), to.join(file.file_name())).expect("put back");
    }
}

#[tokio::test]
async fn yesterday_s_files_are_found_by_a_checkpoint_kept_elsewhere() {
    let _turn = all_standing();
    let (folder, old) = (Folder::small(), Folder::small());
    let (data, kept) = (folder.data(), folder.beside("kept.txt"));
    put_back(&data, &old.data());
    used(&data);
    keep(&data, &kept);
    assert!(held_against(&data, &kept).status.success(), "sound before");
    put_back(&old.data(), &data);
    // Nothing inside can tell: it is a state that the site once was in.
    assert_eq!(found(&data, None).await, None);
    let against = held_against(&data, &kept);
    assert!(!against.status.success() && said(&against).contains("末尾被截去"), "{}", said(&against));
}

#[test]
fn a_fork_and_another_site_are_found() {
    let (folder, other) = (Folder::small(), Folder::copied());
    let (data, kept, theirs) = (folder.data(), folder.beside("kept.txt"), folder.beside("theirs.txt"));
    let fork = Folder::small();
    put_back(&data, &fork.data());
    used(&data);
    keep(&data, &kept);
    keep(&other.data(), &theirs);
    // The same beginning, and then something else.
    used(&fork.data());
    assert!(!held_against(&fork.data(), &kept).status.success(), "a fork");
    assert!(!held_against(&data, &theirs).status.success(), "of another site");
}

#[test]
fn a_checkpoint_that_was_changed_is_none() {
    let folder = Folder::small();
    let (data, kept) = (folder.data(), folder.beside("kept.txt"));
    keep(&data, &kept);
    let text = std::fs::read_to_string(&kept).expect("a checkpoint");
    for (at, sign) in text.char_indices().filter(|(_, sign)| sign.is_ascii_hexdigit()).step_by(3) {
        let other = if sign == '0' { "1" } else { "0" };
        std::fs::write(&kept, [&text[..at], other, &text[at + 1..]].concat()).expect("changed");
        assert!(!held_against(&data, &kept).status.success(), "at {at}");
    }
}
