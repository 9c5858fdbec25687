//! The page of a person: posts, branch, the year's own duties, hours, and the records that name the person.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::closed::{Closed, Opening};
use crate::view::filter::year_of;
use crate::view::mine::sum;
use crate::view::pages::Pages;
use crate::view::people::{body_link, holdings, membership, standing};
use crate::view::record::{kind_words, title};
use crate::view::{Tone, When, links, period_words, tone, when};
use crate::dates;
use jishi_authorize::sensitive::PersonField;
use jishi_base::{PersonId, UnitId};
use jishi_calendar::Date;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::site::holds;
use jishi_facts::{Holding, Membership, Person, Record, Subject};
use jishi_pack::Form;

/// Records a page.
const RECORDS: usize = 50;

/// A post held, now or earlier.
pub(crate) struct PostRow {
    pub(crate) title: String,
    pub(crate) body: Link,
    pub(crate) span: String,
    pub(crate) current: bool,
}

/// Belonging to a branch, now or earlier.
pub(crate) struct MembershipRow {
    pub(crate) body: Link,
    pub(crate) kind: &'static str,
    pub(crate) span: String,
}

/// A duty of the person's own.
pub(crate) struct DutyRow {
    pub(crate) link: Link,
    pub(crate) period: String,
    pub(crate) tone: Tone,
    pub(crate) word: &'static str,
    pub(crate) when: When,
}

/// An amount that must be reached in the year.
pub(crate) struct Amount {
    pub(crate) words: String,
    pub(crate) tone: Tone,
    pub(crate) word: &'static str,
    pub(crate) link: Link,
}

/// A record that names the person.
pub(crate) struct Part {
    pub(crate) date: String,
    pub(crate) kinds: String,
    pub(crate) title: Link,
    pub(crate) roles: String,
}

/// The page.
pub(crate) struct PersonPage {
    pub(crate) unit: Option<UnitId>,
    pub(crate) body: Option<Link>,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) year: i16,
    pub(crate) posts: Vec<PostRow>,
    pub(crate) memberships: Vec<MembershipRow>,
    pub(crate) duties: Vec<DutyRow>,
    pub(crate) amounts: Vec<Amount>,
    pub(crate) records: Vec<Part>,
    pub(crate) pages: Pages,
    /// What is registered and kept closely.
    pub(crate) closed: Vec<Closed>,
}

/// The fields of a person that are closed and hold something, as far as this viewer may open them. The identity number is
/// opened by the person, and by who keeps the roster.
pub(crate) fn closed(snapshot: &Snapshot, person: &Person, numbers: bool, opening: &Opening) -> Vec<Closed> {
    let Some(details) = snapshot.seen().details(person) else { return Vec::new() };
    let may = |field: &PersonField| numbers || *field != PersonField::IdNumber;
    let field = |field: PersonField| {
        let (written, opened) = (field.of(&details)?, opening.shows(field.word(), field.label()));
        let shown = if opened { Some(written) } else { field.masked(&written) };
        Some(Closed { name: field.word().to_owned(), label: field.label().word(), shown, opened })
    };
    PersonField::ALL.into_iter().filter(may).filter_map(field).collect()
}

/// `None` where there is no such person, or the page number cannot be read.
pub(crate) fn page(snapshot: &Snapshot, id: PersonId, asked: &str) -> Option<PersonPage> {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    let person = site.person(id)?;
    let records: Vec<&Record> = snapshot.records_of_person(id).collect();
    let pages = Pages::new(records.len(), RECORDS, asked, |page| format!("{}?page={page}#records", links::person(id)))?;
    let own: Vec<&Verdict> = snapshot.of_subject(Subject::Person(id)).filter(|i| year_of(i, as_of) == as_of.year() || is_open(i)).collect();
    Some(PersonPage {
        unit: Some(person.unit),
        body: snapshot.branch_of(id).map(|body| body_link(snapshot, body)),
        name: person.name().to_owned(),
        about: about(snapshot, id),
        year: as_of.year(),
        posts: holdings(snapshot, id).into_iter().filter_map(|holding| post_row(snapshot, holding)).collect(),
        memberships: site.memberships_of(id).rev().map(|m| membership_row(snapshot, m)).collect(),
        amounts: own.iter().filter(|i| i.status != Status::NotApplicable).filter_map(|i| amount(snapshot, i)).collect(),
        duties: own.iter().filter(|i| i.status != Status::NotApplicable).filter_map(|i| duty_row(snapshot, i)).collect(),
        records: opened(snapshot, pages.of(&records)).iter().map(|record| part(snapshot, id, record)).collect(),
        pages,
        closed: Vec::new(),
    })
}

