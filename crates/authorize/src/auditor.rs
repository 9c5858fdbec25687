//! Whoever may read the journal: the answer to one question, kept as a value that nothing else makes.

use crate::actor::{Actor, Resource};
use jishi_pack::Action;
use crate::decide::decide;
use crate::register::Register;
use jishi_calendar::Date;

/// The right to read who did what, as [`crate::deed`] narrows it. Questions to the store about entries ask for one.
///
/// ```compile_fail
/// let auditor = jishi_authorize::Auditor(()); // Its content is private.
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Auditor(());

/// The right to read the journal, where `actor` has it on `date`; else why not, and whom to ask.
///
/// # Errors
/// The sentence for who asked.
pub fn auditor(register: Register, actor: &Actor, date: Date) -> Result<Auditor, String> {
    let decision = decide(register, actor, Action::ReadJournal, Resource::Site, date);
    if decision.allowed { Ok(Auditor(())) } else { Err(decision.reason) }
}
