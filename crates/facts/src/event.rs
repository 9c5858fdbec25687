//! The closed set of events. An event is a fact that was accepted; it is never changed, only followed by others.

mod words;

use crate::entity::Entity;
use crate::erasure::{Ground, Hand, Measure, Verdict};
use crate::record::{Fields, Kinds, Roles};
use crate::texts::RecordText;
use crate::register::{Extension, MembershipKind, PersonDetails, RelationKind, Term, Uptake, Waiver};
use crate::subject::Subject;
use crate::sealed::{KeyOwner, Sealed, Words};
use crate::source::{FileNames, Source};
use crate::value::Value;
use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, Label, LinkId, PersonId, PostId, ProposalId, RecordId, UnitId};
use jishi_calendar::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything that can happen to a site. Serialised without its sealed content, which [`Event::content`] gives apart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[allow(missing_docs)] // The fields are those of the registers and records of the same name.
pub enum Event {
    UnitRegistered { unit: UnitId, name: String },
    BodyRegistered { body: BodyId, unit: Option<UnitId>, kind: String, name: String, founded: Option<Date>, source: Option<Source> },
    BodyRenamed { body: BodyId, name: String },
    BodyKindCorrected { body: BodyId, kind: String },
    BodyFoundedOn { body: BodyId, founded: Option<Date> },
    BodyClosed { body: BodyId, on: Date },
    BodyEntry { body: BodyId, name: String, from: Date, value: Value },
    Related { body: BodyId, kind: RelationKind, to: BodyId, from: Option<Date> },
    Unrelated { body: BodyId, kind: RelationKind, to: BodyId, on: Date },
    TermStarted { body: BodyId, term: Term },
    TermCorrected { body: BodyId, old: Term, new: Term },
    PersonRegistered {
        person: PersonId, unit: UnitId, #[serde(skip)] blind: Option<String>,
        #[serde(skip)] details: Sealed<PersonDetails>, source: Option<Source>,
    },
    PersonChanged {
        person: PersonId, #[serde(skip)] blind: Option<String>,
        #[serde(skip)] details: Sealed<PersonDetails>, source: Option<Source>,
    },
    /// The person's key goes, and those of the imports whose file names name the person.
    PersonErased {
        person: PersonId, ground: Ground,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")] imports: BTreeSet<ImportId>,
    },
    ErasureProposed {
        proposal: ProposalId, person: PersonId, measure: Measure, ground: Ground, by: Hand,
        #[serde(skip)] note: Sealed<String>,
    },
    /// Where it is confirmed, the measure follows in the same command.
    ErasureSettled { proposal: ProposalId, person: PersonId, verdict: Verdict, by: Hand },
    PersonRestricted { person: PersonId },
    RestrictionLifted { person: PersonId },
    MemberJoined { person: PersonId, body: BodyId, kind: MembershipKind, from: Option<Date> },
    MemberLeft { person: PersonId, body: BodyId, on: Date },
    PostOpened { post: PostId, body: BodyId, title: String, opened: Option<Date> },
    PostAbolished { post: PostId, on: Date },
    HolderAppointed { holding: HoldingId, post: PostId, person: PersonId, from: Date, source: Option<Source> },
    HolderLeft { holding: HoldingId, on: Date },
    HoldingCorrected { holding: HoldingId, from: Date, until: Option<Date> },
    Linked { link: LinkId, kind: String, from: Subject, to: Subject, since: Date },
    Unlinked { link: LinkId, on: Date },
    Recorded {
        record: RecordId, kinds: Kinds, bodies: Vec<BodyId>, date: Date,
        fields: Fields, people: Roles,
        #[serde(skip)] text: Sealed<RecordText>, source: Option<Source>,
    },
    /// Replaces the whole content of a record; the old one stays in the journal.
    RecordCorrected {
        record: RecordId, kinds: Kinds, bodies: Vec<BodyId>, date: Date,
        fields: Fields, people: Roles,
        #[serde(skip)] text: Sealed<RecordText>, source: Option<Source>,
    },
    RecordWithdrawn { record: RecordId },
    ItemOpened {
        item: ItemId, kind: String, body: BodyId, opened_by: Option<RecordId>, opened: Date,
        owner: Option<PersonId>, due: Option<Date>,
        #[serde(skip)] text: Sealed<RecordText>,
    },
    ItemClosed { item: ItemId, on: Date, by: PersonId },
    ItemVerified { item: ItemId, on: Date, by: PersonId },
    TakenUp { uptake: Uptake },
    Waived { waiver: Waiver },
    ReasonGiven { duty: String, subject: Subject, period: String, owner: KeyOwner, #[serde(skip)] text: Sealed<String> },
    Extended { extension: Extension },
    /// What follows up to the import's publication is what it changes; of one that is written in parts, what is staged under its id.
    ImportBegun { import: ImportId },
    ImportPublished {
        import: ImportId, facts: u64,
        #[serde(rename = "files", with = "plain_files", default, skip_serializing_if = "Words::is_sealed")] names: Words<Vec<FileNames>>,
    },
    /// What was staged for it never becomes true, and its contents are gone.
    ImportAbandoned { import: ImportId, why: Abandoned },
    /// Its records are taken back, and where `registers` says so all that it changed, as far as nothing has changed it since.
    ImportUndone { import: ImportId, registers: bool },
    /// Each use of the command line by the site's owner on the machine, by the command's name.
    CommandUsed { command: String },
    /// Which rules of passwords and log-ins hold from now on.
    LogInRules { rules: LogInRules },
    /// What became of an account, or was done with it; never by its login, which may be a name. `of` is the entry that this
    /// one answers: of the session that ends, of the token that is revoked, of what was asked for and is let pass or dropped.
    AccountChanged { account: AccountId, change: AccountChange, #[serde(default, skip_serializing_if = "Option::is_none")] of: Option<u64> },
    /// Whether a unit opens its own people's accounts: asked for by one; with `of`, the entry that asked, let pass by another.
    UnitOpensAccounts { unit: UnitId, own: bool, #[serde(default, skip_serializing_if = "Option::is_none")] of: Option<u64> },
    /// Log-ins that failed, by keyed digests of the login as typed and of where it came from; by neither, where there were
    /// too many of a day to tell apart.
    LogInFailed { login: Option<String>, source: Option<String>, repeats: Repeats },
    /// What an account asked for and was refused: the action's word.
    ActRefused { action: String, thing: Entity, repeats: Repeats },
    /// A list that an account took out, so many rows in all: the list's word, and what it was narrowed to.
    Exported { what: String, thing: Entity, rows: u64, repeats: Repeats },
    /// Fields of a person or a record that are kept more closely than others and were shown to an account: the fields'
    /// names, and the closest of their labels.
    Opened { thing: Entity, fields: BTreeSet<String>, label: Label, repeats: Repeats },
    /// The journal was read by whoever audits.
    LogRead { repeats: Repeats },
}

/// Why an import that was being written in parts was given up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abandoned {
    /// What it rested on was changed by others meanwhile.
    Overtaken,
    /// A part could not be written, or was refused.
    Failed,
    /// The program ended while it was being written.
    LeftOver,
}

/// Rules of passwords and log-ins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogInRules {
    /// Which passwords are taken.
    pub passwords: PasswordPolicy,
    /// Must everybody who can write, read others or administer show a second factor? Under `mlps3` they must in any case.
    pub second: bool,
}

impl LogInRules {
    /// Is a second factor asked for?
    #[must_use]
    pub fn ask_second(self) -> bool {
        self.second || self.passwords == PasswordPolicy::Mlps3
    }
}

/// Which passwords are taken. The two contradict each other in two points, so that a site has to choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordPolicy {
    /// Length and guessing alone: OWASP ASVS 5.0, 6.2.
    #[default]
    Asvs,
    /// Three sorts of signs besides, and a change every ninety days: GB/T 22239 8.1.4.1 a.
    Mlps3,
}

