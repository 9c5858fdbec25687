//! 状态: a condition on the registers holds at all times; where it breaks, a clock may start.

use crate::changes::change_dates;
use crate::condition::{Scene, Truth, judge as judge_condition, trace};
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use crate::uptake::new_year;
use crate::why;
use jishi_calendar::{Date, Duration, Period, Reckoned};
use jishi_facts::Subject;
use jishi_pack::{Expr, Who};

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
            settle(case, Period::Clock(spell.from, due.date), Some(due), |due| {
                running(case, condition, *spell, grace, due.unwrap_or(spell.from))
            })
        })
        .collect();
    if spells.last().is_none_or(|spell| spell.until.is_some()) {
        out.push(settle(case, Period::Now, None, |_| today(case, condition)));
    }
    out
}

fn scene(case: Case<'_, '_>, date: Date) -> Scene<'static> {
    Scene { subject: case.who.subject, date, record: None }
}

fn today(case: Case, condition: &Expr) -> Outcome {
    let as_of = case.cx.as_of;
    let parts = || trace(case.cx, scene(case, as_of), condition).join("；");
    match judge_condition(case.cx, scene(case, as_of), condition) {
        Truth::True => Outcome::new(Status::Met, format!("{as_of} {}，符合要求。", parts())),
        Truth::False if never_held(case, condition) => super::fact_missing(vec!["该职务没有登记过任职者，不知道从何日起空缺".to_owned()]),
        Truth::False => {
            let missing = vec![format!("不符合“{}”", condition.words)];
            Outcome::new(Status::Overdue, format!("{as_of} {}，不符合要求。", parts())).missing(missing)
        }
        Truth::Unknown(reasons) => super::fact_missing(reasons),
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

/// The spells on which the condition is known not to hold, up to the day judged, oldest first.
fn spells(case: Case, condition: &Expr) -> Vec<Broken> {
    let vacancy = matches!(case.duty.who, Who::Posts { .. }) && why::is_held(condition);
    let begins = if vacancy { first_holder(case) } else { case.who.since() };
    if vacancy && begins.is_none() {
        return Vec::new();
    }
    let mut days = change_dates(case.cx, case.who.subject);
    days.extend(begins);
    let mut out: Vec<Broken> = Vec::new();
    for day in days.into_iter().filter(|day| *day <= case.cx.as_of && begins.is_none_or(|begins| begins <= *day)) {
        let broken = judge_condition(case.cx, scene(case, day), condition) == Truth::False;
        match out.last_mut().filter(|spell| spell.until.is_none()) {
            Some(spell) if !broken => spell.until = Some(day),
            None if broken => out.push(Broken { from: day, until: None }),
            _ => {}
        }
    }
    out
}

fn running(case: Case, condition: &Expr, spell: Broken, grace: Duration, due: Date) -> Outcome {
    let as_of = case.cx.as_of;
    let held = why::is_held(condition);
    let begun = if held {
        format!("该职务自 {} 起空缺", spell.from)
    } else {
        format!("自 {} 起不符合“{}”", spell.from, condition.words)
    };
    let (mended, open) = if held { ("有人任职", "仍无人任职") } else { ("恢复符合", "仍不符合") };
    let mut out = match spell.until {
        Some(until) if until <= due => Outcome::new(Status::Met, format!("{until} {mended}，在期限内，已完成。")),
        Some(until) => Outcome::new(Status::MetLate, format!("{until} 才{mended}，超过期限 {due}，算补办。")),
        None if as_of <= due => Outcome::new(Status::Due, format!("到 {as_of} {open}，还有 {} 天，待办。", (due - as_of).get_days())),
        None => Outcome::new(Status::Overdue, format!("到 {as_of} {open}，{}。", why::overdue_by(due, as_of))),
    };
    out.because.insert(0, format!("{begun}，{grace}到 {due} 为止。"));
    if spell.until.is_none() {
        out.missing = vec![if held { "该职务空缺，尚未补齐".to_owned() } else { format!("不符合“{}”", condition.words) }];
    }
    out
}
