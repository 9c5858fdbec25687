//! What is erased is nowhere in the files: tables, indexes, free space, write-ahead log, keys. Small here; with
//! JISHI_ERASED=1000 at its full size.
//!
//! A canary is a text that stands nowhere else, or the ciphertext of one as it lies in a table: that one must be found
//! before the erasure, or the search proves nothing. In PostgreSQL's own log, which is the operator's and is
//! recycled in time, only what is sealed is looked for.

use crate::accounts::{accounts as seeded, made};
use crate::support::{Place, Small, asked, command, day, owner, places};
use aho_corasick::AhoCorasick;
use jishi_base::{ImportId, PersonId, RecordId, Slim, SlimSet};
use jishi_facts::{Event, FileNames, Ground, KeyOwner, PersonDetails, Place as Sheet, Sealed, Source, Subject, Waiver, Words};
use jishi_journal::{leaf_hash, verify_consistency, verify_inclusion};
use jishi_store::{Command, Location, SeededEntropy, Store, TokenScope, TokenUse, copy};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many people are erased; ten times as many are there.
fn erased() -> u32 {
    std::env::var("JISHI_ERASED").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

/// People who have an account: each takes a transaction of its own.
const ACCOUNTS: u32 = 10;

fn person(number: u32) -> PersonId {
    PersonId(1_000_000 + u128::from(number))
}

fn import(number: u32) -> ImportId {
    ImportId(2_000_000 + u128::from(number))
}

/// A text about one person that stands nowhere else: `canary-remark-00017.`
fn canary(what: &str, number: u32) -> String {
    format!("canary-{what}-{number:05}.")
}

/// All that is sealed: none of it may ever be found.
const SEALED: [&str; 11] = ["name", "blind", "phone", "remark", "renamed", "talk", "ground", "reason", "file", "sheet", "label"];
/// What lies in plain in tables beside the journal.
const PLAIN: [&str; 1] = ["login"];

fn registered(small: &Small, number: u32) -> Vec<Event> {
    let source = || Some(Source { import: import(number), place: Sheet::Nth { file: 0, sheet: 0 }, row: 2 });
    let details = |name: &str| PersonDetails {
        name: canary(name, number),
        phone: Some(canary("phone", number)),
        remark: Some(canary("remark", number)),
        ..PersonDetails::default()
    };
    let (id, unit, subject) = (person(number), small.unit, Subject::Person(person(number)));
    let blind = || Some(canary("blind", number));
    let talk = Event::Recorded {
        record: RecordId(3_000_000 + u128::from(number)),
        kinds: SlimSet::from(["谈心谈话"]),
        bodies: Vec::new(),
        date: day("2026-02-10"),
        fields: Slim::new(),
        people: Slim::from([("对象", vec![id]), ("谈话人", vec![small.zhang])]),
        text: Sealed::Open(Slim::from([("内容", canary("talk", number))])),
        source: source(),
    };
    let (duty, period) = (|| "党员学时".to_owned(), || "2026".to_owned());
    let waiver = Waiver {
        duty: duty(),
        subject,
        period: period(),
        owner: Some(KeyOwner::Person(id)),
        ground: Words::Sealed(Sealed::Open(canary("ground", number))),
        by: small.zhang,
    };
    vec![
        Event::PersonRegistered { person: id, unit, blind: blind(), details: Sealed::Open(details("name")), source: source() },
        talk,
        Event::Waived { waiver },
        Event::ReasonGiven { duty: duty(), subject, period: period(), owner: KeyOwner::Person(id), text: Sealed::Open(canary("reason", number)) },
        // What was there before a change is not to stay either.
        Event::PersonChanged { person: id, blind: blind(), details: Sealed::Open(details("renamed")), source: source() },
    ]
}

/// People of an import each, with accounts; and nine times as many others.
async fn filled(place: &Place, small: &Small, people: u32) -> Store {
    let store = place.open().await;
    store.execute(command("ground", small.events())).await.expect("ground");
    let others = (people..people * 10).flat_map(|number| registered(small, number));
    store.execute(command("others", others.collect())).await.expect("others");
    for number in 0..people {
        let files = vec![FileNames::new(canary("file", number), &[&canary("sheet", number)])];
        let events = Command::events(format!("person {number}"), asked("2026-03-01"), registered(small, number));
        store.append_import(events, import(number), files).await.expect("a person");
    }
    for number in 0..ACCOUNTS.min(people) {
        let accounts = seeded(&store, 1_000 + u64::from(number));
        let account = made(&accounts, &canary("login", number), person(number)).await;
        let wanted = TokenUse { label: canary("label", number), acting: None, scope: TokenScope::Look, valid_for: 1_000 };
        accounts.make_token(account.id, wanted, &asked("2026-03-01")).await.expect("a token");
    }
    store
}

/// The ciphertexts of these people as they lie in the tables.
async fn ciphertexts(place: &Place, people: u32) -> Vec<Vec<u8>> {
    let (facts, keys) = (place.intruder().await, place.key_intruder().await);
    let owned = |person: &str| {
        let number = |text: &str, first: u128| text.rsplit(':').next().and_then(|id| id.parse::<PersonId>().ok()).is_some_and(|id| (first..first + u128::from(people)).contains(&{ id.0 }));
        number(person, 1_000_000) || number(person, 2_000_000) || number(person, 3_000_000)
    };
    let mut found = Vec::new();
    for (connection, query) in [
        (&facts, "SELECT owner, sealed FROM content"),
        (&keys, "SELECT owner, wrapped FROM subject_key"),
    ] {
        for (who, bytes) in rows(connection, query).await {
            found.extend(bytes.filter(|_| owned(&who)));
        }
    }
    facts.close().await.expect("close");
    keys.close().await.expect("close");
    found
}

async fn rows(connection: &DatabaseConnection, query: &str) -> Vec<(String, Option<Vec<u8>>)> {
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), query)).await.expect("rows");
    rows.iter().map(|row| (row.try_get_by_index(0).expect("owner"), row.try_get_by_index(1).expect("bytes"))).collect()
}

