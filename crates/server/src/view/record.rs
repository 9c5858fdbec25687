//! The page of a record: what happened, who was there, each field with the article that asks for it, what it counts for.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::closed::Opening;
use crate::view::duties::cite;
use crate::view::field::{by_hand, field, filled, ground, is_talk, kinds};
use crate::view::people::{body_link, link};
use crate::view::{Tone, body_of, links, period_words, tone};
use crate::dates;
use jishi_authorize::sensitive::label_of;
use jishi_base::{RecordId, UnitId};
use jishi_calendar::Period;
use jishi_evaluate::{Happened, Verdict, NotCounted, Status};
use jishi_facts::{Item, Record, Source, Subject, Value};
use std::collections::BTreeSet;

/// Characters of a heading.
const HEADING: usize = 60;
/// Instances listed.
const COUNTED: usize = 30;
/// People listed in one role.
const PEOPLE: usize = 60;

/// A record in a list.
pub(crate) struct Line {
    pub(crate) date: String,
    pub(crate) kinds: String,
    pub(crate) title: Link,
}

/// A field with what it holds and who asks for it.
pub(crate) struct FieldRow {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) people: Vec<Link>,
    pub(crate) more: usize,
    /// `None` is 无出处.
    pub(crate) cite: Option<Link>,
    /// Read from another field, not asked for.
    pub(crate) read: bool,
    /// How closely it is kept, where it has not been opened.
    pub(crate) closed: Option<&'static str>,
    /// It is kept closely, and has been opened.
    pub(crate) opened: bool,
}

/// A duty instance that looked at the record.
pub(crate) struct CountedFor {
    pub(crate) link: Link,
    pub(crate) subject: String,
    pub(crate) period: String,
    pub(crate) tone: Tone,
    pub(crate) word: &'static str,
    /// Why it does not count there.
    pub(crate) not_counted: Option<String>,
}

/// The page.
pub(crate) struct RecordPage {
    pub(crate) unit: Option<UnitId>,
    pub(crate) title: String,
    pub(crate) kinds: String,
    pub(crate) date: String,
    pub(crate) entered: String,
    /// Days between the two, where it was entered on a later day.
    pub(crate) later: Option<i32>,
    pub(crate) bodies: Vec<Link>,
    pub(crate) fields: Vec<FieldRow>,
    /// Only that it took place is shown.
    pub(crate) talk: bool,
    /// The free text is gone with its key.
    pub(crate) erased: bool,
    pub(crate) source: String,
    pub(crate) corrections: u32,
    pub(crate) withdrawn: bool,
    pub(crate) counted: Vec<CountedFor>,
    pub(crate) more: usize,
}

impl RecordPage {
    /// The title as a heading: of a long topic its beginning; the whole stands among the fields.
    pub(crate) fn heading(&self) -> String {
        let mut rest = self.title.chars();
        let beginning: String = rest.by_ref().take(HEADING).collect();
        if rest.next().is_some() { format!("{beginning}……") } else { beginning }
    }
}

/// The kinds of a record in words.
pub(crate) fn kind_words(record: &Record) -> String {
    record.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("、")
}

/// Is it known by who talked with whom, and by no more?
pub(crate) fn talks(snapshot: &Snapshot, record: &Record) -> bool {
    kinds(snapshot.library(), record).any(is_talk)
}

/// The name of a record as lists show it: of a talk, its kind alone. What may name a record is never closed: no pack
/// compiles that says so.
pub(crate) fn title(snapshot: &Snapshot, record: &Record) -> String {
    if talks(snapshot, record) { kind_words(record) } else { snapshot.seen().title(record, snapshot.library().titles()) }
}

/// A record as a list shows it.
pub(crate) fn line(snapshot: &Snapshot, record: &Record) -> Line {
    Line { date: record.date.to_string(), kinds: kind_words(record), title: Link::new(title(snapshot, record), links::record(record.id)) }
}

/// `None` where there is no such record.
pub(crate) fn page(snapshot: &Snapshot, id: RecordId, opening: &Opening) -> Option<RecordPage> {
    let record = snapshot.seen().record(id)?;
    let later = dates::days(record.date, record.entered.day);
    let talk = talks(snapshot, record);
    let counted = counted(snapshot, id);
    Some(RecordPage {
        unit: unit_of(snapshot, record),
        title: title(snapshot, record),
        kinds: kind_words(record),
        date: dates::full(record.date),
        entered: dates::full(record.entered.day),
        later: (later > 0).then_some(later),
        bodies: record.bodies.iter().map(|body| body_link(snapshot, *body)).collect(),
        fields: fields(snapshot, record, talk, opening),
        talk,
        erased: record.text.open().is_none(),
        source: source(snapshot, record),
        corrections: record.corrections,
        withdrawn: record.withdrawn,
        more: counted.len().saturating_sub(COUNTED),
        counted: counted.into_iter().take(COUNTED).collect(),
    })
}

/// The unit of the first body, else of the first person named.
pub(crate) fn unit_of(snapshot: &Snapshot, record: &Record) -> Option<UnitId> {
    let of_body = record.bodies.iter().find_map(|body| snapshot.seen().unit_of(Subject::Body(*body)));
    of_body.or_else(|| record.people.values().flatten().find_map(|person| snapshot.seen().unit_of(Subject::Person(*person))))
}

fn source(snapshot: &Snapshot, record: &Record) -> String {
    record.source.as_ref().map_or_else(|| "本系统录入".to_owned(), |source| read_at(snapshot, source))
}

