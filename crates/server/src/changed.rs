//! Which units must be judged again after the site has changed.

use jishi_base::{BodyId, Map, UnitId};
use jishi_facts::{Item, Record, Site, Subject};
use std::collections::BTreeSet;

/// The units whose duties can stand otherwise than before; `None` where the registers changed, which may touch any.
///
/// Records and items touch the units of their bodies and people, and of every body above them: a superior may owe it to
/// reach all that is below.
#[must_use]
pub fn changed_units(old: &Site, new: &Site) -> Option<BTreeSet<UnitId>> {
    // Each part by its name: one that is added says here what it touches, or nothing compiles. What an import changed is in
    // the parts themselves.
    let Site {
        units, bodies, people, memberships, posts, holdings, links, records, items, uptakes, waivers, reasons, extensions,
        imports: _, proposals: _, plain: _, moved: _, ties: _, size: _, changed: _,
    } = old;
    let registers_stand = *units == new.units
        && *bodies == new.bodies
        && *people == new.people
        && *memberships == new.memberships
        && *posts == new.posts
        && *holdings == new.holdings
        && *links == new.links
        && *uptakes == new.uptakes
        && *waivers == new.waivers
        && *reasons == new.reasons
        && *extensions == new.extensions;
    if !registers_stand {
        return None;
    }
    let records = differing(records, &new.records, |record| record.version);
    let items = differing(items, &new.items, |item| item.version);
    let subjects = records.into_iter().flat_map(of_record).chain(items.into_iter().flat_map(of_item));
    let mut units = BTreeSet::new();
    let mut bodies: Vec<BodyId> = Vec::new();
    for subject in subjects {
        units.extend(new.unit_of(subject));
        if let Subject::Body(body) = subject {
            bodies.push(body);
        }
        if let Subject::Person(person) = subject {
            bodies.extend(new.memberships.iter().filter(|m| m.person == person).map(|m| m.body));
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(body) = bodies.pop() {
        if seen.insert(body) {
            units.extend(new.unit_of(Subject::Body(body)));
            bodies.extend(new.bodies.get(&body).into_iter().flat_map(|body| body.relations.iter().map(|relation| relation.to)));
        }
    }
    Some(units)
}

/// What is new, gone or another version; old and new both, since a correction may have moved it.
fn differing<'s, K: Ord, T>(old: &'s Map<K, T>, new: &'s Map<K, T>, version: impl Fn(&T) -> u64) -> Vec<&'s T> {
    let other = |mine: &T, theirs: Option<&T>| theirs.is_none_or(|theirs| version(theirs) != version(mine));
    let fresh = new.iter().filter(|(key, entry)| other(entry, old.get(key))).map(|(_, entry)| entry);
    fresh.chain(old.iter().filter(|(key, entry)| other(entry, new.get(key))).map(|(_, entry)| entry)).collect()
}

fn of_record(record: &Record) -> Vec<Subject> {
    let people = record.people.values().flatten().map(|person| Subject::Person(*person));
    record.bodies.iter().map(|body| Subject::Body(*body)).chain(people).collect()
}

fn of_item(item: &Item) -> Vec<Subject> {
    let people = [item.owner, item.closed_by, item.verified_by].into_iter().flatten().map(Subject::Person);
    std::iter::once(Subject::Body(item.body)).chain(people).collect()
}
