//! One row being read: every cell that is asked for gives a value or a reason; the row is taken only without reasons.

use super::{Desk, Work};
use crate::layout::Layout;
use crate::report::{Refused, SheetReport, Warning};
use crate::values::Outcome;
use crate::workbook::{Address, Cell, Row};
use jishi_workflow::Refusal;

/// What a row did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Effect {
    Unchanged,
    Changed,
    Created,
}

/// What to do about a sign that nobody sees in a cell.
pub(crate) const RETYPE: &str = "请清空这个单元格，重新手工输入";

/// A row with what was found in it.
pub(crate) struct Line<'a, 'l> {
    layout: &'l Layout<'a>,
    row: &'a Row,
    reasons: Vec<(Address, String, String)>,
    warnings: Vec<(Address, String)>,
}

/// The findings of a row, apart from the sheet it borrowed.
pub(crate) struct Findings {
    reasons: Vec<(Address, String, String)>,
    warnings: Vec<(Address, String)>,
}

impl<'a, 'l> Line<'a, 'l> {
    /// A row before it is read. Signs that are never taken are reasons at once, whatever reads the cells later.
    pub(crate) fn new(layout: &'l Layout<'a>, row: &'a Row) -> Self {
        let mut line = Self { layout, row, reasons: Vec::new(), warnings: Vec::new() };
        let mut strays: Vec<_> = layout.columns.iter().filter_map(|(to, column)| Some((*column, *to, line.cell(to)?.stray()?))).collect();
        strays.sort_by_key(|(column, ..)| *column);
        for (_, to, stray) in strays {
            line.refuse(to, &stray.to_string(), RETYPE);
        }
        line
    }

    pub(crate) fn number(&self) -> u32 {
        self.row.number
    }

    /// Does the sheet have such a column?
    pub(crate) fn has(&self, to: &str) -> bool {
        self.layout.columns.contains_key(to)
    }

    pub(crate) fn cell(&self, to: &str) -> Option<&'a Cell> {
        self.layout.cell(self.row, to)
    }

    /// What the rows of the table become.
    pub(crate) fn target(&self) -> crate::mapping::Target {
        self.layout.table.target
    }

    /// The column of the table that goes to `to`.
    pub(crate) fn column(&self, to: &str) -> Option<&'l crate::mapping::Column> {
        self.layout.table.column(to)
    }

    /// The cell's text as shown, for messages.
    pub(crate) fn shown(&self, to: &str) -> String {
        self.cell(to).map(Cell::shown).unwrap_or_default().trim().to_owned()
    }

    /// Reads a cell; `None` where it is empty or wrong, or was refused before it was read.
    pub(crate) fn read<T>(&mut self, to: &str, reader: impl FnOnce(&Cell, &mut Vec<String>) -> Outcome<T>) -> Option<T> {
        let cell = self.cell(to)?;
        match cell {
            Cell::Formula => {
                self.refuse(to, "单元格是公式，程序不计算公式", "请选中这一列，复制后“选择性粘贴—数值”");
                return None;
            }
            Cell::Error => {
                self.refuse(to, "单元格显示的是错误值", "请改成正确的内容");
                return None;
            }
            cell if cell.stray().is_some() => return None,
            _ => {}
        }
        let mut notes = Vec::new();
        let value = match reader(cell, &mut notes) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.refuse(to, &problem.message, &problem.help);
                None
            }
        };
        for note in notes {
            self.warn(to, &note);
        }
        value
    }

    /// Reads a cell that must not be empty.
    pub(crate) fn need<T>(&mut self, to: &str, reader: impl FnOnce(&Cell, &mut Vec<String>) -> Outcome<T>) -> Option<T> {
        if self.cell(to).is_none() {
            self.refuse(to, "没有填写", "请补上");
            return None;
        }
        self.read(to, reader)
    }

    pub(crate) fn refuse(&mut self, to: &str, message: &str, help: &str) {
        let reason = format!("{}：{message}", self.heading(to));
        self.reasons.push((self.layout.address(self.row.number, to), reason, help.to_owned()));
    }

    /// A refusal of `workflow`, laid at a column's cell.
    pub(crate) fn refused(&mut self, to: &str, refusal: &Refusal) {
        self.refuse(to, &refusal.reason, &refusal.help);
    }

    /// Refuses the row where it may not be written, at the cell that says what it is about.
    pub(crate) fn barred(&mut self, desk: &Desk<'_>) {
        if let Some(refusal) = desk.bars() {
            self.refused(self.target().subject(), refusal);
        }
    }

    pub(crate) fn warn(&mut self, to: &str, message: &str) {
        let message = format!("{}：{message}", self.heading(to));
        self.warnings.push((self.layout.address(self.row.number, to), message));
    }

    /// How many doubts there are.
    pub(crate) fn warned(&self) -> usize {
        self.warnings.len()
    }

    /// Takes back the doubts after the first `kept`.
    pub(crate) fn forget(&mut self, kept: usize) {
        self.warnings.truncate(kept);
    }

    fn heading(&self, to: &str) -> String {
        self.layout.headings.get(to).map_or_else(|| to.to_owned(), |heading| heading.split_whitespace().collect())
    }

    pub(crate) fn good(&self) -> bool {
        self.reasons.is_empty()
    }

    pub(crate) fn findings(self) -> Findings {
        Findings { reasons: self.reasons, warnings: self.warnings }
    }
}

impl Findings {
    pub(crate) fn good(&self) -> bool {
        self.reasons.is_empty()
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
