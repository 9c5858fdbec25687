//! The addresses of pages. Stable, and without personal names: people are named by their id.

use crate::encoding::{encode, query};
use crate::snapshot::Snapshot;
use jishi_pack::LedgerOf as Kind;
use jishi_base::{BodyId, Citation, ItemId, PersonId, RecordId, UnitId};
use jishi_calendar::Period;
use jishi_evaluate::Verdict;
use jishi_facts::Subject;
use std::fmt::Write;

/// `/units/…`
pub(crate) fn unit(unit: UnitId) -> String {
    format!("/units/{unit}")
}

/// The list of duties, filtered. Empty values are left out.
pub(crate) fn duties(unit: UnitId, filter: &[(&str, &str)]) -> String {
    format!("/units/{unit}/duties{}", query(filter))
}

/// The same form for a duty that is late: the field that says which period it makes up for is filled in.
pub(crate) fn record_made_up(body: BodyId, kind: &str, duty: &str, field: &str, period: &str) -> String {
    format!("/bodies/{body}/records/new{}", query(&[("kind", kind), ("for", duty), (&crate::entry::of_field(field), period)]))
}

/// The form that records something for a body: of a kind, to settle a duty; either may be empty.
pub(crate) fn record_new(body: BodyId, kind: &str, duty: &str) -> String {
    format!("/bodies/{body}/records/new{}", query(&[("kind", kind), ("for", duty)]))
}

/// The first screen of whoever looks, or of a body.
pub(crate) fn mine(body: Option<BodyId>) -> String {
    let body = body.map_or_else(String::new, |body| body.to_string());
    format!("/mine{}", query(&[("body", &body)]))
}

/// One body.
pub(crate) fn body(body: BodyId) -> String {
    format!("/bodies/{body}")
}

/// One person, by id: names stay out of addresses.
pub(crate) fn person(person: PersonId) -> String {
    format!("/people/{person}")
}

/// What erasing or restricting a person would do.
pub(crate) fn erasure(person: PersonId) -> String {
    format!("/people/{person}/erasure")
}

/// One record.
pub(crate) fn record(record: RecordId) -> String {
    format!("/records/{record}")
}

/// The tree of bodies.
pub(crate) fn organisations(unit: Option<UnitId>) -> String {
    format!("/organisations{}", of_unit(unit))
}

/// A month of a unit or of a body; without a month, the present one.
pub(crate) fn calendar(unit: Option<UnitId>, body: Option<BodyId>, month: Option<(i16, i8)>) -> String {
    let month = month.map_or_else(String::new, |(year, month)| format!("{year:04}-{month:02}"));
    let unit = unit.filter(|_| body.is_none()).map_or_else(String::new, |unit| unit.to_string());
    let body = body.map_or_else(String::new, |body| body.to_string());
    format!("/calendar{}", query(&[("month", &month), ("unit", &unit), ("body", &body)]))
}

/// A ledger, filtered. Empty values are left out.
pub(crate) fn ledger(kind: Kind, unit: Option<UnitId>, filter: &[(&str, &str)]) -> String {
    let unit = unit.map_or_else(String::new, |unit| unit.to_string());
    let filter: Vec<(&str, &str)> = std::iter::once(("unit", unit.as_str())).chain(filter.iter().copied()).collect();
    format!("/ledgers/{}{}", kind.key(), query(&filter))
}

/// Posts that nobody holds.
pub(crate) fn vacancies(unit: UnitId) -> String {
    format!("/units/{unit}/vacancies")
}

/// All packs, with the unit kept in mind.
pub(crate) fn articles(unit: Option<UnitId>) -> String {
    format!("/articles{}", of_unit(unit))
}

/// One article.
pub(crate) fn article(citation: &Citation, unit: Option<UnitId>) -> String {
    format!("/articles/{}/{}{}", encode(&citation.document), citation.article, of_unit(unit))
}

/// What this is.
pub(crate) fn about(unit: Option<UnitId>) -> String {
    format!("/about{}", of_unit(unit))
}

/// One duty of one subject for one period; a twin on the same day carries its number.
pub(crate) fn instance(snapshot: &Snapshot, instance: &Verdict) -> String {
    let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
    let mut path = format!("/instances/{}/{}/{}", encode(duty), subject(instance.subject), encode(&period(instance.period)));
    let ordinal = snapshot.ordinal(instance);
    if ordinal > 1 {
        let _ = write!(path, "~{ordinal}");
    }
    path
}

/// A period in an address. A clock's stroke would be taken for a step of the path.
fn period(period: Period) -> String {
    period.to_string().replace('/', "_")
}

/// Reads what an address says: the period, and which instance of that day.
pub(crate) fn read_period(text: &str) -> Option<(Period, usize)> {
    let (label, ordinal) = text.split_once('~').map_or((text, Some(1)), |(label, number)| (label, number.parse().ok()));
    Some((label.replace('_', "/").parse().ok()?, ordinal?))
}

/// A subject in an address: `body-…`.
pub(crate) fn subject(subject: Subject) -> String {
    match subject {
        Subject::Body(id) => format!("body-{id}"),
        Subject::Post(id) => format!("post-{id}"),
        Subject::Person(id) => format!("person-{id}"),
    }
}

/// Reads what [`subject`] wrote.
pub(crate) fn read_subject(text: &str) -> Option<Subject> {
    let (kind, id) = text.split_once('-')?;
    match kind {
        "body" => id.parse().ok().map(Subject::Body),
        "post" => id.parse().ok().map(Subject::Post),
        "person" => id.parse().ok().map(Subject::Person),
        _ => None,
    }
}

fn of_unit(unit: Option<UnitId>) -> String {
    unit.map_or_else(String::new, |unit| format!("?unit={unit}"))
}

/// The page of an item.
pub(crate) fn item(item: ItemId) -> String {
    format!("/items/{item}")
}

/// The form that corrects a record.
pub(crate) fn record_correct(record: RecordId) -> String {
    format!("/records/{record}/correct")
}
