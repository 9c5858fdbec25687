//! How a status follows: one variant for each step that is told as a sentence, in ids, numbers and days.

use crate::happened::Happened;
use crate::status::Status;
use crate::lack::{Lack, NamedTerm, OutOfOrder};
use crate::uptake::Ledgers;
use crate::wording::Wording;
use jishi_base::{BodyId, Number, PersonId, PostId, RecordId};
use jishi_calendar::{Date, Period};

/// Something that happened on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// What.
    pub what: Happened,
    /// When.
    pub date: Date,
}

/// A step of an explanation. Where it is about what is not known, that is what the instance misses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Because {
    /// A rung of the ladder (阶梯) is reached: its place in the duty, and since when.
    Rung(u8, Date),
    /// What the duty asks, under which articles.
    Basis,
    /// An extension was approved, until this day.
    Extended(Date),
    /// The last day rests on a year without holiday data.
    Provisional,
    /// A reason was given for what is late.
    ReasonGiven,
    /// The unit has not taken these ledgers up.
    NotTakenUp(Ledgers),
    /// The condition under which the duty applies does not hold on this day; its parts follow.
    DoesNotApply(Date, Clause),
    /// Whether the duty applies hangs on what is not known.
    AppliesUnknown(Wording),
    /// The subject has left on this day, before it was due.
    LeftBefore(Date),
    /// The period began before this day, on which the ledger was taken up.
    BeforeLedger(Date),
    /// The subject came on this day, after the period had begun.
    Came(Date),
    /// The subject left on this day, before the period was over.
    Left(Date),
    /// An exemption of the duty, by its place there, whose condition holds.
    Exempt(u16, Clause),
    /// Waived by a person, on a recorded ground.
    Waived(PersonId),
    /// Whether it is exempt hangs on what is not known.
    ExemptionUnknown,
    /// It may be done, and was not.
    Optional,
    /// It hangs on what is not known.
    FactMissing,
    /// How a task stands that is to be done between two days.
    Task {
        /// Status by the form alone.
        status: Status,
        /// What has been done.
        done: Progress,
        /// The day judged.
        as_of: Date,
        /// The first day.
        opens: Date,
        /// The last day.
        due: Date,
    },
    /// Of so many that counted the numbers present are not entered.
    QuorumUnknown(u32),
    /// There is nothing to be reached.
    NothingToCover,
    /// What started the clock, and when it ends.
    Triggered {
        /// What happened.
        trigger: Moment,
        /// How long after it is meant, where it comes back.
        again: Option<Elapsed>,
        /// It still lies ahead.
        ahead: bool,
        /// The last day.
        due: Date,
    },
    /// What was asked has happened, by the day or after it.
    Followed(Moment, Timing),
    /// What was asked has not happened by this day, and is late or not.
    NotYet(Date, Timing),
    /// Nothing needs to be done before this day.
    OpensOn(Date),
    /// The record that is judged.
    Record(Moment),
    /// The parts of the condition, as they were found on this day; together they hold or not.
    Found(Option<Date>, bool),
    /// Nothing else is asked.
    NothingElse,
    /// A count within a bound, or above it.
    Count {
        /// So many.
        count: u32,
        /// So many may be.
        bound: u32,
        /// The period before, where its count is the bound.
        before: Option<Period>,
        /// How it stands.
        stands: Within,
    },
    /// There is no period before.
    NoneBefore,
    /// The period before had no ledger.
    NoLedgerIn(Period),
    /// A record whose share is within the bound, or above it.
    Share(Moment, bool),
    /// The two steps that the evidence lists came in order.
    InOrder,
    /// The first step of this one may lie before the day on which the ledger was taken up.
    FirstBeforeLedger(Moment, Date),
    /// A second step that is out of order.
    OutOfOrder(Moment, OutOfOrder),
    /// How long ago it was last done.
    Gap {
        /// The last time, where it is what the gap is reckoned from.
        last: Option<Moment>,
        /// Reckoned from this day.
        since: Date,
        /// The last day of the next time.
        due: Date,
        /// The day judged, where that is over.
        late: Option<Date>,
    },
    /// Of what took place since a day nothing was missed.
    NothingMissed(Date),
    /// So much was missed on end.
    Missed {
        /// How often.
        times: u32,
        /// The day of the first.
        first: Date,
        /// The day of the last.
        last: Date,
        /// As long as the last lies no later than this day, it is not too long.
        due: Date,
    },
    /// A condition of the registers has been broken since the first day, and must hold again by the second.
    Broken(Date, Date),
    /// It holds again since this day.
    Mended(Date, Timing),
    /// It does not hold on this day yet.
    StillBroken(Date, Date),
    /// An item was given to a person on the first day, to be done by the second.
    Given(Date, PersonId, Date),
    /// An item was reported done on a day, in time or not.
    Closed(Date, Timing),
    /// An item is not done by this day, in time still or not.
    ItemOpen(Date, Timing),
    /// An item was reported done on the first day, and is to be verified by somebody else by the second.
    ToVerify(Date, Date),
    /// It was verified on a day by a person.
    Verified(Date, PersonId, Timing),
    /// It is not verified by this day.
    Unverified(Date, Timing),
}

/// How long after a trigger that comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elapsed {
    /// Its anniversary.
    Years(i16),
    /// So many months, a half-year or several.
    Months(i16),
}

impl Because {
    /// How much of what is summed has been done, where that is what it tells.
    #[must_use]
    pub fn amount(&self) -> Option<Number> {
        if let Self::Task { done: Progress::Amount(total), .. } = self { Some(*total) } else { None }
    }
}

/// Whether something was done by its last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timing {
    /// By this day.
    InTime(Date),
    /// After it.
    Late(Date),
}

impl Timing {
    /// Of something that happened, or is judged, on a day.
    #[must_use]
    pub fn of(day: Date, due: Date) -> Self {
        if day <= due { Self::InTime(due) } else { Self::Late(due) }
    }
}

/// What has been done in a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// So many times in time, and so many later.
    Times(u32, u32),
    /// So much, in the unit of the form.
    Amount(Number),
    /// So many reached, of so many.
    Covered(u32, u32),
}

/// How a count stands to its bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// Above it.
    Over,
    /// Within it, and the period is over.
    Held,
    /// Within it so far.
    SoFar,
}

/// A condition as it may be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clause {
    /// In the words of the pack.
    Words(Wording),
    /// It is about circumstances of a person (敏感), which are not told.
    Circumstances,
}

/// What a part of a condition was found to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trace {
    /// It holds or not, by what was read.
    Told {
        /// The part.
        asked: Clause,
        /// What was read, and what it was.
        read: [Option<(NamedTerm, ReadValue)>; 2],
        /// Does it hold?
        holds: bool,
    },
    /// It cannot be told.
    Unknown {
        /// The part.
        asked: Wording,
        /// For want of this.
        lacks: [Option<Lack>; 2],
    },
}

/// A value that was read. Texts are not carried, but where they stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadValue {
    /// An amount.
    Number(Number),
    /// A day.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
    /// A full member, or one on probation.
    FullMember(bool),
    /// The field of this record.
    Field(RecordId),
    /// The kind of this body.
    Kind(BodyId),
    /// The title of this post.
    Title(PostId),
    /// The entry of this body, as it stood on this day.
    Entry(BodyId, Date),
}
