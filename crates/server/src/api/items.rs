//! `/items`: what was decided, followed to its end: reported done by one, verified by another.

use super::caller::{Answer, Caller, Json, KeyHeader, Sent, answer, key_of, seen_of};
use super::item::{Item, STATES, state};
use super::named::{iso, ordinal};
use super::asked::id as read_id;
use super::paging::{Page, page};
use super::problem::{ApiError, Changing, Current, FieldError, Reading};
use crate::intent::Denied;
use crate::office::{Step, known_item, step};
use crate::viewer::Seat;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_authorize::{Action, Resource};
use jishi_base::{BodyId, ItemId, PersonId};
use jishi_calendar::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 党组织编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
    /// 负责人编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    owner: Option<String>,
    /// 待办结、待核实或已核实
    state: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// The day on which it was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Done {
    /// Today, where it is left out.
    #[serde(default)]
    #[schema(format = Date)]
    on: Option<String>,
}

/// 待跟踪事项
///
/// 按期限先后，没有期限的在后。
#[utoipa::path(get, path = "/items", tag = "事项", operation_id = "list_items", params(Which), responses((status = 200, description = "一页事项", body = Page<Item>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<Item>> {
    let snapshot = &caller.seat.snapshot;
    let (body, owner): (Option<BodyId>, Option<PersonId>) = (read_id("body", which.body.as_ref())?, read_id("owner", which.owner.as_ref())?);
    if which.state.as_ref().is_some_and(|state| !STATES.contains(&state.as_str())) {
        return Err(ApiError::Query("state", "请写 待办结、待核实 或 已核实。"));
    }
    let wanted = |item: &&jishi_facts::Item| {
        body.is_none_or(|body| item.body == body)
            && owner.is_none_or(|owner| item.owner == Some(owner))
            && which.state.as_ref().is_none_or(|wanted| state(item) == wanted)
    };
    let all = snapshot.seen().items().filter(wanted).map(|item| ((item.due.map_or(i64::MAX, ordinal), item.id.to_string()), item)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |item| Item::of(snapshot, item)).map(Json)
}

/// 一件事项
#[utoipa::path(
    get, path = "/items/{id}", tag = "事项", operation_id = "get_item", params(("id" = String, Path, description = "事项的编号")),
    responses((status = 200, description = "事项", body = Item, headers(("ETag" = String, description = "版本，办结和核实时写进 If-Match"))), Reading),
)]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Result<Response, ApiError> {
    as_it_stands(&caller.seat, known_item(&caller.seat, &id)?.id)
}

/// 办结一件事项
#[utoipa::path(
    post, path = "/items/{id}/close", tag = "事项", operation_id = "close_item",
    params(
        ("id" = String, Path, description = "事项的编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$"),
        KeyHeader,
    ),
    request_body = Done,
    responses((status = 200, description = "办结了", body = Item, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn close(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(done): Sent<Done>) -> Result<Response, ApiError> {
    take(caller, &id, &headers, &done, Step::Close).await
}

/// 核实一件事项
///
/// 办结的人不能自己核实。
#[utoipa::path(
    post, path = "/items/{id}/verify", tag = "事项", operation_id = "verify_item",
    params(
        ("id" = String, Path, description = "事项的编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$"),
        KeyHeader,
    ),
    request_body = Done,
    responses((status = 200, description = "核实了", body = Item, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn verify(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(done): Sent<Done>) -> Result<Response, ApiError> {
    take(caller, &id, &headers, &done, Step::Verify).await
}

async fn take(caller: Caller, id: &str, headers: &HeaderMap, done: &Done, which: Step) -> Result<Response, ApiError> {
    let Caller { app, live, seat, .. } = caller;
    let item = known_item(&seat, id)?.id;
    seat.may(Action::Settle, Resource::Item(item))?;
    let (on, version, key) = (day_of(done)?, seen_of(headers)?, key_of(headers)?);
    match step(&live, &seat, item, which, on, version, &key).await {
        Ok(()) => as_it_stands(&seat.afresh(&app).await?, item),
        Err(Denied::Stale(_)) => {
            let seat = seat.afresh(&app).await?;
            Err(ApiError::Stale(Current::Item(Box::new(Item::of(&seat.snapshot, known_item(&seat, id)?)))))
        }
        Err(denied) => Err(denied.into()),
    }
}

fn as_it_stands(seat: &Seat, item: ItemId) -> Result<Response, ApiError> {
    let standing = seat.snapshot.seen().item(item).ok_or(ApiError::NOT_FOUND)?;
    Ok(answer(StatusCode::OK, Some(standing.version.to_string()), None, Item::of(&seat.snapshot, standing)))
}

fn day_of(done: &Done) -> Result<Option<Date>, ApiError> {
    let (field, message, help) = ("on".to_owned(), "日期认不出".to_owned(), "请写成 2026-03-10 的样子".to_owned());
    let Some(text) = &done.on else { return Ok(None) };
    iso(text).map(Some).ok_or(ApiError::Invalid(vec![FieldError { field, message, help }]))
}
