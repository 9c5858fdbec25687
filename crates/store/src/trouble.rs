//! What an error of the database leaves behind: which failures mean that nothing was written, and which leave it open.

use crate::StoreError;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A turn that failed.
pub(crate) struct Failure {
    pub error: StoreError,
    /// Had the commit been asked for?
    pub at_commit: bool,
}

impl Failure {
    pub(crate) fn before(error: StoreError) -> Self {
        Self { error, at_commit: false }
    }
    pub(crate) fn at_commit(error: StoreError) -> Self {
        Self { error, at_commit: true }
    }
}

/// What is known after an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Trouble {
    /// There was no room; nothing was written.
    Full,
    /// The disk failed while it was asked to keep what was written: nobody can know any more what it holds.
    Lost,
    /// The database said no: nothing was written.
    Refused,
    /// The connection or the disk failed: what was written has to be asked.
    Unknown,
}

/// SQLite's codes (the lowest eight bits are the primary one): no room, an input or output error.
const SQLITE_FULL: u32 = 13;
const SQLITE_IOERR: u32 = 10;
/// Extended codes of a failed fsync, of a file and of a directory.
const SQLITE_FSYNC: [u32; 2] = [10 | (4 << 8), 10 | (5 << 8)];
/// PostgreSQL's: disk full; and the classes of a broken connection, of a server that goes down, of input and output.
const POSTGRES_FULL: &str = "53100";
const POSTGRES_BROKEN: [&str; 3] = ["08", "57P", "58"];

/// What an error means.
pub(crate) fn of(error: &StoreError) -> Trouble {
    match error {
        StoreError::Full => Trouble::Full,
        StoreError::Database(error) => of_database(error),
        StoreError::Io(_, error) if error.kind() == std::io::ErrorKind::StorageFull => Trouble::Full,
        StoreError::Io(..) => Trouble::Unknown,
        _ => Trouble::Refused,
    }
}

fn of_database(error: &DbErr) -> Trouble {
    let (DbErr::Conn(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return Trouble::Unknown;
    };
    match &**error {
        sqlx::Error::Database(said) => of_answer(&**said),
        _ => Trouble::Unknown,
    }
}

fn of_answer(said: &dyn DatabaseError) -> Trouble {
    let Some(code) = said.code() else { return Trouble::Unknown };
    if said.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return match code.parse::<u32>() {
            Ok(code) if SQLITE_FSYNC.contains(&code) => Trouble::Lost,
            Ok(code) if code & 0xff == SQLITE_FULL => Trouble::Full,
            Ok(code) if code & 0xff == SQLITE_IOERR => Trouble::Unknown,
            Ok(_) => Trouble::Refused,
            Err(_) => Trouble::Unknown,
        };
    }
    match &*code {
        POSTGRES_FULL => Trouble::Full,
        code if POSTGRES_BROKEN.iter().any(|class| code.starts_with(class)) => Trouble::Unknown,
        _ => Trouble::Refused,
    }
}

/// The error as it is told to who asked: nothing was written.
pub(crate) fn not_written(error: StoreError) -> StoreError {
    match (of(&error), error) {
        (Trouble::Full, _) => StoreError::Full,
        (_, error @ (StoreError::Stopped(_) | StoreError::NotWritten(_) | StoreError::Refused(_))) => error,
        (_, error) => StoreError::NotWritten(error.to_string()),
    }
}
