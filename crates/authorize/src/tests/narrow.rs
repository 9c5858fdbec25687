//! The part of a site that lies in a sight, as a copy built from what is wanted: what [`crate::Seen`] shows entry by entry, but for
//! fields with readers of their own. The lens is held to it.
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
use jishi_base::{BodyId, Map, PersonId, Slim, UnitId};
use jishi_facts::{
    Body, Holding, Item, Ledger, Link, Membership, Person, Post, Profile, Record, RelationKind, Sealed, Subject, Texts,
};
use std::collections::BTreeSet;
use std::sync::Arc;

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
        let holdings: Map<_, Holding> = site.holdings.entries().filter(|(_, held)| self.shows_holding(held)).map(|(id, h)| (*id, h.clone())).collect();
        let held: BTreeSet<_> = holdings.values().map(|held| held.post).collect();
        let shows_post = |post: &Post| sight.bodies().contains(&post.body) || held.contains(&post.id);
        let within = |subject: Subject| sight.sees(site, subject);
        let records: Map<_, Record> = self.records_at_hand().filter(|r| sight.extent().covers_record(r)).map(|r| (r.id, self.record(&r))).collect();
        let imports = records.values().filter_map(|record| record.source.as_ref()).map(|source| source.import).collect();
        Site {
            posts: site.posts.entries().filter(|(_, post)| shows_post(post)).map(|(id, post)| (*id, post.clone())).collect(),
            holdings,
            memberships: site.memberships.entries().filter(|m| self.shows_membership(m)).cloned().collect(),
            links: site.links.entries().filter(|(_, link)| within(link.from) || within(link.to)).map(|(id, link)| (*id, link.clone())).collect(),
            imports: site.imports.named(&imports),
            ties: site.ties.over(&records),
            records,
            items: site.items.entries().filter(|(_, item)| sight.extent().covers_item(item)).map(|(id, i)| (*id, self.item(i))).collect(),
            waivers: site.waivers.entries().filter(|waiver| within(waiver.subject)).cloned().collect(),
            reasons: site.reasons.entries().filter(|reason| within(reason.subject)).cloned().collect(),
            extensions: site.extensions.entries().filter(|extension| within(extension.subject)).cloned().collect(),
            moved: site.moved.clone(),
            size: site.size,
            ..Site::default()
        }
    }

    /// The records among which those that are seen must be: of the units of what is seen.
    fn records_at_hand(&self) -> Box<dyn Iterator<Item = Arc<Record>> + '_> {
        let bodies = self.sight.bodies().iter().map(|body| Subject::Body(*body));
        let people = self.sight.people().iter().chain(self.sight.own().as_ref()).map(|person| Subject::Person(*person)).collect::<Vec<_>>();
        let units: Option<BTreeSet<UnitId>> = bodies.chain(people).map(|subject| self.site.unit_of(subject)).collect();
        match units {
            Some(units) => Box::new(self.site.records_about(&units).into_iter().filter_map(|record| self.site.records.shared(&record.id))),
            // Bodies outside the site have no unit under which their records are filed.
            None => Box::new(self.site.records.entries().map(|(_, record)| record.clone())),
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

    /// A record as far as its bodies are open and their names known; the very same where nothing has to go.
    fn record(&self, record: &Arc<Record>) -> Arc<Record> {
        let sight = self.sight;
        // It is about its people, one of whom is seen.
        let personal = sight.personal().is_about(record);
        let named = if personal { sight.names_others() } else { record.bodies.iter().any(|body| sight.names(*body)) };
        let open = personal || record.bodies.iter().any(|body| sight.opens(*body));
        if named && open {
            return record.clone();
        }
        let mut shown = Record::clone(record);
        if !named {
            shown.people.values_mut().for_each(|people| *people = people.iter().filter(|person| sight.people().contains(*person)).copied().collect());
            shown.people.retain(|_, people| !people.is_empty());
        }
        if !open {
            keep_title(&mut shown.text, sight.personal().titles());
        }
        Arc::new(shown)
    }

    fn item(&self, item: &Arc<Item>) -> Arc<Item> {
        if self.knows_item(item) {
            return item.clone();
        }
        let mut shown = Item::clone(item);
        keep_title(&mut shown.text, self.sight.personal().titles());
        Arc::new(shown)
    }

    /// Is the item of an open body, or one's own?
    fn knows_item(&self, item: &Item) -> bool {
        self.sight.opens(item.body) || (item.owner.is_some() && item.owner == self.sight.own())
    }

    /// The bodies that are seen, those that the part speaks of, and all above them.
    fn bodies_named(&self, part: &Site) -> BTreeSet<BodyId> {
        let seen = self.sight.bodies().iter();
        let related = seen.clone().filter_map(|id| self.site.bodies.get(id)).flat_map(|body| &body.relations).map(|r| r.to);
        let named = seen.copied().chain(related).chain(self.bodies_spoken_of(part)).collect();
        self.with_above(named)
    }

    /// The bodies that what is in the part speaks of, and all above them.
    fn bodies_spoken_of(&self, part: &Site) -> BTreeSet<BodyId> {
        let subject = |subject: Subject| match subject {
            Subject::Body(id) => Some(id),
            Subject::Post(id) => Some(self.site.posts.get(&id)?.body),
            Subject::Person(_) => None,
        };
        let mut named: BTreeSet<BodyId> = part.posts.values().map(|post| post.body).collect();
        named.extend(part.memberships.iter().map(|membership| membership.body));
        named.extend(part.records.values().flat_map(|record| &record.bodies));
        named.extend(part.items.values().map(|item| item.body));
        named.extend(part.links.values().flat_map(|link| [link.from, link.to]).filter_map(subject));
        named.extend(part.extensions.iter().map(|extension| extension.approved_by));
        self.with_above(named)
    }

    fn with_above(&self, mut named: BTreeSet<BodyId>) -> BTreeSet<BodyId> {
        let mut next: Vec<BodyId> = named.iter().copied().collect();
        while let Some(body) = next.pop() {
            let relations = self.site.bodies.get(&body).into_iter().flat_map(|body| &body.relations);
            let above = relations.filter(|r| r.kind == RelationKind::Subordinate).map(|r| r.to);
            next.extend(above.filter(|parent| named.insert(*parent)));
        }
        named
    }

    /// The people who are seen, and those whose names the part needs.
    fn people_named(&self, part: &Site) -> BTreeSet<PersonId> {
        let mut named = self.people_spoken_of(part);
        named.extend(self.sight.people());
        named
    }

    fn people_spoken_of(&self, part: &Site) -> BTreeSet<PersonId> {
        let mut named: BTreeSet<PersonId> = part.holdings.values().map(|held| held.person).collect();
        named.extend(part.memberships.iter().map(|membership| membership.person));
        named.extend(part.records.values().flat_map(|record| record.people.values().flatten()));
        let items = part.items.values().filter(|item| self.sight.names(item.body) || self.knows_item(item));
        named.extend(items.flat_map(|item| [item.owner, item.closed_by, item.verified_by]).flatten());
        named.extend(part.waivers.iter().map(|waiver| waiver.by));
        named.extend(part.links.values().flat_map(people_of_link));
        named
    }

    fn body(&self, body: Arc<Body>) -> Arc<Body> {
        if self.sight.bodies().contains(&body.id) { body } else { Arc::new(bare(&body)) }
    }

    fn person(&self, person: Arc<Person>) -> Arc<Person> {
        if self.sight.people().contains(&person.id) { person } else { Arc::new(name_only(&person)) }
    }

    fn bodies(&self, part: &mut Site, named: BTreeSet<BodyId>) {
        part.bodies = named.into_iter().filter_map(|id| Some((id, self.body(self.site.bodies.shared(&id)?)))).collect();
    }

    fn people(&self, part: &mut Site, named: BTreeSet<PersonId>) {
        part.people = named.into_iter().filter_map(|id| Some((id, self.person(self.site.people.shared(&id)?)))).collect();
    }

    /// The units of what is seen, by name, with the ledgers they keep.
    fn units(&self, part: &mut Site) {
        let mut units: BTreeSet<UnitId> = self.sight.units().clone();
        units.extend(part.bodies.values().filter_map(|body| body.unit));
        units.extend(self.sight.people().iter().filter_map(|id| Some(self.site.people.get(id)?.unit)));
        let shown = |ledger: &Ledger| units.contains(&ledger.unit) && ledger.body.is_none_or(|body| part.bodies.contains_key(&body));
        part.uptakes = self.site.uptakes.entries().filter(|(ledger, _)| shown(ledger)).map(|(ledger, from)| (ledger.clone(), from.clone())).collect();
        part.units = units.into_iter().filter_map(|id| Some((id, self.site.units.shared(&id)?))).collect();
    }
}

