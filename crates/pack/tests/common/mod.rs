//! Sources from `suite/pack`, read in the order of names.

use jishi_pack::SourceFile;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of recorded cases.
pub fn suite() -> PathBuf {
    PathBuf::from("../../suite/pack")
}

/// The entries of a folder, by name.
pub fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The files of one pack's folder.
pub fn pack(dir: &Path) -> Vec<SourceFile> {
    let name = dir.file_name().unwrap().to_str().unwrap().to_owned();
    let yaml = entries(dir).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    yaml.map(|path| SourceFile {
        pack_dir: name.clone(),
        file: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: fs::read_to_string(&path).unwrap(),
    })
    .collect()
}

/// The files of every pack in a folder of packs.
pub fn packs(dir: &Path) -> Vec<SourceFile> {
    entries(dir).iter().filter(|path| path.is_dir()).flat_map(|path| pack(path)).collect()
}

/// The packs of these folders of the suite: `base` is the vocabulary that all cases share.
pub fn sets(names: &[&str]) -> Vec<SourceFile> {
    names.iter().flat_map(|name| packs(&suite().join(name))).collect()
}
