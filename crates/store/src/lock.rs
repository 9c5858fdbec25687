//! One writer at a time: the command line and a server cannot both write.

use crate::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// The lock on a data directory; released when dropped, also when the program is killed.
#[derive(Debug)]
pub(crate) struct DirLock(#[allow(dead_code)] File); // Held, never read.

impl DirLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another program has it.
    pub(crate) fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("writer.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(|e| StoreError::Io("打开写入锁文件", e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked),
            Err(TryLockError::Error(error)) => Err(StoreError::Io("取得写入锁", error)),
        }
    }
}
