//! The lens shows what the narrowed copy would hold, entity by entity and list by list; and of a field with readers of its own,
//! nothing to anybody else.

use super::properties::{draw, some_day};
use super::narrow::narrow;
use super::support::{Small, library, on, small, today};
use crate::*;
use jishi_base::{BodyId, Slim, Map, PersonId, RecordId};
use jishi_calendar::Date;
use jishi_facts::{Among, Contents, InMemory, Kinds, Event, PersonDetails, ReadAt, Record, Sealed, Stamp, Subject, Unopened, Value};
use jishi_pack::{BodyMeaning, Library, Readers};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

static LIBRARY: LazyLock<Library> = LazyLock::new(library);

fn enter(site: &mut Site, event: &Event) {
    let stamp = Stamp { seq: site.size, at: 0, day: today(), actor: "测试".into() };
    site.apply(&stamp, event);
}

/// Records with fields for the two alone, for who keeps the attendance, and for who keeps discipline.
fn with_closed(site: &mut Site) {
    let (bodies, people): (Vec<BodyId>, Vec<PersonId>) = (site.bodies.keys().copied().collect(), site.people.keys().copied().collect());
    for number in 0..24_usize {
        let some = |at: usize| (bodies[at % bodies.len()], people[at % people.len()]);
        let ((body, one), (_, other)) = (some(number * 5 + 1), some(number * 7 + 3));
        let (kinds, bodies, role): (&[&str], Vec<BodyId>, &str) = match number % 5 {
            0 => (&["谈心谈话"], Vec::new(), "对象"),
            1 => (&["限期改正"], Vec::new(), "党员"),
            2 => (&["处分决定"], vec![body], "参加"),
            3 => (&["处分决定", "主题党日"], vec![body], "缺席"),
            _ => (&["支部党员大会"], vec![body, some(number).0], "缺席"),
        };
        let people = Slim::from([(role.to_owned(), vec![one, other])]);
        let text = ["文号", "缺席原因", "主题"].map(|field| (field.to_owned(), format!("{field}{number}")));
        enter(site, &Event::Recorded {
            record: RecordId(70_000 + number as u128), kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(), bodies, date: today(),
            fields: Slim::from([("事由".to_owned(), Value::Code("家庭变故".into())), ("已与派驻组交换意见".to_owned(), Value::Flag(true))]),
            people, text: Sealed::Open(text.into_iter().collect()), source: None,
        });
    }
}

/// The post and the body in which somebody acts.
fn acting(site: &Site, actor: &Actor, date: Date) -> Option<BodyId> {
    let (person, holding) = (actor.person?, actor.acting?);
    let restricted = site.people[&person].details.is_held();
    (!restricted && crate::reach::in_office(site, person, holding, date).is_some()).then(|| site.posts[&site.holdings[&holding].post].body)
}

/// Whether a field is for somebody to read, said once more from the rights and the packs.
fn reads(site: &Site, actor: &Actor, date: Date, record: &Record, field: &str) -> bool {
    let keeping = sensitive::keeping_of(&LIBRARY, record, field);
    let whole = actor.owner_on_this_machine;
    let units = |site: &Site| -> BTreeSet<_> {
        let bodies = record.bodies.iter().filter_map(|body| site.bodies[body].unit);
        if record.bodies.is_empty() { record.people.values().flatten().map(|person| site.people[person].unit).collect() } else { bodies.collect() }
    };
    match keeping.readers {
        _ if !keeping.label.is_closed() => true,
        Readers::Record => {
            let open = reach(on(site), actor, Action::SeePeople, date).extent.bodies;
            whole || on(site).personal.is_about(record) || record.bodies.iter().any(|body| open.contains(body))
        }
        Readers::Attendance => record.bodies.iter().any(|body| decide(on(site), actor, Action::Record, Resource::Body(*body), date).allowed),
        Readers::Parties => {
            let himself = actor.person.filter(|_| sight(on(site), actor, date).own().is_some());
            himself.is_some_and(|person| record.people.values().flatten().any(|named| *named == person))
        }
        Readers::Discipline => acting(site, actor, date).and_then(|body| site.bodies.get(&body)).is_some_and(|body| {
            LIBRARY.is_kind(&body.kind, BodyMeaning::Discipline) && body.unit.is_some_and(|unit| units(site).contains(&unit))
        }),
    }
}

