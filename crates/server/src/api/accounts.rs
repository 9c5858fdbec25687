//! `/accounts`: who has an account, for whoever makes them. What hands out a way in is asked at a page's session: no
//! token makes another way in.

use super::BASE;
use super::caller::{Answer, AtPage, Caller, Json, Sent, answer};
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, FieldError, Reading, Writing};
use crate::accounts::{Done, Line, NotDone, Wish, all, carry_out, line};
use crate::live::Live;
use crate::viewer::Seat;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use jishi_authorize::{Action, Resource};
use jishi_base::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    id: String,
    login: String,
    /// The person's name, or which administrator.
    whose: String,
    /// The person's posts, in words.
    posts: String,
    /// 在用, 已停用 or 还没设密码.
    state: &'static str,
    disabled: bool,
}

/// An account to be made: for one person of the register, or for an administrator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountInput {
    /// The person's name as registered, with the branch in brackets where several have it.
    #[serde(default)]
    #[schema(required = false)]
    name: String,
    /// 系统管理员, 安全管理员 or 审计员; empty for a person.
    #[serde(default)]
    #[schema(required = false)]
    administrator: String,
    /// The name without it.
    #[serde(default)]
    #[schema(required = false)]
    login: String,
}

/// Whether an account is stopped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateInput {
    disabled: bool,
}

/// An account with its one-time link, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invited {
    account: Account,
    /// Where the password is set, on this site; good for seven days.
    page: String,
}

fn shown(line: Line) -> Account {
    let Line { id, login, whose, posts, state, disabled } = line;
    Account { id: id.to_string(), login, whose, posts, state, disabled }
}

fn allowed(seat: &Seat) -> Result<(), ApiError> {
    Ok(seat.may(Action::ManageAccounts, Resource::Site)?)
}

fn known(id: &str) -> Result<AccountId, ApiError> {
    id.parse().map_err(|_| ApiError::NOT_FOUND)
}

/// 全部账户
#[utoipa::path(get, path = "/accounts", tag = "账户", operation_id = "list_accounts", params(Turn), responses((status = 200, description = "一页账户", body = Page<Account>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Account>> {
    allowed(&caller.seat)?;
    let lines = all(&caller.live, &caller.seat).await?;
    let lines = lines.into_iter().map(|line| ((0, line.login.clone()), line)).collect();
    page(lines, which.limit.as_deref(), which.cursor.as_deref(), shown).map(Json)
}

/// 建账户
///
/// 只能用网页登录的会话建，X-CSRF 里写网页表单的 csrf。一次性链接只出现这一次。
#[utoipa::path(
    post, path = "/accounts", tag = "账户", operation_id = "make_account", request_body = AccountInput, security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "账户和它的一次性链接", body = Invited), Writing),
)]
pub(crate) async fn make(at: AtPage, Sent(input): Sent<AccountInput>) -> Result<Response, ApiError> {
    allowed(&at.seat)?;
    let wish = Wish::Make { name: &input.name, administrator: &input.administrator, login: &input.login };
    invited(&at.live, &at.seat, carry_out(&at.live, &at.seat, wish).await)
}

/// 再给一个一次性链接
///
/// 只能用网页登录的会话要，同上。
#[utoipa::path(
    post, path = "/accounts/{id}/link", tag = "账户", operation_id = "invite_account", params(("id" = String, Path, description = "账户编号")), security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "账户和它的一次性链接", body = Invited), Writing),
)]
pub(crate) async fn link(at: AtPage, Path(id): Path<String>) -> Result<Response, ApiError> {
    allowed(&at.seat)?;
    invited(&at.live, &at.seat, carry_out(&at.live, &at.seat, Wish::Link(known(&id)?)).await)
}

/// 停用、启用账户
///
/// 停用立即退出它的全部登录，令牌也立即失效。
#[utoipa::path(
    post, path = "/accounts/{id}/state", tag = "账户", operation_id = "stop_account", params(("id" = String, Path, description = "账户编号")), request_body = StateInput,
    responses((status = 200, description = "账户", body = Account), Writing),
)]
pub(crate) async fn state(caller: Caller, Path(id): Path<String>, Sent(StateInput { disabled }): Sent<StateInput>) -> Answer<Account> {
    allowed(&caller.seat)?;
    let id = known(&id)?;
    let done = carry_out(&caller.live, &caller.seat, if disabled { Wish::Disable(id) } else { Wish::Enable(id) }).await?;
    Ok(Json(shown(line(caller.seat.whole(), &done.account, caller.live.now().day))))
}

fn invited(live: &Live, seat: &Seat, done: Result<Done, NotDone>) -> Result<Response, ApiError> {
    let Done { account, secret } = done?;
    let page = secret.map(|secret| format!("/invitations/{}", secret.expose())).unwrap_or_default();
    let place = format!("{BASE}/accounts");
    Ok(answer(StatusCode::CREATED, None, Some(place), Invited { account: shown(line(seat.whole(), &account, live.now().day)), page }))
}

impl From<NotDone> for ApiError {
    fn from(not: NotDone) -> Self {
        match not {
            NotDone::Fault(message) => Self::Invalid(vec![FieldError { field: "name".to_owned(), message, help: "请核对后再发。".to_owned() }]),
            NotDone::Store(error) => error.into(),
        }
    }
}
