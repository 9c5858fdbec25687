//! `/mine` and `/ledgers/{ledger}`: what one owes now, and the ledgers as the pages show them.

use super::caller::{Answer, Caller, Json};
use super::duty::{Duty, rows};
use super::named::Spot;
use super::asked::id;
use super::overview::Count;
use super::paging::{Page, Turn, page, place};
use super::problem::{ApiError, Reading};
use crate::office::ledger_workbook;
use crate::view::ledger::{Cell, Kind, Query as Filter, described, said, whole};
use crate::view::mine::{Desk, Joined, mine as mine_of, owed};
use axum::extract::{Path, Query};
use axum::response::Response;
use jishi_base::{BodyId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 我的事项
///
/// 本人和现任职务的组织还没有办完的，最急的在前；然后是要由这个职务替别人办的。
#[utoipa::path(get, path = "/mine", tag = "责任", operation_id = "list_mine", params(Turn), responses((status = 200, description = "一页责任", body = Page<Duty>), Reading))]
pub(crate) async fn mine(caller: Caller, Query(paged): Query<Turn>) -> Answer<Page<Duty>> {
    let snapshot = &caller.seat.snapshot;
    let (own, others) = Desk::of(&caller.seat.viewer).map(|desk| owed(snapshot, &desk)).unwrap_or_default();
    let all = own.into_iter().chain(others).enumerate().map(|(at, instance)| (place(at), instance)).collect();
    let asked = page(all, paged.limit.as_deref(), paged.cursor.as_deref(), |verdict| verdict)?;
    Ok(Json(asked.shown(|verdicts| rows(snapshot, &verdicts))))
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

/// A blank field of the page's form narrows nothing; here what is written must be something.
fn filter(unit: Option<String>, body: Option<String>, year: Option<String>, kind: Option<String>, q: Option<String>) -> Result<Filter, ApiError> {
    id::<UnitId>("unit", unit.as_ref())?;
    id::<BodyId>("body", body.as_ref())?;
    if year.as_deref() == Some("") {
        return Err(ApiError::Query("year", "请写年份，如 2026，或者不写。"));
    }
    let [unit, body, year, kind, q] = [unit, body, year, kind, q].map(Option::unwrap_or_default);
    Ok(Filter { unit, body, year, kind, q, page: String::new() })
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
    let described = described(snapshot, kind).ok_or(ApiError::NOT_FOUND)?;
    let filter = filter(which.unit, which.body, which.year, which.kind, which.q)?;
    let (year, rows) = whole(snapshot, kind, &filter).ok_or(ApiError::Query("unit", "请核对单位、党组织的编号和年度。"))?;
    let all = rows.into_iter().enumerate().map(|(at, row)| (place(at), row)).collect();
    let shown = |row: Vec<Cell>| -> Vec<String> { row.iter().map(said).collect() };
    let rows = page(all, which.limit.as_deref(), which.cursor.as_deref(), shown)?;
    caller.listed(&described.name, rows.items.len()).await?;
    let columns = described.columns.iter().map(|column| column.head.clone()).collect();
    Ok(Json(Ledger { title: described.name.clone(), year, columns, rows }))
}

/// Which rows of a workbook.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Rows {
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
}

/// A workbook (xlsx).
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code)] // Said for the document; the exporter of the pages makes it.
pub(crate) struct Workbook(Vec<u8>);

/// 台账的工作簿
///
/// 与页面上下载的相同：只有“导出”管得到的内容，哪怕读得到更多；一行都导不出的，回答 403。
#[utoipa::path(
    get, path = "/ledgers/{ledger}/xlsx", tag = "登记簿", operation_id = "get_ledger_xlsx",
    params(("ledger" = String, Path, description = "meetings、hours、talks、members 或 items"), Rows),
    responses((status = 200, description = "工作簿", body = Workbook, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Reading),
)]
pub(crate) async fn xlsx(caller: Caller, Path(ledger): Path<String>, Query(rows): Query<Rows>) -> Result<Response, ApiError> {
    let Rows { unit, body, year, kind, q } = rows;
    Ok(ledger_workbook(&caller.app, &caller.seat, &ledger, filter(unit, body, year, kind, q)?).await?)
}

/// What one owes at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Glance {
    about: String,
    figures: Vec<Count>,
    /// Sessions that could each settle several duties; none is scheduled.
    together: Vec<Together>,
    /// What entering this month's records cost the body acted for.
    burden: Option<Burden>,
}

/// One session, and the duties that it could serve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Together {
    /// The kind of record it would be.
    kind: String,
    duties: Vec<Spot>,
    /// The readings that allow it, where the kind alone does not.
    readings: Vec<String>,
}

/// What entry cost in the month of the day judged for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Burden {
    month: i8,
    records: usize,
    fields: usize,
    minutes: usize,
    /// The same thing entered twice.
    repeated: usize,
    /// Fields filled in that no article asks for.
    unsourced: Vec<String>,
    /// How the minutes were reckoned.
    formula: String,
}

/// 我的事项一览：各有多少件，哪些可以一次办完，本月录入用了多少时间
#[utoipa::path(get, path = "/mine/overview", tag = "责任", operation_id = "get_mine_overview", responses((status = 200, description = "一览", body = Glance), Reading))]
pub(crate) async fn glance(caller: Caller) -> Answer<Glance> {
    let view = mine_of(&caller.seat.snapshot, &Desk::of(&caller.seat.viewer).unwrap_or_default());
    let together = |Joined { kind, duties, readings, .. }: Joined| Together { kind, duties: duties.into_iter().map(Spot::of).collect(), readings };
    let burden = view.burden.map(|b| Burden {
        formula: b.formula(), month: b.month, records: b.records, fields: b.fields, minutes: b.minutes, repeated: b.repeated, unsourced: b.unsourced,
    });
    let figures = view.figures.into_iter().map(Count::of).collect();
    Ok(Json(Glance { about: view.about, figures, together: view.together.into_iter().map(together).collect(), burden }))
}
