//! 顺序: B only after A, not too soon and not too long after. Nothing asks that B come at all: where it must, another
//! duty says so.

use super::fact_missing;
use crate::evidence::{Finding, Verdict, occurrences};
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use crate::why;
use jishi_calendar::{Date, Duration, Period};
use jishi_pack::Occurrence;

/// How far apart the two steps may be.
#[derive(Clone, Copy)]
struct Distance {
    at_least: Option<Duration>,
    at_most: Option<Duration>,
}

impl Distance {
    fn earliest(self, case: Case, first: Date) -> Date {
        self.at_least.map_or(first, |length| length.after(first, case.cx.workdays).date)
    }

    fn latest(self, case: Case, first: Date) -> Option<Date> {
        self.at_most.map(|length| length.after(first, case.cx.workdays).date)
    }

    fn fits(self, case: Case, first: Date, then: Date) -> bool {
        self.earliest(case, first) <= then && self.latest(case, first).is_none_or(|latest| then <= latest)
    }
}

/// One instance for each second step.
pub fn judge<'a>(
    case: Case<'a, '_>,
    first: &'a Occurrence,
    then: &'a Occurrence,
    at_least: Option<Duration>,
    at_most: Option<Duration>,
) -> Vec<Instance> {
    let distance = Distance { at_least, at_most };
    let known = |occurrence| {
        let mut found = occurrences(case.cx, case.duty, case.who.subject, occurrence);
        found.retain(|f| f.date <= case.cx.as_of && !matches!(f.verdict, Verdict::Not(_)));
        found
    };
    let (firsts, thens) = (known(first), known(then));
    let name = why::occurrence(case.cx.library, first);
    thens
        .iter()
        .filter(|then| then.date >= case.start)
        .map(|then| settle(case, Period::Day(then.date), None, |_| second(case, &firsts, then, distance, &name)))
        .collect()
}

fn second(case: Case, firsts: &[Finding], then: &Finding, distance: Distance, name: &str) -> Outcome {
    if let Verdict::Undecided(reasons) = &then.verdict {
        return fact_missing(reasons.clone()).evidence(vec![then.listed()]);
    }
    let step = format!("{} {}", then.date, then.title());
    let fitting =
        |counts: bool| firsts.iter().rev().find(|f| f.counts() == counts && f.date <= then.date && distance.fits(case, f.date, then.date));
    if let Some(first) = fitting(true) {
        let says = format!("{step}，此前 {} 有{}，先后和间隔符合要求。", first.date, first.title());
        return Outcome::new(Status::Met, says).evidence(vec![first.listed(), then.listed()]);
    }
    if let Some(Verdict::Undecided(reasons)) = fitting(false).map(|f| &f.verdict) {
        return fact_missing(reasons.clone()).evidence(vec![then.listed()]);
    }
    let last = firsts.iter().rev().find(|f| f.counts() && f.date <= then.date);
    let latest_allowed = distance.at_least.map_or(then.date, |length| length.before(then.date, case.cx.workdays).date);
    if last.is_none() && latest_allowed < case.start {
        let says = format!("{step}；{name}应在台账启用（{}）之前，未启用，不作判断。", case.start);
        return Outcome::new(Status::NotApplicable, says).evidence(vec![then.listed()]);
    }
    let failure = match last {
        None => format!("此前没有{name}"),
        Some(first) if then.date < distance.earliest(case, first.date) => {
            format!("此前 {} 的{name}到当日不满{}", first.date, distance.at_least.map(|d| format!(" {d}")).unwrap_or_default())
        }
        Some(first) => format!("此前 {} 的{name}到当日已超过{}", first.date, distance.at_most.map(|d| format!(" {d}")).unwrap_or_default()),
    };
    let evidence = last.map(Finding::listed).into_iter().chain([then.listed()]).collect();
    Outcome::new(Status::Overdue, format!("{step}，{failure}，不符合要求。")).missing(vec![failure]).evidence(evidence)
}
