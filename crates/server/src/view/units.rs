//! The list of units: filtered by name, in register order, so many a page.

use crate::encoding;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use crate::view::overview::Figure;
use crate::view::overview::figures;
use serde::Deserialize;

/// Rows a page.
pub(crate) const PAGE: usize = 50;

/// The filter as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) q: String,
    pub(crate) page: String,
}

/// A unit and its numbers.
pub(crate) struct Row {
    pub(crate) name: Link,
    pub(crate) figures: Vec<Figure>,
}

/// What the list shows.
pub(crate) struct List {
    pub(crate) query: Query,
    pub(crate) total: usize,
    pub(crate) all: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

/// `None` where the address cannot be read.
pub(crate) fn list(snapshot: &Snapshot, query: Query) -> Option<List> {
    let asked: usize = if query.page.is_empty() { 1 } else { query.page.parse().ok().filter(|page| *page > 0)? };
    let text = query.q.trim().to_owned();
    let units = snapshot.units();
    let found: Vec<_> = units.iter().copied().filter(|unit| unit.name.contains(&text)).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = asked.min(pages);
    let turn = |to: usize| format!("/units{}", encoding::query(&[("q", &text), ("page", &to.to_string())]));
    let row = |unit: &&jishi_facts::Unit| Row { name: Link::new(&unit.name, links::unit(unit.id)), figures: figures(snapshot, unit.id) };
    Some(List {
        total: found.len(),
        all: units.len(),
        rows: found.iter().skip((page - 1) * PAGE).take(PAGE).map(row).collect(),
        page,
        pages,
        previous: (page > 1).then(|| turn(page - 1)),
        next: (page < pages).then(|| turn(page + 1)),
        query,
    })
}
