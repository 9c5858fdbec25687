//! Entering, correcting and withdrawing records, through the same use case as the pages' form.

use super::caller::{Caller, KeyHeader, Sent, answer, key_of, no_key, seen_of};
use super::problem::{ApiError, Changing, Current, Writing};
use super::record::Record;
use super::record_input::{RecordInput, of_fault};
use super::records::known;
use super::{BASE, duty};
use crate::intent::Denied;
use crate::entry::{Draft, Turn, Typed};
use crate::office::{Change, Once, Work, withdraw as withdraw_as};
use crate::viewer::Seat;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_base::RecordId;
use serde::Serialize;
use utoipa::ToSchema;

/// What was done, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Settled {
    /// Nothing was written.
    dry_run: bool,
    /// The record as it stands; none where nothing was written.
    record: Option<Record>,
    /// The duties that turn with it, as far as they may be seen; none where the same was sent before.
    settles: Vec<Turned>,
}

/// A duty that turns.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Turned {
    /// Where it is explained, under `/api/v1`.
    path: String,
    duty: String,
    subject: String,
    period: String,
    /// How it stood; none where the record raises it.
    from: Option<&'static str>,
    /// How it stands then.
    to: &'static str,
}

impl Turned {
    fn of(caller: &Caller, turn: Turn) -> Self {
        let snapshot = &caller.seat.snapshot;
        let duty = snapshot.duty(&turn.verdict).map_or_else(String::new, |duty| duty.name.clone());
        Self {
            path: duty::path(snapshot, &turn.verdict), duty, subject: snapshot.words().subject(&turn.verdict),
            period: turn.verdict.period.to_string(), from: turn.from.map(|from| from.word()), to: turn.verdict.status.word(),
        }
    }
}

/// What was sent, where nothing is wrong with it.
fn read(work: &Work, input: &RecordInput) -> Result<(Typed, Draft), ApiError> {
    let (mut typed, mut errors) = input.typed(&work.seat.snapshot, work.body.id);
    // What was not opened is not changed unless something is sent for it.
    work.closed().into_iter().filter(|field| !input.names(field)).for_each(|field| typed.keep(&field));
    let (draft, faults) = work.read(&typed)?;
    // Where the frame is wrong already, the reader would say the same once more.
    if errors.is_empty() {
        errors.extend(faults.into_iter().map(|fault| of_fault(work.seat.snapshot.library(), fault)));
    }
    if errors.is_empty() { Ok((typed, draft)) } else { Err(ApiError::Invalid(errors)) }
}

async fn settles(caller: &Caller, work: &Work<'_>, change: &mut Change) -> Result<Vec<Turned>, ApiError> {
    Ok(work.foresee(&caller.app.jobs, change).await?.into_iter().map(|turn| Turned::of(caller, turn)).collect())
}

/// 登记一条记录
///
/// dry_run 时只说会办结哪些责任，什么都不写入。重发同一个 Idempotency-Key 不会登记第二条。
#[utoipa::path(
    post, path = "/records", tag = "记录", operation_id = "create_record", request_body = RecordInput,
    params(("Idempotency-Key" = String, Header, description = "这一次登记自己的编号，重发时照旧", min_length = 8, max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")),
    responses(
        (status = 201, description = "登记好了", body = Settled, headers(("ETag" = String, description = "版本"), ("Location" = String, description = "记录的网址"))),
        (status = 200, description = "没有写入：dry_run，或先前已经登记", body = Settled),
        Writing,
    ),
)]
pub(crate) async fn create(caller: Caller, headers: HeaderMap, Sent(input): Sent<RecordInput>) -> Result<Response, ApiError> {
    // The same key, the same record.
    let record = key_of(&headers)?.number(&caller.seat).map(RecordId).ok_or_else(no_key)?;
    let known_before = caller.seat.whole().site().records.contains_key(&record);
    let work = Work::entering(&caller.live, &caller.seat, &input.body, record)?;
    let (typed, draft) = read(&work, &input)?;
    let mut change = work.change(draft);
    let settles = settles(&caller, &work, &mut change).await?;
    if input.dry_run {
        return Ok(answer(StatusCode::OK, None, None, Settled { dry_run: true, record: None, settles }));
    }
    work.save(typed.bytes(), change, &Once::NONE).await?;
    let status = if known_before { StatusCode::OK } else { StatusCode::CREATED };
    written(caller, record, status, settles).await
}

