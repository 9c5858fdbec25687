//! `/accounts`: who has an account, what is asked for and waits for a second person. What hands out a way in, or half of
//! one, is asked at a page's session: no token makes another way in.

use super::caller::{Answer, AtPage, Caller, Json, KeyHeader, Sent, answer, key_of};
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, FieldError, Reading, Writing};
use super::BASE;
use crate::office::accounts::{Done, Eyes, NotDone, Passing, Request, all, carry_out, may_look, object, pass, pending, rules_of, seats, set_rules};
use crate::view::account::Line;
use crate::error::PageError;
use crate::live::Live;
use crate::viewer::Seat;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_base::AccountId;
use jishi_facts::{LogInRules, PasswordPolicy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    id: String,
    login: String,
    /// The person's name, or the administrator's.
    whose: String,
    /// The person's posts in words, or which administrator.
    posts: String,
    /// 在用, 已停用, 还没设密码 or 还没有任职.
    state: &'static str,
    disabled: bool,
}

/// Rules of passwords and log-ins.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// asvs or mlps3.
    passwords: String,
    /// Must everybody with a post, and every administrator, show a second factor? Under mlps3 they must in any case.
    second: bool,
}

impl Rules {
    fn of(rules: LogInRules) -> Self {
        let passwords = match rules.passwords {
            PasswordPolicy::Asvs => "asvs",
            PasswordPolicy::Mlps3 => "mlps3",
        };
        Self { passwords: passwords.to_owned(), second: rules.second }
    }
}

/// Something that was asked for and takes a second person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pending {
    /// To let it pass or to stop it by.
    id: String,
    /// In words: 王强 的首次链接.
    what: String,
    /// The account's; empty for a unit.
    login: String,
    /// Who asked.
    by: String,
    /// When it was asked: 2026-11-24 15:30, in China.
    at: String,
    /// 等放行, 等本人知道 or 已放行, until when.
    state: String,
    /// May the caller let it pass now?
    may_pass: bool,
    /// May the caller stop it?
    may_stop: bool,
}

/// Something that was just asked for, with the code that goes with its link: to be handed to its holder by who asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    asked: Pending,
    /// Eight digits; none where no link comes of it.
    code: Option<String>,
}

/// What was asked for in one act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedAll {
    asked: Vec<Asked>,
    /// What was not asked for, and why.
    left: Vec<String>,
}

/// An account to be asked for: for one person of the register, or for an administrator whose seat is empty.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountInput {
    /// The person's name as registered, with the branch in brackets where several have it; an administrator's name.
    name: String,
    /// 系统管理员, 安全管理员 or 审计员; empty for a person.
    #[serde(default)]
    #[schema(required = false)]
    administrator: String,
    /// Does the administrator stand in the register?
    #[serde(default)]
    #[schema(required = false)]
    registered: bool,
    /// The name without it.
    #[serde(default)]
    #[schema(required = false)]
    login: String,
}

/// A body, for whose holders of posts accounts are asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BodyInput {
    /// Its name, or what only its name has in it.
    body: String,
}

/// Whether an account is stopped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateInput {
    disabled: bool,
}

/// Whether a unit opens its own people's accounts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitInput {
    own: bool,
}

/// What is let pass.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PassInput {
    ids: Vec<String>,
}

/// A link that was let pass; it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Link {
    account: String,
    login: String,
    whose: String,
    /// Where the password is set with the code, on this site; good for seven days.
    page: String,
}

/// What was let pass.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passed {
    links: Vec<Link>,
    /// What was done at once, in words.
    done: Vec<String>,
    /// What was refused, and why.
    refused: Vec<String>,
}

fn shown(line: Line) -> Account {
    let Line { id, login, whose, posts, state, disabled, .. } = line;
    Account { id: id.to_string(), login, whose, posts, state, disabled }
}

pub(super) fn waiting(pending: crate::office::accounts::Pending) -> Pending {
    let crate::office::accounts::Pending { id, what, login, by, at, state, may_pass, may_stop, .. } = pending;
    Pending { id: id.to_string(), what, login, by, at, state, may_pass, may_stop }
}

fn asked(mut pending: crate::office::accounts::Pending) -> Asked {
    let code = pending.code.take();
    Asked { asked: waiting(pending), code }
}

fn known(id: &str) -> Result<AccountId, ApiError> {
    id.parse().map_err(|_| ApiError::NOT_FOUND)
}

