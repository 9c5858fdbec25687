//! Signs that are never taken ([`jishi_base::signs`]) where a whole sheet depends on them: in its name, the file's name,
//! and above its headings. Those in rows are refused row by row ([`super::line`]).

use super::line::RETYPE;
use crate::report::{Refused, SheetReport, Warning};
use crate::workbook::Address;
use jishi_base::signs::{Stray, stray, written_out};

/// The report of a sheet whose name, or whose file's name, carries such a sign.
pub(crate) fn in_names(report: &SheetReport) -> Option<SheetReport> {
    let name = |what: &str, name: &str| Some((format!("{what}的名称{}，没有导入", stray(name)?), format!("请把{what}改名，再导入")));
    let (reason, help) = name("文件", &report.file).or_else(|| name("工作表", &report.sheet))?;
    let plain = SheetReport { file: written_out(&report.file), sheet: written_out(&report.sheet), ..report.clone() };
    Some(refused(plain, String::new(), reason, &help))
}

/// The report of a sheet with such a sign in its title or in what it says of its unit: rows would go astray.
pub(crate) fn above(mut report: SheetReport, table: &str, cell: Address, stray: Stray) -> SheetReport {
    report.table = Some(table.to_owned());
    refused(report, cell.to_string(), format!("表头上面的文字{stray}，这张表没有导入"), RETYPE)
}

/// The report of a sheet that was not recognised, perhaps for such a sign in a heading.
pub(crate) fn in_headings(mut report: SheetReport, found: Option<(Address, Stray)>) -> SheetReport {
    report.warnings.extend(found.map(|(cell, stray)| Warning { cell: cell.to_string(), message: format!("这一格{stray}，也许因此没有认出表头。{RETYPE}") }));
    report
}

fn refused(mut report: SheetReport, cell: String, reason: String, help: &str) -> SheetReport {
    report.refused.push(Refused { cell, cells: Vec::new(), reasons: vec![reason], help: help.to_owned() });
    report
}
