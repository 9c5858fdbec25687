//! What one session could settle together: proposed from what the packs say, never scheduled.

use super::owed::Desk;
use super::rows::record_kinds;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::Subject;
use jishi_pack::{Belongs, Duty, Library};
use std::collections::{BTreeMap, BTreeSet};

/// Proposals on a page.
const MOST: usize = 3;

/// One session, and the duties that it could serve.
pub(crate) struct Joined {
    /// The kind of record it would be.
    pub(crate) kind: String,
    pub(crate) duties: Vec<Link>,
    /// The readings (口径) of duties that may be held together with another's session.
    pub(crate) readings: Vec<String>,
    /// Where it would be entered; none where who looks does not enter here.
    pub(crate) record: Option<String>,
}

/// The sessions that would settle most, each with at least two duties that are open now.
pub(crate) fn together(snapshot: &Snapshot, desk: &Desk, own: &[&Verdict]) -> Vec<Joined> {
    let Some(body) = desk.body else { return Vec::new() };
    let open = own.iter().copied().filter(|i| i.status == Status::Due && i.subject == Subject::Body(body));
    let mut duties: BTreeMap<usize, (&Duty, &Verdict)> = BTreeMap::new();
    for instance in open {
        if let Some(duty) = snapshot.duty(instance) {
            duties.entry(instance.duty).or_insert((duty, instance));
        }
    }
    let kinds: BTreeSet<&str> = duties.values().flat_map(|(duty, _)| held(snapshot.library(), duty)).collect();
    let mut sessions: Vec<(&str, BTreeMap<usize, Option<&str>>)> =
        kinds.into_iter().map(|kind| (kind, served(snapshot.library(), &duties, kind))).filter(|(_, served)| served.len() > 1).collect();
    sessions.sort_by_key(|(_, served)| std::cmp::Reverse(served.len()));
    let mut told: Vec<BTreeSet<usize>> = Vec::new();
    let mut out = Vec::new();
    for (kind, served) in sessions {
        let these: BTreeSet<usize> = served.keys().copied().collect();
        if out.len() < MOST && !told.iter().any(|before| these.is_subset(before)) {
            out.push(proposal(snapshot, desk, &duties, kind, &served));
            told.push(these);
        }
    }
    out
}

fn proposal(snapshot: &Snapshot, desk: &Desk, duties: &BTreeMap<usize, (&Duty, &Verdict)>, kind: &str, served: &BTreeMap<usize, Option<&str>>) -> Joined {
    let of = served.keys().filter_map(|at| duties.get(at));
    let readings: BTreeSet<&str> = served.values().flatten().copied().filter(|reading| !reading.is_empty()).collect();
    Joined {
        kind: kind.to_owned(),
        duties: of.map(|(duty, instance)| Link::new(&duty.name, links::instance(snapshot, instance))).collect(),
        readings: readings.into_iter().map(str::to_owned).collect(),
        record: desk.body.filter(|_| desk.enters).map(|body| links::record_new(body, kind, "")),
    }
}

/// The kinds that a body holds, of those that count for a duty.
fn held<'a>(library: &Library, duty: &'a Duty) -> Vec<&'a str> {
    let of_body = |kind: &&str| library.record_kinds.get(*kind).is_none_or(|known| known.belongs == Belongs::Body);
    record_kinds(&duty.form).into_iter().filter(of_body).collect()
}

/// The duties that a session of a kind would serve: by the kind itself, or held together with it. Of the latter the reading.
fn served<'a>(library: &Library, duties: &BTreeMap<usize, (&'a Duty, &Verdict)>, kind: &str) -> BTreeMap<usize, Option<&'a str>> {
    let direct: Vec<&Duty> = duties.values().map(|(duty, _)| *duty).filter(|duty| record_kinds(&duty.form).contains(&kind)).collect();
    let mut out = BTreeMap::new();
    for (&at, &(duty, _)) in duties {
        let own = held(library, duty);
        let allowing = std::iter::once(duty).filter(|duty| allows(duty, &[kind])).chain(direct.iter().copied().filter(|other| allows(other, &own))).next();
        if record_kinds(&duty.form).contains(&kind) {
            out.insert(at, None);
        } else if let Some(allowing) = allowing {
            out.insert(at, Some(allowing.reading.as_deref().unwrap_or_default()));
        }
    }
    out
}

/// May a session of one of these kinds be one with the duty's own?
fn allows(duty: &Duty, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| duty.together.iter().any(|other| other == kind))
}
