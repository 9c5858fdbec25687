//! Imports that are written in parts: true at once or never, whatever comes between and wherever the program ends.

use crate::copies::{back_up, empty_places, open, restore_to};
use crate::differential::event;
use crate::log::the_auditor;
use crate::support::{Place, Small, asked, command, day, error, owner, places, text_of};
use jishi_base::{IdSource, ImportId, RecordId, SeededIds};
use jishi_facts::{Event, FileNames, Ground, Moved, Site};
use jishi_store::{Command, Fate, Import, LogQuery, Parts, Receipt, Store, StoreError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

const IMPORT: ImportId = ImportId(7);

fn files() -> Vec<FileNames> {
    vec![FileNames::new("党员名册.xlsx", &["2026"])]
}

/// An import that is written in parts of three.
fn import(id: &str, events: Vec<Event>) -> Import {
    Import { parts: Parts { few: 3, each: 3 }, ..Import::new(command(id, events), IMPORT, files()) }
}

fn whole(id: &str, events: Vec<Event>) -> Import {
    Import { at_once: true, ..import(id, events) }
}

/// But for how long the journal is, and where each part of it was when it moved, which an import in parts moves as of its publication.
fn standing(site: Site) -> Site {
    Site { moved: Moved::default(), changed: 0, size: 0, ..site }
}

/// A site that agrees with itself, before it is closed and after it is opened again.
async fn sound(place: &Place, store: Store) -> Store {
    store.verify().await.expect("verify");
    assert_eq!(store.rebuild_check().await.expect("check"), []);
    let before = owner(&store);
    store.close().await.expect("close");
    let store = place.open().await;
    assert_eq!(owner(&store), before);
    store
}

async fn rows(place: &Place, table: &str) -> i64 {
    let intruder = place.intruder().await;
    let statement = sea_orm::Statement::from_string(sea_orm::ConnectionTrait::get_database_backend(&intruder), format!("SELECT COUNT(*) FROM {table}"));
    let row = sea_orm::ConnectionTrait::query_one_raw(&intruder, statement).await.expect("count").expect("a row");
    let count = row.try_get_by_index(0).expect("number");
    intruder.close().await.expect("close");
    count
}

async fn keys(place: &Place) -> BTreeSet<String> {
    let intruder = place.key_intruder().await;
    let statement = sea_orm::Statement::from_string(sea_orm::ConnectionTrait::get_database_backend(&intruder), "SELECT owner FROM subject_key");
    let rows = sea_orm::ConnectionTrait::query_all_raw(&intruder, statement).await.expect("keys");
    let owners = rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect();
    intruder.close().await.expect("close");
    owners
}

async fn fates(store: &Store) -> Vec<Option<Fate>> {
    let page = store.log(&the_auditor(store), &LogQuery { limit: 100, ..LogQuery::default() }).await.expect("log");
    page.lines.into_iter().rev().map(|line| line.fate).collect()
}

/// Is told of each part, and does something at one of them.
fn at_part(import: Import, nth: usize, what: impl FnMut() + Send + 'static) -> Import {
    let what = std::sync::Mutex::new(what);
    let on_part = Arc::new(move |done, _| if done == nth { what.lock().expect("what")() });
    Import { on_part, ..import }
}

#[tokio::test]
async fn in_parts_it_gives_the_same_site_as_at_once() {
    for (in_parts, at_once) in places().await.into_iter().zip(places().await) {
        let (store, other, small) = (in_parts.open().await, at_once.open().await, Small::new(1));
        let told = Arc::new(AtomicUsize::new(0));
        let count = told.clone();
        let on_part = Arc::new(move |done, of| assert_eq!((done, of), (count.fetch_add(1, Ordering::SeqCst) + 1, 4)));
        let counted = Import { on_part, ..import("a", small.events()) };
        let receipt = store.import(counted).await.expect("in parts");
        assert_eq!(told.load(Ordering::SeqCst), 4, "told of each part");
        assert_eq!(receipt, Receipt { first: 11, count: 1 });
        assert_eq!(other.import(whole("a", small.events())).await.expect("at once"), Receipt { first: 0, count: 12 });
        assert_eq!(standing(owner(&store)), standing(owner(&other)));
        assert_eq!(text_of(&store, small.meeting), text_of(&other, small.meeting));
        assert_eq!(store.import(import("a", small.events())).await.expect("again"), receipt, "it is done once");
        assert!(error(store.import(import("a", Vec::new())).await).contains("另一次不同的提交"));
        assert_eq!(fates(&store).await, [Some(Fate::Published); 4].into_iter().chain([None]).collect::<Vec<_>>());
        let store = sound(&in_parts, store).await;
        assert_eq!(standing(owner(&store)), standing(owner(&other)));
        let found = |store: &Store| {
            let contents = store.contents(&store.owner_on_this_machine());
            let entry = owner(store).records[&small.meeting].text.open().expect("open").at;
            contents.find(&["换届"], &[(Some(small.unit), BTreeSet::from([entry]))].into()).expect("found")
        };
        assert_eq!(found(&store), found(&other));
        // One event takes it back.
        store.execute(command("undo", vec![Event::ImportUndone { import: IMPORT, registers: true }])).await.expect("undone");
        assert!(owner(&store).records.values().all(|record| record.withdrawn) && owner(&store).people.is_empty());
        other.close().await.expect("close");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn nothing_of_it_is_true_before_all_of_it_is() {
    for place in places().await {
        let (store, small) = (Arc::new(place.open().await), Small::new(1));
        let (seen, looking) = (Arc::new(AtomicUsize::new(0)), store.clone());
        let count = seen.clone();
        let on_part = Arc::new(move |_, _| {
            let site = owner(&looking);
            assert!(site.units.is_empty() && site.people.is_empty() && site.records.is_empty() && site.imports.get(IMPORT).is_none());
            count.fetch_add(1, Ordering::SeqCst);
        });
        store.import(Import { on_part, ..import("a", small.events()) }).await.expect("import");
        assert_eq!((seen.load(Ordering::SeqCst), owner(&store).people.len()), (4, 2));
        Arc::into_inner(store).expect("the last").close().await.expect("close");
    }
}

#[tokio::test]
async fn others_have_their_turn_between_the_parts() {
    for place in places().await {
        let (store, small, other) = (Arc::new(place.open().await), Small::new(1), Small::new(2));
        let (answered, writer) = (Arc::new(tokio::sync::Mutex::new(None)), store.clone());
        let (slot, events) = (answered.clone(), other.events());
        let entering = at_part(import("a", small.events()), 1, move || {
            let (writer, slot, events) = (writer.clone(), slot.clone(), events.clone());
            tokio::spawn(async move { *slot.lock().await = Some(writer.execute(command("meanwhile", events)).await.expect("entered")) });
        });
        let published = store.import(entering).await.expect("import");
        let meanwhile = answered.lock().await.expect("answered before the import ended");
        assert!(meanwhile.first + 3 < published.first, "{meanwhile:?} before {published:?}, with parts after it");
        assert_eq!(owner(&store).people.len(), 4);
        // What came between does not change what the import gives.
        let import = owner(&store).imports.get(IMPORT).cloned().expect("published");
        assert_eq!((import.facts, &import.units), (10, &BTreeSet::from([small.unit])));
        assert!(!import.entities().any(|entity| *entity == jishi_facts::Entity::Person(other.zhang)));
        sound(&place, Arc::into_inner(store).expect("the last")).await.close().await.expect("close");
    }
}

/// What it rests on is asked before each part and at the publication.
#[tokio::test]
async fn it_is_given_up_where_what_it_rests_on_no_longer_stands() {
    for nth in 1..=4 {
        for place in places().await {
            let (store, small) = (place.open().await, Small::new(1));
            let (stands, told) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(true)));
            let falls = stands.clone();
            let falling = at_part(import("a", small.events()), nth, move || falls.store(false, Ordering::SeqCst));
            let asked_of = told.clone();
            let ground = Arc::new(move |_: &Site| stands.load(Ordering::SeqCst) && asked_of.load(Ordering::SeqCst));
            let refused = store.import(Import { stands: ground, ..falling }).await;
            assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
            given_up(&place, &store, nth * 3 + 1 - usize::from(nth == 4)).await;
            let store = sound(&place, store).await;
            given_up(&place, &store, nth * 3 + 1 - usize::from(nth == 4)).await;
            // The same may be asked again: nothing of the first attempt is in its way.
            let receipt = store.import(import("a", small.events())).await.expect("again");
            assert_eq!((receipt.count, owner(&store).people.len(), owner(&store).imports.get(IMPORT).expect("published").facts), (1, 2, 10));
            assert_eq!(text_of(&store, small.meeting)["主题"], "研究换届");
            let given_up = fates(&store).await.into_iter().filter(|fate| *fate == Some(Fate::Abandoned)).count();
            assert_eq!(given_up, nth);
            sound(&place, store).await.close().await.expect("close");
        }
    }
}

/// Nothing is left of an import but its entries.
async fn given_up(place: &Place, store: &Store, size: usize) {
    let site = owner(store);
    assert_eq!(site.size as usize, size);
    assert!(site.units.is_empty() && site.people.is_empty() && site.records.is_empty() && site.imports.get(IMPORT).is_none());
    assert_eq!((rows(place, "content").await, rows(place, "word").await), (0, 0));
    let keys = keys(place).await;
    assert!(!keys.iter().any(|owner| owner.starts_with("person:")), "{keys:?}");
}

#[tokio::test]
async fn a_part_that_is_refused_takes_the_others_with_it() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let mut events = small.events();
        events.push(Event::PersonChanged { person: small.zhang, blind: None, details: jishi_facts::Sealed::Erased, source: None });
        assert!(error(store.import(import("a", events)).await).contains("空缺"));
        given_up(&place, &store, 10).await;
        let mut events = small.events();
        events.push(Event::PersonErased { person: small.zhang, ground: Ground::Requested, imports: BTreeSet::new() });
        assert!(error(store.import(import("b", events)).await).contains("不能分批写入"));
        sound(&place, store).await.close().await.expect("close");
    }
}

