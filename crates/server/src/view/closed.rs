//! Fields that are kept more closely than the rest: shown by their ends or not at all, until somebody opens one.

use jishi_base::Label;
use std::collections::BTreeSet;

/// A closed field on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Closed {
    /// Its name, which is also what its button sends.
    pub(crate) name: String,
    /// 敏感 or 纪检.
    pub(crate) label: &'static str,
    /// What is shown of it: all, where it has been opened.
    pub(crate) shown: Option<String>,
    pub(crate) opened: bool,
}

/// How the page of something with closed fields was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Opening {
    /// Opened on this page, and entered.
    pub(crate) fields: BTreeSet<String>,
    /// They were to be opened, and that could not be entered.
    pub(crate) not_entered: bool,
}

impl Opening {
    /// These fields, which have been entered.
    pub(crate) fn of(field: &str) -> Self {
        Self { fields: BTreeSet::from([field.to_owned()]), not_entered: false }
    }

    /// Is a field to be shown?
    pub(crate) fn shows(&self, field: &str, label: Label) -> bool {
        !label.is_closed() || self.fields.contains(field)
    }
}

/// Where closed fields are opened from a page: by whom a form of this log-in is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Door {
    pub(crate) action: String,
    pub(crate) csrf: String,
}
