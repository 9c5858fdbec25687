//! How a status follows, in words: the steps of the ten forms.

use super::Speaker;
use super::missing::{OPEN, UNVERIFIED, share};
use crate::instance::Instance;
use crate::status::Status;
use crate::reason::{Because, Elapsed, Moment, Progress, Timing, Within};
use crate::why;
use jishi_calendar::Date;
use jishi_pack::{Bound, Duty, Form};

impl Speaker<'_> {
    /// A step of the form.
    pub(super) fn step(&self, instance: &Instance, duty: &Duty, reason: Because) -> String {
        match reason {
            Because::Task { status, done, as_of, opens, due } => task(status, &done_in_words(instance, duty, done), as_of, opens, due),
            Because::QuorumUnknown(times) => format!("其中 {times} 次到会人数未登记，按成会计。"),
            Because::NothingToCover => "没有需要覆盖的对象，不适用。".to_owned(),
            Because::Triggered { trigger, again, ahead, due } => {
                let again = match again {
                    Some(Elapsed::Years(years)) => format!(" {years}周年"),
                    Some(Elapsed::Months(months)) => format!("满 {months} 个月"),
                    None => String::new(),
                };
                let limit =
                    if let Form::Triggered { deadline, .. } = &duty.form { why::deadline_in_words(deadline) } else { String::new() };
                let will = if ahead { "将" } else { "" };
                format!("{} {will}{}{again}；{limit}，即不晚于 {due}。", trigger.date, self.what(trigger.what))
            }
            Because::Followed(event, Timing::InTime(_)) => format!("{} 有{}，在期限内，已完成。", event.date, self.what(event.what)),
            Because::Followed(event, Timing::Late(due)) => {
                format!("{} 才有{}，超过期限 {due}，算补办。", event.date, self.what(event.what))
            }
            Because::NotYet(as_of, Timing::InTime(due)) => format!("到 {as_of} 还没有，期限为 {due}，待办。"),
            Because::NotYet(as_of, Timing::Late(due)) => format!("到 {as_of} 还没有，{}。", why::overdue_by(due, as_of)),
            Because::OpensOn(day) => format!("{day} 起才需要办理，未到期。"),
            Because::Record(record) => format!("{}。", self.moment(record)),
            Because::Found(day, holds) => {
                let day = day.map(|day| format!("{day} ")).unwrap_or_default();
                format!("{day}{}，{}。", self.parts(instance, duty).join("；"), if holds { "符合要求" } else { "不符合要求" })
            }
            Because::NothingElse => "没有别的要求。".to_owned(),
            Because::Count { count, bound, before, stands } => {
                let (what, times) = match &duty.form {
                    Form::Cap(Bound::NotMoreThanLast { measure: Some(measure), .. }) => (measure.as_str(), ""),
                    _ => ("", " 次"),
                };
                let bound = before.map_or_else(|| format!("上限 {bound}{times}"), |before| format!("{}为 {bound}{times}", before.in_words()));
                format!("{}{what}已有 {count}{times}，{bound}，{}。", instance.period.in_words(), within(stands))
            }
            Because::NoneBefore => "没有上一期可比，不适用。".to_owned(),
            Because::NoLedgerIn(before) => format!("未启用：{}还没有台账，无从比较。", before.in_words()),
            Because::Share(record, held) => {
                format!("{}，以{}为限，{}。", self.moment(record), share(duty), if held { "没有超过" } else { "已超过" })
            }
            Because::InOrder => self.in_order(instance),
            Because::FirstBeforeLedger(then, start) => {
                let first =
                    if let Form::Sequence { first, .. } = &duty.form { why::occurrence(self.library, first) } else { String::new() };
                format!("{}；{first}应在台账启用（{start}）之前，未启用，不作判断。", self.moment(then))
            }
            Because::OutOfOrder(then, order) => format!("{}，{}，不符合要求。", self.moment(then), self.out_of_order(duty, order)),
            Because::Gap { last, since, due, late } => {
                let says = match last {
                    Some(last) => format!("最近一次是 {}，下一次应不晚于 {due}", self.moment(last)),
                    None => format!("自 {since} 起算还没有一次，应不晚于 {due}"),
                };
                late.map_or_else(|| format!("{says}，没有超过间隔。"), |as_of| format!("{says}，{}。", why::overdue_by(due, as_of)))
            }
            Because::NothingMissed(since) => format!("自 {since} 起的记录里没有缺席。"),
            Because::Missed { times, first, last, due } => {
                let says = format!("自 {first} 到 {last}，记录在案的 {times} 次都没有参加");
                if last > due { format!("{says}，已超过 {due}。") } else { format!("{says}，没有超过间隔。") }
            }
            Because::Broken(from, due) => broken(duty, from, due),
            Because::Mended(day, by) => mended(duty, day, by),
            Because::StillBroken(as_of, due) => still_broken(duty, as_of, due),
            Because::Given(opened, owner, due) => format!("{opened} 交{}办理，期限为 {due}。", self.person(owner)),
            Because::Closed(day, Timing::InTime(_)) => format!("{day} 办结，在期限内，已完成。"),
            Because::Closed(day, Timing::Late(due)) => format!("{day} 才办结，超过期限 {due}，算补办。"),
            Because::ItemOpen(as_of, by) => open(OPEN, as_of, by),
            Because::ToVerify(closed, due) => format!("{closed} 办结，请办理人以外的人核实，期限为 {due}。"),
            Because::Verified(day, by, Timing::InTime(_)) => format!("{day} 由{}核实，已完成。", self.person(by)),
            Because::Verified(day, by, Timing::Late(due)) => format!("{day} 才由{}核实，超过期限 {due}，算补办。", self.person(by)),
            Because::Unverified(as_of, by) => open(UNVERIFIED, as_of, by),
            // The others stand above the forms.
            _ => String::new(),
        }
    }

    /// `2026-03-10 支部党员大会`.
    fn moment(&self, moment: Moment) -> String {
        format!("{} {}", moment.date, self.what(moment.what))
    }

    fn in_order(&self, instance: &Instance) -> String {
        let [first, then, ..] = instance.evidence.as_slice() else { return String::new() };
        format!("{} {}，此前 {} 有{}，先后和间隔符合要求。", then.date, self.what(then.what), first.date, self.what(first.what))
    }
}

