//! `/people`: the people of whom more than the name may be seen.
//!
//! The identity number is never given out: nothing that a program does here needs it. What else is kept closely is given
//! where it is asked for, and that is entered first.

use super::caller::{Answer, Caller, Json};
use super::closed::Opening;
use super::named::{Named, finds, position};
use super::asked::id as read_id;
use super::paging::{Page, page};
use super::problem::{ApiError, Reading};
use crate::snapshot::Snapshot;
use axum::extract::{Path, Query};
use jishi_base::{BodyId, PersonId};
use jishi_authorize::sensitive::PersonField;
use jishi_calendar::{Date, PartialDate};
use jishi_facts::{MembershipKind, PersonDetails, Entity};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRow {
    id: String,
    name: String,
    unit: String,
    /// The branch on the day judged for, where it may be known.
    branch: Option<Named>,
}

/// A person. What may not be seen, and what is not registered, is left empty alike.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    #[serde(flatten)]
    row: PersonRow,
    /// Position in the journal of the last event about the person.
    version: u64,
    sex: Option<String>,
    ethnicity: Option<String>,
    /// As far as it is known: `1980`, `1980-05`, `1980-05-17`.
    birth: Option<String>,
    education: Option<String>,
    /// 入党日期, as far as it is known
    joined: Option<String>,
    /// 转正日期, as far as it is known
    confirmed: Option<String>,
    office: Option<String>,
    /// Only its ends, unless it is opened.
    phone: Option<String>,
    /// Empty, unless they are opened.
    conditions: Vec<String>,
    /// None, unless it is opened.
    remark: Option<String>,
    /// What is registered and closed: `phone`, `conditions`, `remark`. Opened with `?open=true`.
    closed: Vec<&'static str>,
    memberships: Vec<Membership>,
    holdings: Vec<Held>,
}

/// Time in a branch.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Membership {
    body: Named,
    /// 正式组织关系 or 编入
    kind: &'static str,
    from: Option<String>,
    until: Option<String>,
}

/// Time in a post.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Held {
    id: String,
    body: Named,
    title: String,
    from: String,
    until: Option<String>,
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 党支部编号：判定那天在这个支部的
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
    /// 姓名里的字
    q: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

fn row(snapshot: &Snapshot, person: &jishi_facts::Person) -> PersonRow {
    let site = snapshot.seen();
    let branch = site.branch_of(person.id, snapshot.as_of()).map(|branch| Named::body(site, branch));
    PersonRow { id: person.id.to_string(), name: person.name().to_owned(), unit: person.unit.to_string(), branch }
}

/// What programs read of the closed fields, by the names in the answer.
const CLOSED: [(PersonField, &str); 3] = [(PersonField::Phone, "phone"), (PersonField::Conditions, "conditions"), (PersonField::Remark, "remark")];

/// Those of a person that hold something.
fn closed(details: &PersonDetails) -> impl Iterator<Item = (PersonField, &'static str)> {
    CLOSED.into_iter().filter(|(field, _)| field.of(details).is_some())
}

fn person(snapshot: &Snapshot, person: &jishi_facts::Person, open: bool) -> Person {
    let site = snapshot.seen();
    let mut details = site.details(person).unwrap_or_default();
    let closed: Vec<&str> = if open { Vec::new() } else { closed(&details).map(|(_, name)| name).collect() };
    if !open {
        details.phone = details.phone.and_then(|phone| PersonField::Phone.masked(&phone));
        (details.conditions, details.remark) = (Vec::new(), None);
    }
    let membership = |m: &jishi_facts::Membership| Membership {
        body: Named::body(site, m.body),
        kind: match m.kind {
            MembershipKind::Registered => "正式组织关系",
            MembershipKind::Attached => "编入",
        },
        from: site.member_since(m).map(|day| day.to_string()),
        until: m.until.map(|day| day.to_string()),
    };
    let held = |held: &jishi_facts::Holding| {
        let post = site.post(held.post)?;
        let (from, until) = (held.from.to_string(), held.until.map(|day| day.to_string()));
        Some(Held { id: held.id.to_string(), body: Named::body(site, post.body), title: post.title.clone(), from, until })
    };
    Person {
        row: row(snapshot, person),
        version: person.version,
        sex: details.sex, ethnicity: details.ethnicity, birth: details.birth.map(|birth| birth.to_string()), education: details.education,
        joined: known(details.joined, details.joined_month), confirmed: known(details.confirmed, details.confirmed_month),
        office: details.office, phone: details.phone, conditions: details.conditions, remark: details.remark, closed,
        memberships: site.memberships_of(person.id).map(membership).collect(),
        holdings: site.holdings().filter(|held| held.person == person.id).filter_map(held).collect(),
    }
}

/// 人员名单
///
/// 可以知道姓名的人；其他登记内容见单个人员。
#[utoipa::path(get, path = "/people", tag = "登记簿", operation_id = "list_people", params(Which), responses((status = 200, description = "一页人员", body = Page<PersonRow>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<PersonRow>> {
    let snapshot = &caller.seat.snapshot;
    let body: Option<BodyId> = read_id("body", which.body.as_ref())?;
    let site = snapshot.seen();
    let of_body: Option<std::collections::BTreeSet<PersonId>> = body.map(|body| site.members_on(body, snapshot.as_of()).map(|person| person.id).collect());
    let wanted = |person: &&jishi_facts::Person| of_body.as_ref().is_none_or(|of| of.contains(&person.id)) && finds(which.q.as_ref(), person.name());
    let all = site.people().filter(|person| snapshot.opens_person(person.id)).filter(wanted).map(|person| ((position(person.version), person.id.to_string()), person)).collect();
    let page = page(all, which.limit.as_deref(), which.cursor.as_deref(), |person| row(snapshot, person))?;
    caller.listed("人员名单", page.items.len()).await?;
    Ok(Json(page))
}

/// 一个人员：登记内容、组织关系、任职
///
/// 电话、情形、备注要加 open=true 才给出，给出之前先记入日志；记不进日志就不给。
#[utoipa::path(get, path = "/people/{id}", tag = "登记簿", operation_id = "get_person", params(("id" = String, Path, description = "人员编号"), Opening), responses((status = 200, description = "人员", body = Person), Reading))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>, Query(opening): Query<Opening>) -> Answer<Person> {
    let snapshot = &caller.seat.snapshot;
    let id: PersonId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    let known = snapshot.seen().person(id).filter(|_| snapshot.opens_person(id)).ok_or(ApiError::NOT_FOUND)?;
    let open = opening.read()?;
    let fields: Vec<PersonField> = snapshot.seen().details(known).map(|details| closed(&details).map(|(field, _)| field).collect()).unwrap_or_default();
    if open {
        let labelled = fields.iter().map(|field| (field.word().to_owned(), field.label()));
        opening.enter(&caller, Entity::Person(id), labelled).await?;
    }
    Ok(Json(person(snapshot, known, open)))
}

/// A day, or the month where no day is known.
fn known(day: Option<Date>, month: Option<PartialDate>) -> Option<String> {
    day.map(PartialDate::from).or(month).map(|date| date.to_string())
}
