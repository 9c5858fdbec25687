//! The roster: each row a person, matched by identity number, then by name within the branch.

use super::held::Origin;
use super::line::{Effect, Line};
use super::where_from::{self, Located};
use super::{Desk, Work, units};
use crate::mapping::Target;
use crate::people::{Context, Whom};
use crate::text;
use crate::values::{self, Problem, date, identity, name};
use crate::workbook::Row;
use jishi_base::{BodyId, PersonId, UnitId, signs};
use jishi_calendar::{Date, PartialDate};
use jishi_facts::{PersonDetails, Sealed};
use jishi_workflow::Command;
use std::collections::{BTreeMap, BTreeSet};

/// A row as read.
struct Read {
    unit: UnitId,
    branch: BodyId,
    details: PersonDetails,
    moved: Option<Date>,
}

/// What earlier rows of this import were about.
#[derive(Default)]
struct Seen {
    numbers: BTreeMap<String, String>,
    people: BTreeMap<PersonId, String>,
    /// Name and branch of rows without an identity number.
    nameless: BTreeSet<(BodyId, String)>,
}

/// Enters every roster.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut seen = Seen::default();
    for (sheet, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::People)) {
        let located = where_from::of_sheet(desk, work);
        for row in work.layout.data.clone() {
            desk.origin = Some(Origin { sheet, row: row.number });
            let mut line = Line::new(&work.layout, row);
            let effect = one(desk, work, &mut line, row, &located, &mut seen);
            if !line.good() {
                let who = line.shown("姓名");
                if let Ok(who) = name::clean(&who) {
                    desk.refused_people.insert(who.name, format!("{} {} 第 {} 行", work.file, work.sheet, row.number));
                }
            }
            let findings = line.findings();
            work.book(findings, effect.unwrap_or(Effect::Unchanged));
        }
    }
    desk.people.memberships(&desk.draft);
}

fn one(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, row: &Row, located: &Located, seen: &mut Seen,
) -> Option<Effect> {
    let read = read(desk, work, line, located);
    line.barred(desk);
    let place = format!("{} {} 第 {} 行", work.file, work.sheet, row.number);
    if let Some(number) = read.details.id_number.as_ref().filter(|_| line.good()) {
        if let Some(first) = seen.numbers.get(number) {
            line.refuse("身份号码", &format!("与 {first} 的身份号码相同"), "同一个人只留一行；如是两个人，请核对号码");
        } else {
            seen.numbers.insert(number.clone(), place.clone());
        }
    }
    let Read { unit, branch, details, moved } = read.settled()?;
    if !line.good() {
        return None;
    }
    let blind = details.id_number.as_deref().map(|number| (desk.blind)(number));
    let known = matched(desk, line, unit, branch, &details, blind.as_deref(), seen)?;
    if let Some(first) = known.and_then(|person| seen.people.get(&person)) {
        line.refuse("姓名", &format!("与 {first} 是同一个人"), "同一个人只留一行；同名的两个人请都填身份号码");
        return None;
    }
    desk.brought.register(unit, "党员");
    let source = desk.source(work.file, work.sheet, row.number);
    match known {
        None => {
            let person = PersonId::fresh(desk.ids);
            let name = details.name.clone();
            let from = moved.or(details.joined);
            let command = Command::RegisterPerson { person, unit, blind: blind.clone(), details, branch: Some((branch, moved)), source };
            if let Err(refusal) = desk.run(command) {
                line.refused("姓名", &refusal);
                return None;
            }
            desk.people.add(person, unit, &name, blind.as_deref());
            desk.people.joined(person, branch, from);
            seen.people.insert(person, place);
            Some(Effect::Created)
        }
        Some(person) => {
            let before = desk.events.len();
            change(desk, line, person, branch, details, blind, moved, source);
            seen.people.insert(person, place);
            Some(if desk.events.len() > before { Effect::Changed } else { Effect::Unchanged })
        }
    }
}

struct Half {
    unit: Option<UnitId>,
    branch: Option<BodyId>,
    details: PersonDetails,
    moved: Option<Date>,
}

impl Half {
    fn settled(self) -> Option<Read> {
        Some(Read { unit: self.unit?, branch: self.branch?, details: self.details, moved: self.moved })
    }
}

