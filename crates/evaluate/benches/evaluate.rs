//! Evaluation of a site of the demo's size: 12 units, 150 bodies, 1,500 members, some 30,000 records, 64 duties.

use criterion::{Criterion, criterion_group, criterion_main};
use jishi_base::{BodyId, Citation, HoldingId, IdSource, Number, PersonId, PostId, RecordId, SeededIds, Slim, UnitId};
use jishi_calendar::{Cadence, Date, Workdays};
use jishi_evaluate::{Asked, Concern, Looks, Registers, Stirred, Which, looks, verdicts_of_part};
use jishi_facts::{Event, MembershipKind, PersonDetails, RelationKind, Sealed, Site, Stamp, Subject, Term as Years, Uptake, Value};
use jishi_pack::*;
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::sync::Arc;

const TODAY: (i16, i8, i8) = (2026, 11, 24);
const MEETINGS: [&str; 5] = ["支部党员大会", "支部委员会会议", "主题党日", "党课", "党组会议"];
const ABOUT_PEOPLE: [&str; 2] = ["学时", "谈心谈话"];

fn today() -> Date {
    Date::constant(TODAY.0, TODAY.1, TODAY.2)
}

fn records(kinds: &[&str]) -> Selector {
    Selector { kinds: kinds.iter().map(ToString::to_string).collect(), when: None }
}

fn of(kind: &str) -> Evidence {
    Evidence { any: vec![Occurrence::Records(records(&[kind]))], by: jishi_pack::Counting::Object }
}

fn forms() -> Vec<(Who, Form)> {
    let bodies = |kind: &str| Who::Bodies(vec![kind.to_owned()]);
    let months = |count| jishi_calendar::Duration { count, unit: jishi_calendar::TimeUnit::Month };
    let held = Expr {
        words: "在任".to_owned(),
        node: Node::Compare { left: Term::Fact { name: Fact::Held, argument: String::new() }, op: Op::Eq, right: Operand::Flag(true) },
    };
    let life = Evidence { any: vec![Occurrence::Records(records(&MEETINGS[..4]))], by: jishi_pack::Counting::Attendance };
    vec![
        (bodies("党支部"), Form::Periodic { cadence: Cadence::Quarter, at_least: 1, after: None, evidence: of("支部党员大会") }),
        (bodies("党支部"), Form::Periodic { cadence: Cadence::Month, at_least: 1, after: None, evidence: of("支部委员会会议") }),
        (bodies("党支部"), Form::Periodic { cadence: Cadence::Month, at_least: 1, after: None, evidence: of("主题党日") }),
        (
            Who::Members,
            Form::Quota {
                cadence: Cadence::Year,
                measure: "学时".into(),
                at_least: Number::whole(32),
                unit: "学时".into(),
                evidence: of("学时"),
            },
        ),
        (Who::Members, Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: of("谈心谈话") }),
        (Who::Members, Form::Gap { at_most: months(6), evidence: life }),
        (bodies("党支部"), Form::Coverage { cadence: Cadence::Year, set: Set::Members, evidence: of("谈心谈话") }),
        (
            Who::Posts { kinds: vec!["党支部".into(), "机关党委".into()], titles: Vec::new() },
            Form::State { condition: held, grace: Some(months(6)) },
        ),
    ]
}

fn library() -> Library {
    let kind = |name: &str, belongs: Belongs| RecordKind {
        name: name.to_owned(),
        aliases: Vec::new(),
        citations: Vec::new(),
        belongs,
        object: (belongs == Belongs::Person).then(|| "对象".to_owned()),
        quorum: None,
        same_by: if belongs == Belongs::Person { vec!["对象".to_owned(), "日期".to_owned()] } else { Vec::new() },
        fields: Vec::new(),
        origin: Origin::default(),
    };
    let duty = |name: String, (who, form): (Who, Form)| Duty {
        name,
        citations: vec![Citation { document: "意见".to_owned(), article: 11, quote: None }],
        force: Force::Must,
        owner: if who == Who::Members { Owner::Branch("书记".to_owned()) } else { Owner::OwnBody("书记".to_owned()) },
        who,
        applies: None,
        form,
        reading: None,
        confidence: Confidence::Verified,
        steps: Vec::new(),
        usual: None,
        together: vec![],
        exemptions: Vec::new(),
        extension: None,
        ladder: Vec::new(),
        counts_mid_period: None, same: vec![],
        examples: Vec::new(),
        origin: Origin::default(),
        parameters: Vec::new(),
        earlier: Vec::new(),
    };
    let kinds = MEETINGS.iter().map(|name| kind(name, Belongs::Body)).chain(ABOUT_PEOPLE.iter().map(|name| kind(name, Belongs::Person)));
    Library {
        record_kinds: kinds.map(|kind| (kind.name.clone(), kind)).collect(),
        duties: (0..8)
            .flat_map(|n| forms().into_iter().map(move |form| (n, form)))
            .map(|(n, form)| duty(format!("责任{n}"), form))
            .collect(),
        ..Library::default()
    }
}

/// A site in the making, with its own small source of variety.
struct Town {
    site: Site,
    ids: SeededIds,
}

impl Town {
    fn add(&mut self, event: Event) {
        let stamp = Stamp { seq: self.site.size, at: 0, day: today(), actor: "演示".into() };
        self.site.apply(&stamp, &event);
    }

