//! What must hold by the packs of this repository, whatever stream of facts a department's life is: what is done stays done,
//! what is entered late about an earlier day undoes nothing, a day more turns only what was due on it, one body's record is
//! no other's debt, and nobody has a red mark of whom no record speaks.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod packs;

use jishi_base::{BodyId, HoldingId, Number, PersonId, PostId, RecordId, Slim, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Instance, Status, evaluate};
use jishi_facts::{Event, MembershipKind, PersonDetails, RelationKind, Sealed, Site, Stamp, Subject, Term, Uptake, Value};
use jishi_pack::{Belongs, Field, FieldType, Force, Form, Library, Meaning, Occurrence, RecordKind, Who};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let outcome = jishi_pack::load(&packs::sources());
    outcome.library.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
});

const FIRST: Date = Date::constant(2026, 1, 1);
const PARTY_GROUP: BodyId = BodyId(101);
const COMMITTEE: BodyId = BodyId(102);
const BRANCHES: [BodyId; 2] = [BodyId(103), BodyId(104)];
/// Members of each branch.
const MEMBERS: u128 = 4;

/// Something that happens; numbers are taken as far as there is anything to choose from.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A record of a kind, of a body or a member.
    Record { kind: usize, whose: usize, day: i32, seed: u64 },
    /// A member leaves, or moves to the other branch.
    Left { member: usize, day: i32, moves: bool },
    /// A branch elects anew.
    Elected { branch: usize, day: i32 },
}

impl Step {
    fn day(self) -> Date {
        let (Self::Record { day, .. } | Self::Left { day, .. } | Self::Elected { day, .. }) = self;
        after(day)
    }

    fn is_record(self) -> bool {
        matches!(self, Self::Record { .. })
    }
}

fn after(days: i32) -> Date {
    FIRST.checked_add(days_of(days)).unwrap()
}

fn days_of(days: i32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::try_from(days).unwrap() * 86_400)
}

fn records() -> impl Strategy<Value = Step> {
    (any::<prop::sample::Index>(), 0..12usize, 0..420i32, any::<u64>())
        .prop_map(|(kind, whose, day, seed)| Step::Record { kind: kind.index(LIBRARY.record_kinds.len()), whose, day, seed })
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => records(),
        1 => (0..8usize, 0..420i32, any::<bool>()).prop_map(|(member, day, moves)| Step::Left { member, day, moves }),
        1 => (0..2usize, 0..420i32).prop_map(|(branch, day)| Step::Elected { branch, day }),
    ]
}

/// A site in the making.
#[derive(Default)]
struct Town {
    site: Site,
    next: u128,
}

impl Town {
    fn add(&mut self, event: &Event) {
        let stamp = Stamp { seq: self.site.size, at: 0, day: FIRST, actor: "".into() };
        self.site.apply(&stamp, event);
    }

    fn id(&mut self) -> u128 {
        self.next += 1;
        10_000 + self.next
    }

