//! A record as programs read it.

use super::item::{Item, texts};
use super::named::Named;
use crate::snapshot::Snapshot;
use crate::view::record::title;
use jishi_authorize::sensitive::{closed_fields, without_closed};
use jishi_facts::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The value of a field: a text or a code, a number, yes or no, several codes or names.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum FieldValue {
    Flag(bool),
    #[schema(value_type = f64)]
    Number(serde_json::Number),
    Text(String),
    List(Vec<String>),
}

impl FieldValue {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Flag(flag) => Self::Flag(*flag),
            Value::Number(number) => {
                let text = number.to_string();
                text.parse().map_or(Self::Text(text), Self::Number)
            }
            Value::Date(date) => Self::Text(date.to_string()),
            Value::Code(code) => Self::Text(code.into()),
            Value::Codes(codes) => Self::List(codes.iter().map(String::from).collect()),
        }
    }
}

/// A record in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordRow {
    pub(crate) id: String,
    /// To be named when it is changed: the number in its ETag.
    pub(crate) version: u64,
    pub(crate) kinds: Vec<String>,
    pub(crate) bodies: Vec<Named>,
    /// The day it happened.
    pub(crate) date: String,
    pub(crate) title: String,
    /// The day it was first entered.
    pub(crate) entered: String,
    pub(crate) corrections: u32,
    pub(crate) withdrawn: bool,
}

/// A record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Record {
    #[serde(flatten)]
    pub(crate) row: RecordRow,
    /// Coded fields.
    pub(crate) fields: BTreeMap<String, FieldValue>,
    /// Who took part, by role.
    pub(crate) people: BTreeMap<String, Vec<Named>>,
    /// Free text; none where it has been erased.
    pub(crate) text: Option<BTreeMap<String, String>>,
    /// What was decided in it.
    pub(crate) items: Vec<Item>,
    /// Where it was read, where it was imported.
    pub(crate) source: Option<Source>,
    /// Fields that hold something and are closed: among none of the above. Opened with `?open=true`.
    pub(crate) closed: Vec<String>,
}

/// A row of a workbook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    import: String,
    /// None where it has been erased, since it named a person.
    file: Option<String>,
    /// Likewise.
    sheet: Option<String>,
    row: u32,
}

impl RecordRow {
    pub(crate) fn of(snapshot: &Snapshot, record: &jishi_facts::Record) -> Self {
        Self {
            id: record.id.to_string(), version: record.version, kinds: record.kinds.iter().map(String::from).collect(),
            bodies: record.bodies.iter().map(|body| Named::body(snapshot.seen(), *body)).collect(),
            date: record.date.to_string(), title: title(snapshot, record), entered: record.entered.day.to_string(),
            corrections: record.corrections, withdrawn: record.withdrawn,
        }
    }
}

impl Record {
    /// With what is closed only where that was asked for and entered.
    pub(crate) fn of(snapshot: &Snapshot, record: &jishi_facts::Record, open: bool) -> Self {
        let (site, library) = (snapshot.seen(), snapshot.library());
        let closed: Vec<String> = if open { Vec::new() } else { closed_fields(library, record).into_iter().map(str::to_owned).collect() };
        let record = &if open { record.clone() } else { without_closed(library, record) };
        let named = |people: &[jishi_base::PersonId]| people.iter().map(|person| Named::person(site, *person)).collect();
        let source = |source: &jishi_facts::Source| {
            let at = site.read_at(source);
            let (file, sheet) = at.map(|at| (at.file, at.sheet)).unzip();
            Source { import: source.import.to_string(), file, sheet, row: source.row }
        };
        Self {
            row: RecordRow::of(snapshot, record),
            fields: record.fields.iter().map(|(name, value)| (name.into(), FieldValue::of(value))).collect(),
            people: record.people.iter().map(|(role, people)| (role.into(), named(people))).collect(),
            text: site.text(record).as_ref().map(texts),
            items: site.items().filter(|item| item.opened_by == Some(record.id)).map(|item| Item::of(snapshot, item)).collect(),
            source: record.source.as_deref().map(source),
            closed,
        }
    }
}
