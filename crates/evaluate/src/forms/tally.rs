//! Sorts what was found into one period: in time, made up later, undecided, or not counting there.

use crate::context::Context;
use crate::evidence::{Finding, Weight};
use crate::instance::{Counted, NotCounted};
use crate::lack::Lack;
use crate::reason::Because;
use jishi_calendar::{Cadence, Date, Period};

/// The findings that concern one period.
#[derive(Default)]
pub struct Tally<'f, 'a> {
    /// Counting, on a day from the period's first to the last day in time.
    pub in_time: Vec<&'f Finding<'a>>,
    /// Counting, later, and entered as making up for this period.
    pub made_up: Vec<&'f Finding<'a>>,
    /// In time, but it cannot be told whether they count; what is not known.
    pub undecided: Vec<(&'f Finding<'a>, &'f [Lack])>,
    /// In time, not counting, and why.
    pub others: Vec<(&'f Finding<'a>, NotCounted)>,
}

/// The days on which something counts for a period.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// From this day on; from ever, where none is known.
    pub from: Option<Date>,
    /// In time until this day.
    pub due: Date,
    /// Late until this one, without being entered as making up for it.
    pub late: Date,
}

impl<'f, 'a> Tally<'f, 'a> {
    /// Sorts findings for a period of `cadence` of which `due` is the last day in time.
    #[must_use]
    pub fn of(found: &'f [Finding<'a>], cadence: Cadence, period: Period, due: Date) -> Self {
        Self::within(found, cadence, period, &Days { from: period.first(), due, late: due })
    }

    /// Sorts findings for a period that is not done on its own days.
    #[must_use]
    pub fn within(found: &'f [Finding<'a>], cadence: Cadence, period: Period, days: &Days) -> Self {
        let Days { from, due, late } = *days;
        let mut tally = Self::default();
        for finding in found {
            let makes_up = finding.makes_up(cadence);
            let in_time = from.is_none_or(|first| first <= finding.date) && finding.date <= due;
            if let Some(other) = makes_up.filter(|other| *other != period) {
                tally.others.extend(in_time.then_some((finding, NotCounted::MakesUp(other))));
                continue;
            }
            match (&finding.weight, makes_up) {
                (Weight::Counts, Some(_)) if !in_time => tally.made_up.push(finding),
                (Weight::Counts, _) if in_time => tally.in_time.push(finding),
                (Weight::Counts, None) if due < finding.date && finding.date <= late => tally.made_up.push(finding),
                (Weight::Undecided(lacks), makes_up) if in_time || makes_up.is_some() => tally.undecided.push((finding, lacks)),
                (Weight::Not(reason), makes_up) if in_time || makes_up.is_some() => tally.others.push((finding, reason.clone())),
                _ => {}
            }
        }
        tally
    }

    /// What is not known of the undecided ones, each once.
    #[must_use]
    pub fn unknown(&self) -> Vec<Lack> {
        let mut out: Vec<Lack> = Vec::new();
        for lack in self.undecided.iter().flat_map(|(_, lacks)| *lacks) {
            if !out.contains(lack) {
                out.push(*lack);
            }
        }
        out
    }

    /// Everything looked at, by day; where no reasons are asked for, what counted.
    #[must_use]
    pub fn listed(&self, cx: &Context) -> Vec<Counted> {
        let not = |finding: &Finding, reason: NotCounted| Counted { not_counted: Some(reason), ..finding.listed() };
        let mut out: Vec<Counted> = self.in_time.iter().chain(&self.made_up).map(|f| f.listed()).collect();
        if !cx.told {
            return out;
        }
        out.extend(self.undecided.iter().map(|(f, lacks)| not(f, NotCounted::Unknown((*lacks).into()))));
        out.extend(self.others.iter().map(|(f, reason)| not(f, reason.clone())));
        out.sort_by_key(|counted| (counted.date, counted.what.record()));
        out
    }

    /// Said where the numbers present are not entered of meetings that counted.
    #[must_use]
    pub fn quorum_note(&self) -> Option<Because> {
        let unknown = self.in_time.iter().chain(&self.made_up).filter(|f| f.unknown_quorum).count();
        (unknown > 0).then(|| Because::QuorumUnknown(super::count(unknown)))
    }
}
