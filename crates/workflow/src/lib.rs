//! A command against the fold gives events, or a refusal that says why (layer 2).
//!
//! Pure: the site and the command are arguments, ids are inside the command, so the same command on the same site gives
//! the same events. What is decided here holds on every way in: import, pages, API.
//!
//! Absent on purpose: who may do it (`authorize`), when it is entered (the store stamps it), plausibility (`intake`
//! warns; a fact that is merely odd is accepted as written).

mod bodies;
mod command;
pub mod erasure;
pub mod imports;
mod items;
mod people;
mod posts;
mod records;

pub use command::{Command, Content, PostAt};

use jishi_facts::{Event, Site};
use std::fmt;

/// Why a command was not carried out, and what to do, in Chinese.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: help.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}。{}", self.reason, self.help)
    }
}

impl std::error::Error for Refusal {}

/// Decides a command. What is so already gives no event: sent once more, by whatever way, it is done once. What makes something
/// new is refused where its id is taken: there, the sender's key tells a repetition.
///
/// # Errors
/// A [`Refusal`] where an id is unknown, something is already so, or dates contradict each other.
pub fn decide(site: &Site, command: Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::RegisterUnit { unit, name } => bodies::register_unit(site, unit, name),
        Command::RegisterBody { body, unit, kind, name, founded, parent, source } => {
            bodies::register(site, body, unit, kind, name, founded, parent, source)
        }
        Command::CloseBody { body, on } => bodies::close(site, body, on),
        Command::MoveBody { body, to, on } => bodies::move_under(site, body, to, on),
        Command::StartTerm { body, term } => bodies::start_term(site, body, term),
        Command::RegisterPerson { person, unit, blind, details, branch, source } => {
            people::register(site, person, unit, blind, details, branch, source)
        }
        Command::ChangePerson { person, blind, details, source } => people::change(site, person, blind, details, source),
        Command::JoinBranch { person, branch, kind, from } => people::join(site, person, branch, kind, from),
        Command::Transfer { person, from, to, on } => people::transfer(site, person, from, to, on),
        Command::Appoint { holding, at, person, from, until, source } => posts::appoint(site, holding, at, person, from, until, source),
        Command::Leave { holding, on } => posts::leave(site, holding, on),
        Command::CorrectHolding { holding, from, until } => posts::correct(site, holding, from, until),
        Command::Record { record, content, source } => records::record(site, record, content, source),
        Command::CorrectRecord { record, content, source } => records::correct(site, record, content, source),
        Command::WithdrawRecord { record } => records::withdraw(site, record),
        Command::UndoImport { import, registers, accounts } => imports::undo(site, import, registers, &accounts),
        Command::TakeUp { uptake } => bodies::take_up(site, uptake),
        Command::OpenItem { item, kind, body, opened_by, opened, owner, due, text } => {
            items::open(site, item, kind, body, opened_by, opened, owner, due, text)
        }
        Command::CloseItem { item, on, by } => items::close(site, item, on, by),
        Command::VerifyItem { item, on, by } => items::verify(site, item, on, by),
        Command::GiveReason { duty, subject, period, text } => items::give_reason(site, duty, subject, period, text),
        Command::Waive { duty, subject, period, ground, by } => items::waive(site, duty, subject, period, ground, by),
        Command::Extend { extension } => items::extend(site, extension),
        Command::ProposeErasure { proposal, person, measure, ground, note, by, today } => {
            erasure::propose(site, proposal, person, measure, ground, note, by, today)
        }
        Command::SettleErasure { proposal, verdict, by, today, imports } => erasure::settle(site, proposal, verdict, by, today, imports),
    }
}

pub use records::check as check_content;

#[cfg(test)]
mod tests;
