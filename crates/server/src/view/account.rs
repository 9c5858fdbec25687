//! Accounts as they are listed, and the three seats.

use jishi_base::AccountId;

/// An account in the list.
pub(crate) struct Line {
    pub(crate) id: AccountId,
    pub(crate) login: String,
    pub(crate) whose: String,
    pub(crate) posts: String,
    pub(crate) state: &'static str,
    pub(crate) disabled: bool,
    /// Was a link asked for it, and not let pass yet?
    pub(crate) waits: bool,
    /// May whoever looks ask for a link, or for the seat?
    pub(crate) may_link: bool,
    /// May whoever looks stop it or let it in again, or ask for that?
    pub(crate) may_stop: bool,
}

/// One of the three administrators' seats.
pub(crate) struct Seats {
    pub(crate) word: &'static str,
    /// Who has it now.
    pub(crate) holder: Option<Line>,
    /// Who was to have it, or had it.
    pub(crate) others: Vec<Line>,
    /// May whoever looks name somebody for it?
    pub(crate) may_name: bool,
}
