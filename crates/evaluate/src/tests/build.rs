//! Small libraries and sites, built by hand.

use crate::examples::told;
use crate::instance::Instance;
use crate::status::Status;
use crate::reference::evaluate;
use crate::words::{EvidenceLine, Names, Speaker, Titled};
use jishi_base::{Citation, Number};
use jishi_calendar::{Date, Workdays};
use jishi_facts::{InMemory, Site, Subject};
use jishi_pack::*;
use std::collections::BTreeMap;

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn expr(words: &str, node: Node) -> Expr {
    Expr { node, words: words.to_owned() }
}

pub fn field_is(name: &str, value: &str) -> Expr {
    let node = Node::Compare { left: Term::Field(name.to_owned()), op: Op::Eq, right: Operand::Text(value.to_owned()) };
    expr(&format!("{name} = {value}"), node)
}

pub fn fact(name: Fact, argument: &str, op: Op, right: Operand) -> Expr {
    let word = crate::facts::word(name);
    let source = if argument.is_empty() { word.to_owned() } else { format!("{word}（{argument}）") };
    expr(&source, Node::Compare { left: Term::Fact { name, argument: argument.to_owned() }, op, right })
}

pub fn held() -> Expr {
    Expr { words: "在任 = 是".to_owned(), ..fact(Fact::Held, "", Op::Eq, Operand::Flag(true)) }
}

pub fn number(value: i64) -> Operand {
    Operand::Number(Number::whole(value))
}

pub fn selector(kinds: &[&str], when: Option<Expr>) -> Selector {
    Selector { kinds: kinds.iter().map(ToString::to_string).collect(), when }
}

pub fn of(kind: &str) -> Evidence {
    Evidence { any: vec![Occurrence::Records(selector(&[kind], None))], by: jishi_pack::Counting::Object }
}

pub fn of_when(kind: &str, when: Expr) -> Evidence {
    Evidence { any: vec![Occurrence::Records(selector(&[kind], Some(when)))], by: jishi_pack::Counting::Object }
}

pub fn records(kind: &str) -> Occurrence {
    Occurrence::Records(selector(&[kind], None))
}

pub fn event(event: RegisterEvent) -> Evidence {
    Evidence { any: vec![Occurrence::Register(event)], by: jishi_pack::Counting::Object }
}

pub fn within(length: &str) -> Deadline {
    Deadline { length: length.parse().expect("a length"), before: false }
}

pub fn before(length: &str) -> Deadline {
    Deadline { before: true, ..within(length) }
}

pub fn bodies(kind: &str) -> Who {
    Who::Bodies(vec![kind.to_owned()])
}

pub fn duty(who: Who, form: Form) -> Duty {
    Duty {
        name: "某责任".to_owned(),
        citations: vec![Citation { document: "意见".to_owned(), article: 19, quote: None }],
        force: Force::Must,
        owner: if matches!(who, Who::Members | Who::Holders { .. }) { Owner::Themself } else { Owner::OwnBody("书记".to_owned()) },
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
    }
}

pub fn meetings(cadence: jishi_calendar::Cadence, at_least: u32) -> Duty {
    duty(bodies("党支部"), Form::Periodic { cadence, at_least, after: None, evidence: of("支部党员大会") })
}

fn kind(name: &str, belongs: Belongs, object: Option<&str>, fields: &[(&str, FieldType)]) -> RecordKind {
    RecordKind {
        name: name.to_owned(),
        aliases: Vec::new(),
        citations: Vec::new(),
        belongs,
        object: object.map(str::to_owned),
        quorum: None,
        same_by: Vec::new(),
        fields: fields
            .iter()
            .map(|(name, kind)| Field::new(*name, kind.clone()))
            .collect(),
        origin: Origin::default(),
    }
}

