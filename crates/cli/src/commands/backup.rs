//! `jishi backup`: makes a backup beside the running server, and removes the keys of older ones; `backup verify` tries one;
//! `jishi erasures` writes the list of erasures. Fit for a timer: the exit code is 0 where all went well, else 1.

use crate::args::{Backup, BackupCommand, Erasures, Format};
use crate::failure::Failure;
use crate::{clock, output, site};
use jishi_seal::Zeroizing;
use jishi_store::copy::{self, Checked, Inside, Wanted};
use jishi_store::{Keys, Location, SystemEntropy};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

const DAY: i64 = 24 * 60 * 60;

pub fn run(options: &Backup) -> Result<ExitCode, Failure> {
    match &options.command {
        Some(BackupCommand::Verify { backup, data, root_key, passphrase_file, format }) => {
            verify(backup, data.as_deref(), root_key.as_deref(), passphrase_file.as_deref(), *format)
        }
        None => back_up(options),
    }
}

fn back_up(options: &Backup) -> Result<ExitCode, Failure> {
    let (Some(folder), Some(data)) = (&options.into, &options.data) else {
        return Err(Failure::new("没有写明备份放在哪里，或备份哪个站点", "例如：jishi backup 备份目录 --data 数据目录"));
    };
    let (location, keys) = site::location(data)?;
    let passphrase = passphrase(options.passphrase_file.as_deref())?;
    apart(folder, &location)?;
    let at = clock::now(None).at;
    let into = free(folder, &clock::folder_name(at));
    let wanted = Wanted {
        into: &into,
        at,
        program: env!("CARGO_PKG_VERSION"),
        passphrase: passphrase.as_ref().map(|words| words.as_str()),
        with_root_key: options.with_root_key,
    };
    let made = site::block_on(async {
        copy::backup(&location, &keys, &wanted, &mut SystemEntropy).await.map_err(|error| site::of_store(&error, data))
    })?;
    let too_old = at.saturating_sub(i64::from(options.keep_keys) * DAY);
    let pruned = copy::prune(folder, &keys, too_old).map_err(|error| site::of_store(&error, data))?;
    let copies = remove_old_copies(&location, &keys, options.keep_keys)?;
    // What a backup left that was killed; one that is being made now is younger.
    remove_older(copy::unfinished(folder), Duration::from_secs(DAY.unsigned_abs()))?;
    let root = jishi_journal::to_hex(&made.root);
    if options.format == Format::Json {
        output::json(&json!({
            "backup": into.display().to_string(), "size": made.size, "root": root, "rows": made.rows, "bytes": made.bytes,
            "sealed": passphrase.is_some(), "root_key": options.with_root_key, "keys_removed": pruned.removed,
            "keys_left": pruned.left, "copies_removed": copies, "noted": made.noted,
        }))?;
    } else {
        output::say(&format!("备份已做好：{}\n日志 {} 条，根值 {root}；共 {} 行。\n", into.display(), made.size, made.rows))?;
        output::say(&where_the_root_key_is(options.with_root_key, &location))?;
        if !pruned.removed.is_empty() {
            output::say(&format!("已删去满 {} 天的备份里各主体的密钥：{}。\n", options.keep_keys, pruned.removed.join("、")))?;
        }
        if !copies.is_empty() {
            output::say(&format!("已删去满 {} 天的升级前副本：{}。\n", options.keep_keys, copies.join("、")))?;
        }
        if !made.noted {
            output::say("数据旁写不进去，doctor 说不出这次备份。\n")?;
        }
    }
    if pruned.left.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let left = pruned.left.join("、");
    Err(Failure::new(
        format!("备份已做好，但下列备份读不出是不是本站的、是哪天的，里面的密钥没有按期删去：{left}"),
        "请核对它们，坏了的或别的站点的请移走；一个目录只放一个站点的备份",
    ))
}

fn where_the_root_key_is(inside: bool, location: &Location) -> String {
    let place = match (inside, location) {
        (true, _) => return "根密钥在备份里，用口令加了密；口令请另外保存。\n".to_owned(),
        (false, Location::Dir(dir)) => dir.join("root.key").display().to_string(),
        (false, Location::Url(_)) => "环境变量 JISHI_ROOT_KEY 指出的文件".to_owned(),
    };
    format!("根密钥不在备份里：它在 {place}。请另存一份到别处，没有它，备份打不开。\n")
}

/// A place of that name, or behind it where another backup was made in the same second.
fn free(folder: &Path, name: &str) -> PathBuf {
    let places = (2..).map(|number| folder.join(format!("{name}-{number}")));
    std::iter::once(folder.join(name)).chain(places).find(|place| !place.exists()).unwrap_or_default()
}

