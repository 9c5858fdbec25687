//! The tree of bodies as rows: a unit's bodies under their superiors, in register order.

use crate::encoding;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use crate::view::pages::Pages;
use crate::view::people::link;
use jishi_base::{BodyId, UnitId};
use jishi_facts::Body;
use jishi_facts::site::holds;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Rows a page.
const PAGE: usize = 100;
/// Steps that are still shown as indented.
const DEEPEST: usize = 5;

/// The filter as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) unit: String,
    pub(crate) page: String,
}

/// A body in the tree.
pub(crate) struct Row {
    /// Steps below the unit's highest body, at most [`DEEPEST`].
    pub(crate) depth: usize,
    pub(crate) body: Link,
    pub(crate) kind: String,
    /// Said where the row before is of another unit.
    pub(crate) unit: Option<Link>,
    /// Who holds the post that answers for the body.
    pub(crate) owner: Vec<Link>,
    pub(crate) owner_title: String,
    pub(crate) members: usize,
}

/// The page.
pub(crate) struct Tree {
    pub(crate) rows: Vec<Row>,
    pub(crate) pages: Pages,
}

/// `None` where the page number cannot be read.
pub(crate) fn tree(snapshot: &Snapshot, unit: Option<UnitId>, asked: &str) -> Option<Tree> {
    let units = snapshot.units().into_iter().filter(|entry| unit.is_none_or(|unit| unit == entry.id));
    let order: Vec<(UnitId, usize, &Body)> = units.flat_map(|entry| of_unit(snapshot, entry.id)).collect();
    let name = unit.map_or_else(String::new, |unit| unit.to_string());
    let pages = Pages::new(order.len(), PAGE, asked, |page| format!("/organisations{}", encoding::query(&[("unit", &name), ("page", page)])))?;
    let members = members(snapshot);
    let shown = pages.of(&order);
    let rows = shown.iter().enumerate().map(|(at, (of, depth, body))| {
        let before = at.checked_sub(1).and_then(|before| shown.get(before)).map(|(unit, ..)| *unit);
        let mut row = row(snapshot, body, *depth, members.get(&body.id).copied().unwrap_or_default());
        let entry = snapshot.seen().unit(*of).filter(|_| before != Some(*of));
        row.unit = entry.map(|unit| Link::new(&unit.name, links::unit(unit.id)));
        row
    });
    Some(Tree { rows: rows.collect(), pages })
}

/// A unit's bodies, each after its superior. A body whose superior is not in the unit stands at the top.
fn of_unit(snapshot: &Snapshot, unit: UnitId) -> Vec<(UnitId, usize, &Body)> {
    let bodies = snapshot.bodies(unit);
    let known: BTreeSet<BodyId> = bodies.iter().map(|body| body.id).collect();
    let mut below: BTreeMap<Option<BodyId>, Vec<&Body>> = BTreeMap::new();
    for &body in &bodies {
        let superior = snapshot.seen().parent(body.id, snapshot.as_of()).filter(|id| known.contains(id) && *id != body.id);
        below.entry(superior).or_default().push(body);
    }
    let mut out = Vec::new();
    let mut stack: Vec<(usize, &Body)> = below.remove(&None).unwrap_or_default().into_iter().rev().map(|body| (0, body)).collect();
    while let Some((depth, body)) = stack.pop() {
        out.push((unit, depth.min(DEEPEST), body));
        // Taken out, so that bodies registered above each other end all the same.
        stack.extend(below.remove(&Some(body.id)).unwrap_or_default().into_iter().rev().map(|next| (depth + 1, next)));
    }
    // Bodies that are superior to each other hang from nothing: they stand at the end rather than be lost.
    out.extend(below.into_values().flatten().map(|body| (unit, 0, body)));
    out
}

fn members(snapshot: &Snapshot) -> BTreeMap<BodyId, usize> {
    let site = snapshot.seen();
    let mut count: BTreeMap<BodyId, usize> = BTreeMap::new();
    for member in site.memberships().filter(|m| holds(site.member_since(m), m.until, snapshot.as_of())) {
        *count.entry(member.body).or_default() += 1;
    }
    count
}

fn row(snapshot: &Snapshot, body: &Body, depth: usize, members: usize) -> Row {
    let as_of = snapshot.as_of();
    let title = snapshot.library().body_kinds.get(&body.kind).and_then(|kind| kind.owner.clone()).unwrap_or_default();
    let post = snapshot.seen().posts_of(body.id, as_of).into_iter().find(|post| post.title == title);
    let owner = post.map_or_else(Vec::new, |post| snapshot.seen().holders_on(post.id, as_of).map(|h| link(snapshot, h.person)).collect());
    Row { depth, body: Link::new(&body.name, links::body(body.id)), kind: body.kind.clone(), unit: None, owner, owner_title: title, members }
}
