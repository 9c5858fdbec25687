//! Copies of a site: which of them are whole, and backups made, tried, damaged and restored.

mod before;
mod damaged;
mod drill;
mod erased;
mod sealed;
mod whole;

use crate::support::{Place, Small, command};
use jishi_base::PersonId;
use jishi_facts::{Event, Sealed};
use jishi_store::copy::{self, Inside, Wanted};
use jishi_store::{Asked, Keys, Location, Restored, Restoring, SeededEntropy, Store, StoreError};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// When backups are made here, unless it matters.
const AT: i64 = 1_780_000_000;

/// A wish for a plain backup.
fn plain(into: &Path) -> Wanted<'_> {
    Wanted { into, at: AT, program: "test", passphrase: None, with_root_key: false }
}

/// Makes a plain backup of a place.
pub async fn back_up(place: &Place, into: &Path) -> copy::Made {
    copy::backup(&place.location, &place.keys, &plain(into), &mut SeededEntropy::new(5)).await.expect("backup")
}

pub fn open(backup: &Path, keys: &Keys) -> Inside {
    Inside::open(backup, Some(keys), None).expect("backup")
}

fn asked() -> Asked {
    Asked { at: AT + 1_000, ..crate::support::asked("2026-11-30") }
}

/// Restores a backup to a place, with lists of erasures or without.
pub async fn restore_to(place: &Place, backup: &Inside, lists: &[Vec<u8>], without_lists: bool) -> Result<Restored, StoreError> {
    let wanted = Restoring { backup, newer: None, lists, without_lists, asked: asked() };
    jishi_store::restore(&place.location, &place.keys, &wanted, Box::new(SeededEntropy::new(6))).await
}

/// Empty places to restore to: a folder, and a database where there is a server.
pub async fn empty_places() -> Vec<Place> {
    let mut places = vec![Place::sqlite()];
    if let Ok(server) = std::env::var("JISHI_TEST_PG") {
        places.push(Place::postgres(&server).await);
    }
    places
}

/// The folder of a place on SQLite.
fn folder(place: &Place) -> &Path {
    let Location::Dir(dir) = &place.location else { unreachable!("SQLite") };
    dir
}

/// Copies files of a site to another folder.
fn copy_files(from: &Path, names: &[&str], to: &Path) -> Place {
    std::fs::create_dir_all(to).expect("folder");
    for name in names {
        std::fs::copy(from.join(name), to.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    Place::at(to)
}

/// All rows of all tables of a site, as text, by table.
async fn rows(place: &Place) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for connection in [place.intruder().await, place.key_intruder().await] {
        for table in tables(place, &connection).await {
            let rows = match place.location {
                Location::Dir(_) => {
                    let columns = strings(&connection, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
                    let quoted: Vec<_> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
                    strings(&connection, &format!("SELECT {} FROM \"{table}\"", quoted.join(" || '|' || "))).await
                }
                Location::Url(_) => strings(&connection, &format!("SELECT CAST(\"{table}\".* AS TEXT) FROM \"{table}\"")).await,
            };
            let rows: &mut Vec<String> = all.entry(table).insert_entry(rows).into_mut();
            rows.sort();
        }
        connection.close().await.expect("close");
    }
    all
}

async fn tables(place: &Place, connection: &DatabaseConnection) -> Vec<String> {
    let query = match place.location {
        Location::Dir(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Location::Url(_) => "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()",
    };
    strings(connection, query).await
}

async fn strings(connection: &DatabaseConnection, query: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    connection.query_all_raw(statement).await.expect("query").iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

/// An open site with everything in it.
async fn filled(place: &Place) -> (Store, Small) {
    let (store, small) = (place.open().await, Small::new(1));
    store.execute(command("a", small.everything())).await.expect("events");
    (store, small)
}

/// One more person, so that the journal and the keys are longer.
async fn one_more(store: &Store, small: &Small, number: u128, at: i64) {
    let person = PersonId(number);
    let Event::PersonRegistered { unit, source, .. } = small.person(person, "王五") else { unreachable!("a person") };
    let details = Sealed::Open(jishi_facts::PersonDetails { name: format!("第{number}人"), ..Default::default() });
    let event = Event::PersonRegistered { person, unit, blind: None, details, source };
    let asked = Asked { at, ..crate::support::asked("2026-03-02") };
    store.execute(jishi_store::Command::events(format!("one more {number}"), asked, vec![event])).await.expect("one more");
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Does any file under a folder hold these bytes?
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    files(folder).iter().any(|file| std::fs::read(file).expect("file").windows(bytes.len()).any(|window| window == bytes))
}
