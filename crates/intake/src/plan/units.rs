//! Which unit each sheet speaks of: the unit it names (填报单位), the unit of the file's other sheets, the only unit of
//! the set, the unit of whoever imports, the only unit of the site.

use super::held::Origin;
use super::{Desk, Work};
use crate::mapping::Target;
use crate::text;
use jishi_base::UnitId;
use jishi_workflow::Command;
use std::collections::BTreeMap;

/// Registers units that are new and gives each sheet its own.
pub(crate) fn settle(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut named: Vec<(Option<Origin>, String)> = Vec::new();
    for (sheet, work) in works.iter().enumerate() {
        named.extend(stated(desk, work).map(|name| (Some(Origin::sheet(sheet)), name)));
        if work.is(Target::Bodies) {
            let rows = work.layout.data.iter().filter_map(|row| Some((row.number, work.layout.word(row, "所在单位")?)));
            named.extend(rows.map(|(row, name)| (Some(Origin { sheet, row }), name)));
        }
    }
    // Short names first: 示范厅 is the unit, 示范厅机关服务中心 a part of it.
    named.sort_by_key(|(_, name)| name.chars().count());
    if named.is_empty() && desk.draft.units.is_empty() {
        named.extend(from_bodies(desk, works).map(|name| (None, name)));
    }
    for (origin, name) in named {
        desk.origin = origin;
        let unit = find(desk, &name).or_else(|| register(desk, name));
        let of_sheet = origin.filter(|origin| *origin == Origin::sheet(origin.sheet));
        if let Some(work) = of_sheet.and_then(|origin| works.get_mut(origin.sheet)) {
            work.unit = unit;
        }
    }
    desk.origin = None;
    let by_file: BTreeMap<&str, UnitId> = works.iter().filter_map(|work| Some((work.file, work.unit?))).collect();
    let only = if desk.draft.units.len() == 1 { desk.draft.units.keys().next().copied() } else { None };
    let set: Vec<UnitId> = works.iter().filter_map(|work| work.unit).collect();
    let of_set = set.first().copied().filter(|first| set.iter().all(|unit| unit == first));
    for work in works {
        work.unit = work.unit.or_else(|| by_file.get(work.file).copied()).or(of_set).or(desk.options.unit).or(only);
    }
}

/// The registered unit a name means: itself, a part of it, or its name without the province.
pub(crate) fn find(desk: &Desk<'_>, name: &str) -> Option<UnitId> {
    let name = text::squeezed(name);
    let units = || desk.draft.units.values();
    let exact = units().find(|unit| unit.name == name);
    exact.or_else(|| units().find(|unit| name.starts_with(&unit.name) || name.ends_with(&unit.name) || unit.name.ends_with(&name))).map(|unit| unit.id)
}

fn register(desk: &mut Desk<'_>, name: String) -> Option<UnitId> {
    if desk.bars().is_some() {
        return None;
    }
    let unit = UnitId::fresh(desk.ids);
    desk.run(Command::RegisterUnit { unit, name }).ok().map(|()| unit)
}

/// `填报单位：示范厅`, in one cell or two. A branch that reports is not a unit.
fn stated(desk: &Desk<'_>, work: &Work<'_>) -> Option<String> {
    let words = &desk.mapping.words.unit;
    let above = &work.layout.above;
    above.iter().enumerate().find_map(|(at, cell)| {
        let cell = text::half_width(cell);
        // 填报单位 in one cell and the name in the next needs no colon.
        let (label, value) = cell.split_once(':').or_else(|| words.contains(&text::squeezed(&cell)).then_some((cell.as_str(), "")))?;
        let label = text::squeezed(&text::without_brackets(label));
        if !words.contains(&label) {
            return None;
        }
        let value = value.split_whitespace().next().or_else(|| above.get(at + 1).map(|next| next.trim()))?;
        let value = text::squeezed(&text::without_brackets(value));
        (!value.is_empty() && desk.names.kind_of(&value).is_none()).then_some(value)
    })
}

/// The beginning that most bodies' names share: 示范厅 of 中共示范厅党组 and 中共示范厅办公室支部委员会.
fn from_bodies(desk: &Desk<'_>, works: &[Work<'_>]) -> Option<String> {
    let sheets = works.iter().filter(|work| work.is(Target::Bodies));
    let names: Vec<String> = sheets
        .flat_map(|work| work.layout.data.iter().filter_map(|row| work.layout.word(row, "组织名称")))
        .map(|name| name.trim_start_matches("中共").to_owned())
        .collect();
    let cores = names.iter().filter_map(|name| Some(desk.names.without_ending(name)).filter(|core| core.chars().count() > 1));
    let shortest = cores.min_by_key(|core| core.chars().count())?;
    (names.iter().filter(|name| name.starts_with(&shortest)).count() * 2 > names.len()).then_some(shortest)
}
