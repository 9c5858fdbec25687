//! How many instances stand how.

use jishi_evaluate::{Verdict, Status};
use jishi_pack::Force;

/// Counts by state. What is not applicable or waived is not counted into the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    /// 已完成, 补办 included.
    pub(crate) done: usize,
    /// 逾期 of 应当.
    pub(crate) late: usize,
    /// 逾期 where a reason may stand in.
    pub(crate) soft: usize,
    /// 待办, 未到期.
    pub(crate) open: usize,
    /// 缺事实.
    pub(crate) unknown: usize,
}

impl Tally {
    /// Counts one more.
    pub(crate) fn add(&mut self, instance: &Verdict) {
        match instance.status {
            Status::Met | Status::MetLate => self.done += 1,
            Status::Overdue if instance.force == Force::Must => self.late += 1,
            Status::Overdue => self.soft += 1,
            Status::Due | Status::Upcoming => self.open += 1,
            Status::FactMissing => self.unknown += 1,
            Status::Waived | Status::NotApplicable => {}
        }
    }

    /// Counts all.
    pub(crate) fn of<'a>(instances: impl IntoIterator<Item = &'a Verdict>) -> Self {
        instances.into_iter().fold(Self::default(), |mut tally, instance| {
            tally.add(instance);
            tally
        })
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            late: self.late + other.late,
            soft: self.soft + other.soft,
            open: self.open + other.open,
            unknown: self.unknown + other.unknown,
        }
    }

    /// All 逾期.
    pub(crate) fn overdue(self) -> usize {
        self.late + self.soft
    }

    /// Everything that is owed.
    pub(crate) fn all(self) -> usize {
        self.done + self.overdue() + self.open + self.unknown
    }

    /// `312 / 339，逾期 9`: what is not done is named by what matters most.
    pub(crate) fn words(self) -> String {
        let rest = match (self.overdue(), self.unknown, self.open) {
            (0, 0, 0) => String::new(),
            (0, 0, open) => format!("，待办 {open}"),
            (0, unknown, _) => format!("，缺事实 {unknown}"),
            (late, _, _) => format!("，逾期 {late}"),
        };
        format!("{} / {}{rest}", self.done, self.all())
    }
}
