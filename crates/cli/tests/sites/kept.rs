//! Every kept site, on a copy: the same statuses, the same beginning of the journal, the same people let in.

use jishi_journal::{Hash, from_hex, verify_consistency};
use jishi_store::{Asked, Keys, Location, LogIn, Origin, Store, SystemEntropy};
use sea_orm::{ConnectionTrait, Database};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a test must know of a kept site beside its statuses. Every secret in it is a test's.
#[derive(Serialize, Deserialize)]
pub struct Known {
    /// The day for which the statuses stand.
    pub day: String,
    /// Seconds since 1970 at which its token, session and link were good.
    pub at: i64,
    pub size: u64,
    pub root: String,
    /// Contents of entries that were erased.
    pub erased: u64,
    /// A few people with their names, which lie sealed.
    pub names: Vec<(String, String)>,
    /// Logins with their passwords.
    pub passwords: Vec<(String, String)>,
    /// A login that was stopped, with its password.
    pub stopped: (String, String),
    pub session: String,
    pub token: String,
    pub link: String,
}

/// What the token of every kept site is for.
pub const LABEL: &str = "汇总程序";

/// The folder of the kept sites.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite/sites")
}

/// A kept site laid out anew: where it lies, and the file of its root key.
struct Laid {
    data: String,
    location: Location,
    root: PathBuf,
    _dir: tempfile::TempDir,
}

fn sites() -> Vec<PathBuf> {
    let mut sites: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    sites.sort();
    assert!(!sites.is_empty());
    sites
}

fn copy(from: &Path, to: &Path) {
    std::fs::write(to, std::fs::read(from).unwrap()).unwrap();
    // Git keeps no such mode.
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn in_a_folder(kept: &Path) -> Laid {
    let dir = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(kept.join("data")).unwrap().map(Result::unwrap) {
        copy(&file.path(), &dir.path().join(file.file_name()));
    }
    let data = dir.path().display().to_string();
    Laid { data, location: Location::Dir(dir.path().to_owned()), root: dir.path().join("root.key"), _dir: dir }
}

/// In a database of its own on the server, from the dump, through a connection like the store's own.
async fn in_a_database(kept: &Path, server: &str) -> Laid {
    let dir = tempfile::tempdir().unwrap();
    let url = crate::support::new_database(server, dir.path());
    let connection = Database::connect(&url).await.unwrap();
    connection.execute_unprepared(&std::fs::read_to_string(kept.join("postgres.sql")).unwrap()).await.unwrap();
    connection.close().await.unwrap();
    let root = dir.path().join("root.key");
    copy(&kept.join("data/root.key"), &root);
    Laid { location: Location::Url(url.clone()), data: url, root, _dir: dir }
}

/// The statuses of a site on a day: duty, subject, period and status, a line each.
pub fn statuses(data: &str, root: &Path, day: &str) -> String {
    let words = ["evaluate", "--data", data, "--as-of", day, "--format", "json"];
    let output = Command::new(env!("CARGO_BIN_EXE_jishi")).args(words).env("JISHI_ROOT_KEY", root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let line = |row: &serde_json::Value| {
        ["duty", "subject", "period", "status"].map(|key| row[key].as_str().unwrap().to_owned()).join("\t") + "\n"
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

#[tokio::test]
async fn in_a_folder_they_open_as_they_were() {
    for kept in sites() {
        let laid = in_a_folder(&kept);
        is_as_it_was(&kept, &laid).await;
        let holds = |dir: &Path| std::fs::read(dir.join("facts.db")).unwrap().windows(LABEL.len()).any(|bytes| bytes == LABEL.as_bytes());
        assert!(!holds(Path::new(&laid.data)), "{}", kept.display());
    }
}

#[tokio::test]
async fn in_a_database_they_open_as_they_were() {
    let Ok(server) = std::env::var("JISHI_TEST_PG") else {
        // Past the test runner's capture.
        let _ = writeln!(std::io::stderr(), "跳过：未提供 PostgreSQL，保存的站点没有在上面打开（请用 scripts/with-postgres.sh 运行）");
        return;
    };
    for kept in sites() {
        is_as_it_was(&kept, &in_a_database(&kept, &server).await).await;
    }
}

async fn is_as_it_was(kept: &Path, laid: &Laid) {
    let known: Known = serde_json::from_str(&std::fs::read_to_string(kept.join("known.json")).unwrap()).unwrap();
    let expected = std::fs::read_to_string(kept.join("statuses.tsv")).unwrap();
    let found = statuses(&laid.data, &laid.root, &known.day);
    let differing: Vec<_> = found.lines().zip(expected.lines()).filter(|(found, expected)| found != expected).take(5).collect();
    assert!(found == expected, "{}: {differing:#?}", kept.display());

    let store = Store::open(&laid.location, &Keys::at(&laid.root), Box::new(SystemEntropy)).await.unwrap();
    begins_with(&store, &known);
    assert_eq!(store.verify().await.unwrap().erased, known.erased);
    assert_eq!(store.rebuild_check().await.unwrap(), []);
    let view = store.view(&store.owner_on_this_machine());
    // Words in plain stay in entries of the first shape, and are counted.
    let first = std::fs::read_to_string(folder().join("../journal/v1").join(kept.file_name().unwrap()).with_extension("jsonl")).is_ok();
    assert_eq!((view.plain.places > 0, view.plain.grounds > 0), (first, first), "{}", kept.display());
    for (person, name) in &known.names {
        assert_eq!(view.people[&person.parse().unwrap()].name(), name);
    }
    drop(view);
    lets_in(&store, &known).await;
    store.close().await.unwrap();
}

/// The journal of the kept site is the beginning of this one.
fn begins_with(store: &Store, known: &Known) {
    let (size, root) = store.head();
    let old: Hash = from_hex(&known.root).unwrap().try_into().unwrap();
    let path = store.consistency(known.size, size).unwrap();
    assert!(verify_consistency(known.size, size, &old, &root, &path), "{} entries, then {size}", known.size);
}

/// From an address, with a browser that nobody knows.
pub fn from(source: &str) -> Origin<'_> {
    Origin { source, browser: None }
}

/// Sessions and one-time links may end when a site is brought up to date; tokens and passwords do not.
async fn lets_in(store: &Store, known: &Known) {
    let accounts = store.accounts();
    // What it is for was in plain, and is sealed now.
    assert_eq!(accounts.token(&known.token, known.at).await.unwrap().unwrap().1.label, LABEL);
    // A day later: nothing that was tried before slows anybody.
    let later = Asked { at: known.at + 86_400, day: known.day.parse().unwrap(), actor: "本机".into() };
    for (login, password) in &known.passwords {
        let answer = accounts.log_in(login, password, from("127.0.0.1"), &later).await.unwrap();
        assert!(matches!(answer, LogIn::Opened { .. }), "{login}: {answer:?}");
        assert!(!matches!(accounts.log_in(login, "不是这个密码呀", from(login), &later).await.unwrap(), LogIn::Opened { .. }));
    }
    let (login, password) = &known.stopped;
    assert!(!matches!(accounts.log_in(login, password, from("127.0.0.1"), &later).await.unwrap(), LogIn::Opened { .. }));
}
