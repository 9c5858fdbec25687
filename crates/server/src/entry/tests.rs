//! What is typed becomes a record, or a fault at its field; what a record would settle; a correction begins with what stands.

use super::{Place, Typed, expected, kinds_of, of_record, place_fields, read, turns};
use crate::foreseen::Foreseen;
use crate::snapshot::{Snapshot, Whole};
use crate::testing::{demo, library, today, workdays};
use jishi_authorize::{Actor, sight};
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_evaluate::Status;
use jishi_facts::{Record, Value};
use jishi_workflow::{Command, decide};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

static SITE: LazyLock<Arc<Whole>> = LazyLock::new(|| Arc::new(demo()));

type Pairs<'p> = &'p [(&'p str, &'p str)];

fn typed(pairs: Pairs) -> Typed {
    Typed::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// The branch with the most members.
fn branch() -> BodyId {
    let site = SITE.site();
    let branches = site.bodies.values().filter(|body| body.kind == "党支部");
    branches.max_by_key(|body| site.members_on(body.id, today()).count()).expect("a branch").id
}

#[test]
fn six_facts_come_first_and_the_rest_is_folded() {
    let library = library();
    let places = |kinds: &[&str], wanted: Place| -> Vec<String> {
        let kinds: Vec<_> = kinds.iter().map(|kind| &library.record_kinds[*kind]).collect();
        place_fields(&kinds).into_iter().filter(|(place, _)| *place == wanted).map(|(_, field)| field.name.clone()).collect()
    };
    for (kinds, place, fields) in [
        (&["支部党员大会"][..], Place::Topic, &["主题"][..]),
        (&["支部党员大会"], Place::Attendance, &["应到", "实到", "缺席", "缺席原因"]),
        (&["支部党员大会"], Place::Decided, &["议定事项"]),
        (&["党组会议"], Place::Topic, &["第一议题内容", "其他议题"]),
        (&["谈心谈话"], Place::Needed, &["对象"]),
        (&["支部党员大会", "党课"], Place::Topic, &["主题"]),
    ] {
        let found = places(kinds, place);
        assert!(fields.iter().all(|field| found.iter().any(|known| known == field)), "{kinds:?} {place:?}: {found:?}");
    }
    assert!(places(&["支部党员大会", "党课"], Place::More).contains(&"主讲人".to_owned()));
}

#[test]
fn faults_stand_at_their_fields() {
    let good = [("kind", "支部党员大会"), ("date", "2026-11-20"), ("f:主题", "学习贯彻全会精神")];
    let cases: [(Pairs, &str, &str); 10] = [
        (&[("kind", "")], "kind", "没有选"),
        (&[("date", "")], "date", "没有写日期"),
        (&[("date", "2026-02-30")], "date", "2026-02-30"),
        (&[("date", "2026-12-24")], "date", "还没有到"),
        (&[("f:主题", " ")], "f:主题", "没有写主题"),
        (&[("with", "没有的支部")], "with", "没有登记"),
        (&[("item1", "完善学习计划"), ("item1:due", "2026-11-01")], "item1:due", "早于会议"),
        (&[("item1", "完善学习计划"), ("item1:due", "下周")], "item1:due", "下周"),
        (&[("f:应到", "很多")], "f:应到", "很多"),
        (&[("kind", "谈心谈话"), ("f:对象", "查无此人")], "f:对象", "登记簿里没有"),
    ];
    for (changed, field, word) in cases {
        let mut pairs: Vec<(&str, &str)> = good.iter().copied().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name)).collect();
        pairs.extend(changed);
        let (_, faults) = read(&SITE, branch(), &typed(&pairs), None);
        let fault = faults.iter().find(|fault| fault.field == field);
        assert!(fault.is_some_and(|fault| fault.message.contains(word) && !fault.help.is_empty()), "{changed:?}: {faults:?}");
    }
    let (draft, faults) = read(&SITE, branch(), &typed(&good), None);
    assert_eq!(faults, []);
    let due = SITE.site().members_on(branch(), draft.content.date).count();
    assert_eq!(draft.attendance, Some((due, due)));
    assert_eq!(draft.content.date.to_string(), "2026-11-20");
}

