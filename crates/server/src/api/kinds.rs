//! `/record_kinds`: what can be recorded, and with which fields.

use super::caller::{Answer, Caller, Json};
use super::paging::{Page, Turn, page};
use super::problem::Reading;
use axum::extract::Query;
use jishi_pack::{Belongs, FieldType, Library, RecordKind};
use serde::Serialize;
use utoipa::ToSchema;

/// A kind of record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kind {
    name: String,
    /// 组织 or 人员: whose records they are.
    belongs: &'static str,
    articles: Vec<String>,
    fields: Vec<Field>,
}

/// A field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Field {
    name: String,
    /// 文本, 数字, 日期, 是否, 单选, 多选, 期, 人员 or 组织
    kind: &'static str,
    required: bool,
    /// Of a number.
    unit: Option<String>,
    /// What may be chosen.
    values: Vec<String>,
    /// The article that asks for it; none is 无出处.
    article: Option<String>,
    /// 内部, 敏感 or 纪检: what is more than 内部 is closed until it is opened.
    label: &'static str,
}

/// The values of a code list.
pub(super) fn values<'l>(library: &'l Library, list: &str) -> impl Iterator<Item = &'l str> + use<'l> {
    let list = library.codes.get(list);
    list.into_iter().flat_map(|list| list.values.iter().map(|value| value.value.as_str()).chain(list.otherwise.as_deref()))
}

fn field(library: &Library, field: &jishi_pack::Field) -> Field {
    let (kind, list) = match &field.kind {
        FieldType::Text => ("文本", None),
        FieldType::Number => ("数字", None),
        FieldType::Date => ("日期", None),
        FieldType::Flag => ("是否", None),
        FieldType::Code(list) => ("单选", Some(list)),
        FieldType::Codes(list) => ("多选", Some(list)),
        FieldType::Period => ("期", None),
        FieldType::Matter => ("编号", None),
        FieldType::People => ("人员", None),
        FieldType::Bodies => ("组织", None),
    };
    Field {
        name: field.name.clone(), kind, required: field.required, unit: field.unit.clone(),
        label: field.label.word(),
        values: list.into_iter().flat_map(|list| values(library, list)).map(str::to_owned).collect(),
        article: field.citation.as_ref().map(jishi_base::Citation::key),
    }
}

/// 记录类别和字段
#[utoipa::path(get, path = "/record_kinds", tag = "记录", operation_id = "list_record_kinds", params(Turn), responses((status = 200, description = "一页记录类别", body = Page<Kind>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Kind>> {
    let library = caller.seat.snapshot.library();
    let kind = |kind: &RecordKind| Kind {
        name: kind.name.clone(),
        belongs: match kind.belongs {
            Belongs::Body => "组织",
            Belongs::Person => "人员",
        },
        articles: kind.citations.iter().map(jishi_base::Citation::key).collect(),
        fields: kind.fields.iter().map(|one| field(library, one)).collect(),
    };
    let all = library.record_kinds.values().map(|entry| ((0, entry.name.clone()), entry)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), kind).map(Json)
}