/// One of two that are sent at the same time is written, and both are answered alike.
#[tokio::test]
async fn sent_twice_at_once_it_is_done_once() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let (first, second) = tokio::join!(store.import(import("a", small.events())), store.import(import("a", small.events())));
        assert_eq!(first.expect("first"), second.expect("second"));
        assert_eq!(owner(&store).people.len(), 2);
        // Another under the same import while it is written is refused, and does no harm to the first.
        let store = sound(&place, store).await;
        let size = owner(&store).size;
        assert!(error(store.import(import("other", small.events())).await).contains("已经登记"));
        assert!(owner(&store).size > size && owner(&store).people.len() == 2);
        sound(&place, store).await.close().await.expect("close");
    }
}

/// Somebody whom staged contents are about is erased meanwhile.
#[tokio::test]
async fn who_is_erased_meanwhile_stays_erased() {
    for place in places().await {
        let (store, small) = (Arc::new(place.open().await), Small::new(1));
        store.execute(command("before", small.events())).await.expect("before");
        let mut ids = SeededIds::new(99);
        let (mut record, events) = (|| RecordId(ids.next_id()), [small.reason(), small.reason(), small.reason()]);
        let events: Vec<Event> = events.into_iter().chain((0..4).map(|nth| small.recorded(record(), &format!("第{nth}次")))).collect();
        let (writer, erased) = (store.clone(), small.li);
        let erasing = at_part(import("a", events), 2, move || {
            let writer = writer.clone();
            let events = vec![Event::PersonErased { person: erased, ground: Ground::Requested, imports: BTreeSet::new() }];
            tokio::spawn(async move { writer.execute(command("erase", events)).await.expect("erased") });
        });
        store.import(erasing).await.expect("import");
        let site = owner(&store);
        assert!(site.people[&small.li].details.open().is_none());
        assert_eq!(site.reasons.iter().filter(|reason| reason.text.open().is_none()).count(), 4);
        assert!(!keys(&place).await.contains(&format!("person:{}", small.li)));
        sound(&place, Arc::into_inner(store).expect("the last")).await.close().await.expect("close");
    }
}

