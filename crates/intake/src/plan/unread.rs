//! Cells of a form, or of a table with a column for each month, that are not read: each is shown where it stands.

use crate::layout::shape::Unread;
use crate::report::{Refused, SheetReport, Warning};

/// The report of a sheet with its cells that are not read: refused where they ought to have been.
pub(crate) fn said(unread: &[Unread], mut report: SheetReport) -> SheetReport {
    for Unread { cell, message, help } in unread {
        let cell = cell.to_string();
        match help {
            Some(help) => report.refused.push(Refused { cell, cells: Vec::new(), reasons: vec![message.clone()], help: (*help).to_owned() }),
            None => report.warnings.push(Warning { cell, message: message.clone() }),
        }
    }
    report
}
