//! Imports under way: files that wait their turn or are being read, previews that wait for a decision, what was written.
//!
//! Nothing of it is kept when the program ends: an import that was not written has changed nothing. Between one step and
//! the next an import holds no more memory than its summary: what was uploaded lies sealed on the disk, and is planned
//! once more when it is written.

mod desk;
mod line;
mod planning;
mod reception;
mod spool;
mod staged;
mod work;
mod writing;

pub(crate) use desk::Desk;
pub(crate) use planning::Sources;
pub(crate) use reception::{allowed, bounded, received};
pub(crate) use staged::{Look, Stage};

use crate::live::Live;
use jishi_intake::{SheetReport, Workbook};
use std::sync::Arc;

/// Reads a workbook by its file name and bytes, within bounds of memory and time; a file that cannot be taken is
/// reported like a sheet whose every row is refused.
pub type ReadWorkbook = dyn Fn(&str, Vec<u8>) -> Result<Workbook, Box<SheetReport>> + Send + Sync;

/// What an import is read, planned and written with.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) live: Arc<Live>,
    pub(crate) read: Arc<ReadWorkbook>,
}

#[cfg(test)]
mod tests;
