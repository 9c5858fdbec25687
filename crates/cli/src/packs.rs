//! Where packs come from: the folders named, what they use from beside them, and the packs built into the program.

use crate::failure::Failure;
use jishi_pack::{Library, Outcome, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(rust_embed::Embed)]
#[folder = "../../packs"]
struct BuiltIn;

/// One pack's files, in order of their names.
type PackFiles = Vec<SourceFile>;

/// Packs read from folders, with everything they use.
pub struct Loaded {
    /// Every file that was read.
    pub files: Vec<SourceFile>,
    /// Library and findings.
    pub outcome: Outcome,
    /// Short names of the packs in the folders named (not those they use).
    pub named: Vec<String>,
}

impl Loaded {
    /// How findings name the file that something was written in.
    pub fn path(&self, origin: &jishi_pack::Origin) -> String {
        let heads = self.files.iter().filter(|file| file.file == "pack.yaml");
        let dir = heads.filter(|file| jishi_pack::head(&file.text).is_some_and(|pack| pack.short == origin.pack)).map(|file| &file.pack_dir).next();
        dir.map_or_else(|| origin.file.clone(), |dir| format!("{dir}/{}", origin.file))
    }
}

/// The built-in packs. They are checked by the tests, so a finding here is a fault of the program.
pub fn built_in() -> Result<Library, Failure> {
    let files: Vec<SourceFile> = built_in_files().into_values().flatten().collect();
    jishi_pack::load(&files)
        .library
        .ok_or_else(|| Failure::new("内置的制度包没有通过检查", "请用 jishi pack check packs 查看，并报告给开发者"))
}

/// The built-in packs together with the packs in a site's own folder `packs`, if it has one.
pub fn of_site(data: &str) -> Result<Library, Failure> {
    let own = Path::new(data).join("packs");
    if data.contains("://") || !own.is_dir() {
        return built_in();
    }
    let mut packs = built_in_files();
    for dir in pack_dirs(&own)? {
        packs.insert(dir.display().to_string(), read_dir(&dir)?);
    }
    let shipped: BTreeSet<String> = BuiltIn::iter().filter_map(|path| Some(path.split_once('/')?.0.to_owned())).collect();
    let files: Vec<SourceFile> = packs.into_values().flatten().collect();
    let outcome = jishi_pack::load_own(&files, &[], &|dir| !shipped.contains(dir));
    outcome.library.ok_or_else(|| {
        Failure::new(format!("站点自己的制度包（{}）没有通过检查", own.display()), format!("请运行 jishi pack check {}", own.display()))
    })
}

/// The packs in `dirs` and all that they use; with no folder named, the built-in packs.
pub fn load(dirs: &[PathBuf]) -> Result<Loaded, Failure> {
    let built_in = built_in_files();
    if dirs.is_empty() {
        let files: Vec<SourceFile> = built_in.into_values().flatten().collect();
        let outcome = jishi_pack::load(&files);
        let named = outcome.library.iter().flat_map(|library| library.packs.keys().cloned()).collect();
        return Ok(Loaded { files, outcome, named });
    }
    let mut taken: Vec<PathBuf> = Vec::new();
    for dir in dirs {
        taken.extend(pack_dirs(dir)?);
    }
    let mut packs: Vec<PackFiles> = taken.iter().map(|dir| read_dir(dir)).collect::<Result<_, _>>()?;
    let named: Vec<String> = packs.iter().filter_map(head).map(|(short, _)| short).collect();
    add_used(&mut packs, &taken, &built_in)?;
    let files: Vec<SourceFile> = packs.into_iter().flatten().collect();
    // A citation may name a built-in document that is not used otherwise.
    let known: Vec<SourceFile> = built_in.values().flatten().filter(|file| file.file == "pack.yaml").cloned().collect();
    // A folder with a built-in pack's name is a newer text of that pack; any other beside one is a unit's own.
    let heads = files.iter().filter(|file| file.file == "pack.yaml");
    let shipped: BTreeSet<&str> =
        heads.filter(|file| jishi_pack::head(&file.text).is_some_and(|pack| built_in.contains_key(&pack.short))).map(|file| file.pack_dir.as_str()).collect();
    let outcome = jishi_pack::load_own(&files, &known, &|dir| !shipped.is_empty() && !shipped.contains(dir));
    Ok(Loaded { files, outcome, named })
}