fn kinds() -> Vec<RecordKind> {
    use FieldType::{Bodies, Code, Codes, Number, People, Text};
    let list = |name: &str| name.to_owned();
    let half = Share { part: "实到".to_owned(), whole: "应到".to_owned(), op: Op::Ge, numerator: 1, denominator: 2 };
    let body = |name, fields: &[(&str, FieldType)]| kind(name, Belongs::Body, None, fields);
    vec![
        RecordKind {
            quorum: Some(half),
            ..body("支部党员大会", &[("应到", Number), ("实到", Number), ("缺席", People), ("补办期间", Code(list("期")))])
        },
        body("主题党日", &[("缺席", People)]),
        body("党组会议", &[("议题", Codes(list("议题"))), ("第一议题", Code(list("第一议题")))]),
        body("民主生活会", &[]),
        body("民主生活会报告", &[]),
        body("征求意见", &[]),
        body("换届提醒", &[]),
        body("民主评议党员", &[("优秀人数", Number), ("参评人数", Number)]),
        kind("观摩", Belongs::Body, Some("对象"), &[("对象", Bodies)]),
        RecordKind {
            same_by: ["学员", "日期", "内容", "学时"].map(str::to_owned).to_vec(),
            ..kind(
                "学时",
                Belongs::Person,
                Some("学员"),
                &[("学员", People), ("学时", Number), ("内容", Text), ("补办期间", Code(list("期")))],
            )
        },
        kind("谈心谈话", Belongs::Person, Some("对象"), &[("对象", People), ("谈话人", People)]),
        kind("岗位变动", Belongs::Person, Some("对象"), &[("对象", People)]),
        kind("调研报告", Belongs::Person, Some("作者"), &[("作者", People)]),
    ]
}

fn code(name: &str, values: &[&str], otherwise: Option<&str>) -> CodeList {
    let value = |value: &&str| CodeValue { value: (*value).to_owned(), words: vec![(*value).to_owned()] };
    CodeList { name: name.to_owned(), values: values.iter().map(value).collect(), otherwise: otherwise.map(str::to_owned) }
}

pub fn library(duties: Vec<Duty>) -> Library {
    let pack = Pack {
        short: "意见".to_owned(),
        title: "若干意见".to_owned(),
        issuer: None,
        date: None,
        style: jishi_base::ArticleStyle::Bracket,
        articles: 20,
        uses: Vec::new(),
    };
    let codes = [code("议题", &["专题研究机关党建", "其他"], Some("其他")), code("第一议题", &["学习", "无"], None), code("期", &[], None)];
    Library {
        packs: BTreeMap::from([("意见".to_owned(), pack)]),
        body_kinds: BTreeMap::from([("党支部".to_owned(), branch_kind())]),
        shared_fields: BTreeMap::new(),
        meanings: [
            (Meaning::Title, "主题"), (Meaning::Absent, "缺席"), (Meaning::Absent, "请假"), (Meaning::Present, "出席"), (Meaning::Present, "参加"),
            (Meaning::MakesUp, "补办期间"),
        ]
        .into_iter()
        .collect(),
        record_kinds: kinds().into_iter().map(|kind| (kind.name.clone(), kind)).collect(),
        codes: codes.into_iter().map(|list| (list.name.clone(), list)).collect(),
        groups: BTreeMap::from([("组织生活".to_owned(), vec!["支部党员大会".to_owned(), "主题党日".to_owned()])]),
        rights: Vec::new(),
        ledgers: BTreeMap::new(),
        duties,
        no_duty: Vec::new(),
    }
}

fn branch_kind() -> BodyKind {
    let committee = Committee { post: "委员".to_owned(), named: "支部委员会".to_owned() };
    BodyKind { name: "党支部".to_owned(), owner: Some("书记".to_owned()), acting: vec!["主持工作".to_owned()], committee: Some(committee), ..BodyKind::default() }
}

pub fn body(kind: &str, name: &str) -> GivenBody {
    GivenBody { kind: kind.to_owned(), name: name.to_owned(), ..GivenBody::default() }
}

pub fn branch() -> GivenBody {
    body("党支部", "甲支部")
}

