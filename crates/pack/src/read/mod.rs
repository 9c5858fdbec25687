//! Reading: from trees to the model, pack by pack, sort by sort.
//!
//! Vocabulary first (what later entries may name), then parameters, duties, overlays. Every finding is kept and reading
//! goes on; a name counts as known even where its entry is wrong, so that one slip is reported once.

mod counting;
mod draft;
mod duty;
mod entry;
mod field;
mod form;
mod given;
mod head;
mod keys;
mod ledger;
mod modifier;
mod overlay;
mod owner;
mod parameter;
pub(crate) mod phrase;
mod record;
mod right;
mod selector;
mod vocabulary;
mod who;

use crate::compiler::{Compiler, Sort};
pub(crate) use entry::Entry;
pub(crate) use head::read_head;
pub(crate) use keys::duration_of;
pub use selector::event_word;

use crate::finding::At;
use crate::node::Node;

/// A parsed file of a pack.
pub(crate) struct Tree<'s> {
    /// Index among the sources.
    pub index: usize,
    /// Folder of the pack.
    pub dir: &'s str,
    /// File name in it.
    pub file: &'s str,
    /// Its content; `None` where it could not be read.
    pub root: Option<Node>,
}

/// Reads everything in the trees into the compiler.
pub(crate) fn read(c: &mut Compiler, trees: &[Tree<'_>]) {
    let shorts = head::read(c, trees);
    let entries = entry::split(c, trees, &shorts);
    // A pack's own names stand beside those of the packs it uses: what is written twice is reported in the user.
    let mut by_use: Vec<&Entry<'_>> = entries.iter().collect();
    by_use.sort_by_key(|entry| c.library.closure(entry.pack).len());
    by_use.into_iter().for_each(|entry| c.declare(entry));
    for sort in Sort::READING_ORDER {
        for entry in entries.iter().filter(|entry| entry.sort == sort) {
            read_entry(c, entry);
        }
        if sort == Sort::Group {
            vocabulary::expand_groups(c);
        }
    }
}

fn read_entry(c: &mut Compiler, entry: &Entry<'_>) {
    match entry.sort {
        Sort::Code => vocabulary::code(c, entry),
        Sort::BodyKind => vocabulary::body_kind(c, entry),
        Sort::Field => field::shared(c, entry),
        Sort::Record => record::read(c, entry),
        Sort::Group => vocabulary::group(c, entry),
        Sort::People => vocabulary::people(c, entry),
        Sort::Parameter => parameter::read(c, entry),
        Sort::Duty => duty::read(c, entry),
        Sort::Overlay => overlay::read(c, entry),
        Sort::NoDuty => vocabulary::no_duty(c, entry),
        Sort::Right => right::read(c, entry),
        Sort::Narrowing => right::narrow(c, entry),
        Sort::Ledger => ledger::read(c, entry),
    }
}

/// The first place of a file.
fn top_of(index: usize) -> At {
    At::new(index, 0, 0)
}