/// The same records, with their texts opened at once.
fn opened<'r>(snapshot: &Snapshot, records: &'r [&'r Record]) -> &'r [&'r Record] {
    snapshot.seen().open_records(records.iter().copied());
    records
}

fn is_open(instance: &Verdict) -> bool {
    matches!(instance.status, Status::Overdue | Status::Due | Status::FactMissing)
}

fn about(snapshot: &Snapshot, id: PersonId) -> String {
    let Some(person) = snapshot.seen().person(id) else { return String::new() };
    let as_of = snapshot.as_of();
    let details = person.details.open();
    let joined = details.and_then(|d| d.joining()).map(|told| format!("{} 入党", dates::told(told)));
    let confirmed = details.and_then(|d| d.confirmation()).filter(|told| told.earliest().is_some_and(|day| day <= as_of)).map(|told| format!("{} 转正", dates::told(told)));
    let standing = Some(standing(person, as_of)).filter(|word| !word.is_empty()).map(str::to_owned);
    [standing, joined, confirmed].into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// `2023年9月10日 起`, or with the day it ended.
fn span(from: Option<Date>, until: Option<Date>) -> String {
    let from = from.map_or_else(|| "起始日期未登记".to_owned(), dates::full);
    until.map_or_else(|| format!("{from} 起"), |until| format!("{from} 至 {}", dates::full(until)))
}

fn post_row(snapshot: &Snapshot, holding: &Holding) -> Option<PostRow> {
    let post = snapshot.seen().post(holding.post)?;
    Some(PostRow {
        title: post.title.clone(),
        body: body_link(snapshot, post.body),
        span: span(Some(holding.from), holding.until),
        current: holds(Some(holding.from), holding.until, snapshot.as_of()),
    })
}

fn membership_row(snapshot: &Snapshot, entry: &Membership) -> MembershipRow {
    let from = snapshot.seen().member_since(entry);
    MembershipRow { body: body_link(snapshot, entry.body), kind: membership(entry.kind), span: span(from, entry.until) }
}

fn duty_row(snapshot: &Snapshot, instance: &Verdict) -> Option<DutyRow> {
    Some(DutyRow {
        link: Link::new(&snapshot.duty(instance)?.name, links::instance(snapshot, instance)),
        period: period_words(instance.period),
        tone: tone(instance),
        word: instance.status.word(),
        when: when(instance, snapshot.as_of()),
    })
}

/// `本年已有 24 学时，要求 32 学时`
fn amount(snapshot: &Snapshot, instance: &Verdict) -> Option<Amount> {
    let duty = snapshot.duty(instance)?;
    let Form::Quota { at_least, unit, .. } = &duty.form else { return None };
    Some(Amount {
        words: format!("{}：{} {unit}，要求 {at_least} {unit}", period_words(instance.period), sum(instance)),
        tone: tone(instance),
        word: instance.status.word(),
        link: Link::new(&duty.name, links::instance(snapshot, instance)),
    })
}

fn part(snapshot: &Snapshot, id: PersonId, record: &Record) -> Part {
    let roles = record.people.iter().filter(|(_, people)| people.contains(&id)).map(|(role, _)| role.as_str());
    Part {
        date: record.date.to_string(),
        kinds: kind_words(record),
        title: Link::new(title(snapshot, record), links::record(record.id)),
        roles: roles.collect::<Vec<_>>().join("、"),
    }
}
