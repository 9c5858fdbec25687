//! The same commands give the same journal, the same site and the same tables: on SQLite and on PostgreSQL, one by one
//! and in groups, and as a plain fold in memory. Erasures, repeats and stale changes included.

use crate::support::{Place, asked, owner, skipped};
use jishi_base::{BodyId, HoldingId, ImportId, ItemId, LinkId, Number, PersonId, PostId, ProposalId, RecordId, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    Entity, Fields, Roles, RecordText, Event, FileNames, Ground, Hand, KeyOwner, Measure, MembershipKind, PersonDetails, RelationKind, Sealed, Site, Stamp, Subject, Uptake,
    Value, Waiver, Words,
};
use jishi_store::{Command, Receipt, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;

/// One command, by what it does and to whom; ids are small, so that they meet.
#[derive(Clone, Debug)]
enum Op {
    Events(Vec<(u8, u8, u8)>),
    /// The command sent so many commands ago, once more.
    Again(usize),
    /// A change that names a version which may be stale.
    Change(u8, u64),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let event = (0..28_u8, 0..5_u8, 0..5_u8);
    let op = prop_oneof![
        8 => prop::collection::vec(event, 1..4).prop_map(Op::Events),
        1 => (0..6_usize).prop_map(Op::Again),
        1 => (0..5_u8, 0..40_u64).prop_map(|(person, version)| Op::Change(person, version)),
    ];
    prop::collection::vec(op, 1..40)
}

fn date(day: u8) -> Date {
    Date::new(2026, 1, i8::try_from(day).unwrap_or(0) + 1).expect("a day of January")
}

/// The event of a kind about `a` and `b`.
pub fn event(kind: u8, a: u8, b: u8) -> Event {
    let (unit, body, other, person) = (UnitId(1), BodyId(a.into()), BodyId(b.into()), PersonId(a.into()));
    let details = || {
        Sealed::Open(PersonDetails {
            name: format!("甲{b}"),
            joined: Some(date(b)),
            conditions: vec!["重病".into()],
            ..PersonDetails::default()
        })
    };
    let text = || Sealed::Open(RecordText::from([("主题", format!("“{a}”与\n{b}"))]));
    let kinds = || SlimSet::from(["党员大会".to_owned(), format!("主题党日{b}")]);
    let bodies = || if b == 0 { Vec::new() } else { vec![other] };
    let fields = || Fields::from([("学时", Value::Number(Number::thousandths(i64::from(b) * 500)))]);
    let people = || Roles::from([("主持人", vec![PersonId(b.into()), person])]);
    let subject = Subject::Person(person);
    match kind {
        0 => Event::UnitRegistered { unit, name: format!("厅{a}") },
        1 | 2 => Event::BodyRegistered {
            body,
            unit: (b > 0).then_some(unit),
            kind: "党支部".into(),
            name: format!("支部{b}"),
            founded: Some(date(b)),
            source: None,
        },
        3 => Event::Related { body, kind: RelationKind::Subordinate, to: other, from: None },
        4 => Event::Unrelated { body, kind: RelationKind::Subordinate, to: other, on: date(b) },
        5 => Event::BodyEntry { body, name: "党小组数".into(), from: date(b), value: Value::codes(["甲", "乙"]) },
        6..=8 => Event::PersonRegistered { person, unit, blind: Some(format!("{b:064}")), details: details(), source: None },
        9 => Event::PersonChanged { person, blind: None, details: details(), source: None },
        10 => Event::PersonErased { person, ground: Ground::Requested, imports: BTreeSet::from([ImportId(b.into())]) },
        11 => Event::MemberJoined { person, body: other, kind: MembershipKind::Attached, from: Some(date(b)) },
        12 => Event::MemberLeft { person, body: other, on: date(b) },
        13 => Event::PostOpened { post: PostId(a.into()), body: other, title: "书记".into(), opened: None },
        14 => Event::HolderAppointed {
            holding: HoldingId(b.into()),
            post: PostId(a.into()),
            person: PersonId(b.into()),
            from: date(a),
            source: None,
        },
        15 => Event::HolderLeft { holding: HoldingId(b.into()), on: date(a) },
        16 | 17 => Event::Recorded {
            record: RecordId(a.into()),
            kinds: kinds(),
            bodies: bodies(),
            date: date(b),
            fields: fields(),
            people: people(),
            text: text(),
            source: None,
        },
        18 => Event::RecordCorrected {
            record: RecordId(a.into()),
            kinds: kinds(),
            bodies: bodies(),
            date: date(b),
            fields: fields(),
            people: people(),
            text: text(),
            source: None,
        },
        19 => Event::RecordWithdrawn { record: RecordId(a.into()) },
        20 => Event::ItemOpened {
            item: ItemId(a.into()),
            kind: "议定事项".into(),
            body: other,
            opened_by: None,
            opened: date(b),
            owner: None,
            due: None,
            text: text(),
        },
        21 => Event::ReasonGiven {
            duty: "组织生活会".into(),
            subject,
            period: "2026".into(),
            owner: KeyOwner::Person(person),
            text: Sealed::Open("病".into()),
        },
        22 => Event::TakenUp { uptake: Uptake { unit, body: [None, Some(body)][usize::from(a) % 2], kind: format!("台账{a}"), from: Some(date(b)) } },
        _ if b < 3 => Event::Linked {
            link: LinkId(a.into()),
            kind: "结对共建".into(),
            from: Subject::Body(body),
            to: Subject::Body(other),
            since: date(b),
        },
        23 => Event::ErasureProposed {
            proposal: ProposalId(b.into()),
            person,
            measure: Measure::Restrict,
            ground: Ground::MustBeKept,
            by: Hand { account: None, person: None },
            note: Sealed::Open("案件未结".into()),
        },
        24 => Event::PersonRestricted { person },
        25 => Event::RestrictionLifted { person },
        26 => Event::published(ImportId(a.into()), vec![FileNames::new(format!("甲{b}.xlsx"), &["表"])], 1),
        _ => Event::Waived {
            waiver: Waiver {
                duty: "组织生活会".into(),
                subject,
                period: "2026".into(),
                owner: Some(KeyOwner::Person(person)),
                ground: Words::Sealed(Sealed::Open("防汛".into())),
                by: person,
            },
        },
    }
}

/// Builds the command of one op; made anew for each store, since a command is used up.
fn command(ops: &[Op], place: usize) -> Command {
    match &ops[place] {
        Op::Events(kinds) => {
            Command::events(format!("c{place}"), asked("2026-03-01"), kinds.iter().map(|(kind, a, b)| event(*kind, *a, *b)).collect())
        }
        Op::Again(back) => match place.checked_sub(back + 1) {
            Some(earlier) => command(ops, earlier),
            None => Command::events(format!("c{place}"), asked("2026-03-01"), Vec::new()),
        },
        Op::Change(person, version) => {
            let person = PersonId((*person).into());
            let change = event(9, u8::try_from(person.0).unwrap_or(0), 1);
            Command::events(format!("c{place}"), asked("2026-03-02"), vec![change]).expecting(vec![(Entity::Person(person), *version)])
        }
    }
}

/// What a store answered, in words that can be compared.
type Answers = Vec<Result<Receipt, String>>;

async fn one_by_one(store: &Store, ops: &[Op]) -> Answers {
    let mut answers = Vec::new();
    for place in 0..ops.len() {
        answers.push(store.execute(command(ops, place)).await.map_err(|e| e.to_string()));
    }
    answers
}

async fn all_at_once(store: &Store, ops: &[Op]) -> Answers {
    let (store, mut sent) = (std::sync::Arc::new(store), Vec::new());
    // Polled once each, in order: that is when they are sent.
    for place in 0..ops.len() {
        let mut answer = Box::pin(store.execute(command(ops, place)));
        let first = std::future::poll_fn(|context| std::task::Poll::Ready(answer.as_mut().poll(context))).await;
        sent.push((answer, first));
    }
    let mut answers = Vec::new();
    for (answer, first) in sent {
        let answered = match first {
            std::task::Poll::Ready(done) => done,
            std::task::Poll::Pending => answer.await,
        };
        answers.push(answered.map_err(|e| e.to_string()));
    }
    answers
}

/// The plain fold of what was accepted.
fn model(ops: &[Op], answers: &Answers) -> Site {
    let mut site = Site::default();
    for (place, answer) in answers.iter().enumerate() {
        let (Ok(receipt), asked) = (answer, command(ops, place)) else { continue };
        if receipt.first != site.size {
            continue; // A repeat: it was carried out before.
        }
        for event in (asked.decide)(&site).expect("events") {
            let stamp = Stamp { seq: site.size, at: asked.asked.at, day: asked.asked.day, actor: (&asked.asked.actor).into() };
            let event = if event.content().is_none() { event.with_content(None).expect("no content") } else { event };
            site.apply(&stamp, &event);
        }
    }
    site
}

/// Runs the commands in a place; what is left must survive closing.
async fn run(place: &Place, ops: &[Op], grouped: bool) -> (Answers, (u64, [u8; 32]), Site) {
    place.init().await;
    let store = place.open().await;
    let answers = if grouped { all_at_once(&store, ops).await } else { one_by_one(&store, ops).await };
    let (head, site) = (store.head(), owner(&store));
    store.verify().await.expect("verify");
    assert_eq!(store.rebuild_check().await.expect("check"), []);
    store.close().await.expect("close");
    let store = place.open().await;
    assert_eq!((store.head(), owner(&store)), (head, site.clone()), "after reopening");
    store.close().await.expect("close");
    (answers, head, site)
}

#[test]
fn the_same_commands_give_the_same_journal_everywhere() {
    let server = std::env::var("JISHI_TEST_PG").inspect_err(|_| skipped()).ok();
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(16);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() });
    runner
        .run(&ops(), |ops| {
            runtime.block_on(async {
                let (answers, head, site) = run(&Place::sqlite(), &ops, false).await;
                prop_assert_eq!(&model(&ops, &answers), &site, "the plain fold");
                let grouped = run(&Place::sqlite(), &ops, true).await;
                prop_assert_eq!(&grouped, &(answers.clone(), head, site.clone()), "in groups");
                if let Some(server) = &server {
                    let other = run(&Place::postgres(server).await, &ops, true).await;
                    prop_assert_eq!(&other, &(answers, head, site), "on PostgreSQL");
                }
                Ok(())
            })
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