/// `台账.xlsx，2026，第 12 行`
pub(crate) fn read_at(snapshot: &Snapshot, source: &Source) -> String {
    match snapshot.seen().read_at(source) {
        Some(at) => format!("{}，{}，第 {} 行", at.file, at.sheet, at.row),
        None => format!("导入的工作簿（文件名已删除），第 {} 行", source.row),
    }
}

/// In the order of the packs; what they do not know comes last. Of a talk only who took part, and to the two what is theirs to open.
fn fields(snapshot: &Snapshot, record: &Record, talk: bool, opening: &Opening) -> Vec<FieldRow> {
    let library = snapshot.library();
    let known = kinds(library, record).flat_map(|kind| kind.fields.iter().map(|field| field.name.as_str()));
    let filled: BTreeSet<&str> = filled(record).into_iter().collect();
    let mut names: Vec<&str> = Vec::new();
    for name in known.chain(filled.iter().copied()).filter(|name| filled.contains(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.retain(|name| !talk || record.people.contains_key(*name) || label_of(library, record, name).is_closed());
    names.into_iter().map(|name| field_row(snapshot, record, name, opening)).collect()
}

fn field_row(snapshot: &Snapshot, record: &Record, name: &str, opening: &Opening) -> FieldRow {
    let label = label_of(snapshot.library(), record, name);
    let shows = opening.shows(name, label);
    let known = field(snapshot.library(), record, name);
    let citation = known.and_then(|(kind, field)| ground(kind, field));
    let unit = known.and_then(|(_, field)| field.unit.clone()).map_or_else(String::new, |unit| format!(" {unit}"));
    let text = shows.then(|| snapshot.seen().text(record)).flatten().and_then(|text| text.get(name).cloned());
    let people = record.people.get(name).filter(|_| shows).map_or(&[][..], |people| people);
    let value = || text.or_else(|| record.fields.get(name).map(|value| format!("{}{unit}", value_words(value))));
    FieldRow {
        name: name.to_owned(),
        value: if shows { value().unwrap_or_default() } else { String::new() },
        people: people.iter().take(PEOPLE).map(|person| link(snapshot, *person)).collect(),
        more: people.len().saturating_sub(PEOPLE),
        cite: citation.map(|citation| cite(snapshot.library(), citation, unit_of(snapshot, record))),
        read: known.is_some_and(|(_, field)| !by_hand(field)),
        closed: (!shows).then(|| label.word()),
        opened: shows && label.is_closed(),
    }
}

/// A coded value as people write it.
pub(crate) fn value_words(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::Code(code) => code.into(),
        Value::Codes(codes) => codes.join("、"),
    }
}

/// The instances that looked at a record, those it counts for first; several people's of one duty are one row.
fn counted(snapshot: &Snapshot, record: RecordId) -> Vec<CountedFor> {
    let mut heaps: Vec<(Key, Vec<&Verdict>)> = Vec::new();
    for (verdict, instance) in snapshot.looked_at(record) {
        let fact = instance.evidence.iter().find(|fact| fact.what == Happened::Record(record));
        let person = matches!(instance.subject, Subject::Person(_));
        let subject = (!person).then_some(instance.subject);
        let key = Key { duty: instance.duty, subject, period: instance.period, status: instance.status, why: fact.and_then(|fact| fact.not_counted.clone()) };
        match heaps.iter_mut().find(|(known, _)| *known == key) {
            Some((_, heap)) => heap.push(verdict),
            None => heaps.push((key, vec![verdict])),
        }
    }
    heaps.sort_by_key(|(key, _)| (key.why.is_some(), key.subject.is_none()));
    heaps.into_iter().filter_map(|(key, heap)| counted_for(snapshot, key.why, &heap)).collect()
}

/// What makes instances one row.
#[derive(PartialEq, Eq)]
struct Key {
    duty: usize,
    /// `None` for people.
    subject: Option<Subject>,
    period: Period,
    status: Status,
    why: Option<NotCounted>,
}

fn counted_for(snapshot: &Snapshot, not_counted: Option<NotCounted>, heap: &[&Verdict]) -> Option<CountedFor> {
    let first = *heap.first()?;
    let duty = &snapshot.duty(first)?.name;
    let bodies: BTreeSet<_> = heap.iter().map(|i| body_of(snapshot, i.subject)).collect();
    let body = bodies.into_iter().next().flatten().filter(|_| heap.len() > 1).map_or_else(String::new, |body| body.to_string());
    let href = match (heap.len(), first.unit) {
        (2.., Some(unit)) => links::duties(unit, &[("duty", duty), ("period", &list_period(first.period)), ("body", &body)]),
        _ => links::instance(snapshot, first),
    };
    Some(CountedFor {
        link: Link::new(duty, href),
        subject: if heap.len() > 1 { format!("{} 人", heap.len()) } else { snapshot.words().subject(first) },
        period: period_words(first.period),
        tone: tone(first),
        word: first.status.word(),
        not_counted: not_counted.map(|why| snapshot.words().not_counted(first, &why)),
    })
}

/// A list is narrowed to regular periods only.
fn list_period(period: Period) -> String {
    if matches!(period, Period::Day(_) | Period::Clock(..)) { String::new() } else { period.to_string() }
}

/// What an item is about, in its own words.
pub(crate) fn item_text(snapshot: &Snapshot, item: &Item) -> String {
    match snapshot.seen().item_text(item) {
        // The same words may stand in two fields.
        Some(text) => text.values().filter(|words| !words.is_empty()).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("；"),
        None => "已删除".to_owned(),
    }
}
