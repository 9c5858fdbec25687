//! Which instances a list shows. Every number on a page links to the filter that counts the same instances.

use crate::snapshot::Snapshot;
use crate::view::body_of;
use crate::dates;
use jishi_base::BodyId;
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Verdict, Status};
use jishi_pack::Force;
use serde::Deserialize;

/// Days within which a date is near.
pub(crate) const SOON: i32 = 30;

/// The filter as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) status: String,
    pub(crate) duty: String,
    pub(crate) article: String,
    pub(crate) force: String,
    pub(crate) year: String,
    pub(crate) period: String,
    pub(crate) due: String,
    pub(crate) body: String,
    pub(crate) q: String,
    pub(crate) page: String,
}

impl Query {
    /// The filter's pairs without the page, with `name` set to `value`.
    pub(crate) fn with<'a>(&'a self, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let pairs = [
            ("status", &self.status), ("duty", &self.duty), ("article", &self.article), ("force", &self.force), ("year", &self.year),
            ("period", &self.period), ("due", &self.due), ("body", &self.body), ("q", &self.q),
        ];
        let kept = pairs.into_iter().filter(|(key, _)| *key != name).map(|(key, kept)| (key, kept.as_str()));
        kept.chain(std::iter::once((name, value))).collect()
    }
}

/// The states a list can be narrowed to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    All,
    Overdue,
    Soon,
    Due,
    Upcoming,
    Open,
    Unknown,
    Settled,
    Owed,
    Done,
    MetLate,
    Waived,
    NotApplicable,
}

impl State {
    /// As offered: the address's word and the user's.
    pub(crate) const CHOICES: [(Self, &'static str, &'static str); 13] = [
        (Self::All, "", "全部"),
        (Self::Overdue, "overdue", "逾期"),
        (Self::Soon, "soon", "30 天内到期"),
        (Self::Due, "due", "待办"),
        (Self::Unknown, "unknown", "缺事实"),
        (Self::Upcoming, "upcoming", "未到期"),
        (Self::Open, "open", "待办和未到期"),
        (Self::Settled, "settled", "已有结果（按期、补办、逾期）"),
        (Self::Owed, "owed", "应办（不含免除、不适用）"),
        (Self::Done, "done", "已完成（含补办）"),
        (Self::MetLate, "late-done", "补办"),
        (Self::Waived, "waived", "免除"),
        (Self::NotApplicable, "na", "不适用"),
    ];

    fn read(word: &str) -> Option<Self> {
        Self::CHOICES.iter().find(|(_, key, _)| *key == word).map(|(state, ..)| *state)
    }

    fn holds(self, instance: &Verdict, as_of: Date) -> bool {
        let status = instance.status;
        match self {
            Self::All => true,
            Self::Overdue => status == Status::Overdue,
            Self::Soon => is_soon(instance, as_of),
            Self::Due => status == Status::Due,
            Self::Upcoming => status == Status::Upcoming,
            Self::Open => matches!(status, Status::Due | Status::Upcoming),
            Self::Settled => matches!(status, Status::Met | Status::MetLate | Status::Overdue),
            Self::Unknown => status == Status::FactMissing,
            Self::Owed => !matches!(status, Status::Waived | Status::NotApplicable),
            Self::Done => matches!(status, Status::Met | Status::MetLate),
            Self::MetLate => status == Status::MetLate,
            Self::Waived => status == Status::Waived,
            Self::NotApplicable => status == Status::NotApplicable,
        }
    }
}

/// Still open, and its last day is near.
pub(crate) fn is_soon(instance: &Verdict, as_of: Date) -> bool {
    matches!(instance.status, Status::Due | Status::Upcoming)
        && instance.due.is_some_and(|due| (0..=SOON).contains(&dates::days(as_of, due)))
}

/// The year an instance is counted in: the one its period ends in; a standing condition is always of this year.
pub(crate) fn year_of(instance: &Verdict, as_of: Date) -> i16 {
    instance.period.last().map_or(as_of.year(), |last| last.year())
}

/// A filter that has been read.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Filter {
    pub(crate) state: State,
    pub(crate) duty: Option<usize>,
    /// The duties of the article asked for.
    pub(crate) article: Option<Vec<usize>>,
    pub(crate) force: Option<Force>,
    pub(crate) year: Option<i16>,
    pub(crate) period: Option<Period>,
    /// The beginning of a due date: `2026-03`, `2026-03-31`.
    pub(crate) due: String,
    pub(crate) body: Option<BodyId>,
    pub(crate) text: String,
}

/// Reads a part that may be empty; the outer `None` says that it cannot be read.
fn part<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

/// All forces, hardest first.
pub(crate) const FORCES: [Force; 4] = [Force::Must, Force::Should, Force::May, Force::Explore];

impl Filter {
    /// `None` where a part of the address cannot be read.
    pub(crate) fn read(snapshot: &Snapshot, query: &Query) -> Option<Self> {
        Some(Self {
            state: State::read(&query.status)?,
            duty: part(&query.duty, |name| snapshot.duty_named(name))?,
            article: part(&query.article, |key| read_article(key).map(|(document, number)| snapshot.duties_of(document, number).to_vec()))?,
            force: part(&query.force, |word| FORCES.into_iter().find(|force| force.word() == word))?,
            year: part(&query.year, |year| year.parse().ok())?,
            period: part(&query.period, |label| label.parse().ok())?,
            due: part(&query.due, |due| due.bytes().all(|b| b.is_ascii_digit() || b == b'-').then(|| due.to_owned()))?.unwrap_or_default(),
            body: part(&query.body, |id| id.parse().ok())?,
            text: query.q.trim().to_owned(),
        })
    }

    /// Does the list show it?
    pub(crate) fn holds(&self, snapshot: &Snapshot, instance: &Verdict) -> bool {
        let as_of = snapshot.as_of();
        self.state.holds(instance, as_of)
            && self.duty.is_none_or(|duty| instance.duty == duty)
            && self.article.as_ref().is_none_or(|duties| duties.contains(&instance.duty))
            && self.force.is_none_or(|force| instance.force == force)
            && self.year.is_none_or(|year| year_of(instance, as_of) == year)
            && self.period.is_none_or(|period| instance.period == period)
            && (self.due.is_empty() || instance.due.is_some_and(|due| due.to_string().starts_with(&self.due)))
            && self.body.is_none_or(|body| body_of(snapshot, instance.subject) == Some(body))
            && self.matches(snapshot, instance)
    }

    fn matches(&self, snapshot: &Snapshot, instance: &Verdict) -> bool {
        let duty = || snapshot.duty(instance).is_some_and(|duty| duty.name.contains(&self.text));
        let words = snapshot.words();
        self.text.is_empty() || words.subject(instance).contains(&self.text) || words.owner(instance).contains(&self.text) || duty()
    }
}

/// `意见19` → document and number.
pub(crate) fn read_article(key: &str) -> Option<(&str, u32)> {
    let document = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = key.get(document.len()..)?.parse().ok()?;
    (!document.is_empty()).then_some((document, number))
}
