//! Reading the journal of who did what: what is asked for, whose names there are, and that it was read.

use crate::office::accounts::known_accounts;
use crate::error::PageError;
use crate::live::Live;
use crate::trail::{Deed, Key};
use crate::view::log::{Names, Query};
use crate::viewer::{Seat, unavailable};
use jishi_authorize::Sort;
use jishi_calendar::Date;
use jishi_store::{LogQuery, Pseudonym};

/// Enters that the journal is read, and before that what is owed of others. It is shown all the same where that cannot be
/// written: then more than ever. Says whether it could.
pub(crate) async fn open_log(live: &Live, seat: &Seat) -> bool {
    let settled = live.settle().await;
    let read = live.enter(Key { session: None, ..seat.key(live, Deed::LogRead) }, 0).await;
    settled.is_ok() && read.is_ok()
}

/// What the address asks for; `None` where it cannot be read.
pub(crate) fn log_asked(query: &Query, limit: usize) -> Option<LogQuery> {
    let day = |text: &str| -> Option<Option<Date>> { if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) } };
    Some(LogQuery {
        sort: if query.sort.is_empty() { None } else { Some(Sort::read(&query.sort)?) },
        actor: (!query.account.is_empty()).then(|| query.account.clone()),
        from: day(&query.from)?,
        to: day(&query.to)?,
        before: if query.before.is_empty() { None } else { Some(query.before.parse().ok()?) },
        limit,
    })
}

/// Accounts by name, and logins by their pseudonyms.
pub(crate) async fn log_names(live: &Live, seat: &Seat) -> Result<Names, PageError> {
    let lines = known_accounts(live, seat).await.map_err(unavailable)?;
    Ok(Names::of(lines, |login| live.store().pseudonym(Pseudonym::Login(login))))
}
