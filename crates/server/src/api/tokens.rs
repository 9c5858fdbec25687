//! `/tokens`: one's own tokens. A token is made at a page's session only: no token makes another.

use super::caller::{Answer, AtPage, Caller, Json, KeyHeader, Sent, answer, key_of};
use super::paging::{Page, Turn, page};
use super::problem::{ApiError, FieldError, Reading, Writing};
use crate::entry::Fault;
use crate::office::tokens;
use crate::office::tokens::{NotMade, Wanted};
use crate::view::tokens::USUAL;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jishi_base::{AccountId, TokenId};
use jishi_store::{StoreError, TokenScope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `look`: the token only looks; `record`: it also records, corrects, settles and imports.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    #[default]
    Look,
    Record,
}

impl Scope {
    pub(crate) fn of(scope: TokenScope) -> Self {
        match scope {
            TokenScope::Look => Self::Look,
            TokenScope::Record => Self::Record,
        }
    }
}

impl From<Scope> for TokenScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Look => Self::Look,
            Scope::Record => Self::Record,
        }
    }
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    id: String,
    /// What for.
    label: String,
    /// The holding that it is bound to; none acts as a member or as an administrator.
    acting: Option<String>,
    scope: Scope,
    /// When it was made, in seconds since 1970.
    made: i64,
    /// When it was last shown, to the minute, in seconds since 1970; none never was.
    used: Option<i64>,
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
    /// `look` unless told otherwise.
    #[serde(default)]
    #[schema(required = false)]
    scope: Scope,
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

fn shown(token: &jishi_store::Token) -> Token {
    Token {
        id: token.id.to_string(), label: token.label.clone(), acting: token.acting.map(|acting| acting.to_string()), scope: Scope::of(token.scope),
        made: token.made, used: token.used, expires: token.expires,
    }
}

fn account(caller: &Caller) -> Result<AccountId, ApiError> {
    caller.seat.account().map(|account| account.id).ok_or(ApiError::NoToken)
}

/// 自己的令牌
#[utoipa::path(get, path = "/tokens", tag = "账户", operation_id = "list_tokens", params(Turn), responses((status = 200, description = "一页令牌", body = Page<Token>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Turn>) -> Answer<Page<Token>> {
    let tokens = tokens::all(&caller.live, account(&caller)?).await?;
    let all = tokens.iter().map(|token| ((-token.made, token.id.to_string()), token)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), shown).map(Json)
}

/// 新建令牌
///
/// 只能用网页登录的会话新建，X-CSRF 里写网页表单的 csrf。凭证只出现这一次。
#[utoipa::path(
    post, path = "/tokens", tag = "账户", operation_id = "make_token", params(KeyHeader), request_body = TokenInput, security(("session" = [], "csrf" = [])),
    responses((status = 201, description = "令牌和它的凭证", body = MadeToken), Writing),
)]
pub(crate) async fn make(at: AtPage, headers: HeaderMap, Sent(input): Sent<TokenInput>) -> Result<Response, ApiError> {
    let account = at.seat.account().map(|account| account.id).ok_or(ApiError::NoToken)?;
    let wanted = Wanted { label: input.label, acting: input.acting.unwrap_or_default(), scope: Some(input.scope.into()), days: Some(input.days.unwrap_or(USUAL)) };
    let (secret, token) = tokens::make(&at.live, &at.seat, account, &wanted, &key_of(&headers)?).await?;
    Ok(answer(StatusCode::CREATED, None, None, MadeToken { token: shown(&token), secret: secret.expose().to_owned() }))
}

impl From<NotMade> for ApiError {
    fn from(not: NotMade) -> Self {
        match not {
            NotMade::Faults(faults) => Self::Invalid(faults.into_iter().map(|Fault { field, message, help }| FieldError { field, message, help }).collect()),
            NotMade::Store(error) => error.into(),
        }
    }
}

/// 撤销令牌
///
/// 立即失效。
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "账户", operation_id = "revoke_token", params(("id" = String, Path, description = "令牌编号"), KeyHeader),
    responses((status = 204, description = "撤销了"), Reading),
)]
pub(crate) async fn revoke(caller: Caller, Path(id): Path<String>, headers: HeaderMap) -> Result<StatusCode, ApiError> {
    let id: TokenId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    let account = account(&caller)?;
    match tokens::revoke(&caller.live, &caller.seat, account, id, &key_of(&headers)?).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(StoreError::Refused(_)) => Err(ApiError::NOT_FOUND),
        Err(error) => Err(error.into()),
    }
}
