//! Which body a row belongs to: told by a column, else by the sheet's name, its title or the file's name.

use super::line::Line;
use super::{Desk, Work};
use crate::bodies::Meant;
use crate::mapping::Target;
use crate::text;
use jishi_base::{BodyId, UnitId, signs};
use std::collections::BTreeMap;

/// The body that a sheet, or a part of it, speaks of.
pub(crate) struct Located {
    /// From which row on.
    parts: BTreeMap<u32, Result<BodyId, String>>,
    /// The whole sheet's, or why it cannot be told.
    whole: Result<BodyId, String>,
}

impl Located {
    /// Told by nothing but the row itself.
    pub(crate) fn nowhere() -> Self {
        Self { parts: BTreeMap::new(), whole: Err(String::new()) }
    }

    fn at(&self, row: u32) -> Result<BodyId, &str> {
        let told = self.parts.range(..=row).next_back().map_or(&self.whole, |(_, told)| told);
        told.as_ref().map(|body| *body).map_err(String::as_str)
    }
}

/// The bodies of a sheet. Rows that hold nothing but a body's name head the rows below them, and are no data.
pub(crate) fn of_sheet(desk: &mut Desk<'_>, work: &mut Work<'_>) -> Located {
    let kind = work.layout.table.belongs.clone();
    let mut parts = BTreeMap::new();
    if let Some(unit) = work.unit {
        for (row, text) in work.layout.alone.clone() {
            let name = text::without_brackets(&text);
            if let Some(stray) = signs::stray(&text) {
                let plain = signs::without(&name);
                if desk.names.kind_of(&plain).is_some() {
                    parts.insert(row, Err(format!("第 {row} 行的“{plain}”{stray}")));
                }
                continue;
            }
            match desk.body(unit, &name, kind.as_deref()) {
                Meant::One(body) => {
                    parts.insert(row, Ok(body));
                }
                // A heading that is not understood must not leave its rows to the one before.
                _ if desk.names.kind_of(&name).is_some() => {
                    parts.insert(row, Err(format!("第 {row} 行的“{text}”没有登记")));
                }
                _ => {}
            }
        }
    }
    let before = work.layout.data.len();
    work.layout.data.retain(|row| !parts.contains_key(&row.number));
    work.report.skipped += u32::try_from(before - work.layout.data.len()).unwrap_or(u32::MAX);
    Located { parts, whole: whole(desk, work) }
}

/// The body of a sheet, by its name, its title, the file's name. A sheet of a kind of body that the unit has once
/// belongs to that one.
fn whole(desk: &mut Desk<'_>, work: &Work<'_>) -> Result<BodyId, String> {
    let kind = work.layout.table.belongs.as_deref();
    let Some(unit) = work.unit else { return Err("说不清是哪个单位，请在表头写“填报单位：某某厅”".to_owned()) };
    if let Meant::One(body) = desk.body(unit, work.sheet, kind) {
        return Ok(body);
    }
    let stem = work.file.rsplit_once('.').map_or(work.file, |(stem, _)| stem);
    let mut doubtful = None;
    for text in std::iter::once(work.sheet).chain(work.layout.above.iter().map(String::as_str)).chain([stem]) {
        match desk.names.spoken_of(&desk.draft, unit, text, kind) {
            Meant::One(body) => return Ok(body),
            Meant::Several(bodies) => doubtful = doubtful.or(Some((text, bodies))),
            Meant::None => {}
        }
    }
    let mut of_kind = desk.draft.bodies.values().filter(|body| body.unit == Some(unit) && Some(body.kind.as_str()) == kind && body.closed.is_none());
    match (of_kind.next(), of_kind.next(), doubtful) {
        (Some(only), None, None) => Ok(only.id),
        (_, _, Some((text, bodies))) => Err(format!("“{text}”可能是：{}", desk.body_names(&bodies))),
        _ => Err(format!("工作表“{}”说不清是哪个{}", if work.sheet.is_empty() { stem } else { work.sheet }, kind.unwrap_or("党组织"))),
    }
}