/// How often something was done alike, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Repeats {
    /// In which session or by which token: a keyed digest. None where it is not told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The day on which it was done; that of the entry may be a later one.
    pub on: Date,
    /// How often, beyond what earlier entries say.
    pub times: u64,
    /// Was it entered ahead of what it counts? Then `times` is the most that there were, and once the least.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ahead: bool,
}

/// What became of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// Made, for a person of the register.
    Made,
    /// Given a one-time link: what was asked for is let pass by another.
    Invited,
    /// Given a first or another password.
    PasswordSet,
    /// Stopped.
    Disabled,
    /// Let in again.
    Enabled,
    /// Came in.
    LoggedIn,
    /// Went out.
    LoggedOut,
    /// Went out everywhere.
    LoggedOutEverywhere,
    /// Given a token for a program.
    TokenMade,
    /// Had a token taken away.
    TokenRevoked,
    /// Given to somebody, having been nobody's.
    Bound,
    /// Gone, with its person's erasure.
    Removed,
    /// Made before entries and rows were bound to each other, and bound now.
    Adopted,
    /// Has a token that was made before entries and rows were bound to each other.
    TokenAdopted,
    /// Made for who is to be the system administrator.
    SystemMade,
    /// Made for who is to be the security administrator.
    SecurityMade,
    /// Made for who is to be the auditor.
    AuditMade,
    /// Has its administrator's seat from now on.
    Seated,
    /// A first link is asked for.
    OpeningAsked,
    /// A new link is asked for, though it has a password.
    RenewalAsked,
    /// An administrator's seat is asked for.
    SeatAsked,
    /// That it be stopped, having a seat, is asked for.
    StopAsked,
    /// Its holder was told, at a page, what was asked for.
    Told,
    /// What was asked for is taken back, refused or objected to; without `of` all that was, and all links.
    Dropped,
    /// A wrong code was written beside its link.
    CodeWrong,
    /// Has set up a second factor.
    SecondFactorSet,
    /// Lost its second factor; its sessions ended.
    SecondFactorRemoved,
}

impl Event {
    /// An import's publication, as new entries write it.
    #[must_use]
    pub fn published(import: ImportId, names: Vec<FileNames>, facts: u64) -> Self {
        Self::ImportPublished { import, facts, names: Words::Sealed(Sealed::Open(names)) }
    }
}

/// Entries of the first shape list the names of an import's files, without sheets.
mod plain_files {
    use super::{FileNames, Words};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(names: &Words<Vec<FileNames>>, serializer: S) -> Result<S::Ok, S::Error> {
        match names {
            Words::Plain(names) => serializer.collect_seq(names.iter().map(|name| &name.file)),
            Words::Sealed(_) => Err(serde::ser::Error::custom("sealed")),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Words<Vec<FileNames>>, D::Error> {
        let files = Vec::<String>::deserialize(deserializer)?;
        Ok(Words::Plain(files.into_iter().map(|file| FileNames { file, sheets: Vec::new() }).collect()))
    }
}
