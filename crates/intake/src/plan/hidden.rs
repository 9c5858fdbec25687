//! Rows and columns that are hidden from the clerk are read like the others, and said.

use crate::report::{SheetReport, Warning};
use crate::workbook::{Address, Sheet};

/// The report of a sheet with what is hidden in it.
pub(crate) fn said(sheet: &Sheet, mut report: SheetReport) -> SheetReport {
    let holds = |row: &u32| sheet.rows.binary_search_by_key(row, |row| row.number).is_ok();
    let rows: Vec<u32> = sheet.hidden_rows.iter().copied().filter(holds).collect();
    if let Some(first) = rows.first() {
        let cell = Address { row: *first, column: 0 }.to_string();
        let message = format!("有 {} 行是隐藏的，也读了：{}；不该导入的，请删去这些行", rows.len(), runs(&rows));
        report.warnings.push(Warning { cell, message });
    }
    let used = |column: u32| sheet.rows.iter().any(|row| row.cell(column).is_some());
    let columns: Vec<String> = sheet
        .hidden_columns
        .iter()
        .flat_map(|(first, last)| (*first..=*last).take(200))
        .filter(|column| used(*column))
        .map(|column| Address { row: 1, column }.to_string().trim_end_matches('1').to_owned())
        .collect();
    if !columns.is_empty() {
        let message = format!("有 {} 列是隐藏的，也读了：{} 列", columns.len(), columns.join("、"));
        report.warnings.push(Warning { cell: String::new(), message });
    }
    report
}

/// 第 4、7–9 行.
fn runs(rows: &[u32]) -> String {
    const MOST: usize = 20;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let more = if runs.len() > MOST { " 等" } else { "" };
    let shown = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    format!("第 {}{more} 行", runs.iter().take(MOST).map(shown).collect::<Vec<_>>().join("、"))
}
