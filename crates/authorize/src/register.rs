//! What rights are asked over: a site, and which of its records are about persons.

use jishi_facts::{Record, Site};
use jishi_pack::{Belongs, Library};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A site with what its packs say of its records.
#[derive(Clone, Copy, Debug)]
pub struct Register<'a> {
    /// The site.
    pub site: &'a Site,
    /// The kinds of records about persons.
    pub personal: &'a Personal,
}

/// The kinds of records that belong to persons (归属: 人员), as the packs name them: talks, training, reports.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Personal(Arc<BTreeSet<String>>);

impl Personal {
    /// The kinds that the packs of a site declare so.
    #[must_use]
    pub fn of(library: &Library) -> Self {
        let kinds = library.record_kinds.values().filter(|kind| kind.belongs == Belongs::Person);
        Self(Arc::new(kinds.map(|kind| kind.name.clone()).collect()))
    }

    /// The kinds, by name.
    #[must_use]
    pub fn kinds(&self) -> &BTreeSet<String> {
        &self.0
    }

    /// Is a record about persons alone? Its body then only says where they belong, and opens it to nobody.
    #[must_use]
    pub fn is_about(&self, record: &Record) -> bool {
        record.bodies.is_empty() || record.kinds.is_subset(&self.0)
    }
}
