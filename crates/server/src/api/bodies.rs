//! `/bodies`: party organisations with their posts, holders, terms and relations.

use super::caller::{Answer, Caller, Json};
use super::named::{Named, finds, position};
use super::asked::id as read_id;
use super::paging::{Page, page};
use super::problem::{ApiError, Reading};
use super::record::FieldValue;
use crate::snapshot::Snapshot;
use axum::extract::{Path, Query};
use jishi_base::{BodyId, UnitId};
use jishi_facts::Post;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A party organisation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BodyRow {
    id: String,
    name: String,
    /// 党组, 机关党委, 党支部 …
    kind: String,
    unit: Option<String>,
    /// The one above it on the day judged for.
    parent: Option<Named>,
    founded: Option<String>,
    closed: Option<String>,
}

/// A party organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Body {
    #[serde(flatten)]
    row: BodyRow,
    /// Position in the journal of the last event about it.
    version: u64,
    /// Members on the day judged for, as far as their names are known to who asks.
    members: usize,
    posts: Vec<BodyPost>,
    terms: Vec<Term>,
    relations: Vec<Relation>,
    /// Further entries of the register, the newest last.
    entries: BTreeMap<String, Vec<Entry>>,
}

/// A post on the day judged for, with who holds it; nobody where it is vacant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BodyPost {
    id: String,
    title: String,
    holders: Vec<Holder>,
}

/// Who holds a post.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Holder {
    holding: String,
    person: Named,
    from: String,
}

/// A term of office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Term {
    from: String,
    years: u8,
}

/// How it stands to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Relation {
    /// 隶属, 领导, 指导督促, 业务指导, 联系
    kind: &'static str,
    to: Named,
    from: Option<String>,
    until: Option<String>,
}

/// An entry of the register from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entry {
    from: String,
    value: FieldValue,
}

/// Which bodies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 单位编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    unit: Option<String>,
    /// 组织类别：党支部、机关党委……
    kind: Option<String>,
    /// 名称里的字
    q: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

fn row(snapshot: &Snapshot, body: &jishi_facts::Body) -> BodyRow {
    let day = |day: Option<jishi_calendar::Date>| day.map(|day| day.to_string());
    BodyRow {
        id: body.id.to_string(), name: body.name.clone(), kind: body.kind.clone(), unit: body.unit.map(|unit| unit.to_string()),
        parent: snapshot.seen().parent(body.id, snapshot.as_of()).map(|parent| Named::body(snapshot.seen(), parent)),
        founded: day(body.founded), closed: day(body.closed),
    }
}

fn body(snapshot: &Snapshot, body: &jishi_facts::Body) -> Body {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    let relation = |relation: &jishi_facts::Relation| Relation {
        kind: relation.kind.word(), to: Named::body(site, relation.to),
        from: relation.from.map(|day| day.to_string()), until: relation.until.map(|day| day.to_string()),
    };
    let entries = |entries: &Vec<(jishi_calendar::Date, jishi_facts::Value)>| {
        entries.iter().map(|(from, value)| Entry { from: from.to_string(), value: FieldValue::of(value) }).collect()
    };
    Body {
        row: row(snapshot, body),
        version: body.version,
        members: site.members_on(body.id, as_of).count(),
        posts: site.posts_of(body.id, as_of).into_iter().map(|held| post(snapshot, held)).collect(),
        terms: body.terms.iter().map(|term| Term { from: term.from.to_string(), years: term.years }).collect(),
        relations: body.relations.iter().map(relation).collect(),
        entries: body.entries.iter().map(|(name, all)| (name.into(), entries(all))).collect(),
    }
}

fn post(snapshot: &Snapshot, post: &Post) -> BodyPost {
    let holder = |held: &jishi_facts::Holding| Holder {
        holding: held.id.to_string(), person: Named::person(snapshot.seen(), held.person), from: held.from.to_string(),
    };
    let holders = snapshot.seen().holders_on(post.id, snapshot.as_of()).map(holder).collect();
    BodyPost { id: post.id.to_string(), title: post.title.clone(), holders }
}


/// 党组织名单
///
/// 按登记先后。别的单位里只因上下级关系提到的党组织不在其中。
#[utoipa::path(get, path = "/bodies", tag = "登记簿", operation_id = "list_bodies", params(Which), responses((status = 200, description = "一页党组织", body = Page<BodyRow>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<BodyRow>> {
    let snapshot = &caller.seat.snapshot;
    let unit: Option<UnitId> = read_id("unit", which.unit.as_ref())?;
    let wanted = |body: &&jishi_facts::Body| {
        body.unit.is_some() && (unit.is_none() || body.unit == unit)
            && which.kind.as_ref().is_none_or(|kind| body.kind == *kind) && finds(which.q.as_ref(), &body.name)
    };
    let all = snapshot.seen().bodies().filter(wanted).map(|body| ((position(body.version), body.id.to_string()), body)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |body| row(snapshot, body)).map(Json)
}

/// 一个党组织：职务和任职、届次、关系
#[utoipa::path(get, path = "/bodies/{id}", tag = "登记簿", operation_id = "get_body", params(("id" = String, Path, description = "党组织编号")), responses((status = 200, description = "党组织", body = Body), Reading))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Answer<Body> {
    let snapshot = &caller.seat.snapshot;
    let id: BodyId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    let known = snapshot.seen().body(id).filter(|body| body.unit.is_some()).ok_or(ApiError::NOT_FOUND)?;
    Ok(Json(body(snapshot, known)))
}
