//! What judging gives: of each duty instance a verdict, which is kept, and the reasons for it, which are made when somebody asks.
//! None of it is a text: sentences, names and titles are made last, by `words`, for the one who looks.

use crate::lack::{Lack, Missing};
use crate::owner::OnDuty;
use crate::reason::{Because, Trace};
use crate::happened::Happened;
use crate::status::Status;
use crate::wording::Wording;
use jishi_base::{Number, RecordId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_facts::Subject;
use jishi_pack::{Duty, Force, Library};
use std::ops::Deref;
use std::sync::Arc;

/// A fact that counted, or that was looked at and did not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// What it is.
    pub what: Happened,
    /// The day it happened.
    pub date: Date,
    /// Why it does not count; `None` where it does.
    pub not_counted: Option<NotCounted>,
}

/// Why something that was looked at does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotCounted {
    /// The same is entered already.
    Repeated,
    /// It was withdrawn.
    Withdrawn,
    /// Too few were present.
    NoQuorum,
    /// It does not meet this condition.
    Fails(Wording),
    /// It makes up for another period.
    MakesUp(Period),
    /// The subject did not take part in it.
    Missed,
    /// It cannot be told, for want of this.
    Unknown(Box<[Lack]>),
}

/// How one duty of one subject stands for one period: ids, numbers and days, and nothing that the records say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Index of the duty in the library.
    pub duty: usize,
    /// Which of the duty's texts it is judged by, counted from the oldest.
    pub edition: u16,
    /// Whose.
    pub subject: Subject,
    /// The subject's unit.
    pub unit: Option<UnitId>,
    /// For which period.
    pub period: Period,
    /// Its one status.
    pub status: Status,
    /// How binding it is.
    pub force: Force,
    /// The last day in time, where there is one.
    pub due: Option<Date>,
    /// The last day before an approved extension moved it; none where none did. A further extension is measured from it.
    pub moved_from: Option<Date>,
    /// True where the due date rests on a year without holiday data (暂算).
    pub provisional: bool,
    /// Who acts; shared by the instances of a subject.
    pub owner: Arc<OnDuty>,
    /// How many facts counted.
    pub times: u32,
    /// The day of the last one that counted.
    pub last: Option<Date>,
    /// What those that counted come to, where an amount is asked for.
    pub amount: Option<Number>,
}

/// One duty, of one subject, for one period: the verdict with its reasons.
///
/// It holds ids, numbers, days, and places in the packs, and no text of the site: no name, no title, no ground. Two sites that
/// differ in nothing but what things are called have equal instances, and what may be said of one is decided when it is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instance {
    /// How it stands.
    pub verdict: Verdict,
    /// What counted and what did not, by date.
    pub evidence: Vec<Counted>,
    /// What is missing, one thing an entry.
    pub missing: Vec<Missing>,
    /// What the parts of a condition were found to be, where one is asked.
    pub parts: Vec<Trace>,
    /// How the status follows, one step an entry.
    pub because: Vec<Because>,
}

/// An instance stands wherever its verdict is asked for.
impl Deref for Instance {
    type Target = Verdict;

    fn deref(&self) -> &Verdict {
        &self.verdict
    }
}

impl Verdict {
    /// The text of the duty that it is judged by.
    #[must_use]
    pub fn edition<'l>(&self, library: &'l Library) -> Option<&'l Duty> {
        let duty = library.duties.get(self.duty)?;
        Some(duty.editions().nth(usize::from(self.edition)).map_or(duty, |edition| edition.duty))
    }
}

impl Instance {
    /// A verdict whose reasons are not at hand.
    #[must_use]
    pub fn bare(verdict: &Verdict) -> Self {
        Self { verdict: verdict.clone(), evidence: Vec::new(), missing: Vec::new(), parts: Vec::new(), because: Vec::new() }
    }

    /// With what was looked at.
    #[must_use]
    pub fn resting_on(mut self, evidence: Vec<Counted>) -> Self {
        self.evidence = evidence;
        let days: Vec<Date> = self.counted().map(|fact| fact.date).collect();
        (self.verdict.times, self.verdict.last) = (u32::try_from(days.len()).unwrap_or(u32::MAX), days.into_iter().max());
        self
    }

    /// What counted.
    pub fn counted(&self) -> impl Iterator<Item = &Counted> {
        self.evidence.iter().filter(|fact| fact.not_counted.is_none())
    }

    /// Did it look at a record, whether that counts or not?
    #[must_use]
    pub fn looked_at(&self, record: RecordId) -> bool {
        self.evidence.iter().any(|fact| fact.what == Happened::Record(record))
    }
}
