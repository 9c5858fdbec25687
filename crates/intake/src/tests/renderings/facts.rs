//! What a site holds, in words without ids and sources: two sites with the same words are judged alike.

use super::super::support::{details, text};
use jishi_base::{BodyId, PersonId};
use jishi_facts::Site;
use std::collections::BTreeSet;

/// Every fact as a line.
pub(super) fn of(site: &Site) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let body = |id: BodyId| site.bodies.get(&id).map_or("?", |body| body.name.as_str());
    let person = |id: PersonId| site.people.get(&id).map(|person| details(person).id_number.unwrap_or_else(|| person.name().to_owned())).unwrap_or_default();
    out.extend(site.units.values().map(|unit| format!("单位 {}", unit.name)));
    for one in site.bodies.values() {
        let relations: Vec<String> = one.relations.iter().map(|relation| format!("{:?} {} {:?} {:?}", relation.kind, body(relation.to), relation.from, relation.until)).collect();
        out.insert(format!("组织 {} {} {:?} {:?} {:?} {relations:?} {:?}", one.name, one.kind, one.founded, one.closed, one.terms, one.unit.is_some()));
    }
    for one in site.people.values() {
        let details = details(one);
        out.insert(format!("党员 {} {details:?} {:?}", details.name, one.blind));
    }
    for one in site.memberships.iter() {
        out.insert(format!("组织关系 {} {} {:?} {:?} {:?}", person(one.person), body(one.body), one.kind, one.from, one.until));
    }
    for one in site.holdings.values() {
        let post = site.posts.get(&one.post).expect("post");
        out.insert(format!("任职 {} {} {} {} {:?}", body(post.body), post.title, person(one.person), one.from, one.until));
    }
    for one in site.records.values() {
        let kinds: BTreeSet<&str> = one.kinds.iter().map(|kind| kind.as_str()).collect();
        let bodies: BTreeSet<&str> = one.bodies.iter().map(|id| body(*id)).collect();
        let people: Vec<String> = one.people.iter().map(|(role, people)| format!("{role} {:?}", people.iter().map(|id| person(*id)).collect::<BTreeSet<_>>())).collect();
        let fields: Vec<String> = one.fields.iter().map(|(name, value)| format!("{name} {value:?}")).collect();
        // The words of an absence are as they were written.
        let texts: Vec<String> = text(one).iter().filter(|(name, _)| name.as_str() != "缺席原因").map(|(name, words)| format!("{name} {words}")).collect();
        out.insert(format!("记录 {} {kinds:?} {bodies:?} {fields:?} {people:?} {texts:?}", one.date));
    }
    for (ledger, from) in site.uptakes.iter() {
        out.insert(format!("启用 {} {:?} {from}", ledger.kind, ledger.body.map(body)));
    }
    out.insert(format!("数目 {} {} {} {}", site.people.len(), site.bodies.len(), site.holdings.len(), site.records.len()));
    out
}
