//! Imports under way: whose turn it is, what one account may keep, what is held of it, and that others who write do not
//! starve it.

use super::planning::{Sources, fresh_key};
use super::spool::Writer;
use super::{Desk, Look, ReadWorkbook, Stage, Tools};
use crate::error::PageError;
use crate::limits::{ATTEMPTS, DONE_IMPORTS, IMPORTS_AT_WORK, OPEN_IMPORTS};
use crate::live::{Live, Wiring};
use crate::steady::Now;
use crate::testing::{library, today, workdays};
use crate::snapshot::{Whole, Source};
use crate::viewer::{Seat, Viewer};
use jishi_base::{AccountId, BodyId, IdSource, ImportId, RecordId, SeededIds, UnitId};
use jishi_facts::{AccountChange, Event, Fields, Kinds, RecordText, Roles, Sealed};
use jishi_intake::{Cell, Row, Sheet, Workbook};
use jishi_store::{Asked, Command, Keys, Location, SeededEntropy, Store};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, Weak};

const NOW: i64 = 1_795_500_000;
const UNIT: UnitId = UnitId(1);
const BRANCH: BodyId = BodyId(2);

/// A site with nothing in it, a desk, and the handle of its clock.
struct World {
    tools: Tools,
    whole: Arc<Whole>,
    desk: Arc<Desk>,
    clock: Arc<AtomicI64>,
    /// What happens while a plan is being made, as often as it is made.
    meanwhile: Meanwhile,
    _dir: tempfile::TempDir,
}

type Meanwhile = Arc<Mutex<Option<Box<dyn FnMut(&Live) + Send>>>>;

/// Ids are drawn after a plan has looked at the site and before it is written: here others come in between.
struct Interrupting {
    ids: SeededIds,
    live: Arc<OnceLock<Weak<Live>>>,
    meanwhile: Meanwhile,
}

impl IdSource for Interrupting {
    fn next_id(&mut self) -> u128 {
        if let (Some(live), Some(meanwhile)) = (self.live.get().and_then(Weak::upgrade), self.meanwhile.lock().expect("meanwhile").as_mut()) {
            meanwhile(&live);
        }
        self.ids.next_id()
    }
}

impl World {
    async fn new(read: Arc<ReadWorkbook>) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (location, keys) = (Location::Dir(dir.path().join("site")), Keys::beside(&dir.path().join("site")));
        Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("a new site");
        let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("the site");
        let (clock, live_cell, meanwhile) = (Arc::new(AtomicI64::new(NOW)), Arc::new(OnceLock::new()), Meanwhile::default());
        let ids = Box::new(Interrupting { ids: SeededIds::new(9), live: live_cell.clone(), meanwhile: meanwhile.clone() });
        let hand = clock.clone();
        let clock_of = Arc::new(move || Now { at: hand.load(Ordering::SeqCst), day: today() });
        let library = (*library()).clone();
        let live = Arc::new(Live::new(Wiring { store, library, workdays: workdays(), clock: clock_of, as_of: Some(today()), ids }));
        live_cell.set(Arc::downgrade(&live)).expect("once");
        let whole = live.snapshot().await.expect("judged");
        Self { tools: Tools { live, read }, whole, desk: Arc::default(), clock, meanwhile, _dir: dir }
    }

    /// Of an account that may import for the whole site.
    fn seat(&self, actor: &str) -> Seat {
        let mut seat = Seat::of_owner(self.whole.clone());
        seat.viewer = Arc::new(Viewer { actor: actor.to_owned(), ..Viewer::default() });
        seat
    }

    fn upload(&self, actor: &str, file: &str, workbook: &Workbook, instead: Option<ImportId>) -> Result<ImportId, PageError> {
        self.upload_under(None, actor, file, workbook, instead)
    }

    fn upload_under(&self, key: Option<u128>, actor: &str, file: &str, workbook: &Workbook, instead: Option<ImportId>) -> Result<ImportId, PageError> {
        let mut writer = Writer::new(fresh_key(&self.tools.live), self.desk.held.clone()).expect("a file");
        writer.write(&serde_json::to_vec(workbook).expect("bytes")).expect("written");
        let files = vec![(file.to_owned(), writer.end().expect("a part"))];
        self.desk.begin(&self.tools, &self.seat(actor), Sources { spool: writer.finish(), files }, instead, key)
    }

    fn look(&self, actor: &str, id: ImportId) -> Look {
        self.desk.look(&self.tools.live, id, actor).expect("an import")
    }

    /// The import once it is no longer in this stage.
    async fn after(&self, actor: &str, id: ImportId, stage: fn(&Stage) -> bool) -> Look {
        let mut changes = self.desk.changed.subscribe();
        let seen = changes.wait_for(|()| !stage(&self.look(actor, id).stage)).await;
        seen.map(|_| ()).expect("the desk is there");
        self.look(actor, id)
    }

    async fn preview(&self, actor: &str, id: ImportId) -> Look {
        self.after(actor, id, |stage| matches!(stage, Stage::Reading { .. })).await
    }

    async fn write(&self, actor: &str, id: ImportId, skip_bad: bool) -> Look {
        self.desk.write(&self.tools, id, &self.seat(actor), skip_bad).await;
        self.after(actor, id, |stage| matches!(stage, Stage::Writing { .. })).await
    }

    fn bodies(&self) -> usize {
        let live = &self.tools.live;
        live.store().view(&live.store().owner_on_this_machine()).bodies.len()
    }

    fn records(&self) -> usize {
        let live = &self.tools.live;
        live.store().view(&live.store().owner_on_this_machine()).records.len()
    }

    fn do_meanwhile(&self, what: impl FnMut(&Live) + Send + 'static) {
        *self.meanwhile.lock().expect("meanwhile") = Some(Box::new(what));
    }
}

