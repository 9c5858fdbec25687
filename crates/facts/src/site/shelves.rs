//! Records by whom they name: what is asked of one body or one person costs what there is about it, however large the site.

use crate::record::Record;
use crate::subject::Subject;
use jishi_base::{Atom, Map, RecordId, Slim};
use jishi_calendar::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A shelf that is full grows by this part of it: there are many, and doubled, half of each would lie empty.
const ROOM: usize = 8;

/// In one piece, since most are short: a change copies it where an earlier state holds it too.
type Shelf = Arc<Vec<Arc<Record>>>;

/// The records of each body and each person, by kind: by day, then in the order of entry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Shelves(Map<Subject, Slim<Atom, Shelf>>);

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
    pub(crate) fn of(&self, subject: Subject, kind: &str) -> &[Arc<Record>] {
        self.0.get(&subject).and_then(|kinds| kinds.get(kind)).map_or(&[], |shelf| shelf)
    }

    /// Puts a record where it belongs; once, however often that is done.
    pub(crate) fn put(&mut self, record: &Arc<Record>) {
        for subject in named(record) {
            let kinds = self.0.get_or_default(subject);
            for kind in record.kinds.iter() {
                let shelf = Arc::make_mut(kinds.get_or_default(kind));
                match found(shelf, record) {
                    (at, true) => shelf[at] = record.clone(),
                    (at, false) => insert(shelf, at, record.clone()),
                }
            }
        }
    }

    /// Takes a record away, as it was when it was put there; nothing is left of a shelf that is empty.
    pub(crate) fn take(&mut self, record: &Record) {
        for subject in named(record) {
            let Some(kinds) = self.0.get_mut(&subject) else { continue };
            for kind in record.kinds.iter() {
                let Some(shelf) = kinds.get_mut(kind).map(Arc::make_mut) else { continue };
                if let (at, true) = found(shelf, record) {
                    shelf.remove(at);
                }
                if shelf.is_empty() {
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
        let known = |subject: &Subject| record.kinds.iter().any(|kind| found(self.of(*subject, kind), record).1);
        if named(record).iter().any(known) {
            self.put(record);
        }
    }
}

fn insert(shelf: &mut Vec<Arc<Record>>, at: usize, record: Arc<Record>) {
    if shelf.len() == shelf.capacity() {
        shelf.reserve_exact(shelf.len() / ROOM + 1);
    }
    shelf.insert(at, record);
}

/// The place of a record on a shelf, and whether it is there.
fn found(shelf: &[Arc<Record>], record: &Record) -> (usize, bool) {
    // Most come after all that are there.
    if shelf.last().is_none_or(|last| place(last) < place(record)) {
        return (shelf.len(), false);
    }
    let at = shelf.partition_point(|known| place(known) < place(record));
    (at, shelf.get(at).is_some_and(|known| known.id == record.id))
}

#[cfg(test)]
mod tests;
