//! Entering, correcting and withdrawing records, through the same use case as the pages' form.

use super::caller::{Caller, Sent, answer, key_of, version_of};
use super::problem::{ApiError, Changing, Writing};
use super::record::Record;
use super::record_input::{RecordInput, of_fault};
use super::records::known;
use super::{BASE, duties};
use crate::intent::Denied;
use crate::entry::{Draft, Turn, Typed, Work, filed_under, known_body, withdraw as withdraw_as};
use crate::error::PageError;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_authorize::{Action, Resource};
use jishi_base::RecordId;
use jishi_store::StoreError;
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
        let duty = snapshot.duty(&turn.instance).map_or_else(String::new, |duty| duty.name.clone());
        Self {
            path: duties::path(snapshot, &turn.instance), duty, subject: snapshot.words().subject(&turn.instance),
            period: turn.instance.period.to_string(), from: turn.from.map(|from| from.word()), to: turn.instance.status.word(),
        }
    }
}

/// What was sent, where nothing is wrong with it.
fn read(work: &Work, input: &RecordInput) -> Result<(Typed, Draft), ApiError> {
    let (mut typed, mut errors) = input.typed(&work.seat.snapshot, work.body.id);
    // What was not opened is not changed unless something is sent for it.
    work.closed().into_iter().filter(|field| !input.names(field)).for_each(|field| typed.keep(&field));
    let (draft, faults) = work.read(&typed);
    // Where the frame is wrong already, the reader would say the same once more.
    if errors.is_empty() {
        errors.extend(faults.into_iter().map(of_fault));
    }
    if errors.is_empty() { Ok((typed, draft)) } else { Err(ApiError::Invalid(errors)) }
}

async fn settles(caller: &Caller, work: &Work<'_>, draft: &Draft) -> Result<Vec<Turned>, ApiError> {
    Ok(work.turns(&caller.app.jobs, draft).await?.into_iter().map(|turn| Turned::of(caller, turn)).collect())
}

/// The id of the record that an account enters under a key: the same key, the same record.
fn record_of(actor: &str, key: &str) -> RecordId {
    let digest = jishi_journal::leaf_hash(format!("{actor}\n{key}").as_bytes());
    RecordId(digest.iter().take(16).fold(0, |id, byte| (id << 8) | u128::from(*byte)))
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
    let key = key_of(&headers)?;
    let record = record_of(&caller.seat.viewer.actor, key);
    let body = known_body(&caller.seat.snapshot, &input.body)?;
    caller.seat.may(Action::Record, Resource::Body(body.id))?;
    let known_before = caller.seat.whole().site().records.contains_key(&record);
    let work = Work { live: &caller.live, seat: &caller.seat, body, record, version: None };
    let (typed, draft) = read(&work, &input)?;
    let settles = settles(&caller, &work, &draft).await?;
    if input.dry_run {
        return Ok(answer(StatusCode::OK, None, None, Settled { dry_run: true, record: None, settles }));
    }
    work.save(typed.bytes(), draft).await?;
    let status = if known_before { StatusCode::OK } else { StatusCode::CREATED };
    written(caller, record, status, settles).await
}

/// 更正一条记录
///
/// 要写明改的是哪一版；别人先改过的，回答 412，附现在的内容。敏感、纪检的字段没有发的，原样保留；要清空，发 []。
#[utoipa::path(
    put, path = "/records/{id}", tag = "记录", operation_id = "correct_record", request_body = RecordInput,
    params(("id" = String, Path, description = "记录编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$")),
    responses((status = 200, description = "更正好了，或 dry_run 的结果", body = Settled, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn correct(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(input): Sent<RecordInput>) -> Result<Response, ApiError> {
    let record = standing(&caller, &id)?;
    let version = version_of(&headers)?;
    let snapshot = caller.seat.snapshot.clone();
    let body = filed_under(snapshot.site(), &record).ok_or(ApiError::NOT_FOUND)?;
    if input.body != body.id.to_string() {
        let (field, message, help) = ("body".to_owned(), "更正不能把记录移到别的党组织".to_owned(), "请撤回后在那里另登记".to_owned());
        return Err(ApiError::Invalid(vec![super::problem::FieldError { field, message, help }]));
    }
    let work = Work { live: &caller.live, seat: &caller.seat, body, record: record.id, version: Some(version) };
    let (typed, draft) = read(&work, &input)?;
    let settles = settles(&caller, &work, &draft).await?;
    if input.dry_run {
        return if work.is_stale(&snapshot) { stale(caller, &id).await } else { Ok(answer(StatusCode::OK, None, None, Settled { dry_run: true, record: None, settles })) };
    }
    match work.save(typed.bytes(), draft).await {
        Ok(()) => written(caller, record.id, StatusCode::OK, settles).await,
        Err(denied) => refused(caller, record.id, version, denied).await,
    }
}

/// 撤回一条记录
///
/// 撤回的记录留着，不再计入。
#[utoipa::path(
    delete, path = "/records/{id}", tag = "记录", operation_id = "withdraw_record",
    params(("id" = String, Path, description = "记录编号"), ("If-Match" = String, Header, description = "读到的 ETag", pattern = "^\"[0-9]+\"$")),
    responses((status = 200, description = "撤回了", body = Settled, headers(("ETag" = String, description = "版本"))), Changing),
)]
pub(crate) async fn withdraw(caller: Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let record = standing(&caller, &id)?;
    let version = version_of(&headers)?;
    match withdraw_as(&caller.live, &caller.seat, record.id, version, Vec::new()).await {
        Ok(()) => written(caller, record.id, StatusCode::OK, Vec::new()).await,
        Err(denied) => refused(caller, record.id, version, denied).await,
    }
}

/// A record that may be changed, and has not been withdrawn.
fn standing(caller: &Caller, id: &str) -> Result<jishi_facts::Record, ApiError> {
    let record = known(caller, id)?;
    caller.seat.may(Action::Correct, Resource::Record(record.id))?;
    if record.withdrawn {
        return Err(PageError::Refused("这条记录已经撤回".to_owned(), "请重新登记一条".to_owned()).into());
    }
    Ok(record)
}

/// A change that was not taken: because another version stands, or for what it says.
async fn refused(caller: Caller, record: RecordId, version: u64, denied: Denied) -> Result<Response, ApiError> {
    let Caller { app, live, seat, scope } = caller;
    let seat = seat.afresh(&app).await?;
    let moved = seat.snapshot.site().records.get(&record).is_some_and(|standing| standing.version != version);
    if moved && matches!(denied, Denied::Store(StoreError::Refused(_))) {
        return stale(Caller { app, live, seat, scope }, &record.to_string()).await;
    }
    Err(denied.into())
}

async fn stale(caller: Caller, id: &str) -> Result<Response, ApiError> {
    let record = known(&caller, id)?;
    Err(ApiError::Stale(Box::new(Record::of(&caller.seat.snapshot, &record, false))))
}

/// The record as it stands after the change.
async fn written(caller: Caller, record: RecordId, status: StatusCode, settles: Vec<Turned>) -> Result<Response, ApiError> {
    let seat = caller.seat.afresh(&caller.app).await?;
    let snapshot = &seat.snapshot;
    let standing = snapshot.site().records.get(&record);
    let version = standing.map(|record| record.version);
    let location = (status == StatusCode::CREATED).then(|| format!("{BASE}/records/{record}"));
    let record = standing.map(|record| Record::of(snapshot, record, false));
    Ok(answer(status, version, location, Settled { dry_run: false, record, settles }))
}
