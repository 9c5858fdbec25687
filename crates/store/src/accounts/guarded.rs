//! The rows that give access: written with a MAC over all they say, bound to the entry of the journal that gave them, and
//! held to both whenever they are read. Who can write to the tables but has no root key can make none that passes, change
//! none, move none to another account, and put none back that was taken away. What is written and deleted here goes into
//! the tally, so that the full check misses a row that somebody else deleted, and finds one as it once was.

use super::seat::of_code;
use crate::access::{Access, LONGEST_SESSION, Way};
use crate::fold::Fold;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, ACCOUNTS, API_TOKEN, INVITATION, SECOND, SESSION, Table};
use crate::turn::Turn;
use crate::vault::Vault;
use crate::{Store, StoreError};
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_facts::Timestamp;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

/// Where rows are read: now, or within a turn at writing.
pub(super) enum Seen<'a> {
    Now(&'a Store),
    Within(&'a Turn),
}

impl Seen<'_> {
    /// What opens the sealed parts of rows.
    pub(super) fn vault(&self) -> &Vault {
        match self {
            Self::Now(store) => store.vault(),
            Self::Within(turn) => turn.vault(),
        }
    }

    /// The rows that a statement finds, without their MAC: each genuine, and ways in only where they stand.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a row was tampered with.
    pub(super) async fn rows(&self, table: &'static Table, statement: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Within(turn) => held(found(&***turn, turn.vault(), table, statement).await?, table, turn.fold()),
            Self::Now(store) => {
                // The fold is read first: rows are as new as it is, or newer.
                let fold = store.published.fold();
                let rows = found(store.facts(), store.vault(), table, statement).await?;
                let ahead = rows.iter().any(|row| entry(table, row).is_some_and(|entry| entry >= fold.site.size));
                let Some(site) = store.writing.as_ref().filter(|_| ahead) else { return held(rows, table, &fold) };
                // Written just now, and shown as soon as the writer lets go.
                let _pen = site.pen.lock().await;
                let rows = found(store.facts(), store.vault(), table, statement).await?;
                held(rows, table, &store.published.fold())
            }
        }
    }
}

/// Reads rows and takes their MACs off.
async fn found(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    table: &'static Table,
    statement: &SelectStatement,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = row::rows(connection, table, statement).await?;
    rows.iter_mut().try_for_each(|row| vault.genuine(table, row))?;
    Ok(rows)
}

/// Accounts must be as the journal last left them; a way in that does not stand any more is none.
fn held(rows: Vec<Row>, table: &'static Table, fold: &Fold) -> Result<Vec<Row>, StoreError> {
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        // What a program wrote after this store was opened for reading only is genuine, and newer than its fold.
        let ahead = entry(table, &row).is_some_and(|entry| entry >= fold.site.size);
        let stands = ahead || stands(table, &row, &fold.access)? || !Defence::WaysStand.holds();
        if !stands && table.name == ACCOUNT.name {
            return Err(StoreError::Damaged("有一个账户与日志不符：它被换成了以前的样子".into()));
        }
        kept.extend(stands.then_some(row));
    }
    Ok(kept)
}

fn stands(table: &'static Table, row: &Row, access: &Access) -> Result<bool, StoreError> {
    let Some(entry) = entry(table, row) else { return Ok(true) };
    if table.name == ACCOUNT.name {
        return Ok(access.is_row(account(&row[0])?, entry));
    }
    if table.name == SECOND.name {
        let standing = access.accounts.get(&account(&row[0])?);
        return Ok(standing.is_some_and(|standing| standing.second == Some(entry)));
    }
    match (way(table), &row[table.position("account")]) {
        // A link that sets the site up is good as long as nobody ever had that seat.
        (_, Cell::Null) => Ok(of_code(row[INVITATION.position("seat")].text()).is_some_and(|seat| access.to_set_up().contains(&seat))),
        (Some(way), owner) => Ok(access.stands(account(owner)?, entry, way)),
        (None, _) => Ok(true),
    }
}

/// The entry that a row names, in tables where rows do.
fn entry(table: &'static Table, row: &Row) -> Option<u64> {
    let place = table.columns.iter().position(|column| column.name == "entry")?;
    Some(row.get(place)?.integer().unsigned_abs())
}

