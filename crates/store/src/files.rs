//! Files: which of them make a site on SQLite, and how a file is read and written whole.

use crate::StoreError;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The database of facts.
pub(crate) const FACTS: &str = "facts.db";
/// The database of keys.
pub(crate) const KEYS: &str = "keys.db";
/// What is noted of the journal beside the databases.
pub(crate) const CHECKPOINT: &str = "last-checkpoint";
/// When the site was last in use.
pub(crate) const TIME: &str = "last-time";

/// Has a folder all of a site's files, or none of them? A part is named, and never taken for none.
///
/// # Errors
/// [`StoreError::Missing`] where there is none; [`StoreError::Incomplete`] where a part is missing.
pub(crate) fn whole(dir: &Path) -> Result<(), StoreError> {
    let there = |name: &str| filled(&dir.join(name));
    let what = match (there(FACTS), there(KEYS)) {
        (true, true) => return Ok(()),
        (true, false) => "有 facts.db，没有密钥库 keys.db，封存的内容都打不开",
        (false, true) => "有 keys.db，没有 facts.db",
        (false, false) if there(CHECKPOINT) || log(dir, FACTS) => "这里原有一个站点，facts.db 和 keys.db 却不在了",
        (false, false) => return Err(StoreError::Missing),
    };
    Err(StoreError::Incomplete(format!(
        "数据不全：{what}。请从原处把 facts.db、keys.db 和 root.key 一起复制过来，或用 jishi restore 从备份恢复"
    )))
}

/// Lies a write-ahead log with anything in it beside a database?
pub(crate) fn log(dir: &Path, database: &str) -> bool {
    filled(&dir.join(format!("{database}-wal")))
}

/// Is there such a file, and something in it?
pub(crate) fn filled(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

/// The file's bytes; none where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::Io("读取数据旁的文件", error)),
    }
}

/// Writes a file whole: whoever reads it meanwhile, or after a power cut, sees the old one or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = path.with_file_name(format!("{name}.new"));
    write_private(&fresh, bytes, OpenOptions::new().create(true).truncate(true))
        .and_then(|()| std::fs::rename(&fresh, path))
        .map_err(|error| StoreError::Io("写入数据旁的文件", error))
}

/// Writes a file that only its owner can read, as far as the disk.
pub(crate) fn write_private(path: &Path, bytes: &[u8], options: &mut OpenOptions) -> std::io::Result<()> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let mut file = options.write(true).open(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all())
}

/// Makes a folder that only its owner can enter; one that is there already is left as it is.
pub(crate) fn make_private_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::Io("建立目录", error))
}

/// Makes a file that another has written one that only its owner can read, and takes it as far as the disk.
pub(crate) fn keep_private(path: &Path) -> Result<(), StoreError> {
    let keep = || -> std::io::Result<()> {
        #[cfg(unix)]
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        OpenOptions::new().read(true).write(true).open(path)?.sync_all()
    };
    keep().map_err(|error| StoreError::Io("保存文件", error))
}

/// Takes what was renamed in a folder as far as the disk.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    std::fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| StoreError::Io("保存目录", error))
}