/// As it was known on a day, before it was published and from then on.
#[tokio::test]
async fn it_is_known_from_the_day_of_its_publication() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(Command::events("before", asked("2026-02-20"), vec![small.reason()])).await.expect("before");
        store.import(import("a", small.events())).await.expect("import");
        let scope = store.owner_on_this_machine();
        let known = async |on: &str| store.known_at(&scope, day(on)).await.expect("known").people.len();
        assert_eq!((known("2026-02-28").await, known("2026-03-01").await), (0, 2));
        store.close().await.expect("close");
    }
}

/// A program that ended in the midst, a copy that was made then, and a reader beside it.
#[tokio::test]
async fn what_was_left_staged_is_given_up_when_the_site_is_opened() {
    for nth in 1..=4 {
        for place in places().await {
            let (store, small) = (place.open().await, Small::new(1));
            // Who is told of the parts is gone with the program.
            let left = store.import(at_part(import("a", small.events()), nth, || std::panic::resume_unwind(Box::new(())))).await;
            assert!(matches!(left, Err(StoreError::Stopped(_))), "{left:?}");
            let staged = nth as u64 * 3 - u64::from(nth == 4);
            assert_eq!((owner(&store).size, owner(&store).people.len()), (staged, 0));
            assert_eq!(fates(&store).await, vec![Some(Fate::Staged); nth]);
            store.check().await.expect("sound with what is staged");
            let reader = Store::open_read_only(&place.location, &place.keys).await.expect("beside");
            assert_eq!((owner(&reader).size, owner(&reader).people.len()), (staged, 0));
            reader.close().await.expect("close");
            let series = tempfile::tempdir().expect("folder");
            let copy = back_up(&place, &series.path().join("1")).await;
            assert_eq!(copy.size, staged);
            for empty in empty_places().await {
                restore_to(&empty, &open(&series.path().join("1"), &place.keys), &[], true).await.expect("restore");
                let restored = empty.open().await;
                // What tells of the restoration comes after.
                given_up(&empty, &restored, nth * 3 + 2 - usize::from(nth == 4)).await;
                sound(&empty, restored).await.close().await.expect("close");
            }
            store.close().await.expect("close");
            let store = place.open().await;
            given_up(&place, &store, nth * 3 + 1 - usize::from(nth == 4)).await;
            let store = sound(&place, store).await;
            assert_eq!(store.import(import("a", small.events())).await.expect("again").count, 1);
            assert_eq!(owner(&store).people.len(), 2);
            sound(&place, store).await.close().await.expect("close");
        }
    }
}