    /// A department of a party group, a committee and two branches, which keeps every ledger since the first day.
    fn founded() -> Self {
        let mut town = Self::default();
        let unit = UnitId(1);
        town.add(&Event::UnitRegistered { unit, name: "某厅".to_owned() });
        for (body, kind) in [(PARTY_GROUP, "党组"), (COMMITTEE, "机关党委"), (BRANCHES[0], "党支部"), (BRANCHES[1], "党支部")] {
            let founded = Some(Date::constant(2018, 11, 15));
            town.add(&Event::BodyRegistered { body, unit: Some(unit), kind: kind.to_owned(), name: format!("{kind}{body}"), founded, source: None });
            town.add(&Event::TermStarted { body, term: Term { from: Date::constant(2024, 4, 1), years: 3 } });
        }
        for (body, to) in [(COMMITTEE, PARTY_GROUP), (BRANCHES[0], COMMITTEE), (BRANCHES[1], COMMITTEE)] {
            town.add(&Event::Related { body, kind: RelationKind::Subordinate, to, from: None });
        }
        let registers = ["组织", "职务", "党员", "联系"].map(str::to_owned);
        for kind in LIBRARY.record_kinds.keys().cloned().chain(registers) {
            town.add(&Event::TakenUp { uptake: Uptake { unit, body: None, kind, from: Some(FIRST) } });
        }
        for number in 0..2 * MEMBERS {
            let person = member(number as usize);
            let details = PersonDetails {
                name: format!("党员{number}"), joined: Some(Date::constant(2015, 7, 1)), confirmed: Some(Date::constant(2016, 7, 1)), ..PersonDetails::default()
            };
            town.add(&Event::PersonRegistered { person, unit, blind: None, details: Sealed::Open(details), source: None });
            town.add(&Event::MemberJoined { person, body: branch_of(number as usize), kind: MembershipKind::Registered, from: None });
        }
        for (at, (body, title, holder)) in [(PARTY_GROUP, "书记", 0), (COMMITTEE, "书记", 1), (BRANCHES[0], "书记", 2), (BRANCHES[1], "书记", 5)].into_iter().enumerate() {
            let post = PostId(300 + at as u128);
            town.add(&Event::PostOpened { post, body, title: title.to_owned(), opened: None });
            let from = Date::constant(2024, 4, 1);
            town.add(&Event::HolderAppointed { holding: HoldingId(400 + at as u128), post, person: member(holder), from, source: None });
        }
        town
    }

    fn take(&mut self, step: Step) {
        let on = step.day();
        match step {
            Step::Record { kind, whose, seed, .. } => {
                let kind = LIBRARY.record_kinds.values().nth(kind).unwrap();
                let record = RecordId(self.id());
                self.add(&recorded(record, kind, whose, on, seed));
            }
            Step::Left { member: number, moves, .. } => {
                let (person, body) = (member(number), branch_of(number));
                self.add(&Event::MemberLeft { person, body, on });
                if moves {
                    let body = BRANCHES[usize::from(body == BRANCHES[0])];
                    self.add(&Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: Some(on) });
                }
            }
            Step::Elected { branch, .. } => self.add(&Event::TermStarted { body: BRANCHES[branch], term: Term { from: on, years: 3 } }),
        }
    }

    fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut town = Self::founded();
        steps.into_iter().for_each(|step| town.take(step));
        town
    }

    fn judged(&self, at: Date) -> BTreeMap<Key, Instance> {
        let instances = evaluate(&LIBRARY, &self.site, &Workdays::default(), at);
        // Two steps of one day share their key: the worse stands for both.
        let mut out: BTreeMap<Key, Instance> = BTreeMap::new();
        for instance in instances {
            let key = (instance.duty, instance.subject, instance.period.to_string());
            match out.get(&key) {
                Some(known) if known.status == Status::Overdue => {}
                _ => drop(out.insert(key, instance)),
            }
        }
        out
    }
}

/// Which instance: the duty, whose, the period.
type Key = (usize, Subject, String);

fn member(number: usize) -> PersonId {
    PersonId(200 + number as u128)
}

fn branch_of(number: usize) -> BodyId {
    BRANCHES[usize::from(number as u128 >= MEMBERS)]
}

