//! What became of a row, booked in the report of its sheet.

use super::Work;
use crate::report::{Refused, SheetReport, Warning};
use crate::workbook::Address;

/// What a row did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Effect {
    /// Left out: what the row is about is not entered, as its warning says.
    Passed,
    Unchanged,
    Changed,
    Created,
}

/// The findings of a row, apart from the sheet it borrowed.
pub(crate) struct Findings {
    pub(super) reasons: Vec<(Address, String, String)>,
    pub(super) warnings: Vec<(Address, String)>,
}

impl Findings {
    pub(crate) fn good(&self) -> bool {
        self.reasons.is_empty()
    }


    /// Adds a reason found after the row was read.
    pub(crate) fn refuse(&mut self, cell: Address, reason: String, help: String) {
        self.reasons.push((cell, reason, help));
    }

    /// Adds a doubt found after the row was read.
    pub(crate) fn warn(&mut self, cell: Address, message: String) {
        self.warnings.push((cell, message));
    }
}

impl Work<'_> {
    /// Books a row: refused where anything is wrong with it, else by its effect.
    pub(crate) fn book(&mut self, findings: Findings, effect: Effect) {
        self.report.book(findings, effect);
    }
}

impl SheetReport {
    pub(crate) fn book(&mut self, findings: Findings, effect: Effect) {
        let warnings = findings.warnings.into_iter().map(|(cell, message)| Warning { cell: cell.to_string(), message });
        if let Some((cell, ..)) = findings.reasons.first() {
            let mut helps: Vec<&str> = Vec::new();
            for (.., help) in &findings.reasons {
                if !helps.contains(&help.as_str()) {
                    helps.push(help);
                }
            }
            let apart = findings.reasons.iter().any(|(other, ..)| other != cell);
            self.refused.push(Refused {
                cell: cell.to_string(),
                cells: findings.reasons.iter().filter(|_| apart).map(|(cell, ..)| cell.to_string()).collect(),
                help: helps.join("；"),
                reasons: findings.reasons.iter().map(|(_, reason, _)| reason.clone()).collect(),
            });
            return;
        }
        self.warnings.extend(warnings);
        match effect {
            Effect::Created => self.created += 1,
            Effect::Changed => self.changed += 1,
            Effect::Unchanged => self.unchanged += 1,
            Effect::Passed => self.skipped += 1,
        }
    }

    /// With warnings and refusals in the order of rows.
    pub(crate) fn sorted(mut self) -> Self {
        fn key(cell: &str) -> (u64, String) {
            let digits = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            (digits.parse().unwrap_or(0), cell.to_owned())
        }
        self.warnings.sort_by_cached_key(|warning| key(&warning.cell));
        self.refused.sort_by_cached_key(|refused| key(&refused.cell));
        self
    }
}
