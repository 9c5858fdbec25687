//! Which body a row belongs to: told by a column, else by the sheet's name, its title or the file's name.

use super::line::Line;
use super::{Desk, Work};
use crate::bodies::Meant;
use crate::values;
use jishi_base::{BodyId, UnitId};

/// The body that a whole sheet speaks of.
pub(crate) enum Located {
    One(BodyId),
    /// Not to be told, and why.
    No(String),
}

/// The body of a sheet, by its name, its title, the file's name. A sheet of a kind of body that the unit has once
/// belongs to that one.
pub(crate) fn of_sheet(desk: &mut Desk<'_>, work: &Work<'_>) -> Located {
    let kind = work.layout.table.belongs.as_deref();
    let Some(unit) = work.unit else { return Located::No("说不清是哪个单位，请在表头写“填报单位：某某厅”".to_owned()) };
    if let Meant::One(body) = desk.body(unit, work.sheet, kind) {
        return Located::One(body);
    }
    let stem = work.file.rsplit_once('.').map_or(work.file, |(stem, _)| stem);
    let mut doubtful = None;
    for text in std::iter::once(work.sheet).chain(work.layout.above.iter().map(String::as_str)).chain([stem]) {
        match desk.names.spoken_of(&desk.draft, unit, text, kind) {
            Meant::One(body) => return Located::One(body),
            Meant::Several(bodies) => doubtful = doubtful.or(Some((text, bodies))),
            Meant::None => {}
        }
    }
    let mut of_kind = desk.draft.bodies.values().filter(|body| body.unit == Some(unit) && Some(body.kind.as_str()) == kind && body.closed.is_none());
    match (of_kind.next(), of_kind.next(), doubtful) {
        (Some(only), None, None) => Located::One(only.id),
        (_, _, Some((text, bodies))) => Located::No(format!("“{text}”可能是：{}", desk.body_names(&bodies))),
        _ => Located::No(format!("工作表“{}”说不清是哪个{}", work.sheet, kind.unwrap_or("党组织"))),
    }
}

/// The body of a row: the column's, else the sheet's.
pub(crate) fn of_row(
    desk: &mut Desk<'_>, line: &mut Line<'_, '_>, unit: Option<UnitId>, located: &Located, to: &str, kind: Option<&str>,
) -> Option<BodyId> {
    if line.cell(to).is_some() {
        let text = line.read(to, |cell, _| values::word(cell))?;
        let Some(unit) = unit else {
            line.refuse(to, "说不清是哪个单位", "请在表头写“填报单位：某某厅”");
            return None;
        };
        return match desk.body(unit, &text, kind) {
            Meant::One(body) => Some(body),
            Meant::Several(bodies) => {
                line.refuse(to, &format!("“{text}”可能是：{}", desk.body_names(&bodies)), "请写全称");
                None
            }
            Meant::None => {
                line.refuse(to, &format!("没有登记“{text}”"), "请改成已登记的名称，或在组织表里先登记它");
                None
            }
        };
    }
    match located {
        Located::One(body) => Some(*body),
        Located::No(why) => {
            line.refuse(to, &format!("没有填写，{why}"), "请增加“所在党支部”一栏，或把工作表改成党组织的名称，并确认它已在组织表里");
            None
        }
    }
}
