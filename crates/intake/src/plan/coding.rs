//! Cells to coded values, people and free text, by the fields of a record kind.

use super::Desk;
use super::line::Line;
use crate::people::{Context, Whom};
use crate::text;
use crate::values::name::Name;
use crate::values::name;
use crate::values::roll::{self, Register};
use crate::values::{self, Problem};
use jishi_base::{PersonId, UnitId};
use jishi_calendar::Period;
use jishi_facts::Value;
use jishi_pack::{CodeList, Field, FieldType, Library, matter_number};
use std::collections::BTreeSet;

/// Marks between topics in one cell.
const TOPICS: [char; 4] = ['；', ';', '\n', '\r'];

/// Reads a coded field of a row from its own cell. Texts and people are read elsewhere.
pub(crate) fn value(desk: &Desk<'_>, line: &mut Line<'_, '_>, field: &Field) -> Option<Value> {
    let to = field.name.as_str();
    match &field.kind {
        FieldType::Number => line.number(to).map(Value::Number),
        FieldType::Date => line.day(to).map(Value::Date),
        FieldType::Flag => flag(line, to),
        FieldType::Period => line.read(to, |cell, _| period(&cell.shown())).map(|period| Value::code(period.to_string())),
        FieldType::Matter => line.read(to, |cell, _| matter(&cell.shown())).map(Value::code),
        FieldType::Code(list) => {
            let list = desk.library.codes.get(list)?;
            let Some(text) = line.as_written(to) else { return none_of(list).filter(|_| line.has(to) && line.cell(to).is_none()).map(Value::code) };
            let code = list.read(&text).into_iter().next();
            if line.blank(to) {
                // A dash says no more than an empty cell, unless the list has a word for it.
                return code.filter(|code| *code == text).or_else(|| none_of(list)).map(Value::code);
            }
            if code.is_none() {
                let all = list.values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join("、");
                line.warn(to, &format!("“{text}”不在代码表里，没有记入；可填：{all}"));
            }
            code.map(Value::code)
        }
        FieldType::Codes(list) => {
            let list = desk.library.codes.get(list)?;
            let text = line.text(to);
            (line.has(to) && line.good()).then(|| Value::codes(codes(list, text.as_deref().unwrap_or_default())))
        }
        FieldType::Text | FieldType::People | FieldType::Bodies => None,
    }
}

/// 是 or 否; 无 is no, a dash says nothing.
fn flag(line: &mut Line<'_, '_>, to: &str) -> Option<Value> {
    if line.blank(to) {
        return line.as_written(to).filter(|text| values::is_no(text)).map(|_| Value::Flag(false));
    }
    line.read(to, |cell, _| values::flag(cell)).map(Value::Flag)
}

/// A coded field that is read from texts: 第一议题 from 第一议题内容. Only where the sheet has such a text.
pub(crate) fn derived<'t>(library: &Library, field: &Field, texts: impl Iterator<Item = &'t str>) -> Option<Value> {
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    match &field.kind {
        FieldType::Code(list) => {
            let list = library.codes.get(list)?;
            let code = if texts.is_empty() { none_of(list) } else { texts.iter().find_map(|text| list.read(text).into_iter().next()) };
            code.map(Value::code)
        }
        FieldType::Codes(list) => {
            let list = library.codes.get(list)?;
            Some(Value::codes(codes(list, &texts.join("；"))))
        }
        _ => None,
    }
}

/// The values of every topic of a text, in the list's order.
fn codes(list: &CodeList, text: &str) -> Vec<String> {
    let found: Vec<String> = text::split_outside(text, &TOPICS).into_iter().flat_map(|topic| list.read(topic)).collect();
    list.values.iter().map(|value| value.value.clone()).chain(list.otherwise.clone()).filter(|value| found.contains(value)).fold(Vec::new(), |mut out, value| {
        if !out.contains(&value) {
            out.push(value);
        }
        out
    })
}

fn none_of(list: &CodeList) -> Option<String> {
    list.values.iter().map(|value| &value.value).find(|value| *value == "无").cloned()
}

/// 2026-02, 2026年2月, 2026年第一季度, 2026年上半年.
pub(crate) fn period(written: &str) -> Result<Period, Problem> {
    let plain = text::squeezed(&text::half_width(written));
    let mut plain = plain.replace("年度", "").replace("第", "");
    for (written, meant) in [("一季度", "Q1"), ("二季度", "Q2"), ("三季度", "Q3"), ("四季度", "Q4")] {
        plain = plain.replace(written, meant);
    }
    if let Some((year, month)) = plain.split_once('年').and_then(|(year, rest)| Some((year, rest.strip_suffix("月份").or_else(|| rest.strip_suffix('月'))?))) {
        let month = jishi_base::numeral::read(month).unwrap_or_default();
        plain = format!("{year}-{month:02}");
    }
    let plain = plain.replace(['年', '.'], "");
    plain.parse().map_err(|help: &str| Problem::new(format!("“{}”认不出是哪一期", written.trim()), help))
}