fn read(desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, located: &Located) -> Half {
    let mut details = PersonDetails::default();
    if let Some(name) = line.need("姓名", |cell, _| name::one(cell)) {
        details.name = name.name;
    }
    let named = line.read("所在单位", |cell, _| values::free_text(cell)).and_then(|name| units::find(desk, &name));
    let unit = named.or(work.unit);
    let branch = where_from::of_row(desk, line, unit, located, "所在党支部", work.layout.table.belongs.as_deref());
    details.sex = line.read("性别", |cell, _| values::sex(cell));
    details.ethnicity = line.read("民族", |cell, _| values::ethnicity(cell));
    details.education = line.read("学历", |cell, _| values::free_text(cell));
    details.office = line.read("行政职务", |cell, _| values::free_text(cell));
    details.phone = line.read("联系电话", |cell, _| values::free_text(cell)).map(|phone| text::squeezed(&text::half_width(&phone)));
    details.birth = line.read("出生日期", date::partial);
    if let Some(identity) = line.read("身份号码", identity::read).flatten() {
        if details.birth.is_some_and(|birth| !birth.agrees_with(identity.birth.into())) {
            line.warn("出生日期", "与身份号码里的出生日期不一致，以身份号码为准");
        }
        if details.sex.as_deref().is_some_and(|sex| sex != identity.sex) {
            line.warn("性别", "与身份号码不一致");
        }
        details.birth = Some(identity.birth.into());
        details.id_number = Some(identity.number);
    }
    details.joined = full(line, "入党日期");
    details.confirmed = full(line, "转正日期");
    standing(desk, line, &details);
    let moved = full(line, "转入日期");
    details.remark = line.read("备注", |cell, _| values::free_text(cell));
    let list = work.layout.table.column("备注").and_then(|column| column.code.as_deref()).and_then(|code| desk.library.codes.get(code));
    if let Some((list, remark)) = list.zip(details.remark.as_deref()) {
        details.conditions = list.read(remark);
    }
    line.read("党内职务", |cell, _| values::free_text(cell));
    Half { unit, branch, details, moved }
}

/// A day; one known to the month only is not made up.
fn full(line: &mut Line<'_, '_>, to: &str) -> Option<Date> {
    let partial: PartialDate = line.read(to, date::partial)?;
    if partial.date().is_none() {
        line.warn(to, &format!("只写到{}，没有记入；请补到日", if partial.month.is_some() { "月" } else { "年" }));
    }
    partial.date()
}

/// Is the person a member, and do the dates hang together?
fn standing(desk: &Desk<'_>, line: &mut Line<'_, '_>, details: &PersonDetails) {
    let today = desk.options.today;
    let kind = line.read("党员类别", |cell, _| {
        let kind = values::word(cell)?;
        match kind.as_str() {
            "正式" | "正式党员" | "中共党员" | "党员" => Ok(true),
            "预备" | "预备党员" | "中共预备党员" => Ok(false),
            _ => Err(Problem::new(format!("“{kind}”不是党员"), "花名册只登记正式党员和预备党员；请填“正式党员”或“预备党员”")),
        }
    });
    if let (Some(birth), Some(joined)) = (details.birth, details.joined) {
        let full_age = details.birth.and_then(|birth| birth.age_on(joined)).or_else(|| joined.year().checked_sub(birth.year));
        if full_age.is_some_and(|age| age < 18) {
            line.warn("入党日期", "入党时不满 18 岁，请核对");
        }
    }
    for (to, day) in [("入党日期", details.joined), ("转正日期", details.confirmed)] {
        if day.is_some_and(|day| day > today) {
            line.warn(to, "在今天之后，请核对");
        }
    }
    if details.joined.zip(details.confirmed).is_some_and(|(joined, confirmed)| confirmed < joined) {
        line.warn("转正日期", "早于入党日期，请核对");
    }
    match kind {
        Some(true) if line.has("转正日期") && details.confirmed.is_none() && line.good() && line.cell("转正日期").is_none() => {
            line.warn("转正日期", "正式党员没有转正日期");
        }
        Some(false) if details.confirmed.is_some_and(|day| day <= today) => line.warn("党员类别", "写作预备党员，但转正日期已过"),
        _ => {}
    }
    if details.birth.and_then(PartialDate::date).is_some_and(|birth| birth >= today) {
        line.warn("出生日期", "在今天之后，请核对");
    }
}

