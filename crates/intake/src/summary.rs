//! What an import would do, in a size that does not grow with it: causes with counts and the first rows of each. All
//! refused rows go into a workbook of their own ([`Refusal`]).

use crate::plan::TakenUp;
use crate::report::{Refused, SheetReport, Warning};
use serde::Serialize;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// Characters of a text: a cell may hold 32,000, and a reason may name the cell.
const TEXT: usize = 200;
/// Reasons that are shown of one row.
const REASONS: usize = 10;

/// What an import would do, or did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Summary {
    /// The first sheets, in the order of files and sheets.
    pub sheets: Vec<SheetSummary>,
    /// How many more there are.
    pub more_sheets: usize,
    /// All sheets together.
    pub total: Total,
    /// Why rows are refused, the most frequent cause first.
    pub refusals: Vec<Cause>,
    /// What is odd about rows that are taken.
    pub doubts: Vec<Cause>,
    /// The ledgers that are taken up, those of the most bodies first.
    pub taken_up: Vec<TakenUp>,
    /// How many more of these there are.
    pub more_taken_up: usize,
    /// Differs where anything differs, also what is not shown.
    #[serde(skip)]
    pub fingerprint: u64,
}

/// The numbers of all sheets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[allow(missing_docs)] // As in the report of a sheet.
pub struct Total {
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub warned: usize,
    pub refused: usize,
}

/// One sheet of one workbook.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SheetSummary {
    /// The workbook's file name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The table it was recognised as.
    pub table: Option<String>,
    /// Rows that bring something new.
    pub created: u32,
    /// Rows that change what is known.
    pub changed: u32,
    /// Rows that say what is known.
    pub unchanged: u32,
    /// Rows without data.
    pub skipped: u32,
    /// How many doubts there are.
    pub warned: usize,
    /// How many rows are refused.
    pub refused_rows: usize,
    /// The first doubts of each cause.
    pub warnings: Vec<Warning>,
    /// The first refused rows of each cause.
    pub refused: Vec<Refused>,
}

/// Rows with the same thing wrong, whatever stands in them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Cause {
    /// What is wrong; what stands in the single cell is left out.
    pub cause: String,
    /// What to do; empty for a doubt.
    pub help: String,
    /// How many rows.
    pub rows: usize,
    /// The first of them.
    pub first: Vec<Place>,
}

/// Where a row is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    /// The workbook's file name.
    pub file: String,
    /// The sheet's name; empty where it is about the file.
    pub sheet: String,
    /// Address of the cell that it is about; empty where it is about the sheet.
    pub cell: String,
}

/// A refused row with all that is said of it, uncut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refusal<'r> {
    /// The workbook's file name.
    pub file: &'r str,
    /// The sheet's name.
    pub sheet: &'r str,
    /// The row.
    pub row: &'r Refused,
}

/// Every refused row, in the order of files, sheets and rows.
pub fn refusals(reports: &[SheetReport]) -> impl Iterator<Item = Refusal<'_>> {
    reports.iter().flat_map(|report| report.refused.iter().map(|row| Refusal { file: &report.file, sheet: &report.sheet, row }))
}

impl Summary {
    /// Sheets that are named one by one.
    pub const SHEETS: usize = 100;
    /// Causes that are named one by one, the most frequent first.
    pub const CAUSES: usize = 40;
    /// Rows that are shown of each cause.
    pub const FIRST: usize = 20;

    /// The summary of sheet reports, and of the ledgers that are taken up.
    #[must_use]
    pub fn of(reports: &[SheetReport], taken_up: &[TakenUp]) -> Self {
        let (mut refused, mut doubted) = (Tally::default(), Tally::default());
        for (sheet, report) in reports.iter().enumerate() {
            for (row, refusal) in report.refused.iter().enumerate() {
                refused.count((sheet, row), &refusal.reasons, &refusal.help);
            }
            for (row, warning) in report.warnings.iter().enumerate() {
                doubted.count((sheet, row), std::slice::from_ref(&warning.message), "");
            }
        }
        let (refused, doubted) = (refused.most_frequent(), doubted.most_frequent());
        let (shown_refused, shown_doubted) = (shown(&refused), shown(&doubted));
        let refused_place = |((sheet, row), reason): (At, usize)| place(reports, sheet, |report| report.refused.get(row).map(|row| row.cells.get(reason).unwrap_or(&row.cell).as_str()));
        let doubted_place = |((sheet, row), _): (At, usize)| place(reports, sheet, |report| report.warnings.get(row).map(|row| row.cell.as_str()));
        let mut hasher = DefaultHasher::new();
        (reports, taken_up).hash(&mut hasher);
        Self {
            sheets: reports.iter().enumerate().take(Self::SHEETS).map(|(at, report)| sheet(at, report, &shown_refused, &shown_doubted)).collect(),
            more_sheets: reports.len().saturating_sub(Self::SHEETS),
            total: reports.iter().fold(Total::default(), Total::and),
            refusals: refused.into_iter().map(|counted| counted.cause(refused_place)).collect(),
            taken_up: taken_up.iter().take(Self::CAUSES).cloned().collect(),
            more_taken_up: taken_up.len().saturating_sub(Self::CAUSES),
            doubts: doubted.into_iter().map(|counted| counted.cause(doubted_place)).collect(),
            fingerprint: hasher.finish(),
        }
    }
}

