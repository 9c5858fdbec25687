//! Logging in, and changing one's own password, which is logging in with another password to go on with.

use super::stored::{Stored, change, delete_of, find};
use super::guarded::Seen;
use super::slowing::{self, Attempt, Origin};
use super::{Account, Accounts, Secret, Turn, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::schema::{API_TOKEN, INVITATION, SESSION};
use jishi_defence::Defence;
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
        /// What this browser is known by from now on: for a cookie of its own, sent back with later log-ins. It is no way in.
        browser: String,
    },
    /// The password is right, and a second factor is still to be shown, or to be set up.
    Second {
        /// For the code alone: see [`Accounts::show_second`] and [`Accounts::set_second`].
        ticket: Secret,
        /// Has the account one? Else it is set up with this ticket.
        set: bool,
    },
    /// No such account, a disabled one, no password yet, or another one: it is not said which.
    Wrong,
    /// Too many failures of this name or at this place, or too many people at once.
    Throttled {
        /// To be waited for.
        seconds: u64,
    },
}

/// What the right password is wanted for.
#[derive(Clone, Copy)]
enum Goal<'a> {
    /// To come in.
    ComeIn,
    /// To have this one from now on.
    Change(&'a str),
    /// To set up, or take away, the second factor of an account that is logged in.
    Prove,
}

/// What was typed, where from and when.
struct Typed<'a> {
    login: String,
    password: &'a str,
    origin: Origin<'a>,
    asked: &'a Asked,
}

impl Accounts<'_> {
    /// Logs in. Where it comes from serves for slowing down alone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn log_in(&self, login: &str, password: &str, origin: Origin<'_>, asked: &Asked) -> Result<LogIn, StoreError> {
        self.enter(Typed { login: login::normal(login), password, origin, asked }, Goal::ComeIn).await
    }

    /// Shows that the person at the page knows the password, for a step that asks for it anew: answers with a ticket for the
    /// second factor. Slowed down as a log-in is.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn prove(&self, login: &str, password: &str, origin: Origin<'_>, asked: &Asked) -> Result<LogIn, StoreError> {
        self.enter(Typed { login: login::normal(login), password, origin, asked }, Goal::Prove).await
    }

    /// Changes the password of who knows the old one: all sessions end, and a new one is open. Throttled as a log-in is.
    ///
    /// # Errors
    /// A refusal where the new password may not be one.
    pub async fn change_password(&self, login: &str, old: &str, new: &str, origin: Origin<'_>, asked: &Asked) -> Result<LogIn, StoreError> {
        let login = login::normal(login);
        if let Some(known) = find(&self.now(), "login", &login).await? {
            if old == new {
                return refused("新密码和现在的是同一个", "请换一个新的");
            }
            self.may_be_password(new, &known.account, self.rules()).await?;
        }
        self.enter(Typed { login, password: old, origin, asked }, Goal::Change(new)).await
    }

    async fn enter(&self, typed: Typed<'_>, goal: Goal<'_>) -> Result<LogIn, StoreError> {
        let Some(place) = self.store.hashing.place() else { return Ok(LogIn::Throttled { seconds: self.limits.busy.unsigned_abs() }) };
        let known = find(&self.now(), "login", &typed.login).await?;
        let holder = known.as_ref().map(|stored| stored.account.id);
        let attempt = match self.attempt(&typed.login, holder, typed.origin, typed.asked.at).await? {
            Ok(attempt) => attempt,
            Err(seconds) => return Ok(LogIn::Throttled { seconds }),
        };
        let right = self.is_right(&place, known.as_ref(), typed.password).await?;
        let known = known.filter(|_| right);
        let hash = match (&known, goal) {
            (Some(stored), Goal::Change(new)) => Some(self.hash(&place, stored.account.id, new).await?),
            _ => None,
        };
        let mut turn = self.turn().await?;
        // Hashing took its time: the account may have been disabled, or its password changed.
        let current = find(&Seen::Within(&turn), "login", &typed.login).await?;
        let answer = match (known, current) {
            (Some(tried), Some(current)) if is_still(&tried, &current) => {
                self.opened(&mut turn, &attempt, current, (goal, hash), typed.asked).await?
            }
            _ => {
                slowing::failed(&mut turn, attempt).await?;
                LogIn::Wrong
            }
        };
        turn.commit().await?;
        Ok(answer)
    }

    /// The password was right.
    async fn opened(
        &self,
        turn: &mut Turn,
        attempt: &Attempt,
        known: Stored,
        (goal, hash): (Goal<'_>, Option<String>),
        asked: &Asked,
    ) -> Result<LogIn, StoreError> {
        slowing::succeeded(turn, attempt).await?;
        let set = turn.fold().access.accounts.get(&known.account.id).is_some_and(|standing| standing.second.is_some());
        let second = match goal {
            Goal::ComeIn => (set || self.needs_second(&known.account, asked)) && Defence::SecondIsAsked.holds(),
            Goal::Change(_) => false,
            Goal::Prove => true,
        };
        if second {
            return Ok(LogIn::Second { ticket: self.ticket(&known, asked.at)?, set });
        }
        let account = known.account;
        let asked = asked.by(account.id);
        if let Some(hash) = hash {
            keep_password(turn, &account, hash, &asked).await?;
        }
        self.come_in(turn, account, &asked).await
    }

    /// Opens a session, and marks the browser as the holder's.
    pub(super) async fn come_in(&self, turn: &mut Turn, account: Account, asked: &Asked) -> Result<LogIn, StoreError> {
        let browser = self.mark_browser(account.id)?;
        Ok(LogIn::Opened { token: self.open_session(turn, account.id, asked).await?, account, browser })
    }
}

/// Is it the account whose password was right, and may it come in?
fn is_still(tried: &Stored, current: &Stored) -> bool {
    tried.account.id == current.account.id && tried.password == current.password && !current.account.disabled
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