/// 全部账户
#[utoipa::path(get, path = "/accounts", tag = "账户", operation_id = "list_accounts", params(Turn), responses((status = 200, description = "一页账户", body = Page<Account>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Account>> {
    may_look(&caller.seat)?;
    let keepers = seats(&caller.live, &caller.seat).await?.into_iter().flat_map(|seat| seat.holder.into_iter().chain(seat.others));
    let lines: Vec<Line> = keepers.chain(all(&caller.live, &caller.seat).await?).collect();
    let mut lines: Vec<_> = lines.into_iter().map(|line| ((0, line.login.clone()), line)).collect();
    lines.sort_by(|(one, _), (two, _)| one.cmp(two));
    page(lines, which.limit.as_deref(), which.cursor.as_deref(), shown).map(Json)
}

/// 提出建账户
///
/// 只能用网页登录的会话提出，X-CSRF 里写网页表单的 csrf。另一个人放行后才有链接；提取码只给提出的人。
#[utoipa::path(
    post, path = "/accounts", tag = "账户", operation_id = "make_account", params(KeyHeader), request_body = AccountInput, security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "已提出，等另一个人放行", body = Asked), Writing),
)]
pub(crate) async fn make(at: AtPage, headers: HeaderMap, Sent(input): Sent<AccountInput>) -> Result<Response, ApiError> {
    let request = Request::Make { name: &input.name, administrator: &input.administrator, registered: input.registered, login: &input.login };
    created(carry_out(&at.live, &at.seat, request, &key_of(&headers)?).await)
}

/// 按组织成批提出建账户
///
/// 组织和下级组织里有职务、还没有账户的人，一次都提出。只能用网页登录的会话提出，同上。
#[utoipa::path(
    post, path = "/accounts/bulk", tag = "账户", operation_id = "make_accounts", params(KeyHeader), request_body = BodyInput, security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "已提出的，和没有提出的原因", body = AskedAll), Writing),
)]
pub(crate) async fn bulk(at: AtPage, headers: HeaderMap, Sent(input): Sent<BodyInput>) -> Result<Response, ApiError> {
    match carry_out(&at.live, &at.seat, Request::Body(&input.body), &key_of(&headers)?).await? {
        Done::Asked(all, left) => Ok(answer(StatusCode::CREATED, None, Some(format!("{BASE}/accounts/asked")), AskedAll { asked: all.into_iter().map(asked).collect(), left })),
        Done::Changed(_) => Err(ApiError::NOT_FOUND),
    }
}

/// 提出一个链接
///
/// 只能用网页登录的会话提出，同上。在用的账户，要先让本人知道，或满 24 小时，才能放行。
#[utoipa::path(
    post, path = "/accounts/{id}/link", tag = "账户", operation_id = "invite_account", params(("id" = String, Path, description = "账户编号"), KeyHeader), security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "已提出，等另一个人放行", body = Asked), Writing),
)]
pub(crate) async fn link(at: AtPage, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    created(carry_out(&at.live, &at.seat, Request::Link(known(&id)?), &key_of(&headers)?).await)
}

/// 停用、启用账户
///
/// 停用人员的账户立即退出它的全部登录，令牌也立即失效。停用、恢复管理员要两个人：这里只是提出（202）。
#[utoipa::path(
    post, path = "/accounts/{id}/state", tag = "账户", operation_id = "stop_account", params(("id" = String, Path, description = "账户编号"), KeyHeader), request_body = StateInput,
    responses((status = 200, description = "账户", body = Account), (status = 202, description = "已提出，等另一个人放行", body = Pending), Writing),
)]
pub(crate) async fn state(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(StateInput { disabled }): Sent<StateInput>) -> Result<Response, ApiError> {
    let id = known(&id)?;
    let done = carry_out(&caller.live, &caller.seat, if disabled { Request::Disable(id) } else { Request::Enable(id) }, &key_of(&headers)?).await?;
    Ok(match done {
        Done::Changed(account) => answer(StatusCode::OK, None, None, shown(Eyes::of(&caller.seat).line(&account))),
        // A token is told that it waits, and never the code.
        Done::Asked(asked, _) => answer(StatusCode::ACCEPTED, None, Some(format!("{BASE}/accounts/asked")), asked.into_iter().next().map(waiting)),
    })
}

/// 提出单位自办账户，或收回
#[utoipa::path(
    post, path = "/accounts/units/{id}", tag = "账户", operation_id = "entrust_unit", params(("id" = String, Path, description = "单位编号"), KeyHeader), request_body = UnitInput,
    responses((status = 202, description = "已提出，等另一个人放行", body = Pending), Writing),
)]
pub(crate) async fn unit(caller: Caller, Path(id): Path<String>, headers: HeaderMap, Sent(UnitInput { own }): Sent<UnitInput>) -> Result<Response, ApiError> {
    let unit = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    match carry_out(&caller.live, &caller.seat, Request::Own(unit, own), &key_of(&headers)?).await? {
        Done::Asked(asked, _) => Ok(answer(StatusCode::ACCEPTED, None, Some(format!("{BASE}/accounts/asked")), asked.into_iter().next().map(waiting))),
        Done::Changed(_) => Err(ApiError::NOT_FOUND),
    }
}