/// The registered person a row means; the outer `None` where it is doubtful.
fn matched(
    desk: &mut Desk<'_>, line: &mut Line<'_, '_>, unit: UnitId, branch: BodyId, details: &PersonDetails, blind: Option<&str>, seen: &mut Seen,
) -> Option<Option<PersonId>> {
    if let Some(person) = blind.and_then(|blind| desk.people.by_blind(blind)) {
        let other = desk.draft.people.get(&person).and_then(|known| known.details.open()).filter(|known| known.name != details.name);
        if other.is_some() {
            line.warn("姓名", "与这个身份号码已登记的姓名不同，按改名记");
        }
        return Some(Some(person));
    }
    if blind.is_none() && !seen.nameless.insert((branch, details.name.clone())) {
        line.refuse("姓名", "本支部有两行同名，又没有身份号码，分不清是不是一个人", "请填写身份号码");
        return None;
    }
    let context = Context { branch: Some(branch), ..Context::default() };
    let inside: Vec<PersonId> = match desk.people.whom(&desk.draft, unit, &details.name, context) {
        Whom::One { person, outside: false } => vec![person],
        Whom::Several(people) => people.into_iter().filter(|person| desk.people.branch(*person) == Some(branch)).collect(),
        _ => Vec::new(),
    };
    // Two different numbers are two people, whatever their names.
    let (numbered, unnumbered): (Vec<PersonId>, Vec<PersonId>) =
        inside.into_iter().partition(|person| desk.draft.people.get(person).is_some_and(|person| person.blind.is_some()));
    let fits: Vec<PersonId> = if blind.is_some() { unnumbered } else { numbered.iter().chain(&unnumbered).copied().collect() };
    match fits.as_slice() {
        [] => {
            if blind.is_some() && !numbered.is_empty() {
                line.warn("姓名", "本支部已有同名的人，身份号码不同，按另一个人登记；如是号码写错，请改正");
            }
            Some(None)
        }
        [person] => Some(Some(*person)),
        _ => {
            line.refuse("姓名", "本支部有几个同名的人，分不清是哪一个", "请填写身份号码");
            None
        }
    }
}

/// Changes what is known of a person; what the row does not say stays.
#[allow(clippy::too_many_arguments)] // The row's parts, as read.
fn change(
    desk: &mut Desk<'_>, line: &mut Line<'_, '_>, person: PersonId, branch: BodyId, new: PersonDetails, blind: Option<String>,
    moved: Option<Date>, source: Option<jishi_facts::Source>,
) {
    let Some((known, old_blind)) = desk.draft.people.get(&person).map(|known| (known.details.clone(), known.blind.clone())) else { return };
    let old = match known {
        Sealed::Open(old) => old,
        Sealed::Held(_) => return line.refuse("姓名", "这个人的信息正在限制处理，不能导入", "请删去这一行，解除限制以后再导入"),
        Sealed::Erased => return line.refuse("姓名", "这个人的资料已删除，不能再导入", "如需重新登记，请先与管理员联系"),
    };
    let at = desk.people.branch(person);
    if let Some(from) = at.filter(|at| *at != branch) {
        let Some(on) = moved else {
            let unit = |body: BodyId| desk.draft.bodies.get(&body).and_then(|body| body.unit);
            // Where somebody of another unit belongs is not for this one to learn.
            let there = if unit(from) == unit(branch) { format!("“{}”", desk.body_name(from)) } else { "别的单位".to_owned() };
            let message = format!("原来登记在{there}，这里写的支部不同，又没有组织关系转入日期");
            line.refuse("所在党支部", &message, "请填写“组织关系转入日期”，或改回原支部");
            return;
        };
        if let Err(refusal) = desk.run(Command::Transfer { person, from, to: branch, on }) {
            line.refused("转入日期", &refusal);
            return;
        }
    } else if at.is_none() {
        let kind = jishi_facts::MembershipKind::Registered;
        if let Err(refusal) = desk.run(Command::JoinBranch { person, branch, kind, from: moved }) {
            line.refused("所在党支部", &refusal);
            return;
        }
    }
    // Signs that were kept before they were refused go when the person's details are written anew.
    let plain = |text: &Option<String>| text.as_deref().map(signs::without);
    let details = PersonDetails {
        name: new.name,
        sex: new.sex.or_else(|| old.sex.clone()),
        ethnicity: new.ethnicity.or_else(|| old.ethnicity.clone()),
        birth: new.birth.or(old.birth),
        id_number: new.id_number.or_else(|| old.id_number.clone()),
        education: new.education.or_else(|| plain(&old.education)),
        joined: new.joined.or(old.joined),
        confirmed: new.confirmed.or(old.confirmed),
        office: new.office.or_else(|| plain(&old.office)),
        phone: new.phone.or_else(|| plain(&old.phone)),
        conditions: if line.has("备注") { new.conditions } else { old.conditions.clone() },
        remark: if line.has("备注") { new.remark } else { plain(&old.remark) },
    };
    let blind = blind.or_else(|| old_blind.clone());
    if details == old && blind == old_blind {
        return;
    }
    let (unit, name) = (desk.draft.people.get(&person).map(|known| known.unit), details.name.clone());
    if let Err(refusal) = desk.run(Command::ChangePerson { person, blind: blind.clone(), details, source }) {
        line.refused("姓名", &refusal);
        return;
    }
    if let Some(unit) = unit {
        desk.people.add(person, unit, &name, blind.as_deref());
    }
}
