//! What is left of an entry that is shown in part.

use crate::Site;
use crate::sight::Sight;
use jishi_base::{Atom, Slim, UnitId};
use jishi_facts::{Body, Item, Person, Profile, Record, RelationKind, Sealed, Subject, Texts};
use jishi_pack::{Keeping, Readers};
use std::collections::BTreeSet;

/// A body as one who does not see it may know it.
pub(super) fn bare(body: &Body) -> Body {
    let relations = body.relations.iter().filter(|r| r.kind == RelationKind::Subordinate).cloned().collect();
    Body { unit: None, relations, terms: Vec::new(), entries: Slim::new(), source: None, ..body.clone() }
}

/// A person as one who knows only the name.
pub(super) fn name_only(person: &Person) -> Person {
    let details = match &person.details {
        Sealed::Open(details) => Sealed::Open(Profile::named(&details.name)),
        // Not even kept: the viewer has no more of it than is shown.
        Sealed::Held(_) => Sealed::Held(Profile::named("")),
        Sealed::Erased => Sealed::Erased,
    };
    Person { id: person.id, unit: person.unit, blind: None, details, source: None, version: person.version }
}

/// An item with the text that it is called by, and no other.
pub(super) fn titled(item: &Item, titles: &[String]) -> Item {
    let mut shown = item.clone();
    keep_title(&mut shown.text, titles, |_| false);
    shown
}

/// Of free text, which carries names, only what the record is called by, and what is the viewer's to read anyway.
fn keep_title(text: &mut Sealed<Texts>, titles: &[String], theirs: impl Fn(&str) -> bool) {
    if let Sealed::Open(Texts { marks, .. }) = text {
        let title = titles.iter().find(|key| marks.contains_key(*key)).cloned();
        marks.retain(|key, _| title.as_ref().is_some_and(|title| key == title) || theirs(key));
    }
}

impl Sight {
    /// The record without what the viewer may not see of it; `None` where nothing has to go.
    pub(crate) fn without_hidden(&self, site: &Site, record: &Record) -> Option<Record> {
        // It is about its people, one of whom is seen.
        let personal = self.personal().is_about(record);
        let named = self.is_whole() || if personal { self.names_others() } else { record.bodies.iter().any(|body| self.names(*body)) };
        let open = self.is_whole() || personal || record.bodies.iter().any(|body| self.opens(*body));
        let hidden: BTreeSet<&str> = self.fields_hidden(site, record, open);
        if named && open && hidden.is_empty() {
            return None;
        }
        let mut shown = record.clone();
        shown.fields.retain(|name, _| !hidden.contains(name.as_str()));
        shown.people.retain(|role, _| !hidden.contains(role.as_str()));
        if let Sealed::Open(text) = &mut shown.text {
            text.marks.retain(|name, _| !hidden.contains(name.as_str()));
        }
        if !named {
            shown.people.values_mut().for_each(|people| *people = people.iter().filter(|person| self.people().contains(*person)).copied().collect());
            shown.people.retain(|_, people| !people.is_empty());
        }
        if !open {
            let readers = |field: &str| self.personal().keeping(record, field).filter(|keeping| keeping.readers != Readers::Record);
            keep_title(&mut shown.text, self.personal().titles(), |field| readers(field).is_some() && !hidden.contains(field));
        }
        Some(shown)
    }

    /// The fields of a record that are kept closely, and not for the viewer to read.
    fn fields_hidden<'r>(&self, site: &Site, record: &'r Record, open: bool) -> BTreeSet<&'r str> {
        let text = record.text.open().into_iter().flat_map(|text| text.marks.keys());
        let names = record.fields.keys().chain(record.people.keys()).chain(text);
        let hidden = |name: &&Atom| self.personal().keeping(record, name).is_some_and(|keeping| !self.reads(site, record, keeping, open));
        names.filter(hidden).map(|name| name.as_str()).collect()
    }

    /// Is the viewer one of those who may read a field that is kept so, of a record that is seen?
    fn reads(&self, site: &Site, record: &Record, keeping: Keeping, open: bool) -> bool {
        match keeping.readers {
            Readers::Record => open,
            Readers::Attendance => record.bodies.iter().any(|body| self.keeps_attendance(*body)),
            Readers::Parties => self.own().is_some_and(|own| record.people.values().flatten().any(|person| *person == own)),
            Readers::Discipline => self.keeps_discipline().is_some_and(|unit| is_of(site, record, unit)),
        }
    }
}

/// Is a record of a body of this unit, or where it has none of its people?
fn is_of(site: &Site, record: &Record, unit: UnitId) -> bool {
    let of = |subject| site.unit_of(subject) == Some(unit);
    match &**record.bodies {
        [] => record.people.values().flatten().any(|person| of(Subject::Person(*person))),
        bodies => bodies.iter().any(|body| of(Subject::Body(*body))),
    }
}