#[test]
fn the_ticked_are_absent_and_the_numbers_follow() {
    let kinds = kinds_of(&SITE, &typed(&[("kind", "支部党员大会")]));
    let people = expected(&SITE, branch(), &kinds, today());
    let (first, second) = (people[0].to_string(), people[1].to_string());
    let pairs = [("kind", "支部党员大会"), ("date", "今天"), ("f:主题", "学习"), ("absent", &first), ("absent", &second)];
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, if *value == "今天" { "2026-11-24" } else { value })).collect();
    let (draft, faults) = read(&SITE, branch(), &typed(&pairs), None);
    assert_eq!(faults, []);
    assert_eq!(draft.attendance, Some((people.len() - 2, people.len())));
    assert_eq!(*draft.content.people["缺席"], people[..2]);
    let count = |count: usize| Value::Number(jishi_base::Number::whole(i64::try_from(count).expect("small")));
    assert_eq!((&draft.content.fields["应到"], &draft.content.fields["实到"]), (&count(people.len()), &count(people.len() - 2)));
    let committee = expected(&SITE, branch(), &kinds_of(&SITE, &typed(&[("kind", "支部委员会会议")])), today());
    assert!(!committee.is_empty() && committee.len() < people.len(), "a committee's meeting is of those who hold office");
}

/// A duty that is open turns with the record that settles it, and with no other.
#[test]
fn what_it_would_settle_is_shown_before() {
    let mut open = SITE.verdicts().filter(|instance| instance.status == Status::Due);
    let duty = |name: &str| library().duties.iter().position(|duty| duty.name == name).expect("a duty");
    let meeting = duty("组织生活会");
    let instance = open.find(|instance| instance.duty == meeting).expect("an open duty");
    let jishi_facts::Subject::Body(body) = instance.subject else { panic!("a body's duty") };
    let settles = |kind: &str| {
        let (draft, faults) = read(&SITE, body, &typed(&[("kind", kind), ("date", "2026-11-24"), ("f:主题", "学习")]), None);
        assert_eq!(faults, []);
        let command = Command::Record { record: RecordId(1), content: draft.content, source: None };
        let events = decide(SITE.site(), command).expect("accepted");
        let turned = turns(&Foreseen::of(&SITE, &Arc::new(workdays()), events), &SITE);
        turned.iter().any(|turn| turn.verdict.duty == meeting && turn.verdict.subject == instance.subject && turn.verdict.status == Status::Met)
    };
    assert!(settles("组织生活会"));
    assert!(!settles("支部委员会会议"));
}

/// Of somebody of whom only the name is known, the preview does not tell how their duties stand.
#[test]
fn what_it_would_settle_for_others_is_not_told() {
    let talk = library().duties.iter().position(|duty| duty.name == "年度谈心谈话").expect("a duty");
    let open = SITE.verdicts().find(|instance| instance.duty == talk && instance.status == Status::Due).expect("an open duty");
    let jishi_facts::Subject::Person(person) = open.subject else { panic!("a person's duty") };
    let body = SITE.branch_of(person).expect("a branch");
    let name = |person: &PersonId| SITE.site().people[person].name();
    let other = SITE.site().members_on(body, today()).map(|other| other.id).find(|other| *other != person).expect("another member");
    let pairs = [("kind", "谈心谈话"), ("date", "2026-11-24"), ("f:对象", name(&person)), ("f:谈话人", name(&other))];
    let (draft, faults) = read(&SITE, body, &typed(&pairs), None);
    assert_eq!(faults, []);
    let events = decide(SITE.site(), Command::Record { record: RecordId(1), content: draft.content, source: None }).expect("accepted");
    let foreseen = Foreseen::of(&SITE, &Arc::new(workdays()), events);
    let told = |seen: &Snapshot| turns(&foreseen, seen).iter().any(|turn| turn.verdict.subject == open.subject);
    assert!(told(&SITE), "who sees the person is told");
    let nobody = Arc::new(sight(SITE.register(), &Actor::owner(), today()).only(&SITE.site().bodies.keys().copied().collect(), &BTreeSet::new(), &BTreeSet::new()));
    assert!(!told(&Snapshot::part(&SITE, &nobody, SITE.places().clone(), None)));
}

/// Opened for correction and saved untouched, a record is what it was.
#[test]
fn a_correction_begins_with_what_stands() {
    let site = SITE.site();
    let meetings: Vec<&Record> = site.records.values().filter(|record| record.kinds.contains("支部党员大会") || record.kinds.contains("主题党日")).collect();
    assert!(meetings.len() > 20);
    for record in meetings.iter().step_by(7) {
        let (draft, faults) = read(&SITE, record.bodies[0], &of_record(&SITE, record), None);
        assert_eq!(faults, [], "{record:?}");
        let content = draft.content;
        assert_eq!((&content.kinds, content.bodies.as_slice(), content.date), (&*record.kinds, &**record.bodies, record.date));
        assert_eq!(content.fields, record.fields);
        let absent = |people: Option<&Box<[PersonId]>>| people.into_iter().flatten().copied().collect::<BTreeSet<_>>();
        assert_eq!(absent(content.people.get("缺席")), absent(record.people.get("缺席")));
        assert_eq!(Some(content.text), SITE.text(record).expect("texts"));
    }
}
