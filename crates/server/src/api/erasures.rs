//! `/erasures`: erasing and restricting people, one proposing and another confirming, through the same use case as the pages.

use super::BASE;
use super::caller::{Answer, Caller, Json, KeyHeader, Sent, answer, key_of};
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, Reading, Writing};
use crate::office::erasure::{Restricted, Waiting, allowed, foresee as foreseen, known, propose as proposed, restricted, settle, waiting};
use crate::view::erasure::Told;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_facts::{self as facts, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A proposal that waits for another person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposal {
    id: String,
    person: String,
    name: String,
    unit: String,
    /// 删除, 限制处理 or 解除限制
    measure: &'static str,
    /// On which ground.
    ground: &'static str,
    note: String,
    proposed: String,
    /// The last day on which it can be confirmed.
    until: String,
    /// Did this account propose it? Then another has to decide it.
    own: bool,
}

/// Somebody whose information is kept and not used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestrictedPerson {
    id: String,
    name: String,
    unit: String,
}

/// What erasing somebody would do, in sentences.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Erasure {
    name: String,
    unit: String,
    restricted: bool,
    /// What goes for ever.
    goes: Vec<String>,
    /// What ends on the day.
    ends: Vec<String>,
    /// What stays and shows 已删除.
    stays: Vec<String>,
    /// What cannot be taken out.
    remains: Vec<String>,
    /// What is proposed already.
    proposal: Option<Proposal>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(crate) enum Measure {
    #[serde(rename = "删除")]
    Erase,
    #[serde(rename = "限制处理")]
    Restrict,
    #[serde(rename = "解除限制")]
    Lift,
}

/// On which ground: 删除 takes the first three, 限制处理 依法留存 and 本人申请, 解除限制 the last.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(crate) enum Ground {
    #[serde(rename = "保存期满")]
    RetentionOver,
    #[serde(rename = "本人申请")]
    Requested,
    #[serde(rename = "录入有误")]
    Mistaken,
    #[serde(rename = "依法留存")]
    MustBeKept,
    #[serde(rename = "留存事由消除")]
    HoldOver,
}

/// A proposal to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalInput {
    measure: Measure,
    ground: Ground,
    /// For whoever confirms; sealed, and goes with the person.
    #[serde(default)]
    #[schema(required = false, max_length = 500)]
    note: String,
}

/// What becomes of a proposal: another confirms or refuses it, whoever made it takes it back.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProposalVerdict {
    Confirm,
    Refuse,
    Withdraw,
}

/// A decision about a proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalDecision {
    decision: ProposalVerdict,
}

impl From<Measure> for facts::Measure {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Erase => Self::Erase,
            Measure::Restrict => Self::Restrict,
            Measure::Lift => Self::Lift,
        }
    }
}

impl From<Ground> for facts::Ground {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::RetentionOver => Self::RetentionOver,
            Ground::Requested => Self::Requested,
            Ground::Mistaken => Self::Mistaken,
            Ground::MustBeKept => Self::MustBeKept,
            Ground::HoldOver => Self::HoldOver,
        }
    }
}

fn shown(waiting: Waiting) -> Proposal {
    let Waiting { id, person, name, unit, measure, ground, note, proposed, last_day, own } = waiting;
    Proposal {
        id: id.to_string(), person: person.to_string(), name, unit, measure: measure.word(), ground: ground.word(), note,
        proposed: proposed.to_string(), until: last_day.to_string(), own,
    }
}

/// 等放行的删除与限制
#[utoipa::path(get, path = "/erasures", tag = "删除与限制", operation_id = "list_erasures", params(Turn), responses((status = 200, description = "一页等放行的", body = Page<Proposal>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Proposal>> {
    allowed(&caller.seat)?;
    let all = waiting(&caller.live, &caller.seat).into_iter().map(|one| ((0, one.id.to_string()), one)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), shown).map(Json)
}

/// 正在限制处理的人员
#[utoipa::path(get, path = "/restrictions", tag = "删除与限制", operation_id = "list_restrictions", params(Turn), responses((status = 200, description = "一页人员", body = Page<RestrictedPerson>), Reading))]
pub(crate) async fn restrictions(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<RestrictedPerson>> {
    allowed(&caller.seat)?;
    let all = restricted(&caller.seat).into_iter().map(|one| ((0, one.person.to_string()), one)).collect();
    let show = |Restricted { person, name, unit }: Restricted| RestrictedPerson { id: person.to_string(), name, unit };
    page(all, which.limit.as_deref(), which.cursor.as_deref(), show).map(Json)
}

/// 删除一名人员的信息会怎样
#[utoipa::path(
    get, path = "/people/{id}/erasure", tag = "删除与限制", operation_id = "foresee_erasure", params(("id" = String, Path, description = "人员编号")),
    responses((status = 200, description = "会怎样", body = Erasure), Writing),
)]
pub(crate) async fn foresee(caller: Caller, Path(id): Path<String>) -> Answer<Erasure> {
    let person = known(&caller.seat, &id)?;
    let told = foreseen(&caller.live, &caller.seat, person).await?;
    let Told { goes, ends, stays, remains } = told.told;
    Ok(Json(Erasure { name: told.name, unit: told.unit, restricted: told.restricted, goes, ends, stays, remains, proposal: told.waiting.map(shown) }))
}

/// 提出删除、限制处理或解除限制
///
/// 14 天内由另一人放行才办；自己提出的自己不能放行，本人的信息本人也不能办。
#[utoipa::path(
    post, path = "/people/{id}/erasure", tag = "删除与限制", operation_id = "propose_erasure",
    params(
        ("id" = String, Path, description = "人员编号"),
        KeyHeader,
    ),
    request_body = ProposalInput,
    responses((status = 201, description = "已提出，等另一个人放行", body = Proposal, headers(("Location" = String, description = "这件事的网址"))), Writing),
)]
pub(crate) async fn propose(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(input): Sent<ProposalInput>) -> Result<Response, ApiError> {
    let person = known(&caller.seat, &id)?;
    let proposal = proposed(&caller.live, &caller.seat, person, input.measure.into(), input.ground.into(), &input.note, &key_of(&headers)?).await?;
    let seat = caller.seat.afresh(&caller.app).await?;
    let made = waiting(&caller.live, &seat).into_iter().find(|one| one.id == proposal).ok_or(ApiError::NOT_FOUND)?;
    Ok(answer(StatusCode::CREATED, None, Some(format!("{BASE}/erasures/{proposal}")), shown(made)))
}

/// 放行、不同意或撤回提出的一件事
#[utoipa::path(
    post, path = "/erasures/{id}/decision", tag = "删除与限制", operation_id = "decide_erasure", params(("id" = String, Path, description = "这件事的编号"), KeyHeader),
    request_body = ProposalDecision, responses((status = 204, description = "办好了"), Writing),
)]
pub(crate) async fn decide(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(ProposalDecision { decision }): Sent<ProposalDecision>) -> Result<StatusCode, ApiError> {
    let verdict = match decision {
        ProposalVerdict::Confirm => Verdict::Confirmed,
        ProposalVerdict::Refuse => Verdict::Refused,
        ProposalVerdict::Withdraw => Verdict::Withdrawn,
    };
    settle(&caller.app, &caller.live, &caller.seat, &id, verdict, &key_of(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
