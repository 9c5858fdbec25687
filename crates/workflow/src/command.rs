//! The commands: what a person, a page or an import asks for. Ids of new things come with the command.

use jishi_base::{BodyId, HoldingId, ImportId, ItemId, PersonId, PostId, ProposalId, RecordId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Extension, Fields, Ground, Hand, Kinds, Measure, MembershipKind, PersonDetails, RecordText, Roles, Source, Subject, Term, Uptake, Verdict};
use std::collections::BTreeSet;

/// Something asked of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // The fields are those of the events of the same name.
pub enum Command {
    RegisterUnit { unit: UnitId, name: String },
    RegisterBody { body: BodyId, unit: Option<UnitId>, kind: String, name: String, founded: Option<Date>, parent: Option<BodyId>, source: Option<Source> },
    CloseBody { body: BodyId, on: Date },
    /// Puts a body under another parent from a day on; `None` corrects what was entered.
    MoveBody { body: BodyId, to: BodyId, on: Option<Date> },
    StartTerm { body: BodyId, term: Term },
    RegisterPerson { person: PersonId, unit: UnitId, blind: Option<String>, details: PersonDetails, branch: Option<(BodyId, Option<Date>)>, source: Option<Source> },
    ChangePerson { person: PersonId, blind: Option<String>, details: PersonDetails, source: Option<Source> },
    JoinBranch { person: PersonId, branch: BodyId, kind: MembershipKind, from: Option<Date> },
    Transfer { person: PersonId, from: BodyId, to: BodyId, on: Date },
    Appoint { holding: HoldingId, at: PostAt, person: PersonId, from: Date, until: Option<Date>, source: Option<Source> },
    Leave { holding: HoldingId, on: Date },
    CorrectHolding { holding: HoldingId, from: Date, until: Option<Date> },
    Record { record: RecordId, content: Content, source: Option<Source> },
    CorrectRecord { record: RecordId, content: Content, source: Option<Source> },
    WithdrawRecord { record: RecordId },
    /// `registers`: all of it and not its records only; `accounts`: the people who have one.
    UndoImport { import: ImportId, registers: bool, accounts: BTreeSet<PersonId> },
    TakeUp { uptake: Uptake },
    OpenItem {
        item: ItemId, kind: String, body: BodyId, opened_by: Option<RecordId>, opened: Date, owner: Option<PersonId>, due: Option<Date>,
        text: RecordText,
    },
    CloseItem { item: ItemId, on: Date, by: PersonId },
    /// By another person than the one who closed it.
    VerifyItem { item: ItemId, on: Date, by: PersonId },
    GiveReason { duty: String, subject: Subject, period: String, text: String },
    Waive { duty: String, subject: Subject, period: String, ground: String, by: PersonId },
    Extend { extension: Extension },
    /// Waits for another to confirm it.
    ProposeErasure { proposal: ProposalId, person: PersonId, measure: Measure, ground: Ground, note: String, by: Hand, today: Date },
    /// `imports`: those whose files may name the person ([`crate::erasure::naming`]), of which the names go too.
    SettleErasure { proposal: ProposalId, verdict: Verdict, by: Hand, today: Date, imports: BTreeSet<ImportId> },
}

/// A post that exists, or one to be opened with its first holder.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // Said by the names.
pub enum PostAt {
    Known(PostId),
    New { post: PostId, body: BodyId, title: String },
}

/// The content of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // The fields are those of `Record`.
pub struct Content {
    pub kinds: Kinds,
    pub bodies: Vec<BodyId>,
    pub date: Date,
    pub fields: Fields,
    pub people: Roles,
    pub text: RecordText,
}