/// The body of a row: the column's, else the sheet's.
pub(crate) fn of_row(
    desk: &mut Desk<'_>, line: &mut Line<'_, '_>, unit: Option<UnitId>, located: &Located, to: &str, kind: Option<&str>,
) -> Option<BodyId> {
    if line.blank(to) {
        return of_sheet_at(line, located, to);
    }
    let text = line.word(to)?;
    let unit = unit_of(line, unit, to)?;
    let meant = meant(desk, line, unit, &text, kind);
    told(desk, line, to, &text, meant)
}

/// The bodies of a row: the column's, which of a joint meeting names several, else the sheet's.
pub(crate) fn all_of_row(
    desk: &mut Desk<'_>, line: &mut Line<'_, '_>, unit: Option<UnitId>, located: &Located, to: &str, kind: Option<&str>,
) -> Vec<BodyId> {
    if line.blank(to) {
        return of_sheet_at(line, located, to).into_iter().collect();
    }
    let (Some(text), Some(unit)) = (line.text(to), unit_of(line, unit, to)) else { return Vec::new() };
    let whole = meant(desk, line, unit, &text::squeezed(&text), kind);
    // 和 may be part of a name: by the marks first.
    let named = |desk: &mut Desk<'_>, parts: &[String]| parts.len() > 1 && parts.iter().all(|part| meant(desk, line, unit, part, kind) != Meant::None);
    let by_marks = joint(&text, &[]);
    let parts = if named(desk, &by_marks) { by_marks } else { joint(&text, &['和', '与', '及', '暨']) };
    if whole != Meant::None || parts.len() < 2 {
        return told(desk, line, to, &text, whole).into_iter().collect();
    }
    let mut bodies = Vec::new();
    for part in parts {
        let meant = meant(desk, line, unit, &part, kind);
        let body = told(desk, line, to, &part, meant);
        bodies.extend(body.filter(|body| !bodies.contains(body)));
    }
    bodies
}

/// 办公室党支部、人事处党支部（联合）: the bodies that a text joins.
fn joint(text: &str, links: &[char]) -> Vec<String> {
    const ABOUT: [&str; 7] = ["联合举办", "共同举办", "联合开展", "共同开展", "联合", "共同", "一起"];
    // 办公室党支部（与人事处党支部联合）: what joins them may stand in brackets.
    let plain = text::half_width(text);
    let plain = if ABOUT.iter().any(|word| plain.contains(word)) { plain.replace(['(', ')'], "、") } else { text::without_brackets(&plain) };
    let parts = plain.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | ';' | '；' | '/' | '+') || links.contains(&c));
    let bare = |part: &str| ABOUT.iter().find_map(|word| part.strip_suffix(word)).unwrap_or(part).to_owned();
    parts.map(bare).filter(|part| !part.is_empty()).collect()
}

/// The kind prefers; a record may be of another body than the usual, a member belongs to no other.
fn meant(desk: &mut Desk<'_>, line: &Line<'_, '_>, unit: UnitId, text: &str, kind: Option<&str>) -> Meant {
    match desk.body(unit, text, kind) {
        Meant::None if line.target() == Target::Records => desk.body(unit, text, None),
        meant => meant,
    }
}

fn told(desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, text: &str, meant: Meant) -> Option<BodyId> {
    match meant {
        Meant::One(body) => return Some(body),
        Meant::Several(bodies) => line.refuse(to, &format!("“{text}”可能是：{}", desk.body_names(&bodies)), "请写全称"),
        Meant::None => line.refuse(to, &format!("没有登记“{text}”"), "请改成已登记的名称，或在组织表里先登记它"),
    }
    None
}

fn unit_of(line: &mut Line<'_, '_>, unit: Option<UnitId>, to: &str) -> Option<UnitId> {
    if unit.is_none() {
        line.refuse(to, "说不清是哪个单位", "请在表头写“填报单位：某某厅”");
    }
    unit
}

fn of_sheet_at(line: &mut Line<'_, '_>, located: &Located, to: &str) -> Option<BodyId> {
    match located.at(line.row()) {
        Ok(body) => Some(body),
        Err(why) => {
            line.refuse(to, &format!("没有填写，{why}"), "请增加“所在党支部”一栏，或把工作表改成党组织的名称，并确认它已在组织表里");
            None
        }
    }
}
