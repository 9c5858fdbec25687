//! By what a request is known again.

use crate::live::Live;
use crate::viewer::Seat;
use jishi_base::ImportId;

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

    /// The id of the command: each account's keys are its own. `natural` says what is asked for, where the sender calls it nothing.
    pub(crate) fn id(&self, word: &str, seat: &Seat, natural: impl FnOnce() -> String) -> String {
        match &self.0 {
            Some(key) => format!("{word}-{}-{key}", seat.viewer.actor),
            None => format!("{word}-{}", natural()),
        }
    }
}
