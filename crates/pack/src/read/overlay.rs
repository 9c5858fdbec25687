//! 收紧: a unit's own pack asks for more of a duty that is already there.

use super::duty::{Draft, citations, force_of};
use super::{Compiler, Entry, phrase};
use crate::check::overlay as check;
use crate::finding::At;
use crate::model::{Bound, Duty, Form};
use crate::yaml::Text;
use jishi_calendar::Duration;

/// What an overlay does to one value.
struct Change {
    at: At,
    was: String,
    now: String,
    /// Stricter, equal or looser than it was.
    stricter: std::cmp::Ordering,
}

/// 收紧
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(keys) = entry.keys(&mut c.findings) else { return };
    let mut draft = Draft { keys, pack: entry.pack, subject: None, used: Vec::new() };
    let name = entry.name;
    let cited = citations(c, &mut draft.keys, name);
    let Some(index) = c.library.duties.iter().position(|duty| duty.name == name.value) else {
        if !c.declared(super::Sort::Duty, &name.value) {
            let names: Vec<String> = c.library.duties.iter().map(|duty| duty.name.clone()).collect();
            c.unknown(check::unknown_duty(name, names.iter().map(String::as_str)));
        }
        return;
    };
    let Some(mut duty) = c.library.duties.get(index).cloned() else { return };
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
    draft.keys.close(&mut c.findings);
    let original = c.home(super::Sort::Duty, &duty.name).unwrap_or(name.at);
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
    if let Some(place) = c.library.duties.get_mut(index) {
        *place = duty;
    }
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
    let name = duty.name.clone();
    let more = |at, was: String, now: String, stricter| Some(Change { at, was, now, stricter });
    let at = text.at;
    match (key, &mut duty.form) {
        ("频次", Form::Periodic { cadence, at_least, .. }) => {
            let (new_cadence, count) = phrase::at_least(text, &mut c.findings)?;
            let was = format!("每{}至少 {at_least} 次", cadence.word());
            let now = format!("每{}至少 {count} 次", new_cadence.word());
            // A shorter period with as many a year is stricter; a longer one spreads what was asked evenly.
            let yearly = (count * new_cadence.per_year()).cmp(&(*at_least * cadence.per_year()));
            let evenly = new_cadence.per_year().cmp(&cadence.per_year());
            let stricter = if evenly.is_lt() {
                std::cmp::Ordering::Less
            } else if yearly.is_eq() {
                evenly
            } else {
                yearly
            };
            (*cadence, *at_least) = (new_cadence, count);
            more(at, was, now, stricter)
        }
        ("定量", Form::Quota { cadence, measure, at_least, unit, .. }) => {
            let sum = phrase::sum(text, &mut c.findings)?;
            if sum.cadence != *cadence || sum.measure != *measure || sum.unit != *unit {
                c.findings.push(check::mismatch(at, &name, "的期、字段或单位与原来不同"));
                return None;
            }
            let stricter = sum.at_least.cmp(at_least);
            let was = format!("合计至少 {at_least} {unit}");
            *at_least = sum.at_least;
            more(at, was, format!("合计至少 {at_least} {unit}"), stricter)
        }
        ("时限", Form::Triggered { deadline, .. } | Form::Each { then: Some((_, deadline)), .. }) => {
            let new = phrase::deadline(text, &mut c.findings)?;
            if new.before != deadline.before {
                c.findings.push(check::mismatch(at, &name, "的时限一个在前、一个在后"));
                return None;
            }
            // Before a trigger, earlier is stricter; after it, sooner is.
            let stricter = if new.before { longer(new.length, deadline.length) } else { longer(deadline.length, new.length) };
            let was = deadline.length.to_string();
            deadline.length = new.length;
            more(at, was, new.length.to_string(), stricter)
        }
        ("时限", Form::State { grace, .. }) => {
            let new = phrase::grace(text, &mut c.findings)?;
            // Without a grace the condition must hold at once: any grace is looser.
            let stricter = grace.map_or(std::cmp::Ordering::Less, |grace| longer(grace, new));
            let was = grace.map_or_else(|| "立即".to_owned(), |grace| grace.to_string());
            *grace = Some(new);
            more(at, was, new.to_string(), stricter)
        }
        ("上限", Form::Cap(Bound::AtMost { cadence, count, .. })) => {
            let (new_cadence, most) = phrase::times(text, "上限", "至多", &mut c.findings)?;
            if new_cadence != *cadence {
                c.findings.push(check::mismatch(at, &name, "的期与原来不同"));
                return None;
            }
            let was = format!("至多 {count} 次");
            let stricter = (*count).cmp(&most);
            *count = most;
            more(at, was, format!("至多 {most} 次"), stricter)
        }
        ("间隔", Form::Gap { at_most, .. }) => {
            let new = phrase::no_longer(text, &mut c.findings)?;
            let (was, stricter) = (at_most.to_string(), longer(*at_most, new));
            *at_most = new;
            more(at, was, new.to_string(), stricter)
        }
        ("最短", Form::Sequence { at_least, .. }) => {
            let new = super::duration_of(text, &mut c.findings)?;
            let stricter = at_least.map_or(std::cmp::Ordering::Greater, |old| longer(new, old));
            let was = at_least.map_or_else(|| "没有限定".to_owned(), |old| old.to_string());
            *at_least = Some(new);
            more(at, was, new.to_string(), stricter)
        }
        ("最长", Form::Sequence { at_most, .. }) => {
            let new = super::duration_of(text, &mut c.findings)?;
            let stricter = at_most.map_or(std::cmp::Ordering::Greater, |old| longer(old, new));
            let was = at_most.map_or_else(|| "没有限定".to_owned(), |old| old.to_string());
            *at_most = Some(new);
            more(at, was, new.to_string(), stricter)
        }
        _ => {
            c.findings.push(check::mismatch(at, &name, &format!("是“{}”，没有“{key}”", duty.form.word())));
            None
        }
    }
}

/// How `a` compares with `b` as a length.
fn longer(a: Duration, b: Duration) -> std::cmp::Ordering {
    a.rough_days().cmp(&b.rough_days())
}
