//! Every bound by which nobody crowds the others out. The document for operators (`docs/limits.md`) lists them with their
//! reasons; a test holds it to what stands here.

use std::time::Duration;

/// A head must have come in full within so long.
pub(crate) const HEAD: Duration = Duration::from_secs(10);
/// A connection with nothing to do is kept for so long.
pub(crate) const IDLE: Duration = Duration::from_secs(60);
/// Nothing of a body has come, or nothing of an answer has been taken, for so long.
pub(crate) const STALLED: Duration = Duration::from_secs(60);
/// Bytes that give back one second of [`STALLED`]: a peer that sends or takes fewer in a second runs out of it.
pub(crate) const PER_SECOND: usize = 1 << 10;
/// Bytes of a head.
pub(crate) const HEAD_BYTES: usize = 16 << 10;
/// Fields of a head.
pub(crate) const HEAD_FIELDS: usize = 64;
/// Bytes of a target.
pub(crate) const TARGET_BYTES: usize = 8 << 10;
/// Connections at once, where the files that the process may open are enough.
pub(crate) const CONNECTIONS: usize = 4_096;
/// Files that the process needs beside its connections.
pub(crate) const FILES_KEPT: usize = 160;
/// Of how many quarters of the connections one source may have three.
pub(crate) const QUARTERS: usize = 4;
/// After an error of accepting, or where no place is free and nobody can be sent away.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Bytes of a body, but for an upload.
pub(crate) const BODY: usize = 1 << 20;
/// Bytes of a form, and of JSON.
pub(crate) const FORM: usize = 256 << 10;
/// How deep JSON may be nested.
pub(crate) const JSON_DEPTH: usize = 64;
/// Bytes of one upload.
pub(crate) const UPLOAD: usize = 64 << 20;
/// Files of one upload.
pub(crate) const UPLOAD_FILES: usize = 30;
/// Bytes kept of the name of an uploaded file.
pub(crate) const FILE_NAME: usize = 200;
/// An upload must have come in full within so long.
pub(crate) const UPLOAD_TIME: Duration = Duration::from_secs(600);
/// Uploads that are coming in at once.
pub(crate) const UPLOADS: usize = 8;
/// Of one account.
pub(crate) const UPLOADS_OF_ACCOUNT: usize = 2;

/// Imports that are being read or written at once, each with one child process at a time; of one account one.
pub(crate) const IMPORTS_AT_WORK: usize = 2;
/// Imports of one account that are not decided yet.
pub(crate) const OPEN_IMPORTS: usize = 8;
/// Imports of one account that are done with, and still shown.
pub(crate) const DONE_IMPORTS: usize = 8;
/// Bytes of undecided imports that lie sealed on the disk.
pub(crate) const SPOOLED: u64 = 2 << 30;
/// Undecided imports are kept for so long, in seconds.
pub(crate) const UNDECIDED: i64 = 24 * 60 * 60;
/// How often an import is planned because what it rests on has moved, before it is planned within its turn.
pub(crate) const ATTEMPTS: usize = 3;

/// Long calculations at once: trial judgements, workbooks to take along.
pub(crate) const JOBS: usize = 4;
/// Of one account.
pub(crate) const JOBS_OF_ACCOUNT: usize = 2;
/// Calculations of one account that wait for their turn.
pub(crate) const JOBS_WAITING: usize = 64;

/// How many connections there may be at once, in all and from one source, where the process may open so many files.
pub(crate) fn connections(files: u64) -> (usize, usize) {
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    let all = files.saturating_sub(FILES_KEPT).clamp(QUARTERS, CONNECTIONS);
    (all, all / QUARTERS * (QUARTERS - 1))
}

#[cfg(test)]
mod tests;
