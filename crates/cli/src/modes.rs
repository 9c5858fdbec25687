//! Who may read what a site keeps on disk: its owner alone. What the program makes is so; what was there before is looked at.

use std::path::{Path, PathBuf};

/// From here on nothing that the program makes can be read by others, whatever the shell that it was started from allows.
pub fn make_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// The folder of a unit's own packs: people write it, and no secret lies in it.
const PACKS: &str = "packs";

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

/// What is wider than it should be of a site in a folder: the folder, and what lies in it.
pub fn wide_folder(dir: &Path) -> Vec<Wide> {
    wide([vec![dir.to_owned()], beside(dir, |name| name != PACKS)].concat())
}

/// What is wider than it should be of a site in a database: the root key's file, and the notes that lie beside it by its name.
pub fn wide_key(key: &Path) -> Vec<Wide> {
    let name = key.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let notes = key.parent().map_or_else(Vec::new, |dir| beside(dir, |found| found == name || found.starts_with(&format!("{name}."))));
    wide(notes)
}

/// What lies in a folder by these names. Of what cannot be listed nothing is said: nobody else can list it either.
fn beside(dir: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let found = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = found.filter(|entry| wanted(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn wide(paths: Vec<PathBuf>) -> Vec<Wide> {
    let wanted = |path: &Path| if path.is_dir() { "700" } else { "600" };
    paths.into_iter().filter_map(|path| Some(Wide { mode: others_may(&path)?, wanted: wanted(&path), path })).collect()
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