/// 登录规则
#[utoipa::path(get, path = "/accounts/rules", tag = "账户", operation_id = "read_rules", responses((status = 200, description = "登录规则", body = Rules), Reading))]
pub(crate) async fn rules(caller: Caller) -> Answer<Rules> {
    may_look(&caller.seat)?;
    Ok(Json(Rules::of(caller.live.store().accounts().rules())))
}

/// 改登录规则
///
/// 由安全管理员改，只能用网页登录的会话。
#[utoipa::path(
    put, path = "/accounts/rules", tag = "账户", operation_id = "set_rules", params(KeyHeader), request_body = Rules, security(("session" = [], "csrf" = [])),
    responses((status = 200, description = "登录规则", body = Rules), Writing),
)]
pub(crate) async fn change_rules(at: AtPage, headers: HeaderMap, Sent(Rules { passwords, second }): Sent<Rules>) -> Result<Response, ApiError> {
    let rules = rules_of(&passwords, second).ok_or_else(|| PageError::Refused("passwords 只能是 asvs 或 mlps3".to_owned(), "请改好再发".to_owned()))?;
    set_rules(&at.live, &at.seat, rules, &key_of(&headers)?).await?;
    Ok(answer(StatusCode::OK, None, None, Some(Rules::of(at.live.store().accounts().rules()))))
}

/// 等放行的事
#[utoipa::path(get, path = "/accounts/asked", tag = "账户", operation_id = "list_asked", params(Turn), responses((status = 200, description = "一页等放行的事", body = Page<Pending>), Reading))]
pub(crate) async fn asked_for(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Pending>> {
    may_look(&caller.seat)?;
    let all = pending(&caller.live, &caller.seat).await?;
    let all = all.into_iter().map(|pending| ((0, format!("{:020}", pending.id)), pending)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), waiting).map(Json)
}

/// 放行
///
/// 只能用网页登录的会话放行，同上。链接只出现这一次；提取码由提出的人另交。
#[utoipa::path(
    post, path = "/accounts/asked/pass", tag = "账户", operation_id = "pass_asked", params(KeyHeader), request_body = PassInput, security(("session" = [], "csrf" = [])),
    responses((status = 200, description = "放行的，和没有放行的原因", body = Passed), Writing),
)]
pub(crate) async fn let_pass(at: AtPage, headers: HeaderMap, Sent(input): Sent<PassInput>) -> Answer<Passed> {
    may_look(&at.seat)?;
    let ids: Vec<u64> = input.ids.iter().map(|id| id.parse().map_err(|_| ApiError::NOT_FOUND)).collect::<Result<_, _>>()?;
    let Passing { slips, done, refused } = pass(&at.live, &at.seat, &ids, &key_of(&headers)?).await?;
    let links = slips.into_iter().map(|slip| Link { account: slip.account, login: slip.login, whose: slip.whose, page: slip.path }).collect();
    Ok(Json(Passed { links, done, refused }))
}

/// 叫停：撤回自己提出的，拒绝放行，反对，或不要为自己申请的链接
#[utoipa::path(
    post, path = "/accounts/asked/{id}/stop", tag = "账户", operation_id = "stop_asked", params(("id" = String, Path, description = "这件事的编号"), KeyHeader),
    responses((status = 204, description = "已叫停"), Writing),
)]
pub(crate) async fn stop(caller: Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<StatusCode, ApiError> {
    object(&caller.live, &caller.seat, id.parse().map_err(|_| ApiError::NOT_FOUND)?, &key_of(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn created(done: Result<Done, NotDone>) -> Result<Response, ApiError> {
    match done? {
        Done::Asked(all, _) => Ok(answer(StatusCode::CREATED, None, Some(format!("{BASE}/accounts/asked")), all.into_iter().next().map(asked))),
        Done::Changed(_) => Err(ApiError::NOT_FOUND),
    }
}

/// Links that were asked for the caller's own account.
pub(super) async fn about(live: &Live, seat: &Seat) -> Result<Vec<Pending>, ApiError> {
    Ok(crate::office::accounts::about(live, seat).await?.into_iter().map(waiting).collect())
}

impl From<NotDone> for ApiError {
    fn from(not: NotDone) -> Self {
        match not {
            NotDone::Fault(message) => Self::Invalid(vec![FieldError { field: "name".to_owned(), message, help: "请核对后再发。".to_owned() }]),
            NotDone::Page(error) => error.into(),
            NotDone::Store(error) => error.into(),
        }
    }
}
