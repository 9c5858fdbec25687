//! The part of a site that lies in a sight, built from what is wanted rather than by taking away.
//!
//! | what | in the part |
//! |---|---|
//! | a body that is seen | whole |
//! | a body above or beside one, or named by something seen | its name, its kind and its parent; like an external body it has no unit, so that nothing lists or judges it |
//! | a person who is seen | whole |
//! | whoever holds a post of a body seen, belongs to or took part in one whose names are known, or has to do with what is seen | the name |
//! | where a record that is seen was read | the names of the import's files and sheets |
//! | a record or item that is seen | whole where its body is open, or where it is about persons, one of whom is seen; else its coded fields and the text that names it |
//! | who took part | where the body's names are known; else only who is seen |
//!
//! An id in an item that has no entry among the people is somebody whom the viewer may not know.

use crate::Site;
use crate::sight::Sight;
use jishi_base::{BodyId, Map, PersonId, UnitId};
use jishi_facts::{
    Body, Holding, Item, Link, Membership, Person, PersonDetails, Post, Record, RecordText, RelationKind, Sealed, Subject, TITLE_FIELDS,
};
use std::collections::{BTreeMap, BTreeSet};

/// The part of `site` in `sight`. Doing it again changes nothing, and a wider sight gives no less.
#[must_use]
pub fn narrow(site: &Site, sight: &Sight) -> Site {
    if sight.is_whole() {
        return site.clone();
    }
    let cut = Cut { site, sight };
    let mut part = cut.facts();
    let (bodies, people) = (cut.bodies_named(&part), cut.people_named(&part));
    cut.bodies(&mut part, bodies);
    cut.people(&mut part, people);
    cut.units(&mut part);
    part
}

struct Cut<'a> {
    site: &'a Site,
    sight: &'a Sight,
}

