//! A record as programs send it, turned into what a person would have typed: one reader serves both.

use super::kinds::values;
use super::named::iso;
use super::problem::FieldError;
use super::record::FieldValue;
use crate::entry::{Fault, Typed, expected, kinds_of, of_field};
use crate::snapshot::Snapshot;
use jishi_base::BodyId;
use jishi_pack::{Field, FieldType, Library, Meaning};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Items in one record at most.
pub(crate) const ITEMS: usize = crate::entry::DECISIONS;

/// A record to be entered, or to stand in the place of one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordInput {
    /// The body that it is filed under.
    pub(crate) body: String,
    /// One meeting may lawfully be several kinds.
    #[schema(min_items = 1)]
    kinds: Vec<String>,
    /// The day it happened.
    #[schema(format = Date)]
    date: String,
    /// Fields by their names in `/record_kinds`; people by name, as in `张三、李四（办公室支部）`.
    #[serde(default)]
    #[schema(required = false)]
    fields: BTreeMap<String, FieldValue>,
    /// Full names of bodies that held it together with this one.
    #[serde(default)]
    #[schema(required = false)]
    with: Vec<String>,
    /// Ids of those who were expected and did not come.
    #[serde(default)]
    #[schema(required = false)]
    absent: Vec<String>,
    /// What was decided, to be followed to its end.
    #[serde(default)]
    #[schema(required = false, max_items = 20)]
    items: Vec<ItemInput>,
    /// Only tell what it would settle.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) dry_run: bool,
}

/// Something decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemInput {
    /// What is to be done.
    text: String,
    /// The id of who answers for it.
    #[serde(default)]
    owner: Option<String>,
    /// The day it must be done by.
    #[serde(default)]
    #[schema(format = Date)]
    due: Option<String>,
}

impl RecordInput {
    /// As it would be typed, and what no form would have let through.
    pub(crate) fn typed(&self, snapshot: &Snapshot, body: BodyId) -> (Typed, Vec<FieldError>) {
        let mut typed = Typed::new(vec![("body".to_owned(), body.to_string()), ("date".to_owned(), self.date.clone())]);
        let mut errors = Vec::new();
        self.kinds.iter().for_each(|kind| typed.push("kind", kind));
        self.with.iter().for_each(|name| typed.push("with", name));
        self.absent.iter().for_each(|person| typed.push("absent", person));
        for (row, item) in (1..).zip(&self.items) {
            typed.push(format!("item{row}"), &item.text);
            item.owner.iter().for_each(|owner| typed.push(format!("item{row}:owner"), owner));
            item.due.iter().for_each(|due| typed.push(format!("item{row}:due"), due));
        }
        self.check_frame(snapshot, &mut errors);
        let kinds = kinds_of(snapshot, &typed);
        for (name, value) in &self.fields {
            match kinds.iter().flat_map(|kind| &kind.fields).find(|field| field.name == *name) {
                Some(field) => push_field(snapshot, field, value, &mut typed, &mut errors),
                None => errors.push(error(format!("fields.{name}"), "这种记录没有这个字段", "字段见 /record_kinds")),
            }
        }
        if let Some(date) = iso(&self.date) {
            let due = expected(snapshot, body, &kinds, date);
            let stranger = |id: &String| !due.iter().any(|person| person.to_string() == *id);
            for (at, _) in self.absent.iter().enumerate().filter(|(_, id)| stranger(id)) {
                errors.push(error(format!("absent[{at}]"), "这个人不在应到人员里", "请写应到人员的编号；别人写进 fields.缺席"));
            }
        }
        (typed, errors)
    }

    /// Is anything sent for a field?
    pub(crate) fn names(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    fn check_frame(&self, snapshot: &Snapshot, errors: &mut Vec<FieldError>) {
        for (at, _) in self.kinds.iter().enumerate().filter(|(_, kind)| !snapshot.library().record_kinds.contains_key(*kind)) {
            errors.push(error(format!("kinds[{at}]"), "没有这种记录", "类别见 /record_kinds"));
        }
        if iso(&self.date).is_none() {
            errors.push(error("date", "日期认不出", "请写成 2026-03-10 的样子"));
        }
        if self.items.len() > ITEMS {
            errors.push(error("items", "议定的事项太多", format!("一条记录至多 {ITEMS} 项")));
        }
        for (at, item) in self.items.iter().enumerate() {
            let known = |id: &String| id.parse().is_ok_and(|id| snapshot.seen().person(id).is_some());
            if item.text.trim().is_empty() {
                errors.push(error(format!("items[{at}].text"), "没有写是什么事项", "请写明要办什么"));
            }
            if item.owner.as_ref().is_some_and(|owner| !known(owner)) {
                errors.push(error(format!("items[{at}].owner"), "没有这个人，或者不在可见范围内", "请写人员编号，或不填"));
            }
            if item.due.as_ref().is_some_and(|due| iso(due).is_none()) {
                errors.push(error(format!("items[{at}].due"), "日期认不出", "请写成 2026-03-10 的样子"));
            }
        }
    }
}

fn error(field: impl Into<String>, message: &str, help: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.to_owned(), help: help.into() }
}

/// Types a value into its field. A page offers codes to choose from; here they are checked.
fn push_field(snapshot: &Snapshot, field: &Field, value: &FieldValue, typed: &mut Typed, errors: &mut Vec<FieldError>) {
    let name = if field.meaning == Some(Meaning::Reasons) { "reasons".to_owned() } else { of_field(&field.name) };
    let written = match value {
        FieldValue::Flag(flag) => vec![if *flag { "是" } else { "否" }.to_owned()],
        FieldValue::Number(number) => vec![number.to_string()],
        FieldValue::Text(text) => vec![text.clone()],
        FieldValue::List(all) => all.clone(),
    };
    // Nothing at all empties a field, whatever its type.
    if written.is_empty() {
        return;
    }
    let of_list = |list: &str| written.iter().all(|code| values(snapshot.library(), list).any(|known| known == code));
    let fits = match &field.kind {
        FieldType::Flag => matches!(written.as_slice(), [one] if one == "是" || one == "否"),
        FieldType::Code(list) => written.len() == 1 && of_list(list),
        FieldType::Codes(list) => of_list(list),
        FieldType::People | FieldType::Bodies => true,
        FieldType::Text | FieldType::Number | FieldType::Date | FieldType::Period | FieldType::Matter => written.len() == 1,
    };
    if !fits {
        errors.push(error(format!("fields.{}", field.name), "这个值不能填在这里", "类型和可选的值见 /record_kinds"));
    } else if matches!(field.kind, FieldType::Codes(_)) {
        written.into_iter().for_each(|code| typed.push(name.clone(), code));
    } else {
        typed.push(name, written.join("、"));
    }
}

/// A fault of the form, at the place where a program wrote it.
pub(crate) fn of_fault(library: &Library, fault: Fault) -> FieldError {
    let field = match fault.field.as_str() {
        "kind" => "kinds".to_owned(),
        "reasons" => format!("fields.{}", library.meanings.names(Meaning::Reasons).first().map_or("", String::as_str)),
        name => match (name.strip_prefix("f:"), name.strip_prefix("item")) {
            (Some(field), _) => format!("fields.{field}"),
            (_, Some(item)) => of_item(item),
            _ => name.to_owned(),
        },
    };
    FieldError { field, message: fault.message, help: fault.help }
}

/// `1:due` is `items[0].due`.
fn of_item(item: &str) -> String {
    let (row, part) = item.split_once(':').unwrap_or((item, "text"));
    format!("items[{}].{part}", row.parse::<usize>().unwrap_or(1).saturating_sub(1))
}
