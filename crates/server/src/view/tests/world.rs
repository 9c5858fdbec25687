//! A small site for tests: an organ committee and a branch of four, with what they owe.

use crate::snapshot::{Inputs, Whole};
use crate::viewer::{Acting, Viewer};
use jishi_base::{BodyId, Citation, HoldingId, Number, PersonId, PostId, RecordId, SlimSet, UnitId};
use jishi_calendar::{Cadence, Date, Period};
use jishi_evaluate::reason::Progress;
use jishi_evaluate::{Because, Counted, Happened, Instance, Status, Verdict};
use jishi_facts::register::RelationKind;
use jishi_facts::{InMemory, Event, MembershipKind, PersonDetails, RecordText, Sealed, Site, Stamp, Subject, Value};
use jishi_pack::{
    Belongs, BodyKind, Confidence, Duty, Evidence, Field, FieldType, Force, Form, Library, Meaning, Occurrence, Origin, Owner, RecordKind, Selector, Who,
};
use std::sync::Arc;

pub(crate) const UNIT: UnitId = UnitId(1);
pub(crate) const COMMITTEE: BodyId = BodyId(10);
pub(crate) const BRANCH: BodyId = BodyId(11);
/// In register order: 王芳 is the branch's secretary.
pub(crate) const PEOPLE: [(PersonId, &str); 5] =
    [(PersonId(21), "王芳"), (PersonId(22), "赵敏"), (PersonId(23), "周浩"), (PersonId(24), "孙博文"), (PersonId(25), "李建国")];

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Events and instances are added, then it is opened to the pages.
pub(crate) struct World {
    pub(crate) library: Library,
    pub(crate) site: Site,
    pub(crate) contents: InMemory,
    pub(crate) instances: Vec<Instance>,
    pub(crate) as_of: Date,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self { library: library(), site: Site::default(), contents: InMemory::default(), instances: Vec::new(), as_of: day("2026-11-24") };
        world.enter(Event::UnitRegistered { unit: UNIT, name: "示范厅".into() });
        for (body, kind, name) in [(COMMITTEE, "机关党委", "中共示范厅机关委员会"), (BRANCH, "党支部", "中共示范厅人事处支部委员会")] {
            world.enter(Event::BodyRegistered { body, unit: Some(UNIT), kind: kind.into(), name: name.into(), founded: None, source: None });
        }
        world.enter(Event::Related { body: BRANCH, kind: RelationKind::Subordinate, to: COMMITTEE, from: None });
        for (person, name) in PEOPLE {
            let details = Sealed::Open(PersonDetails { name: name.into(), joined: Some(day("2010-11-12")), confirmed: Some(day("2011-11-12")), ..PersonDetails::default() });
            world.enter(Event::PersonRegistered { person, unit: UNIT, blind: None, details, source: None });
        }
        for (person, _) in &PEOPLE[..4] {
            world.enter(Event::MemberJoined { person: *person, body: BRANCH, kind: MembershipKind::Registered, from: None });
        }
        for (post, body, person) in [(PostId(31), BRANCH, PEOPLE[0].0), (PostId(32), COMMITTEE, PEOPLE[4].0)] {
            world.enter(Event::PostOpened { post, body, title: "书记".into(), opened: None });
            world.enter(Event::HolderAppointed { holding: HoldingId(post.0), post, person, from: day("2024-01-01"), source: None });
        }
        world
    }

    pub(crate) fn enter(&mut self, event: Event) {
        let stamp = Stamp { seq: self.site.size, at: 0, day: day("2026-11-20"), actor: "本机".into() };
        self.site.apply(&stamp, &event);
        self.contents.keep(&stamp, &event);
    }

    /// One instance; the last sentence says how it stands.
    pub(crate) fn owe(&mut self, duty: &str, subject: Subject, period: Period, status: Status, due: &str) -> &mut Instance {
        let at = self.library.duties.iter().position(|known| known.name == duty).expect("a duty");
        let (as_of, due_day) = (self.as_of, day(due));
        let open = Because::Task { status: Status::Due, done: Progress::Times(0, 0), as_of, opens: as_of, due: due_day };
        let verdict = Verdict {
            duty: at, edition: 0, subject, unit: self.site.unit_of(subject), period, status, force: self.library.duties[at].force, due: Some(day(due)),
            moved_from: None, provisional: false, owner: Default::default(), times: 0, last: None, amount: None,
        };
        self.instances.push(Instance { because: vec![Because::Basis, open], ..Instance::bare(&verdict) });
        self.instances.last_mut().expect("just added")
    }

    /// A record of a kind; hours where there are some.
    pub(crate) fn record(&mut self, id: u128, kind: &str, bodies: &[BodyId], date: &str, people: &[(&str, PersonId)], fields: &[(&str, Value)]) -> RecordId {
        let record = RecordId(id);
        let people = people.iter().map(|(role, person)| ((*role).to_owned(), vec![*person])).collect();
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let text = Sealed::Open(RecordText::from([("主题", "学习")]));
        self.enter(Event::Recorded { record, kinds: SlimSet::from([kind]), bodies: bodies.to_vec(), date: day(date), fields, people, text, source: None });
        record
    }

    /// Hours of a person that count for an instance which wants 32.
    pub(crate) fn hours(&mut self, person: PersonId, hours: i64, status: Status) {
        let id = self.record(person.0 * 100, "学习培训", &[], "2026-05-11", &[("学员", person)], &[("学时", Value::Number(Number::whole(hours)))]);
        let fact = Counted { what: Happened::Record(id), date: day("2026-05-11"), not_counted: None };
        let owed = self.owe("党员学时", Subject::Person(person), Period::Year(2026), status, "2026-12-31");
        *owed = owed.clone().resting_on(vec![fact]);
        owed.verdict.amount = Some(Number::whole(hours));
    }

    pub(crate) fn open(self) -> Whole {
        Whole::new(Inputs {
            library: Arc::new(self.library), site: Arc::new(self.site), as_of: self.as_of, today: self.as_of,
            known_at: None, journal_root: String::new(), contents: Arc::new(self.contents),
        }, self.instances)
    }
}

