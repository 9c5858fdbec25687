//! `/imports`: bringing workbooks in: upload, progress and preview, decision, taking one back.

use super::BASE;
use super::caller::{Answer, Caller, Json, KeyHeader, Sent, answer, key_of};
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, Reading, Writing};
use crate::office::imports::{Choice as Chosen, decide as decide_as, look as look_at, take_in};
use crate::office::refused_rows;
use crate::error::PageError;
use crate::imports::{Look, Stage, allowed, received};
use crate::office::imports::{Past, past, undo, undoing};
use super::ledgers::Workbook;
use crate::view::undo::Undoing;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_facts::Undone;
use jishi_intake::{Cause, SheetSummary, TakenUp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An import that was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastImport {
    id: String,
    day: String,
    files: Vec<String>,
    /// Records of it that stand.
    records: usize,
    /// What has been taken back: `records` or `whole`.
    undone: Option<&'static str>,
    /// May it be taken back by this account?
    can_be_undone: bool,
}

/// What taking an import back would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outlook {
    /// Can the registers be taken back too, or the records only?
    registers: bool,
    /// What happens to what, in sentences.
    does: Vec<String>,
    /// What stands in the way of taking the registers back, as far as this account may see it.
    standing: Vec<String>,
    /// How much else does.
    more: usize,
}

/// How much is taken back.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Extent {
    /// 不写为 `whole`：连登记的组织和人员一起；`records`：只撤回记录
    #[serde(default)]
    extent: Much,
}

/// All of it, or the records only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Much {
    #[default]
    Whole,
    Records,
}

/// An import under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Import {
    id: String,
    /// `reading`, `preview` (waits for a decision), `writing`, `written`, `failed` or `cancelled`
    stage: &'static str,
    /// How many imports come before it, while it waits to be read or written.
    ahead: Option<usize>,
    /// Files read so far, while it is reading; parts written so far, while a large one is written.
    done: Option<usize>,
    /// How many parts it is written in, while it is.
    parts: Option<usize>,
    files: Vec<String>,
    /// What would be written, in facts.
    facts: usize,
    /// What is to be known before deciding: why this is another preview than the one before.
    notice: Option<&'static str>,
    /// Has the register moved since the preview was made? It is looked at again when it is written.
    moved: bool,
    total: Total,
    /// Why rows are not taken, the most frequent cause first.
    causes: Vec<RefusalCause>,
    /// Where all rows that are not taken are found in a workbook, under `/api/v1`.
    refusals: Option<String>,
    /// The first hundred.
    sheets: Vec<Sheet>,
    /// How many more there are.
    more_sheets: usize,
    /// The ledgers that it takes up, those of the most bodies first.
    taken_up: Vec<LedgersBegun>,
    /// Why it failed, and what to do.
    failure: Option<Failure>,
}

/// Why an import failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Failure {
    message: String,
    help: String,
}

/// The numbers of all sheets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Total {
    created: u64,
    changed: u64,
    unchanged: u64,
    warned: usize,
    refused: usize,
}

/// Rows that are not taken for the same reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalCause {
    cause: String,
    help: String,
    rows: usize,
    /// The first twenty.
    first: Vec<Place>,
}

/// Ledgers that it takes up: the same ones, from the same day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgersBegun {
    /// The kinds of records, or the registers.
    kinds: Vec<String>,
    /// The first day on which they are kept.
    from: String,
    /// By how many bodies, or units.
    count: usize,
    /// The names of the first twenty of them.
    first: Vec<String>,
}

/// Where a row is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    file: String,
    sheet: String,
    cell: String,
}

/// A sheet of a workbook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sheet {
    file: String,
    sheet: String,
    table: Option<String>,
    created: u32,
    changed: u32,
    unchanged: u32,
    skipped: u32,
    /// How many doubts there are.
    warned: usize,
    /// Implausible, accepted as written: the first of each kind.
    warnings: Vec<SheetWarning>,
    /// How many rows are not taken.
    refused_rows: usize,
    /// Rows that are not taken: the first of each cause.
    refused: Vec<RefusedRow>,
}

/// Something to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SheetWarning {
    cell: String,
    message: String,
}

/// A row that is not taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedRow {
    cell: String,
    reasons: Vec<String>,
    help: String,
}

/// Workbooks.
#[derive(ToSchema)]
#[allow(dead_code)] // Said for the document; the form is read part by part.
pub(crate) struct Upload {
    /// One to thirty xlsx or csv files.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1, max_items = 30)]
    files: Vec<Vec<u8>>,
}

/// What becomes of a preview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportDecision {
    decision: Choice,
}