/// Every file of the two databases, as it lies on the disk.
async fn files(place: &Place) -> Vec<Vec<u8>> {
    if let Location::Dir(dir) = &place.location {
        return below(dir).iter().map(|file| std::fs::read(file).expect("file")).collect();
    }
    let superuser = place.intruder().await;
    // Written to the disk, and files that are no longer needed taken away.
    superuser.execute_unprepared("CHECKPOINT").await.expect("checkpoint");
    let home = "(SELECT 'base/' || oid FROM pg_database WHERE datname = current_database())";
    let query = format!("SELECT f, pg_read_binary_file({home} || '/' || f, 0, 1000000000, true) FROM pg_ls_dir({home}) f");
    let found = rows(&superuser, &query).await.into_iter().filter_map(|(_, bytes)| bytes).collect();
    superuser.close().await.expect("close");
    found
}

/// The newest of PostgreSQL's own log: what is sealed is in no log either.
async fn log(place: &Place) -> Vec<Vec<u8>> {
    if let Location::Dir(_) = place.location {
        return Vec::new();
    }
    let superuser = place.intruder().await;
    let query = "SELECT name, pg_read_binary_file('pg_wal/' || name, 0, 1000000000, true) FROM \
        (SELECT name FROM pg_ls_waldir() ORDER BY modification DESC LIMIT 4) newest";
    let found: Vec<_> = rows(&superuser, query).await.into_iter().filter_map(|(_, bytes)| bytes).collect();
    superuser.close().await.expect("close");
    assert!(!found.is_empty());
    found
}

/// How many of the canaries lie in the files.
pub async fn found(place: &Place, canaries: &[Vec<u8>]) -> usize {
    found_in(&files(place).await, canaries)
}

