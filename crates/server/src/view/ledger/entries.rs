//! Which entries a ledger has within a filter, in the order of their rows.

use super::rows;
use super::{Cell, Kind, Scope, described};
use crate::snapshot::Snapshot;
use crate::view::record::item_text;
use crate::view::field;
use crate::view::sought::Sought;
use crate::view::pages::Pages;
use jishi_authorize::{Seen, Extent, Resource};
use jishi_base::{BodyId, PersonId};
use jishi_facts::site::holds;
use jishi_facts::{Item, Membership, Record, Subject};
use jishi_pack::{LedgerColumn, RecordKind};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The entries of a ledger.
pub(super) enum Entries<'a> {
    Meetings(Vec<&'a Record>),
    Talks(Vec<&'a Record>),
    Hours(Vec<&'a Membership>),
    Members(Vec<&'a Membership>),
    Items(Vec<&'a Item>),
}

/// Does a record stand in a ledger?
fn stands(snapshot: &Snapshot, kind: Kind, record: &Record) -> bool {
    described(snapshot, kind).is_some_and(|ledger| field::kinds(snapshot.library(), record).any(|kind| ledger.holds(kind)))
}

/// Is it a record of a meeting?
pub(crate) fn meets(snapshot: &Snapshot, record: &Record) -> bool {
    stands(snapshot, Kind::Meetings, record)
}

/// The kinds that a ledger can be narrowed to.
pub(super) fn kinds(snapshot: &Snapshot, kind: Kind) -> Vec<&str> {
    match kind {
        Kind::Meetings => {
            let holds = |kind: &&RecordKind| described(snapshot, Kind::Meetings).is_some_and(|ledger| ledger.holds(kind));
            snapshot.library().record_kinds.values().filter(holds).map(|kind| kind.name.as_str()).collect()
        }
        Kind::Items => snapshot.seen().items().map(|item| item.kind.as_str()).collect::<BTreeSet<_>>().into_iter().collect(),
        Kind::Hours | Kind::Talks | Kind::Members => Vec::new(),
    }
}

impl<'a> Entries<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, kind: Kind, scope: &Scope) -> Self {
        match kind {
            Kind::Meetings => Self::Meetings(meetings(snapshot, scope)),
            Kind::Talks => Self::Talks(talks(snapshot, scope)),
            // Whose hours one may not see has no row: an empty one would look as if nothing had been done.
            Kind::Hours => Self::Hours(members(snapshot, scope).into_iter().filter(|member| snapshot.opens_person(member.person)).collect()),
            Kind::Members => Self::Members(members(snapshot, scope)),
            Kind::Items => Self::Items(items(snapshot, scope)),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Meetings(all) | Self::Talks(all) => all.len(),
            Self::Hours(all) | Self::Members(all) => all.len(),
            Self::Items(all) => all.len(),
        }
    }

    /// Those that a part of the site has, as they stand in it.
    pub(super) fn within<'p>(&self, part: &'p Snapshot) -> Entries<'p>
    where
        'a: 'p,
    {
        let site = part.seen();
        let there: BTreeSet<(PersonId, BodyId)> = site.memberships().map(|member| (member.person, member.body)).collect();
        let records = |all: &[&'a Record]| all.iter().filter_map(|record| site.record(record.id)).collect();
        let members = |all: &[&'a Membership]| all.iter().copied().filter(|member| there.contains(&(member.person, member.body))).collect::<Vec<_>>();
        match self {
            Self::Meetings(all) => Entries::Meetings(records(all)),
            Self::Talks(all) => Entries::Talks(records(all)),
            Self::Hours(all) => Entries::Hours(members(all).into_iter().filter(|member| part.opens_person(member.person)).collect()),
            Self::Members(all) => Entries::Members(members(all)),
            Self::Items(all) => Entries::Items(all.iter().filter_map(|item| site.item(item.id)).collect()),
        }
    }

    /// Does one of them lie in a reach?
    pub(super) fn any(&self, site: &Seen, reach: &Extent) -> bool {
        let member = |membership: &&Membership| site.lies_in(reach, Resource::Person(membership.person));
        match self {
            Self::Meetings(all) | Self::Talks(all) => all.iter().any(|record| site.lies_in(reach, Resource::Record(record.id))),
            Self::Hours(all) | Self::Members(all) => all.iter().any(member),
            Self::Items(all) => all.iter().any(|item| site.lies_in(reach, Resource::Item(item.id))),
        }
    }

    /// Those of one page.
    pub(super) fn page(&self, pages: &Pages) -> Self {
        match self {
            Self::Meetings(all) => Self::Meetings(pages.of(all).to_vec()),
            Self::Talks(all) => Self::Talks(pages.of(all).to_vec()),
            Self::Hours(all) => Self::Hours(pages.of(all).to_vec()),
            Self::Members(all) => Self::Members(pages.of(all).to_vec()),
            Self::Items(all) => Self::Items(pages.of(all).to_vec()),
        }
    }

    /// Their rows.
    pub(super) fn rows(&self, snapshot: &Snapshot, scope: &Scope, columns: &[LedgerColumn]) -> Vec<Vec<Cell>> {
        match self {
            Self::Meetings(all) | Self::Talks(all) => {
                snapshot.seen().open_records(all.iter().copied());
                all.iter().map(|record| rows::record(snapshot, record, columns)).collect()
            }
            Self::Hours(all) => all.iter().map(|member| rows::hours(snapshot, member, scope.year, columns)).collect(),
            Self::Members(all) => {
                let titles = rows::titles(snapshot);
                all.iter().map(|member| rows::member(snapshot, member, &titles, columns)).collect()
            }
            Self::Items(all) => {
                snapshot.seen().open_items(all.iter().copied());
                all.iter().map(|item| rows::item(snapshot, item, columns)).collect()
            }
        }
    }
}

fn body_name(snapshot: &Snapshot, body: BodyId) -> &str {
    snapshot.seen().body(body).map_or("", |entry| entry.name.as_str())
}

pub(super) fn in_scope(snapshot: &Snapshot, scope: &Scope, body: BodyId) -> bool {
    scope.body.is_none_or(|chosen| chosen == body) && scope.unit.is_none_or(|unit| snapshot.seen().unit_of(Subject::Body(body)) == Some(unit))
}

/// Newest first. The text is looked for in the texts that are not closed, the kinds, the bodies and the date.
fn meetings<'a>(snapshot: &'a Snapshot, scope: &Scope) -> Vec<&'a Record> {
    let all = snapshot.records(scope.unit);
    let of_year: Vec<&Record> = all.iter().copied().filter(|record| record.date.year() == scope.year).collect();
    let sought = Sought::among(snapshot, &scope.text, &of_year);
    let says = |record: &Record| {
        sought.is_in(record, |word| record.date.to_string().contains(word) || record.bodies.iter().any(|body| body_name(snapshot, *body).contains(word)))
    };
    let wanted = |record: &&Record| {
        record.date.year() == scope.year
            && (scope.kind.is_empty() || record.kinds.contains(&scope.kind))
            && record.bodies.iter().any(|body| in_scope(snapshot, scope, *body))
            && meets(snapshot, record)
            && says(record)
    };
    all.into_iter().filter(wanted).collect()
}

/// Newest first. The text is looked for in the names and the date.
fn talks<'a>(snapshot: &'a Snapshot, scope: &Scope) -> Vec<&'a Record> {
    let here = |person: &PersonId| {
        let unit = snapshot.seen().person(*person).map(|entry| entry.unit);
        scope.unit.is_none_or(|chosen| unit == Some(chosen)) && scope.body.is_none_or(|body| snapshot.branch_of(*person) == Some(body))
    };
    let named = |person: &PersonId| snapshot.seen().person(*person).is_some_and(|entry| entry.name().contains(&scope.text));
    let wanted = |record: &&Record| {
        let mut people = record.people.values().flatten();
        record.date.year() == scope.year
            && stands(snapshot, Kind::Talks, record)
            && people.clone().any(here)
            && (scope.text.is_empty() || people.any(named) || record.date.to_string().contains(&scope.text))
    };
    snapshot.records(scope.unit).into_iter().filter(wanted).collect()
}

