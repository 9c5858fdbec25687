//! Tables of records: each row a record of one or several kinds, of a body or of people.

use super::attendance::{self, Meeting};
use super::held::Origin;
use super::line::{Effect, Line};
use super::proposal::Proposal;
use super::reconcile;
use super::where_from::{self, Located};
use crate::bodies::Meant;
use super::{Desk, Work, coding, units};
use crate::mapping::{Reading, Target};
use crate::people::Context;
use crate::text;
use crate::values::name;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Fields, RecordText, Roles, Value};
use jishi_pack::{Belongs, Field, FieldType, Meaning, RecordKind};
use jishi_workflow::Content;
use std::collections::BTreeSet;

/// Enters every table of records.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut proposals = Vec::new();
    for (index, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::Records)) {
        let located = where_from::of_sheet(desk, work);
        let prefer = preferred(desk, work);
        for row in work.layout.data.clone() {
            desk.origin = Some(Origin { sheet: index, row: row.number });
            let mut line = Line::new(&work.layout, row);
            if not_yet(&mut line) {
                let findings = line.findings();
                work.book(findings, Effect::Passed);
                continue;
            }
            let content = one(desk, work, &mut line, &located, &prefer);
            let findings = line.findings();
            match content {
                Some((unit, content)) if findings.good() => proposals.push(Proposal { work: index, row: row.number, unit, content, findings }),
                _ => work.book(findings, Effect::Unchanged),
            }
        }
        unwritten(desk, work);
    }
    reconcile::settle(desk, works, proposals);
}

/// People who come first in this table where a name is ambiguous.
fn preferred(desk: &Desk<'_>, work: &Work<'_>) -> BTreeSet<PersonId> {
    let Some(kind) = &work.layout.table.prefer else { return BTreeSet::new() };
    let bodies: BTreeSet<BodyId> = desk.draft.bodies.values().filter(|body| body.kind == *kind && body.unit == work.unit).map(|body| body.id).collect();
    let posts: BTreeSet<_> = desk.draft.posts.values().filter(|post| bodies.contains(&post.body)).map(|post| post.id).collect();
    desk.draft.holdings.values().filter(|holding| posts.contains(&holding.post)).map(|holding| holding.person).collect()
}

/// Columns of the sheet that none of its kinds has a field for.
fn unwritten(desk: &Desk<'_>, work: &mut Work<'_>) {
    let table = work.layout.table;
    let kinds: Vec<&RecordKind> = match &table.record {
        Some(record) => desk.library.record_kinds.get(record).into_iter().collect(),
        None => desk.library.record_kinds.values().collect(),
    };
    let present = |to: &str| table.column(to).is_some_and(|column| column.reading == Some(Reading::Present));
    let known = |to: &str| present(to) || Target::Records.columns().contains(&to) || kinds.iter().any(|kind| kind.fields.iter().any(|field| field.name == to));
    for (to, column) in work.layout.columns.iter().filter(|(to, _)| !known(to)) {
        let heading = work.layout.headings.get(to).cloned().unwrap_or_default();
        let cell = crate::workbook::Address { row: 1, column: *column }.to_string();
        let message = format!("“{heading}”这一栏没有对应的字段，没有导入");
        work.report.warnings.push(crate::report::Warning { cell, message });
    }
}