/// Workbooks come as what they were read to.
fn plain() -> Arc<ReadWorkbook> {
    Arc::new(|_, bytes| Ok(serde_json::from_slice(&bytes).expect("a workbook")))
}

fn table(rows: &[&[&str]]) -> Workbook {
    let cells = |row: &[&str]| row.iter().zip(0..).filter(|(text, _)| !text.is_empty()).map(|(text, column)| (column, Cell::Text((*text).into()))).collect();
    let rows = rows.iter().zip(1..).map(|(row, number)| Row { number, cells: cells(row) }).collect();
    Workbook { sheets: vec![Sheet { name: "组织".into(), rows, ..Sheet::default() }] }
}

/// One committee; `more` rows that are refused.
fn bodies(more: usize) -> Workbook {
    let mut rows: Vec<&[&str]> = vec![
        &["某局党组织一览表"],
        &["组织名称", "组织类别", "上级组织", "所在单位", "成立日期"],
        &["中共某局机关委员会", "机关党委", "省直机关工委", "某局", "2018-11-01"],
    ];
    rows.extend(std::iter::repeat_n(&["中共某局机关委员会", "机关党委", "省直机关工委", "某局", "2018-11-01"][..], more));
    table(&rows)
}

/// Carries out a command of somebody else, from where a plan is being made.
fn by_others(live: &Live, id: String, event: Event) {
    let asked = Asked { at: NOW, day: today(), actor: "别人".to_owned() };
    tokio::runtime::Handle::current().block_on(live.store().execute(Command::events(id, asked, vec![event]))).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_ins_make_no_import_plan_anew() {
    let world = World::new(plain()).await;
    let id = world.upload("甲", "组织.xlsx", &bodies(0), None).expect("taken");
    assert!(matches!(world.preview("甲", id).await.stage, Stage::Preview));
    let plans = Arc::new(AtomicUsize::new(0));
    let count = plans.clone();
    world.do_meanwhile(move |live| {
        let at = count.fetch_add(1, Ordering::SeqCst);
        let event = Event::AccountChanged { account: AccountId(at as u128), change: AccountChange::LoggedIn, of: None };
        by_others(live, format!("登录-{at}"), event);
    });
    let look = world.write("甲", id, false).await;
    assert!(matches!(look.stage, Stage::Written), "{look:?}");
    assert!(plans.load(Ordering::SeqCst) > 0 && world.bodies() > 0);
}

/// A preview is written once, however often that is asked; the same workbook in a new one brings nothing, and nothing is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_to_be_written_twice_is_written_once() {
    let world = World::new(plain()).await;
    let id = world.upload("甲", "组织.xlsx", &bodies(0), None).expect("taken");
    world.preview("甲", id).await;
    let first = world.write("甲", id, false).await;
    let (size, _) = world.tools.live.store().head();
    let second = world.write("甲", id, false).await;
    assert!(matches!((&first.stage, &second.stage), (Stage::Written, Stage::Written)), "{second:?}");
    let again = world.upload("甲", "组织.xlsx", &bodies(0), None).expect("taken");
    world.preview("甲", again).await;
    let third = world.write("甲", again, false).await;
    assert!(matches!(third.stage, Stage::Preview), "{third:?}");
    assert_eq!(world.tools.live.store().head().0, size);
}

