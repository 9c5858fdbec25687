//! What rights are asked over: a site, and which of its records are about persons.

use jishi_facts::{Record, Site};
use crate::table::shipped;
use jishi_pack::{Belongs, BodyKind, Library, Right};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A site with what its packs say of its records.
#[derive(Clone, Copy, Debug)]
pub struct Register<'a> {
    /// The site.
    pub site: &'a Site,
    /// The kinds of records about persons.
    pub personal: &'a Personal,
}

/// What the packs of a site say of its records, as far as rights ask.
///
/// The default is what the packs say that are shipped, of rights alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Personal(Arc<Said>);

#[derive(PartialEq, Eq, Debug)]
struct Said {
    /// The table of rights.
    rights: Arc<[Right]>,
    /// The kinds of records that belong to persons (归属: 人员): talks, training, reports.
    kinds: BTreeSet<String>,
    /// The text fields that may name a record.
    titles: Vec<String>,
    /// The kinds of bodies.
    bodies: BTreeMap<String, BodyKind>,
}

impl Default for Personal {
    fn default() -> Self {
        Self::of(&Library::default())
    }
}

impl Personal {
    /// What these packs say.
    #[must_use]
    pub fn of(library: &Library) -> Self {
        let kinds = library.record_kinds.values().filter(|kind| kind.belongs == Belongs::Person);
        // A library without a table is built by hand: a site's has at least the packs that are shipped.
        let rights = if library.rights.is_empty() { shipped().clone() } else { library.rights.clone().into() };
        Self(Arc::new(Said { rights, kinds: kinds.map(|kind| kind.name.clone()).collect(), titles: library.titles().to_vec(), bodies: library.body_kinds.clone() }))
    }

    /// The table of rights, in its written order.
    #[must_use]
    pub fn rights(&self) -> &[Right] {
        &self.0.rights
    }

    /// Does a right speak of a post: of its own, or of the one whose work its holder does?
    pub(crate) fn is_for_post(&self, right: &Right, kind: &str, title: &str) -> bool {
        right.is_for_post(kind, self.0.bodies.get(kind).map_or(title, |kind| kind.office(title)))
    }

    /// The kinds of records that belong to persons, by name.
    #[must_use]
    pub fn kinds(&self) -> &BTreeSet<String> {
        &self.0.kinds
    }

    /// The text fields that may name a record, the first that is there.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.0.titles
    }

    /// Is a record about persons alone? Its body then only says where they belong, and opens it to nobody.
    #[must_use]
    pub fn is_about(&self, record: &Record) -> bool {
        record.bodies.is_empty() || record.kinds.iter().all(|kind| self.0.kinds.contains(kind.as_str()))
    }
}
