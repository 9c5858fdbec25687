//! The items of a first screen: what, why, by when, under which article, and one button.

use super::owed::Desk;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::cite;
use crate::view::help::matter_name;
use crate::view::{Tone, When, body_of, links, period_words, tone, when};
use crate::dates;
use jishi_base::{BodyId, Number, PersonId};
use jishi_calendar::Period;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::Subject;
use jishi_pack::{FieldType, Form, Occurrence};
use std::collections::BTreeSet;

/// Characters of a reason; the page of the instance has the whole.
const REASON: usize = 100;
/// Names in one line.
const NAMES: usize = 6;
/// Characters of a record kind that a button has room for.
const BUTTON: usize = 6;
/// So many periods of one duty are one item.
const FOLD: usize = 3;

/// When something must be done, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Bucket {
    Late,
    Unknown,
    Week,
    Month,
    Year,
    Later,
}

impl Bucket {
    /// All, in order, each with its anchor and its heading.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Late, "late", "已逾期"),
        (Self::Unknown, "unknown", "缺事实"),
        (Self::Week, "week", "一周内"),
        (Self::Month, "month", "30 天内"),
        (Self::Year, "year", "年底前"),
        (Self::Later, "later", "年后和没有期限的"),
    ];

    fn of(instance: &Verdict, as_of: jishi_calendar::Date) -> Self {
        match (instance.status, instance.due) {
            (Status::Overdue, _) => Self::Late,
            (Status::FactMissing, _) => Self::Unknown,
            (_, Some(due)) => match dates::days(as_of, due) {
                ..=7 => Self::Week,
                8..=30 => Self::Month,
                _ if due.year() == as_of.year() => Self::Year,
                _ => Self::Later,
            },
            (_, None) => Self::Later,
        }
    }

    /// The list's filter that holds what is in here.
    fn status(self) -> &'static str {
        match self {
            Self::Late => "overdue",
            Self::Unknown => "unknown",
            _ => "due",
        }
    }
}

/// One thing to see to.
pub(crate) struct Item {
    pub(crate) tone: Tone,
    pub(crate) title: String,
    /// For which period; empty where several are one item.
    pub(crate) period: String,
    pub(crate) href: String,
    pub(crate) why: String,
    pub(crate) cite: Option<Link>,
    pub(crate) when: When,
    pub(crate) button: Link,
}

/// The same duty in the same bucket: one item, or as many as there are instances.
struct Heap<'a> {
    duty: usize,
    subject: Option<Subject>,
    period: Option<Period>,
    bucket: Bucket,
    instances: Vec<&'a Verdict>,
}

impl Heap<'_> {
    /// Are there too many for a line each?
    fn is_folded(&self) -> bool {
        self.instances.len() >= if self.subject.is_none() { 2 } else { FOLD }
    }
}

/// The items by bucket, most urgent first.
pub(crate) fn items(snapshot: &Snapshot, desk: &Desk, own: &[&Verdict], others: &[&Verdict]) -> Vec<(Bucket, Item)> {
    let mut heaps = heaps(snapshot, own, others);
    heaps.sort_by_key(|heap| heap.instances.first().map(|i| crate::urgency::urgency(i, snapshot.as_of())));
    // Those whose reasons are told are asked for at once; each finds its own below.
    let single: Vec<&Verdict> = heaps.iter().filter(|heap| !heap.is_folded()).flat_map(|heap| &heap.instances).copied().collect();
    drop(snapshot.told_all(&single));
    heaps.iter().flat_map(|heap| of_heap(snapshot, desk, heap)).collect()
}

/// How each item that is late is shown, without a word of it made: every page counts them.
pub(crate) fn late(snapshot: &Snapshot, own: &[&Verdict], others: &[&Verdict]) -> Vec<Tone> {
    let heaps = heaps(snapshot, own, others).into_iter().filter(|heap| heap.bucket == Bucket::Late);
    // Many are one item, which is shown like its first.
    let items = heaps.flat_map(|heap| if heap.is_folded() { heap.instances.into_iter().take(1).collect() } else { heap.instances });
    items.map(tone).collect()
}

