//! What rights are asked over: a site, and which of its records are about persons.

use jishi_facts::{Record, Site};
use crate::table::shipped;
use jishi_pack::{Belongs, BodyKind, BodyMeaning, Keeping, Library, Right};
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
    /// The fields that are kept closely anywhere, by name.
    closely: BTreeMap<String, Kept>,
}

/// How a field of one name is kept.
#[derive(PartialEq, Eq, Debug, Default)]
struct Kept {
    /// In the kinds of records that have it.
    in_kind: BTreeMap<String, Keeping>,
    /// In all others.
    elsewhere: Keeping,
}

impl Kept {
    fn closely(library: &Library) -> BTreeMap<String, Self> {
        let fields = || library.record_kinds.values().flat_map(|kind| kind.fields.iter().map(move |field| (&kind.name, field)));
        let shared = library.shared_fields.iter().filter(|(_, field)| field.label.is_closed()).map(|(name, _)| name);
        let names: BTreeSet<&String> = fields().filter(|(_, field)| field.label.is_closed()).map(|(_, field)| &field.name).chain(shared).collect();
        let mut closely: BTreeMap<String, Self> = names.into_iter().map(|name| (name.clone(), Self { elsewhere: library.keeping::<String>([], name), ..Self::default() })).collect();
        for (kind, field) in fields() {
            if let Some(kept) = closely.get_mut(&field.name) {
                kept.in_kind.insert(kind.clone(), library.keeping([kind], &field.name));
            }
        }
        closely
    }

    fn of(&self, record: &Record) -> Keeping {
        record.kinds.iter().filter_map(|kind| self.in_kind.get(kind.as_str())).copied().reduce(Keeping::and).unwrap_or(self.elsewhere)
    }
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
        Self(Arc::new(Said {
            rights, kinds: kinds.map(|kind| kind.name.clone()).collect(), titles: library.titles().to_vec(), bodies: library.body_kinds.clone(),
            closely: Kept::closely(library),
        }))
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

    /// How a record's field is kept, where that is closely: as [`Library::keeping`] says.
    #[must_use]
    pub fn keeping(&self, record: &Record, field: &str) -> Option<Keeping> {
        self.0.closely.get(field).map(|kept| kept.of(record)).filter(|keeping| keeping.label.is_closed())
    }

    /// Do bodies of this kind keep discipline?
    pub(crate) fn keeps_discipline(&self, kind: &str) -> bool {
        self.0.bodies.get(kind).is_some_and(|kind| kind.meaning == Some(BodyMeaning::Discipline))
    }

    /// Is a record about persons alone? Its body then only says where they belong, and opens it to nobody.
    #[must_use]
    pub fn is_about(&self, record: &Record) -> bool {
        record.bodies.is_empty() || record.kinds.iter().all(|kind| self.0.kinds.contains(kind.as_str()))
    }
}
