//! The packs of this repository, as the tests read them.

use jishi_pack::SourceFile;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in a folder, in order.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Every file of every pack.
pub fn sources() -> Vec<SourceFile> {
    let packs = entries(Path::new("../../packs"));
    let files = packs.iter().flat_map(|pack| entries(pack).into_iter().map(move |file| (pack, file)));
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.map(|(pack, file)| SourceFile { pack_dir: name(pack), file: name(&file), text: fs::read_to_string(&file).unwrap() }).collect()
}
