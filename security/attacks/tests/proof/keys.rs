//! The root key: read by its owner alone, and nothing opens without it.

use jishi_attacks::server::{jishi, without};
use jishi_attacks::{Defence, Folder};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn a_root_key_that_others_can_read_opens_nothing() {
    let folder = Folder::small();
    let (data, key) = (folder.data().display().to_string(), folder.data().join("root.key"));
    assert_eq!(fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o600, "made for its owner alone");
    let words = ["journal", "verify", "--data", &data];
    assert!(jishi(&words).status.success());
    for mode in [0o640, 0o604, 0o644, 0o660, 0o666, 0o700 | 0o007] {
        fs::set_permissions(&key, Permissions::from_mode(mode)).expect("its mode");
        let held = jishi(&words);
        assert!(!held.status.success() && said(&held).contains("chmod 600"), "{mode:o}: {}", said(&held));
        assert!(without(&words, &[Defence::RootKeyIsPrivate]).status.success(), "control: {mode:o}");
    }
}

#[test]
fn another_root_key_opens_nothing() {
    let folder = Folder::small();
    let (data, key) = (folder.data().display().to_string(), folder.data().join("root.key"));
    let right = fs::read_to_string(&key).expect("the key");
    for wrong in ["0".repeat(64), right.chars().rev().collect(), right[..62].to_owned(), String::new(), "不是密钥".to_owned()] {
        fs::write(&key, &wrong).expect("written");
        let held = jishi(&["journal", "verify", "--data", &data]);
        assert!(!held.status.success() && !said(&held).contains(right.trim()), "{}", said(&held));
    }
}

#[test]
fn no_key_and_no_password_is_told() {
    let folder = Folder::small();
    let data = folder.data().display().to_string();
    let key = fs::read_to_string(folder.data().join("root.key")).expect("the key");
    for words in [
        ["journal", "verify", "--data", &data].as_slice(),
        &["journal", "export", "--data", &data],
        &["doctor", "--data", &data],
        &["doctor", "--red-lines"],
    ] {
        let text = said(&jishi(words));
        assert!(!text.contains(key.trim()) && !text.contains("argon2"), "{words:?}");
        assert!(!text.to_lowercase().contains("jishi_without") && !text.contains("防线"), "nothing is said of switches: {words:?}");
    }
}