/// Those who are members on the day judged for, in the order of their bodies and of entry. The text is looked for in
/// the name and the day of joining.
fn members<'a>(snapshot: &'a Snapshot, scope: &Scope) -> Vec<&'a Membership> {
    let site = snapshot.seen();
    let says = |person: PersonId| {
        let Some(entry) = site.person(person) else { return false };
        let joined = entry.details.open().and_then(|details| details.joining());
        scope.text.is_empty() || entry.name().contains(&scope.text) || joined.is_some_and(|day| day.to_string().contains(&scope.text))
    };
    let mut order: BTreeMap<u64, Vec<&Membership>> = BTreeMap::new();
    let standing = site.memberships().filter(|m| holds(site.member_since(m), m.until, snapshot.as_of()));
    for member in standing.filter(|m| in_scope(snapshot, scope, m.body) && says(m.person)) {
        order.entry(site.body(member.body).map_or(u64::MAX, |body| body.version)).or_default().push(member);
    }
    order.into_values().flatten().collect()
}

/// Opened in the year, or open still at its end; the latest first.
fn items<'a>(snapshot: &'a Snapshot, scope: &Scope) -> Vec<&'a Item> {
    let says = |item: &Item| {
        let owner = item.owner.and_then(|person| snapshot.seen().person(person)).map_or("", |person| person.name());
        scope.text.is_empty() || item_text(snapshot, item).contains(&scope.text) || owner.contains(&scope.text) || body_name(snapshot, item.body).contains(&scope.text)
    };
    let of_year = |item: &Item| item.opened.year() == scope.year || (item.opened.year() < scope.year && item.verified.is_none_or(|day| day.year() >= scope.year));
    let wanted = |item: &&Item| {
        item.opened <= snapshot.as_of() && of_year(item) && (scope.kind.is_empty() || item.kind == scope.kind) && in_scope(snapshot, scope, item.body) && says(item)
    };
    let mut all: Vec<&Item> = snapshot.seen().items().filter(wanted).collect();
    all.sort_by_key(|item| Reverse((item.opened, item.version)));
    all
}
