//! What people decide about a single duty: a reason that stands in for a 一般, an exemption, an approved extension.

use crate::error::PageError;
use crate::intent::{Denied, Intent, Objection};
use crate::live::Live;
use crate::office::Once;
use crate::view::body_of;
use crate::viewer::Seat;
use jishi_authorize::{Action, Resource};
use jishi_base::ImportId;
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::{Extension, Site};
use jishi_pack::Duty;
use jishi_workflow as workflow;
use std::fmt;
use std::str::FromStr;

/// What was decided about an instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Settlement {
    /// Why it was not done in time.
    Reason(String),
    /// On which ground nothing is owed.
    Waiver(String),
    /// The new last day.
    Extension(Date),
}

/// What was seen of an instance when something was decided about it: how often something had been, how it stood, and its last
/// day. Nothing of it is a word that somebody wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct AsSeen {
    decisions: usize,
    status: Status,
    due: Option<Date>,
}

impl AsSeen {
    /// As it stands.
    pub(crate) fn of(site: &Site, duty: &str, instance: &Verdict) -> Self {
        Self { decisions: decisions(site, duty, instance), status: instance.status, due: instance.due }
    }
}

/// `1.4.2026-12-31`
impl fmt::Display for AsSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = Status::ALL.iter().position(|status| *status == self.status).unwrap_or_default();
        write!(f, "{}.{status}.", self.decisions)?;
        self.due.map_or(Ok(()), |due| write!(f, "{due}"))
    }
}

impl FromStr for AsSeen {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let decisions = part()?.parse().map_err(drop)?;
        let status = Status::ALL.get(part()?.parse::<usize>().map_err(drop)?).copied().ok_or(())?;
        let due = match part()? {
            "" => None,
            day => Some(day.parse().map_err(drop)?),
        };
        Ok(Self { decisions, status, due })
    }
}

/// How often something was decided about an instance.
fn decisions(site: &Site, duty: &str, instance: &Verdict) -> usize {
    let (subject, period) = (instance.subject, instance.period.to_string());
    let here = |at: (&str, _, &str)| at == (duty, subject, period.as_str());
    let waivers = site.waivers.iter().filter(|one| here((&one.duty, one.subject, &one.period)));
    let reasons = site.reasons.iter().filter(|one| here((&one.duty, one.subject, &one.period)));
    let extensions = site.extensions.iter().filter(|one| here((&one.duty, one.subject, &one.period)));
    waivers.count() + reasons.count() + extensions.count()
}

/// Enters what was decided about an instance as it was seen, by the person at the seat.
pub(crate) async fn decide(live: &Live, seat: &Seat, instance: &Verdict, decided: Settlement, seen: AsSeen, key: &Once) -> Result<(), Denied> {
    let rule = seat.snapshot.duty(instance).ok_or(PageError::NotFound)?;
    let body = body_of(&seat.snapshot, instance.subject).ok_or(PageError::NotFound)?;
    seat.may(Action::Settle, Resource::Body(body))?;
    let by = seat.viewer.person.ok_or_else(|| PageError::Forbidden("这要由名册里的人办".to_owned(), None))?;
    let (duty, subject, period) = (rule.name.clone(), instance.subject, instance.period.to_string());
    let request = format!("{duty} {subject:?} {period} {decided:?}");
    let mut fits = Ok(());
    let command = match decided {
        Settlement::Reason(text) => workflow::Command::GiveReason { duty, subject, period, text },
        Settlement::Waiver(ground) => workflow::Command::Waive { duty, subject, period, ground, by },
        Settlement::Extension(until) => {
            fits = within(rule, instance, until, live.workdays());
            let approved_by = seat.viewer.acting.as_ref().map_or(body, |acting| acting.body);
            workflow::Command::Extend { extension: Extension { duty, subject, period, until, approved_by, approved: live.now().day } }
        }
    };
    let stands = (seen.status, seen.due) == (instance.status, instance.due);
    let (duty, instance) = (rule.name.clone(), instance.clone());
    let decide = move |site: &Site| {
        let events = workflow::decide(site, command.clone())?;
        if events.is_empty() {
            return Ok(events);
        }
        if !stands || decisions(site, &duty, &instance) != seen.decisions {
            return Err(Objection::Stale(moved()));
        }
        fits.clone()?;
        Ok(events)
    };
    // Without a key it is known by being so already, and by what was seen.
    let id = key.id("办理", seat, || live.fresh(|ids| ImportId(ids.next_id())).to_string());
    seat.carry_out(live, Intent { id, request: request.into_bytes(), expected: Vec::new(), decide: Box::new(decide) }).await
}

fn moved() -> workflow::Refusal {
    let (reason, help) = ("这项责任在您打开之后有了变化，与您看到的不同", "什么都没有写入。请重新打开，核对后再办");
    workflow::Refusal { reason: reason.to_owned(), help: help.to_owned() }
}

/// An extension beyond what the rule allows would change nothing: it is refused, not kept in silence.
fn within(rule: &Duty, instance: &Verdict, until: Date, workdays: &Workdays) -> Result<(), workflow::Refusal> {
    let refused = |reason: String, help: String| Err(workflow::Refusal { reason, help });
    let (Some(extension), Some(due)) = (&rule.extension, instance.due) else {
        return refused("这项责任的依据没有规定可以延期".to_owned(), "请按期办理，或说明理由".to_owned());
    };
    // However often it is extended, it is no later than one extension from the day that the duty gives: so it is judged.
    let latest = extension.at_most.after(instance.moved_from.unwrap_or(due), workdays).date;
    if due >= latest {
        return refused(format!("这项责任已经延到依据允许的最后一天 {latest}"), "不能再延。请按期办理，或说明理由".to_owned());
    }
    if until <= due || until > latest {
        return refused(format!("延到 {until} 不在允许的范围内"), format!("请写 {due} 以后、不晚于 {latest} 的一天"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
