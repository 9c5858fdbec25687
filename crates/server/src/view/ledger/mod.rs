//! The ledgers: what was recorded, as rows that can be filtered, paged, opened and taken along as a workbook.

mod entries;
mod rows;

pub(crate) use entries::meets;

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::Choice;
use crate::view::links;
use crate::view::pages::Pages;
use entries::Entries;
use jishi_authorize::Extent;
use jishi_base::{BodyId, UnitId};
pub(crate) use jishi_pack::LedgerOf as Kind;
use jishi_pack::{LedgerColumn, LedgerPlan};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Rows a page.
const PAGE: usize = 50;

/// What the packs say of a ledger; `None` where none of them has one.
pub(crate) fn described(snapshot: &Snapshot, kind: Kind) -> Option<&LedgerPlan> {
    snapshot.library().ledgers.get(&kind)
}

/// The filter as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) unit: String,
    pub(crate) body: String,
    pub(crate) year: String,
    pub(crate) kind: String,
    pub(crate) q: String,
    pub(crate) page: String,
}

impl Query {
    /// The filter's pairs but the unit and the page, with `name` set to `value`.
    fn with<'a>(&'a self, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let pairs = [("body", &self.body), ("year", &self.year), ("kind", &self.kind), ("q", &self.q)];
        let kept = pairs.into_iter().filter(|(key, _)| *key != name).map(|(key, kept)| (key, kept.as_str()));
        kept.chain(std::iter::once((name, value))).collect()
    }
}

/// A filter that has been read.
pub(crate) struct Scope {
    pub(crate) unit: Option<UnitId>,
    pub(crate) body: Option<BodyId>,
    pub(crate) year: i16,
    pub(crate) kind: String,
    pub(crate) text: String,
}

impl Scope {
    /// `None` where a part cannot be read or names nothing.
    fn read(snapshot: &Snapshot, query: &Query) -> Option<Self> {
        let site = snapshot.seen();
        let unit = if query.unit.is_empty() { None } else { Some(query.unit.parse().ok().filter(|id| site.unit(*id).is_some())?) };
        let body = if query.body.is_empty() { None } else { Some(query.body.parse().ok().filter(|id| site.body(*id).is_some())?) };
        let unit = unit.or_else(|| site.body(body?)?.unit).or_else(|| snapshot.only_unit());
        let year = if query.year.is_empty() { snapshot.as_of().year() } else { query.year.parse().ok().filter(|year| (1921..=9999).contains(year))? };
        Some(Self { unit, body, year, kind: query.kind.clone(), text: query.q.trim().to_owned() })
    }
}

/// What a cell holds: one text or several, each of which may lead to its facts.
pub(crate) type Cell = Vec<Link>;

/// A cell as one text.
pub(crate) fn said(cell: &Cell) -> String {
    cell.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("、")
}

/// Is it a day, which is not broken over two lines?
fn is_day(cell: &Cell) -> bool {
    matches!(cell.as_slice(), [only] if only.text.len() == 10 && only.text.parse::<jishi_calendar::Date>().is_ok())
}

/// A page of a ledger.
pub(crate) struct Ledger {
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) columns: Vec<LedgerColumn>,
    pub(crate) query: Query,
    pub(crate) unit: Option<UnitId>,
    pub(crate) year: i16,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) pages: Pages,
    pub(crate) units: Vec<Choice>,
    pub(crate) bodies: Vec<Choice>,
    pub(crate) years: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    /// Nothing narrows it, so nothing is there.
    pub(crate) bare: bool,
    pub(crate) here: String,
    pub(crate) file: String,
}

impl Ledger {
    /// The cells of a row, each with its column's head, and how it is set: a day, a number, or neither.
    pub(crate) fn cells<'a>(&'a self, row: &'a [Cell]) -> Vec<(&'a str, &'static str, &'a Cell)> {
        let class = |column: &LedgerColumn, cell| if is_day(cell) { "d" } else if column.shown.counts() { "n" } else { "" };
        self.columns.iter().zip(row).map(|(column, cell)| (column.head.as_str(), class(column, cell), cell)).collect()
    }

    /// What was chosen, in words: a printed page says what it lists.
    pub(crate) fn chosen(&self) -> String {
        let lists = [&self.units, &self.bodies, &self.kinds].into_iter().flatten();
        let chosen = lists.filter(|choice| choice.selected).map(|choice| choice.text.clone());
        let year = self.kind.by_year().then(|| format!("{} 年", self.year));
        let text = Some(self.query.q.trim()).filter(|text| !text.is_empty()).map(|text| format!("有“{text}”"));
        year.into_iter().chain(chosen).chain(text).collect::<Vec<_>>().join("，")
    }
}

