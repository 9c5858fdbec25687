//! `/search`: one search over everything that may be seen, as the page does it.

use super::caller::{Answer, Caller, Json};
use super::paging::{Page, page, place};
use super::problem::{ApiError, Reading};
use crate::snapshot::Snapshot;
use crate::view::search::{Find, SORTS, hit, hits, open_titles};
use axum::extract::Query;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 要找的字：名称、姓名、主题，或日期如 2026-03、3月12日
    #[param(required = true, value_type = String, min_length = 1)]
    q: Option<String>,
    /// 只找一种：bodies 党组织，people 人员，records 记录，duties 责任
    sort: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// Something found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// bodies, people, records or duties
    sort: &'static str,
    name: String,
    /// What tells it from others of the same name.
    about: String,
    /// Where it is read, under `/api/v1`.
    path: String,
}

/// 查找党组织、人员、记录、责任
///
/// 先组织，再人员、记录、责任；与页面上的查找相同。
#[utoipa::path(get, path = "/search", tag = "登记簿", operation_id = "search", params(Which), responses((status = 200, description = "一页找到的", body = Page<Hit>), Reading))]
pub(crate) async fn search(caller: Caller, Query(which): Query<Which>) -> Answer<Page<Hit>> {
    let snapshot = &caller.seat.snapshot;
    let text = which.q.filter(|q| !q.is_empty()).ok_or(ApiError::Query("q", "请写要找的字。"))?;
    let sort = which.sort.as_deref();
    if sort.is_some_and(|sort| !SORTS.iter().any(|(id, _)| *id == sort)) {
        return Err(ApiError::Query("sort", "请写 bodies、people、records 或 duties。"));
    }
    let sorts = SORTS.iter().map(|(id, _)| *id).filter(|id| sort.is_none_or(|sort| sort == *id));
    let found = sorts.flat_map(|id| found(snapshot, id, text.trim()).into_iter().map(move |find| (id, find)));
    let all = found.enumerate().map(|(at, found)| (place(at), found)).collect();
    let page = page(all, which.limit.as_deref(), which.cursor.as_deref(), |found| found)?;
    let page = page.shown(|found| {
        open_titles(snapshot, &found.iter().map(|(_, find)| *find).collect::<Vec<_>>());
        found.into_iter().map(|(sort, find)| shown(snapshot, sort, find)).collect()
    });
    caller.listed("查找", page.items.len()).await?;
    Ok(Json(page))
}

/// Blank finds nothing.
fn found<'s>(snapshot: &'s Snapshot, sort: &str, text: &str) -> Vec<Find<'s>> {
    if text.is_empty() { Vec::new() } else { hits(snapshot, sort, text) }
}

fn shown(snapshot: &Snapshot, sort: &'static str, find: Find) -> Hit {
    let path = match find {
        Find::Body(body) => format!("/bodies/{}", body.id),
        Find::Person(person) => format!("/people/{}", person.id),
        Find::Record(record) => format!("/records/{}", record.id),
        Find::Duty(at, unit) => {
            let name = snapshot.library().duties.get(at).map_or("", |duty| duty.name.as_str());
            format!("/duties{}", crate::encoding::query(&[("duty", name), ("unit", &unit.to_string())]))
        }
    };
    let hit = hit(snapshot, find);
    Hit { sort, name: hit.link.text, about: hit.about, path }
}
