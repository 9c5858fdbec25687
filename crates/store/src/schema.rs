//! The tables as data: the migration, the writer, the check against the journal and the data map all read this.
//!
//! The same words on both databases: whole numbers, text and bytes. A day is text `2026-03-01`, so that it compares and
//! sorts as written; an id is its 26 characters; a flag is 0 or 1.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Integer,
    Text,
    Blob,
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub null: bool,
}

impl Column {
    const fn null(mut self) -> Self {
        self.null = true;
        self
    }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Kind::Integer, null: false }
}
const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, null: false }
}
const fn blob(name: &'static str) -> Column {
    Column { name, kind: Kind::Blob, null: false }
}

/// A table.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
    /// The primary key.
    pub key: &'static [&'static str],
    /// Columns that are searched by, each an index of its own.
    pub indexes: &'static [&'static str],
    /// Columns of which no two rows have the same value, each alone; nulls do not count.
    pub unique: &'static [&'static str],
    /// The column that must name a row of that table.
    pub refers: Option<(&'static str, &'static str)>,
}

impl Table {
    /// Position of a column; the first where there is none of this name (names are fixed here).
    pub(crate) fn position(&self, name: &str) -> usize {
        self.columns.iter().position(|column| column.name == name).unwrap_or_default()
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $ident:ident = $name:literal [$($column:expr),+ $(,)?] key [$($key:literal),+] index [$($index:literal),*] $(unique [$($unique:literal),+])? $(refers $from:literal to $to:literal)?;)+) => {$(
        $(#[$doc])*
        pub(crate) static $ident: Table = Table {
            name: $name, columns: &[$($column),+], key: &[$($key),+], indexes: &[$($index),*],
            unique: &[$($($unique),+)?],
            refers: { let refers: &[(&str, &str)] = &[$(($from, $to))?]; refers.first().copied() },
        };
    )+};
}

tables! {
    /// The entries, in order; append-only.
    JOURNAL = "journal" [
        integer("seq"), integer("at"), text("day"), text("actor"), text("command"), blob("entry"), blob("leaf"), blob("prev"), blob("mac"),
    ] key ["seq"] index [];
    /// Sealed contents of entries, with their salts; gone after erasure.
    CONTENT = "content" [integer("seq"), text("owner"), text("suite"), blob("sealed")] key ["seq"] index ["owner"] refers "seq" to "journal";
    /// By what texts are found (see `words`); gone with the content.
    WORD = "word" [integer("seq"), text("owner"), text("unit"), blob("marks")] key ["seq"] index ["owner", "unit"];
    /// What each command did, by its idempotency key; the digest is keyed, since commands carry personal values.
    COMMAND = "command" [text("id"), blob("digest"), integer("first"), integer("count"), blob("mac")] key ["id"] index [];
    /// Of sites from before there was a head: checked once, and removed.
    CHECKPOINT = "checkpoint" [integer("size"), blob("root"), integer("at"), blob("mac")] key ["size"] index [];
    /// The one row that every writing transaction locks and changes: who may write (`epoch`), how often it was written
    /// (`turn`), size and root of the journal after it, and the sealed tally of all rows that are authenticated beside it;
    /// null of heads from before there was one.
    HEAD = "head" [
        integer("id"), integer("epoch"), integer("turn"), integer("size"), blob("root"), integer("at"), blob("tally").null(), blob("mac"),
    ] key ["id"] index [];

    // The rows that give access end with `mac`, over all before it; `entry` is the entry of the journal that gave or last
    // changed it: see `accounts/guarded.rs`.
    /// Who may come to the site. The password is a hash under a key of the site; null until it is first set. Who an
    /// administrator is lies sealed in `name`. While an account is in use `holder` is a keyed digest of who has it, and of
    /// an administrator `seat` says which: so that no two are one person's, and no two have one seat.
    ACCOUNT = "account" [
        text("id"), text("login"), text("person").null(), text("administrator").null(), text("password").null(), integer("disabled"),
        text("seat").null(), text("holder").null(), blob("name").null(), integer("entry"), blob("mac"),
    ] key ["id"] index [] unique ["login", "person", "seat", "holder"];
    /// Open sessions, by the keyed digest of what the browser holds.
    SESSION = "session" [
        text("token"), text("account"), text("acting").null(), integer("opened"), integer("seen"), integer("entry"), blob("mac"),
    ]
        key ["token"] index ["account"] refers "account" to "account";
    /// One-time links not yet used, by the keyed digest of what is in them: of an account, or for the seat of an administrator
    /// of a site that is being set up.
    INVITATION = "invitation" [
        text("secret"), text("account").null(), text("seat").null(), integer("expires"), integer("entry"), blob("mac"),
    ]
        key ["secret"] index ["account"] refers "account" to "account";
    /// Second factors: the sealed secret of the authenticator, the last step taken, what is kept of the recovery codes left.
    SECOND = "second" [text("account"), blob("secret"), integer("step"), text("recovery"), integer("entry"), blob("mac")]
        key ["account"] index [] refers "account" to "account";
    /// Log-ins being tried (0) or failed (1) of late; name and source as keyed digests.
    ATTEMPT = "attempt" [text("id"), text("login"), text("source"), integer("at"), integer("failed"), blob("mac")]
        key ["id"] index ["login", "source", "at"];
    /// What programs show to act for an account, by its keyed digest.
    API_TOKEN = "api_token" [
        text("token"), text("id"), text("account"), text("label"), text("acting").null(), integer("made"), integer("expires"),
        integer("writes"), integer("used").null(), integer("entry"), blob("mac"),
    ] key ["token"] index ["account"] unique ["id"] refers "account" to "account";

    /// Which steps of the schema were applied, in each database. The library that applies them makes it, and notes when it
    /// applied each; nothing reads that, and 0 stands there.
    STEPS = "schema_step" [text("version"), integer("applied_at")] key ["version"] index [];

    /// Wrapped keys of people, bodies and units: in a file or schema of its own.
    SUBJECT_KEY = "subject_key" [text("owner"), text("suite"), blob("wrapped")] key ["owner"] index [];
}

