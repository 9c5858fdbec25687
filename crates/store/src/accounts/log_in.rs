//! Logging in, and changing one's own password, which is logging in with another password to go on with.

use super::account::{Stored, change, delete_of, find};
use super::guarded::Seen;
use super::throttle::{self, Attempt};
use super::{Account, Accounts, Secret, Turn, login, password};
use crate::StoreError;
use crate::command::Asked;
use crate::schema::{API_TOKEN, INVITATION, SESSION};
use jishi_facts::AccountChange;

/// How a log-in went.
#[derive(Debug)]
pub enum LogIn {
    /// A session is open.
    Opened {
        /// For the cookie.
        token: Secret,
        /// Who logged in.
        account: Account,
    },
    /// No such account, no password yet, or another one: it is not said which.
    Wrong,
    /// Too many failures of this login or from this source, or too many people at once.
    Throttled {
        /// To be waited for.
        seconds: u64,
    },
    /// The password is right and the account disabled.
    Disabled,
}

/// What was typed, where from and when.
struct Typed<'a> {
    login: String,
    password: &'a str,
    source: &'a str,
    asked: &'a Asked,
}

impl Accounts<'_> {
    /// Logs in. The source is where the request came from, an address for instance: it serves for throttling alone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn log_in(&self, login: &str, password: &str, source: &str, asked: &Asked) -> Result<LogIn, StoreError> {
        self.enter(Typed { login: login::normal(login), password, source, asked }, None).await
    }

    /// Changes the password of who knows the old one: all sessions end, and a new one is open. Throttled as a log-in is.
    ///
    /// # Errors
    /// A refusal where the new password may not be one.
    pub async fn change_password(&self, login: &str, old: &str, new: &str, source: &str, asked: &Asked) -> Result<LogIn, StoreError> {
        let login = login::normal(login);
        password::admissible(new, &login)?;
        self.enter(Typed { login, password: old, source, asked }, Some(new)).await
    }

    async fn enter(&self, typed: Typed<'_>, new: Option<&str>) -> Result<LogIn, StoreError> {
        let Some(place) = self.store.hashing.place() else { return Ok(LogIn::Throttled { seconds: self.limits.busy.unsigned_abs() }) };
        let attempt = match self.attempt(&typed.login, typed.source, typed.asked.at).await? {
            Ok(attempt) => attempt,
            Err(seconds) => return Ok(LogIn::Throttled { seconds }),
        };
        let known = find(&self.now(), "login", &typed.login).await?;
        let right = self.is_right(&place, known.as_ref(), typed.password).await?;
        let known = known.filter(|_| right);
        let hash = match (&known, new) {
            (Some(stored), Some(new)) => Some(self.hash(&place, stored.account.id, new).await?),
            _ => None,
        };
        let mut turn = self.turn().await?;
        // Hashing took its time: the account may have been disabled, or its password changed.
        let current = find(&Seen::Within(&turn), "login", &typed.login).await?;
        let answer = match (known, current) {
            (Some(tried), Some(current)) if tried.account.id == current.account.id && tried.password == current.password => {
                self.opened(&mut turn, &attempt, current, hash, typed.asked).await?
            }
            _ => {
                throttle::failed(&turn, attempt).await?;
                LogIn::Wrong
            }
        };
        turn.commit().await?;
        Ok(answer)
    }

    /// The password was right.
    async fn opened(&self, turn: &mut Turn, attempt: &Attempt, known: Stored, hash: Option<String>, asked: &Asked) -> Result<LogIn, StoreError> {
        throttle::succeeded(turn, attempt).await?;
        let account = known.account;
        if account.disabled {
            return Ok(LogIn::Disabled);
        }
        let asked = asked.by(account.id);
        if let Some(hash) = hash {
            keep_password(turn, &account, hash, &asked).await?;
        }
        Ok(LogIn::Opened { token: self.open_session(turn, account.id, &asked).await?, account })
    }
}

/// Sets an account's password; its sessions and tokens end, and so do links that would have set another.
pub(super) async fn keep_password(turn: &mut Turn, account: &Account, hash: String, asked: &Asked) -> Result<(), StoreError> {
    let now = Stored { account: Account { has_password: true, ..account.clone() }, password: Some(hash) };
    change(turn, now, AccountChange::PasswordSet, asked).await?;
    for table in [&SESSION, &INVITATION, &API_TOKEN] {
        delete_of(turn, table, account.id).await?;
    }
    Ok(())
}
