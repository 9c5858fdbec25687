//! 填报负担: what entering this month's records cost, by a formula that the page states.

use crate::snapshot::Snapshot;
use crate::view::field::{by_hand, field, filled, ground};
use jishi_base::BodyId;
use jishi_facts::Record;
use std::collections::BTreeSet;

/// Seconds that a record takes before any field.
const A_RECORD: usize = 30;
/// Seconds that a field takes.
const A_FIELD: usize = 10;

/// What entry cost a body in the month of the day judged for.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Burden {
    pub(crate) month: i8,
    pub(crate) records: usize,
    pub(crate) fields: usize,
    pub(crate) minutes: usize,
    /// The same thing entered twice.
    pub(crate) repeated: usize,
    /// Fields filled in that no article asks for.
    pub(crate) unsourced: Vec<String>,
}

impl Burden {
    /// How the minutes were reckoned.
    pub(crate) fn formula(&self) -> String {
        format!("估算：每条记录 {A_RECORD} 秒，每个填写的字段 {A_FIELD} 秒；本月 {} 条、{} 个字段", self.records, self.fields)
    }
}

/// By the day of entry, whatever the day of the event.
pub(crate) fn burden(snapshot: &Snapshot, body: BodyId) -> Burden {
    let now = snapshot.as_of();
    let this_month = |record: &&Record| (record.entered.day.year(), record.entered.day.month()) == (now.year(), now.month());
    let entered: Vec<&Record> = snapshot.records_of_body(body).filter(this_month).collect();
    let mut fields = 0;
    let (mut unsourced, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for record in &entered {
        for name in filled(record) {
            match field(snapshot.library(), record, name) {
                Some((_, known)) if !by_hand(known) => {}
                Some((kind, known)) => {
                    fields += 1;
                    if ground(kind, known).is_none() {
                        unsourced.insert(name.to_owned());
                    }
                }
                None => fields += 1,
            }
        }
        let named = record.text.open().and_then(|texts| snapshot.library().titles().iter().find_map(|title| texts.marks.get(title)));
        seen.insert((record.date, &record.kinds, &record.people, named));
    }
    Burden {
        month: now.month(),
        records: entered.len(),
        fields,
        minutes: (entered.len() * A_RECORD + fields * A_FIELD).div_ceil(60),
        repeated: entered.len() - seen.len(),
        unsourced: unsourced.into_iter().collect(),
    }
}
