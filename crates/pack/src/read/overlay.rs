//! 收紧: a unit's own pack asks for more of a duty that is already there.

use super::duty::{citations, force_of};
use super::draft::Draft;
use super::parameter::changes;
use super::{Entry, given, phrase};
use crate::compiler::Compiler;
use crate::check::overlay as check;
use crate::finding::At;
use crate::model::{Bound, Deadline, Duty, Earlier, Form};
use crate::node::Text;
use jishi_calendar::{Cadence, Date, Duration};
use std::cmp::Ordering;

/// What an overlay does to one value.
struct Change {
    at: At,
    was: String,
    now: String,
    /// Stricter, equal or looser than it was.
    stricter: Ordering,
}

/// 收紧: from the day of the unit's document on; before it the duty is what it was.
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let name = entry.name;
    let Some(was) = c.library.duties.iter().find(|duty| duty.name == name.value).cloned() else {
        entry.keys(&mut c.findings).map(|mut keys| citations(c, &mut keys, name));
        if !c.declared(crate::compiler::Sort::Duty, &name.value) {
            let names: Vec<String> = c.library.duties.iter().map(|duty| duty.name.clone()).collect();
            c.unknown(check::unknown_duty(name, names.iter().map(String::as_str)));
        }
        return;
    };
    let Some(mut duty) = tightened(c, entry, was.clone()) else { return };
    let since = c.library.packs.get(entry.pack).and_then(|pack| pack.date);
    let begun = |day: Date| since.is_none_or(|since| since < day);
    duty.earlier = was.earlier.iter().filter(|earlier| !begun(earlier.until) && Some(earlier.until) != since).cloned().collect();
    if let Some((until, before)) = since.and_then(|since| Some((since, since.yesterday().ok()?))) {
        duty.earlier.push(Earlier { until, duty: plain(was.on(before)) });
    }
    let mut days = changes(&duty.parameters);
    days.extend(was.earlier.iter().map(|earlier| earlier.until));
    for until in days.into_iter().filter(|day| begun(*day)) {
        let before = until.yesterday().map_or_else(|_| plain(&was), |before| plain(was.on(before)));
        if let Some(earlier) = c.before(until, |c| tightened(c, entry, before)) {
            duty.earlier.push(Earlier { until, duty: plain(&earlier) });
        }
    }
    if let Some(place) = c.library.duties.iter_mut().find(|duty| duty.name == name.value) {
        *place = duty;
    }
}

/// A duty without what only the whole of it has.
fn plain(duty: &Duty) -> Duty {
    Duty { examples: Vec::new(), earlier: Vec::new(), ..duty.clone() }
}

/// The duty with what the overlay asks for beyond it.
fn tightened(c: &mut Compiler, entry: &Entry<'_>, mut duty: Duty) -> Option<Duty> {
    let keys = entry.keys(&mut c.findings)?;
    let mut draft = Draft { keys, entry, subject: None, used: Vec::new() };
    let name = entry.name;
    let cited = citations(c, &mut draft.keys, name);
    const KEYS: [&str; 7] = ["频次", "定量", "时限", "上限", "间隔", "最短", "最长"];
    let mut changes = Vec::new();
    let attempted = draft.keys.among(&KEYS).len() + draft.keys.among(&["力度"]).len();
    changes.extend(force(c, &mut draft, &mut duty));
    for key in KEYS {
        changes.extend(draft.phrase(c, key).and_then(|text| change(c, &mut duty, key, &text)));
    }
    for key in ["口径", "可信", "办法"] {
        draft.keys.get(key, &mut c.findings);
    }
    // The examples of the original show what it asked for; only the overlay's own show what is asked now.
    duty.examples = given::read_all(c, &mut draft, Some(&duty.form));
    draft.keys.close(&mut c.findings);
    let original = c.home(crate::compiler::Sort::Duty, &duty.name).unwrap_or(name.at);
    for change in &changes {
        if change.stricter.is_lt() {
            c.findings.push(check::loosens(change.at, &duty.name, &change.was, &change.now, original));
        }
    }
    if attempted == changes.len() && changes.iter().all(|change| change.stricter.is_eq()) {
        c.findings.push(check::no_change(name.at, &duty.name));
    }
    duty.citations.extend(cited);
    duty.parameters.append(&mut draft.used);
    Some(duty)
}

fn force(c: &mut Compiler, draft: &mut Draft<'_, '_>, duty: &mut Duty) -> Option<Change> {
    let text = draft.keys.text("力度", &mut c.findings)?;
    let force = force_of(c, text)?;
    let change = Change { at: text.at, was: duty.force.word().to_owned(), now: force.word().to_owned(), stricter: force.cmp(&duty.force) };
    duty.force = force;
    Some(change)
}