/// A record with what its kind has fields for, as a seed chooses.
fn recorded(record: RecordId, kind: &RecordKind, whose: usize, date: Date, seed: u64) -> Event {
    let (mut fields, mut people, mut seed) = (BTreeMap::new(), BTreeMap::new(), seed);
    let mut draw = |end: u64| {
        seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (seed >> 33) % end
    };
    let object = |field: &Field| kind.object.as_deref() == Some(field.name.as_str());
    for field in &kind.fields {
        let value = match &field.kind {
            FieldType::People => {
                let first = if object(field) { whose } else { draw(8) as usize };
                if object(field) || draw(2) == 0 {
                    people.insert(field.name.clone(), vec![member(first % 8)]);
                }
                continue;
            }
            _ if draw(4) == 0 => continue,
            FieldType::Text | FieldType::Period => continue,
            FieldType::Number => Value::Number(Number::whole(draw(40) as i64)),
            FieldType::Date => Value::Date(date),
            FieldType::Flag => Value::Flag(draw(2) == 0),
            FieldType::Matter => Value::code(format!("2026-{}", draw(3))),
            FieldType::Code(list) | FieldType::Codes(list) => {
                let values = &LIBRARY.codes[list].values;
                let value = values[draw(values.len() as u64) as usize].value.as_str();
                if matches!(field.kind, FieldType::Code(_)) { Value::code(value) } else { Value::codes([value]) }
            }
            FieldType::Bodies => Value::codes([format!("党支部{}", BRANCHES[draw(2) as usize])]),
        };
        fields.insert(field.name.clone(), value);
    }
    let bodies = [PARTY_GROUP, COMMITTEE, BRANCHES[0], BRANCHES[1]];
    let bodies = if kind.belongs == Belongs::Body { vec![bodies[whose % 4]] } else { Vec::new() };
    let kinds = BTreeSet::from([kind.name.clone()]);
    Event::Recorded { record, kinds: kinds.into(), bodies, date, fields: fields.into(), people: people.into(), text: Sealed::Open(Slim::new()), source: None }
}

/// Is it about something that is done once and for all by its day: no state of the registers, no bound, no gap?
fn is_done_once(form: &Form) -> bool {
    matches!(form, Form::Periodic { .. } | Form::Quota { .. } | Form::Triggered { .. } | Form::Each { .. } | Form::Followup { .. })
}

/// Does a record of a kind begin something by this duty, or break it?
fn asks(form: &Form, kind: &str) -> bool {
    let named = |kinds: &[String]| kinds.iter().any(|known| known == kind);
    let occurs = |occurrence: &Occurrence| matches!(occurrence, Occurrence::Records(selector) if named(&selector.kinds));
    match form {
        Form::Triggered { trigger, .. } => occurs(trigger),
        Form::Each { of, .. } => named(&of.kinds),
        Form::Sequence { then, .. } => occurs(then),
        Form::Gap { .. } | Form::Cap(_) => true,
        Form::Periodic { .. } | Form::Quota { .. } | Form::Coverage { .. } | Form::State { .. } | Form::Followup { .. } => false,
    }
}

fn shown(instance: &Instance) -> String {
    let duty = &LIBRARY.duties[instance.duty];
    format!("{} {:?} {} {}：{:?}", duty.name, instance.subject, instance.period, instance.status.word(), instance.because)
}

