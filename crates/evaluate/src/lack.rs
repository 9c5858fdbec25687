//! What is not known, and what is missing: one variant for each sort of it, in ids, numbers, days and places in the packs.

use crate::uptake::Ledgers;
use crate::wording::Wording;
use jishi_base::{BodyId, Number, PersonId, PostId, RecordId};
use jishi_calendar::Date;
use jishi_facts::Subject;
use jishi_pack::Fact;

/// Something that would have to be known to tell whether a condition holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    /// In which unit a body is.
    UnitOf(BodyId),
    /// A relation of this name: there is none.
    Relation(Wording),
    /// How long a body's term is.
    TermOf(BodyId),
    /// An entry of a body, by its name.
    Entry(BodyId, Wording),
    /// An entry of a body, of this year.
    EntryOfYear(BodyId, i16, Wording),
    /// It is asked of something that is no post.
    OfPosts,
    /// It is asked of something that is no person.
    OfPeople,
    /// The post itself.
    Post,
    /// The holder of a post that is vacant.
    Vacant(PostId),
    /// A date of a person.
    Detail(PersonId, PersonDate),
    /// The person itself.
    Person,
    /// What has been erased.
    Erased,
    /// To which body something belongs.
    BodyOf(Subject),
    /// What is entered cannot be compared.
    Incomparable(NamedTerm),
    /// The two parts of a share are no numbers.
    NotNumbers,
    /// The whole of a share is nothing.
    WholeIsZero,
    /// A record of which a field could be read.
    NoRecord(Wording),
    /// A field of a record.
    Field(RecordId, Wording),
    /// Since when a post has been vacant, of which no holder is known.
    FirstHolder,
    /// Who answers for an item.
    ItemOwner,
    /// By when an item must be done.
    ItemDue,
}

/// Which date of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonDate {
    /// The exact day of birth.
    Birth,
    /// Of becoming a full member.
    Confirmed,
    /// The day of becoming a full member, in a month that is known.
    ConfirmedDay,
    /// The day of joining, in a month that is known.
    JoinedDay,
    /// Of joining, or of becoming a full member.
    Joined,
}

/// What a condition reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedTerm {
    /// A field of the record at hand.
    Field(Wording),
    /// A fact of the registers, with its argument where it takes one.
    Fact(Fact, Option<Wording>),
}

/// What is missing for an instance to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// Ledgers that the unit has not taken up.
    NotTakenUp(Ledgers),
    /// So many times.
    Times(u32),
    /// So much of what is summed, in the unit of the form.
    Amount(Number),
    /// Somebody or something that has to be reached.
    Uncovered(Subject),
    /// A record that it was done.
    NotDone,
    /// A condition does not hold.
    Fails(Wording),
    /// The post is vacant.
    Vacant,
    /// An item is done, and nobody else has verified it.
    Unverified,
    /// An item is open.
    Open,
    /// There is none since a day.
    NoneSince(Date),
    /// So many times too often.
    TooMany(u32),
    /// The share of the form is exceeded.
    OverShare,
    /// What should have come first.
    OutOfOrder(OutOfOrder),
    /// Something that is not known.
    Lack(Lack),
    /// Something that is not known of one of those who have to be reached.
    LackOf(Subject, Lack),
}

/// What is wrong with an order of two steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutOfOrder {
    /// There was no first step.
    NoFirst,
    /// The first step, on this day, was too short before.
    TooSoon(Date),
    /// The first step, on this day, was too long before.
    TooLate(Date),
}

/// Lacks as what is missing.
#[must_use]
pub fn missing(lacks: impl IntoIterator<Item = Lack>) -> Vec<Missing> {
    lacks.into_iter().map(Missing::Lack).collect()
}
