//! The store's fold of the journal: the site, and what the journal says beside it.

use crate::access::Access;
use crate::erasures::Gone;
use jishi_facts::{Entity, Event, Moves, Site, Stamp};

/// Everything folded from the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fold {
    pub site: Site,
    /// Whose keys must be gone.
    pub gone: Gone,
    /// Accounts and the ways into them.
    pub access: Access,
}

impl Fold {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.site.apply(stamp, event);
        self.apply_beside(stamp, event);
    }

    /// The same where nobody holds an earlier state.
    pub(crate) fn replay(&mut self, stamp: &Stamp, event: Event) {
        self.apply_beside(stamp, &event);
        self.site.replay(stamp, event);
    }

    /// The same of what moves the registers alone: nothing in them follows from what happened or was decided.
    pub(crate) fn replay_registers(&mut self, stamp: &Stamp, event: Event) {
        let moves = |entity: &Entity| match entity.moves() {
            Moves::Registers | Moves::Imports | Moves::Proposals => true,
            Moves::Activity | Moves::Decision | Moves::Nothing => false,
        };
        if event.touches(&self.site).iter().any(moves) {
            self.replay(stamp, event);
        } else {
            self.apply_beside(stamp, &event);
        }
    }

    /// The same of what the journal says beside the site, which a check asks for and no more.
    pub(crate) fn apply_beside(&mut self, stamp: &Stamp, event: &Event) {
        self.access.apply(stamp, event);
        self.gone.note(event);
    }
}
