//! Imports under way: files that are being read, previews that wait for a decision, what was written.
//!
//! Nothing of it is kept when the program ends: an import that was not written has changed nothing.

mod desk;
mod past;
mod reception;
mod writing;

pub(crate) use desk::{Desk, Look, Stage};
pub(crate) use past::{Past, past, undo, undoing};
pub(crate) use reception::{UPLOAD, allowed, enough, received};

use jishi_intake::{SheetReport, Workbook};

/// Reads a workbook by its file name and bytes, within bounds of memory and time; a file that cannot be taken is
/// reported like a sheet whose every row is refused.
pub type ReadWorkbook = dyn Fn(&str, Vec<u8>) -> Result<Workbook, Box<SheetReport>> + Send + Sync;