fn way(table: &'static Table) -> Option<Way> {
    [(&SESSION, Way::Session), (&INVITATION, Way::Link), (&API_TOKEN, Way::Token)].into_iter().find(|(of, _)| of.name == table.name).map(|(_, way)| way)
}

fn account(cell: &Cell) -> Result<AccountId, StoreError> {
    cell.text().parse().map_err(|_| super::damaged("有不成编号的编号"))
}

/// Writes a new row; its MAC is put behind it.
pub(super) async fn insert(turn: &mut Turn, table: &'static Table, row: Row) -> Result<(), StoreError> {
    let row = with_mac(turn, table, row);
    row::insert(&**turn, table, vec![row]).await
}

/// Gives the row with this row's key all of its values.
pub(super) async fn rewrite(turn: &mut Turn, table: &'static Table, row: Row) -> Result<(), StoreError> {
    for before in row::owned(&**turn, table, &row[..1]).await? {
        turn.removed(before.last().map_or(&[], Cell::bytes));
    }
    let row = with_mac(turn, table, row);
    row::rewrite(&**turn, table, row).await
}

/// Deletes the rows for which this holds, genuine or not; gives how many they were.
pub(super) async fn delete(turn: &mut Turn, table: &'static Table, which: Expr) -> Result<usize, StoreError> {
    let gone = turn.query_all(Query::delete().from_table(table.name).and_where(which).returning_col("mac")).await?;
    for row in &gone {
        turn.removed(&row.try_get_by_index::<Vec<u8>>(0)?);
    }
    Ok(gone.len())
}

/// Deletes the links that stand no more, after a turn has changed which do.
pub(super) async fn sweep_links(turn: &mut Turn) -> Result<(), StoreError> {
    for row in found(&**turn, turn.vault(), &INVITATION, &row::select(&INVITATION)).await? {
        if !stands(&INVITATION, &row, &turn.fold().access)? {
            delete(turn, &INVITATION, Expr::col("secret").eq(row[0].text())).await?;
        }
    }
    Ok(())
}

/// The row as it is written in this turn.
fn with_mac(turn: &mut Turn, table: &'static Table, mut row: Row) -> Row {
    let mac = turn.vault().row_mac(table, &row);
    turn.wrote(&mac);
    row.push(Cell::Blob(mac.to_vec()));
    row
}

/// Holds every row to its MAC and to the journal, and the journal to the rows: none is missing, none too many.
///
/// # Errors
/// [`StoreError::Damaged`] at the first that is not as it should be.
pub(crate) async fn check(connection: &impl ConnectionTrait, vault: &Vault, access: &Access, last: Timestamp) -> Result<(), StoreError> {
    let over = last.saturating_sub(LONGEST_SESSION);
    let (mut accounts, mut ways, mut seconds) = (0, 0, 0);
    for table in ACCOUNTS {
        for row in found(connection, vault, table, &row::select_in_order(table)).await? {
            let old = table.name == SESSION.name && row[SESSION.position("opened")].integer() <= over;
            let stands = stands(table, &row, access)?;
            // A link to set the site up that came too late opens nothing.
            let late = table.name == INVITATION.name && row[INVITATION.position("account")] == Cell::Null;
            if !stands && !old && !late {
                return Err(StoreError::Damaged(format!("表 {} 里有一行在日志里已经作废：它被放了回来", table.name)));
            }
            let counts = stands && !old && entry(table, &row).is_some() && !late;
            let count = match table.name {
                name if name == ACCOUNT.name => &mut accounts,
                name if name == SECOND.name => &mut seconds,
                _ => &mut ways,
            };
            *count += usize::from(counts);
        }
    }
    let given = access.accounts.values().flat_map(|standing| standing.ways.values());
    let given = given.filter(|(way, at)| *way != Way::Session || *at > over).count();
    let set = access.accounts.values().filter(|standing| standing.second.is_some()).count();
    if accounts != access.accounts.len() || ways != given || seconds != set {
        return Err(StoreError::Damaged("账户、会话、链接或令牌比日志里少：有一行被删除".into()));
    }
    Ok(())
}
