//! `/records`: what happened, the newest first.

use super::caller::{Answer, Caller, Json, answer};
use super::closed::Opening;
use super::named::ordinal;
use super::asked::{day, id as read_id};
use super::paging::{Page, page};
use super::problem::{ApiError, Reading};
use super::record::{Record, RecordRow};
use crate::view::sought::Sought;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;

use jishi_authorize::sensitive::{closed_fields, label_of};
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_facts::Entity;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 党组织编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
    /// 人员编号：写到这个人的
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    person: Option<String>,
    /// 记录类别
    kind: Option<String>,
    /// 发生日期不早于
    #[param(format = Date)]
    from: Option<String>,
    /// 发生日期不晚于
    #[param(format = Date)]
    to: Option<String>,
    /// 名称、种类或内容里的字；不找敏感、纪检的内容
    q: Option<String>,
    /// 也列出已撤回的
    #[param(value_type = Option<bool>)]
    withdrawn: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// 记录
///
/// 按发生日期，新的在前。
#[utoipa::path(get, path = "/records", tag = "记录", operation_id = "list_records", params(Which), responses((status = 200, description = "一页记录", body = Page<RecordRow>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<RecordRow>> {
    let snapshot = &caller.seat.snapshot;
    let body: Option<BodyId> = read_id("body", which.body.as_ref())?;
    let person: Option<PersonId> = read_id("person", which.person.as_ref())?;
    let named: Option<BTreeSet<RecordId>> = person.map(|person| snapshot.records_of_person(person).map(|record| record.id).collect());
    let (from, to) = (day("from", which.from.as_ref())?, day("to", which.to.as_ref())?);
    let withdrawn = match which.withdrawn.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::Query("withdrawn", "请写 true 或 false。")),
    };
    let seen: Vec<&jishi_facts::Record> = snapshot.seen().records().collect();
    let sought = Sought::among(snapshot, which.q.as_deref().unwrap_or_default(), &seen);
    let wanted = |record: &&jishi_facts::Record| {
        (withdrawn || !record.withdrawn)
            && body.is_none_or(|body| record.bodies.contains(&body))
            && named.as_ref().is_none_or(|named| named.contains(&record.id))
            && which.kind.as_ref().is_none_or(|kind| record.kinds.contains(kind))
            && from.is_none_or(|from| record.date >= from)
            && to.is_none_or(|to| record.date <= to)
            && sought.is_in(record, |_| false)
    };
    let all = seen.into_iter().filter(wanted).map(|record| ((-ordinal(record.date), record.id.to_string()), record)).collect();
    let page = page(all, which.limit.as_deref(), which.cursor.as_deref(), |record| record)?;
    let page = page.shown(|records| {
        snapshot.seen().open_records(records.iter().copied());
        records.into_iter().map(|record| RecordRow::of(snapshot, record)).collect()
    });
    caller.listed("记录名单", page.items.len()).await?;
    Ok(Json(page))
}

/// A record that may be seen, withdrawn or not.
pub(super) fn known(caller: &Caller, id: &str) -> Result<jishi_facts::Record, ApiError> {
    let id: RecordId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    caller.seat.snapshot.seen().record(id).cloned().ok_or(ApiError::NOT_FOUND)
}

/// 一条记录
///
/// 敏感、纪检的字段要加 open=true 才给出，给出之前先记入日志；记不进日志就不给。`closed` 列出没有给的。
#[utoipa::path(
    get, path = "/records/{id}", tag = "记录", operation_id = "get_record", params(("id" = String, Path, description = "记录编号"), Opening),
    responses((status = 200, description = "记录", body = Record, headers(("ETag" = String, description = "版本，更正和撤回时写进 If-Match"))), Reading),
)]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>, Query(opening): Query<Opening>) -> Result<Response, ApiError> {
    let (record, snapshot) = (known(&caller, &id)?, &caller.seat.snapshot);
    let open = opening.read()?;
    if open {
        let library = snapshot.library();
        let fields = closed_fields(library, &record).into_iter().map(|field| (field.to_owned(), label_of(library, &record, field)));
        opening.enter(&caller, Entity::Record(record.id), fields).await?;
    }
    Ok(answer(StatusCode::OK, Some(record.version.to_string()), None, Record::of(snapshot, &record, open)))
}