/// A record of the copy, without the fields that are not for the actor.
fn without(site: &Site, actor: &Actor, date: Date, shown: &Record) -> Record {
    let (standing, mut shown) = (&site.records[&shown.id], shown.clone());
    let reads = |field: &str| reads(site, actor, date, standing, field);
    shown.fields.retain(|field, _| reads(field));
    shown.people.retain(|role, _| reads(role));
    if let Sealed::Open(text) = &mut shown.text {
        text.marks.retain(|field, _| reads(field));
        // Readers of their own need not have the rest of the text.
        let theirs = |field: &str| {
            let keeping = sensitive::keeping_of(&LIBRARY, standing, field);
            keeping.label.is_closed() && keeping.readers != Readers::Record && reads(field)
        };
        let marks = standing.text.open().into_iter().flat_map(|text| &text.marks);
        text.marks.extend(marks.filter(|(field, _)| theirs(field)).map(|(field, mark)| (field.clone(), *mark)));
    }
    shown
}

/// The narrowed copy, as it stands for an actor.
fn reference(site: &Site, actor: &Actor, sight: &Sight, date: Date) -> Site {
    let cut = narrow(site, sight);
    let records: Map<RecordId, Record> = cut.records.values().map(|record| (record.id, without(site, actor, date, record))).collect();
    // Names are given by what is left of the records.
    let mut others = site.clone();
    let fewer: Vec<&Record> = records.values().filter(|record| record.people != cut.records[&record.id].people).collect();
    fewer.iter().for_each(|record| drop(others.records.remove(&record.id)));
    let named: BTreeSet<PersonId> = fewer.iter().flat_map(|record| record.people.values().flatten().copied()).collect();
    let known = narrow(&others, sight).people;
    let people = cut.people.entries().filter(|(id, _)| known.contains_key(id) || named.contains(id)).map(|(id, person)| (*id, person.clone())).collect();
    Site { records, people, ..cut }
}

/// Every import has one file with one sheet, called by the entry.
struct Files;

