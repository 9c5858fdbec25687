//! `cargo xtask load`: readers, writers and an import at once, each request at its intended time whether or not the one before
//! has come back, and how long each took from that time on. The client runs on the same cores as the program.

mod http;
mod report;
mod viewers;

use http::{Client, Request};
use report::{InTurn, Report};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use viewers::Viewer;

/// How much, and for how long.
#[derive(Clone, Copy)]
pub struct Plan {
    pub members: usize,
    pub records: usize,
    pub seconds: u64,
    pub reads: u64,
    pub writes: u64,
    pub rows: usize,
}

/// People of a unit of the demonstration, nearly.
const PEOPLE: usize = 125;
/// Branch secretaries who read and write.
const VIEWERS: usize = 200;
/// Requests under way at once, at most.
const WORKERS: usize = 64;
/// Clients that write as fast as they are answered, before the open load.
const WRITERS: [usize; 2] = [1, 8];
/// For how long they do.
const IN_TURN: Duration = Duration::from_secs(6);
const DAY: &str = "2026-11-30";

/// Makes a site, serves it, loads it, and serves it once more for the time to the first page.
///
/// # Errors
/// Where the program cannot be built or run, or answers what it should not.
pub fn run(root: &Path, plan: Plan) -> Result<String, String> {
    let program = built(root)?;
    let data = std::env::temp_dir().join(format!("jishi-load-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    let outcome = loaded(&program, &data, plan).and_then(|report| Ok(format!("{report}\n{}", started(&program, &data)?)));
    let _ = std::fs::remove_dir_all(&data);
    outcome
}

fn built(root: &Path) -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let built = Command::new("cargo").current_dir(root).args(["build", "--locked", "--profile", "demo", "--package", "jishi-cli"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("程序没有编译成功".to_owned());
    }
    Ok(target.join("demo").join("jishi"))
}

/// A program that is stopped when it is done with.
struct Served {
    child: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // Asked first, so that what is under way is finished.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Runs the program until it says where its pages are.
fn serve(program: &Path, arguments: &[&str]) -> Result<Served, String> {
    let mut child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn().map_err(|error| format!("程序没有运行：{error}"))?;
    let said = child.stdout.take().ok_or("没有输出")?;
    for line in BufReader::new(said).lines().map_while(Result::ok) {
        if let Some((_, rest)) = line.split_once("http://") {
            let address = rest.split('/').next().unwrap_or_default().to_owned();
            return Ok(Served { child, address });
        }
    }
    let _ = child.wait();
    Err("程序没有说网页在哪里".to_owned())
}

fn loaded(program: &Path, data: &Path, plan: Plan) -> Result<Report, String> {
    let units = plan.members.div_ceil(PEOPLE).max(1).to_string();
    let (records, viewers, data) = (plan.records.to_string(), VIEWERS.to_string(), data.display().to_string());
    let arguments = ["demo", "--units", &units, "--records", &records, "--secretaries", &viewers, "--today", DAY, "--port", "0", "--data", &data];
    let served = serve(program, &arguments)?;
    let viewers = Arc::new(viewers::enter(&served.address)?);
    let mut report = Report { viewers: viewers.len(), memory_before: report::memory(served.child.id()), ..Report::default() };
    let first: Vec<Duration> = viewers.iter().take(30).filter_map(|viewer| first_page(&served.address, viewer).ok()).collect();
    report.first_pages = first;
    report.in_turn = WRITERS.map(|clients| in_turn(&served, &viewers, clients)).into();
    let (began, importing) = (Instant::now(), import(&served.address, plan.rows));
    let cpu = report::cpu(served.child.id());
    let reads = open_loop(&served.address, &viewers, plan.reads, plan.seconds, |viewer, at| viewer.read(at));
    let writes = open_loop(&served.address, &viewers, plan.writes, plan.seconds, |viewer, at| viewer.write(at));
    (report.reads, report.failed_reads) = reads.join().map_err(|_| "读的线程出错")?;
    (report.writes, report.failed_writes) = writes.join().map_err(|_| "写的线程出错")?;
    report.cpu = report::cpu(served.child.id()) - cpu;
    report.seconds = began.elapsed().as_secs_f64();
    report.import = importing.join().map_err(|_| "导入的线程出错".to_owned())??;
    report.memory_after = report::memory(served.child.id());
    Ok(report)
}

fn first_page(address: &str, viewer: &Viewer) -> Result<Duration, String> {
    let began = Instant::now();
    let answer = Client::new(address).send(&viewer.get("/mine")).map_err(|error| error.to_string())?;
    if answer.status == 200 { Ok(began.elapsed()) } else { Err(answer.status.to_string()) }
}

/// Records a second that so many clients enter, each the next when it has been answered, over all viewers' branches.
fn in_turn(served: &Served, viewers: &[Viewer], clients: usize) -> InTurn {
    eprintln!("{clients} 个程序一条接一条登记……");
    let cpu = report::cpu(served.child.id());
    let (next, good, began) = (AtomicUsize::new(clients << 20), AtomicUsize::new(0), Instant::now());
    thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let mut client = Client::new(&served.address);
                while began.elapsed() < IN_TURN {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(viewer) = viewers.get(at % viewers.len()) else { break };
                    if client.send(&viewer.write(at)).is_ok_and(|answer| answer.status == 201) {
                        good.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let (good, seconds) = (good.into_inner() as f64, began.elapsed().as_secs_f64());
    InTurn { clients, rate: good / seconds, cpu: (report::cpu(served.child.id()) - cpu) / good }
}

/// How long each request took from its intended time, and how many were answered otherwise than well, by their status; 0 is no answer.
type Timed = (Vec<Duration>, BTreeMap<u16, usize>);

/// So many requests a second for so many seconds, in turn by all viewers.
fn open_loop(
    address: &str, viewers: &Arc<Vec<Viewer>>, rate: u64, seconds: u64, request: impl Fn(&Viewer, usize) -> Request + Send + Sync + 'static,
) -> thread::JoinHandle<Timed> {
    let (address, viewers) = (address.to_owned(), viewers.clone());
    thread::spawn(move || {
        let all = usize::try_from(rate * seconds).unwrap_or(usize::MAX);
        let (next, began) = (AtomicUsize::new(0), Instant::now());
        let times = Mutex::new((Vec::with_capacity(all), BTreeMap::new()));
        thread::scope(|scope| {
            for _ in 0..WORKERS.min(all) {
                scope.spawn(|| {
                    let mut client = Client::new(&address);
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(viewer) = viewers.get(at % viewers.len()).filter(|_| at < all) else { break };
                        let intended = began + Duration::from_secs_f64(at as f64 / rate as f64);
                        thread::sleep(intended.saturating_duration_since(Instant::now()));
                        let status = client.send(&request(viewer, at)).map_or(0, |answer| answer.status);
                        let took = intended.elapsed();
                        if let Ok(mut times) = times.lock() {
                            times.0.push(took);
                            if !(200..300).contains(&status) {
                                *times.1.entry(status).or_default() += 1;
                            }
                        }
                    }
                });
            }
        });
        times.into_inner().unwrap_or_default()
    })
}

/// Brings so many rows in, as the committee of a department; how long that took, and what it says in the end.
fn import(address: &str, rows: usize) -> thread::JoinHandle<Result<(Duration, String), String>> {
    let address = address.to_owned();
    thread::spawn(move || {
        let began = Instant::now();
        let clerk = viewers::clerk(&address)?;
        let said = clerk.import(&address, rows)?;
        Ok((began.elapsed(), said))
    })
}

/// The time from starting the program on a site that is there to the first page that it answers.
fn started(program: &Path, data: &Path) -> Result<String, String> {
    let began = Instant::now();
    let served = serve(program, &["serve", "--port", "0", "--data", &data.display().to_string()])?;
    let (door, mut client) = (Request { method: "GET", path: "/login".to_owned(), ..Request::default() }, Client::new(&served.address));
    let answer = client.send(&door).map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("登录页答 {}", answer.status));
    }
    Ok(format!("从启动到第一页：{:.1} 秒，内存 {} MB", began.elapsed().as_secs_f64(), report::memory(served.child.id())))
}