/// Write all of it, write the rows that are right, or give it up.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Choice {
    Write,
    WriteGoodRows,
    Cancel,
}

impl Import {
    fn of(look: Look) -> Self {
        let parts = if let Stage::Writing { of, .. } = look.stage { Some(of).filter(|of| *of > 0) } else { None };
        let (stage, done, failure) = match look.stage {
            Stage::Reading { done, .. } => ("reading", Some(done), None),
            Stage::Preview => ("preview", None, None),
            Stage::Writing { done, of } => ("writing", (of > 0).then_some(done), None),
            Stage::Written => ("written", None, None),
            Stage::Failed(message, help) => ("failed", None, Some(Failure { message, help })),
            Stage::Cancelled => ("cancelled", None, None),
        };
        let summary = std::sync::Arc::unwrap_or_clone(look.summary);
        let jishi_intake::Total { created, changed, unchanged, warned, refused } = summary.total;
        Self {
            id: look.id.to_string(), stage, ahead: look.ahead, done, parts, files: look.files, facts: look.facts, notice: look.notice, moved: look.moved,
            total: Total { created, changed, unchanged, warned, refused },
            causes: summary.refusals.into_iter().map(cause).collect(),
            refusals: look.refusals.then(|| format!("/imports/{}/refusals", look.id)),
            sheets: summary.sheets.into_iter().map(sheet).collect(), more_sheets: summary.more_sheets, failure,
            taken_up: summary.taken_up.into_iter().map(begun).collect(),
        }
    }
}

fn begun(taken: TakenUp) -> LedgersBegun {
    LedgersBegun { kinds: taken.kinds, from: taken.from.to_string(), count: taken.count, first: taken.first }
}

fn cause(cause: Cause) -> RefusalCause {
    let Cause { cause, help, rows, first } = cause;
    RefusalCause { cause, help, rows, first: first.into_iter().map(|jishi_intake::Place { file, sheet, cell }| Place { file, sheet, cell }).collect() }
}

fn sheet(summary: SheetSummary) -> Sheet {
    let SheetSummary { file, sheet, table, created, changed, unchanged, skipped, warned, refused_rows, warnings, refused } = summary;
    Sheet {
        file, sheet, table, created, changed, unchanged, skipped, warned, refused_rows,
        warnings: warnings.into_iter().map(|warning| SheetWarning { cell: warning.cell, message: warning.message }).collect(),
        refused: refused.into_iter().map(|row| RefusedRow { cell: row.cell, reasons: row.reasons, help: row.help }).collect(),
    }
}

fn look(caller: &Caller, id: &str) -> Result<Look, ApiError> {
    Ok(look_at(&caller.app, &caller.live, &caller.seat, id)?)
}

/// 已导入的工作簿
///
/// 写入过的各次导入，新的在前。
#[utoipa::path(get, path = "/imports", tag = "导入", operation_id = "list_imports", params(Turn), responses((status = 200, description = "一页导入", body = Page<PastImport>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<PastImport>> {
    allowed(&caller.seat)?;
    let all = past(&caller.seat).into_iter().map(|past| ((-super::named::position(past.seq), past.import.to_string()), past)).collect();
    let show = |past: Past| PastImport {
        id: past.import.to_string(),
        day: past.day.to_string(),
        files: past.files,
        records: past.records,
        undone: past.undone.map(|undone| if undone == Undone::Whole { "whole" } else { "records" }),
        can_be_undone: past.can_be_undone,
    };
    page(all, which.limit.as_deref(), which.cursor.as_deref(), show).map(Json)
}

/// Which import is given up for this one.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Instead {
    /// 没有决定的导入已有八次时，写明放弃哪一次；不写就回答 409，说明会是哪一次
    instead: Option<String>,
}

/// 上传工作簿
///
/// 读好以后等一个决定；决定之前什么都不写入。同时在读的有限，其余排队，`ahead` 是前面还有几份。
#[utoipa::path(
    post, path = "/imports", tag = "导入", operation_id = "begin_import", params(Instead, KeyHeader), request_body(content = Upload, content_type = "multipart/form-data"),
    responses((status = 202, description = "收下了，正在读", body = Import, headers(("Location" = String, description = "进度和预览的网址"))), Writing),
)]
pub(crate) async fn begin(caller: Caller, Query(which): Query<Instead>, headers: HeaderMap, form: Result<Multipart, MultipartRejection>) -> Result<Response, ApiError> {
    allowed(&caller.seat)?;
    let instead = which.instead.map(|id| id.parse().map_err(|_| ApiError::Query("instead", "请写导入的编号。"))).transpose()?;
    let desk = &caller.app.imports;
    let ticket = desk.admit(&caller.seat.viewer.actor)?;
    let received = received(&caller.live, &ticket, form.map_err(|_| ApiError::MediaType("multipart/form-data"))?).await?;
    let id = take_in(&caller.app, &caller.live, &caller.seat, received.sources, instead.or(received.instead), &key_of(&headers)?)?;
    let look = look(&caller, &id.to_string())?;
    Ok(answer(StatusCode::ACCEPTED, None, Some(format!("{BASE}/imports/{id}")), Import::of(look)))
}

