//! A site that an earlier program wrote: its tables held words in plain, its entries hold them for ever.

use crate::support::{Place, day, files_of, owner, places};
use jishi_base::{ImportId, PersonId, RecordId};
use jishi_facts::{Event, Ground};
use jishi_journal::{Hash, NO_PREVIOUS, chain, leaf_hash, to_hex};
use jishi_store::{Command, Location};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

const PERSON: &str = "00000000000000000000000003";
const IMPORT: &str = "00000000000000000000000009";

/// Facts as the first program wrote them; none has a content.
fn facts() -> Vec<String> {
    let source = |row: u32| format!(r#"{{"file":"旧文件名.xlsx","import":"{IMPORT}","row":{row},"sheet":"旧表名"}}"#);
    vec![
        r#"{"event":"unit_registered","name":"示范厅","unit":"00000000000000000000000001"}"#.to_owned(),
        format!(
            r#"{{"body":"00000000000000000000000002","event":"body_registered","founded":null,"kind":"党支部","name":"支部","source":{},"unit":"00000000000000000000000001"}}"#,
            source(2)
        ),
        format!(
            r#"{{"event":"holder_appointed","from":"2026-01-01","holding":"00000000000000000000000004","person":"{PERSON}","post":"00000000000000000000000005","source":{}}}"#,
            source(3)
        ),
        format!(
            r#"{{"event":"waived","waiver":{{"by":"{PERSON}","duty":"党课","ground":"旧依据","period":"2026","subject":{{"person":"{PERSON}"}}}}}}"#
        ),
        format!(r#"{{"event":"import_published","facts":2,"files":["旧文件名.xlsx"],"import":"{IMPORT}"}}"#),
    ]
}

/// Writes entries of the first shape into an empty journal.
async fn write(place: &Place) {
    let (connection, mut prev) = (place.intruder().await, NO_PREVIOUS);
    // Nothing was authenticated then.
    connection.execute_unprepared("DELETE FROM head").await.expect("delete");
    let keys = place.key_intruder().await;
    keys.execute_unprepared("DELETE FROM subject_key").await.expect("delete");
    keys.close().await.expect("close");
    let blob = |bytes: &[u8]| match place.location {
        Location::Dir(_) => format!("x'{}'", to_hex(bytes)),
        Location::Url(_) => format!("'\\x{}'", to_hex(bytes)),
    };
    for (seq, fact) in facts().into_iter().enumerate() {
        let entry = format!(r#"{{"actor":"本机","at":0,"command":"c{seq}","day":"2026-03-01","fact":{fact},"seq":{seq},"v":1}}"#).into_bytes();
        let leaf: Hash = leaf_hash(&entry);
        let (entry_sql, leaf, before, none) = (blob(&entry), blob(&leaf), blob(&prev), blob(&[]));
        let statements = [
            format!("INSERT INTO journal VALUES ({seq}, 0, '2026-03-01', '本机', 'c{seq}', {entry_sql}, {leaf}, {before}, {none})"),
            format!("INSERT INTO command VALUES ('c{seq}', {leaf}, {seq}, 1, {none})"),
        ];
        for statement in statements {
            connection.execute_unprepared(&statement).await.expect("insert");
        }
        prev = chain(&prev, &entry);
    }
    connection.close().await.expect("close");
}

#[tokio::test]
async fn its_plain_words_stay_in_the_journal_are_counted_and_go_with_the_person() {
    for place in places().await {
        write(&place).await;
        let store = place.open().await;
        store.rebuild().await.expect("rebuild");
        assert_eq!(store.verify().await.expect("verify").size, 5);
        let (site, person, import) = (owner(&store), PersonId(3), ImportId(9));
        assert_eq!((site.plain.places, site.plain.grounds, site.plain.of(person)), (3, 1, 2));
        assert_eq!(files_of(&store, import), ["旧文件名.xlsx"]);
        let held = site.holdings.values().next().expect("a holding");
        let read = site.read_at(held.source.as_ref().expect("a source"), |_| None::<&str>).expect("known");
        assert_eq!((read.file.as_str(), read.sheet.as_str(), read.row), ("旧文件名.xlsx", "旧表名", 3));
        // What an entry holds itself is opened by it like what lies beside newer ones.
        let ground = site.waivers[0].ground.open().expect("a ground");
        let content = store.contents(&store.owner_on_this_machine()).one(ground.at).expect("there");
        assert_eq!(ground.read(&content).as_deref(), Some("旧依据"));

        // The person has no details here; what is plain goes from the fold, and stays in the journal.
        let asked = jishi_store::Asked { at: 0, day: day("2026-04-01"), actor: "本机".into() };
        let erased = Event::PersonErased { person, ground: Ground::RetentionOver, imports: BTreeSet::from([import]) };
        store.execute(Command::events("erase", asked, vec![erased])).await.expect("erase");
        let site = owner(&store);
        assert!(site.waivers[0].ground.open().is_none() && site.imports.named_at(import).is_none());
        let body = site.bodies.values().next().expect("a body");
        assert!(body.source.as_ref().is_some_and(|source| site.read_at(source, |_| None::<&str>).is_none()));
        // Nor is it known at a day before.
        let then = store.known_at(&store.owner_on_this_machine(), day("2026-03-01")).await.expect("known");
        assert!(then.waivers[0].ground.open().is_none() && then.imports.named_at(import).is_none());
        assert_eq!(store.verify().await.expect("verify").size, 6);
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(owner(&store), site);
        store.close().await.expect("close");
    }
}

/// Tables that repeated the fold, as earlier programs made them, with a row of words in plain.
const BEFORE: [&str; 4] = [
    "CREATE TABLE import (id TEXT NOT NULL, seq BIGINT NOT NULL, files TEXT NOT NULL, PRIMARY KEY (id))",
    "INSERT INTO import VALUES ('00000000000000000000000009', 4, '旧文件名.xlsx')",
    "CREATE TABLE record_person (record TEXT NOT NULL, role TEXT NOT NULL, ordinal BIGINT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (record, role, ordinal))",
    "CREATE INDEX record_person_by_person ON record_person (person)",
];

/// Makes an empty site one of before the tables that repeated the fold went.
pub async fn repeat(place: &Place) {
    let before = place.intruder().await;
    for statement in BEFORE {
        before.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    for (ordinal, person) in [PersonId(3), PersonId(4)].into_iter().enumerate() {
        let row = format!("INSERT INTO record_person VALUES ('{}', '缺席', {ordinal}, '{person}')", RecordId(6));
        before.execute_unprepared(&row).await.expect("insert");
    }
    before.execute_unprepared("DELETE FROM schema_step WHERE version = '2026-12-01-folds'").await.expect("an earlier schema");
    before.close().await.expect("close");
}

/// The tables of the database of facts, in order.
pub async fn tables(place: &Place) -> Vec<String> {
    let connection = place.intruder().await;
    let ask = match place.location {
        Location::Dir(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Location::Url(_) => "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'jishi' ORDER BY table_name",
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), ask)).await.expect("tables");
    connection.close().await.expect("close");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}

/// All tables there are: none repeats the fold.
pub const TABLES: [&str; 12] =
    ["account", "api_token", "attempt", "command", "content", "head", "invitation", "journal", "schema_step", "second", "session", "word"];

#[tokio::test]
async fn its_tables_that_repeated_the_fold_go_and_leave_no_words() {
    for place in places().await {
        repeat(&place).await;
        assert_eq!(tables(&place).await.len(), TABLES.len() + 2);
        place.open().await.close().await.expect("close");
        assert_eq!(tables(&place).await, TABLES);
        // The copy of before is as it was.
        jishi_store::copy::before(&place.location, &place.keys).iter().for_each(|copy| std::fs::remove_dir_all(copy).expect("a copy"));
        assert_eq!(crate::canaries::found(&place, &["旧文件名".as_bytes().to_vec(), "缺席".as_bytes().to_vec()]).await, 0, "nor in free pages");
    }
}

/// Kept sites of every version have the same tables once they were opened, and on both databases.
#[tokio::test]
async fn kept_sites_of_every_version_come_to_the_same_tables() {
    let (mut versions, mut longer) = (0, 0);
    for kept in std::fs::read_dir(crate::support::kept("")).expect("kept sites").map(|entry| entry.expect("an entry")) {
        if !kept.path().is_dir() {
            continue;
        }
        for place in crate::support::kept_places(&kept.file_name().to_string_lossy()).await {
            longer += usize::from(tables(&place).await.len() > 20);
            let store = place.open().await;
            assert_eq!(store.rebuild_check().await.expect("check"), []);
            store.close().await.expect("close");
            assert_eq!(tables(&place).await, TABLES, "{:?}", kept.path());
        }
        versions += 1;
    }
    assert!(versions >= 6 && longer >= 6, "{versions} kept sites, {longer} of which repeated the fold in tables");
}
