//! A site's data as the command line opens it, and the calendar it is judged by.

use crate::clock::Now;
use crate::failure::Failure;
use crate::modes;
use jishi_calendar::{Workdays, Year};
use jishi_facts::Event;
use jishi_store::{Asked, Command, Keys, Location, Store, StoreError, SystemEntropy};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The pseudonym of the site's owner on the machine.
const OWNER: &str = "本机";

/// How long to wait for another command to finish writing.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(rust_embed::Embed)]
#[folder = "../../data/holidays"]
struct Holidays;

/// Holidays and make-up days as far as the notices are known; other years are reckoned by weekdays (暂算).
pub fn workdays() -> Workdays {
    Workdays::new(Holidays::iter().filter_map(|path| {
        let file = Holidays::get(&path)?;
        serde_json::from_slice::<Year>(&file.data).ok()
    }))
}

/// Runs asynchronous work to its end.
pub fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::new("程序不能启动", error))?.block_on(work)
}

/// Where the data and the root key lie: a folder, or a PostgreSQL address with the key in a file of its own.
pub fn location(data: &str) -> Result<(Location, Keys), Failure> {
    if !data.contains("://") {
        let dir = PathBuf::from(data);
        let keys = Keys::beside(&dir);
        return Ok((Location::Dir(dir), keys));
    }
    let root = std::env::var_os("JISHI_ROOT_KEY")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("使用 PostgreSQL 时要指明根密钥文件", "请设置环境变量 JISHI_ROOT_KEY=根密钥文件的路径，文件不要放在数据库所在的机器上"))?;
    Ok((Location::Url(data.to_owned()), Keys::at(root)))
}

/// What of a site others on the machine may use, in words: its folder and files, or the root key's file and what lies beside.
pub fn wide(data: &str) -> Result<Vec<String>, Failure> {
    let (location, keys) = location(data)?;
    let wide = match &location {
        Location::Dir(dir) => modes::wide_folder(dir),
        Location::Url(_) => modes::wide_key(keys.path()),
    };
    Ok(wide.iter().map(modes::Wide::words).collect())
}

/// Opens for writing; waits a little for another command that is writing.
pub async fn open(data: &str) -> Result<Store, Failure> {
    let (location, keys) = location(data)?;
    let began = Instant::now();
    loop {
        match Store::open(&location, &keys, Box::new(SystemEntropy)).await {
            Err(StoreError::Locked) if began.elapsed() < PATIENCE => tokio::time::sleep(Duration::from_millis(100)).await,
            Err(error) => return Err(of_store(&error, data)),
            Ok(store) => return Ok(store),
        }
    }
}

/// Opens to show records: the owner's use is journaled first.
pub async fn open_to_show(data: &str, command: &str, now: Now) -> Result<Store, Failure> {
    let store = open(data).await?;
    let used = Event::CommandUsed { command: command.to_owned() };
    execute(&store, Command::events(fresh_id(), asked(now), vec![used])).await?;
    Ok(store)
}

/// Carries out a command.
pub async fn execute(store: &Store, command: Command) -> Result<(), Failure> {
    store.execute(command).await.map(|_| ()).map_err(|error| of_store(&error, ""))
}

/// Closes, so that everything lies in the database file.
pub async fn close(store: Store) -> Result<(), Failure> {
    store.close().await.map_err(|error| of_store(&error, ""))
}

/// Who asks, and when.
pub fn asked(now: Now) -> Asked {
    Asked { at: now.at, day: now.day, actor: OWNER.to_owned() }
}

/// A new idempotency key.
pub fn fresh_id() -> String {
    jishi_base::ImportId::fresh(&mut SystemIds).to_string()
}

/// What the store says, with what to do.
pub fn of_store(error: &StoreError, data: &str) -> Failure {
    match error {
        StoreError::Missing if !Path::new(data).exists() || data.contains("://") => {
            Failure::new("这里还没有基石的数据", format!("请先运行 jishi init --data {}", shown(data)))
        }
        StoreError::Missing => Failure::new(format!("“{}”里还没有基石的数据", shown(data)), format!("请先运行 jishi init --data {}", shown(data))),
        StoreError::Refused(refusal) => Failure::new(&refusal.message, &refusal.help),
        other => {
            let text = other.to_string();
            let (what, help) = text.split_once('。').unwrap_or((&text, "请查看磁盘和数据库是否正常"));
            Failure::new(what, if help.is_empty() { "请查看磁盘和数据库是否正常" } else { help })
        }
    }
}

/// An address may carry a password; it is never shown.
fn shown(data: &str) -> &str {
    if data.contains("://") { "（数据库地址）" } else { data }
}

/// Ids from the operating system's randomness. Where it fails, the program stops rather than give an id twice.
pub struct SystemIds;

impl jishi_base::IdSource for SystemIds {
    fn next_id(&mut self) -> u128 {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            eprintln!("错误：系统没有提供随机数。\n办法：请检查操作系统。");
            std::process::exit(1);
        }
        u128::from_le_bytes(bytes)
    }
}