/// A backup in the data folder goes with it.
fn apart(folder: &Path, location: &Location) -> Result<(), Failure> {
    make_private(folder)?;
    let Location::Dir(dir) = location else { return Ok(()) };
    let (Ok(folder), Ok(dir)) = (folder.canonicalize(), dir.canonicalize()) else { return Ok(()) };
    if folder.starts_with(dir) {
        return Err(Failure::new("备份不要放在数据目录里：数据目录丢了，备份也就丢了", "请换一个目录，最好在另一块盘或另一台机器上"));
    }
    Ok(())
}

fn make_private(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Failure::file(folder, &error))
}

/// Copies from before the site was brought up to date hold keys too: they go when they are as old.
pub fn remove_old_copies(location: &Location, keys: &Keys, days: u16) -> Result<Vec<String>, Failure> {
    remove_older(copy::before(location, keys), Duration::from_secs(u64::from(days) * DAY.unsigned_abs()))
}

/// Removes folders that are so old; gives their names.
fn remove_older(folders: Vec<PathBuf>, keep: Duration) -> Result<Vec<String>, Failure> {
    let mut removed = Vec::new();
    for folder in folders {
        let age = std::fs::metadata(&folder).and_then(|found| found.modified()).ok().and_then(|made| made.elapsed().ok());
        if age.is_some_and(|age| age >= keep) {
            std::fs::remove_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))?;
            removed.push(folder.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    Ok(removed)
}

fn verify(
    backup: &Path,
    data: Option<&str>,
    root_key: Option<&Path>,
    passphrase_file: Option<&Path>,
    format: Format,
) -> Result<ExitCode, Failure> {
    let site = data.map(site::location).transpose()?;
    let root = root_key.map(Keys::at).or_else(|| site.as_ref().map(|(_, keys)| keys.clone()));
    let backup = newest(backup)?;
    let passphrase = passphrase(passphrase_file)?;
    let checked = Inside::open(&backup, root.as_ref(), passphrase.as_ref().map(|words| words.as_str()))
        .and_then(|inside| copy::verify(&inside))
        .map_err(|error| site::of_store(&error, ""))?;
    if let Some((location, keys)) = &site {
        copy::note_tried(location, keys, clock::now(None).at).map_err(|error| site::of_store(&error, ""))?;
    }
    say_checked(&backup, &checked, format)?;
    Ok(ExitCode::SUCCESS)
}

fn say_checked(backup: &Path, checked: &Checked, format: Format) -> Result<(), Failure> {
    let root = jishi_journal::to_hex(&checked.root);
    if format == Format::Json {
        return output::json(&json!({
            "ok": true, "backup": backup.display().to_string(), "at": checked.at, "size": checked.size, "root": root,
            "rows": checked.rows, "erased": checked.erased, "keys": checked.keys, "root_key": checked.root_key,
        }));
    }
    let keys =
        if checked.keys { "各主体的密钥在里面" } else { "各主体的密钥已按期删去，恢复时要用较新备份里的" };
    output::say(&format!(
        "备份完好：{}\n{} 做的，日志 {} 条，根值 {root}；共 {} 行；{keys}。\n",
        backup.display(),
        clock::china(checked.at),
        checked.size,
        checked.rows
    ))
}

/// A backup, or the newest in a folder of backups.
pub fn newest(given: &Path) -> Result<PathBuf, Failure> {
    copy::newest(given).ok_or_else(|| Failure::new(format!("“{}”不是备份，里面也没有备份", given.display()), "请给出备份所在的目录"))
}

/// What stands in the file of a passphrase, without the end of its line. The file is for its owner alone.
pub fn passphrase(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(file) = file else { return Ok(None) };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).map_err(|error| Failure::file(file, &error))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Failure::new(format!("写着口令的文件“{}”其他用户也能读", file.display()), "请执行 chmod 600 后再试"));
        }
    }
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| Failure::file(file, &error))?);
    Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

pub fn erasures(options: &Erasures) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let (location, keys) = site::location(data)?;
    let (list, bytes) = site::block_on(async { copy::erasures(&location, &keys).await.map_err(|error| site::of_store(&error, data)) })?;
    match &options.out {
        None => output::say(&String::from_utf8_lossy(&bytes))?,
        Some(path) => {
            std::fs::write(path, &bytes).map_err(|error| Failure::file(path, &error))?;
            output::say(&format!("已写到 {}：{} 人，日志 {} 条时。\n", path.display(), list.gone.people.len(), list.size))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
