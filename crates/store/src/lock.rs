//! One writer at a time: the command line and a server cannot both write.

use crate::StoreError;
use crate::connect::{self, Location};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// The number of the advisory lock in a PostgreSQL database: "jishi" in ASCII.
const ADVISORY: i64 = 0x6a_69_73_68_69;

/// The right to write; given back when dropped, also when the program is killed.
#[derive(Debug)]
pub(crate) enum Lock {
    /// A lock on a file in the data directory.
    Dir(File),
    /// An advisory lock of a session of its own.
    Session(DatabaseConnection),
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another program has it.
    pub(crate) async fn take(location: &Location) -> Result<Self, StoreError> {
        match location {
            Location::Dir(dir) => lock_file(dir).map(Self::Dir),
            Location::Url(url) => {
                let session = connect::session(url).await?;
                let ask = Statement::from_string(session.get_database_backend(), format!("SELECT pg_try_advisory_lock({ADVISORY})"));
                let taken = session.query_one_raw(ask).await?.map(|row| row.try_get_by_index(0)).transpose()?;
                if taken == Some(true) { Ok(Self::Session(session)) } else { Err(StoreError::Locked) }
            }
        }
    }

    /// Takes the lock again where it was lost with the connection that held it. Where another program has it meanwhile,
    /// that one has counted up the epoch, and this one will be told so.
    pub(crate) async fn hold_again(&mut self, location: &Location) {
        let Self::Session(session) = self else { return };
        if session.ping().await.is_err()
            && let Ok(again) = Self::take(location).await
        {
            *self = again;
        }
    }

    /// Gives the lock back and waits until it is.
    pub(crate) async fn release(self) -> Result<(), StoreError> {
        match self {
            Self::Dir(file) => file.unlock().map_err(|e| StoreError::Io("放开写入锁", e)),
            Self::Session(session) => Ok(session.close().await?),
        }
    }
}

fn lock_file(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("writer.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(|e| StoreError::Io("打开写入锁文件", e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked),
        Err(TryLockError::Error(error)) => Err(StoreError::Io("取得写入锁", error)),
    }
}