/// Adds the packs that those here use and that were not named: from the folders near them, else from the program.
fn add_used(packs: &mut Vec<PackFiles>, taken: &[PathBuf], built_in: &BTreeMap<String, PackFiles>) -> Result<(), Failure> {
    let mut beside: BTreeMap<String, PackFiles> = BTreeMap::new();
    let absolute: Vec<PathBuf> = taken.iter().filter_map(|dir| dir.canonicalize().ok()).collect();
    for dir in absolute.iter().flat_map(|dir| near(dir)).filter(|dir| !absolute.contains(dir)) {
        let files = read_dir(&dir)?;
        if let Some((short, _)) = head(&files) {
            beside.entry(short).or_insert(files);
        }
    }
    let mut at = 0;
    while at < packs.len() {
        let uses = head(&packs[at]).map(|(_, uses)| uses).unwrap_or_default();
        for short in uses {
            let here = packs.iter().filter_map(head).any(|(name, _)| name == short);
            if let Some(files) = beside.get(&short).or_else(|| built_in.get(&short)).filter(|_| !here) {
                packs.push(files.clone());
            }
        }
        at += 1;
    }
    Ok(())
}

/// Pack folders near `dir`, the nearest first: beside it, then those in the folders beside its parent.
fn near(dir: &Path) -> Vec<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        found.sort();
        found
    };
    let above: Vec<&Path> = dir.ancestors().skip(1).take(2).collect();
    let beside = above.first().map(|parent| inside(parent)).unwrap_or_default();
    let further = above.get(1).map(|above| inside(above)).unwrap_or_default();
    let further = further.iter().filter(|folder| Some(folder.as_path()) != above.first().copied()).flat_map(|folder| inside(folder));
    beside.into_iter().chain(further).filter(|dir| dir.join("pack.yaml").is_file()).collect()
}

fn head(files: &PackFiles) -> Option<(String, Vec<String>)> {
    files.iter().find(|file| file.file == "pack.yaml").and_then(|file| jishi_pack::head(&file.text)).map(|pack| (pack.short, pack.uses))
}

/// By short name.
fn built_in_files() -> BTreeMap<String, PackFiles> {
    let mut folders: BTreeMap<String, PackFiles> = BTreeMap::new();
    for path in BuiltIn::iter() {
        let Some((dir, file)) = path.split_once('/') else { continue };
        let Some(data) = BuiltIn::get(&path) else { continue };
        let text = String::from_utf8_lossy(&data.data).into_owned();
        folders.entry(dir.to_owned()).or_default().push(SourceFile { pack_dir: dir.to_owned(), file: file.to_owned(), text });
    }
    folders
        .into_values()
        .map(|mut files| {
            files.sort_by(|a, b| a.file.cmp(&b.file));
            (head(&files).map(|(short, _)| short).unwrap_or_default(), files)
        })
        .collect()
}

/// A pack folder itself, or the pack folders in it.
fn pack_dirs(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(dir).map_err(|error| Failure::file(dir, &error))?;
    if dir.join("pack.yaml").is_file() {
        return Ok(vec![dir.to_owned()]);
    }
    let mut inner: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.join("pack.yaml").is_file()).collect();
    inner.sort();
    // A folder without any pack is checked as a pack, so that what it lacks is said.
    Ok(if inner.is_empty() { vec![dir.to_owned()] } else { inner })
}

fn read_dir(dir: &Path) -> Result<PackFiles, Failure> {
    let mut files = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir).map_err(|error| Failure::file(dir, &error))?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "yaml" || ext == "yml")) {
        let bytes = std::fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("“{}”不是 UTF-8 文本", path.display()), "请用编辑器另存为 UTF-8 编码"))?;
        files.push(SourceFile { pack_dir: dir.display().to_string(), file, text });
    }
    if files.is_empty() {
        // Nothing to read still has to be said by the check itself, with its code.
        files.push(SourceFile { pack_dir: dir.display().to_string(), file: String::new(), text: String::new() });
    }
    Ok(files)
}