pub fn holding(title: &str, name: &str, from: Option<&str>, until: Option<&str>) -> GivenHolding {
    GivenHolding { title: title.to_owned(), name: name.to_owned(), from: from.map(day), until: until.map(day) }
}

pub fn member(name: &str) -> GivenMember {
    GivenMember { name: name.to_owned(), ..GivenMember::default() }
}

/// `2026-03-10 张三 专题党课（学时 = 4）` of a kind.
pub fn record(kind: &str, written: &str) -> GivenRecord {
    let (head, fields) = written.split_once('（').map_or((written, ""), |(head, rest)| (head, rest.trim_end_matches('）')));
    let (date, text) = head.split_at(10);
    GivenRecord {
        kinds: vec![kind.to_owned()],
        date: day(date),
        text: text.trim().to_owned(),
        fields: fields
            .split('，')
            .filter_map(|field| field.split_once(" = "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    }
}

pub fn given(body: GivenBody, kind: &str, written: &[&str]) -> Given {
    Given { bodies: vec![body], records: written.iter().map(|one| record(kind, one)).collect(), ..Given::default() }
}

pub fn site(duty: &Duty, given: Given, at: &str) -> Site {
    with_texts(duty, given, at).0
}

/// The same with its texts.
pub fn with_texts(duty: &Duty, given: Given, at: &str) -> (Site, InMemory) {
    let example = Example { given, at: day(at), then: Vec::new(), origin: jishi_pack::Origin::default() };
    told(&library(vec![duty.clone()]), &Workdays::default(), duty, &example)
}

/// An instance with its words, for who sees everything.
#[derive(Clone, Debug)]
pub struct Judged {
    pub subject: Subject,
    pub subject_name: String,
    pub period: jishi_calendar::Period,
    pub status: Status,
    pub due: Option<Date>,
    pub moved_from: Option<Date>,
    pub provisional: bool,
    pub owner: String,
    pub evidence: Vec<EvidenceLine>,
    pub missing: Vec<String>,
    pub because: Vec<String>,
}

impl Judged {
    pub fn of(words: &Speaker, instance: &Instance) -> Self {
        Self {
            subject: instance.subject,
            subject_name: words.subject(instance),
            period: instance.period,
            status: instance.status,
            due: instance.due,
            moved_from: instance.moved_from,
            provisional: instance.provisional,
            owner: words.owner(instance),
            evidence: words.evidence(instance),
            missing: words.missing(instance),
            because: words.because(instance),
        }
    }
}

/// Judged and said, as lists show it.
pub fn judged(duty: &Duty, given: Given, at: &str) -> Vec<Judged> {
    let (site, contents) = with_texts(duty, given, at);
    say(duty, &site, &Titled { site: &site, contents: &contents }, at)
}

/// A site judged and said.
pub fn said(duty: &Duty, site: &Site, at: &str) -> Vec<Judged> {
    say(duty, site, site, at)
}

fn say(duty: &Duty, site: &Site, names: &dyn Names, at: &str) -> Vec<Judged> {
    let library = library(vec![duty.clone()]);
    let words = Speaker::new(&library, names);
    words.by_name(evaluate(&library, site, &Workdays::default(), day(at))).iter().map(|instance| Judged::of(&words, instance)).collect()
}

/// `2026Q1 已完成`, in order; with the subject's name in front where there are several.
pub fn labels(instances: &[Judged]) -> Vec<String> {
    let several = instances.iter().any(|one| one.subject != instances[0].subject);
    instances
        .iter()
        .map(|one| {
            let name = if several { format!("{} ", one.subject_name) } else { String::new() };
            format!("{name}{} {}", one.period, one.status.word())
        })
        .collect()
}

/// The instances of a duty on a small site must be exactly these.
#[track_caller]
pub fn check(duty: &Duty, given: Given, at: &str, expected: &[&str]) {
    let instances = judged(duty, given, at);
    assert_eq!(labels(&instances), expected, "{at}: {:#?}", instances.iter().map(|i| &i.because).collect::<Vec<_>>());
}
