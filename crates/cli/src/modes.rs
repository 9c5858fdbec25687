//! Who may read what a site keeps on disk: its owner alone. What the program makes is so; what was there before is looked at.

use std::path::{Path, PathBuf};

/// From here on nothing that the program makes can be read by others, whatever the shell that it was started from allows.
pub fn make_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// The files of a site in its folder: the databases with what SQLite keeps beside them, the writer's lock, the root key.
const FILES: [&str; 8] = ["facts.db", "facts.db-wal", "facts.db-shm", "keys.db", "keys.db-wal", "keys.db-shm", "writer.lock", "root.key"];

/// Something that others on the machine may enter, read or write.
pub struct Wide {
    path: PathBuf,
    mode: u32,
    /// What only its owner should have.
    wanted: &'static str,
}

impl Wide {
    /// What it is, and what to do.
    pub fn words(&self) -> String {
        let path = self.path.display();
        format!("“{path}”其他用户也能进入或读写（权限 {:03o}）。请执行：chmod {} '{path}'", self.mode, self.wanted)
    }
}

/// What is wider than it should be, of a site whose data and root key lie there.
pub fn wide(data: Option<&Path>, key: Option<&Path>) -> Vec<Wide> {
    let folder = data.into_iter().map(|dir| (dir.to_owned(), "700"));
    let files = data.into_iter().flat_map(|dir| FILES.iter().map(move |file| (dir.join(file), "600")));
    let key = key.into_iter().map(|key| (key.to_owned(), "600"));
    folder.chain(files).chain(key).filter_map(|(path, wanted)| Some(Wide { mode: others_may(&path)?, path, wanted })).collect()
}

/// The mode of what others may use; `None` where they may not, or where there is nothing.
#[cfg(unix)]
fn others_may(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others_may(_path: &Path) -> Option<u32> {
    None
}
