//! Records by whom they name: what is asked of one body or one person costs what there is about it, however large the site.

use crate::record::Record;
use crate::subject::Subject;
use jishi_base::{Atom, List, Map, RecordId, Slim};
use jishi_calendar::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The records of each body and each person, by kind: by day, then in the order of entry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shelves(Map<Subject, Slim<Atom, List<Record>>>);

/// What the order goes by; it stays while the record stands as it is.
fn place(record: &Record) -> (Date, u64, RecordId) {
    (record.date, record.entered.seq, record.id)
}

/// The bodies a record belongs to, and the people it names.
fn named(record: &Record) -> BTreeSet<Subject> {
    let people = record.people.values().flatten().map(|person| Subject::Person(*person));
    record.bodies.iter().map(|body| Subject::Body(*body)).chain(people).collect()
}

impl Shelves {
    /// Those of a kind.
    pub(crate) fn of(&self, subject: Subject, kind: &str) -> Option<&List<Record>> {
        self.0.get(&subject)?.get(kind)
    }

    /// Puts a record where it belongs; once, however often that is done.
    pub(crate) fn put(&mut self, record: &Arc<Record>) {
        for subject in named(record) {
            let kinds = self.0.get_or_default(subject);
            for kind in record.kinds.iter() {
                let list = kinds.get_or_default(kind);
                match found(list, record) {
                    (at, true) => list.replace(at, record.clone()),
                    (at, false) => list.insert(at, record.clone()),
                }
            }
        }
    }

    /// Takes a record away, as it was when it was put there; nothing is left of a shelf that is empty.
    pub(crate) fn take(&mut self, record: &Record) {
        for subject in named(record) {
            let Some(kinds) = self.0.get_mut(&subject) else { continue };
            for kind in record.kinds.iter() {
                let Some(list) = kinds.get_mut(kind) else { continue };
                if let (at, true) = found(list, record) {
                    list.remove(at);
                }
                if list.is_empty() {
                    kinds.remove(kind);
                }
            }
            if kinds.is_empty() {
                self.0.remove(&subject);
            }
        }
    }

    /// Puts a record in the place of what was there of it, where that was: its text has turned.
    pub(crate) fn renew(&mut self, record: &Arc<Record>) {
        let known = |subject: &Subject| record.kinds.iter().any(|kind| self.of(*subject, kind).is_some_and(|list| found(list, record).1));
        if named(record).iter().any(known) {
            self.put(record);
        }
    }
}

/// The place of a record in a list, and whether it is there.
fn found(list: &List<Record>, record: &Record) -> (usize, bool) {
    // Most come after all that are there.
    if list.last().is_none_or(|last| place(last) < place(record)) {
        return (list.len(), false);
    }
    let at = list.partition_point(|known| place(known) < place(record));
    (at, list.get(at).is_some_and(|known| known.id == record.id))
}

#[cfg(test)]
mod tests;
