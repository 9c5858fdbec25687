//! The tables that sheets are recognised by: those of the mapping, and one for each record kind of the packs that no
//! table of the mapping is for.

use crate::mapping::{Column, Mapping, Reading, Table, Target};
use crate::text;
use jishi_pack::{Belongs, Bound, Evidence, Form, Library, Meaning, Occurrence, RecordKind, Selector, Who};
use std::collections::{BTreeMap, BTreeSet};

/// Every table to recognise by: those of the mapping, widened by the fields of their record kinds, and one for each
/// record kind that no table of the mapping is for.
pub(crate) fn all(mapping: &Mapping, library: &Library) -> Vec<Table> {
    let mut tables = mapping.tables.clone();
    let told = tables.iter().filter_map(|table| table.record.clone()).collect::<Vec<_>>();
    for table in tables.iter_mut().filter(|table| table.target == Target::Records) {
        let record = table.record.clone();
        let kinds = library.record_kinds.values().filter(|kind| match &record {
            Some(record) => kind.name == *record,
            None => kind.belongs == Belongs::Body && !told.contains(&kind.name),
        });
        for field in kinds.flat_map(|kind| &kind.fields) {
            widen(library, table, &field.name, Vec::new());
        }
    }
    let owners = owners(library);
    let others = library.record_kinds.values().filter(|kind| !told.contains(&kind.name));
    tables.extend(others.map(|kind| of_kind(library, kind, mapping, owners.get(kind.name.as_str()))));
    tables
}

/// The table of a record kind that the mapping says nothing about: known by its name, read by its fields.
fn of_kind(library: &Library, kind: &RecordKind, mapping: &Mapping, owners: Option<&BTreeSet<&str>>) -> Table {
    let object = kind.object.clone().filter(|_| kind.belongs == Belongs::Person);
    let mut table = Table {
        name: kind.name.clone(),
        target: Target::Records,
        record: Some(kind.name.clone()),
        // Whose it is where the duties leave no choice; else a column, the sheet's name or its title must say it.
        belongs: owners.filter(|owners| owners.len() == 1 && kind.belongs == Belongs::Body).and_then(|owners| owners.first()).map(|owner| (*owner).to_owned()),
        prefer: None,
        most_a_day: BTreeMap::new(),
        in_part: mapping.tables.iter().flat_map(|table| table.in_part.clone()).collect(),
        by_holders: mapping.tables.iter().flat_map(|table| table.by_holders.clone()).collect(),
        hints: std::iter::once(&kind.name).chain(&kind.aliases).cloned().collect(),
        required: std::iter::once("日期".to_owned()).chain(object.clone()).collect(),
        columns: Vec::new(),
    };
    for to in ["日期", "所在党支部"].into_iter().chain(kind.fields.iter().map(|field| field.name.as_str())) {
        let mut headings: Vec<String> = synonyms(mapping, to);
        if object.as_deref() == Some(to) {
            headings.push("姓名".to_owned());
        }
        widen(library, &mut table, to, headings);
    }
    // Who came is told by a list, also where the record keeps only who did not.
    let lists = |meaning| kind.field_meaning(meaning).is_some();
    if let Some(present) = library.meanings.names(Meaning::Present).first()
        && kind.belongs == Belongs::Body
        && lists(Meaning::Absent)
        && !lists(Meaning::Present)
    {
        widen(library, &mut table, present, synonyms(mapping, present));
        table.columns.iter_mut().filter(|column| column.to == *present).for_each(|column| column.reading = Some(Reading::Present));
    }
    for column in &mut table.columns {
        column.parts = parts(mapping, &column.to);
    }
    table
}

/// The kinds of bodies whose duties ask for each record kind.
fn owners(library: &Library) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for duty in &library.duties {
        let Who::Bodies(bodies) = &duty.who else { continue };
        for record in asked(&duty.form) {
            owners.entry(record).or_default().extend(bodies.iter().map(String::as_str));
        }
    }
    owners
}

/// The record kinds that a duty looks at.
fn asked(form: &Form) -> Vec<&str> {
    fn selected(selector: &Selector) -> impl Iterator<Item = &str> {
        selector.kinds.iter().map(String::as_str)
    }
    fn occurring(occurrence: &Occurrence) -> Vec<&str> {
        if let Occurrence::Records(selector) = occurrence { selected(selector).collect() } else { Vec::new() }
    }
    fn shown(evidence: &Evidence) -> Vec<&str> {
        evidence.any.iter().flat_map(occurring).collect()
    }
    match form {
        Form::Periodic { evidence, .. } | Form::Quota { evidence, .. } | Form::Coverage { evidence, .. } | Form::Gap { evidence, .. } => shown(evidence),
        Form::Cap(Bound::AtMost { evidence, .. } | Bound::NotMoreThanLast { evidence, .. }) => shown(evidence),
        Form::Cap(Bound::Share { each, .. }) => selected(each).collect(),
        Form::Triggered { trigger, evidence, .. } => occurring(trigger).into_iter().chain(shown(evidence)).collect(),
        Form::Each { of, then, .. } => selected(of).chain(then.iter().flat_map(|(evidence, _)| shown(evidence))).collect(),
        Form::Sequence { first, then, .. } => occurring(first).into_iter().chain(occurring(then)).collect(),
        Form::State { .. } | Form::Followup { .. } => Vec::new(),
    }
}

fn synonyms(mapping: &Mapping, to: &str) -> Vec<String> {
    let columns = mapping.tables.iter().filter(|table| table.target == Target::Records && table.record.is_none()).filter_map(|table| table.column(to));
    columns.flat_map(|column| column.synonyms.clone()).collect()
}

fn parts(mapping: &Mapping, to: &str) -> Vec<String> {
    let columns = mapping.tables.iter().filter(|table| table.target == Target::Records && table.record.is_none()).filter_map(|table| table.column(to));
    columns.flat_map(|column| column.parts.clone()).collect()
}

fn widen(library: &Library, table: &mut Table, to: &str, headings: Vec<String>) {
    let taken = |heading: &str| {
        table.columns.iter().any(|column| std::iter::once(&column.to).chain(&column.synonyms).any(|known| text::heading(known) == text::heading(heading)))
    };
    if table.column(to).is_some() || taken(to) {
        return;
    }
    let synonyms = headings.into_iter().filter(|heading| !taken(heading)).collect();
    let reading = library.meanings.has(Meaning::Absent, to).then_some(Reading::Absent);
    table.columns.push(Column { to: to.to_owned(), synonyms, parts: Vec::new(), reading, code: None, carried: to == "所在党支部" });
}