impl Cut<'_> {
    /// Everything but the bodies, people and units, which follow from it.
    fn facts(&self) -> Site {
        let (site, sight) = (self.site, self.sight);
        let holdings: Map<_, _> = site.holdings.iter().filter(|(_, held)| self.shows_holding(held)).map(|(id, h)| (*id, h.clone())).collect();
        let held: BTreeSet<_> = holdings.values().map(|held| held.post).collect();
        let shows_post = |post: &Post| sight.bodies().contains(&post.body) || held.contains(&post.id);
        let within = |subject: Subject| sight.sees(site, subject);
        let records: Map<_, _> = site.records.iter().filter(|(_, r)| sight.extent().covers_record(r)).map(|(id, r)| (*id, self.record(r))).collect();
        let imports = records.values().filter_map(|record| record.source.as_ref()).map(|source| source.import).collect();
        Site {
            posts: site.posts.iter().filter(|(_, post)| shows_post(post)).map(|(id, post)| (*id, post.clone())).collect(),
            holdings,
            memberships: site.memberships.iter().filter(|m| self.shows_membership(m)).cloned().collect(),
            links: site.links.iter().filter(|(_, link)| within(link.from) || within(link.to)).map(|(id, link)| (*id, link.clone())).collect(),
            imports: site.imports.named(&imports),
            records,
            items: site.items.iter().filter(|(_, item)| sight.extent().covers_item(item)).map(|(id, i)| (*id, self.item(i))).collect(),
            waivers: site.waivers.iter().filter(|waiver| within(waiver.subject)).cloned().collect(),
            reasons: site.reasons.iter().filter(|reason| within(reason.subject)).cloned().collect(),
            extensions: site.extensions.iter().filter(|extension| within(extension.subject)).cloned().collect(),
            size: site.size,
            ..Site::default()
        }
    }

    /// Who holds a post of a body seen is no secret; nor which posts a person seen holds.
    fn shows_holding(&self, held: &Holding) -> bool {
        let of_body = || self.site.posts.get(&held.post).is_some_and(|post| self.sight.bodies().contains(&post.body));
        self.sight.people().contains(&held.person) || of_body()
    }

    /// A list of members names nobody who is restricted; that a post is not vacant is no secret.
    fn shows_membership(&self, membership: &Membership) -> bool {
        if self.site.people.get(&membership.person).is_some_and(|person| person.details.is_held()) {
            return false;
        }
        self.sight.names(membership.body) || self.sight.people().contains(&membership.person)
    }

    /// A record as far as its bodies are open and their names known.
    fn record(&self, record: &Record) -> Record {
        let (sight, mut shown) = (self.sight, record.clone());
        // It is about its people, one of whom is seen.
        let personal = sight.personal().is_about(record);
        let named = if personal { sight.names_others() } else { record.bodies.iter().any(|body| sight.names(*body)) };
        if !named {
            shown.people.values_mut().for_each(|people| people.retain(|person| sight.people().contains(person)));
            shown.people.retain(|_, people| !people.is_empty());
        }
        if !personal && !record.bodies.iter().any(|body| sight.opens(*body)) {
            keep_title(&mut shown.text);
        }
        shown
    }

    fn item(&self, item: &Item) -> Item {
        let mut shown = item.clone();
        if !self.knows_item(item) {
            keep_title(&mut shown.text);
        }
        shown
    }

    /// Is the item of an open body, or one's own?
    fn knows_item(&self, item: &Item) -> bool {
        self.sight.opens(item.body) || (item.owner.is_some() && item.owner == self.sight.own())
    }

    /// The bodies that the part speaks of without seeing them, and all above those and the ones seen.
    fn bodies_named(&self, part: &Site) -> BTreeSet<BodyId> {
        let subject = |subject: Subject| match subject {
            Subject::Body(id) => Some(id),
            Subject::Post(id) => Some(self.site.posts.get(&id)?.body),
            Subject::Person(_) => None,
        };
        let mut named: BTreeSet<BodyId> = self.sight.bodies().clone();
        named.extend(self.sight.bodies().iter().filter_map(|id| self.site.bodies.get(id)).flat_map(|body| &body.relations).map(|r| r.to));
        named.extend(part.posts.values().map(|post| post.body));
        named.extend(part.memberships.iter().map(|membership| membership.body));
        named.extend(part.records.values().flat_map(|record| &record.bodies));
        named.extend(part.items.values().map(|item| item.body));
        named.extend(part.links.values().flat_map(|link| [link.from, link.to]).filter_map(subject));
        named.extend(part.extensions.iter().map(|extension| extension.approved_by));
        let mut next: Vec<BodyId> = named.iter().copied().collect();
        while let Some(body) = next.pop() {
            let relations = self.site.bodies.get(&body).into_iter().flat_map(|body| &body.relations);
            let above = relations.filter(|r| r.kind == RelationKind::Subordinate).map(|r| r.to);
            next.extend(above.filter(|parent| named.insert(*parent)));
        }
        named
    }

    /// The people whose names the part needs, and those who are seen.
    fn people_named(&self, part: &Site) -> BTreeSet<PersonId> {
        let mut named: BTreeSet<PersonId> = self.sight.people().clone();
        named.extend(part.holdings.values().map(|held| held.person));
        named.extend(part.memberships.iter().map(|membership| membership.person));
        named.extend(part.records.values().flat_map(|record| record.people.values().flatten()));
        let items = part.items.values().filter(|item| self.sight.names(item.body) || self.knows_item(item));
        named.extend(items.flat_map(|item| [item.owner, item.closed_by, item.verified_by]).flatten());
        named.extend(part.waivers.iter().map(|waiver| waiver.by));
        named.extend(part.links.values().flat_map(people_of_link));
        named
    }

    fn bodies(&self, part: &mut Site, named: BTreeSet<BodyId>) {
        let seen = |body: &Body| if self.sight.bodies().contains(&body.id) { body.clone() } else { bare(body) };
        part.bodies = named.into_iter().filter_map(|id| Some((id, seen(self.site.bodies.get(&id)?)))).collect();
    }

    fn people(&self, part: &mut Site, named: BTreeSet<PersonId>) {
        let seen = |person: &Person| if self.sight.people().contains(&person.id) { person.clone() } else { name_only(person) };
        part.people = named.into_iter().filter_map(|id| Some((id, seen(self.site.people.get(&id)?)))).collect();
    }

    /// The units of what is seen, by name, with the ledgers they keep.
    fn units(&self, part: &mut Site) {
        let mut units: BTreeSet<UnitId> = self.sight.units().clone();
        units.extend(part.bodies.values().filter_map(|body| body.unit));
        units.extend(self.sight.people().iter().filter_map(|id| Some(self.site.people.get(id)?.unit)));
        part.uptakes = self.site.uptakes.iter().filter(|uptake| units.contains(&uptake.unit)).cloned().collect();
        part.units = units.into_iter().filter_map(|id| Some((id, self.site.units.get(&id)?.clone()))).collect();
    }
}

fn people_of_link(link: &Link) -> impl Iterator<Item = PersonId> + use<> {
    [link.from, link.to].into_iter().filter_map(|subject| if let Subject::Person(id) = subject { Some(id) } else { None })
}

/// A body as one who does not see it may know it.
fn bare(body: &Body) -> Body {
    let relations = body.relations.iter().filter(|r| r.kind == RelationKind::Subordinate).cloned().collect();
    Body { unit: None, relations, terms: Vec::new(), entries: BTreeMap::new(), source: None, ..body.clone() }
}

/// A person as one who knows only the name.
fn name_only(person: &Person) -> Person {
    let details = match &person.details {
        Sealed::Open(details) => Sealed::Open(PersonDetails { name: details.name.clone(), ..PersonDetails::default() }),
        // Not even kept: whoever sees this part has no more of it than is shown.
        Sealed::Held(_) => Sealed::Held(PersonDetails::default()),
        Sealed::Erased => Sealed::Erased,
    };
    Person { id: person.id, unit: person.unit, blind: None, details, source: None, version: person.version }
}

/// Of free text, which carries names, only what the record is called by.
fn keep_title(text: &mut Sealed<RecordText>) {
    if let Sealed::Open(fields) = text {
        let title = TITLE_FIELDS.iter().find(|key| fields.contains_key(**key)).copied();
        fields.retain(|key, _| Some(key.as_str()) == title);
    }
}
