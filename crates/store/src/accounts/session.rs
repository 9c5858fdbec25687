//! Sessions: opened by a log-in, ended by a log-out, by time, or with the account's password or right to log in.

use super::stored::{delete_of, find};
use super::guarded::{self, Seen};
use super::{Account, Accounts, Secret, Turn, damaged, refused};
use crate::StoreError;
use crate::access::LONGEST_SESSION;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::schema::SESSION;
use jishi_base::{AccountId, HoldingId};
use jishi_defence::Defence;
use jishi_facts::{AccountChange, Timestamp};
use jishi_journal::to_hex;
use sea_orm::sea_query::{Expr, ExprTrait};

/// A session that is open.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is, as of now.
    pub account: Account,
    /// In which holding the person acts. That it is still held is for the caller to ask of the register.
    pub acting: Option<HoldingId>,
    /// To stand in every form, so that no other site can send one. See [`Session::accepts`].
    pub csrf: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it ends however much is done in it.
    pub ends: Timestamp,
    /// Has its holder to set another password before anything else?
    pub stale: bool,
}

impl Session {
    /// Is this what stood in the form? Takes the same time however much of it is right.
    #[must_use]
    pub fn accepts(&self, csrf: &str) -> bool {
        self.csrf.len() == csrf.len() && self.csrf.bytes().zip(csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("account", &self.account.id).field("acting", &self.acting).finish_non_exhaustive()
    }
}

/// Stands for the time at which a session was last used, once it has been found over: no clock that is set back, before a
/// new start of the program either, brings it to life again.
const OVER: Timestamp = 0;

/// A session's row.
struct Kept {
    token: String,
    account: String,
    acting: Option<HoldingId>,
    opened: Timestamp,
    seen: Timestamp,
    entry: u64,
}

impl Accounts<'_> {
    /// Opens a session, and clears away those that are over however they were used.
    pub(super) async fn open_session(&self, turn: &mut Turn, account: AccountId, asked: &Asked) -> Result<Secret, StoreError> {
        let over = Expr::col("opened").lte(asked.at.saturating_sub(LONGEST_SESSION));
        guarded::delete(turn, &SESSION, over).await?;
        let token = self.draw_secret("")?;
        let entry = turn.trace(account, AccountChange::LoggedIn, None, asked)?;
        let (token_digest, account) = (self.session_digest(token.expose()), account.to_string());
        let kept = Kept { token: token_digest, account, acting: None, opened: asked.at, seen: asked.at, entry };
        guarded::insert(turn, &SESSION, row_of(&kept)).await?;
        Ok(token)
    }