/// Who sits at the page: 王芳 for the branch, 李建国 for the committee.
pub(crate) fn secretary(of: BodyId) -> Viewer {
    let person = if of == BRANCH { PEOPLE[0] } else { PEOPLE[4] };
    let acting = Acting { holding: HoldingId(31), body: of, unit: Some(UNIT), title: "书记".into(), words: "书记".into() };
    Viewer { name: person.1.into(), person: Some(person.0), acting: Some(acting), choices: vec![], ..Viewer::default() }
}

fn records(kind: &str) -> Evidence {
    Evidence { any: vec![Occurrence::Records(Selector { kinds: vec![kind.into()], when: None })], by: jishi_pack::Counting::Object }
}

fn duty(name: &str, force: Force, who: Who, owner: Owner, form: Form, reading: Option<&str>) -> Duty {
    Duty {
        name: name.into(), citations: vec![Citation { document: "支部条例".into(), article: 1, quote: None }], force, who, applies: None, owner, form,
        reading: reading.map(Into::into), confidence: Confidence::Verified, steps: vec![], usual: None, together: vec![], exemptions: vec![], extension: None,
        ladder: vec![], counts_mid_period: None, same: vec![], examples: vec![], origin: Origin::default(), parameters: vec![], earlier: vec![],
    }
}

fn library() -> Library {
    let branch = || Who::Bodies(vec!["党支部".into()]);
    let own = || Owner::OwnBody("书记".into());
    let periodic = |cadence, kind: &str| Form::Periodic { cadence, at_least: 1, after: None, evidence: records(kind) };
    let hours = Form::Quota { cadence: Cadence::Year, measure: "学时".into(), at_least: Number::whole(32), unit: "学时".into(), evidence: records("学习培训") };
    let duties = vec![
        duty("主题党日", Force::Must, branch(), own(), periodic(Cadence::Month, "主题党日"), None),
        duty("支部党员大会", Force::Should, branch(), own(), periodic(Cadence::Quarter, "支部党员大会"), None),
        duty("组织生活会", Force::Must, branch(), own(), periodic(Cadence::Year, "组织生活会"), None),
        Duty {
            together: vec!["组织生活会".into()],
            ..duty("民主评议党员", Force::Should, branch(), own(), periodic(Cadence::Year, "民主评议党员"), Some("可以与组织生活会一并召开，记一次会议、两种类型"))
        },
        duty("党员学时", Force::Should, Who::Members, Owner::Branch("书记".into()), hours, None),
        duty("书记轮训", Force::Must, Who::Members, Owner::Parent("书记".into()), periodic(Cadence::Year, "学习培训"), None),
        duty("议定事项办结", Force::Must, branch(), own(), Form::Followup { items: "议定事项".into(), verify: None }, None),
    ];
    let mut library = Library { duties, ..Library::default() };
    let field = |name: &str, kind: FieldType| Field::new(name, kind);
    let mut kind = |name: &str, belongs, object: Option<&str>, fields: Vec<Field>| {
        let citations = vec![Citation { document: "支部条例".into(), article: 1, quote: None }];
        let kind = RecordKind { name: name.into(), aliases: vec![], citations, belongs, object: object.map(Into::into), quorum: None, same_by: vec![], fields, origin: Origin::default() };
        library.record_kinds.insert(name.into(), kind);
    };
    for name in ["主题党日", "支部党员大会", "组织生活会", "民主评议党员"] {
        let read = Field { read_from: vec!["主题".into()], ..field("教育主题", FieldType::Codes("教育主题".into())) };
        kind(name, Belongs::Body, None, vec![field("主题", FieldType::Text), field("应到", FieldType::Number), field("记录人", FieldType::People), read]);
    }
    kind("学习培训", Belongs::Person, Some("学员"), vec![field("学员", FieldType::People), field("学时", FieldType::Number)]);
    kind("谈心谈话", Belongs::Person, Some("对象"), vec![field("谈话人", FieldType::People), field("对象", FieldType::People), field("事由", FieldType::Code("谈话事由".into()))]);
    library.give(&[(Meaning::Title, "主题"), (Meaning::Expected, "应到"), (Meaning::Absent, "缺席"), (Meaning::Talker, "谈话人"), (Meaning::Decided, "议定事项")]);
    let essential = |field: &&mut Field| ["主题", "应到"].contains(&field.name.as_str());
    library.record_kinds.values_mut().flat_map(|kind| &mut kind.fields).filter(essential).for_each(|field| field.essential = true);
    library.ledgers = crate::testing::library().ledgers.clone();
    library.body_kinds.insert("党支部".into(), BodyKind { name: "党支部".into(), owner: Some("书记".into()), ..BodyKind::default() });
    library
}