/// Puts the new value of `key` into the duty's form, and says how it compares.
fn change(c: &mut Compiler, duty: &mut Duty, key: &str, text: &Text) -> Option<Change> {
    let word = duty.form.word();
    let compared = match (key, &mut duty.form) {
        ("频次", Form::Periodic { cadence, at_least, .. }) => more_often(c, text, cadence, at_least)?,
        ("定量", Form::Quota { .. }) => more_in_sum(c, text, &mut duty.form)?,
        ("时限", Form::Triggered { deadline, .. } | Form::Each { then: Some((_, deadline)), .. }) => sooner(c, text, deadline)?,
        ("时限", Form::State { grace, .. }) => {
            // Without a grace the condition must hold at once: any grace is looser.
            let new = phrase::grace(text, &mut c.findings)?;
            bounded(grace, new, "立即", Ordering::Less, |old| longer(old, new))
        }
        ("上限", Form::Cap(Bound::AtMost { cadence, count, .. })) => fewer(c, text, *cadence, count)?,
        ("间隔", Form::Gap { at_most, .. }) => {
            let new = phrase::no_longer(text, &mut c.findings)?;
            let old = std::mem::replace(at_most, new);
            Ok((old.to_string(), new.to_string(), longer(old, new)))
        }
        ("最短", Form::Sequence { at_least, .. }) => {
            let new = super::duration_of(text, &mut c.findings)?;
            bounded(at_least, new, "没有限定", Ordering::Greater, |old| longer(new, old))
        }
        ("最长", Form::Sequence { at_most, .. }) => {
            let new = super::duration_of(text, &mut c.findings)?;
            bounded(at_most, new, "没有限定", Ordering::Greater, |old| longer(old, new))
        }
        _ => Err(format!("是“{word}”，没有“{key}”")),
    };
    match compared {
        Ok((was, now, stricter)) => Some(Change { at: text.at, was, now, stricter }),
        Err(why) => {
            c.findings.push(check::mismatch(text.at, &duty.name, &why));
            None
        }
    }
}

/// What was asked, what is asked now, and how the two compare; or why they cannot be compared.
type Compared = Result<(String, String, Ordering), String>;

fn more_often(c: &mut Compiler, text: &Text, cadence: &mut Cadence, at_least: &mut u32) -> Option<Compared> {
    let (new_cadence, count) = phrase::at_least(text, &mut c.findings)?;
    let yearly = (count * new_cadence.per_year()).cmp(&(*at_least * cadence.per_year()));
    // As many a year in shorter periods is stricter; in longer ones no number spreads as evenly as was asked.
    let stricter = match new_cadence.per_year().cmp(&cadence.per_year()) {
        Ordering::Less => Ordering::Less,
        evenly => yearly.then(evenly),
    };
    let in_words = |cadence: Cadence, count: u32| format!("每{}至少 {count} 次", cadence.word());
    let was = in_words(std::mem::replace(cadence, new_cadence), std::mem::replace(at_least, count));
    Some(Ok((was, in_words(new_cadence, count), stricter)))
}

fn more_in_sum(c: &mut Compiler, text: &Text, form: &mut Form) -> Option<Compared> {
    let Form::Quota { cadence, measure, at_least, unit, .. } = form else { return None };
    let sum = phrase::sum(text, &mut c.findings)?;
    if sum.cadence != *cadence || sum.measure != *measure || sum.unit != *unit {
        return Some(Err("的期、字段或单位与原来不同".to_owned()));
    }
    let old = std::mem::replace(at_least, sum.at_least);
    Some(Ok((format!("合计至少 {old} {unit}"), format!("合计至少 {at_least} {unit}"), sum.at_least.cmp(&old))))
}

fn sooner(c: &mut Compiler, text: &Text, deadline: &mut Deadline) -> Option<Compared> {
    let new = phrase::deadline(text, &mut c.findings)?;
    if new.before != deadline.before {
        return Some(Err("的时限一个在前、一个在后".to_owned()));
    }
    let old = std::mem::replace(&mut deadline.length, new.length);
    // Before a trigger, earlier is stricter; after it, sooner is.
    let stricter = if new.before { longer(new.length, old) } else { longer(old, new.length) };
    Some(Ok((old.to_string(), new.length.to_string(), stricter)))
}

fn fewer(c: &mut Compiler, text: &Text, cadence: Cadence, count: &mut u32) -> Option<Compared> {
    let (new_cadence, most) = phrase::times(text, "上限", "至多", &mut c.findings)?;
    if new_cadence != cadence {
        return Some(Err("的期与原来不同".to_owned()));
    }
    let old = std::mem::replace(count, most);
    Some(Ok((format!("至多 {old} 次"), format!("至多 {most} 次"), old.cmp(&most))))
}

/// A length that may not have been there: `absent` says so in words, `first` how any length compares with none.
fn bounded(place: &mut Option<Duration>, new: Duration, absent: &str, first: Ordering, compare: impl Fn(Duration) -> Ordering) -> Compared {
    let old = place.replace(new);
    let was = old.map_or_else(|| absent.to_owned(), |old| old.to_string());
    Ok((was, new.to_string(), old.map_or(first, compare)))
}

/// How `a` compares with `b` as a length.
fn longer(a: Duration, b: Duration) -> Ordering {
    a.rough_days().cmp(&b.rough_days())
}
