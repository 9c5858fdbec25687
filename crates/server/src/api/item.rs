//! An item as programs read it.

use super::named::Named;
use crate::snapshot::Snapshot;
use jishi_base::PersonId;
use jishi_calendar::Date;
use jishi_facts::RecordText;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    id: String,
    /// To be named when it is closed or verified: the number in its ETag.
    version: u64,
    kind: String,
    /// 待办结, 待核实 or 已核实
    state: &'static str,
    body: Named,
    /// The record it was decided in.
    record: Option<String>,
    opened: String,
    owner: Option<Named>,
    due: Option<String>,
    closed: Option<String>,
    closed_by: Option<Named>,
    verified: Option<String>,
    verified_by: Option<Named>,
    /// None where it has been erased.
    text: Option<BTreeMap<String, String>>,
}

/// The states of an item, in their order.
pub(super) const STATES: [&str; 3] = ["待办结", "待核实", "已核实"];

/// The state in which an item is.
pub(super) fn state(item: &jishi_facts::Item) -> &'static str {
    match (item.closed, item.verified) {
        (None, _) => STATES[0],
        (Some(_), None) => STATES[1],
        (Some(_), Some(_)) => STATES[2],
    }
}

/// Free text by field name, as an answer says it.
pub(crate) fn texts(text: &RecordText) -> BTreeMap<String, String> {
    text.iter().map(|(name, text)| (name.into(), text.clone())).collect()
}

impl Item {
    pub(crate) fn of(snapshot: &Snapshot, item: &jishi_facts::Item) -> Self {
        let person = |person: Option<PersonId>| person.map(|person| Named::person(snapshot.seen(), person));
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            id: item.id.to_string(), version: item.version, kind: item.kind.clone(), state: state(item),
            body: Named::body(snapshot.seen(), item.body), record: item.opened_by.map(|record| record.to_string()),
            opened: item.opened.to_string(), owner: person(item.owner), due: day(item.due),
            closed: day(item.closed), closed_by: person(item.closed_by), verified: day(item.verified), verified_by: person(item.verified_by),
            text: snapshot.seen().item_text(item).as_ref().map(texts),
        }
    }
}