fn open(what: &str, as_of: Date, by: Timing) -> String {
    match by {
        Timing::InTime(_) => format!("到 {as_of} {what}，待办。"),
        Timing::Late(due) => format!("到 {as_of} {what}，{}。", why::overdue_by(due, as_of)),
    }
}

fn task(status: Status, done: &str, as_of: Date, opens: Date, due: Date) -> String {
    match status {
        Status::Met => format!("{done}，已完成。"),
        Status::MetLate => format!("期限为 {due}，{done}，算补办。"),
        Status::Upcoming => format!("{opens} 起才开始，未到期。"),
        Status::Overdue => format!("到 {as_of}，{done}，期限为 {due}，{}。", why::overdue_by(due, as_of)),
        Status::FactMissing => format!("到 {as_of}，{done}，有的记录缺少事实，不能确定。"),
        Status::Due | Status::NotApplicable | Status::Waived => format!("到 {as_of}，{done}，期限为 {due}，待办。"),
    }
}

fn done_in_words(instance: &Instance, duty: &Duty, done: Progress) -> String {
    let period = instance.period.in_words();
    match (done, &duty.form) {
        (Progress::Times(0, 0), _) => "还没有一次".to_owned(),
        // What is put off, or done after the period, stands on a day outside it.
        (Progress::Times(times, 0), _) if is_after(instance) => format!("期限内已有 {times} 次"),
        (Progress::Times(times, 0), _) => format!("{period}内已有 {times} 次"),
        (Progress::Times(times, late), _) => format!("{period}内有 {times} 次，期后补办 {late} 次"),
        (Progress::Amount(total), Form::Quota { measure, at_least, unit, .. }) => {
            format!("{period}{measure}合计 {total} {unit}，要求 {at_least} {unit}")
        }
        (Progress::Amount(total), _) => format!("{period}合计 {total}"),
        (Progress::Covered(reached, all), _) => format!("应覆盖 {all} 个，已覆盖 {reached} 个"),
    }
}

/// Does anything count that happened after the period?
fn is_after(instance: &Instance) -> bool {
    let last = instance.period.last();
    instance.evidence.iter().any(|fact| fact.not_counted.is_none() && last.is_some_and(|last| last < fact.date))
}

fn within(stands: Within) -> &'static str {
    match stands {
        Within::Over => "已超过",
        Within::Held => "没有超过",
        Within::SoFar => "没有超过；期未过，还不作结论",
    }
}

/// The condition of the registers; `None` where it is that a post is held.
fn condition(duty: &Duty) -> Option<&str> {
    match &duty.form {
        Form::State { condition, .. } if !why::is_held(condition) => Some(&condition.words),
        _ => None,
    }
}

fn broken(duty: &Duty, from: Date, due: Date) -> String {
    let grace = if let Form::State { grace: Some(grace), .. } = &duty.form { grace.to_string() } else { String::new() };
    match condition(duty) {
        None => format!("该职务自 {from} 起空缺，{grace}到 {due} 为止。"),
        Some(condition) => format!("自 {from} 起不符合“{condition}”，{grace}到 {due} 为止。"),
    }
}

fn mended(duty: &Duty, day: Date, by: Timing) -> String {
    let mended = if condition(duty).is_none() { "有人任职" } else { "恢复符合" };
    match by {
        Timing::InTime(_) => format!("{day} {mended}，在期限内，已完成。"),
        Timing::Late(due) => format!("{day} 才{mended}，超过期限 {due}，算补办。"),
    }
}

fn still_broken(duty: &Duty, as_of: Date, due: Date) -> String {
    let open = if condition(duty).is_none() { "仍无人任职" } else { "仍不符合" };
    if as_of <= due {
        format!("到 {as_of} {open}，还有 {} 天，待办。", (due - as_of).get_days())
    } else {
        format!("到 {as_of} {open}，{}。", why::overdue_by(due, as_of))
    }
}
