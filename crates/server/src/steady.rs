//! Time that does not run back. Where the machine's clock is set back, the time goes on from where it was, as fast as
//! the clock does, until the clock has caught up: no session comes to life again, and nothing is entered before what
//! was entered earlier.

use jishi_calendar::Date;
use jishi_facts::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// A clock that is behind by more than so many seconds is told about: clocks are put right by seconds all the time.
pub const CLOCK_BACK: i64 = 300;

/// What the clock says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Timestamp,
    /// The day in China.
    pub day: Date,
}

/// A clock, read by whoever wires the server.
pub type Clock = Arc<dyn Fn() -> Now + Send + Sync>;

/// China has kept one time, eight hours ahead of UTC, since 1991.
const CHINA: i64 = 8 * 3_600;
const DAY: i64 = 24 * 3_600;

/// The machine's clock, and what was last handed out of it.
pub(crate) struct Steady {
    clock: Clock,
    last: Mutex<Last>,
}

struct Last {
    /// What the clock said.
    clock: Timestamp,
    /// What was handed out; at first the latest time that the site knows.
    handed: Option<Now>,
}

impl Steady {
    /// `latest`: the latest time that the site knows, and its day.
    pub(crate) fn new(clock: Clock, latest: Option<(Timestamp, Date)>) -> Self {
        let now = clock();
        let last = Mutex::new(Last { clock: now.at, handed: latest.map(|(at, day)| Now { at, day }) });
        Self { clock, last }
    }

    pub(crate) fn now(&self) -> Now {
        self.read().0
    }

    /// By how many seconds the clock is behind, where it is noticeably.
    pub(crate) fn behind(&self) -> Option<i64> {
        let (now, clock) = self.read();
        Some(now.at.saturating_sub(clock)).filter(|behind| *behind > CLOCK_BACK)
    }

    /// The time, and what the clock says.
    fn read(&self) -> (Now, Timestamp) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let clock = (self.clock)();
        let now = match last.handed {
            Some(handed) if clock.at < handed.at => handed.later(clock.at.saturating_sub(last.clock).max(0)),
            Some(handed) => Now { day: clock.day.max(handed.day), ..clock },
            None => clock,
        };
        *last = Last { clock: clock.at, handed: Some(now) };
        (now, clock.at)
    }
}

impl Now {
    /// So many seconds later.
    fn later(self, seconds: i64) -> Self {
        let at = self.at.saturating_add(seconds);
        let days = |at: Timestamp| at.saturating_add(CHINA).div_euclid(DAY);
        let day = (days(self.at)..days(at)).fold(self.day, |day, _| day.tomorrow().unwrap_or(day));
        Self { at, day }
    }
}

/// What who keeps the system is told of a clock that is so many seconds behind.
#[must_use]
pub fn said(behind: i64) -> String {
    let by = match (behind / DAY, behind / 3_600, behind / 60) {
        (0, 0, minutes) => format!("{minutes} 分钟"),
        (0, hours, _) => format!("{hours} 小时"),
        (days, ..) => format!("{days} 天"),
    };
    format!("这台电脑的时钟往回走了：比这个站点最后一次使用时早 {by}。录入的时间和登录的时限接着原来的时间走，没有往回退。请校准电脑的时钟；如果是以前走快了，校准以后，等真实的时间追上为止，日期仍按原来的算。")
}

#[cfg(test)]
mod tests;
