//! The reference evaluator: the specification. Every duty, every subject, every period, one after the other.

use crate::asked::Asked;
use crate::context::Context;
use crate::forms;
use crate::instance::{Instance, Verdict};
use crate::lifecycle::{Case, not_taken_up};
use crate::owner::{OnDuty, owner};
use crate::registers::Registers;
use crate::subject::{Owing, owing};
use crate::uptake::{Needs, Start, needs, new_year, start};
use jishi_calendar::{Date, Workdays};
use jishi_facts::Site;
use jishi_pack::{Edition, Force, Form, Library};
use std::sync::Arc;

/// Judges every duty on a day. In the order of duties, then subjects by id, then periods.
///
/// Duties of force 探索 are off until switched on, and give nothing.
#[must_use]
pub fn evaluate(library: &Library, site: &Site, workdays: &Workdays, as_of: Date) -> Vec<Instance> {
    judge_all(&Context::new(library, site, workdays, as_of))
}

/// Judges one duty, by its index in the library; a duty that is off or does not exist gives nothing.
#[must_use]
pub fn evaluate_one(library: &Library, index: usize, site: &Site, workdays: &Workdays, as_of: Date) -> Vec<Instance> {
    if !switched_on(library, index) {
        return Vec::new();
    }
    judge_duty(&Context::new(library, site, workdays, as_of), index)
}

/// The part of [`evaluate`] that is asked: what changes when only that has changed. The registers are those of the site.
#[must_use]
pub fn evaluate_part(
    library: &Library, site: &Site, registers: &Arc<Registers>, workdays: &Workdays, as_of: Date, asked: Asked<'_>,
) -> Vec<Instance> {
    judge_all(&Context::of(library, site, registers, workdays, as_of, Some(asked)))
}

/// The same without the reasons, as far as a verdict does not rest on them.
#[must_use]
pub fn verdicts_of_part(
    library: &Library, site: &Site, registers: &Arc<Registers>, workdays: &Workdays, as_of: Date, asked: Asked<'_>,
) -> Vec<Verdict> {
    let cx = Context::of(library, site, registers, workdays, as_of, Some(asked)).untold();
    duties(&cx).flat_map(|index| judge_duty(&cx, index)).map(|instance| instance.verdict).collect()
}

fn judge_all(cx: &Context) -> Vec<Instance> {
    duties(cx).flat_map(|index| judge_duty(cx, index)).collect()
}

/// The duties that are asked for and switched on.
fn duties(cx: &Context) -> impl Iterator<Item = usize> {
    (0..cx.library.duties.len()).filter(|index| switched_on(cx.library, *index) && cx.asks_duty(*index))
}

fn switched_on(library: &Library, index: usize) -> bool {
    library.duties.get(index).is_some_and(|duty| duty.force != Force::Explore)
}

/// Judges one duty, whether switched on or not.
pub(crate) fn judge_duty(cx: &Context, index: usize) -> Vec<Instance> {
    let Some(duty) = cx.library.duties.get(index) else { return Vec::new() };
    let mut out = Vec::new();
    for who in owing(cx, duty, |subject| cx.asks_of(index, duty, subject)) {
        let owner = Arc::new(owner(cx, who.subject, &duty.owner));
        let judged = duty.editions().zip(0..).map(|edition| judge_edition(cx, index, edition, &who, &owner));
        let mut instances: Vec<Instance> = judged.flatten().collect();
        instances.sort_by_key(|instance| instance.period);
        out.append(&mut instances);
    }
    out
}

/// What a subject owes under one edition of a duty: a period is judged by what held on its first day.
fn judge_edition<'a>(
    cx: &Context<'a>,
    index: usize,
    (edition, number): (Edition<'a>, u16),
    who: &Owing,
    owner: &Arc<OnDuty>,
) -> Vec<Instance> {
    let duty = edition.duty;
    let days = cx.asks_days(index, who.subject);
    let case = |start| Case { cx, index, edition: number, duty, who, owner, start, days };
    let mut instances = match start_of(cx, &needs(duty), case(new_year(cx.as_of, 0))) {
        Start::From(start) => forms::judge(case(start)),
        Start::NotTakenUp(ledgers) if who.present_on(cx.as_of) => {
            vec![not_taken_up(case(new_year(cx.as_of, 0)), forms::period_of_today(&duty.form, cx.as_of), ledgers)]
        }
        Start::NotTakenUp(_) => Vec::new(),
    };
    instances.retain(|instance| edition.held_on(instance.period.first().unwrap_or(cx.as_of)));
    instances
}

/// Items that are there are followed up, whether or not somebody said so.
fn start_of<'a>(cx: &Context<'a>, needs: &Needs<'a>, case: Case<'a, '_>) -> Start {
    match start(cx, needs, (case.who.subject, case.who.unit)) {
        Start::NotTakenUp(_) if matches!(&case.duty.form, Form::Followup { items, .. } if forms::has_items(case, items)) => {
            Start::From(case.start)
        }
        start => start,
    }
}
