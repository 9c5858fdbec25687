//! The head: the one row that every writing transaction locks, checks and changes.
//!
//! Its epoch says who may write: who opens a site for writing counts it up, and whoever wrote before finds it changed and
//! writes no more, however it lost its lock. Its turn counts the transactions, so that what became of one whose commit
//! failed can be asked on another connection. Its size and root are a checkpoint at every commit, authenticated; so is its
//! tally of all rows that are authenticated beside the journal (`tally.rs`).

use crate::StoreError;
use crate::row::{self, Cell, Row};
use crate::schema::HEAD;
use crate::tally::Tally;
use crate::vault::Vault;
use jishi_defence::Defence;
use jishi_facts::Timestamp;
use jishi_journal::{Hash, Tree, empty_root};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ConnectionTrait, DbBackend};

/// The key of the one row.
const ONLY: i64 = 1;

/// What the row says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    /// Counted up by each program that opens the site for writing.
    pub epoch: u64,
    /// Counted up by each transaction that writes.
    pub turn: u64,
    /// Entries in the journal.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When the last of them was made.
    pub at: Timestamp,
    /// Over the rows that are authenticated beside the journal.
    pub tally: Tally,
}

/// A head, and whether it is one from before there was a tally: then the tally in it says nothing.
enum Found {
    Now(Head),
    Before(Head),
}

impl Head {
    /// Of a site without entries.
    pub(crate) fn new() -> Self {
        Self { epoch: 0, turn: 0, size: 0, root: empty_root(), at: 0, tally: Tally::new() }
    }

    fn row(&self, vault: &Vault) -> Result<Row, StoreError> {
        let mac = vault.head_mac([self.epoch, self.turn, self.size], &self.root, self.at, Some(&self.tally));
        Ok(vec![
            Cell::Integer(ONLY),
            Cell::count(self.epoch),
            Cell::count(self.turn),
            Cell::count(self.size),
            Cell::Blob(self.root.to_vec()),
            Cell::Integer(self.at),
            Cell::Blob(vault.seal_tally(self.turn, &self.tally)?),
            Cell::Blob(mac.to_vec()),
        ])
    }

    fn of(row: &Row, vault: &Vault) -> Result<Found, StoreError> {
        let [_, epoch, turn, size, root, at, tally, mac] = row.as_slice() else { return Err(changed()) };
        let number = |cell: &Cell| u64::try_from(cell.integer()).map_err(|_| changed());
        let root = Hash::try_from(root.bytes()).map_err(|_| changed())?;
        let (epoch, turn, size) = (number(epoch)?, number(turn)?, number(size)?);
        let sealed = match tally {
            Cell::Null => None,
            sealed => Some(vault.open_tally(turn, sealed.bytes()).map_err(|_| changed())?),
        };
        let head = Self { epoch, turn, size, root, at: at.integer(), tally: sealed.unwrap_or(Tally::new()) };
        let genuine = vault.head_mac([epoch, turn, size], &head.root, head.at, sealed.as_ref()) == mac.bytes();
        if !genuine && Defence::HeadIsSealed.holds() {
            return Err(changed());
        }
        Ok(if sealed.is_some() { Found::Now(head) } else { Found::Before(head) })
    }

    /// The head as it lies there. With `lock` nobody else changes it until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is missing or not genuine; [`StoreError::Unsafe`] where it has no tally yet.
    pub(crate) async fn read(connection: &impl ConnectionTrait, vault: &Vault, lock: bool) -> Result<Self, StoreError> {
        match Self::find(connection, vault, lock).await? {
            Found::Now(head) => Ok(head),
            Found::Before(_) => Err(StoreError::Unsafe("数据的结构较旧，请先以可写方式打开一次以升级".into())),
        }
    }

    /// The head of a site from before there was a tally; none where it has one. Nobody else changes it until this
    /// transaction ends.
    ///
    /// # Errors
    /// As [`Head::read`].
    pub(crate) async fn from_before(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Option<Self>, StoreError> {
        match Self::find(connection, vault, true).await? {
            Found::Now(_) => Ok(None),
            Found::Before(head) => Ok(Some(head)),
        }
    }

    async fn find(connection: &impl ConnectionTrait, vault: &Vault, lock: bool) -> Result<Found, StoreError> {
        let mut statement = row::select(&HEAD);
        statement.and_where(Expr::col("id").eq(ONLY));
        // On SQLite a writing transaction has the whole database to itself.
        if lock && connection.get_database_backend() == DbBackend::Postgres {
            statement.lock(LockType::Update);
        }
        let rows = row::rows(connection, &HEAD, &statement).await?;
        let missing = || StoreError::Damaged("日志的首行（head）不见了：它被删除，或数据库文件与密钥库不是一对".into());
        Self::of(rows.first().ok_or_else(missing)?, vault)
    }

    /// Lays down the first one.
    pub(crate) async fn lay(&self, connection: &impl ConnectionTrait, vault: &Vault) -> Result<(), StoreError> {
        row::insert(connection, &HEAD, vec![self.row(vault)?]).await
    }

    /// Puts this in the place of what lies there. The row itself stays: others may be waiting for it.
    pub(crate) async fn put(&self, connection: &impl ConnectionTrait, vault: &Vault) -> Result<(), StoreError> {
        row::rewrite(connection, &HEAD, self.row(vault)?).await
    }

    /// Compares the head with the journal.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where they disagree.
    pub(crate) fn agrees(&self, tree: &Tree) -> Result<(), StoreError> {
        match tree.root_at(self.size) {
            None => {
                let found = tree.size();
                Err(StoreError::Damaged(format!("首行记着 {} 条，日志只有 {found} 条：末尾被截去", self.size)))
            }
            Some(_) if self.size < tree.size() => {
                Err(StoreError::Damaged(format!("首行记着 {} 条，日志却有 {} 条：首行是旧的，或末尾被添加", self.size, tree.size())))
            }
            Some(root) if root != self.root => Err(StoreError::Damaged("日志与首行的根不符：日志被改写".into())),
            Some(_) => Ok(()),
        }
    }
}

fn changed() -> StoreError {
    StoreError::Damaged("日志的首行（head）不是本站写的：它被改动，或数据库文件与密钥库、根密钥不是一对".into())
}
