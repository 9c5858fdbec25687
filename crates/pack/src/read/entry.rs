//! The entries of a pack's files: each is of one sort, told by its key.

use super::keys::{Keys, text_of};
use super::Tree;
use crate::compiler::{Compiler, Sort};
use crate::check::names;
use crate::check::{shape, syntax};
use crate::finding::Findings;
use crate::model::Origin;
use crate::node::{Node, Shape, Text};
use std::collections::BTreeMap;

/// One entry of a file.
pub(crate) struct Entry<'t> {
    /// Short name of its pack.
    pub pack: &'t str,
    /// File name in the pack.
    pub file: &'t str,
    /// Its sort.
    pub sort: Sort,
    /// Its name, or the reason of a 不设责任.
    pub name: &'t Text,
    node: &'t Node,
}

impl<'t> Entry<'t> {
    /// Its keys, the one that tells the sort already taken.
    pub fn keys(&self, findings: &mut Findings) -> Option<Keys<'t>> {
        let mut keys = Keys::of(self.node, findings)?;
        keys.get(self.sort.word(), findings);
        Some(keys)
    }

    /// Where it is written.
    pub fn origin(&self) -> Origin {
        Origin { pack: self.pack.to_owned(), file: self.file.to_owned(), span: self.node.at.span }
    }
}

impl Compiler {
    /// Remembers the entry's name, and says where it was given before.
    pub fn declare(&mut self, entry: &Entry<'_>) {
        let name = entry.name;
        if matches!(entry.sort, Sort::Overlay | Sort::NoDuty | Sort::Narrowing) {
            return;
        }
        let key = (entry.sort, name.value.clone());
        if let Some(first) = rival(entry.sort).and_then(|rival| self.home(rival, &name.value)) {
            self.findings.push(names::duplicate_word(entry.sort.word(), name, first));
        }
        let first = self.home(entry.sort, &name.value);
        match (entry.sort, first) {
            (_, None) => {
                self.homes.insert(key, (entry.pack.to_owned(), name.at));
            }
            // A parameter may have values from several packs; they are compared where they are read.
            (Sort::Parameter, _) => {}
            (Sort::Record, Some(first)) => self.findings.push(names::duplicate_record(name, first)),
            (Sort::Duty, Some(first)) => self.findings.push(names::duplicate_duty(name, first)),
            (Sort::Code, Some(first)) => self.findings.push(names::duplicate_code(name, first)),
            (sort, Some(first)) => self.findings.push(names::duplicate_word(sort.word(), name, first)),
        }
    }
}

/// Sorts that share one space of names.
fn rival(sort: Sort) -> Option<Sort> {
    match sort {
        Sort::Record => Some(Sort::Group),
        Sort::Group => Some(Sort::Record),
        Sort::People => Some(Sort::BodyKind),
        Sort::BodyKind => Some(Sort::People),
        _ => None,
    }
}

/// Every entry of every file but the heads.
pub(crate) fn split<'t>(c: &mut Compiler, trees: &'t [Tree<'t>], shorts: &'t BTreeMap<&str, String>) -> Vec<Entry<'t>> {
    let mut entries = Vec::new();
    for tree in trees.iter().filter(|tree| tree.file != super::head::HEAD) {
        let Some(root) = &tree.root else { continue };
        let pack = shorts.get(tree.dir).map_or(tree.dir, String::as_str);
        let Shape::List(items) = &root.shape else {
            c.findings.push(not_a_list(root));
            c.incomplete = true;
            continue;
        };
        for node in items {
            match sort_of(node, &mut c.findings) {
                Some((sort, name)) => entries.push(Entry { pack, file: tree.file, sort, name, node }),
                None => c.incomplete = true,
            }
        }
    }
    entries
}

fn not_a_list(root: &Node) -> crate::finding::Finding {
    match &root.shape {
        Shape::Text(text) => match crate::yaml::key_colon(&text.value) {
            Some(at) => syntax::full_width_colon(text.part(at..at + '：'.len_utf8())),
            None => shape::wrong_shape(root, "一个列表，每项以“- ”开头"),
        },
        Shape::Map(pairs) => {
            let at = pairs.first().map_or(root.at, |(key, _)| key.at);
            shape::wrong_shape(&Node { at, shape: root.shape.clone() }, "一个列表，每项以“- ”开头")
        }
        _ => shape::wrong_shape(root, "一个列表，每项以“- ”开头"),
    }
}

fn sort_of<'t>(node: &'t Node, findings: &mut Findings) -> Option<(Sort, &'t Text)> {
    let keys = if matches!(node.shape, Shape::Map(_)) { Keys::of(node, &mut Findings::default())? } else { Keys::of(node, findings)? };
    let told = keys.among(&Sort::words());
    let Some(first) = told.first() else {
        let at = keys.pairs().first().map_or(node.at, |(key, _)| key.at);
        if let Some(at) = keys.pairs().iter().find_map(|(key, _)| key.value.find('：').map(|i| key.part(i..i + '：'.len_utf8()))) {
            findings.push(syntax::full_width_colon(at));
        } else {
            findings.push(shape::no_sort(at, &Sort::words().join("、")));
        }
        return None;
    };
    if let Some(second) = told.iter().find(|key| key.value != first.value) {
        findings.push(shape::two_sorts(second, first));
        return None;
    }
    let sort = Sort::READING_ORDER.into_iter().find(|sort| sort.word() == first.value)?;
    let (key, value) = keys.pairs().iter().find(|(key, _)| key.value == first.value)?;
    if value.shape == Shape::Empty {
        findings.push(shape::empty_value(key.at, &key.value));
        return None;
    }
    text_of(value, findings).map(|name| (sort, name))
}
