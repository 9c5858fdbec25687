//! 状态: a condition on the registers holds at all times; where it breaks, a clock may start.

use crate::changes::change_dates;
use crate::condition::{Truth, judge as judge_condition, trace};
use crate::context::Scene;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::{Because, Timing};
use crate::uptake::new_year;
use crate::why;
use crate::wording::Wording;
use jishi_calendar::{Date, Duration, Period, Reckoned};
use jishi_facts::Subject;
use jishi_pack::{Expr, Fact, Who};

/// Days on end on which the condition does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Broken {
    from: Date,
    /// The first day it holds again.
    until: Option<Date>,
}

/// One instance for today, or one for each clock that runs or ended this year.
pub fn judge(case: Case, condition: &Expr, grace: Option<Duration>) -> Vec<Instance> {
    if !case.who.present_on(case.cx.as_of) {
        return Vec::new();
    }
    let Some(grace) = grace else {
        return vec![settle(case, Period::Now, None, |_| today(case, condition))];
    };
    let spells = spells(case, condition);
    let mut out: Vec<Instance> = spells
        .iter()
        .filter(|spell| spell.until.is_none_or(|until| until >= new_year(case.cx.as_of, 0)))
        .map(|spell| {
            let due: Reckoned = grace.after(spell.from, case.cx.workdays);
            settle(case, Period::Clock(spell.from, due.date), Some(due), |due| running(case, condition, *spell, due.unwrap_or(spell.from)))
        })
        .collect();
    if spells.last().is_none_or(|spell| spell.until.is_some()) {
        out.push(settle(case, Period::Now, None, |_| today(case, condition)));
    }
    out
}

fn scene<'a>(case: Case<'a, '_>, date: Date) -> Scene<'a> {
    Scene { duty: case.duty, subject: case.who.subject, date, record: None }
}

fn today(case: Case, condition: &Expr) -> Outcome {
    let as_of = case.cx.as_of;
    let found =
        |status, holds| Outcome::new(status, Because::Found(Some(as_of), holds)).parts(trace(case.cx, scene(case, as_of), condition));
    match judge_condition(case.cx, scene(case, as_of), condition) {
        Truth::True => found(Status::Met, true),
        Truth::False if never_held(case, condition) => super::fact_missing([Lack::FirstHolder]),
        Truth::False => found(Status::Overdue, false).missing(vec![fails(case, condition)]),
        Truth::Unknown(lacks) => super::fact_missing(lacks),
    }
}

/// A vacancy of a post that nobody is known to have held has no first day; it is asked only where a clock would run.
fn never_held(case: Case, condition: &Expr) -> bool {
    let clock = matches!(&case.duty.form, jishi_pack::Form::State { grace: Some(_), .. });
    clock && why::is_held(condition) && first_holder(case).is_none()
}

fn first_holder(case: Case) -> Option<Date> {
    let Subject::Post(post) = case.who.subject else { return None };
    case.cx.holdings_of_post(post).first().map(|holding| holding.from)
}

/// The spells on which the duty applies and the condition is known not to hold, up to the day judged, oldest first.
fn spells(case: Case, condition: &Expr) -> Vec<Broken> {
    let vacancy = matches!(case.duty.who, Who::Posts { .. }) && why::is_held(condition);
    let begins = if vacancy { first_holder(case) } else { case.who.since() };
    if vacancy && begins.is_none() {
        return Vec::new();
    }
    let of_unit = [Some(condition), case.duty.applies.as_ref()].into_iter().flatten().any(|expr| expr.reads(Fact::UnitMemberCount));
    let mut days = change_dates(case.cx, case.who.subject, of_unit);
    days.extend(begins);
    let mut out: Vec<Broken> = Vec::new();
    for day in days.into_iter().filter(|day| *day <= case.cx.as_of && begins.is_none_or(|begins| begins <= *day)) {
        let applies = case.duty.applies.as_ref().is_none_or(|when| judge_condition(case.cx, scene(case, day), when) == Truth::True);
        if !applies {
            // What is no longer asked was not mended, and is owed no longer.
            out.pop_if(|spell| spell.until.is_none());
            continue;
        }
        match (judge_condition(case.cx, scene(case, day), condition), out.last_mut().filter(|spell| spell.until.is_none())) {
            (Truth::True, Some(spell)) => spell.until = Some(day),
            (Truth::False, None) => out.push(Broken { from: day, until: None }),
            // What is not known has neither begun nor been mended.
            _ => {}
        }
    }
    out
}

fn fails(case: Case, condition: &Expr) -> Missing {
    Missing::Fails(Wording::of(case.duty, &condition.words))
}

fn running(case: Case, condition: &Expr, spell: Broken, due: Date) -> Outcome {
    let as_of = case.cx.as_of;
    if let (None, Truth::Unknown(lacks)) = (spell.until, judge_condition(case.cx, scene(case, as_of), condition)) {
        let mut out = super::fact_missing(lacks);
        out.because.insert(0, Because::Broken(spell.from, due));
        return out;
    }
    let mut out = match spell.until {
        Some(until) => {
            Outcome::new(if until <= due { Status::Met } else { Status::MetLate }, Because::Mended(until, Timing::of(until, due)))
        }
        None => Outcome::new(if as_of <= due { Status::Due } else { Status::Overdue }, Because::StillBroken(as_of, due)),
    };
    out.because.insert(0, Because::Broken(spell.from, due));
    if spell.until.is_none() {
        out.missing = vec![if why::is_held(condition) { Missing::Vacant } else { fails(case, condition) }];
    }
    out
}