/// 编号: what people call a matter by.
pub(crate) fn matter(written: &str) -> Result<String, Problem> {
    let problem = || Problem::new(format!("“{}”不是编号", written.trim()), "编号里有数字，不超过 24 个字，如 2026-03、某字〔2026〕3号");
    matter_number(written).ok_or_else(problem)
}

/// The person a name means. Where the record is about him, `strict` refuses a stranger and somebody of another branch;
/// in other roles the first is kept as text and the second is taken, each with a warning.
pub(crate) fn person(
    desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId, name: &str, context: Context<'_>, strict: bool,
) -> Option<PersonId> {
    let shown = |people: &[PersonId]| {
        let branches: BTreeSet<&str> = people.iter().map(|person| desk.people.branch(*person).map_or("没有支部", |branch| desk.body_name(branch))).collect();
        branches.into_iter().collect::<Vec<_>>().join("、")
    };
    match desk.people.whom(&desk.draft, unit, name, context) {
        Whom::One { person, outside: false } => Some(person),
        Whom::One { person, outside: true } if strict && !line.blank("所在党支部") => {
            let branches = desk.body_names(context.branches);
            line.refuse(to, &format!("“{branches}”没有“{name}”；同名的人在：{}", shown(&[person])), "请核对姓名和所在党支部");
            None
        }
        Whom::One { person, outside: true } => {
            line.warn(to, &format!("“{name}”不在本支部，按 {} 的“{name}”记", shown(&[person])));
            Some(person)
        }
        Whom::Several(people) => {
            let message = format!("“{name}”有 {} 个人，分不清是哪一个：{}", people.len(), shown(&people));
            line.refuse(to, &message, "请增加“所在党支部”或“身份号码”一栏，或在姓名后用括号注明支部或性别");
            None
        }
        Whom::Nobody => {
            match desk.refused_people.get(name) {
                Some(place) => line.refuse(to, &format!("“{name}”在花名册里的那一行没有通过（{place}）"), "请先改好花名册里的那一行"),
                None if !strict => line.warn(to, &format!("花名册里没有“{name}”，只记下姓名")),
                None => line.refuse(to, &format!("花名册里没有“{name}”"), "请核对姓名，或先在花名册里登记"),
            }
            None
        }
    }
}

/// The names of a cell in which people are listed, divided by the register where no mark divides them.
pub(crate) fn names(desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId) -> Vec<Name> {
    let known = |name: &str| !desk.people.named(unit, name).is_empty();
    let words = &desk.mapping.words;
    let names = line.read_named(to, |cell, notes| {
        let crate::workbook::Cell::Text(text) = cell else { return name::one(cell).map(|name| vec![name]) };
        let mut out = Vec::new();
        for piece in name::pieces(text) {
            let plain = text::squeezed(&text::without_brackets(&piece));
            let register = Register { known: &known, longest: desk.people.longest() };
            let roll = if known(&plain) { roll::Roll::default() } else { roll::read(&piece, &[], &words.lexicon.roll, &register) };
            let registered = roll.names.iter().any(|name| known(&name.name));
            if !registered {
                out.push(if known(&plain) { name::registered(&crate::workbook::Cell::Text(piece.as_str().into()))? } else { name::clean(&piece)? });
                continue;
            }
            // 书记周卫东: what is joined to a name without a mark is no other name.
            let (names, rest): (Vec<Name>, Vec<Name>) = roll.names.into_iter().partition(|name| known(&name.name));
            let rest = roll.unread.into_iter().chain(rest.into_iter().map(|name| name.name));
            notes.extend(rest.map(|rest| format!("“{rest}”不是名册里的姓名，没有记入")));
            out.extend(names);
        }
        Ok(out)
    });
    names.unwrap_or_default()
}

/// The people of a list of names, and the names of strangers.
pub(crate) fn people(
    desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId, names: &[Name], context: Context<'_>, strict: bool,
) -> (Vec<PersonId>, Vec<String>) {
    let (mut found, mut strangers) = (Vec::new(), Vec::new());
    for name in names {
        let context = Context { note: name.note.as_deref(), ..context };
        match person(desk, line, to, unit, &name.name, context, strict) {
            Some(person) if !found.contains(&person) => found.push(person),
            Some(_) => {}
            None => strangers.push(name.name.clone()),
        }
    }
    (found, strangers)
}