fn heaps<'v>(snapshot: &Snapshot, own: &[&'v Verdict], others: &[&'v Verdict]) -> Vec<Heap<'v>> {
    let mut heaps: Vec<Heap> = Vec::new();
    for (&instance, is_own) in own.iter().map(|i| (i, true)).chain(others.iter().map(|i| (i, false))) {
        let bucket = Bucket::of(instance, snapshot.as_of());
        let subject = is_own.then_some(instance.subject);
        let period = (!is_own && !matches!(instance.period, Period::Day(_) | Period::Clock(..))).then_some(instance.period);
        let same = |heap: &&mut Heap| (heap.duty, heap.subject, heap.period, heap.bucket) == (instance.duty, subject, period, bucket);
        match heaps.iter_mut().find(same) {
            Some(heap) => heap.instances.push(instance),
            None => heaps.push(Heap { duty: instance.duty, subject, period, bucket, instances: vec![instance] }),
        }
    }
    heaps
}

fn of_heap(snapshot: &Snapshot, desk: &Desk, heap: &Heap) -> Vec<(Bucket, Item)> {
    let people = heap.instances.iter().all(|i| matches!(i.subject, Subject::Person(_)));
    let items = if !heap.is_folded() {
        heap.instances.iter().map(|i| single(snapshot, desk, i)).collect()
    } else if heap.subject.is_none() && people {
        of_people(snapshot, desk, heap).into_iter().collect()
    } else {
        several(snapshot, desk, heap).into_iter().collect::<Vec<_>>()
    };
    items.into_iter().map(|item| (heap.bucket, item)).collect()
}

fn single(snapshot: &Snapshot, desk: &Desk, instance: &Verdict) -> Item {
    let name = matter_name(snapshot, instance);
    let own = desk.is_own(snapshot, instance);
    let href = links::instance(snapshot, instance);
    Item {
        tone: tone(instance),
        title: if own { name } else { format!("{name}：{}", snapshot.words().subject(instance)) },
        period: if matches!(instance.period, Period::Now | Period::Day(_) | Period::Clock(..)) { String::new() } else { period_words(instance.period) },
        why: reason(snapshot, instance),
        cite: cite_of(snapshot, instance),
        when: when(instance, snapshot.as_of()),
        button: button(snapshot, desk, instance).unwrap_or_else(|| Link::new("看说明", &href)),
        href,
    }
}

/// Where the matter is settled: by entering a record of the first kind that counts.
fn button(snapshot: &Snapshot, desk: &Desk, instance: &Verdict) -> Option<Link> {
    let body: BodyId = desk.body.filter(|_| desk.enters && instance.status != Status::FactMissing)?;
    let duty = snapshot.duty(instance)?;
    let kind = record_kinds(&duty.form).into_iter().next()?;
    // What another body must record is recorded there.
    (body_of(snapshot, instance.subject) == Some(body)).then(|| Link::new(enter_words(kind), way_to_enter(snapshot, body, kind, instance)))
}

/// What the button that enters a record of a kind says: the kind, where it is short enough for a button.
fn enter_words(kind: &str) -> String {
    if kind.chars().count() <= BUTTON { format!("登记{kind}") } else { "去登记".to_owned() }
}

/// The form that enters a record of a kind for an instance; where it is late, with the period that it makes up for.
pub(crate) fn way_to_enter(snapshot: &Snapshot, body: BodyId, kind: &str, instance: &Verdict) -> String {
    let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
    let fields = snapshot.library().record_kinds.get(kind).map(|kind| kind.fields.as_slice()).unwrap_or_default();
    let made_up = fields.iter().find(|field| field.kind == FieldType::Period).filter(|_| instance.status == Status::Overdue);
    let calendar = !matches!(instance.period, Period::Now | Period::Day(_) | Period::Clock(..));
    match made_up.filter(|_| calendar) {
        Some(field) => links::record_made_up(body, kind, duty, &field.name, &instance.period.to_string()),
        None => links::record_new(body, kind, duty),
    }
}

/// The kinds of records that count for a duty, as the pack lists them.
pub(crate) fn record_kinds(form: &Form) -> Vec<&str> {
    let evidence = match form {
        Form::Periodic { evidence, .. } | Form::Quota { evidence, .. } | Form::Coverage { evidence, .. } => evidence,
        Form::Triggered { evidence, .. } | Form::Gap { evidence, .. } | Form::Each { then: Some((evidence, _)), .. } => evidence,
        // What should have come first cannot be entered afterwards.
        Form::State { .. } | Form::Each { .. } | Form::Cap(_) | Form::Followup { .. } | Form::Sequence { .. } => return Vec::new(),
    };
    let selectors = evidence.any.iter().filter_map(|one| if let Occurrence::Records(selector) = one { Some(selector) } else { None });
    selectors.flat_map(|selector| selector.kinds.iter().map(String::as_str)).collect()
}

/// What is asked, then how it stands; the articles stand beside it.
fn reason(snapshot: &Snapshot, instance: &Verdict) -> String {
    let (words, instance) = (snapshot.words(), snapshot.told(instance));
    let because = words.because(&instance);
    let rule = because.first().filter(|rule| rule.starts_with("依据")).and_then(|rule| rule.split_once('，'));
    let steps: Vec<&str> = because.iter().skip(usize::from(rule.is_some())).map(String::as_str).collect();
    let mut parts: Vec<&str> = Vec::new();
    let mut room = REASON;
    // The last step says how it stands: it is told first, and the others as far as there is room.
    for part in steps.into_iter().rev().chain(rule.map(|(_, asked)| asked)) {
        let length = part.chars().count();
        if !parts.is_empty() && length > room {
            break;
        }
        room = room.saturating_sub(length);
        parts.insert(0, part);
    }
    if parts.is_empty() { words.missing(&instance).join("；") } else { parts.concat() }
}

fn cite_of(snapshot: &Snapshot, instance: &Verdict) -> Option<Link> {
    let citation = snapshot.duty(instance)?.citations.first()?;
    Some(cite(snapshot.library(), citation, instance.unit))
}

/// Several periods of one duty of one subject.
fn several(snapshot: &Snapshot, desk: &Desk, heap: &Heap) -> Option<Item> {
    let first = heap.instances.first()?;
    let duty = snapshot.duty(first)?;
    let mut periods: Vec<Period> = heap.instances.iter().map(|i| i.period).collect();
    periods.sort();
    let shown: Vec<String> = periods.iter().take(NAMES).map(|period| period_words(*period)).collect();
    let rest = if periods.len() > NAMES { format!("等 {} 期", periods.len()) } else { String::new() };
    let regular = !periods.iter().any(|period| matches!(period, Period::Day(_) | Period::Clock(..)));
    let counted = if regular { "期" } else { "件" };
    let href = list(snapshot, desk, heap);
    Some(Item {
        tone: tone(first),
        title: format!("{}：{} {counted}", matter_name(snapshot, first), heap.instances.len()),
        period: String::new(),
        why: format!("{}{}{rest}。", if regular { "" } else { "起于 " }, shown.join("、")),
        cite: duty.citations.first().map(|citation| cite(snapshot.library(), citation, first.unit)),
        when: when(first, snapshot.as_of()),
        button: Link::new("看名单", &href),
        href,
    })
}

/// One duty of several people, in register order: nobody is ranked.
fn of_people(snapshot: &Snapshot, desk: &Desk, heap: &Heap) -> Option<Item> {
    let first = heap.instances.first()?;
    let duty = snapshot.duty(first)?;
    let mut people: Vec<(u64, PersonId, &Verdict)> = heap.instances.iter().filter_map(|i| numbered(snapshot, i)).collect();
    people.sort_by_key(|(version, ..)| *version);
    let count = people.iter().map(|(_, person, _)| *person).collect::<BTreeSet<_>>().len();
    let mut seen = BTreeSet::new();
    people.retain(|(_, person, _)| seen.insert(*person));
    let names: Vec<String> = people.iter().take(NAMES).map(|(_, _, i)| named(snapshot, i, &duty.form)).collect();
    let rest = if count > NAMES { format!("等 {count} 人") } else { String::new() };
    let waived = waived(snapshot, desk, heap);
    let waived = if waived > 0 { format!("另有 {waived} 人已按规定免除。") } else { String::new() };
    let title = match &duty.form {
        Form::Quota { measure, at_least, .. } => format!("{count} 名党员{measure}不足 {at_least}"),
        _ => format!("{}：{count} 人", duty.name),
    };
    let href = list(snapshot, desk, heap);
    Some(Item {
        tone: tone(first),
        title,
        period: heap.period.map(period_words).unwrap_or_default(),
        why: format!("{}{rest}。{waived}", names.join("、")),
        cite: cite_of(snapshot, first),
        when: when(first, snapshot.as_of()),
        button: Link::new("看名单", &href),
        href,
    })
}

fn numbered<'a>(snapshot: &Snapshot, instance: &'a Verdict) -> Option<(u64, PersonId, &'a Verdict)> {
    let Subject::Person(person) = instance.subject else { return None };
    Some((snapshot.seen().person(person).map_or(u64::MAX, |entry| entry.version), person, instance))
}