/// `None` where the address cannot be read, or no pack has such a ledger.
pub(crate) fn ledger(snapshot: &Snapshot, kind: Kind, query: Query) -> Option<Ledger> {
    let scope = Scope::read(snapshot, &query)?;
    let described = described(snapshot, kind)?;
    let entries = Entries::of(snapshot, kind, &scope);
    let turn = |page: &str| links::ledger(kind, scope.unit, &query.with("page", page));
    let pages = Pages::new(entries.len(), PAGE, &query.page, turn)?;
    let file = links::ledger(kind, scope.unit, &query.with("page", "")).replacen(kind.key(), &format!("{}/xlsx", kind.key()), 1);
    Some(Ledger {
        kind,
        title: described.name.clone(),
        note: described.note.clone(),
        columns: described.columns.clone(),
        unit: scope.unit,
        year: scope.year,
        rows: entries.page(&pages).rows(snapshot, &scope, &described.columns),
        units: units(snapshot, scope.unit),
        bodies: bodies(snapshot, &scope),
        years: years(snapshot, scope.unit, scope.year),
        kinds: entries::kinds(snapshot, kind).into_iter().map(|name| choice(name, name, name == scope.kind)).collect(),
        bare: [&query.body, &query.kind, &query.q].iter().all(|part| part.is_empty()),
        here: format!("/ledgers/{}", kind.key()),
        file,
        pages,
        query,
    })
}

/// Every row of a ledger with its year.
pub(crate) fn whole(snapshot: &Snapshot, kind: Kind, query: &Query) -> Option<(i16, Vec<Vec<Cell>>)> {
    taken(snapshot, snapshot, kind, query)
}

/// The rows of a ledger that one may take out, with its year: of those seen, the ones that are in the part that may be taken
/// out, as they stand there.
pub(crate) fn taken(seen: &Snapshot, part: &Snapshot, kind: Kind, query: &Query) -> Option<(i16, Vec<Vec<Cell>>)> {
    let scope = Scope::read(seen, query)?;
    let columns = &described(seen, kind)?.columns;
    Some((scope.year, Entries::of(seen, kind, &scope).within(part).rows(part, &scope, columns)))
}

/// Is there anything in the ledger, as it is filtered, that lies in a reach: one of its bodies, whatever they have, or a row?
pub(crate) fn holds_any(snapshot: &Snapshot, kind: Kind, query: &Query, reach: &Extent) -> bool {
    let Some(scope) = Scope::read(snapshot, query) else { return false };
    reach.bodies.iter().any(|body| entries::in_scope(snapshot, &scope, *body)) || Entries::of(snapshot, kind, &scope).any(snapshot.seen(), reach)
}

/// Can the filter be read? Then the body that it names, where it names one.
pub(crate) fn body_asked(snapshot: &Snapshot, query: &Query) -> Option<Option<BodyId>> {
    Scope::read(snapshot, query).map(|scope| scope.body)
}

/// What a filter keeps, in words: a workbook says of whom it is.
pub(crate) fn narrowed(snapshot: &Snapshot, query: &Query) -> Option<String> {
    let (site, scope) = (snapshot.seen(), Scope::read(snapshot, query)?);
    let unit = scope.unit.and_then(|id| site.unit(id)).map_or("看得到的全部单位", |unit| unit.name.as_str());
    let body = scope.body.and_then(|id| site.body(id)).map(|body| format!("组织：{}", body.name));
    let kind = Some(scope.kind).filter(|kind| !kind.is_empty()).map(|kind| format!("类别：{kind}"));
    let text = Some(scope.text).filter(|text| !text.is_empty()).map(|text| format!("只列有“{text}”的"));
    Some([Some(format!("单位：{unit}")), body, kind, text].into_iter().flatten().collect::<Vec<_>>().join("；"))
}

fn choice(value: impl Into<String>, text: impl Into<String>, selected: bool) -> Choice {
    Choice { value: value.into(), text: text.into(), selected }
}

/// In register order; none where there is only one.
fn units(snapshot: &Snapshot, chosen: Option<UnitId>) -> Vec<Choice> {
    if snapshot.only_unit().is_some() {
        return Vec::new();
    }
    snapshot.units().into_iter().map(|unit| choice(unit.id.to_string(), &unit.name, chosen == Some(unit.id))).collect()
}

/// The unit's bodies; none while no unit is chosen.
fn bodies(snapshot: &Snapshot, scope: &Scope) -> Vec<Choice> {
    let all = scope.unit.map_or_else(Vec::new, |unit| snapshot.bodies(unit));
    all.into_iter().map(|body| choice(body.id.to_string(), &body.name, scope.body == Some(body.id))).collect()
}

/// The years in which something was recorded, and this year.
fn years(snapshot: &Snapshot, unit: Option<UnitId>, chosen: i16) -> Vec<Choice> {
    let recorded = snapshot.records(unit).into_iter().map(|record| record.date.year());
    let years: BTreeSet<i16> = recorded.chain([snapshot.as_of().year(), chosen]).collect();
    years.into_iter().rev().map(|year| choice(year.to_string(), format!("{year}年"), year == chosen)).collect()
}
