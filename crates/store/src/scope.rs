//! Whose site is read: a question to the store takes a [`Scope`], and nobody outside can make one.
//!
//! ```compile_fail
//! # fn ask(store: &jishi_store::Store) {
//! store.view(); // A question without a scope is no question.
//! # }
//! ```
//! ```compile_fail
//! let scope = jishi_store::Scope(()); // Its content is private.
//! ```
//! ```no_run
//! # fn ask(store: &jishi_store::Store) {
//! let scope = store.owner_on_this_machine();
//! store.view(&scope);
//! # }
//! ```
//!
//! There is one scope, that of the site's owner: what anybody else sees is decided over the whole, by the lens of
//! `jishi_authorize`, and no part of the site is copied for it.

use crate::fold::Fold;
use jishi_facts::Site;
use std::ops::Deref;
use std::sync::Arc;

/// The right to read the whole site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope(());

impl Scope {
    pub(crate) fn whole() -> Self {
        Self(())
    }
}

/// The site as seen from a scope, at one point of the journal. Cheap to clone; do not keep it for long.
#[derive(Clone, Debug)]
pub struct View {
    fold: Arc<Fold>,
}

impl View {
    pub(crate) fn of(fold: Arc<Fold>) -> Self {
        Self { fold }
    }
}

impl Deref for View {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.fold.site
    }
}
