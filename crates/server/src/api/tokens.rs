//! `/tokens`: one's own tokens. A token is made at a page's session only: no token makes another.

use super::caller::{Answer, AtPage, Caller, Json, Sent, answer};
use super::paging::{Page, page};
use super::problem::{ApiError, Reading, Writing};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use jishi_base::{AccountId, HoldingId, TokenId};
use jishi_facts::AccountChange;
use jishi_store::StoreError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Days that a token is good for unless told otherwise.
const USUAL: u16 = 90;
/// Seconds in a day.
const DAY: i64 = 24 * 3_600;

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    id: String,
    /// What for.
    label: String,
    /// The holding that it is bound to; none acts as a member or as an administrator.
    acting: Option<String>,
    /// When it was made, in seconds since 1970.
    made: i64,
    /// When it is good no more, in seconds since 1970.
    expires: i64,
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenInput {
    /// What for.
    #[schema(min_length = 1, max_length = 60)]
    label: String,
    /// The holding to bind it to, one of `choices` in `/me`; none acts as a member or as an administrator.
    #[serde(default)]
    acting: Option<String>,
    /// Days that it is good for; 90 unless told otherwise.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u16>,
}

/// A token with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeToken {
    #[serde(flatten)]
    token: Token,
    /// For `Authorization: Bearer`.
    secret: String,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

fn shown(token: &jishi_store::Token) -> Token {
    Token {
        id: token.id.to_string(), label: token.label.clone(), acting: token.acting.map(|acting| acting.to_string()), made: token.made, expires: token.expires,
    }
}

fn account(caller: &Caller) -> Result<AccountId, ApiError> {
    caller.seat.account().map(|account| account.id).ok_or(ApiError::NoToken)
}

/// 自己的令牌
#[utoipa::path(get, path = "/tokens", tag = "账户", operation_id = "list_tokens", params(Which), responses((status = 200, description = "一页令牌", body = Page<Token>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<Token>> {
    let tokens = caller.live.store().accounts().tokens(account(&caller)?, caller.live.now().at).await?;
    let all = tokens.iter().map(|token| ((-token.made, token.id.to_string()), token)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), shown).map(Json)
}

/// 新建令牌
///
/// 只能用网页登录的会话新建，X-CSRF 里写网页表单的 csrf。凭证只出现这一次。
#[utoipa::path(
    post, path = "/tokens", tag = "账户", operation_id = "make_token", request_body = TokenInput, security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "令牌和它的凭证", body = MadeToken), Writing),
)]
pub(crate) async fn make(at: AtPage, Sent(input): Sent<TokenInput>) -> Result<Response, ApiError> {
    let account = at.seat.account().map(|account| account.id).ok_or(ApiError::NoToken)?;
    let acting: Option<HoldingId> = input.acting.map(|id| id.parse()).transpose().map_err(|_| unknown_post())?;
    if acting.is_some_and(|acting| !at.seat.viewer.choices.iter().any(|choice| choice.holding == acting)) {
        return Err(unknown_post());
    }
    let valid_for = i64::from(input.days.unwrap_or(USUAL)) * DAY;
    let made = at.live.store().accounts().make_token(account, &input.label, acting, at.live.now().at, valid_for).await?;
    let (secret, token) = made;
    at.live.trace(account, AccountChange::TokenMade, &at.seat.viewer.actor).await?;
    Ok(answer(StatusCode::CREATED, None, None, MadeToken { token: shown(&token), secret: secret.expose().to_owned() }))
}

fn unknown_post() -> ApiError {
    ApiError::Invalid(vec![super::problem::FieldError {
        field: "acting".to_owned(), message: "不是您现在担任的职务".to_owned(), help: "请写 /me 的 choices 里的 holding，或不写".to_owned(),
    }])
}

/// 撤销令牌
///
/// 立即失效。
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "账户", operation_id = "revoke_token", params(("id" = String, Path, description = "令牌编号")),
    responses((status = 204, description = "撤销了"), Reading),
)]
pub(crate) async fn revoke(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let id: TokenId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    let account = account(&caller)?;
    match caller.live.store().accounts().revoke(account, id).await {
        Ok(()) => {
            caller.live.trace(account, AccountChange::TokenRevoked, &caller.seat.viewer.actor).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        Err(StoreError::Refused(_)) => Err(ApiError::NOT_FOUND),
        Err(error) => Err(error.into()),
    }
}
