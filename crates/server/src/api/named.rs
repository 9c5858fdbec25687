//! Small parts that answers are made of.

use crate::view::Link;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_authorize::Seen;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody or something, by id and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Named {
    /// The id.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: String,
}

impl Named {
    pub(crate) fn body(site: &Seen, id: BodyId) -> Self {
        Self { id: id.to_string(), name: site.body(id).map_or_else(String::new, |body| body.name.clone()) }
    }

    /// Whom one may not know has no name.
    pub(crate) fn person(site: &Seen, id: PersonId) -> Self {
        Self { id: id.to_string(), name: site.person(id).map_or_else(String::new, |person| person.name().to_owned()) }
    }
}

/// Something said, and where the pages show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Spot {
    /// What it says.
    text: String,
    /// The page's address on this site; none where there is nothing to open.
    page: Option<String>,
}

impl Spot {
    pub(crate) fn of(link: Link) -> Self {
        Self { text: link.text, page: Some(link.href).filter(|href| !href.is_empty()) }
    }
}

/// A day exactly as `2026-03-10`.
pub(crate) fn iso(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

/// Days as a number that sorts like them.
pub(crate) fn ordinal(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// A position in the journal as a number that sorts.
pub(crate) fn position(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// Does a name hold what is searched for?
pub(crate) fn finds(q: Option<&String>, name: &str) -> bool {
    q.is_none_or(|q| name.contains(q.trim()))
}