/// 一次导入：进度、预览、结果
///
/// 只有上传的账户看得到；程序停止后不再保留。
#[utoipa::path(get, path = "/imports/{id}", tag = "导入", operation_id = "get_import", params(("id" = String, Path, description = "导入编号")), responses((status = 200, description = "导入", body = Import), Reading))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Answer<Import> {
    look(&caller, &id).map(|look| Json(Import::of(look)))
}

/// 不收的行
///
/// 一次导入里所有不收的行，写明文件、工作表、单元格、哪里不对、怎么改。
#[utoipa::path(
    get, path = "/imports/{id}/refusals", tag = "导入", operation_id = "get_refusals", params(("id" = String, Path, description = "导入编号")),
    responses((status = 200, description = "工作簿", body = Workbook, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Reading),
)]
pub(crate) async fn refused(caller: Caller, Path(id): Path<String>) -> Result<Response, ApiError> {
    Ok(refused_rows(&caller.app, &caller.seat, &id).await?)
}

/// 决定一次导入
///
/// 写入全部、只写入对的行，或放弃。写得久的、还在排队的答 `writing`，再读这次导入就知道写好没有。登记簿在预览之后有了改动、结果不同的，给出新的预览，`notice` 说明，再决定一次；别人的登录、别的单位的登记不算。
#[utoipa::path(
    post, path = "/imports/{id}/decision", tag = "导入", operation_id = "decide_import", params(("id" = String, Path, description = "导入编号")), request_body = ImportDecision,
    responses((status = 200, description = "导入", body = Import), Writing),
)]
pub(crate) async fn decide(caller: Caller, Path(id): Path<String>, Sent(ImportDecision { decision }): Sent<ImportDecision>) -> Answer<Import> {
    let choice = match decision {
        Choice::Cancel => Chosen::Cancel,
        Choice::Write => Chosen::All,
        Choice::WriteGoodRows => Chosen::Good,
    };
    Ok(Json(Import::of(decide_as(&caller.app, &caller.live, &caller.seat, &id, choice).await?)))
}

/// 撤回一次导入会怎样
#[utoipa::path(
    get, path = "/imports/{id}/undo", tag = "导入", operation_id = "foresee_undo", params(("id" = String, Path, description = "导入编号")),
    responses((status = 200, description = "会怎样", body = Outlook), Writing),
)]
pub(crate) async fn foresee(caller: Caller, Path(id): Path<String>) -> Answer<Outlook> {
    was_written(&caller, &id)?;
    let (_, outlook) = undoing(&caller.live, &caller.seat, &id).await?;
    let Undoing { does, standing, more, registers, .. } = Undoing::new(&caller.seat.snapshot, &outlook);
    Ok(Json(Outlook { registers, does, standing: standing.into_iter().map(|link| link.text).collect(), more }))
}

/// 撤回一次导入
///
/// 导入以后又有内容用到了它登记的组织和人员的，只能撤回记录；先看撤回会怎样。
#[utoipa::path(
    delete, path = "/imports/{id}", tag = "导入", operation_id = "undo_import", params(("id" = String, Path, description = "导入编号"), Extent),
    responses((status = 204, description = "撤回了"), Writing),
)]
pub(crate) async fn take_back(caller: Caller, Path(id): Path<String>, Query(which): Query<Extent>) -> Result<StatusCode, ApiError> {
    was_written(&caller, &id)?;
    undo(&caller.live, &caller.seat, &id, which.extent == Much::Whole).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses what is still under way, or came to nothing: it is there, and there is nothing to take back.
fn was_written(caller: &Caller, id: &str) -> Result<(), PageError> {
    let Ok(id) = id.parse() else { return Ok(()) };
    let known = caller.seat.whole().site().imports.get(id).is_some();
    if known || caller.app.imports.look(&caller.live, id, &caller.seat.viewer.actor).is_none() {
        return Ok(());
    }
    Err(PageError::Refused(
        "这次导入还没有写入，没有什么可以撤回".to_owned(),
        "要放弃，请用 POST /imports/{id}/decision 写 cancel；已写入的，编号见 GET /imports".to_owned(),
    ))
}
