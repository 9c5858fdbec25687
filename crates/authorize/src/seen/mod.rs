//! A lens over the one state of a site: what a viewer may see of it, answered by id and by list for the price of what is asked.
//!
//! | what | through the lens |
//! |---|---|
//! | a body that is seen | whole |
//! | a body above or beside one, or named by something seen | its name, its kind and its parent; like an external body it has no unit, so that nothing lists or judges it |
//! | a person who is seen | whole |
//! | who holds a post of a body seen, belongs to or took part in one whose names are known, or has to do with what is seen | the name |
//! | where a record that is seen was read | the names of the import's file and sheet |
//! | a record or item that is seen | whole where its body is open, or where it is about persons, one of whom is seen; else its coded fields and the text that names it |
//! | a field of a record that is kept closely | where the viewer is one of its readers (可看), whatever else is seen |
//! | who took part | where the body's names are known; else only who is seen |
//!
//! An id in an item that has no entry among the people is somebody whom the viewer may not know. Nothing is copied but what is
//! asked for and shown in part; that stays with the lens, which is made anew for each request ([`Seen::again`]).

mod activity;
mod masked;
mod opened;
mod registers;
mod spoken;
mod standing;

use crate::Site;
use crate::actor::Resource;
use crate::extent::Extent;
use crate::sight::Sight;
use elsa::sync::FrozenBTreeMap;
use jishi_base::{BodyId, ItemId, PersonId, RecordId, UnitId};
use jishi_facts::{Body, Contents, Item, Person, Record, Subject};
use opened::Opened;
use standing::Standing;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// What a viewer may see of one state of a site. The state itself is nobody's but the lens's.
pub struct Seen {
    site: Arc<Site>,
    sight: Arc<Sight>,
    standing: Arc<Standing>,
    made: Made,
    opened: Opened,
}

/// What was asked for and could not be given as it is.
#[derive(Default)]
struct Made {
    records: FrozenBTreeMap<RecordId, Box<Record>>,
    items: FrozenBTreeMap<ItemId, Box<Item>>,
    bodies: FrozenBTreeMap<BodyId, Box<Body>>,
    people: FrozenBTreeMap<PersonId, Box<Person>>,
    /// Whom the records of a unit name.
    named_in: FrozenBTreeMap<UnitId, Box<Named>>,
    /// Whom items and waivers name.
    decided: OnceLock<BTreeSet<PersonId>>,
    /// The bodies that records, items and extensions speak of, and all above them.
    bodies_spoken_of: OnceLock<BTreeSet<BodyId>>,
}

/// People who are named.
struct Named(BTreeSet<PersonId>);

impl fmt::Debug for Seen {
    /// Of what it shows nothing: it may stand in the words of an error.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Seen").finish_non_exhaustive()
    }
}

impl Seen {
    /// A state of a site in a sight of it, and what it holds sealed.
    #[must_use]
    pub fn new(site: Arc<Site>, sight: Arc<Sight>, contents: Arc<dyn Contents>) -> Self {
        let standing = Arc::new(Standing::of(&site, &sight));
        Self { site, sight, standing, made: Made::default(), opened: Opened::new(contents) }
    }

    /// The same lens with nothing looked at yet.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { site: self.site.clone(), sight: self.sight.clone(), standing: self.standing.clone(), made: Made::default(), opened: self.opened.again() }
    }

    /// The same sight of a later state that has the same registers.
    #[must_use]
    pub fn over(&self, site: Arc<Site>) -> Self {
        Self { site, ..self.again() }
    }

    /// What is seen.
    #[must_use]
    pub fn sight(&self) -> &Arc<Sight> {
        &self.sight
    }

    /// Is everything seen, but for fields with readers of their own?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.sight.is_whole()
    }

    /// Is a body seen, and not only its name known?
    #[must_use]
    pub fn sees_body(&self, id: BodyId) -> bool {
        self.is_whole() || self.sight.bodies().contains(&id)
    }

    /// Is a person seen, and not only the name known?
    #[must_use]
    pub fn sees_person(&self, id: PersonId) -> bool {
        self.is_whole() || self.sight.people().contains(&id)
    }

    /// Does something that is seen lie in a reach as well?
    #[must_use]
    pub fn lies_in(&self, reach: &Extent, resource: Resource) -> bool {
        reach.covers(&self.site, resource)
    }

    /// Number of events folded into the state.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.site.size
    }

    /// Is a subject seen, with its duties?
    #[must_use]
    pub fn sees(&self, subject: Subject) -> bool {
        self.sight.sees(&self.site, subject)
    }
}

/// What was made of a key; makes it where nobody asked before.
fn made<K: Ord + Copy, V>(all: &FrozenBTreeMap<K, Box<V>>, key: K, make: impl FnOnce() -> V) -> &V {
    all.get(&key).unwrap_or_else(|| all.insert(key, Box::new(make())))
}
