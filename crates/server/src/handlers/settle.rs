//! What may be decided about a duty on its page, and the form that decides it.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::{key_of, writable};
use crate::office::{Settlement, Once, AsSeen, decide};
use crate::page::Page;
use crate::app::App;
use crate::view::instance::find;
use crate::view::{body_of, links};
use crate::viewer::Seat;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::{Action, Resource};
use jishi_evaluate::{Verdict, Status};
use jishi_pack::{Duty, Force};

/// What may be decided about an instance by whoever looks.
pub(crate) struct Settling {
    pub(crate) action: String,
    pub(crate) csrf: String,
    /// What its forms call what they send.
    pub(crate) key: String,
    /// What is shown of the duty: a decision names it.
    pub(crate) seen: String,
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
pub(crate) fn settling(app: &App, seat: &Seat, instance: &Verdict, duty: &Duty) -> Option<Settling> {
    let body = body_of(&seat.snapshot, instance.subject)?;
    let live = app.live.as_ref().filter(|_| seat.account().is_some())?;
    let open = matches!(instance.status, Status::Due | Status::Overdue | Status::FactMissing | Status::Upcoming);
    if !open {
        return None;
    }
    let settles = seat.viewer.person.is_some() && seat.may(Action::Settle, Resource::Body(body)).is_ok();
    let records = seat.may(Action::Record, Resource::Body(body)).is_ok();
    let kind = crate::view::mine::record_kinds(&duty.form).into_iter().next().filter(|_| records);
    let settling = Settling {
        action: format!("{}/settle", links::instance(&seat.snapshot, instance)),
        csrf: seat.viewer.csrf.clone(),
        key: Once::for_form(live),
        seen: AsSeen::of(seat.whole().site(), &duty.name, instance).to_string(),
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
        "reason" => Settlement::Reason(typed.one("text").to_owned()),
        "waive" => Settlement::Waiver(typed.one("text").to_owned()),
        "extend" => {
            let until = jishi_intake::day(typed.one("until"), live.now().day.year());
            Settlement::Extension(until.map_err(|fault| PageError::Refused(fault.message, fault.help))?)
        }
        _ => return Err(PageError::BadQuery),
    };
    let seen = typed.one("seen").parse().map_err(|()| PageError::Foreign)?;
    decide(live, &seat, instance, decided, seen, &key_of(&typed)?).await?;
    Ok(Redirect::to(&links::instance(&seat.snapshot, instance)).into_response())
}
