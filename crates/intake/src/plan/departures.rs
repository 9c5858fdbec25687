//! The register of departures: members who have left, each with the day. It never enters anybody.

use super::held::Origin;
use super::line::{Effect, Line};
use super::belonging;
use super::where_from;
use super::{Desk, Work};
use crate::mapping::Target;
use std::collections::BTreeMap;

/// Enters every register of departures.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut seen = BTreeMap::new();
    for (sheet, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::Departures)) {
        let located = where_from::of_sheet(desk, work);
        for row in work.layout.data.clone() {
            desk.origin = Some(Origin { sheet, row: row.number });
            let mut line = Line::new(&work.layout, row);
            let place = format!("{} {} 第 {} 行", work.file, work.sheet, row.number);
            let told = belonging::departed(&mut line);
            if comes_in(work, &mut line) {
                let findings = line.findings();
                work.book(findings, Effect::Passed);
                continue;
            }
            let effect = if line.need("姓名").is_some() { belonging::leave_out(desk, work, &mut line, &told, &located, &mut seen, place) } else { None };
            let findings = line.findings();
            work.book(findings, effect.unwrap_or(Effect::Unchanged));
        }
    }
    desk.people.memberships(&desk.draft);
}

/// Is a row of a register of transfers about somebody who comes in? Of a sheet for both each row must say which.
fn comes_in(work: &Work<'_>, line: &mut Line<'_, '_>) -> bool {
    if let Some(written) = line.text("类型") {
        let comes = written.contains("转入") && !written.contains("转出");
        if comes {
            line.warn("类型", &format!("“{}”是转入，没有登记；请在党员花名册里登记，并填写“组织关系转入日期”", line.shown("姓名")));
        }
        return comes;
    }
    let titles = || work.layout.above.iter().map(String::as_str).chain([work.sheet, work.file]);
    if titles().any(|title| title.contains("转入")) {
        line.refuse("姓名", "这张表转入、转出都有，说不清这一行是哪一种", "请增加“类型”一栏，写“转入”或“转出”");
    }
    false
}
