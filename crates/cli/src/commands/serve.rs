//! `jishi serve`: the pages, on this machine alone. Read only, other commands may write meanwhile; the pages follow.
//!
//! A viewer is asked who they are: of a new site by the links to its administrators' seats, of pages that are only shown by a
//! link that opens them once. All of them stand in the window in which the program was started, and nowhere else.

use crate::args::Serve;
use crate::failure::Failure;
use crate::{clock, output, packs, site, users};
use jishi_calendar::{Date, Workdays};
use jishi_pack::Library;
use jishi_server::{Inputs, Live, Pass, Serving, Whole, Soundness, Source, Unavailable, Wiring};
use jishi_store::Store;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::process::ExitCode;
use jishi_facts::Contents;
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

pub fn run(options: &Serve) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    if options.owner {
        users::refuse_others()?;
    }
    let library = packs::of_site(data)?;
    site::block_on(async {
        if options.read_only {
            let (location, keys) = site::location(data)?;
            let store = Store::open_read_only(&location, &keys).await.map_err(|error| site::of_store(&error, data))?;
            let follower = Follower::new(data, store, library, options.today);
            ready(&follower).await?;
            if options.owner {
                return pages(jishi_server::router(follower, false), Doors::of(options), &Ways::default()).await;
            }
            let (link, session) = (site::fresh_id(), site::fresh_id());
            let says = Some("只读查看：用下面的链接打开，只能用一次；关掉程序，打开过的页面也就失效。");
            let ways = Ways { says, links: vec![("只读查看", format!("/invitations/{link}"))] };
            return pages(jishi_server::viewing(follower, Pass::new(&link, session)), Doors::of(options), &ways).await;
        }
        let (location, keys) = site::location(data)?;
        // What cannot be removed now is tried again with the next backup, which says so.
        let _ = super::backup::remove_old_copies(&location, &keys, crate::args::KEEP_KEYS);
        let live = open(site::open(data).await?, library, options.today).await?;
        let links = setup_links(&live).await?;
        let router = jishi_server::office(live.clone(), Arc::new(crate::reading::bytes));
        let served = while_keeping_time(&live, pages(router, Doors::of(options), &links)).await;
        // What could not be entered is tried once more, however serving ended.
        live.end().await.map_err(|error| site::of_store(&error, data))?;
        served
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Serves, and notes the time beside the data as long as that goes on.
pub async fn while_keeping_time<T>(live: &Live, serving: impl Future<Output = T>) -> T {
    live.keep_time().await;
    let keeping = async {
        loop {
            tokio::time::sleep(jishi_server::KEEP_TIME).await;
            live.keep_time().await;
        }
    };
    tokio::select! {
        served = serving => served,
        () = keeping => unreachable!("it has no end"),
    }
}

/// Checks everything in full while the pages are served already.
fn check_beside(live: Arc<Live>) {
    tokio::spawn(async move {
        if let Soundness::Broken(why) = live.check().await {
            // The window of the program is where its operator looks.
            eprintln!("启动后的全面核对发现问题：{why}");
        }
    });
}

/// The ways to the administrators' seats of a site that is not set up, those alone that nobody ever had: they are shown to
/// the one who started the program, and nowhere else.
async fn setup_links(live: &Live) -> Result<Ways, Failure> {
    let accounts = live.store().accounts();
    let mut links = Vec::new();
    for seat in accounts.to_set_up() {
        let secret = accounts.invite(seat, &live.asked("本机")).await.map_err(|error| site::of_store(&error, ""))?;
        links.push((seat.word(), format!("/invitations/{}", secret.expose())));
    }
    let says = "首次设置：三名管理员由三个不同的人担任。请把链接分别交给本人，一小时内有效，各只能用一次；过了时间，重新运行本程序，会给出还缺的。";
    Ok(Ways { says: Some(says).filter(|_| !links.is_empty()), links })
}

/// A site that is open for writing, judged once, and checked in full beside what follows.
pub async fn open(store: Store, library: Library, today: Option<Date>) -> Result<Arc<Live>, Failure> {
    let clock = Arc::new(move || jishi_server::Now { at: clock::now(None).at, day: clock::now(today).day });
    let wiring = Wiring { store, library, workdays: site::workdays(), clock, as_of: today, ids: Box::new(site::SystemIds) };
    let live = Arc::new(Live::new(wiring));
    ready(&live).await?;
    check_beside(live.clone());
    Ok(live)
}

/// The first judgement is made before anybody waits for it.
async fn ready(source: &impl Source) -> Result<(), Failure> {
    source.snapshot().await.map(|_| ()).map_err(|why| Failure::new(why.0, "请用 jishi journal verify 核验数据"))
}

/// The ways in that are shown in the window alone.
#[derive(Default)]
pub struct Ways {
    /// What they are for, where there are any.
    says: Option<&'static str>,
    /// Each one's name and path.
    links: Vec<(&'static str, String)>,
}

/// Where the pages are found, and who may speak for others there.
pub struct Doors {
    pub port: u16,
    pub proxies: Vec<IpAddr>,
}

impl Doors {
    fn of(options: &Serve) -> Self {
        Self { port: options.port, proxies: options.trusted_proxy.clone() }
    }
}

/// How many files this program may have open: as many as it is allowed to, once it asks. Connections are files.
fn files() -> u64 {
    // Where it cannot be raised, what there is has to do; where it cannot be read, what every system gives.
    rlimit::increase_nofile_limit(u64::MAX).or_else(|_| rlimit::getrlimit(rlimit::Resource::NOFILE).map(|(soft, _)| soft)).unwrap_or(256)
}

/// Serves until the program is told to stop.
pub async fn pages(router: jishi_server::Router, doors: Doors, ways: &Ways) -> Result<(), Failure> {
    let port = doors.port;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    // Before the first answer: who has one may stop the program at once.
    let stopped = stopped().map_err(|error| Failure::new("停止的信号听不到", error))?;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|_| Failure::new(format!("端口 {port} 已被占用"), "请换一个端口：--port 8601，或 --port 0 任选一个"))?;
    let address = listener.local_addr().map_err(|error| Failure::new("端口不可用", error))?;
    output::say(&format!("请用浏览器打开 http://{address}/\n按 Ctrl+C 停止。\n"))?;
    if let Some(says) = ways.says {
        output::say(&format!("{says}\n"))?;
    }
    for (name, path) in &ways.links {
        output::say(&format!("{name}：http://{address}{path}\n"))?;
    }
    let serving = Serving { files: files(), trusted: doors.proxies };
    jishi_server::serve(listener, router, serving, stopped).await.map_err(|error| Failure::new("网页服务中断", error))
}

/// Ctrl+C, or the signal by which a service is stopped: heard from here on, not only once it is waited for.
#[cfg(unix)]
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl+C.
#[cfg(not(unix))]
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

/// A site that another program may write: judged again when the journal has grown or the day has changed.
pub struct Follower {
    data: String,
    library: Arc<Library>,
    workdays: Arc<Workdays>,
    /// Judged for this day; `None` is today.
    fixed: Option<Date>,
    last: Mutex<Last>,
    /// Those of the store as last opened.
    contents: std::sync::Mutex<Option<Arc<dyn Contents>>>,
}

/// The store as last opened, and what was judged of it.
struct Last {
    store: Store,
    judged: Option<(u64, Date, Arc<Whole>)>,
}

impl Follower {
    /// Over a store in `data` that is open, for reading at least.
    pub fn new(data: &str, store: Store, library: Library, fixed: Option<Date>) -> Self {
        let last = Mutex::new(Last { store, judged: None });
        Self { data: data.to_owned(), library: Arc::new(library), workdays: Arc::new(site::workdays()), fixed, last, contents: std::sync::Mutex::default() }
    }

    async fn judged(&self) -> Result<Arc<Whole>, Unavailable> {
        let unavailable = |error: jishi_store::StoreError| Unavailable(error.to_string());
        // One at a time: whoever comes while the site is being judged gets the same answer.
        let mut last = self.last.lock().await;
        if last.store.is_behind().await.map_err(unavailable)? {
            let (location, keys) = site::location(&self.data).map_err(|_| Unavailable("数据的位置不可用".to_owned()))?;
            last.store = Store::open_read_only(&location, &keys).await.map_err(unavailable)?;
        }
        let (size, root) = last.store.head();
        let today = clock::now(None).day;
        let as_of = self.fixed.unwrap_or(today);
        if let Some((_, _, snapshot)) = last.judged.as_ref().filter(|(known, day, _)| (*known, *day) == (size, as_of)) {
            return Ok(snapshot.clone());
        }
        let view = last.store.view(&last.store.owner_on_this_machine());
        let (library, workdays, fixed) = (self.library.clone(), self.workdays.clone(), self.fixed);
        let contents = last.store.contents(&last.store.owner_on_this_machine());
        *self.contents.lock().unwrap_or_else(PoisonError::into_inner) = Some(contents.clone());
        let judge = move || {
            let instances = jishi_evaluate::evaluate(&library, &view, &workdays, as_of);
            let inputs = Inputs {
                library,
                site: Arc::new((*view).clone()),
                as_of,
                // A demo or a test that fixes the day lives on that day.
                today: fixed.unwrap_or(today),
                known_at: None,
                journal_root: jishi_journal::to_hex(&root),
                contents,
            };
            Arc::new(Whole::new(inputs, instances))
        };
        let snapshot = tokio::task::spawn_blocking(judge).await.map_err(|_| Unavailable("判定时程序出错".to_owned()))?;
        last.judged = Some((size, as_of, snapshot.clone()));
        Ok(snapshot)
    }
}

impl Source for Follower {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        Box::pin(self.judged())
    }

    fn unread(&self) -> u64 {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, |contents| contents.failures())
    }
}