/// An upload whose answer was lost is sent again: it is the same import, and another account's key is its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_uploaded_twice_under_one_key_is_one_import() {
    let world = World::new(plain()).await;
    let upload = |key, actor, file| world.upload_under(Some(key), actor, file, &bodies(0), None);
    let id = upload(7, "甲", "组织.xlsx").expect("taken");
    assert_eq!(upload(7, "甲", "组织.xlsx").expect("known"), id);
    world.preview("甲", id).await;
    assert_eq!(upload(7, "甲", "组织.xlsx").expect("known"), id);
    assert!(matches!(upload(7, "甲", "别的.xlsx"), Err(PageError::Refused(..))), "a key stands for one upload");
    assert_eq!(world.desk.under_way(&world.tools.live, "甲").len(), 1);
    let others = [upload(8, "甲", "组织.xlsx"), upload(7, "乙", "组织.xlsx")].map(|taken| taken.expect("taken"));
    assert!(others[0] != id && others[1] != id);
}

/// A unit with a branch, and a workbook of a meeting and an outing of it.
async fn branch(world: &World) -> Workbook {
    let events = [
        Event::UnitRegistered { unit: UNIT, name: "某局".into() },
        Event::BodyRegistered { body: BRANCH, unit: Some(UNIT), kind: "党支部".into(), name: "中共某局办公室支部委员会".into(), founded: None, source: None },
    ];
    let asked = Asked { at: NOW, day: today(), actor: "本机".to_owned() };
    world.tools.live.store().execute(Command::events("登记", asked, events.into())).await.expect("registered");
    let mut book = table(&[&["日期", "类型", "主题"], &["2026-03-05", "主题党日", "植树"], &["2026-02-16", "支部党员大会", "年度计划"]]);
    book.sheets[0].name = "办公室".into();
    book
}

/// A record of the same branch, of a kind, on the day of the meeting.
fn record(id: usize, kind: &str) -> Event {
    record_on("2026-02-16", id, kind)
}

fn record_on(day: &str, id: usize, kind: &str) -> Event {
    let (kinds, date) = (Kinds::from([kind]), day.parse().expect("a day"));
    let (record, bodies, text) = (RecordId(1_000 + id as u128), vec![BRANCH], Sealed::Open(RecordText::from([("主题".to_owned(), format!("第{id}次"))])));
    Event::Recorded { record, kinds, bodies, date, fields: Fields::new(), people: Roles::new(), text, source: None }
}

/// A body of the unit, as another clerk registers it.
fn committee(id: usize) -> Event {
    let name = format!("中共某局第{id}党委");
    Event::BodyRegistered { body: BodyId(1_000 + id as u128), unit: Some(UNIT), kind: "机关党委".into(), name, founded: None, source: None }
}

