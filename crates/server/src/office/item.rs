//! Following an item to its end: one reports it done, another verifies it.

use crate::error::PageError;
use crate::intent::{Denied, Intent};
use crate::live::Live;
use crate::office::Once;
use crate::viewer::Seat;
use jishi_authorize::{Action, Resource};
use jishi_base::{ItemId, PersonId};
use jishi_calendar::Date;
use jishi_facts::Item;
use jishi_facts::Entity;
use jishi_workflow as workflow;

/// What may be done with an item next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// It is reported done.
    Close,
    /// Another has seen that it is.
    Verify,
}

impl Step {
    fn word(self) -> &'static str {
        match self {
            Self::Close => "办结",
            Self::Verify => "核实",
        }
    }

    fn command(self, item: ItemId, on: Date, by: PersonId) -> workflow::Command {
        match self {
            Self::Close => workflow::Command::CloseItem { item, on, by },
            Self::Verify => workflow::Command::VerifyItem { item, on, by },
        }
    }
}

/// An item that may be seen.
pub(crate) fn known<'s>(seat: &'s Seat, id: &str) -> Result<&'s Item, PageError> {
    let id: ItemId = id.parse().map_err(|_| PageError::NotFound)?;
    seat.snapshot.seen().item(id).ok_or(PageError::NotFound)
}

/// What whoever is at the seat may do with it now.
pub(crate) fn next_step(seat: &Seat, item: &Item) -> Option<Step> {
    let person = seat.viewer.person.filter(|_| seat.may(Action::Settle, Resource::Item(item.id)).is_ok())?;
    match (item.closed, item.verified) {
        (None, _) => Some(Step::Close),
        (Some(_), None) if item.closed_by != Some(person) => Some(Step::Verify),
        _ => None,
    }
}

/// One step of an item of which a version was seen, by the person at the seat, on a day; without one, today.
pub(crate) async fn step(live: &Live, seat: &Seat, item: ItemId, step: Step, on: Option<Date>, version: u64, key: &Once) -> Result<(), Denied> {
    seat.may(Action::Settle, Resource::Item(item))?;
    let by = seat.viewer.person.ok_or_else(|| PageError::Forbidden("办结和核实要由名册里的人办".to_owned(), None))?;
    let today = live.now().day;
    if let Some(day) = on.filter(|day| *day > today) {
        let (field, message, help) = ("on".to_owned(), format!("{day} 还没有到"), "请写办好的那一天".to_owned());
        return Err(PageError::Invalid { field, message, help }.into());
    }
    let request = format!("{} {item} {by} {}", step.word(), on.map_or_else(String::new, |day| day.to_string()));
    let id = key.id(step.word(), seat, || format!("{item}-{version}"));
    let intent = Intent::of(id, request.into_bytes(), step.command(item, on.unwrap_or(today), by));
    seat.carry_out(live, intent.seen(Entity::Item(item), version)).await
}
