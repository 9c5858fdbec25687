//! `/log`: who did what sort of act, for whoever audits. That it was read is entered too.

use super::caller::{Answer, Caller, Json};
use super::problem::{ApiError, Reading};
use crate::office::{log_asked, log_names, open_log};
use crate::live::Soundness;
use crate::view::log::{Names, Query as Filter, became, said};
use axum::extract::Query;
use jishi_authorize::{Deed, Detail, Sort};
use jishi_store::LogLine;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Lines of a page unless told otherwise, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 哪一类：failed 登录失败，refused 被拒绝，opened 查看敏感内容，exported 导出，account 账户和登录，recorded 记录和事项，registered 登记簿，imported 导入，erased 删除个人信息，commanded 本机命令，log_read 查日志
    sort: Option<String>,
    /// 账户编号：这个账户做的
    #[param(pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    account: Option<String>,
    /// 录入的日期不早于
    #[param(format = Date)]
    from: Option<String>,
    /// 录入的日期不晚于
    #[param(format = Date)]
    to: Option<String>,
    /// 每页多少行，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(value_type = Option<u64>, minimum = 0)]
    before: Option<String>,
}

/// A page of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Log {
    /// The newest first.
    items: Vec<LogEntry>,
    /// To be sent as `before` for the next page; none at the end.
    next: Option<u64>,
    /// Entries of the journal.
    size: u64,
    /// The journal's root, to be checked with `jishi journal verify`.
    root: String,
    /// Entries that the full check after the start found sound; none while it is looking, or where it found something.
    checked: Option<u64>,
}

/// What one command entered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogEntry {
    /// Its newest entry's place in the journal, from 0.
    seq: u64,
    /// Seconds since 1970-01-01T00:00:00Z.
    at: i64,
    /// The day of entry in China.
    day: String,
    /// Who entered it.
    actor: Actor,
    /// What was done; the first few.
    deeds: Vec<LogDeed>,
    /// How many entries the command made, up to this one.
    entries: u64,
    /// Of a part of an import that is written in parts, what becomes of it: 分批写入，未生效 / 已生效 / 已放弃.
    staged: Option<&'static str>,
}

/// Whoever did something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Actor {
    /// The id of the account; none where nobody was logged in, or it was done on the machine.
    account: Option<String>,
    name: String,
    /// Post or login.
    about: String,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogDeed {
    sort: &'static str,
    /// In a sentence, after the one who did it.
    said: String,
    /// 人员, 记录, 党组织 …
    thing: Option<&'static str>,
    thing_id: Option<String>,
    /// How often, where it was done several times alike; at most, where `least` is less.
    times: u64,
    /// How often at least: what repeats is entered ahead, before it is answered, from its fifth time of a day and session on.
    least: u64,
    /// The day on which it was done, where that of entry may be a later one.
    on: Option<String>,
    /// In which session or by which token, as a digest.
    session: Option<String>,
    /// The fields that were opened.
    fields: Vec<String>,
    /// The rows that were taken out; at most, where `least` is less than `times`.
    rows: Option<u64>,
}

fn done(names: &Names, line: &LogLine, deed: &Deed) -> LogDeed {
    let (fields, rows) = match &deed.detail {
        Detail::Fields(fields, _) => (fields.iter().cloned().collect(), None),
        Detail::Named(_, rows) => (Vec::new(), *rows),
        Detail::None | Detail::LogIn { .. } | Detail::Facts(_) => (Vec::new(), None),
    };
    LogDeed {
        sort: deed.sort.key(), said: said(names, &line.actor, deed, line.day), thing: deed.thing.as_ref().map(jishi_facts::Entity::word),
        thing_id: deed.thing.as_ref().and_then(jishi_facts::Entity::id), times: deed.times, least: deed.least,
        on: deed.on.map(|day| day.to_string()), session: deed.session.clone(),
        fields, rows,
    }
}

fn entry(names: &Names, line: &LogLine) -> LogEntry {
    let who = names.who(&line.actor);
    LogEntry {
        seq: line.seq, at: line.at, day: line.day.to_string(), actor: Actor { account: who.account, name: who.name, about: who.about },
        deeds: line.deeds.iter().map(|deed| done(names, line, deed)).collect(), entries: line.entries,
        staged: line.fate.map(became),
    }
}

/// 日志
///
/// 只给审计员：谁、何时、对哪一类东西、做了哪一类事。不给记录和人员的内容；查看日志也记入日志。
#[utoipa::path(get, path = "/log", tag = "账户", operation_id = "read_log", params(Which), responses((status = 200, description = "一页日志", body = Log), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Log> {
    let auditor = caller.seat.auditor()?;
    if which.sort.as_deref().is_some_and(|sort| Sort::read(sort).is_none()) {
        return Err(ApiError::Query("sort", "请写 failed、refused、opened 等，见接口文档。"));
    }
    super::asked::id::<jishi_base::AccountId>("account", which.account.as_ref())?;
    super::asked::day("from", which.from.as_ref())?;
    super::asked::day("to", which.to.as_ref())?;
    let limit = which.limit.as_deref().map_or(Some(USUAL), |text| text.parse().ok());
    let limit = limit.filter(|limit| (1..=MOST).contains(limit)).ok_or(ApiError::Query("limit", "请写 1 至 200 的整数。"))?;
    let [sort, account, from, to, before] = [which.sort, which.account, which.from, which.to, which.before].map(Option::unwrap_or_default);
    let filter = Filter { sort, account, from, to, before };
    let asked = log_asked(&filter, limit).ok_or(ApiError::Query("before", "请照抄上一页的 next，或去掉它从头取。"))?;
    open_log(&caller.live, &caller.seat).await;
    let page = caller.live.store().log(&auditor, &asked).await?;
    let names = log_names(&caller.live, &caller.seat).await?;
    let (size, root) = caller.live.store().head();
    let checked = if let Soundness::Sound(size) = caller.live.soundness() { Some(size) } else { None };
    let items = page.lines.iter().map(|line| entry(&names, line)).collect();
    Ok(Json(Log { items, next: page.older, size, root: jishi_journal::to_hex(&root), checked }))
}