/// The tables of who is at the page: no fold of the journal, and no part of a rebuild.
pub(crate) static ACCOUNTS: [&Table; 6] = [&ACCOUNT, &SESSION, &INVITATION, &ATTEMPT, &API_TOKEN, &SECOND];

/// The tables of which the head carries a tally: their rows end with a MAC, and are no fold of the journal.
pub(crate) static TALLIED: [&Table; 7] = [&COMMAND, &ACCOUNT, &SESSION, &INVITATION, &ATTEMPT, &API_TOKEN, &SECOND];

/// Every table that the facts' database has, or had once: a copy of a site from before holds those too, since an earlier
/// program may be what reads it.
pub(crate) fn facts() -> impl Iterator<Item = &'static Table> {
    ground().chain([&CHECKPOINT]).chain(&PAST)
}

/// Every table that the facts' database has but for the record of steps.
fn ground() -> impl Iterator<Item = &'static Table> {
    [&JOURNAL, &CONTENT, &WORD, &COMMAND, &HEAD].into_iter().chain(ACCOUNTS)
}

/// The tables in which an erasure leaves dead rows: they are cleaned out to the files.
pub(crate) static ERASED_FROM: [&Table; 7] = [&CONTENT, &WORD, &ACCOUNT, &SESSION, &INVITATION, &API_TOKEN, &ATTEMPT];

/// Every column of the facts' database, by table: for the data map and the red-line check.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    ground().flat_map(|table| table.columns.iter().map(|column| (table.name, column.name)))
}

/// A table that repeated the fold of the journal and is kept no more: its name, and its indexes. What columns it has is asked of the
/// database that still has it.
const fn past(name: &'static str, indexes: &'static [&'static str]) -> Table {
    Table { name, columns: &[], key: &[], indexes, unique: &[], refers: None }
}

/// All of them (`docs/adr/0029-no-table-repeats-the-fold.md`).
pub(crate) static PAST: [Table; 21] = [
    past("unit", &[]),
    past("uptake", &[]),
    past("body", &["unit"]),
    past("relation", &["target"]),
    past("term", &[]),
    past("body_entry", &[]),
    past("person", &["unit", "blind"]),
    past("membership", &["person", "body"]),
    past("post", &["body"]),
    past("holding", &["post", "person"]),
    past("link", &[]),
    past("record", &["day"]),
    past("record_kind", &["kind"]),
    past("record_body", &["body"]),
    past("record_field", &[]),
    past("record_person", &["person"]),
    past("item", &["body", "due"]),
    past("waiver", &["subject_id"]),
    past("reason", &["subject_id"]),
    past("extension", &["subject_id"]),
    past("import", &[]),
];
