//! `/units`: the departments, in register order, with how their duties stand.

use super::caller::{Answer, Caller, Json};
use super::named::position;
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, Reading};
use crate::snapshot::Snapshot;
use axum::extract::{Path, Query};
use jishi_base::UnitId;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A department.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unit {
    id: String,
    name: String,
    /// Party organisations that exist on the day judged for.
    bodies: usize,
    /// How many duties stand how, by the word of the status: 逾期, 待办 ….
    statuses: BTreeMap<&'static str, usize>,
}

fn unit(snapshot: &Snapshot, unit: &jishi_facts::Unit) -> Unit {
    let mut statuses = BTreeMap::new();
    snapshot.of_unit(unit.id).for_each(|instance| *statuses.entry(instance.status.word()).or_default() += 1);
    Unit { id: unit.id.to_string(), name: unit.name.clone(), bodies: snapshot.bodies(unit.id).len(), statuses }
}

/// 单位名单
#[utoipa::path(get, path = "/units", tag = "登记簿", operation_id = "list_units", params(Turn), responses((status = 200, description = "一页单位", body = Page<Unit>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Unit>> {
    let snapshot = &caller.seat.snapshot;
    let all = snapshot.units().into_iter().map(|entry| ((position(entry.version), entry.id.to_string()), entry)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |entry| unit(snapshot, entry)).map(Json)
}

/// 一个单位
#[utoipa::path(get, path = "/units/{id}", tag = "登记簿", operation_id = "get_unit", params(("id" = String, Path, description = "单位编号")), responses((status = 200, description = "单位", body = Unit), Reading))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Answer<Unit> {
    let snapshot = &caller.seat.snapshot;
    let id: UnitId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    snapshot.seen().unit(id).map(|entry| Json(unit(snapshot, entry))).ok_or(ApiError::NOT_FOUND)
}
