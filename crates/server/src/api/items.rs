//! `/items`: what was decided, followed to its end: reported done by one, verified by another.

use super::caller::{Answer, Caller, Json, Sent};
use super::named::{Named, id as read_id, iso, ordinal};
use super::paging::{Page, page};
use super::problem::{ApiError, FieldError, Reading, Writing};
use crate::intent::Intent;
use crate::error::PageError;
use crate::snapshot::Snapshot;
use axum::extract::{Path, Query};
use jishi_authorize::{Action, Resource};
use jishi_base::{BodyId, ItemId, PersonId};
use jishi_calendar::Date;
use jishi_workflow as workflow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// An item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    id: String,
    version: u64,
    kind: String,
    /// 待办结, 待核实 or 已核实
    state: &'static str,
    body: Named,
    /// The record it was decided in.
    record: Option<String>,
    opened: String,
    owner: Option<Named>,
    due: Option<String>,
    closed: Option<String>,
    closed_by: Option<Named>,
    verified: Option<String>,
    verified_by: Option<Named>,
    /// None where it has been erased.
    text: Option<BTreeMap<String, String>>,
}

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

const STATES: [&str; 3] = ["待办结", "待核实", "已核实"];

fn state(item: &jishi_facts::Item) -> &'static str {
    match (item.closed, item.verified) {
        (None, _) => STATES[0],
        (Some(_), None) => STATES[1],
        (Some(_), Some(_)) => STATES[2],
    }
}

impl Item {
    pub(crate) fn of(snapshot: &Snapshot, item: &jishi_facts::Item) -> Self {
        let person = |person: Option<PersonId>| person.map(|person| Named::person(snapshot.site(), person));
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            id: item.id.to_string(), version: item.version, kind: item.kind.clone(), state: state(item),
            body: Named::body(snapshot.site(), item.body), record: item.opened_by.map(|record| record.to_string()),
            opened: item.opened.to_string(), owner: person(item.owner), due: day(item.due),
            closed: day(item.closed), closed_by: person(item.closed_by), verified: day(item.verified), verified_by: person(item.verified_by),
            text: item.text.open().cloned(),
        }
    }
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
    let all = snapshot.site().items.values().filter(wanted).map(|item| ((item.due.map_or(i64::MAX, ordinal), item.id.to_string()), item)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |item| Item::of(snapshot, item)).map(Json)
}

fn known<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s jishi_facts::Item, ApiError> {
    let id: ItemId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    snapshot.site().items.get(&id).ok_or(ApiError::NOT_FOUND)
}

/// 一件事项
#[utoipa::path(get, path = "/items/{id}", tag = "事项", operation_id = "get_item", params(("id" = String, Path, description = "事项编号")), responses((status = 200, description = "事项", body = Item), Reading))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Answer<Item> {
    let snapshot = &caller.seat.snapshot;
    known(snapshot, &id).map(|item| Json(Item::of(snapshot, item)))
}

/// 办结一件事项
#[utoipa::path(
    post, path = "/items/{id}/close", tag = "事项", operation_id = "close_item", params(("id" = String, Path, description = "事项编号")), request_body = Done,
    responses((status = 200, description = "办结了", body = Item), Writing),
)]
pub(crate) async fn close(caller: Caller, Path(id): Path<String>, Sent(done): Sent<Done>) -> Answer<Item> {
    settle(caller, &id, "办结", &done, |item, on, by| workflow::Command::CloseItem { item, on, by }).await
}

/// 核实一件事项
///
/// 办结的人不能自己核实。
#[utoipa::path(
    post, path = "/items/{id}/verify", tag = "事项", operation_id = "verify_item", params(("id" = String, Path, description = "事项编号")), request_body = Done,
    responses((status = 200, description = "核实了", body = Item), Writing),
)]
pub(crate) async fn verify(caller: Caller, Path(id): Path<String>, Sent(done): Sent<Done>) -> Answer<Item> {
    settle(caller, &id, "核实", &done, |item, on, by| workflow::Command::VerifyItem { item, on, by }).await
}

/// Done once by one account: the same again has no second effect.
async fn settle(
    caller: Caller, id: &str, word: &str, done: &Done, command: impl FnOnce(ItemId, Date, PersonId) -> workflow::Command,
) -> Answer<Item> {
    let Caller { app, live, seat, .. } = caller;
    let item = known(&seat.snapshot, id)?.id;
    seat.may(Action::Settle, Resource::Item(item))?;
    let by = seat.viewer.person.ok_or_else(|| PageError::Forbidden("管理员不办结、不核实事项。".to_owned(), None))?;
    let on = day_of(done, seat.snapshot.inputs().today)?;
    let command = command(item, on, by);
    let key = format!("{word}-{item}-{}", seat.viewer.actor);
    seat.carry_out(&live, Intent::of(key, on.to_string().into_bytes(), command)).await?;
    let seat = seat.afresh(&app).await?;
    known(&seat.snapshot, id).map(|item| Json(Item::of(&seat.snapshot, item)))
}

fn day_of(done: &Done, today: Date) -> Result<Date, ApiError> {
    let wrong = |message: &str, help: &str| ApiError::Invalid(vec![FieldError { field: "on".to_owned(), message: message.to_owned(), help: help.to_owned() }]);
    let Some(text) = &done.on else { return Ok(today) };
    let day = iso(text).ok_or_else(|| wrong("日期认不出", "请写成 2026-03-10 的样子"))?;
    if day > today { Err(wrong("这一天还没有到", "请写办好的那一天")) } else { Ok(day) }
}
