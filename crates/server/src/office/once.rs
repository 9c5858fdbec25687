//! By what a request is known again.

use crate::live::Live;
use crate::viewer::Seat;
use jishi_base::ImportId;
use jishi_journal::leaf_hash;
use jishi_store::Keyed;

/// What its sender calls a request, so that sending it again does nothing more; or nothing: then the request is known by what
/// it asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Once(Option<String>);

impl Once {
    /// The sender calls it nothing.
    pub(crate) const NONE: Self = Self(None);

    /// As it was sent: 8 to 64 letters, figures or `-_.:`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let fits = (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
        fits.then(|| Self(Some(text.to_owned())))
    }

    /// A new one for a form to carry: sent twice from one page, it is one request.
    pub(crate) fn for_form(live: &Live) -> String {
        live.fresh(|ids| ImportId(ids.next_id())).to_string()
    }

    /// What stands for it in the journal, which keeps no word of its sender's: each account's keys are its own. `None` where the
    /// sender calls it nothing.
    pub(crate) fn number(&self, seat: &Seat) -> Option<u128> {
        let digest = leaf_hash(format!("{}\n{}", seat.viewer.actor, self.0.as_ref()?).as_bytes());
        Some(digest.iter().take(16).fold(0, |number, byte| (number << 8) | u128::from(*byte)))
    }

    /// The key of one of the things that a page offers under one number.
    pub(crate) fn about(&self, what: &str) -> Self {
        Self(self.0.as_ref().map(|key| format!("{key} {what}")))
    }

    /// As a change of accounts is kept by it.
    pub(crate) fn keyed(&self, seat: &Seat, request: impl Into<Vec<u8>>) -> Option<Keyed> {
        self.number(seat).map(|number| Keyed::new(number, request))
    }

    /// The id of the command. `natural` says what is asked for, where the sender calls it nothing.
    pub(crate) fn id(&self, word: &str, seat: &Seat, natural: impl FnOnce() -> String) -> String {
        let named = self.number(seat).map(|number| ImportId(number).to_string());
        format!("{word}-{}", named.unwrap_or_else(natural))
    }
}
