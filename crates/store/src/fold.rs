//! The store's fold of the journal: the site, and what the journal says beside it.

use crate::access::Access;
use crate::erasures::Gone;
use crate::staging::Stagings;
use jishi_base::{ImportId, Map, UnitId};
use jishi_facts::{Entity, Event, KeyOwner, Moves, Site, Stamp};

/// Everything folded from the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fold {
    pub site: Site,
    /// Whose keys must be gone.
    pub gone: Gone,
    /// Accounts and the ways into them.
    pub access: Access,
    /// What is written and not true yet.
    pub staged: Stagings,
}

impl Fold {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        let published = self.settle_staged(stamp, event);
        if !published.is_empty() {
            self.site.apply_staged(published.iter().map(|(seq, event)| (*seq, event)), stamp);
        }
        self.site.apply(stamp, event);
        self.apply_beside(stamp, event);
    }

    /// The same where nobody holds an earlier state.
    pub(crate) fn replay(&mut self, stamp: &Stamp, event: Event) {
        self.replay_such(stamp, event, |_, _| true);
    }

    /// The same of what moves the registers alone: nothing in them follows from what happened or was decided.
    pub(crate) fn replay_registers(&mut self, stamp: &Stamp, event: Event) {
        self.replay_such(stamp, event, |event, site| event.touches(site).iter().any(moves_registers));
    }

    fn replay_such(&mut self, stamp: &Stamp, event: Event, such: impl Fn(&Event, &Site) -> bool) {
        for (seq, event) in self.settle_staged(stamp, &event).iter() {
            if such(event, &self.site) {
                self.site.replay_staged(*seq, event.clone(), stamp);
            }
        }
        self.apply_beside(stamp, &event);
        if such(&event, &self.site) {
            self.site.replay(stamp, event);
        }
    }

    /// Puts an event aside until its import is published.
    pub(crate) fn stage(&mut self, import: ImportId, stamp: &Stamp, event: Event) {
        self.staged.stage(import, stamp, event);
        self.site.pass(stamp);
    }

    /// What an event makes of what is staged. Gives what becomes true with it.
    fn settle_staged(&mut self, stamp: &Stamp, event: &Event) -> Map<u64, Event> {
        let erased = event.erases();
        if !erased.is_empty() {
            self.staged.erase(&erased);
        }
        if let Event::ImportAbandoned { import, .. } = event {
            self.staged.abandon(*import, stamp.seq);
        }
        if let Event::ImportPublished { import, .. } = event { self.staged.publish(*import) } else { Map::default() }
    }

    /// The unit of whom a content belongs to, seen from an event that is true, or is staged for an import.
    pub(crate) fn unit_of_owner(&self, owner: KeyOwner, staged: Option<ImportId>) -> Option<UnitId> {
        staged.and_then(|import| self.staged.unit_of(import, owner)).or_else(|| self.site.unit_of_owner(owner))
    }

    /// Is there somebody, or would there be, whose contents need a key?
    pub(crate) fn needs(&self, owner: KeyOwner) -> bool {
        let KeyOwner::Person(person) = owner else { return !self.gone.has(owner) };
        !self.gone.has(owner) && (self.site.people.contains_key(&person) || self.staged.brings(person))
    }

    /// The same of what the journal says beside the site, which a check asks for and no more.
    pub(crate) fn apply_beside(&mut self, stamp: &Stamp, event: &Event) {
        self.access.apply(stamp, event);
        self.gone.note(event);
    }
}

/// With an import come the registers that it brought, or give way again; with a proposal a person may go.
fn moves_registers(entity: &Entity) -> bool {
    match entity.moves() {
        Moves::Registers | Moves::Imports | Moves::Proposals => true,
        Moves::Activity | Moves::Decision | Moves::Nothing => false,
    }
}