/// `赵敏 24`: with the sum where one is asked for.
fn named(snapshot: &Snapshot, instance: &Verdict, form: &Form) -> String {
    match form {
        Form::Quota { .. } => format!("{} {}", snapshot.words().subject(instance), sum(instance)),
        _ => snapshot.words().subject(instance),
    }
}

/// What counts so far of what is summed: the figure is the verdict's.
pub(crate) fn sum(verdict: &Verdict) -> Number {
    verdict.amount.unwrap_or_default()
}

/// How many need not, by a ground in law.
fn waived(snapshot: &Snapshot, desk: &Desk, heap: &Heap) -> usize {
    let (Some(unit), Some(period)) = (desk.unit(snapshot), heap.period) else { return 0 };
    let same = |i: &&Verdict| i.status == Status::Waived && i.duty == heap.duty && i.period == period && desk.acts(snapshot, i);
    snapshot.of_unit(unit).filter(same).count()
}

/// The list that holds them all.
fn list(snapshot: &Snapshot, desk: &Desk, heap: &Heap) -> String {
    let first = heap.instances.first();
    let (Some(unit), Some(duty)) = (desk.unit(snapshot), first.and_then(|i| snapshot.duty(i))) else { return String::new() };
    let bodies: BTreeSet<Option<BodyId>> = heap.instances.iter().map(|i| body_of(snapshot, i.subject)).collect();
    let body = if bodies.len() == 1 { bodies.into_iter().flatten().next() } else { None };
    let body = body.map_or_else(String::new, |id| id.to_string());
    let period = heap.period.map_or_else(String::new, |period| period.to_string());
    links::duties(unit, &[("status", heap.bucket.status()), ("duty", &duty.name), ("period", &period), ("body", &body)])
}
