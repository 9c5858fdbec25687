//! What has been read so far, and the small services every reader needs: names, citations, parameters.

use crate::check::{citation, vocabulary};
use crate::facts::SubjectSort;
use crate::finding::{At, Finding, Findings};
use crate::model::{Confidence, Library, Pack, RecordKind, Who};
use crate::node::Text;
use jishi_base::Citation;
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Sort {
    BodyKind,
    People,
    Group,
    Code,
    Field,
    Record,
    Parameter,
    Duty,
    NoDuty,
    Overlay,
    Right,
    Narrowing,
    Ledger,
}

impl Sort {
    /// In the order of reading: an entry names only what is read before it, groups and parents apart.
    pub const READING_ORDER: [Self; 13] = [
        Self::Code, Self::BodyKind, Self::Field, Self::Record, Self::Group, Self::People, Self::Parameter, Self::Duty, Self::Overlay, Self::NoDuty,
        Self::Right, Self::Narrowing, Self::Ledger,
    ];

    /// The key that tells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BodyKind => "组织类别",
            Self::People => "人群",
            Self::Group => "归类",
            Self::Code => "代码",
            Self::Field => "共用字段",
            Self::Record => "记录",
            Self::Parameter => "参数",
            Self::Duty => "责任",
            Self::NoDuty => "不设责任",
            Self::Overlay => "收紧",
            Self::Right => "权限",
            Self::Narrowing => "收窄",
            Self::Ledger => "台账",
        }
    }

    /// All of these keys.
    pub fn words() -> Vec<&'static str> {
        Self::READING_ORDER.iter().map(|sort| sort.word()).collect()
    }
}

/// A parameter's values, the oldest first.
#[derive(Default, Clone, Debug)]
pub(crate) struct Parameter {
    /// Each with the day from which it holds.
    pub values: Vec<Dated>,
}

impl Parameter {
    /// The value of a day, the last where no day is set. Before the first value that one is taken: nothing older is known.
    pub fn on(&self, day: Option<Date>) -> Option<&Dated> {
        let begun = |value: &&Dated| day.is_none_or(|day| value.from.is_none_or(|from| from <= day));
        self.values.iter().rev().find(begun).or_else(|| self.values.first())
    }
}

/// One value of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Dated {
    pub from: Option<Date>,
    pub value: String,
    pub citation: Option<Citation>,
    pub confidence: Confidence,
    pub at: At,
}

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
    /// Where a field of this name was first given its meaning.
    pub meant: BTreeMap<String, At>,
    /// The files, as they are counted in places, of a site's own packs.
    pub own: BTreeSet<usize>,
    /// What is wrong.
    pub findings: Findings,
    /// Some of the text could not be read: an unknown name may well stand there, so none is reported.
    pub incomplete: bool,
}

impl Compiler {
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

    /// Is it written in a site's own pack?
    pub fn is_own(&self, at: At) -> bool {
        self.own.contains(&at.file)
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

/// Reports a kind of body that is not known; says whether it is.
pub(crate) fn known_body_kind(c: &mut Compiler, name: &str, at: At) -> bool {
    let known = c.declared(Sort::BodyKind, name);
    if !known {
        let names: Vec<String> = c.homes.keys().filter(|(sort, _)| *sort == Sort::BodyKind).map(|(_, name)| name.clone()).collect();
        let full = c.library.body_kinds.values().find(|kind| kind.aliases.iter().any(|alias| alias == name)).map(|kind| kind.name.clone());
        c.unknown(vocabulary::unknown_body_kind(at, name, full.as_deref(), names.iter().map(String::as_str)));
    }
    known
}
