//! What people decide about a single duty: a reason that stands in for a 一般, an exemption, an approved extension.

use crate::intent::Intent;
use crate::error::PageError;
use crate::form::Filled;
use crate::live::Live;
use crate::handlers::record_form::writable;
use crate::page::Page;
use crate::routes::App;
use crate::view::instance::find;
use crate::view::{body_of, links};
use crate::viewer::Seat;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::{Action, Resource};
use jishi_evaluate::{Instance, Status};
use jishi_facts::Extension;
use jishi_pack::{Duty, Force};
use jishi_workflow as workflow;

/// What may be decided about an instance by whoever looks.
pub(crate) struct Settling {
    pub(crate) action: String,
    pub(crate) csrf: String,
    /// Enter what was done: the kind and the way to the form.
    pub(crate) record: Option<(String, String)>,
    pub(crate) reason: bool,
    pub(crate) waive: bool,
    /// Who approves, in the pack's words.
    pub(crate) extend: Option<String>,
}

impl Settling {
    /// Is there anything but entering what was done?
    pub(crate) fn decides(&self) -> bool {
        self.reason || self.waive || self.extend.is_some()
    }
}

/// `None` where there is nothing to decide, or nothing that this viewer may.
pub(crate) fn settling(app: &App, seat: &Seat, instance: &Instance, duty: &Duty) -> Option<Settling> {
    let body = body_of(&seat.snapshot, instance.subject)?;
    let known = app.live.is_some() && seat.account().is_some();
    let open = matches!(instance.status, Status::Due | Status::Overdue | Status::FactMissing | Status::Upcoming);
    if !known || !open {
        return None;
    }
    let settles = seat.viewer.person.is_some() && seat.may(Action::Settle, Resource::Body(body)).is_ok();
    let records = seat.may(Action::Record, Resource::Body(body)).is_ok();
    let kind = crate::view::mine::record_kinds(&duty.form).into_iter().next().filter(|_| records);
    let settling = Settling {
        action: format!("{}/settle", links::instance(&seat.snapshot, instance)),
        csrf: seat.viewer.csrf.clone(),
        record: kind.map(|kind| (kind.to_owned(), crate::view::mine::way_to_enter(&seat.snapshot, body, kind, instance))),
        reason: settles && duty.force == Force::Should && instance.status == Status::Overdue,
        waive: settles,
        extend: duty.extension.as_ref().filter(|_| settles && instance.due.is_some()).map(|rule| format!("经{}批准，至多 {}", rule.approver, rule.at_most)),
    };
    (settling.record.is_some() || settling.waive).then_some(settling)
}

pub(crate) async fn settle(
    State(app): State<App>, Path((duty, subject, period)): Path<(String, String, String)>, Filled { seat, typed }: Filled,
) -> Page {
    let live = writable(&app)?;
    let instance = find(&seat.snapshot, &duty, &subject, &period).ok_or(PageError::NotFound)?;
    let decided = match typed.one("action") {
        "reason" => Decided::Reason(typed.one("text").to_owned()),
        "waive" => Decided::Waiver(typed.one("text").to_owned()),
        "extend" => {
            let until = jishi_intake::day(typed.one("until"), live.now().day.year());
            Decided::Extension(until.map_err(|fault| PageError::Refused(fault.message, fault.help))?)
        }
        _ => return Err(PageError::BadQuery),
    };
    decide(live, &seat, instance, decided).await?;
    Ok(Redirect::to(&links::instance(&seat.snapshot, instance)).into_response())
}

/// What was decided about an instance.
pub(crate) enum Decided {
    /// Why it was not done in time.
    Reason(String),
    /// On which ground nothing is owed.
    Waiver(String),
    /// The new last day.
    Extension(jishi_calendar::Date),
}

/// Enters what was decided, by the person who is at the page or behind the token.
pub(crate) async fn decide(live: &Live, seat: &Seat, instance: &Instance, decided: Decided) -> Result<(), PageError> {
    let rule = seat.snapshot.duty(instance).ok_or(PageError::NotFound)?;
    let body = body_of(&seat.snapshot, instance.subject).ok_or(PageError::NotFound)?;
    seat.may(Action::Settle, Resource::Body(body))?;
    let by = seat.viewer.person.ok_or_else(|| PageError::Forbidden("这要由名册里的人办".to_owned(), None))?;
    let (duty, subject, period) = (rule.name.clone(), instance.subject, instance.period.to_string());
    let command = match decided {
        Decided::Reason(text) => workflow::Command::GiveReason { duty, subject, period, text },
        Decided::Waiver(ground) => workflow::Command::Waive { duty, subject, period, ground, by },
        Decided::Extension(until) => {
            within(rule, instance, until, live.workdays())?;
            let approved_by = seat.viewer.acting.as_ref().map_or(body, |acting| acting.body);
            workflow::Command::Extend { extension: Extension { duty, subject, period, until, approved_by, approved: live.now().day } }
        }
    };
    let key = live.fresh(|ids| jishi_base::ImportId(ids.next_id()));
    Ok(seat.carry_out(live, Intent::of(format!("办理-{key}"), Vec::new(), command)).await?)
}

/// An extension beyond what the rule allows would change nothing: it is refused, not kept in silence.
fn within(rule: &Duty, instance: &Instance, until: jishi_calendar::Date, workdays: &jishi_calendar::Workdays) -> Result<(), PageError> {
    let refused = |why: String, help: &str| Err(PageError::Refused(why, help.to_owned()));
    let (Some(extension), Some(due)) = (&rule.extension, instance.due) else {
        return refused("这项责任的依据没有规定可以延期".to_owned(), "请按期办理，或说明理由");
    };
    let latest = extension.at_most.after(due, workdays).date;
    if until <= due || until > latest {
        return refused(format!("延到 {until} 不在允许的范围内"), &format!("请写 {due} 以后、{latest} 以前的一天"));
    }
    Ok(())
}