/// 更正一条记录
///
/// 要写明改的是哪一版；别人先改过的，回答 412，附现在的内容。敏感、纪检的字段没有发的，原样保留；要清空，发 []。
#[utoipa::path(
    put, path = "/records/{id}", tag = "记录", operation_id = "correct_record", request_body = RecordInput,
    params(("id" = String, Path, description = "记录编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$"), KeyHeader),
    responses((status = 200, description = "更正好了，或 dry_run 的结果", body = Settled, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn correct(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(input): Sent<RecordInput>) -> Result<Response, ApiError> {
    let work = Work::correcting(&caller.live, &caller.seat, &id, None)?;
    let (work, key) = (Work { version: Some(seen_of(&headers)?), ..work }, key_of(&headers)?);
    if input.body != work.body.id.to_string() {
        let (field, message, help) = ("body".to_owned(), "更正不能把记录移到别的党组织".to_owned(), "请撤回后在那里另登记".to_owned());
        return Err(ApiError::Invalid(vec![super::problem::FieldError { field, message, help }]));
    }
    let (typed, draft) = read(&work, &input)?;
    let mut change = work.change(draft);
    let (settles, record) = (settles(&caller, &work, &mut change).await?, work.record);
    if input.dry_run {
        let is_stale = work.is_stale();
        return if is_stale { stale(&caller.seat, record) } else { Ok(answer(StatusCode::OK, None, None, Settled { dry_run: true, record: None, settles })) };
    }
    match work.save(typed.bytes(), change, &key).await {
        Err(Denied::Stale(_)) => stale(&caller.seat.afresh(&caller.app).await?, record),
        saved => {
            saved?;
            written(caller, record, StatusCode::OK, settles).await
        }
    }
}

/// 撤回一条记录
///
/// 撤回的记录留着，不再计入。
#[utoipa::path(
    delete, path = "/records/{id}", tag = "记录", operation_id = "withdraw_record",
    params(("id" = String, Path, description = "记录编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$"), KeyHeader),
    responses((status = 200, description = "撤回了", body = Settled, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn withdraw(caller: Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    // What is not there has no version to name.
    let record = known(&caller, &id)?.id;
    let (version, key) = (seen_of(&headers)?, key_of(&headers)?);
    match withdraw_as(&caller.live, &caller.seat, &id, version, &key).await {
        Ok(record) => written(caller, record, StatusCode::OK, Vec::new()).await,
        Err(Denied::Stale(_)) => stale(&caller.seat.afresh(&caller.app).await?, record),
        Err(denied) => Err(denied.into()),
    }
}

fn stale(seat: &Seat, record: RecordId) -> Result<Response, ApiError> {
    let standing = seat.snapshot.seen().record(record).ok_or(ApiError::NOT_FOUND)?;
    Err(ApiError::Stale(Current::Record(Box::new(Record::of(&seat.snapshot, standing, false)))))
}

/// The record as it stands after the change.
async fn written(caller: Caller, record: RecordId, status: StatusCode, settles: Vec<Turned>) -> Result<Response, ApiError> {
    let seat = caller.seat.afresh(&caller.app).await?;
    let snapshot = &seat.snapshot;
    let standing = snapshot.seen().record(record);
    let version = standing.map(|record| record.version.to_string());
    let location = (status == StatusCode::CREATED).then(|| format!("{BASE}/records/{record}"));
    let record = standing.map(|record| Record::of(snapshot, record, false));
    Ok(answer(status, version, location, Settled { dry_run: false, record, settles }))
}