    fn day(&mut self) -> Date {
        let days = i64::try_from(self.ids.next_u64() % 690).unwrap_or(0);
        jishi_calendar::Duration { count: u32::try_from(days).unwrap_or(0), unit: jishi_calendar::TimeUnit::Day }
            .before(today(), &Workdays::default())
            .date
    }

    fn unit(&mut self, number: u32) {
        let unit = UnitId::fresh(&mut self.ids);
        self.add(Event::UnitRegistered { unit, name: format!("单位{number}") });
        for kind in MEETINGS.iter().chain(&ABOUT_PEOPLE).chain(&["组织", "职务", "党员"]) {
            self.add(Event::TakenUp { uptake: Uptake { unit, body: None, kind: (*kind).to_owned(), from: Some(Date::constant(2025, 1, 1)) } });
        }
        let above = self.body(unit, "机关党委", &format!("单位{number}机关党委"));
        for branch in 0..11 {
            let body = self.body(unit, "党支部", &format!("单位{number}第{branch}支部"));
            self.add(Event::Related { body, kind: RelationKind::Subordinate, to: above, from: None });
            self.branch(unit, body);
        }
    }

    fn body(&mut self, unit: UnitId, kind: &str, name: &str) -> BodyId {
        let body = BodyId::fresh(&mut self.ids);
        self.add(Event::BodyRegistered { body, unit: Some(unit), kind: kind.into(), name: name.into(), founded: None, source: None });
        self.add(Event::TermStarted { body, term: Years { from: Date::constant(2024, 5, 1), years: 3 } });
        body
    }

    fn branch(&mut self, unit: UnitId, body: BodyId) {
        let members: Vec<PersonId> = (0..11).map(|_| self.member(unit, body)).collect();
        for (title, holder) in ["书记", "组织委员", "宣传委员", "纪检委员"].iter().zip(&members) {
            let (post, holding) = (PostId::fresh(&mut self.ids), HoldingId::fresh(&mut self.ids));
            self.add(Event::PostOpened { post, body, title: (*title).to_owned(), opened: None });
            self.add(Event::HolderAppointed { holding, post, person: *holder, from: Date::constant(2024, 5, 1), source: None });
        }
        for kind in MEETINGS {
            for _ in 0..18 {
                let absent = members[usize::try_from(self.ids.next_u64()).unwrap_or(0) % members.len()];
                self.record(kind, vec![body], BTreeMap::new(), BTreeMap::from([("缺席".to_owned(), vec![absent])]));
            }
        }
        for person in members {
            for kind in ABOUT_PEOPLE.iter().cycle().take(12) {
                let hours = BTreeMap::from([("学时".to_owned(), Value::Number(Number::whole(4)))]);
                self.record(kind, vec![body], hours, BTreeMap::from([("对象".to_owned(), vec![person])]));
            }
        }
    }

    fn member(&mut self, unit: UnitId, body: BodyId) -> PersonId {
        let person = PersonId::fresh(&mut self.ids);
        let (joined, confirmed) = (Some(Date::constant(2010, 7, 1)), Some(Date::constant(2011, 7, 1)));
        let details = PersonDetails { name: format!("党员{person}"), joined, confirmed, ..PersonDetails::default() };
        self.add(Event::PersonRegistered { person, unit, blind: None, details: Sealed::Open(details), source: None });
        self.add(Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: None });
        person
    }

    fn record(&mut self, kind: &str, bodies: Vec<BodyId>, fields: BTreeMap<String, Value>, people: BTreeMap<String, Vec<PersonId>>) {
        let (record, date) = (RecordId(self.ids.next_id()), self.day());
        let kinds = BTreeSet::from([kind.to_owned()]);
        self.add(Event::Recorded { record, kinds: kinds.into(), bodies, date, fields: fields.into(), people: people.into(), text: Sealed::Open(Slim::new()), source: None });
    }
}

fn evaluate(criterion: &mut Criterion) {
    let mut town = Town { site: Site::default(), ids: SeededIds::new(1) };
    (0..12).for_each(|number| town.unit(number));
    let (library, workdays, site) = (library(), Workdays::default(), town.site);
    let instances = jishi_evaluate::evaluate(&library, &site, &workdays, today()).len();
    let name = format!("{} 项责任、{} 个组织、{} 条记录，{instances} 个实例", library.duties.len(), site.bodies.len(), site.records.len());
    let mut group = criterion.benchmark_group("判断");
    group.sample_size(10);
    group.bench_function(name, |bench| bench.iter(|| jishi_evaluate::evaluate(black_box(&library), &site, &workdays, today())));
    let branch = site.bodies.values().find(|body| body.kind == "党支部").map_or(BodyId(0), |body| body.id);
    let unit = BTreeSet::from([site.unit_of(Subject::Body(branch)).unwrap_or(UnitId(0))]);
    let registers = Arc::new(Registers::of(&site));
    let looking = |(index, looks): (usize, Looks)| looks.own.contains("主题党日").then_some(index);
    let duties: BTreeSet<usize> = looks(&library).into_iter().enumerate().filter_map(looking).collect();
    // What one meeting of a branch has judged again, of its unit of eleven branches.
    let again = || {
        let concern = Concern::of(&site, &registers, [Subject::Body(branch)]);
        let stirred = Stirred { duties: duties.clone(), concern, ..Stirred::default() };
        verdicts_of_part(&library, &site, &registers, &workdays, today(), Asked { units: &unit, which: Which::Stirred(&stirred) })
    };
    group.bench_function(format!("一次主题党日之后，{} 个判定", again().len()), |bench| bench.iter(|| black_box(again())));
    group.finish();
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