impl Total {
    fn and(self, report: &SheetReport) -> Self {
        Self {
            created: self.created + u64::from(report.created),
            changed: self.changed + u64::from(report.changed),
            unchanged: self.unchanged + u64::from(report.unchanged),
            warned: self.warned + report.warnings.len(),
            refused: self.refused + report.refused.len(),
        }
    }
}

/// A row by its sheet and its place among the sheet's refusals or doubts.
type At = (usize, usize);

/// A cause that is being counted.
#[derive(Default)]
struct Counted {
    says: String,
    help: String,
    rows: usize,
    /// The first rows, each with the place of the reason in it.
    first: Vec<(At, usize)>,
}

#[derive(Default)]
struct Tally(BTreeMap<String, Counted>);

impl Tally {
    fn count(&mut self, at: At, reasons: &[String], help: &str) {
        let alone = reasons.len() == 1;
        let mut causes = BTreeMap::new();
        for (place, reason) in reasons.iter().enumerate() {
            causes.entry(general(reason)).or_insert(place);
        }
        for (says, place) in causes {
            let counted = self.0.entry(says.clone()).or_insert_with(|| Counted { says, ..Counted::default() });
            // Where a row has several things wrong, its help is about all of them.
            if counted.help.is_empty() || alone {
                clip(help, TEXT).clone_into(&mut counted.help);
            }
            counted.rows += 1;
            if counted.first.len() < Summary::FIRST {
                counted.first.push((at, place));
            }
        }
    }

    /// The most frequent causes; what is left is one more.
    fn most_frequent(self) -> Vec<Counted> {
        let mut all: Vec<Counted> = self.0.into_values().collect();
        all.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.first.cmp(&b.first)));
        let rest = all.split_off(all.len().min(Summary::CAUSES));
        if !rest.is_empty() {
            let says = format!("其他 {} 种原因", rest.len());
            let first = rest.iter().flat_map(|counted| counted.first.first()).take(Summary::FIRST).copied().collect();
            all.push(Counted { says, help: String::new(), rows: rest.iter().map(|counted| counted.rows).sum(), first });
        }
        all
    }
}

impl Counted {
    fn cause(self, place: impl Fn((At, usize)) -> Place) -> Cause {
        Cause { cause: clip(&self.says, TEXT), help: self.help, rows: self.rows, first: self.first.into_iter().map(place).collect() }
    }
}

/// The rows that are shown one by one.
fn shown(causes: &[Counted]) -> BTreeSet<At> {
    causes.iter().flat_map(|counted| &counted.first).map(|(at, _)| *at).collect()
}

fn place<'r>(reports: &'r [SheetReport], sheet: usize, cell: impl FnOnce(&'r SheetReport) -> Option<&'r str>) -> Place {
    let report = reports.get(sheet);
    let text = |of: fn(&SheetReport) -> &str| report.map(|report| clip(of(report), TEXT)).unwrap_or_default();
    Place { file: text(|report| &report.file), sheet: text(|report| &report.sheet), cell: report.and_then(cell).unwrap_or_default().to_owned() }
}

fn sheet(at: usize, report: &SheetReport, refused: &BTreeSet<At>, doubted: &BTreeSet<At>) -> SheetSummary {
    let of = |rows: &BTreeSet<At>| rows.range((at, 0)..=(at, usize::MAX)).map(|(_, row)| *row).collect::<Vec<_>>();
    SheetSummary {
        file: clip(&report.file, TEXT),
        sheet: clip(&report.sheet, TEXT),
        table: report.table.clone(),
        created: report.created,
        changed: report.changed,
        unchanged: report.unchanged,
        skipped: report.skipped,
        warned: report.warnings.len(),
        refused_rows: report.refused.len(),
        warnings: of(doubted).into_iter().filter_map(|row| report.warnings.get(row)).map(short_warning).collect(),
        refused: of(refused).into_iter().filter_map(|row| report.refused.get(row)).map(short_refusal).collect(),
    }
}

fn short_warning(warning: &Warning) -> Warning {
    Warning { cell: warning.cell.clone(), message: clip(&warning.message, TEXT) }
}

fn short_refusal(refused: &Refused) -> Refused {
    let reasons = refused.reasons.iter().take(REASONS).map(|reason| clip(reason, TEXT)).collect();
    Refused { cell: refused.cell.clone(), cells: Vec::new(), reasons, help: clip(&refused.help, TEXT) }
}

fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A reason without what stands in the single cell: what is quoted, figures, and what is listed after the message.
fn general(reason: &str) -> String {
    let (heading, message) = reason.split_once('：').unwrap_or(("", reason));
    let message = message.split_once('：').map_or(message, |(message, _)| message);
    let mut out = if heading.is_empty() { String::new() } else { format!("{heading}：") };
    let mut quoted = false;
    for c in message.chars() {
        match c {
            '“' => {
                quoted = true;
                out.push_str("“…");
            }
            '”' => {
                quoted = false;
                out.push(c);
            }
            _ if quoted => {}
            c if c.is_ascii_digit() => {
                if !out.ends_with('…') {
                    out.push('…');
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
