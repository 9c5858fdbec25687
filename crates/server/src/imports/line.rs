//! Whose turn it is: a few imports are worked at at once, of one account one; the others wait and are told how many come
//! before them.

use crate::limits::IMPORTS_AT_WORK;
use crate::rights::Rights;
use jishi_base::ImportId;
use std::collections::{BTreeMap, VecDeque};

/// What is to be done with an import.
pub(super) enum Task {
    Read,
    Write(Decision),
}

/// What somebody has decided.
pub(super) struct Decision {
    pub(super) skip_bad: bool,
    /// Of whoever decided.
    pub(super) rights: Rights,
}

/// Those that wait, and those that are worked at.
#[derive(Default)]
pub(super) struct Waiting {
    line: VecDeque<(ImportId, String, Task)>,
    at_work: BTreeMap<ImportId, String>,
}

impl Waiting {
    pub(super) fn add(&mut self, id: ImportId, actor: &str, task: Task) {
        self.line.push_back((id, actor.to_owned(), task));
    }

    pub(super) fn remove(&mut self, id: ImportId) {
        self.line.retain(|(waiting, ..)| *waiting != id);
    }

    /// How many come before one that waits.
    pub(super) fn place(&self, id: ImportId) -> Option<usize> {
        self.line.iter().position(|(waiting, ..)| *waiting == id).map(|at| at + self.at_work.len())
    }

    /// The next whose turn it is: the first whose account is not worked for already.
    pub(super) fn next(&mut self) -> Option<(ImportId, Task)> {
        if self.at_work.len() >= IMPORTS_AT_WORK {
            return None;
        }
        let at = self.line.iter().position(|(_, actor, _)| self.at_work.values().all(|working| working != actor))?;
        let (id, actor, task) = self.line.remove(at)?;
        self.at_work.insert(id, actor);
        Some((id, task))
    }

    /// Nothing is done with it any more: another one's turn has come.
    pub(super) fn done(&mut self, id: ImportId) {
        self.at_work.remove(&id);
    }
}