/// Imports `book`, while another clerk enters what `make` says once between each plan and its turn, at most `most` times. How
/// the import stands then, how often it was planned, and how often the other wrote.
async fn imported_beside(world: &World, book: &Workbook, most: usize, make: impl Fn(usize) -> Event + Send + 'static) -> (Look, usize, usize) {
    let id = world.upload("甲", "台账.xlsx", book, None).expect("taken");
    let look = world.preview("甲", id).await;
    assert!(matches!(look.stage, Stage::Preview) && look.summary.total.refused == 0, "{look:?}");
    // A plan draws an id for its import and one for each row that is new; within the turn that of the import is known.
    let (of_one, drawn, wrote) = (1 + usize::try_from(look.summary.total.created).expect("few"), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (count, writes) = (drawn.clone(), wrote.clone());
    world.do_meanwhile(move |live| {
        let at = count.fetch_add(1, Ordering::SeqCst);
        if at % of_one == 0 && at / of_one < most {
            let nth = writes.fetch_add(1, Ordering::SeqCst);
            by_others(live, format!("另一人-{nth}"), make(nth));
        }
    });
    let look = world.write("甲", id, false).await;
    (look, drawn.load(Ordering::SeqCst).div_ceil(of_one), wrote.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_a_plan_does_not_look_at_make_no_import_plan_anew() {
    for (day, kind) in [("2026-02-16", "党课"), ("2026-02-17", "主题党日")] {
        let world = World::new(plain()).await;
        let book = branch(&world).await;
        let (look, plans, wrote) = imported_beside(&world, &book, usize::MAX, |nth| record_on(day, nth, kind)).await;
        assert!(matches!(look.stage, Stage::Written), "{look:?}");
        assert_eq!((plans, wrote), (1, 1));
        assert_eq!(world.records(), 3);
    }
}

/// A large one is written in parts: others are answered in between, and all of it is there in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_import_is_written_in_parts() {
    let world = World::new(plain()).await;
    branch(&world).await;
    let days: Vec<String> = (0..600).map(|nth| format!("{}-{:02}-{:02}", 2024 + nth / 300, nth % 300 / 25 + 1, nth % 25 + 1)).collect();
    let rows: Vec<[&str; 3]> = days.iter().map(|day| [day.as_str(), "主题党日", "植树"]).collect();
    let all: Vec<&[&str]> = std::iter::once(&["日期", "类型", "主题"][..]).chain(rows.iter().map(|row| &row[..])).collect();
    let mut book = table(&all);
    book.sheets[0].name = "办公室".into();
    let id = world.upload("甲", "台账.xlsx", &book, None).expect("taken");
    let look = world.preview("甲", id).await;
    assert!(matches!(look.stage, Stage::Preview) && look.summary.total.created == 600, "{look:?}");
    let (size, _) = world.tools.live.store().head();
    let look = world.write("甲", id, false).await;
    assert!(matches!(look.stage, Stage::Written), "{look:?}");
    assert_eq!((world.records(), world.tools.live.store().head().0), (600, size + 2 + look.facts as u64));
    let site = world.tools.live.store().view(&world.tools.live.store().owner_on_this_machine());
    let import = site.imports.newest_first()[0];
    assert!(site.records.values().all(|record| record.version < import.seq && record.entered.seq < import.seq));
    assert!(site.moved.kinds_since(size, UNIT).any(|kind| kind == "主题党日"), "its units are judged again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_it_looks_at_make_it_plan_anew() {
    let world = World::new(plain()).await;
    let book = branch(&world).await;
    let (look, plans, wrote) = imported_beside(&world, &book, 1, |nth| record(nth, "主题党日")).await;
    assert!(matches!(look.stage, Stage::Written), "{look:?}");
    assert_eq!((plans, wrote), (2, 1));
    assert_eq!(world.records(), 3, "its own two, and the other's");
}

/// Others write what it looks at between every plan and its turn: the last plan is made in the turn itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overtaken_each_time_it_is_written_all_the_same() {
    for registers in [false, true] {
        let world = World::new(plain()).await;
        let book = branch(&world).await;
        let make = move |nth: usize| match registers {
            false => record(nth, "主题党日"),
            true => committee(nth),
        };
        let (look, plans, wrote) = imported_beside(&world, &book, ATTEMPTS, make).await;
        assert!(matches!(look.stage, Stage::Written), "{look:?}");
        assert_eq!((plans, wrote), (ATTEMPTS + 1, ATTEMPTS));
        assert_eq!(world.records(), if registers { 2 } else { 2 + ATTEMPTS });
    }
}

/// What would be another import within the turn is not written: it is shown first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overtaken_by_what_makes_it_another_it_is_shown_again() {
    let world = World::new(plain()).await;
    let book = branch(&world).await;
    // The last time another enters the very outing of the workbook.
    let make = |nth: usize| match record(nth, "主题党日") {
        Event::Recorded { record, kinds, bodies, fields, people, .. } if nth + 1 == ATTEMPTS => {
            let date = "2026-03-05".parse().expect("a day");
            let text = Sealed::Open(RecordText::from([("主题".to_owned(), "植树".to_owned())]));
            Event::Recorded { record, kinds, bodies, date, fields, people, text, source: None }
        }
        event => event,
    };
    let (look, _, wrote) = imported_beside(&world, &book, ATTEMPTS, make).await;
    assert!(matches!(look.stage, Stage::Preview) && look.notice.is_some_and(|notice| notice.contains("新的预览")), "{look:?}");
    assert_eq!((wrote, world.records()), (ATTEMPTS, ATTEMPTS), "nothing of it was written");
    assert_eq!((look.summary.total.created, look.summary.total.changed), (1, 1), "the outing is there already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_come_out_otherwise_is_shown_first() {
    let world = World::new(plain()).await;
    let (one, two) = (world.upload("甲", "组织.xlsx", &bodies(0), None).expect("taken"), world.upload("乙", "组织.xlsx", &bodies(0), None).expect("taken"));
    let (shown, _) = (world.preview("甲", one).await, world.preview("乙", two).await);
    assert!(shown.summary.total.created > 0 && !shown.moved);
    assert!(matches!(world.write("乙", two, false).await.stage, Stage::Written));
    assert!(world.look("甲", one).moved);
    let anew = world.write("甲", one, false).await;
    assert!(matches!(anew.stage, Stage::Preview) && anew.notice.is_some_and(|notice| notice.contains("新的预览")), "{anew:?}");
    assert_eq!((anew.summary.total.created, anew.moved), (0, false));
}

/// Readers that wait until they are let go on.
#[derive(Default)]
struct Gate {
    at_work: Mutex<(usize, usize)>,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn pass(&self) {
        {
            let mut at_work = self.at_work.lock().expect("count");
            at_work.0 += 1;
            at_work.1 = at_work.1.max(at_work.0);
        }
        drop(self.opened.wait_while(self.open.lock().expect("gate"), |open| !*open).expect("gate"));
        self.at_work.lock().expect("count").0 -= 1;
    }

    fn open(&self) {
        *self.open.lock().expect("gate") = true;
        self.opened.notify_all();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_are_read_at_once_and_the_others_know_their_place() {
    let gate = Arc::new(Gate::default());
    let passing = gate.clone();
    let world = World::new(Arc::new(move |_, bytes| {
        passing.pass();
        Ok(serde_json::from_slice(&bytes).expect("a workbook"))
    }))
    .await;
    let upload = |actor: &str| world.upload(actor, "组织.xlsx", &bodies(0), None).expect("taken");
    let all: Vec<(&str, ImportId)> = ["甲", "甲", "甲", "乙", "丙", "丁"].into_iter().map(|actor| (actor, upload(actor))).collect();
    let ahead = || all.iter().map(|(actor, id)| world.look(actor, *id).ahead).collect::<Vec<_>>();
    // Of 甲 one at a time: 乙 does not wait for the others.
    assert_eq!(ahead(), [None, Some(2), Some(3), None, Some(4), Some(5)]);
    let (actor, given_up) = all[2];
    world.desk.cancel(given_up, actor);
    assert_eq!(ahead(), [None, Some(2), None, None, Some(3), Some(4)]);
    while gate.at_work.lock().expect("count").0 < IMPORTS_AT_WORK {
        tokio::task::yield_now().await;
    }
    gate.open();
    for (actor, id) in all.iter().filter(|(_, id)| *id != given_up) {
        assert!(matches!(world.preview(actor, *id).await.stage, Stage::Preview));
    }
    assert!(matches!(world.look(actor, given_up).stage, Stage::Cancelled));
    assert_eq!(gate.at_work.lock().expect("count").1, IMPORTS_AT_WORK, "never more at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn previews_go_only_where_their_own_account_says_so() {
    let world = World::new(plain()).await;
    let kept = world.upload("甲", "甲的.xlsx", &bodies(0), None).expect("taken");
    world.preview("甲", kept).await;
    let mut own = Vec::new();
    for at in 0..OPEN_IMPORTS {
        world.clock.store(NOW + 1 + at as i64, Ordering::SeqCst);
        own.push(world.upload("乙", &format!("第{at}份.xlsx"), &bodies(0), None).expect("taken"));
    }
    for id in &own {
        assert!(matches!(world.preview("乙", *id).await.stage, Stage::Preview));
    }
    assert_eq!(world.desk.would_go("乙"), Some((own[0], vec!["第0份.xlsx".to_owned()])));
    assert_eq!(world.desk.would_go("甲"), None);
    for instead in [None, Some(own[3]), Some(kept)] {
        let Err(PageError::Refused(_, help)) = world.upload("乙", "再一份.xlsx", &bodies(0), instead) else { panic!("taken") };
        assert!(help.contains("第0份.xlsx") && help.contains(&own[0].to_string()), "{help}");
    }
    assert!(own.iter().all(|id| matches!(world.look("乙", *id).stage, Stage::Preview)), "nothing has gone unasked");
    let more = world.upload("乙", "再一份.xlsx", &bodies(0), Some(own[0])).expect("taken");
    assert!(matches!(world.look("乙", own[0]).stage, Stage::Cancelled));
    assert!(matches!(world.preview("乙", more).await.stage, Stage::Preview));
    assert!(matches!(world.look("甲", kept).stage, Stage::Preview), "and never another's");
    assert!(world.desk.look(&world.tools.live, kept, "乙").is_none(), "nor is it seen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_uploaded_is_held_longer_than_it_may_be_needed() {
    let world = World::new(plain()).await;
    let (good, bad) = (world.upload("甲", "好.xlsx", &bodies(0), None).expect("taken"), world.upload("甲", "坏.xlsx", &bodies(300), None).expect("taken"));
    world.preview("甲", good).await;
    let look = world.preview("甲", bad).await;
    assert_eq!((look.summary.total.refused, look.summary.refusals.len(), look.refusals), (300, 1, true), "{look:?}");
    assert!(look.summary.sheets[0].refused.len() <= 20, "the rest is in the workbook");
    assert!(world.desk.held.bytes() > 0, "on the disk, while it may still be written");
    let rows = world.desk.refusals(bad, "甲").expect("a workbook");
    assert!(rows().expect("read").starts_with(b"PK"));
    assert!(world.desk.refusals(good, "甲").is_none() && world.desk.refusals(bad, "乙").is_none());
    world.desk.cancel(good, "甲");
    assert!(matches!(world.write("甲", bad, true).await.stage, Stage::Written));
    assert!(world.desk.refusals(bad, "甲").is_some(), "to be put right and brought in again");
    // What is done with is forgotten in its turn, and leaves nothing behind.
    for at in 0..=DONE_IMPORTS {
        world.clock.store(NOW + 1 + at as i64, Ordering::SeqCst);
        let id = world.upload("甲", "又一份.xlsx", &bodies(0), None).expect("taken");
        world.desk.cancel(id, "甲");
    }
    assert!(world.desk.look(&world.tools.live, bad, "甲").is_none());
    while world.desk.held.bytes() > 0 {
        // A reader that was given up lets go when it notices.
        tokio::task::yield_now().await;
    }
    // Nobody decides: after a day it goes, told beforehand.
    let id = world.upload("乙", "忘了的.xlsx", &bodies(0), None).expect("taken");
    world.preview("乙", id).await;
    world.clock.fetch_add(crate::limits::UNDECIDED + 100, Ordering::SeqCst);
    world.upload("丙", "别人的.xlsx", &bodies(0), None).expect("taken");
    assert!(matches!(world.look("乙", id).stage, Stage::Cancelled));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_breaks_gives_its_turn_back() {
    let world = World::new(Arc::new(|_, _| panic!("broken"))).await;
    for _ in 0..2 * IMPORTS_AT_WORK {
        let id = world.upload("甲", "坏.xlsx", &bodies(0), None).expect("taken");
        assert!(matches!(world.preview("甲", id).await.stage, Stage::Failed(..)));
    }
    assert_eq!(world.desk.held.bytes(), 0);
}