/// How many lie in a backup that is made now: bytes are written there in hexadecimal.
async fn backed_up(place: &Place, canaries: &[Vec<u8>]) -> usize {
    let folder = tempfile::tempdir().expect("folder");
    let into = folder.path().join("backup");
    let wanted = copy::Wanted { into: &into, at: 1_800_000_000, program: "test", passphrase: None, with_root_key: false };
    copy::backup(&place.location, &place.keys, &wanted, &mut SeededEntropy::new(5)).await.expect("backup");
    let files: Vec<_> = below(&into).iter().map(|file| std::fs::read(file).expect("file")).collect();
    let written: Vec<_> = canaries.iter().flat_map(|canary| [canary.clone(), jishi_journal::to_hex(canary).into_bytes()]).collect();
    found_in(&files, &written)
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    inside.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

fn found_in(files: &[Vec<u8>], canaries: &[Vec<u8>]) -> usize {
    let search = AhoCorasick::new(canaries).expect("few enough");
    let seen: BTreeSet<_> = files.iter().flat_map(|file| search.find_overlapping_iter(file).map(|at| at.pattern())).collect();
    seen.len()
}

/// The same once it is cleaned: whoever writes elsewhere in PostgreSQL's cluster, as other tests do, holds it up, and it is
/// tried again until it is done.
async fn left(place: &Place, canaries: &[Vec<u8>]) -> usize {
    for _ in 0..300 {
        if found(place, canaries).await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    found(place, canaries).await
}

fn texts(kinds: &[&str], people: std::ops::Range<u32>) -> Vec<Vec<u8>> {
    kinds.iter().flat_map(|what| people.clone().map(|number| canary(what, number).into_bytes())).collect()
}

#[tokio::test]
async fn nothing_that_was_erased_is_in_any_file() {
    let gone = erased();
    for place in places().await {
        let small = Small::new(1);
        let store = filled(&place, &small, gone).await;
        let (size, root) = store.head();
        let proofs: Vec<_> = (0..size).step_by(7).map(|seq| (seq, store.inclusion(seq, size).expect("a proof"))).collect();
        let (ciphers, plain) = (ciphertexts(&place, gone).await, texts(&PLAIN, 0..ACCOUNTS.min(gone)));
        // Five contents and a key each; the import's names and their key.
        assert_eq!(ciphers.len(), usize::try_from(gone).expect("few") * 8);
        assert_eq!(found(&place, &ciphers).await, ciphers.len(), "the search finds what is there");
        assert_eq!(found(&place, &plain).await, plain.len(), "the search finds what is there");
        assert_eq!(found(&place, &texts(&SEALED, 0..gone)).await, 0, "what is sealed is never there in plain");
        assert_eq!(backed_up(&place, &[ciphers.clone(), plain.clone()].concat()).await, ciphers.len() + plain.len(), "a backup has it all");
        // As one that was made before the site was brought up to this schema.
        let before = place.root_key().with_file_name(match place.location {
            Location::Dir(_) => "before-2026-11-30-1",
            Location::Url(_) => "root.key.before-2026-11-30-1",
        });
        std::fs::create_dir(&before).expect("folder");
        std::fs::write(before.join("keys.db"), canary("name", 1)).expect("file");
        assert_eq!(copy::before(&place.location, &place.keys), std::slice::from_ref(&before));

        let erase = |number: u32| Event::PersonErased { person: person(number), ground: Ground::RetentionOver, imports: [import(number)].into() };
        for some in (0..gone).collect::<Vec<_>>().chunks(20) {
            let events = some.iter().map(|number| erase(*number)).collect();
            store.execute(command(&format!("erase {}", some[0]), events)).await.expect("erase");
        }
        let all: Vec<Vec<u8>> = [ciphers, plain, texts(&SEALED, 0..gone)].concat();
        assert_eq!(left(&place, &all).await, 0, "while the program runs");
        assert_eq!(backed_up(&place, &all).await, 0, "in a new backup");
        assert_eq!(found_in(&log(&place).await, &texts(&SEALED, 0..gone)), 0, "in the database's own log");
        assert!(!before.exists(), "in a copy from before");
        let others = ciphertexts(&place, gone * 10).await;
        assert_eq!(others.len(), usize::try_from(gone).expect("few") * 9 * 6, "the others stay, five contents and a key each");

        assert_eq!(store.verify().await.expect("verify").erased, u64::from(gone));
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        let (now, now_root) = store.head();
        assert!(verify_consistency(size, now, &root, &now_root, &store.consistency(size, now).expect("a proof")));
        let entries = entries(&store).await;
        for (seq, path) in &proofs {
            let entry = &entries[usize::try_from(*seq).expect("few")];
            assert!(verify_inclusion(&leaf_hash(entry), *seq, size, path, &root), "entry {seq}, proved before the erasure");
        }
        let export = entries.concat();
        let says = |text: &Vec<u8>| export.windows(text.len()).any(|window| window == text);
        assert!(!texts(&SEALED, 0..3).iter().chain(&texts(&PLAIN, 0..3)).any(says), "the journal's own bytes");
        let site = owner(&store);
        store.close().await.expect("close");
        assert_eq!(left(&place, &all).await, 0, "after it ended");
        let store = place.open().await;
        assert_eq!(owner(&store), site);
        store.close().await.expect("close");
    }
}

/// The journal's entries, out of its export.
async fn entries(store: &Store) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    store.export(&mut out).await.expect("export");
    let text = String::from_utf8(out).expect("text");
    let lines = text.lines().filter(|line| line.split(' ').count() == 4);
    lines.filter_map(|line| line.rsplit(' ').next()).filter_map(jishi_journal::from_hex).collect()
}

/// Somebody who reads for long keeps the old pages alive: the erasure is done all the same, and what is left goes with the
/// next one at the latest.
#[tokio::test]
async fn a_long_reader_delays_the_cleaning_and_does_not_prevent_it() {
    for place in places().await {
        let small = Small::new(1);
        let store = filled(&place, &small, ACCOUNTS).await;
        let ciphers = ciphertexts(&place, 1).await;
        let reader = place.intruder().await;
        let begin = match reader.get_database_backend() {
            DbBackend::Sqlite => "BEGIN",
            _ => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        };
        reader.execute_unprepared(begin).await.expect("begin");
        assert!(!rows(&reader, "SELECT owner, sealed FROM content").await.is_empty());
        let erase = |number: u32| vec![Event::PersonErased { person: person(number), ground: Ground::Requested, imports: [import(number)].into() }];
        store.execute(command("first", erase(0))).await.expect("erased all the same");
        assert_eq!(owner(&store).people[&person(0)].name(), "已删除");
        reader.execute_unprepared("COMMIT").await.expect("commit");
        reader.close().await.expect("close");
        store.execute(command("second", erase(1))).await.expect("erase");
        assert_eq!(left(&place, &ciphers).await, 0);
        store.close().await.expect("close");
    }
}
