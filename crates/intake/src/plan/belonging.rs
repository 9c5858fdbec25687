//! Who is in: what 政治面貌, 党籍状态 and 人员类别 say of somebody in a list. Whoever is no member, or is none any more, is left
//! out by name; a member who has left leaves on the day that is written.

use super::leaving::{self, Departure};
use super::line::{Effect, Line};
use super::where_from::{self, Located};
use super::{Desk, Work, units};
use crate::people::{Context, Whom};
use crate::text;
use crate::values::date;
use crate::lexicon::Belonging;
use crate::workbook::Cell;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use std::collections::BTreeMap;

/// The columns that say it.
const COLUMNS: [&str; 3] = ["党籍状态", "政治面貌", "党员类别"];

/// What a row says: each column with its text and what that means.
#[derive(Default)]
pub(crate) struct Told {
    said: Vec<(&'static str, String, Belonging)>,
    /// The day he left, as written.
    left: bool,
}

impl Told {
    /// Does it say that he is no member now?
    pub(crate) fn is_out(&self) -> bool {
        self.out().is_some() || self.left
    }

    fn out(&self) -> Option<&(&'static str, String, Belonging)> {
        self.said.iter().find(|(.., belonging)| belonging.is_in() == Some(false))
    }

    /// Full or on probation, where it says so.
    pub(crate) fn kind(&self) -> Option<Belonging> {
        let kinds = self.said.iter().map(|(.., belonging)| *belonging);
        kinds.into_iter().find(|belonging| matches!(belonging, Belonging::Full | Belonging::Probationary))
    }
}

/// What the columns of a row say. A word that no table knows is shown, and decides nothing.
pub(crate) fn of(line: &mut Line<'_, '_>) -> Told {
    let mut told = Told { left: line.aside(|line| line.partial("转出日期")).is_some(), ..Told::default() };
    for to in COLUMNS {
        let Some(text) = line.text(to) else { continue };
        match line.lexicon().belonging(&text) {
            Some(belonging) => told.said.push((to, text, belonging)),
            None => line.warn(to, &format!("不认识“{text}”，没有据此判断是不是党员")),
        }
    }
    let remark = line.aside(|line| line.text("备注"));
    if let Some(remark) = remark.filter(|remark| line.lexicon().begins_as_left(remark)) {
        told.said.push(("备注", remark, Belonging::Left));
    }
    told
}

/// What a row of a register of departures says: that he has left, whatever the other columns call him.
pub(crate) fn departed(line: &mut Line<'_, '_>) -> Told {
    let written = line.aside(|line| line.text("离开原因"));
    let why = written.filter(|text| line.lexicon().belonging(text).is_some_and(|belonging| belonging.is_in() == Some(false)));
    let said = why.map(|text| ("离开原因", text, Belonging::Left));
    Told { left: true, said: said.into_iter().collect() }
}

/// Does the row, or the sheet, say that he is a member? A list of names and identity numbers does not, and where a column
/// asks for it an empty cell is no answer.
pub(crate) fn is_told(work: &Work<'_>, line: &Line<'_, '_>, told: &Told) -> bool {
    const DAYS: [&str; 3] = ["入党日期", "转正日期", "转入日期"];
    let columns = &work.layout.columns;
    if told.said.iter().any(|(.., belonging)| belonging.is_in() == Some(true)) || DAYS.iter().any(|to| !line.blank(to)) {
        return true;
    }
    let titled = || work.layout.above.iter().map(String::as_str).chain([work.sheet, work.file]).any(|text| text.contains("党员") || text.contains("支部"));
    let headed = || work.layout.headings.get("所在党支部").is_some_and(|heading| heading.contains('党') || heading.contains("支部"));
    !columns.contains_key("政治面貌") && (DAYS.iter().chain(&["党内职务"]).any(|to| columns.contains_key(to)) || titled() || headed())
}

/// Leaves somebody out who is no member; one who is registered as a member leaves on the day that is written.
pub(crate) fn leave_out(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, told: &Told, located: &Located, seen: &mut BTreeMap<PersonId, String>,
    place: String,
) -> Option<Effect> {
    let name = line.shown("姓名");
    let (to, why) = match told.out() {
        Some((to, text, belonging)) => (*to, format!("“{name}”写的是“{text}”，{}", belonging.why())),
        None => ("转出日期", format!("“{name}”已转出或离开")),
    };
    let gone = told.left || told.out().is_some_and(|(.., belonging)| *belonging == Belonging::Left);
    line.barred(desk);
    if !line.good() {
        return None;
    }
    let Some(person) = registered(desk, work, line, located) else {
        line.warn(to, &format!("{why}，没有登记"));
        return Some(Effect::Passed);
    };
    seen.insert(person, place);
    let Some(branch) = desk.people.branch(person) else {
        line.warn(to, &format!("{why}；登记簿里他已不在册，没有改动"));
        return Some(Effect::Unchanged);
    };
    if !gone {
        line.refuse(to, &format!("{why}，但登记簿里他是“{}”的党员", desk.body_name(branch)), "请核对；确已离开的，请填写“转出日期”");
        return None;
    }
    let day = line.day("转出日期").or_else(|| day_within(line));
    leaving::leave(desk, line, Departure { person, branch, day, to, why })
}

/// The registered person of a row, told by number or by a name that only one has.
fn registered(desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, located: &Located) -> Option<PersonId> {
    line.aside(|line| {
        let number = line.identity("身份号码");
        if let Some(person) = number.as_ref().and_then(|identity| desk.people.by_blind(&(desk.lookup.blind)(&identity.number))) {
            return Some(person);
        }
        let unit = line.text("所在单位").and_then(|name| units::find(desk, &name)).or(work.unit);
        let branch: Option<BodyId> = where_from::of_row(desk, line, unit, located, "所在党支部", work.layout.table.belongs.as_deref());
        let name = line.name("姓名")?;
        let near: Vec<BodyId> = branch.into_iter().collect();
        let context = Context { branches: &near, note: name.note.as_deref(), ..Context::default() };
        match desk.people.whom(&desk.draft, unit?, &name.name, context) {
            // Two identity numbers are two people.
            Whom::One { person, .. } if number.is_none() || desk.draft.people.get(&person).is_some_and(|known| known.blind.is_none()) => Some(person),
            _ => None,
        }
    })
}

/// The day with which a reason begins: `2026-02-01 调往省外`.
fn day_within(line: &mut Line<'_, '_>) -> Option<Date> {
    ["离开原因", "备注"].into_iter().find_map(|to| {
        let written = line.aside(|line| line.text(to))?;
        let plain = text::half_width(&written);
        let first: String = plain.trim().chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日')).collect();
        date::day(&Cell::Text(first.into()), &mut Vec::new()).ok()
    })
}
