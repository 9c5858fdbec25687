//! An import that is written in parts fails at every statement of every one of its turns, and its program is killed after each
//! part: it is true whole or not at all, what is given up is gone, and it may be sent again under the same id, and stands once.

use crate::support::block_on;
use crate::support::deed::Deed;
use crate::support::place::{Place, asked, whole};
use jishi_attacks::rounds;
use jishi_base::ImportId;
use jishi_facts::{Event, FileNames};
use jishi_store::{Command, Faults, Import, Parts, Store, Strike};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

/// How they fail: once in each way, and from some statement on.
const WAYS: [(Strike, bool); 4] = [(Strike::Broken, false), (Strike::Full, true), (Strike::Full, false), (Strike::Refused, false)];

/// Set for the program that is killed: where its site lies.
const SITE: &str = "JISHI_TEST_KILLED_IMPORT";

/// Two deeds that erase nobody.
fn deeds(number: u128) -> [Deed; 2] {
    [Deed(number * 5), Deed(number * 5 + 1)]
}

/// In three parts.
fn import(place: &Place, number: u128) -> Import {
    let events: Vec<Event> = deeds(number).into_iter().flat_map(|deed| deed.events(place)).collect();
    let command = Command::events(format!("import-{number}"), asked(), events);
    Import { parts: Parts { few: 3, each: 3 }, ..Import::new(command, ImportId(number + 1), vec![FileNames::new("名册.xlsx", &["2026"])]) }
}

/// Is it true, and whole?
fn stands(place: &jishi_facts::Site, number: u128) -> bool {
    let [first, second] = deeds(number).map(|deed| deed.stands(place));
    assert_eq!(first, second, "half of import {number} is true");
    assert_eq!(place.imports.get(ImportId(number + 1)).is_some(), first);
    first
}

#[tokio::test]
async fn an_import_that_fails_at_any_statement_is_whole_or_not_there_on_sqlite() {
    for way in WAYS.into_iter().take(rounds(2, WAYS.len())) {
        check(&Place::sqlite().init().await, way).await;
    }
}

#[tokio::test]
async fn an_import_that_fails_at_any_statement_is_whole_or_not_there_on_postgres() {
    for way in WAYS.into_iter().take(rounds(1, WAYS.len())) {
        let Some(place) = Place::on_postgres().await else { return };
        check(&place.init().await, way).await;
    }
}

async fn check(place: &Place, (strike, on): (Strike, bool)) {
    for nth in 0.. {
        let (store, number) = (place.open().await, nth as u128);
        let faults = if on { Faults::from(nth, strike) } else { Faults::once(nth, strike) };
        let answer = store.import(import(place, number)).await;
        let (struck, passed) = (faults.struck(), faults.passed());
        drop(faults);
        let fresh = place.glance().await;
        assert_eq!(stands(&fresh.site, number), answer.is_ok(), "{strike:?} at {:?}: {answer:?}", passed.get(nth));
        assert_eq!(whole(&store), fresh.site, "what the pages show is what a fresh process reads");
        let _ = store.close().await;
        sent_again(place, number).await;
        if !struck {
            assert!(nth > 30, "only {passed:?} can fail: nothing is proven");
            return;
        }
    }
}

/// Opened anew, nothing of it is left staged; sent again it stands, and once.
async fn sent_again(place: &Place, number: u128) {
    let store = place.open().await;
    store.check().await.expect("sound");
    let stood = stands(&whole(&store), number);
    let size = store.head().0;
    store.import(import(place, number)).await.expect("again");
    assert!(stands(&whole(&store), number) && (store.head().0 == size) == stood);
    store.close().await.expect("close");
}

#[test]
fn an_import_whose_program_is_killed_after_any_part_is_whole_or_not_there() {
    let place = block_on(Place::sqlite().init());
    for number in 0..rounds(8, 80) as u128 {
        let mut program = Process::new(std::env::current_exe().unwrap());
        program.args(["--exact", "imports::the_program_that_is_killed", "--nocapture", "--include-ignored"]);
        let mut program = program.env(SITE, format!("{}|{number}", place.data)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines().map_while(Result::ok);
        // Killed after a part of three, or after its end.
        let told = lines.filter(|line| line.starts_with("part")).nth(usize::try_from(number % 4).unwrap());
        assert!(told.is_some() || number % 4 == 3, "it was told of the part");
        program.kill().unwrap();
        program.wait().unwrap();
        block_on(place.fresh());
        block_on(sent_again(&place, number));
    }
}

/// Run by the test above, in a process of its own.
#[tokio::test]
#[ignore = "the program that another test kills"]
async fn the_program_that_is_killed() {
    let Ok(site) = std::env::var(SITE) else { return };
    let (data, number) = site.split_once('|').unwrap();
    let place = Place::at(std::path::Path::new(data));
    let store: Store = place.open().await;
    let on_part = Arc::new(|done: usize, _: usize| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\npart {done}").and_then(|()| out.flush()).unwrap();
    });
    store.import(Import { on_part, ..import(&place, number.parse().unwrap()) }).await.unwrap();
}
