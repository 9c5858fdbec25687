//! What is missing, in words.

use super::{Speaker, UNSEEN, gathered};
use crate::instance::Instance;
use crate::lack::{Missing, OutOfOrder};
use crate::why;
use jishi_calendar::Duration;
use jishi_facts::Subject;
use jishi_pack::{Bound, Duty, Form};

impl Speaker<'_> {
    /// One thing an entry: 还差 2 学时. Those who have to be reached stand by name; how many more there are comes last.
    #[must_use]
    pub fn missing(&self, instance: &Instance) -> Vec<String> {
        let Some(duty) = self.duty(instance) else { return Vec::new() };
        let mut missing: Vec<&Missing> = instance.missing.iter().collect();
        missing.sort_by_cached_key(|missing| of_whom(missing).map(|whose| (!self.known(whose), self.name_of(whose), whose)));
        let unseen = |missing: &Missing| matches!(missing, Missing::Uncovered(whose) if !self.known(*whose));
        let said = missing.iter().filter(|missing| !unseen(missing)).map(|missing| self.one_missing(duty, missing)).collect();
        let (people, others): (Vec<&Missing>, Vec<&Missing>) = missing
            .iter()
            .copied()
            .filter(|missing| unseen(missing))
            .partition(|missing| matches!(missing, Missing::Uncovered(Subject::Person(_))));
        let more = [(people.len(), "名党员"), (others.len(), "个组织")];
        let more = more.into_iter().filter(|(count, _)| *count > 0).map(|(count, of)| format!("未覆盖：另有 {count} {of}{UNSEEN}"));
        gathered(said).into_iter().chain(more).collect()
    }

    fn one_missing(&self, duty: &Duty, missing: &Missing) -> String {
        match missing {
            Missing::NotTakenUp(ledgers) => format!("未启用：{}", ledgers.names(duty).join("、")),
            Missing::Times(times) => format!("还差 {times} 次"),
            Missing::Amount(amount) => format!("还差 {amount} {}", if let Form::Quota { unit, .. } = &duty.form { unit } else { "" }),
            Missing::Uncovered(whose) => format!("未覆盖：{}", self.name_of(*whose)),
            Missing::NotDone => "还没有办理的记录".to_owned(),
            Missing::Fails(condition) => format!("不符合“{}”", condition.text(duty)),
            Missing::Vacant => "该职务空缺，尚未补齐".to_owned(),
            Missing::Unverified => UNVERIFIED.to_owned(),
            Missing::Open => OPEN.to_owned(),
            Missing::NoneSince(day) => format!("自 {day} 以来没有记录"),
            Missing::TooMany(times) => format!("超出 {times} 次"),
            Missing::OverShare => format!("超过{}", share(duty)),
            Missing::OutOfOrder(order) => self.out_of_order(duty, *order),
            Missing::Lack(lack) | Missing::LackOf(_, lack) => self.lack(duty, *lack),
        }
    }

    /// `此前没有民主生活会`.
    pub(super) fn out_of_order(&self, duty: &Duty, order: OutOfOrder) -> String {
        let Form::Sequence { first, at_least, at_most, .. } = &duty.form else { return String::new() };
        let name = why::occurrence(self.library, first);
        let length = |length: &Option<Duration>| length.map(|length| format!(" {length}")).unwrap_or_default();
        match order {
            OutOfOrder::NoFirst if duty.same.is_empty() => format!("此前没有{name}"),
            OutOfOrder::NoFirst => format!("此前没有同一{}的{name}", duty.same.join("、")),
            OutOfOrder::TooSoon(day) => format!("此前 {day} 的{name}到当日不满{}", length(at_least)),
            OutOfOrder::TooLate(day) => format!("此前 {day} 的{name}到当日已超过{}", length(at_most)),
        }
    }
}

/// An item that nobody else has verified.
pub(super) const UNVERIFIED: &str = "待他人核实";
/// An item that is open.
pub(super) const OPEN: &str = "还没有办结";

fn of_whom(missing: &Missing) -> Option<Subject> {
    match missing {
        Missing::Uncovered(whose) | Missing::LackOf(whose, _) => Some(*whose),
        _ => None,
    }
}

/// `优秀人数占参评人数的 1/3`.
pub(super) fn share(duty: &Duty) -> String {
    let Form::Cap(Bound::Share { share, .. }) = &duty.form else { return String::new() };
    format!("{}占{}的 {}", share.part, share.whole, share.bound())
}
