//! Tokens of programs (接口令牌): made by somebody at a page, listed and revoked by whose they are. The page and the API
//! both come here.

use crate::entry::Fault;
use crate::live::Live;
use crate::office::Once;
use crate::viewer::Seat;
use jishi_base::{AccountId, HoldingId, TokenId};
use jishi_store::{Secret, StoreError, Token, TokenScope, TokenUse};

/// Seconds in a day.
const DAY: i64 = 24 * 3_600;

/// A token as it is asked for. What could not be read at all is `None`.
pub(crate) struct Wanted {
    pub(crate) label: String,
    /// A holding's id; empty acts as a member or as an administrator.
    pub(crate) acting: String,
    pub(crate) scope: Option<TokenScope>,
    pub(crate) days: Option<u16>,
}

/// Why no token was made.
pub(crate) enum NotMade {
    /// Parts of what was asked are wrong.
    Faults(Vec<Fault>),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<StoreError> for NotMade {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The account's tokens that are good now, the newest first.
pub(crate) async fn all(live: &Live, account: AccountId) -> Result<Vec<Token>, StoreError> {
    live.store().accounts().tokens(account, live.now().at).await
}

/// Makes a token. Its secret is to be shown this once.
pub(crate) async fn make(live: &Live, seat: &Seat, account: AccountId, wanted: &Wanted, key: &Once) -> Result<(Secret, Token), NotMade> {
    let wanted = read(seat, wanted).map_err(NotMade::Faults)?;
    Ok(live.store().accounts().keyed(key.keyed(seat, format!("建令牌 {wanted:?}"))).make_token(account, wanted, &live.asked(&seat.viewer.actor)).await?)
}

/// Revokes a token of the account: it is good no more at once.
pub(crate) async fn revoke(live: &Live, seat: &Seat, account: AccountId, token: TokenId, key: &Once) -> Result<(), StoreError> {
    live.store().accounts().keyed(key.keyed(seat, format!("撤销令牌 {token}"))).revoke(account, token, &live.asked(&seat.viewer.actor)).await
}

/// What was asked, or everything that is wrong with it.
fn read(seat: &Seat, wanted: &Wanted) -> Result<TokenUse, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut wrong = |field: &str, message: &str, help: &str| faults.push(Fault { field: field.to_owned(), message: message.to_owned(), help: help.to_owned() });
    let label = wanted.label.trim();
    let signs = label.chars().count();
    if signs == 0 {
        wrong("label", "没有写用途", "请写明给哪个程序用，如 学时统计");
    } else if !Token::LABEL.contains(&signs) {
        wrong("label", "用途写得太长", "请写短一些，不超过 60 个字");
    }
    let acting: Option<HoldingId> = wanted.acting.parse().ok().filter(|held| seat.viewer.choices.iter().any(|choice| choice.holding == *held));
    if acting.is_none() && !wanted.acting.is_empty() {
        wrong("acting", "这不是您现在担任的职务", "请从现在的职务中选一个，或不用职务");
    }
    if wanted.scope.is_none() {
        wrong("scope", "没有选能做什么", "请选 只看 或 也能记");
    }
    let days = wanted.days.filter(|days| Token::DAYS.contains(days));
    if days.is_none() {
        wrong("days", "有效期不对", "请写 1 至 366 天");
    }
    match (wanted.scope, days) {
        (Some(scope), Some(days)) if faults.is_empty() => Ok(TokenUse { label: label.to_owned(), acting, scope, valid_for: i64::from(days) * DAY }),
        _ => Err(faults),
    }
}