fn one(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, located: &Located, prefer: &BTreeSet<PersonId>,
) -> Option<(UnitId, Content)> {
    let table = work.layout.table;
    let named = line.text("所在单位").and_then(|name| units::find(desk, &name));
    let unit = named.or(work.unit);
    let kinds = kinds(desk, line, table.record.as_deref());
    let date = line.need("日期").and_then(|()| line.day_of("日期", work.year));
    if date.is_some_and(|date| date > desk.options.today) {
        line.warn("日期", "在今天之后，请核对");
    }
    let of_body = kinds.first().is_some_and(|kind| kind.belongs == Belongs::Body);
    let kind = table.belongs.as_deref();
    let branches = match (of_body, line.blank("所在党支部")) {
        (true, _) => where_from::all_of_row(desk, line, unit, located, "所在党支部", kind),
        (false, false) => where_from::of_row(desk, line, unit, located, "所在党支部", kind).into_iter().collect(),
        (false, true) => Vec::new(),
    };
    let unit = match (unit, kinds.is_empty()) {
        (Some(unit), false) => unit,
        (None, _) if line.good() => {
            line.refuse("日期", "说不清是哪个单位", "请在表头写“填报单位：某某厅”");
            return None;
        }
        _ => return None,
    };
    let mut content = Content {
        kinds: kinds.iter().map(|kind| kind.name.clone()).collect(),
        bodies: if of_body { branches.clone() } else { Vec::new() },
        date: date.unwrap_or(desk.options.today),
        fields: Fields::new(),
        people: Roles::new(),
        text: RecordText::new(),
    };
    let near: Vec<BodyId> = branches.iter().copied().filter(|body| desk.people.has_members(*body)).collect();
    let context = Context { branches: &near, day: date, prefer: Some(prefer), note: None };
    fill(desk, line, &kinds, unit, context, &mut content);
    let committee = content.kinds.iter().any(|kind| table.by_holders.iter().any(|one| one == kind));
    let in_part = content.kinds.iter().any(|kind| table.in_part.iter().any(|one| one == kind));
    let meeting = Meeting { kinds: &kinds, bodies: &content.bodies.clone(), date: content.date, committee, in_part };
    if of_body && date.is_some() {
        attendance::present(desk, line, unit, context, &meeting, &mut content);
    }
    line.barred(desk);
    if !line.good() {
        return None;
    }
    if of_body {
        attendance::check(desk, line, &meeting, &content.fields, &content.people, &content.text);
        let founded = |body: &BodyId| desk.draft.bodies.get(body).and_then(|body| body.founded);
        if meeting.bodies.iter().filter_map(founded).any(|founded| content.date < founded) {
            line.warn("日期", "早于本组织的成立日期，请核对");
        }
    }
    if let Err(refusal) = jishi_workflow::check_content(&desk.draft, &content) {
        line.refused("日期", &refusal);
        return None;
    }
    Some((unit, content))
}

/// Does the row speak of something that has not happened yet: 待召开 in place of the day? It is said, and left out.
fn not_yet(line: &mut Line<'_, '_>) -> bool {
    let written = line.shown("日期");
    let not_yet = line.lexicon().nothing.is_not_yet(&written);
    if not_yet {
        line.warn("日期", &format!("写的是“{written}”，还没有发生，没有登记；办过以后填上日期再导入"));
    }
    not_yet
}

/// The kinds of a row: the table's own, else those that the cell names.
fn kinds<'d>(desk: &Desk<'d>, line: &mut Line<'_, '_>, fixed: Option<&str>) -> Vec<&'d RecordKind> {
    let all = &desk.library.record_kinds;
    if let Some(kind) = fixed {
        return all.get(kind).into_iter().collect();
    }
    let Some(written) = line.need("类型").and_then(|()| line.word("类型")) else { return Vec::new() };
    let found = named(all.values().filter(|kind| kind.belongs == Belongs::Body), &written);
    if found.is_empty() {
        // The kinds that the packs group together are those that a ledger is kept of; the rest would be a long list.
        let grouped: BTreeSet<&str> = desk.library.groups.values().flatten().map(String::as_str).collect();
        let known = all.values().filter(|kind| kind.belongs == Belongs::Body).map(|kind| kind.name.as_str());
        let known = known.filter(|name| grouped.is_empty() || grouped.contains(name)).collect::<Vec<_>>().join("、");
        line.refuse("类型", &format!("不认识“{written}”"), &format!("类型请填：{known}，或制度包里的其他记录名称"));
    }
    found
}

/// Kinds named in a text, the longest names first: `党员大会暨主题党日`.
fn named<'d>(all: impl Iterator<Item = &'d RecordKind>, written: &str) -> Vec<&'d RecordKind> {
    let mut names: Vec<(String, &RecordKind)> =
        all.flat_map(|kind| std::iter::once(&kind.name).chain(&kind.aliases).map(move |name| (text::heading(name), kind))).collect();
    names.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.0.cmp(&b.0)));
    let whole = text::heading(written);
    // 主题党日（志愿服务） is a 主题党日; what stands in brackets is no kind while something outside is.
    let bare = text::heading(&text::without_brackets(written));
    if let Some((_, kind)) = names.iter().find(|(name, _)| *name == whole || *name == bare) {
        return vec![kind];
    }
    let mut rest = if names.iter().any(|(name, _)| bare.contains(name)) { bare } else { whole };
    let mut found: Vec<&RecordKind> = Vec::new();
    for (name, kind) in names {
        if rest.contains(&name) {
            rest = rest.replace(&name, "|");
            if !found.iter().any(|known| known.name == kind.name) {
                found.push(kind);
            }
        }
    }
    found
}

