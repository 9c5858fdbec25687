//! One row being read: every cell that is asked for gives a value or a reason; the row is taken only without reasons.

use super::Desk;
pub(crate) use super::booking::{Effect, Findings};
use crate::layout::Layout;
use crate::text;
use crate::values::identity::Identity;
use crate::values::name::Name;
use crate::values::{self, Outcome, date, identity, name, number};
use crate::lexicon::Lexicon;
use crate::workbook::{Address, Cell, Row};
use jishi_base::Number;
use jishi_calendar::{Date, PartialDate};
use jishi_workflow::Refusal;

/// What to do about a sign that nobody sees in a cell.
pub(crate) const RETYPE: &str = "请清空这个单元格，重新手工输入";

/// A row with what was found in it.
pub(crate) struct Line<'a, 'l> {
    layout: &'l Layout<'a>,
    row: &'a Row,
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

    /// The number of the row.
    pub(crate) fn row(&self) -> u32 {
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

    pub(crate) fn lexicon(&self) -> &'a Lexicon {
        self.layout.lexicon
    }

    /// The column of the table that goes to `to`.
    pub(crate) fn column(&self, to: &str) -> Option<&'l crate::mapping::Column> {
        self.layout.table.column(to)
    }

    /// The column of the sheet that is read in this way, by its destination.
    pub(crate) fn reads(&self, reading: crate::mapping::Reading) -> Option<&'l str> {
        let columns = self.layout.table.columns.iter().filter(|column| column.reading == Some(reading));
        columns.map(|column| column.to.as_str()).find(|to| self.layout.columns.contains_key(to))
    }

    /// The cell's text as shown, for messages.
    pub(crate) fn shown(&self, to: &str) -> String {
        self.cell(to).map(Cell::shown).unwrap_or_default().trim().to_owned()
    }

    /// Does the cell say nothing: empty, a dash, 无?
    pub(crate) fn blank(&self, to: &str) -> bool {
        self.said(to).is_none()
    }

    /// The cell, where it says anything.
    fn said(&self, to: &str) -> Option<&'a Cell> {
        let cell = self.cell(to)?;
        let text = match cell {
            Cell::Formula(Some(value)) => value.as_ref(),
            cell => cell,
        };
        let nothing = matches!(text, Cell::Text(text) if self.layout.lexicon.nothing.says(to, text));
        (!nothing).then_some(cell)
    }

    /// Reads a cell; `None` where it says nothing or is wrong, or was refused before it was read.
    pub(crate) fn read<T>(&mut self, to: &str, reader: impl FnOnce(&Cell, &mut Vec<String>) -> Outcome<T>) -> Option<T> {
        let cell = self.said(to)?;
        let cell = self.value(to, cell)?;
        self.take(to, cell, reader)
    }

    /// As [`Self::read`], of a cell that names people: what a formula names is not taken for it.
    pub(crate) fn read_named<T>(&mut self, to: &str, reader: impl FnOnce(&Cell, &mut Vec<String>) -> Outcome<T>) -> Option<T> {
        let cell = self.said(to)?;
        if matches!(cell, Cell::Formula(_) | Cell::Volatile) {
            self.refuse(to, "单元格是公式，说的是谁不能由公式得出", "请选中这一列，复制后“选择性粘贴—数值”");
            return None;
        }
        let cell = self.value(to, cell)?;
        self.take(to, cell, reader)
    }

    /// What a cell holds: of a formula the value in the file, said aloud.
    fn value(&mut self, to: &str, cell: &'a Cell) -> Option<&'a Cell> {
        match cell {
            Cell::Formula(Some(value)) => {
                self.warn(to, &format!("由公式得出，按表里的“{}”记", value.shown().trim()));
                Some(value)
            }
            Cell::Formula(None) => {
                self.refuse(to, "单元格是公式，文件里没有它的结果", "请打开表格，等它算完再保存；或选中这一列，复制后“选择性粘贴—数值”");
                None
            }
            Cell::Volatile => {
                self.refuse(to, "单元格是公式，结果会随打开的日子或别的文件变", "请选中这一列，复制后“选择性粘贴—数值”");
                None
            }
            Cell::Error => {
                self.refuse(to, "单元格显示的是错误值", "请改成正确的内容");
                None
            }
            cell => Some(cell),
        }
    }

    fn take<T>(&mut self, to: &str, cell: &Cell, reader: impl FnOnce(&Cell, &mut Vec<String>) -> Outcome<T>) -> Option<T> {
        if cell.stray().is_some() {
            return None;
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

    /// Refuses a row in which a cell says nothing that must say something.
    pub(crate) fn need(&mut self, to: &str) -> Option<()> {
        if !self.blank(to) {
            return Some(());
        }
        let shown = self.shown(to);
        let written = if shown.is_empty() { String::new() } else { format!("，写的是“{shown}”") };
        self.refuse(to, &format!("没有填写{written}"), "请补上");
        None
    }

    /// Free text.
    pub(crate) fn text(&mut self, to: &str) -> Option<String> {
        self.read(to, |cell, _| values::free_text(cell))
    }

    /// A short word.
    pub(crate) fn word(&mut self, to: &str) -> Option<String> {
        self.read(to, |cell, _| values::word(cell))
    }

    /// The text as it stands, 无 and dashes included; nothing where it is refused.
    pub(crate) fn as_written(&mut self, to: &str) -> Option<String> {
        let cell = self.cell(to)?;
        let cell = self.value(to, cell)?;
        self.take(to, cell, |cell, _| values::free_text(cell))
    }

    /// A name.
    pub(crate) fn name(&mut self, to: &str) -> Option<Name> {
        self.read_named(to, |cell, _| name::one(cell))
    }

    /// An identity number.
    pub(crate) fn identity(&mut self, to: &str) -> Option<Identity> {
        self.read_named(to, identity::read).flatten()
    }

    /// An amount.
    pub(crate) fn number(&mut self, to: &str) -> Option<Number> {
        self.read(to, |cell, _| number::read(cell))
    }

    /// A day.
    pub(crate) fn day(&mut self, to: &str) -> Option<Date> {
        self.day_of(to, None)
    }

    /// A day; `year` stands in where none is written.
    pub(crate) fn day_of(&mut self, to: &str, year: Option<i16>) -> Option<Date> {
        let since_1904 = self.layout.since_1904;
        self.read(to, |cell, notes| date::day_of(&date::counted(cell, since_1904), year, notes))
    }

    /// A day, a month or a year, as far as it is written. Under a heading that asks for year and month a cell of the first
    /// of a month is that month: it is how spreadsheets keep one.
    pub(crate) fn partial(&mut self, to: &str) -> Option<PartialDate> {
        let since_1904 = self.layout.since_1904;
        let heading = text::squeezed(&self.heading(to));
        let monthly = heading.contains("年月") && !heading.contains("年月日");
        self.read(to, |cell, notes| {
            let cell = date::counted(cell, since_1904);
            let date = date::partial(&cell, notes)?;
            let whole = matches!(cell.as_ref(), Cell::Date(_)) && date.day == Some(1) && monthly;
            Ok(if whole { PartialDate { day: None, ..date } } else { date })
        })
    }

    /// Reads what is only looked at: nothing of it is refused or doubted.
    pub(crate) fn aside<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let (reasons, warnings) = (self.reasons.len(), self.warnings.len());
        let out = look(self);
        self.reasons.truncate(reasons);
        self.warnings.truncate(warnings);
        out
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

    /// Takes back what is doubtful about some columns: it is said when they are entered.
    pub(crate) fn forget_doubts(&mut self, columns: &[&str]) {
        let cells: Vec<Address> = columns.iter().filter(|to| self.has(to)).map(|to| self.layout.address(self.row.number, to)).collect();
        self.warnings.retain(|(cell, _)| !cells.contains(cell));
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
