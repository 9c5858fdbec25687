//! How a duty instance stands, in the words and colours of the pages. Red is kept for 应当 that is late.

use crate::snapshot::Snapshot;
use crate::dates;
use jishi_base::BodyId;
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::Subject;
use jishi_pack::{Confidence, Force};

/// The colour of a state; each always stands beside its word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    /// A person must act, and is late.
    Late,
    /// Late where a reason may stand in, or a fact is missing.
    Soft,
    /// Done.
    Met,
    /// Nothing to see to now.
    Plain,
}

impl Tone {
    /// Class of a row or item.
    pub(crate) fn row(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soft => "soft",
            Self::Met | Self::Plain => "",
        }
    }
    /// Class of a tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soft => "due",
            Self::Met => "met",
            Self::Plain => "",
        }
    }
}

/// Late by the letter, whatever the force.
pub(crate) fn is_late(instance: &Verdict) -> bool {
    instance.status == Status::Overdue
}

/// The colour an instance stands in.
pub(crate) fn tone(instance: &Verdict) -> Tone {
    match instance.status {
        Status::Overdue if instance.force == Force::Must => Tone::Late,
        Status::Overdue | Status::FactMissing => Tone::Soft,
        Status::Met | Status::MetLate => Tone::Met,
        Status::Due | Status::Upcoming | Status::Waived | Status::NotApplicable => Tone::Plain,
    }
}

/// By when, in two lines: the point, and the date behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct When {
    pub(crate) head: String,
    pub(crate) note: String,
}

/// How late, how long still, or done when.
pub(crate) fn when(instance: &Verdict, as_of: Date) -> When {
    let date = |date| dates::short(date, as_of);
    let (head, note) = match (instance.status, instance.due) {
        (Status::Overdue, Some(due)) => (format!("逾期 {} 天", dates::days(due, as_of)), format!("应于 {}前", date(due))),
        (Status::Due | Status::Upcoming | Status::FactMissing, Some(due)) => {
            let left = match dates::days(as_of, due) {
                0 => "今天到期".to_owned(),
                days @ 1.. => format!("剩 {days} 天"),
                _ => "期限已过".to_owned(),
            };
            (left, format!("{}前", date(due)))
        }
        (Status::Met | Status::MetLate, _) => {
            (instance.status.word().to_owned(), instance.last.map_or_else(String::new, |day| format!("办于 {}", date(day))))
        }
        (status, _) => (status.word().to_owned(), String::new()),
    };
    let note = if instance.provisional && !note.is_empty() { format!("{note}（暂算）") } else { note };
    When { head, note }
}

/// A period in few words: a clock by the day it started.
pub(crate) fn period_words(period: Period) -> String {
    match period {
        Period::Clock(from, _) => format!("{}起", dates::full(from)),
        other => other.in_words(),
    }
}

/// The body that an instance is filed under: itself, the post's, or the person's branch.
pub(crate) fn body_of(snapshot: &Snapshot, subject: Subject) -> Option<BodyId> {
    match subject {
        Subject::Body(id) => Some(id),
        Subject::Post(id) => snapshot.seen().post(id).map(|post| post.body),
        Subject::Person(id) => snapshot.branch_of(id),
    }
}

/// Who acts, without repeating the body that the row already names: `书记 魏静`.
pub(crate) fn owner_in(snapshot: &Snapshot, instance: &Verdict) -> String {
    let body = body_of(snapshot, instance.subject).and_then(|id| snapshot.seen().body(id));
    let owner = snapshot.words().owner(instance);
    let short = body.and_then(|body| owner.strip_prefix(body.name.as_str())).map(str::trim).filter(|rest| !rest.is_empty());
    short.unwrap_or(&owner).to_owned()
}

/// What is said of a number that is not the text's.
pub(crate) struct Doubt {
    /// 默认 or 待核.
    pub(crate) word: &'static str,
    /// Whether somebody has still to look it up.
    pub(crate) open: bool,
    /// Why; empty where nothing is said.
    pub(crate) note: String,
}

impl Doubt {
    /// `None` where the number has been seen in the text.
    pub(crate) fn of(confidence: &Confidence) -> Option<Self> {
        let open = matches!(confidence, Confidence::Unverified(_));
        (*confidence != Confidence::Verified).then(|| Self { word: confidence.word(), open, note: confidence.note().to_owned() })
    }
}
