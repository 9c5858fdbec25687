//! The console's pass to pages that are only shown: a link that is good once, and the session that it opens. It lies in memory
//! alone, and ends with the program.

use jishi_journal::{Hash, leaf_hash};
use std::sync::{Mutex, PoisonError};

/// A pass. Both of its secrets are drawn by whoever wires the server.
pub struct Pass {
    /// What the link's secret hashes to; none once it has been used.
    link: Mutex<Option<Hash>>,
    session: String,
    /// What the session's secret hashes to: secrets are compared by their hashes, which tell nothing by the time it takes.
    hash: Hash,
}

impl Pass {
    /// From two secrets that nobody can guess.
    #[must_use]
    pub fn new(link: &str, session: String) -> Self {
        Self { link: Mutex::new(Some(leaf_hash(link.as_bytes()))), hash: leaf_hash(session.as_bytes()), session }
    }

    /// The session that the link opens: once.
    pub(crate) fn open(&self, link: &str) -> Option<&str> {
        let mut known = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != Some(leaf_hash(link.as_bytes())) {
            return None;
        }
        *known = None;
        Some(&self.session)
    }

    /// Is it the session's secret, and has the link been used?
    pub(crate) fn admits(&self, session: &str) -> bool {
        let used = self.link.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        used && self.hash == leaf_hash(session.as_bytes())
    }
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pass(…)")
    }
}
