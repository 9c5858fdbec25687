//! `/duties`: duty instances, each with its status; and one of them explained.

use super::caller::{Answer, Caller, Json, KeyHeader, Sent, answer, key_of, seen_of};
use super::named::ordinal;
use super::duty::{Duty, Fact, path, row, rows};
use super::asked::{day, id as read_id};
use super::paging::{Page, page};
use super::problem::{ApiError, Changing, Current, FieldError, Reading};
use crate::intent::Denied;
use crate::office::{Settlement, AsSeen, decide as decide_as};
use crate::snapshot::Snapshot;
use crate::view::{body_of, filter, instance, links};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_base::{BodyId, RecordId, UnitId};
use jishi_calendar::Period;
use jishi_evaluate::{Status, Verdict, explain};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// A duty instance with everything that a person asks of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explained {
    #[serde(flatten)]
    row: Duty,
    as_of: String,
    sentence: String,
    grounds: Vec<LegalGround>,
    reading: Option<String>,
    /// 已核, or 默认 or 待核 with its note
    confidence_note: String,
    because: Vec<String>,
    not_counted: Vec<Fact>,
    steps: Vec<String>,
    /// The numbers that it takes from the packs.
    parameters: Vec<Parameter>,
    /// Who may approve an extension, and how far.
    may_extend: Option<String>,
}

/// A number of the packs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Parameter {
    name: String,
    /// With the day it holds from and its article.
    value: String,
    /// What is still to be checked about it.
    note: Option<String>,
}

/// An article that it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegalGround {
    key: String,
    on_page: String,
    quote: Option<String>,
}

/// Which duties.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 责任的名称
    duty: Option<String>,
    /// 单位编号
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    unit: Option<String>,
    /// 党组织编号：本组织的，和它的职务、党员的
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    body: Option<String>,
    /// 责任主体编号：body-、post- 或 person- 加编号
    subject: Option<String>,
    /// 记录编号：看过这条记录的，不论算不算数
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    record: Option<String>,
    /// 状态：逾期、缺事实、待办、未到期、补办、已完成、免除、不适用
    status: Option<String>,
    /// 期：2026、2026上半年、2026Q1、2026-02……
    period: Option<String>,
    /// 条文：意见19
    article: Option<String>,
    /// 期限不晚于这一天
    #[param(format = Date)]
    due_before: Option<String>,
    /// 期限不早于这一天
    #[param(format = Date)]
    due_after: Option<String>,
    /// 主体、责任或承办人里的字
    q: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// 责任清单
///
/// 按期限先后，没有期限的在后。
#[utoipa::path(get, path = "/duties", tag = "责任", operation_id = "list_duties", params(Which), responses((status = 200, description = "一页责任", body = Page<Duty>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<Duty>> {
    let snapshot = &caller.seat.snapshot;
    let wanted = filter(snapshot, &which)?;
    let all = snapshot.verdicts().filter(|instance| wanted(instance));
    let keyed = all.map(|instance| ((instance.due.map_or(i64::MAX, ordinal), path(snapshot, instance)), instance)).collect();
    let asked = page(keyed, which.limit.as_deref(), which.cursor.as_deref(), |verdict| verdict)?;
    Ok(Json(asked.shown(|verdicts| rows(snapshot, &verdicts))))
}

fn filter<'s>(snapshot: &'s Snapshot, which: &Which) -> Result<impl Fn(&Verdict) -> bool + use<'s>, ApiError> {
    let (unit, body): (Option<UnitId>, Option<BodyId>) = (read_id("unit", which.unit.as_ref())?, read_id("body", which.body.as_ref())?);
    let record: Option<RecordId> = read_id("record", which.record.as_ref())?;
    let subject = read(which.subject.as_ref(), links::read_subject, "subject", "请写 body-、post- 或 person- 加编号。")?;
    let status = |word: &str| Status::ALL.into_iter().find(|status| status.word() == word);
    let status = read(which.status.as_ref(), status, "status", "请写状态的名称，如 逾期。")?;
    let period = read(which.period.as_ref(), |text| text.parse::<Period>().ok(), "period", "请写成 2026、2026上半年、2026Q1 或 2026-02 的样子。")?;
    let article = read(which.article.as_ref(), filter::read_article, "article", "请写成 意见19 的样子。")?;
    let article = article.map(|(document, number)| snapshot.duties_of(document, number).to_vec());
    // A duty that the packs do not have has no instance.
    let duty = which.duty.as_ref().map(|name| snapshot.duty_named(name));
    let (before, after) = (day("due_before", which.due_before.as_ref())?, day("due_after", which.due_after.as_ref())?);
    // Of a record that one may not see it is not told what rests on it.
    let looked_at = record.map(|record| snapshot.looked_at(record).into_iter().map(|(verdict, _)| std::ptr::from_ref(verdict)).collect::<BTreeSet<_>>());
    let text = which.q.clone().map(|q| q.trim().to_owned());
    Ok(move |instance: &Verdict| {
        duty.is_none_or(|duty| duty == Some(instance.duty))
            && unit.is_none_or(|unit| instance.unit == Some(unit))
            && subject.is_none_or(|subject| instance.subject == subject)
            && looked_at.as_ref().is_none_or(|those| those.contains(&std::ptr::from_ref(instance)))
            && status.is_none_or(|status| instance.status == status)
            && period.is_none_or(|period| instance.period == period)
            && article.as_ref().is_none_or(|duties| duties.contains(&instance.duty))
            && before.is_none_or(|day| instance.due.is_some_and(|due| due <= day))
            && after.is_none_or(|day| instance.due.is_some_and(|due| due >= day))
            && body.is_none_or(|body| body_of(snapshot, instance.subject) == Some(body))
            && text.as_ref().is_none_or(|text| mentions(snapshot, instance, text))
    })
}

