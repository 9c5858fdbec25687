//! Throttling: who fails too often has to wait.
//!
//! A login that is being tried counts as failed until the answer is known, so that a hundred tries at once are no more
//! than five. For a source only failures count: an office may log in all at once. Unknown logins count like known ones,
//! so that waiting tells nothing; names and sources are kept as keyed digests, for as long as they count.

use super::guarded::{self, Seen};
use super::{Accounts, Turn};
use crate::StoreError;
use crate::row::{self, Cell, Row};
use crate::schema::ATTEMPT;
use jishi_defence::Defence;
use jishi_facts::Timestamp;
use jishi_journal::to_hex;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

/// A log-in that is being tried.
pub(super) struct Attempt {
    id: String,
    login: String,
    source: String,
    at: Timestamp,
}

impl Accounts<'_> {
    /// Takes note of a try, or says for how many seconds there may be none.
    pub(super) async fn attempt(&self, login: &str, source: &str, now: Timestamp) -> Result<Result<Attempt, u64>, StoreError> {
        let attempt = Attempt {
            id: to_hex(&self.draw::<16>()?),
            login: self.digest("attempt by login", login),
            source: self.digest("attempt by source", source),
            at: now,
        };
        let turn = self.turn().await?;
        if let Some(seconds) = self.must_wait(&turn, &attempt, now).await? {
            turn.give_up().await?;
            return Ok(Err(seconds));
        }
        let over = now.saturating_sub(self.limits.window);
        turn.execute(Query::delete().from_table(ATTEMPT.name).and_where(Expr::col("at").lte(over))).await?;
        guarded::insert(&turn, &ATTEMPT, row_of(&attempt, false)).await?;
        turn.commit().await?;
        Ok(Ok(attempt))
    }

    async fn must_wait(&self, turn: &Turn, attempt: &Attempt, now: Timestamp) -> Result<Option<u64>, StoreError> {
        let mut by_login = counted(now.saturating_sub(self.limits.window));
        by_login.and_where(Expr::col("login").eq(&attempt.login));
        let mut by_source = counted(now.saturating_sub(self.limits.window));
        by_source.and_where(Expr::col("source").eq(&attempt.source)).and_where(Expr::col("failed").eq(1));
        let mut longest = None;
        if !Defence::GuessesAreFew.holds() {
            return Ok(longest);
        }
        for (mut statement, limit) in [(by_login, self.limits.per_login), (by_source, self.limits.per_source)] {
            let latest = Seen::Within(turn).rows(&ATTEMPT, statement.limit(limit as u64)).await?;
            // The oldest of so many: when it counts no more, there may be another.
            if let Some(oldest) = latest.get(limit.saturating_sub(1)) {
                let until = oldest[ATTEMPT.position("at")].integer().saturating_add(self.limits.window);
                longest = Ord::max(longest, Some(until.saturating_sub(now).unsigned_abs()));
            }
        }
        Ok(longest)
    }
}

/// The tries that still count, the latest first.
fn counted(over: Timestamp) -> SelectStatement {
    let mut statement = row::select(&ATTEMPT);
    statement.and_where(Expr::col("at").gt(over)).order_by("at", Order::Desc);
    statement
}

/// It was wrong, and counts.
pub(super) async fn failed(turn: &Turn, attempt: Attempt) -> Result<(), StoreError> {
    guarded::rewrite(turn, &ATTEMPT, row_of(&attempt, true)).await
}

fn row_of(attempt: &Attempt, failed: bool) -> Row {
    let cells = [&attempt.id, &attempt.login, &attempt.source].map(Cell::id);
    cells.into_iter().chain([Cell::Integer(attempt.at), Cell::Integer(i64::from(failed))]).collect()
}

/// It was right: what the same login did wrong from the same source counts no more. What others tried from elsewhere
/// does, so that the right password of one gives no fresh tries to another.
pub(super) async fn succeeded(turn: &Turn, attempt: &Attempt) -> Result<(), StoreError> {
    let own = Expr::col("login").eq(&attempt.login).and(Expr::col("source").eq(&attempt.source));
    turn.execute(Query::delete().from_table(ATTEMPT.name).and_where(own)).await?;
    Ok(())
}
