//! `/calendar`: a month of a unit or of a party organisation, as the page shows it.

use super::caller::{Answer, Caller, Json};
use super::named::Spot;
use super::asked::id;
use super::problem::{ApiError, Reading};
use crate::office::month_of;
use crate::view::calendar::{Entry, Query as Asked, entries, name, read_month};
use axum::extract::Query;
use jishi_base::{BodyId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which month, and whose.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 哪个月：2026-11，不写为判定时点的那个月
    #[param(pattern = "^(19[3-9][0-9]|20[0-9]{2})-(0[1-9]|1[0-2])$")]
    month: Option<String>,
    /// 单位编号；单位和党组织都不写，就是令牌的职务所在的组织，或本人的支部
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    unit: Option<String>,
    /// 党组织编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
}

/// A month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Month {
    /// 2026-11
    month: String,
    /// The unit's or the organisation's name.
    of: String,
    /// The days with something on them.
    days: Vec<Day>,
}

/// A day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Day {
    date: String,
    entries: Vec<OnDay>,
}

/// Something on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnDay {
    /// 到期, 已开 or 纪念
    kind: &'static str,
    #[serde(flatten)]
    what: Spot,
}

/// 日历的一个月
///
/// 到期的责任、开过的会、入党纪念日，与页面上的日历相同。
#[utoipa::path(get, path = "/calendar", tag = "责任", operation_id = "get_month", params(Which), responses((status = 200, description = "一个月", body = Month), Reading))]
pub(crate) async fn month(caller: Caller, Query(which): Query<Which>) -> Answer<Month> {
    let snapshot = &caller.seat.snapshot;
    let (unit, body): (Option<UnitId>, Option<BodyId>) = (id("unit", which.unit.as_ref())?, id("body", which.body.as_ref())?);
    let text = |id: Option<String>| id.unwrap_or_default();
    let asked = Asked { month: text(which.month.clone()), unit: text(unit.map(|id| id.to_string())), body: text(body.map(|id| id.to_string())) };
    let first = read_month(&asked.month, snapshot.as_of()).filter(|_| which.month.as_deref() != Some(""));
    let first = first.ok_or(ApiError::Query("month", "请写成 2026-11 的样子，1921 至 2100 年。"))?;
    let scope = month_of(&caller.seat, &asked)?.ok_or(ApiError::Query("unit", "请写明单位或党组织的编号。"))?;
    let entry = |Entry { word, link, .. }: Entry| OnDay { kind: word, what: Spot::of(link) };
    let days = entries(snapshot, scope, first).into_iter();
    let days = days.map(|(day, entries)| Day { date: day.to_string(), entries: entries.into_iter().map(entry).collect() }).collect();
    Ok(Json(Month { month: format!("{:04}-{:02}", first.year(), first.month()), of: name(snapshot, scope), days }))
}
