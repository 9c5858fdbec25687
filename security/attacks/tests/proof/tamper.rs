//! Somebody who can write to the databases but has no key changes them by hand, at random: what was changed is found.
//! 依据: T-4.1.
//!
//! A change is found where the site does not open, does not verify, its tables differ from the journal, or it does not hold
//! to the one checkpoint that is kept elsewhere. What is not found is printed with its seed.

use crate::changes::{Change, Sort, change, full};
use crate::history::History;
use crate::rows::Tables;
use jishi_attacks::rounds;
use jishi_defence::all_standing;
use jishi_store::{Keys, Location, SignedCheckpoint, Store, SystemEntropy};
use std::collections::BTreeMap;
use std::path::Path;

/// Why the site is not sound, by itself or held to a checkpoint; none where nothing was found.
pub async fn found(data: &Path, kept: Option<&SignedCheckpoint>) -> Option<String> {
    let location = Location::Dir(data.to_owned());
    let store = match Store::open_read_only(&location, &Keys::beside(data)).await {
        Ok(store) => store,
        Err(error) => return Some(error.to_string()),
    };
    let checked = store.check().await.and_then(|_| kept.map_or(Ok(()), |kept| store.hold_to(kept)));
    store.close().await.expect("closed");
    match checked {
        Err(error) => Some(error.to_string()),
        // What is read by who writes alone, such as the steps of the schema.
        Ok(()) => match Store::open(&location, &Keys::beside(data), Box::new(SystemEntropy)).await {
            Err(error) => Some(error.to_string()),
            Ok(store) => {
                store.close().await.expect("closed");
                None
            }
        },
    }
}

/// In what the tables differ from what they were.
fn differs(history: &History, after: &[Option<Tables>; 2]) -> String {
    let mut out = Vec::new();
    for (now, after) in history.now.tables.iter().zip(after) {
        let Some(after) = after else { return "a file that cannot be read".to_owned() };
        out.extend(after.keys().filter(|name| !now.contains_key(*name)).map(|name| format!("a new table {name}")));
        for (name, now) in now {
            let Some(after) = after.get(name) else { out.push(format!("no table {name}")); continue };
            let parts = [("columns", now.columns != after.columns), ("rows", now.rows != after.rows), ("indexes", now.by_index != after.by_index)];
            out.extend(parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| format!("{part} of {name}")));
        }
    }
    out.join(", ")
}

/// What came of one change.
struct Outcome {
    seed: u64,
    sort: Sort,
    place: String,
    found: bool,
}

async fn tampered(history: &History, seed: u64, data: &Path) -> Outcome {
    let Change { sort, place, after } = change(history, seed, data).await;
    let found = found(data, Some(&history.kept)).await.is_some();
    if !found {
        println!("seed {seed}, {sort:?} {place}: {}", differs(history, &after));
    }
    Outcome { seed, sort, place, found }
}

/// Every so many of the changes, one.
fn share(history: &History, first: usize, step: usize, count: usize) -> Vec<Outcome> {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    (first..count).step_by(step).map(|seed| runtime.block_on(tampered(history, seed as u64, &data))).collect()
}

#[test]
fn what_was_changed_by_hand_is_found() {
    let _turn = all_standing();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let history = runtime.block_on(History::lived());
    let untouched = tempfile::tempdir().expect("a folder");
    let data = untouched.path().join("data");
    history.lay(&data, [&history.now.files[0], &history.now.files[1]]);
    assert_eq!(runtime.block_on(found(&data, Some(&history.kept))), None, "sound before");

    let (count, workers) = (rounds(300, 20_000), std::thread::available_parallelism().map_or(1, usize::from));
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..workers).map(|first| { let history = &history; scope.spawn(move || share(history, first, workers, count)) }).collect();
        all.into_iter().flat_map(|one| one.join().expect("a worker")).collect()
    });
    report(&outcomes);
    let missed: Vec<_> = outcomes.iter().filter(|one| !one.found).map(|one| (one.seed, one.sort, &one.place)).collect();
    assert!(missed.is_empty(), "{} not found: {missed:?}", missed.len());
    assert_eq!(outcomes.len(), count);
    // Each table has its share, and in the large round each column.
    assert!(count > full(&history.now.tables).len() * 5 && outcomes.iter().any(|one| one.sort == Sort::BitFlipped));
}

/// Prints how many there were of each sort, and how many were found; of places only those in which not all were.
fn report(outcomes: &[Outcome]) {
    let mut tally: BTreeMap<(Sort, &str), [usize; 2]> = BTreeMap::new();
    for one in outcomes {
        for place in ["all", one.place.as_str()] {
            let [tried, found] = tally.entry((one.sort, place)).or_default();
            (*tried, *found) = (*tried + 1, *found + usize::from(one.found));
        }
    }
    for ((sort, place), [tried, found]) in tally.iter().filter(|((_, place), [tried, found])| *place == "all" || tried != found) {
        println!("{sort:?} {place}: {tried} changes, {found} found");
    }
    println!("{} changes, {} found", outcomes.len(), outcomes.iter().filter(|one| one.found).count());
}