fn name_of_file(entry: u64) -> Option<String> {
    Some(format!(r#"[{{"file":"{entry}.xlsx","sheets":["表"]}}]"#))
}

impl Contents for Files {
    fn open(&self, entries: &[u64]) -> Result<Vec<Option<String>>, Unopened> {
        Ok(entries.iter().map(|entry| name_of_file(*entry)).collect())
    }

    fn find(&self, _: &[&str], _: &Among) -> Result<BTreeSet<u64>, Unopened> {
        Ok(BTreeSet::new())
    }
}

fn same(site: &Arc<Site>, actor: &Actor, sight: Sight, date: Date) -> Result<(), TestCaseError> {
    let part = reference(site, actor, &sight, date);
    let lens = Seen::new(site.clone(), Arc::new(sight), Arc::new(Files));
    for id in site.units.keys() { prop_assert_eq!(lens.unit(*id), part.units.get(id)); }
    for id in site.bodies.keys() { prop_assert_eq!(lens.body(*id), part.bodies.get(id), "{:?} {:?}", actor, id); }
    for id in site.people.keys() { prop_assert_eq!(lens.person(*id), part.people.get(id), "{:?} {:?}", actor, id); }
    for id in site.posts.keys() { prop_assert_eq!(lens.post(*id), part.posts.get(id)); }
    for id in site.holdings.keys() { prop_assert_eq!(lens.holding(*id), part.holdings.get(id)); }
    for id in site.links.keys() { prop_assert_eq!(lens.link(*id), part.links.get(id)); }
    for id in site.records.keys() { prop_assert_eq!(lens.record(*id), part.records.get(id), "{:?}", actor); }
    for id in site.items.keys() { prop_assert_eq!(lens.item(*id), part.items.get(id)); }
    for ledger in site.uptakes.keys() { prop_assert_eq!(lens.uptake(ledger), part.uptakes.get(ledger).copied()); }
    prop_assert!(lens.units().eq(part.units.values()));
    prop_assert!(lens.bodies().eq(part.bodies.values().filter(|body| lens.sees_body(body.id))));
    prop_assert!(lens.people().eq(part.people.values().filter(|person| lens.sees_person(person.id))));
    prop_assert!(lens.posts().eq(part.posts.values()) && lens.holdings().eq(part.holdings.values()) && lens.links().eq(part.links.values()));
    prop_assert!(lens.memberships().eq(part.memberships.iter()) && lens.items().eq(part.items.values()));
    prop_assert!(lens.records().eq(part.records.values()));
    prop_assert!(lens.waivers().eq(part.waivers.iter()) && lens.reasons().eq(part.reasons.iter()) && lens.extensions().eq(part.extensions.iter()));
    for name in site.people.values().map(|person| person.name()) {
        prop_assert!(lens.people_called(|known| known == name).eq(part.people.values().filter(|person| person.name() == name)));
    }
    for name in site.bodies.values().map(|body| body.name.as_str()) {
        prop_assert!(lens.bodies_called(|known| known == name).eq(part.bodies.values().filter(|body| body.name == name)));
    }
    let read_at = |record: &Record| record.source.as_ref().and_then(|source| part.read_at(source, name_of_file).map(|at: ReadAt| format!("{at:?}")));
    for record in lens.records() {
        prop_assert_eq!(record.source.as_ref().and_then(|source| lens.read_at(source).map(|at| format!("{at:?}"))), read_at(record));
    }
    ways(site, &part, &lens, date)
}

/// What is found over several entries.
fn ways(site: &Site, part: &Site, lens: &Seen, date: Date) -> Result<(), TestCaseError> {
    for body in site.bodies.keys() {
        prop_assert_eq!(lens.parent(*body, date), part.parent(*body, date));
        prop_assert_eq!(lens.unit_of(Subject::Body(*body)), part.unit_of(Subject::Body(*body)));
        prop_assert!(lens.members_on(*body, date).eq(part.members_on(*body, date)));
        prop_assert_eq!(lens.posts_of(*body, date), part.posts_of(*body, date));
    }
    for person in site.people.keys() {
        prop_assert_eq!(lens.branch_of(*person, date), part.branch_of(*person, date));
        prop_assert_eq!(lens.unit_of(Subject::Person(*person)), part.unit_of(Subject::Person(*person)));
    }
    for post in site.posts.keys() {
        prop_assert!(lens.holders_on(*post, date).eq(part.holders_on(*post, date)));
        prop_assert_eq!(lens.unit_of(Subject::Post(*post)), part.unit_of(Subject::Post(*post)));
    }
    for ledger in site.uptakes.keys() {
        prop_assert_eq!(lens.taken_up(ledger.unit, ledger.body, &ledger.kind), part.taken_up(ledger.unit, ledger.body, &ledger.kind));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_lens_shows_what_the_copy_held(seed in any::<u64>(), number in 0_usize..1000) {
        let (mut site, actors) = draw(seed);
        with_closed(&mut site);
        let (site, date) = (Arc::new(site), some_day(number));
        for actor in actors.iter().step_by(7).chain([&Actor::owner(), &Actor::administrator(Administrator::Audit, true)]) {
            same(&site, actor, sight(on(&site), actor, date), date)?;
            let taken = taken_out(on(&site), actor, date);
            if !taken.is_whole() { prop_assert!(Seen::new(site.clone(), Arc::new(taken.clone()), Arc::new(InMemory::default())).records().all(|record| taken.covers(&site, Resource::Record(record.id)))); }
        }
    }
}

#[test]
fn the_lens_keeps_fields_as_the_packs_say() {
    let personal = Personal::of(&LIBRARY);
    let fields = LIBRARY.record_kinds.values().flat_map(|kind| kind.fields.iter().map(|field| &field.name)).chain(LIBRARY.shared_fields.keys());
    let fields: BTreeSet<&String> = fields.collect();
    let mut small = small();
    with_closed(&mut small.site);
    let mut record = small.site.records[&RecordId(70_000)].clone();
    let mut closed = 0;
    for kind in LIBRARY.record_kinds.keys() {
        for other in ["处分决定", "主题党日", "没有这一种"] {
            record.kinds = Kinds::from([kind.as_str(), other]).into();
            for field in &fields {
                let said = Some(sensitive::keeping_of(&LIBRARY, &record, field)).filter(|keeping| keeping.label.is_closed());
                assert_eq!(personal.keeping(&record, field), said, "{kind} {other} {field}");
                closed += usize::from(said.is_some());
            }
        }
    }
    assert!(closed > 50);
}

fn post(small: &Small, body: &'static str, title: &str) -> Actor {
    let (person, holding) = small.posts[&(body, title.to_owned())];
    Actor::person(person, Some(holding))
}

/// The reason of a talk is the two's, reasons of leave are the branch's that keeps the attendance, and what concerns
/// discipline is for who keeps it: not for the owner, who sees everything else, nor for a secretary of the whole unit.
#[test]
fn a_field_is_for_its_readers_alone() {
    let mut small = small();
    let [one, two] = ["甲", "乙"].map(|name| small.members[name]);
    let [branch, organ] = ["支部", "机关党委"].map(|name| small.bodies[name]);
    let record = |number, kind: &str, bodies: &[BodyId], people: &[(&str, PersonId)], text: &str| Event::Recorded {
        record: RecordId(number), kinds: Kinds::from([kind]), bodies: bodies.to_vec(), date: today(),
        fields: Slim::from([("事由".to_owned(), Value::Code("家庭变故".into()))]),
        people: people.iter().map(|(role, person)| ((*role).to_owned(), vec![*person])).collect(),
        text: Sealed::Open(Slim::from([(text.to_owned(), "不该看见".to_owned())])), source: None,
    };
    enter(&mut small.site, &record(1_001, "谈心谈话", &[], &[("谈话人", two), ("对象", one)], "形式"));
    enter(&mut small.site, &record(1_002, "支部党员大会", &[branch], &[("缺席", one)], "缺席原因"));
    enter(&mut small.site, &record(1_003, "处分决定", &[organ], &[], "文号"));
    enter(&mut small.site, &record(1_004, "限期改正", &[], &[("党员", one)], "形式"));
    let site = Arc::new(small.site.clone());
    let found = |actor: &Actor| {
        let lens = Seen::new(site.clone(), Arc::new(sight(small.register(), actor, today())), Arc::new(InMemory::default()));
        let record = |number| lens.record(RecordId(number));
        let text = |number, field: &str| record(number).is_some_and(|record| record.text.open().is_some_and(|text| text.marks.contains_key(field)));
        [
            record(1_001).is_some_and(|record| record.fields.contains_key("事由")), text(1_002, "缺席原因"), text(1_003, "文号"),
            record(1_004).is_some_and(|record| record.people.contains_key("党员")),
        ]
    };
    for (who, actor, expected) in [
        ("who talked", Actor::person(two, None), [true, false, false, false]),
        ("with whom", Actor::person(one, None), [true, false, false, false]),
        ("the branch's secretary", post(&small, "支部", "书记"), [false, true, false, false]),
        ("the committee's secretary", post(&small, "机关党委", "书记"), [false, true, false, false]),
        ("the unit's discipline, which sees no record about a person", post(&small, "机关纪委", "书记"), [false, false, true, false]),
        ("the owner", Actor::owner(), [false, true, false, false]),
        ("the work committee", post(&small, "工委", "书记"), [false, false, false, false]),
    ] {
        assert_eq!(found(&actor), expected, "{who}");
    }
}

/// What the lens opens is what it shows: the texts that a record has from there, the details of who is seen.
#[test]
fn the_lens_opens_no_more_than_it_shows() {
    let small = small();
    let (site, contents) = (Arc::new(small.site.clone()), Arc::new(small.contents.clone()));
    let (mut whole, mut less) = (0, 0);
    for ((body, _), (person, holding)) in &small.posts {
        let actor = Actor::person(*person, Some(*holding));
        let lens = Seen::new(site.clone(), Arc::new(sight(small.register(), &actor, today())), contents.clone());
        lens.open_records(lens.records());
        for record in lens.records() {
            let opened = lens.text(record).expect("texts");
            assert!(record.text.open().is_some_and(|texts| texts.are(&opened)), "{body}");
            assert_eq!(lens.title(record, small.register().personal.titles()), "学习");
            if opened.contains_key("缺席原因") { whole += 1 } else { less += 1 }
        }
        for item in lens.items() {
            assert!(item.text.open().is_some_and(|texts| lens.item_text(item).is_some_and(|opened| texts.are(&opened))), "{body}");
        }
        for person in site.people.keys().filter_map(|id| lens.person(*id)) {
            let details = lens.details(person).expect("details");
            assert_eq!((details.name.as_str(), details.phone.is_some()), (person.name(), lens.sees_person(person.id)), "{body}");
        }
    }
    assert!(whole > 0 && less > 0);
}

/// A lens whose contents cannot be read says less, and the contents know it.
#[test]
fn what_cannot_be_read_is_counted() {
    #[derive(Default)]
    struct Broken(AtomicU64);
    impl Contents for Broken {
        fn open(&self, _: &[u64]) -> Result<Vec<Option<String>>, Unopened> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Err(Unopened("磁盘出错".into()))
        }
        fn find(&self, _: &[&str], _: &Among) -> Result<BTreeSet<u64>, Unopened> {
            Err(Unopened("磁盘出错".into()))
        }
        fn failures(&self) -> u64 {
            self.0.load(Ordering::Relaxed)
        }
    }
    let small = small();
    let broken = Arc::new(Broken::default());
    let lens = Seen::new(Arc::new(small.site.clone()), Arc::new(sight(small.register(), &Actor::owner(), today())), broken.clone());
    let record = lens.record(small.records["支部"]).expect("seen");
    assert_eq!((lens.text(record), lens.title(record, small.register().personal.titles()).as_str()), (None, "主题党日"));
    assert_eq!(lens.details(lens.person(small.members["甲"]).expect("seen")), None::<PersonDetails>);
    assert!(broken.failures() > 0);
}