fn people_of_link(link: &Link) -> impl Iterator<Item = PersonId> + use<> {
    [link.from, link.to].into_iter().filter_map(|subject| if let Subject::Person(id) = subject { Some(id) } else { None })
}

/// A body as one who does not see it may know it.
fn bare(body: &Body) -> Body {
    let relations = body.relations.iter().filter(|r| r.kind == RelationKind::Subordinate).cloned().collect();
    Body { unit: None, relations, terms: Vec::new(), entries: Slim::new(), source: None, ..body.clone() }
}

/// A person as one who knows only the name.
fn name_only(person: &Person) -> Person {
    let details = match &person.details {
        Sealed::Open(details) => Sealed::Open(Profile::named(&details.name)),
        // Not even kept: whoever sees this part has no more of it than is shown.
        Sealed::Held(_) => Sealed::Held(Profile::named("")),
        Sealed::Erased => Sealed::Erased,
    };
    Person { id: person.id, unit: person.unit, blind: None, details, source: None, version: person.version }
}

/// Of free text, which carries names, only what the record is called by.
fn keep_title(text: &mut Sealed<Texts>, titles: &[String]) {
    if let Sealed::Open(Texts { marks, .. }) = text {
        let title = titles.iter().find(|key| marks.contains_key(*key));
        marks.retain(|key, _| title.is_some_and(|title| key == title));
    }
}
