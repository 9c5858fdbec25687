//! The roster: each row a person, matched by identity number, then by name within the branch.

use super::held::Origin;
use super::line::{Effect, Line};
use super::where_from::{self, Located};
use super::change::{Said, change};
use super::{Desk, Work, belonging, units};
use crate::mapping::Target;
use crate::people::{Context, Whom};
use crate::report::Warning;
use crate::values::{self, identity, name};
use crate::lexicon::Belonging;
use crate::workbook::{Cell, Row};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::{Date, PartialDate};
use jishi_facts::PersonDetails;
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

/// Enters every roster; gives whom its rows were about, each with the place.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) -> BTreeMap<PersonId, String> {
    let mut seen = Seen::default();
    for (sheet, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::People)) {
        let located = where_from::of_sheet(desk, work);
        unknown(work);
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
    seen.people
}

/// A roster with the day of joining and none of becoming a full member says less than it seems to.
fn unknown(work: &mut Work<'_>) {
    let has = |to: &str| work.layout.columns.contains_key(to);
    if has("入党日期") && !has("转正日期") {
        let message = "没有“转正日期”一栏：从哪天起是正式党员说不清，看转正日期的责任显示“缺事实”；请补上这一栏".to_owned();
        work.report.warnings.push(Warning { cell: String::new(), message });
    }
}