    /// The session of a token, as it is now; `None` where there is none, or it is over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let digest = self.session_digest(token);
        let Some(kept) = self.stored(&self.now(), &digest).await? else { return Ok(None) };
        let over = self.is_over(&kept, now);
        let is_to_be_noted = if over { kept.seen != OVER } else { now.saturating_sub(kept.seen) >= self.limits.seen_every };
        if is_to_be_noted {
            // A page is not refused because this could not be written: whoever wrote for its own sake will say so.
            let _ = self.note(&digest, over, now).await;
        }
        if over {
            return Ok(None);
        }
        // Read after the session: who is disabled is out, whatever the session says.
        let Some(account) = find(&self.now(), "id", &kept.account).await?.map(|stored| stored.account) else { return Ok(None) };
        if account.disabled && Defence::SessionsEnd.holds() {
            return Ok(None);
        }
        let csrf = to_hex(&self.store.vault().mac("csrf", &[token.as_bytes()]));
        let ends = kept.opened.saturating_add(self.limits.absolute);
        let stale = self.is_stale(account.id, now);
        Ok(Some(Session { account, acting: kept.acting, csrf, opened: kept.opened, ends, stale }))
    }

    /// Notes that a session was used, or that it was found over. Somebody else's long writing does not hold a page up for
    /// it: then the next request notes it.
    async fn note(&self, digest: &str, over: bool, now: Timestamp) -> Result<(), StoreError> {
        let Some(mut turn) = self.turn_if_free().await? else { return Ok(()) };
        match self.stored(&Seen::Within(&turn), digest).await? {
            Some(kept) if self.is_over(&kept, now) == over => {
                guarded::rewrite(&mut turn, &SESSION, row_of(&Kept { seen: if over { OVER } else { now }, ..kept })).await?;
                turn.commit().await
            }
            _ => turn.give_up().await,
        }
    }

    /// Says in which holding the session's person acts from now on.
    ///
    /// # Errors
    /// A refusal where the session is over, or the holding is not that person's.
    pub async fn act_in(&self, token: &str, acting: Option<HoldingId>, now: Timestamp) -> Result<(), StoreError> {
        let digest = self.session_digest(token);
        let mut turn = self.turn().await?;
        let Some(kept) = self.kept(&Seen::Within(&turn), &digest, now).await? else {
            return refused("登录已结束", "请重新登录");
        };
        let account = find(&Seen::Within(&turn), "id", &kept.account).await?.ok_or_else(|| damaged("有一个会话不属于任何账户"))?.account;
        self.may_act(&account, acting)?;
        guarded::rewrite(&mut turn, &SESSION, row_of(&Kept { acting, ..kept })).await?;
        turn.commit().await
    }

    /// Refuses a holding that is not the account's person's.
    pub(super) fn may_act(&self, account: &Account, acting: Option<HoldingId>) -> Result<(), StoreError> {
        let Some(holding) = acting else { return Ok(()) };
        let fold = self.store.published.fold();
        let holder = fold.site.holdings.get(&holding).map(|holding| holding.person);
        if holder.is_some() && holder == account.person() {
            Ok(())
        } else {
            refused("这不是您的任职", "请从自己的任职中选一个")
        }
    }

    /// Ends a session; says whose it was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn log_out(&self, token: &str, asked: &Asked) -> Result<Option<AccountId>, StoreError> {
        let digest = self.session_digest(token);
        let mut turn = self.turn().await?;
        let ends = Defence::SessionsEnd.holds();
        let Some(kept) = self.kept(&Seen::Within(&turn), &digest, asked.at).await?.filter(|_| ends) else {
            turn.give_up().await?;
            return Ok(None);
        };
        let account: AccountId = kept.account.parse().map_err(|_| damaged("有不成编号的编号"))?;
        turn.trace(account, AccountChange::LoggedOut, Some(kept.entry), &asked.by(account))?;
        guarded::delete(&mut turn, &SESSION, Expr::col("token").eq(digest)).await?;
        turn.commit().await?;
        Ok(Some(account))
    }

    /// Ends all sessions of an account; says how many there were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn log_out_everywhere(&self, account: AccountId, asked: &Asked) -> Result<usize, StoreError> {
        let mut turn = self.turn().await?;
        turn.trace(account, AccountChange::LoggedOutEverywhere, None, asked)?;
        let ended = delete_of(&mut turn, &SESSION, account).await?;
        turn.commit().await?;
        Ok(ended)
    }

    /// A session's row, unless it is over.
    async fn kept(&self, seen: &Seen<'_>, digest: &str, now: Timestamp) -> Result<Option<Kept>, StoreError> {
        Ok(self.stored(seen, digest).await?.filter(|kept| !self.is_over(kept, now)))
    }

    /// A session's row.
    async fn stored(&self, seen: &Seen<'_>, digest: &str) -> Result<Option<Kept>, StoreError> {
        let rows = seen.rows(&SESSION, row::select(&SESSION).and_where(Expr::col("token").eq(digest))).await?;
        rows.first().map(kept).transpose()
    }

    fn is_over(&self, kept: &Kept, now: Timestamp) -> bool {
        kept.seen == OVER || now >= kept.seen.saturating_add(self.limits.idle) || now >= kept.opened.saturating_add(self.limits.absolute)
    }

    fn session_digest(&self, token: &str) -> String {
        self.digest("session", token)
    }
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    let [token, account, acting, opened, seen, entry] = row.as_slice() else { return Err(damaged("有一行缺栏")) };
    Ok(Kept {
        token: token.text().to_owned(),
        account: account.text().to_owned(),
        acting: holding(acting)?,
        opened: opened.integer(),
        seen: seen.integer(),
        entry: entry.integer().unsigned_abs(),
    })
}

fn row_of(kept: &Kept) -> Row {
    vec![
        Cell::id(&kept.token),
        Cell::id(&kept.account),
        Cell::or_null(kept.acting),
        Cell::Integer(kept.opened),
        Cell::Integer(kept.seen),
        Cell::count(kept.entry),
    ]
}

/// A holding's id, where there is one.
pub(super) fn holding(cell: &Cell) -> Result<Option<HoldingId>, StoreError> {
    match cell {
        Cell::Null => Ok(None),
        cell => cell.text().parse().map(Some).map_err(|_| damaged("有不成编号的编号")),
    }
}
