//! What comes first in every list of duties.

use crate::dates;
use jishi_calendar::Date;
use jishi_evaluate::{Verdict, Status};
use jishi_pack::Force;

/// The order of lists: what must be acted on first, then what comes soonest, then what is done, newest first.
#[must_use]
pub fn urgency(instance: &Verdict, as_of: Date) -> (u8, i32) {
    let days = instance.due.or_else(|| instance.period.last()).map_or(i32::MAX / 2, |due| dates::days(as_of, due));
    let rank = match instance.status {
        Status::Overdue if instance.force == Force::Must => 0,
        Status::Overdue => 1,
        Status::FactMissing => 2,
        Status::Due => 3,
        Status::Upcoming => 4,
        Status::MetLate | Status::Met => 5,
        Status::Waived => 6,
        Status::NotApplicable => 7,
    };
    (rank, if rank < 5 { days } else { -days })
}