/// Fills the fields of the record from the row.
fn fill(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, kinds: &[&RecordKind], unit: UnitId, context: Context<'_>, content: &mut Content) {
    // In the pack's order: whom the first role means tells where to look for the next.
    let mut fields: Vec<(&str, &Field, &RecordKind)> = Vec::new();
    for kind in kinds {
        for field in &kind.fields {
            if !fields.iter().any(|(name, ..)| *name == field.name) {
                fields.push((&field.name, field, kind));
            }
        }
    }
    for (name, field, kind) in &fields {
        let text = matches!(field.kind, FieldType::Text);
        if field.required && line.has(name) && if text { line.cell(name).is_none() } else { line.blank(name) } {
            line.need(name);
            continue;
        }
        match field.kind {
            FieldType::Text => {
                // A title of a dash is a title: what must be written has been.
                if let Some(text) = if field.required { line.as_written(name) } else { line.text(name) } {
                    content.text.insert((*name).to_owned(), text);
                }
            }
            FieldType::People => role(desk, line, field, kind, unit, context, content),
            FieldType::Bodies => bodies(desk, line, field, unit, kind.object.as_deref() == Some(name), content),
            _ => {
                if let Some(value) = coding::value(desk, line, field) {
                    content.fields.insert((*name).to_owned(), value);
                }
            }
        }
    }
    for (name, field, _) in fields {
        let told = field.read_from.iter().any(|text| line.has(text));
        if told && !content.fields.contains_key(name) {
            let texts = field.read_from.iter().filter_map(|text| content.text.get(text)).map(String::as_str);
            if let Some(value) = coding::derived(desk.library, field, texts) {
                content.fields.insert(name.to_owned(), value);
            }
        }
    }
}

/// Reads the people of one role. Strangers are kept by name.
fn role(desk: &Desk<'_>, line: &mut Line<'_, '_>, field: &Field, kind: &RecordKind, unit: UnitId, context: Context<'_>, content: &mut Content) {
    let to = field.name.as_str();
    if line.cell(to).is_none() {
        return;
    }
    let object = kind.object.as_deref() == Some(to);
    if line.blank(to) && !object && line.column(to).is_none_or(|column| column.reading.is_none()) {
        return;
    }
    let absent = line.column(to).is_some_and(|column| column.reading == Some(Reading::Absent));
    let (people, strangers) = if absent {
        let away = attendance::absent(desk, line, to, unit, context);
        if let Some(reasons) = away.reasons {
            let field = desk.library.meanings.names(Meaning::Reasons).first().cloned();
            content.text.extend(field.map(|field| (field, reasons)));
        }
        (away.people, away.strangers)
    } else if object && let Some(person) = numbered(desk, line) {
        (vec![person], Vec::new())
    } else {
        let names = coding::names(desk, line, to, unit);
        // The partner of a talk belongs to the talker's branch where nothing else tells.
        let narrowed = kind.belongs == Belongs::Person && context.branches.is_empty();
        let near = if narrowed { content.people.values().flatten().find_map(|person| branch_on(desk, *person, content.date)) } else { None };
        let among: BTreeSet<PersonId> = near.map(|branch| desk.people.members(branch).collect()).unwrap_or_default();
        let context = if among.is_empty() { context } else { Context { prefer: Some(&among), ..context } };
        coding::people(desk, line, to, unit, &names, context, object || field.required)
    };
    if !people.is_empty() {
        content.people.insert(to.to_owned(), people);
    }
    if !strangers.is_empty() {
        content.text.insert(to.to_owned(), strangers.join("、"));
    }
}

/// Reads the bodies of one role, by their full names. A body of another department is kept as written.
fn bodies(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, field: &Field, unit: UnitId, object: bool, content: &mut Content) {
    let to = field.name.as_str();
    let Some(written) = line.text(to) else { return };
    let mut names = Vec::new();
    for piece in text::split_outside(&written, &name::MARKS) {
        match desk.body(unit, piece, None) {
            Meant::One(body) => names.push(desk.body_name(body).to_owned()),
            Meant::Several(bodies) => {
                let message = format!("“{piece}”可能是：{}", desk.body_names(&bodies));
                line.refuse(to, &message, "请写全称");
            }
            Meant::None if object => line.refuse(to, &format!("没有登记“{piece}”"), "请改成已登记的名称，或在组织表里先登记它"),
            Meant::None => names.push(text::squeezed(piece)),
        }
    }
    content.fields.insert(to.to_owned(), Value::codes(names));
}

/// The person whose identity number stands in the row.
fn numbered(desk: &Desk<'_>, line: &mut Line<'_, '_>) -> Option<PersonId> {
    let identity = line.identity("身份号码")?;
    desk.people.by_blind(&(desk.lookup.blind)(&identity.number))
}

fn branch_on(desk: &Desk<'_>, person: PersonId, day: Date) -> Option<BodyId> {
    desk.people.branch_on(person, day).or_else(|| desk.people.branch(person))
}
