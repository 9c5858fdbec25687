//! What has been read so far, and the small services every reader needs: names, citations, parameters.

use super::entry::{Entry, Sort};
use super::parameter::Parameter;
use crate::check::{citation, names};
use crate::facts::SubjectSort;
use crate::finding::{At, Finding, Findings};
use crate::model::{Library, Pack, RecordKind, Who};
use crate::yaml::Text;
use jishi_base::Citation;
use jishi_calendar::Date;
use std::collections::BTreeMap;

/// The library in the making.
#[derive(Default)]
pub(crate) struct Compiler {
    /// What has been read.
    pub library: Library,
    /// Heads of documents that may be cited without being loaded.
    pub known: BTreeMap<String, Pack>,
    /// Groups of people (人群), by name.
    pub people: BTreeMap<String, Who>,
    /// Members of groups of records as written, before expansion.
    pub groups: BTreeMap<String, Vec<(String, At)>>,
    /// Parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Where each name was first given, and in which pack.
    pub homes: BTreeMap<(Sort, String), (String, At)>,
    /// The day whose values are put in for parameters; `None`: the last ones.
    pub on: Option<Date>,
    /// What is wrong.
    pub findings: Findings,
    /// Some of the text could not be read: an unknown name may well stand there, so none is reported.
    pub incomplete: bool,
}

impl Compiler {
    /// Remembers the entry's name, and says where it was given before.
    pub fn declare(&mut self, entry: &Entry<'_>) {
        let name = entry.name;
        if matches!(entry.sort, Sort::Overlay | Sort::NoDuty) {
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

    /// Keeps a finding about a name that is not known, unless it may stand in a file that could not be read.
    pub fn unknown(&mut self, finding: Finding) {
        if !self.incomplete {
            self.findings.push(finding);
        }
    }

    /// What `read` gives with the parameters of the day before `day`. What it finds wrong again is not kept twice.
    pub fn before<T>(&mut self, day: Date, read: impl FnOnce(&mut Self) -> T) -> T {
        self.on = day.yesterday().ok();
        let out = read(self);
        self.on = None;
        self.findings.once_each();
        out
    }

    /// Was this name given anywhere, even in an entry that is wrong?
    pub fn declared(&self, sort: Sort, name: &str) -> bool {
        self.homes.contains_key(&(sort, name.to_owned()))
    }

    /// Where a name was given.
    pub fn home(&self, sort: Sort, name: &str) -> Option<At> {
        self.homes.get(&(sort, name.to_owned())).map(|(_, at)| *at)
    }

    /// The record kinds of these names that could be read.
    pub fn kinds(&self, names: &[String]) -> Vec<&RecordKind> {
        names.iter().filter_map(|name| self.library.record_kinds.get(name)).collect()
    }

    /// The citation in `text`, checked: the document is known and has such an article.
    pub fn citation(&mut self, text: &Text) -> Option<Citation> {
        if text.value.trim() == "无出处" {
            self.findings.push(citation::no_source(text.at));
            return None;
        }
        if odd_quotes(&text.value) {
            self.findings.push(citation::empty_quote(text.at));
            return None;
        }
        let Ok(read) = Citation::read(&text.value) else {
            self.findings.push(citation::citation_shape(text.at, &text.value));
            return None;
        };
        let Some(pack) = self.library.packs.get(&read.document).or_else(|| self.known.get(&read.document)) else {
            let documents = self.library.packs.keys().chain(self.known.keys()).map(String::as_str);
            let finding = citation::unknown_document(text.at, &read.document, documents);
            self.unknown(finding);
            return None;
        };
        if read.article > pack.articles {
            self.findings.push(citation::unknown_article(text.at, &read.document, read.article, pack.articles));
            return None;
        }
        Some(read)
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

/// A quotation that is empty, or has no end.
fn odd_quotes(text: &str) -> bool {
    let text = text.trim();
    let Some((at, open)) = text.char_indices().find(|(_, c)| matches!(c, '"' | '“' | '「')) else { return false };
    let close = match open {
        '“' => '”',
        '「' => '」',
        _ => '"',
    };
    let rest = text.get(at + open.len_utf8()..).unwrap_or_default();
    rest.strip_suffix(close).is_none_or(|quote| quote.trim().is_empty())
}

/// The sort of subject that `who` names.
pub(crate) fn subject_of(who: &Who) -> SubjectSort {
    match who {
        Who::Bodies(_) => SubjectSort::Body,
        Who::Members | Who::Holders { .. } => SubjectSort::Person,
        Who::Posts { .. } => SubjectSort::Post,
    }
}