/// Kinds of events of which no import is made: an erasure, and another import's publication.
const OF_NO_IMPORT: [u8; 2] = [10, 26];

#[test]
fn whatever_an_import_brings_it_gives_in_parts_what_it_gives_at_once() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() });
    let registers = prop::collection::vec((0..6_u8, 0..5_u8, 0..5_u8), 0..8);
    let brought = prop::collection::vec((0..28_u8, 0..5_u8, 0..5_u8).prop_filter("of an import", |(kind, ..)| !OF_NO_IMPORT.contains(kind)), 5..40);
    runner
        .run(&(registers, brought, 1..7_usize), |(registers, brought, each)| {
            let events = |kinds: &[(u8, u8, u8)]| -> Vec<Event> { kinds.iter().map(|(kind, a, b)| event(*kind, *a, *b)).collect() };
            runtime.block_on(async {
                let mut sites = Vec::new();
                for at_once in [false, true] {
                    for place in places().await {
                        let store = place.open().await;
                        store.execute(command("before", events(&registers))).await.expect("before");
                        let parts = Parts { few: 4, each };
                        let written = store.import(Import { at_once, parts, ..import("a", events(&brought)) }).await;
                        let store = sound(&place, store).await;
                        sites.push((written.map_err(|error| error.to_string()).map(drop), standing(owner(&store))));
                        store.close().await.expect("close");
                    }
                }
                for other in &sites[1..] {
                    prop_assert_eq!(&sites[0], other);
                }
                Ok(())
            })
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