/// The last days of months of the year.
fn ends() -> impl Strategy<Value = Date> {
    (1..=12i8).prop_map(|month| Date::new(2026, month, 1).unwrap().last_of_month())
}

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("JISHI_DEEP").is_some() { 1_000 } else { 32 };
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(config())]

    /// What was done by some day is not overdue on a later one, whatever happened between them.
    #[test]
    fn what_is_done_stays_done(steps in prop::collection::vec(steps(), 0..60), at in ends(), more in 0..300i32) {
        let then = Town::of(steps.iter().copied().filter(|step| step.day() <= at)).judged(at);
        let later = Town::of(steps).judged(at.checked_add(days_of(more)).unwrap());
        for (key, done) in then.iter().filter(|(_, one)| matches!(one.status, Status::Met | Status::MetLate)) {
            if !is_done_once(&LIBRARY.duties[done.duty].form) {
                continue;
            }
            let now = later.get(key);
            prop_assert!(now.is_none_or(|now| now.status != Status::Overdue), "{}\n{}", shown(done), shown(now.unwrap()));
        }
    }

    /// A fact that is entered later about an earlier day makes nothing overdue that was not, unless it is what a duty asks
    /// something of; and nothing of a body that it is not about.
    #[test]
    fn what_is_entered_late_undoes_nothing(steps in prop::collection::vec(steps(), 0..60), late in records(), at in ends()) {
        let before = Town::of(steps.iter().copied()).judged(at);
        let after = Town::of(steps.iter().copied().chain([late])).judged(at);
        let Step::Record { kind, .. } = late else { unreachable!() };
        let kind = LIBRARY.record_kinds.values().nth(kind).unwrap().name.as_str();
        for (key, now) in &after {
            let duty = &LIBRARY.duties[now.duty];
            if now.status != Status::Overdue || asks(&duty.form, kind) {
                continue;
            }
            let was = before.get(key).map(|was| was.status);
            prop_assert_eq!(was, Some(Status::Overdue), "{} {}", kind, shown(now));
        }
        for (key, was) in &before {
            prop_assert!(after.contains_key(key) || asks(&LIBRARY.duties[was.duty].form, kind), "{} {}", kind, shown(was));
        }
    }

    /// A day on which nothing happens turns what was due on the day before, and opens what begins: nothing else.
    #[test]
    fn a_day_turns_what_was_due_on_it(steps in prop::collection::vec(steps(), 0..60), at in ends()) {
        let town = Town::of(steps.into_iter().filter(|step| step.day() <= at));
        let next = at.tomorrow().unwrap();
        let (today, tomorrow) = (town.judged(at), town.judged(next));
        for (key, was) in &today {
            let Some(now) = tomorrow.get(key) else {
                prop_assert!(at.month() == 12, "{}", shown(was));
                continue;
            };
            let due = now.due.is_some_and(|due| due < next);
            let may = match was.status {
                Status::Due => if due { now.status == Status::Overdue } else { matches!(now.status, Status::Due | Status::Met) },
                Status::Upcoming => matches!(now.status, Status::Upcoming | Status::Due) || (at.month() == 12 && now.status == Status::Met),
                Status::Met | Status::MetLate | Status::Waived | Status::NotApplicable | Status::Overdue | Status::FactMissing => now.status == was.status,
            };
            prop_assert!(may, "{}\n{}", shown(was), shown(now));
        }
    }

    /// Nobody has a red mark of what must be done without a record that names him and says what.
    #[test]
    fn nobody_is_red_without_a_record_that_names_him(steps in prop::collection::vec(steps(), 0..60), at in ends()) {
        let town = Town::of(steps);
        let roles = LIBRARY.meanings.names(Meaning::Absent);
        for red in town.judged(at).values().filter(|one| one.status == Status::Overdue) {
            let duty = &LIBRARY.duties[red.duty];
            let (Who::Members, Subject::Person(person), Force::Must) = (&duty.who, red.subject, duty.force) else { continue };
            let missed = matches!(duty.form, Form::Gap { .. });
            let speaks = |record: &jishi_facts::Record| record.date <= at && record.people.iter().any(|(role, people)| people.contains(&person) && (!missed || roles.iter().any(|absent| absent == role)));
            prop_assert!(town.site.records.values().any(speaks), "{}", shown(red));
        }
    }
}

/// The streams are lively: most kinds of statuses come up, and most forms.
#[test]
fn the_streams_reach_every_status() {
    let kinds = LIBRARY.record_kinds.len();
    let steps = (0..6 * kinds).map(|at| Step::Record { kind: at % kinds, whose: at / kinds, day: (at * 37 % 400) as i32, seed: at as u64 * 0x9e37_79b9 });
    let judged = Town::of(steps.filter(|step| step.is_record())).judged(Date::constant(2026, 10, 31));
    let statuses: BTreeSet<&str> = judged.values().map(|one| one.status.word()).collect();
    for word in ["未到期", "待办", "已完成", "补办", "逾期", "不适用", "缺事实"] {
        assert!(statuses.contains(word), "{word}: {statuses:?}");
    }
}
