//! `/mine` and `/ledgers/{ledger}`: what one owes now, and the ledgers as the pages show them.

use super::caller::{Answer, Caller, Json};
use super::duties::{Duty, row};
use super::paging::{Key, Page, page};
use super::problem::{ApiError, Reading};
use crate::view::ledger::{Kind, Query as Filter, whole};
use crate::view::mine::{Desk, owed};
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many at a time.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paged {
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// 我的事项
///
/// 本人和现任职务的组织还没有办完的，最急的在前；然后是要由这个职务替别人办的。
#[utoipa::path(get, path = "/mine", tag = "责任", operation_id = "list_mine", params(Paged), responses((status = 200, description = "一页责任", body = Page<Duty>), Reading))]
pub(crate) async fn mine(caller: Caller, Query(paged): Query<Paged>) -> Answer<Page<Duty>> {
    let snapshot = &caller.seat.snapshot;
    let (own, others) = Desk::of(&caller.seat.viewer).map(|desk| owed(snapshot, &desk)).unwrap_or_default();
    let all = own.into_iter().chain(others).enumerate().map(|(at, instance)| (place(at), instance)).collect();
    page(all, paged.limit.as_deref(), paged.cursor.as_deref(), |instance| row(snapshot, instance)).map(Json)
}

/// Which rows of a ledger.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 单位编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    unit: Option<String>,
    /// 党组织编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
    /// 年度，不写为判定时点的那一年
    #[param(value_type = Option<u32>, minimum = 1921, maximum = 9999)]
    year: Option<String>,
    /// 类别，如记录的名称
    kind: Option<String>,
    /// 名称、姓名或日期里的字
    q: Option<String>,
    /// 每页多少行，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// A page of a ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ledger {
    /// 组织生活
    title: String,
    year: i16,
    /// The heading of each column.
    columns: Vec<String>,
    /// Each row's texts, column by column.
    rows: Page<Vec<String>>,
}

/// 台账的一页
///
/// 与页面上的台账相同：meetings 组织生活，hours 学习学时，talks 谈心谈话，members 党员，items 议定事项。
#[utoipa::path(
    get, path = "/ledgers/{ledger}", tag = "登记簿", operation_id = "get_ledger",
    params(("ledger" = String, Path, description = "meetings、hours、talks、members 或 items"), Which),
    responses((status = 200, description = "台账", body = Ledger), Reading),
)]
pub(crate) async fn ledger(caller: Caller, Path(ledger): Path<String>, Query(which): Query<Which>) -> Answer<Ledger> {
    let snapshot = &caller.seat.snapshot;
    let kind = Kind::read(&ledger).ok_or(ApiError::NOT_FOUND)?;
    let text = |text: Option<String>| text.unwrap_or_default();
    let filter = Filter { unit: text(which.unit), body: text(which.body), year: text(which.year), kind: text(which.kind), q: text(which.q), page: String::new() };
    let (year, rows) = whole(snapshot, kind, &filter).ok_or(ApiError::Query("unit", "请核对单位、党组织的编号和年度。"))?;
    let all = rows.into_iter().enumerate().map(|(at, row)| (place(at), row)).collect();
    let shown = |row: Vec<crate::view::ledger::Cell>| -> Vec<String> {
        row.iter().map(|cell| cell.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("、")).collect()
    };
    let rows = page(all, which.limit.as_deref(), which.cursor.as_deref(), shown)?;
    Ok(Json(Ledger { title: kind.title().to_owned(), year, columns: kind.columns().iter().map(ToString::to_string).collect(), rows }))
}

/// The place in an order that is already made.
fn place(at: usize) -> Key {
    (i64::try_from(at).unwrap_or(i64::MAX), String::new())
}