fn one(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, row: &Row, located: &Located, seen: &mut Seen,
) -> Option<Effect> {
    let place = format!("{} {} 第 {} 行", work.file, work.sheet, row.number);
    let told = belonging::of(line);
    if told.is_out() {
        return belonging::leave_out(desk, work, line, &told, located, &mut seen.people, place);
    }
    let read = read(desk, work, line, located, &told);
    line.barred(desk);
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
    let blind = details.id_number.as_deref().map(|number| (desk.lookup.blind)(number));
    let known = matched(desk, line, unit, branch, &details, blind.as_deref(), seen)?;
    if let Some(first) = known.and_then(|person| seen.people.get(&person)) {
        line.refuse("姓名", &format!("与 {first} 是同一个人"), "同一个人只留一行；同名的两个人请都填身份号码");
        return None;
    }
    desk.brought.register(unit, "党员");
    let source = desk.source(work.file, work.sheet, row.number);
    match known {
        None => {
            if !belonging::is_told(work, line, &told) {
                line.warn("姓名", &format!("“{}”没有登记：这张表看不出他是不是党员，请增加“入党日期”或“政治面貌”一栏", details.name));
                return Some(Effect::Passed);
            }
            let person = PersonId::fresh(desk.ids);
            let name = details.name.clone();
            let from = moved.or(details.joined).or(details.joined_month.and_then(PartialDate::latest));
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
            change(desk, line, person, Said { branch, details, blind, moved, source });
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

fn read(desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, located: &Located, told: &belonging::Told) -> Half {
    let mut details = PersonDetails::default();
    let identity = line.identity("身份号码");
    if line.need("姓名").is_some() {
        // Whoever has an identity number has the name that stands beside it, however long.
        let name = if identity.is_some() { line.read_named("姓名", |cell, _| name::registered(cell)) } else { line.name("姓名") };
        details.name = name.map(|name| name.name).unwrap_or_default();
    }
    let named = line.text("所在单位").and_then(|name| units::find(desk, &name));
    let unit = named.or(work.unit);
    let branch = where_from::of_row(desk, line, unit, located, "所在党支部", work.layout.table.belongs.as_deref());
    if !follows(line, "性别", identity.as_ref()) {
        details.sex = line.read("性别", |cell, _| values::sex(cell));
    }
    details.ethnicity = line.read("民族", |cell, _| values::ethnicity(cell));
    details.education = line.text("学历");
    details.office = line.text("行政职务");
    details.phone = line.read("联系电话", |cell, _| values::phone(cell));
    if !follows(line, "出生日期", identity.as_ref()) {
        details.birth = line.partial("出生日期");
    }
    if let Some(identity) = identity {
        let birth = PartialDate::from(identity.birth);
        // A cell of the first of the month may have been a month that the spreadsheet made a day of.
        let agrees = |told: PartialDate| told.agrees_with(birth) || (told.day == Some(1) && PartialDate { day: None, ..told }.agrees_with(birth));
        if details.birth.is_some_and(|told| !agrees(told)) {
            line.warn("出生日期", "与身份号码里的出生日期不一致，以身份号码为准");
        }
        if details.sex.as_deref().is_some_and(|sex| sex != identity.sex) {
            line.warn("性别", "与身份号码不一致");
        }
        if details.sex.is_none() && line.cell("性别").is_some_and(is_reckoned) {
            details.sex = Some(identity.sex.to_owned());
        }
        details.birth = Some(birth);
        details.id_number = Some(identity.number);
    }
    (details.joined, details.joined_month) = to_the_month(line, "入党日期");
    (details.confirmed, details.confirmed_month) = to_the_month(line, "转正日期");
    dates(desk, line, &details, told);
    let moved = full(line, "转入日期");
    details.remark = line.text("备注");
    let list = work.layout.table.column("备注").and_then(|column| column.code.as_deref()).and_then(|code| desk.library.codes.get(code));
    if let Some((list, remark)) = list.zip(details.remark.as_deref()) {
        details.conditions = list.read(remark);
    }
    Half { unit, branch, details, moved }
}

fn is_reckoned(cell: &Cell) -> bool {
    matches!(cell, Cell::Formula(_) | Cell::Volatile | Cell::Error)
}

/// Is a cell a formula over the identity number of its row? What follows from the number is taken from it, whatever the
/// sheet shows.
fn follows(line: &mut Line<'_, '_>, to: &str, identity: Option<&identity::Identity>) -> bool {
    let follows = identity.is_some() && line.cell(to).is_some_and(is_reckoned);
    if follows {
        line.warn(to, "由公式得出，以身份号码为准");
    }
    follows
}

/// A day, or the month where no day is written: it is kept as a month.
fn to_the_month(line: &mut Line<'_, '_>, to: &str) -> (Option<Date>, Option<PartialDate>) {
    match line.aside(|line| line.partial(to)) {
        Some(partial) if partial.date().is_none() && partial.month.is_some() => {
            line.warn(to, "只写到月，记到月；请补到日。补上以前，要看哪一日的责任显示“缺事实”");
            (None, Some(partial))
        }
        _ => (full(line, to), None),
    }
}

/// A day; one known to the month only is not made up.
fn full(line: &mut Line<'_, '_>, to: &str) -> Option<Date> {
    let partial: PartialDate = line.partial(to)?;
    if partial.date().is_none() {
        let known = if partial.month.is_some() { "月" } else { "年" };
        line.warn(to, &format!("只写到{known}，没有记入；请补到日。补上以前，看这个日期的责任显示“缺事实”"));
    }
    partial.date()
}

/// Do the dates hang together?
fn dates(desk: &Desk<'_>, line: &mut Line<'_, '_>, details: &PersonDetails, told: &belonging::Told) {
    let today = desk.options.today;
    if let (Some(birth), Some(joined)) = (details.birth, details.joined.or(details.joined_month.and_then(PartialDate::latest))) {
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
    match told.kind() {
        Some(Belonging::Full) if line.has("转正日期") && details.confirmed.is_none() && details.confirmed_month.is_none() && line.good() && line.blank("转正日期") => {
            line.warn("转正日期", "正式党员没有转正日期");
        }
        Some(Belonging::Probationary) if details.confirmed.is_some_and(|day| day <= today) => line.warn("党员类别", "写作预备党员，但转正日期已过"),
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
    let near = [branch];
    let context = Context { branches: &near, ..Context::default() };
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
