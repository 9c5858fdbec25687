//! Slowing down: after some failures each further try has to wait a little longer, up to a bound. Nobody is locked out.
//!
//! Failures are counted by name and place together, by name, and by place. A browser in which the holder has logged in
//! before is a place of its own: what others try elsewhere, or behind the same address, does not slow it. A try that is
//! under way counts as failed until the answer is known, so that a hundred at once are no more than the free ones; a try
//! that has to wait does not count, so that waiting is never made longer by asking. Unknown names count like known ones,
//! so that waiting tells nothing; names and places are kept as keyed digests, for as long as they count.

use super::guarded::{self, Seen};
use super::{Accounts, Turn};
use crate::StoreError;
use crate::row::{self, Cell, Row};
use crate::schema::ATTEMPT;
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_facts::Timestamp;
use jishi_journal::{Hash, from_hex, to_hex};
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement};

/// How failures of one sort slow down: the first `free` within the window cost nothing; from then on each try waits after
/// the one before it, a second at first, twice as long each time, `most` seconds at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slowing {
    /// Failures without consequence.
    pub free: usize,
    /// Seconds between two tries at most.
    pub most: i64,
}

impl Slowing {
    /// Seconds that a try has to wait after so many failures, the latest of them at `last`.
    fn wait(self, failures: usize, last: Timestamp, now: Timestamp) -> i64 {
        let Some(beyond) = failures.checked_sub(self.free) else { return 0 };
        let pause = 1_i64.checked_shl(u32::try_from(beyond).unwrap_or(u32::MAX)).filter(|pause| *pause > 0).map_or(self.most, |pause| Ord::min(pause, self.most));
        last.saturating_add(pause).saturating_sub(now).clamp(0, self.most)
    }
}

/// Where a log-in comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The client's address, as text; empty where there is none.
    pub source: &'a str,
    /// What the browser holds since its last log-in: see [`super::LogIn::Opened`].
    pub browser: Option<&'a str>,
}

/// A log-in that is being tried.
pub(super) struct Attempt {
    id: String,
    login: String,
    source: String,
    at: Timestamp,
}

impl Accounts<'_> {
    /// Takes note of a try, or says for how many seconds there may be none. `known` is the account of that name.
    pub(super) async fn attempt(
        &self,
        login: &str,
        known: Option<AccountId>,
        origin: Origin<'_>,
        now: Timestamp,
    ) -> Result<Result<Attempt, u64>, StoreError> {
        let browser = origin.browser.filter(|mark| known.is_some_and(|account| self.is_known(account, mark)));
        let source = match browser {
            Some(mark) => self.digest("attempt by browser", mark),
            None => self.digest("attempt by source", origin.source),
        };
        let attempt = Attempt { id: to_hex(&self.draw::<16>()?), login: self.digest("attempt by login", login), source, at: now };
        let mut turn = self.turn().await?;
        let seconds = self.must_wait(&turn, &attempt, browser.is_some()).await?;
        if seconds > 0 {
            turn.give_up().await?;
            return Ok(Err(seconds.unsigned_abs()));
        }
        let over = now.saturating_sub(self.limits.window);
        guarded::delete(&mut turn, &ATTEMPT, Expr::col("at").lte(over)).await?;
        guarded::insert(&mut turn, &ATTEMPT, row_of(&attempt, false)).await?;
        turn.commit().await?;
        Ok(Ok(attempt))
    }

    async fn must_wait(&self, turn: &Turn, attempt: &Attempt, known: bool) -> Result<i64, StoreError> {
        let over = attempt.at.saturating_sub(self.limits.window);
        let by_login = Expr::col("login").eq(&attempt.login);
        let by_source = Expr::col("source").eq(&attempt.source);
        let failed = Expr::col("failed").eq(1);
        let mut rules = vec![(self.limits.pair, counted(over, by_login.clone().and(by_source.clone())))];
        if !known {
            rules.push((self.limits.login, counted(over, by_login.and(failed.clone()))));
            rules.push((self.limits.source, counted(over, by_source.and(failed))));
        }
        let mut longest = 0;
        if !Defence::GuessesAreFew.holds() {
            return Ok(longest);
        }
        for (rule, statement) in rules {
            let rows = Seen::Within(turn).rows(&ATTEMPT, &statement).await?;
            let last = rows.first().map_or(0, |row| row[ATTEMPT.position("at")].integer());
            longest = Ord::max(longest, rule.wait(rows.len(), last, attempt.at));
        }
        Ok(longest)
    }

    /// What a browser is known by from its holder's log-in on: of that account alone, and no way in.
    pub(super) fn mark_browser(&self, account: AccountId) -> Result<String, StoreError> {
        let random = self.draw::<16>()?;
        Ok(format!("{}{}", to_hex(&random), to_hex(&self.browser_mac(account, &random))))
    }

    /// Was this browser marked for this account?
    fn is_known(&self, account: AccountId, mark: &str) -> bool {
        let bytes = from_hex(mark).unwrap_or_default();
        bytes.len() == 48 && bytes.split_first_chunk::<16>().is_some_and(|(random, mac)| self.browser_mac(account, random) == mac)
    }

    fn browser_mac(&self, account: AccountId, random: &[u8; 16]) -> Hash {
        self.store.vault().mac("known browser", &[&account.0.to_be_bytes(), random])
    }
}

/// The tries that still count, the latest first.
fn counted(over: Timestamp, which: Expr) -> SelectStatement {
    let mut statement = row::select(&ATTEMPT);
    statement.and_where(Expr::col("at").gt(over)).and_where(which).order_by("at", Order::Desc);
    statement
}

/// It was wrong, and counts.
pub(super) async fn failed(turn: &mut Turn, attempt: Attempt) -> Result<(), StoreError> {
    guarded::rewrite(turn, &ATTEMPT, row_of(&attempt, true)).await
}

fn row_of(attempt: &Attempt, failed: bool) -> Row {
    let cells = [&attempt.id, &attempt.login, &attempt.source].map(Cell::id);
    cells.into_iter().chain([Cell::Integer(attempt.at), Cell::Integer(i64::from(failed))]).collect()
}

/// It was right: what the same login did wrong from the same place counts no more. What others tried from elsewhere does,
/// so that the right password of one gives no fresh tries to another.
pub(super) async fn succeeded(turn: &mut Turn, attempt: &Attempt) -> Result<(), StoreError> {
    let own = Expr::col("login").eq(&attempt.login).and(Expr::col("source").eq(&attempt.source));
    guarded::delete(turn, &ATTEMPT, own).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