fn mentions(snapshot: &Snapshot, instance: &Verdict, text: &str) -> bool {
    let duty = || snapshot.duty(instance).is_some_and(|duty| duty.name.contains(text));
    let words = snapshot.words();
    words.subject(instance).contains(text) || words.owner(instance).contains(text) || duty()
}

fn read<'t, T>(text: Option<&'t String>, read: impl Fn(&'t str) -> Option<T>, name: &'static str, help: &'static str) -> Result<Option<T>, ApiError> {
    text.map(|text| read(text).ok_or(ApiError::Query(name, help))).transpose()
}

/// 一项责任：为什么是这个状态，依据哪一条，凭据和所缺
#[utoipa::path(
    get, path = "/duties/{duty}/{subject}/{period}", tag = "责任", operation_id = "get_duty",
    params(
        ("duty" = String, Path, description = "责任的名称"), ("subject" = String, Path, description = "body-、post- 或 person- 加编号"),
        ("period" = String, Path, description = "期；起止两天之间用 _；同一天的第二项后加 ~2"),
    ),
    responses((status = 200, description = "说明", body = Explained, headers(("ETag" = String, description = "看到的情形，作决定时写进 If-Match"))), Reading),
)]
pub(crate) async fn one(caller: Caller, Path((duty, subject, period)): Path<(String, String, String)>) -> Result<Response, ApiError> {
    let snapshot = &caller.seat.snapshot;
    let instance = instance::find(snapshot, &duty, &subject, &period).ok_or(ApiError::NOT_FOUND)?;
    let told = snapshot.told(instance);
    let explained = explain(snapshot.library(), snapshot.names(), &told, snapshot.as_of());
    let detail = instance::detail(snapshot, instance).ok_or(ApiError::NOT_FOUND)?;
    let parameter = |p: instance::Parameter| Parameter { name: p.name, value: p.value, note: p.doubt.map(|doubt| doubt.note) };
    let grounds = explained.articles.into_iter().map(|article| LegalGround { key: article.key, on_page: article.on_page, quote: article.quote });
    let seen = AsSeen::of(caller.seat.whole().site(), &detail.duty, instance);
    Ok(answer(StatusCode::OK, Some(seen.to_string()), None, Explained {
        row: row(snapshot, instance, &told).resting_on(explained.counted),
        as_of: explained.as_of.to_string(),
        sentence: explained.sentence,
        grounds: grounds.collect(),
        reading: explained.reading,
        confidence_note: explained.confidence,
        because: explained.because,
        not_counted: explained.not_counted.into_iter().map(Fact::of).collect(),
        steps: explained.steps,
        parameters: detail.parameters.into_iter().map(parameter).collect(),
        may_extend: detail.may_extend,
    }))
}

/// What was decided about a duty.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    kind: DecisionKind,
    /// The reason, or the ground of the exemption.
    #[serde(default)]
    text: String,
    /// The new last day of an extension: 2027-03-10
    until: Option<String>,
}

/// 理由 stands in for a 一般, 免除 has a ground, 延期 was approved.
#[derive(Debug, Deserialize, ToSchema)]
enum DecisionKind {
    #[serde(rename = "理由")]
    Reason,
    #[serde(rename = "免除")]
    Waiver,
    #[serde(rename = "延期")]
    Extension,
}

/// 说明理由、登记免除、登记批准延期
///
/// 要写明看到的是什么情形；这以后有了变化的，回答 412，附现在的情形。同样的决定再发，不会登记第二次。
#[utoipa::path(
    post, path = "/duties/{duty}/{subject}/{period}/decision", tag = "责任", operation_id = "decide_duty", request_body = Decision,
    params(
        ("duty" = String, Path, description = "责任的名称"), ("subject" = String, Path, description = "body-、post- 或 person- 加编号"),
        ("period" = String, Path, description = "期；起止两天之间用 _；同一天的第二项后加 ~2"),
        ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9.-]+\"$"),
        KeyHeader,
    ),
    responses((status = 204, description = "登记了"), Changing),
)]
pub(crate) async fn decide(
    caller: Caller, Path((duty, subject, period)): Path<(String, String, String)>, headers: HeaderMap, Sent(decision): Sent<Decision>,
) -> Result<StatusCode, ApiError> {
    let Caller { app, live, seat, .. } = caller;
    let instance = instance::find(&seat.snapshot, &duty, &subject, &period).ok_or(ApiError::NOT_FOUND)?;
    let (decided, seen, key) = (decided(decision)?, seen_of::<AsSeen>(&headers)?, key_of(&headers)?);
    match decide_as(&live, &seat, instance, decided, seen, &key).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(Denied::Stale(_)) => {
            let seat = seat.afresh(&app).await?;
            let now = instance::find(&seat.snapshot, &duty, &subject, &period).ok_or(ApiError::NOT_FOUND)?;
            Err(ApiError::Stale(Current::Duty(Box::new(row(&seat.snapshot, now, &seat.snapshot.told(now))))))
        }
        Err(denied) => Err(denied.into()),
    }
}

fn decided(decision: Decision) -> Result<Settlement, ApiError> {
    Ok(match decision.kind {
        DecisionKind::Reason => Settlement::Reason(decision.text),
        DecisionKind::Waiver => Settlement::Waiver(decision.text),
        DecisionKind::Extension => {
            let until = decision.until.and_then(|until| until.parse().ok());
            Settlement::Extension(until.ok_or_else(|| ApiError::Invalid(vec![FieldError {
                field: "until".to_owned(), message: "没有写延到哪一天".to_owned(), help: "请写成 2027-03-10 的样子".to_owned(),
            }]))?)
        }
    })
}
