//! What a crowd costs the honest: the time from dialling to the last byte, quiet and beside each crowd in turn, and the ratio of
//! the 99th percentiles, of which the middle one of several rounds counts: what else the machine does spoils one round and not
//! most. More than twofold is a failure.

#[path = "../examples/fixture/packs.rs"]
mod packs;
#[path = "../examples/fixture/site.rs"]
mod site;

use jishi_server::{Serving, router, serve};
use site::{Shape, snapshot};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

/// Honest requests that are measured beside each crowd.
const REQUESTS: usize = 2_000;
/// Rounds: quiet, and beside the crowd.
const ROUNDS: usize = 5;
/// A crowd: its name, how many, what each sends, and what each sends again and again.
type Crowd = (&'static str, usize, &'static [u8], &'static [u8]);

const CROWDS: [Crowd; 5] = [
    ("200 slow heads", 200, b"GET /about HTTP/1.1\r\nhost: localhost\r\nx: ", b"a"),
    ("200 slow bodies", 200, b"POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n", b"a"),
    ("5,000 silent", 5_000, b"", b""),
    ("5,000 idle", 5_000, b"GET /assets/none HTTP/1.1\r\nhost: localhost\r\n\r\n", b""),
    ("1,100 with 1,024 files", 1_100, b"", b""),
];

fn server(files: u64) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("its address")).expect("told");
            let pages = router(snapshot(&Shape { branches: 10, members: 12, years: 2, ..Shape::usual() }), true);
            serve(listener, pages, Serving { files, trusted: Vec::new() }, std::future::pending()).await.expect("served");
        });
    });
    told.recv().expect("an address")
}

fn ask(address: SocketAddr) -> Option<Duration> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    stream.write_all(b"GET /units HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    answer.starts_with(b"HTTP/1.1 200 ").then(|| began.elapsed())
}

/// The median and the 99th percentile of honest requests one after the other, and how many had no answer.
fn honest(address: SocketAddr) -> (Duration, Duration, usize) {
    let mut times: Vec<Duration> = (0..REQUESTS).filter_map(|_| ask(address)).collect();
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(Duration::MAX);
    (at(50), at(99), REQUESTS - times.len())
}

/// Comes, and stays as long as it is let; who is sent away comes back.
fn crowd(address: SocketAddr, (_, many, first, again): Crowd, stop: &Arc<AtomicBool>) -> JoinHandle<()> {
    let stop = stop.clone();
    let (ready, come) = mpsc::channel();
    let handle = spawn(move || {
        let dial = || {
            let mut stream = TcpStream::connect(address).ok()?;
            stream.write_all(first).ok()?;
            stream.set_nonblocking(true).ok()?;
            Some(stream)
        };
        let mut streams: Vec<Option<TcpStream>> = (0..many).map(|_| dial()).collect();
        ready.send(()).expect("told");
        while !stop.load(Ordering::Relaxed) {
            for stream in &mut streams {
                let gone = match stream {
                    Some(open) => open.write_all(again).is_err() || matches!(open.read(&mut [0; 512]), Ok(0)),
                    None => true,
                };
                if gone {
                    *stream = dial();
                }
            }
            std::thread::sleep(Duration::from_millis(1_000));
        }
    });
    come.recv().expect("the crowd is there");
    handle
}

/// One round: the times quiet and beside the crowd.
struct Round {
    ratio: f64,
    p50: (Duration, Duration),
    p99: (Duration, Duration),
    lost: usize,
}

fn round(address: SocketAddr, of: Crowd) -> Round {
    let (median, quiet, _) = honest(address);
    let stop = Arc::new(AtomicBool::new(false));
    let there = crowd(address, of, &stop);
    let (beside, busy, lost) = honest(address);
    stop.store(true, Ordering::Relaxed);
    there.join().expect("the crowd has gone");
    Round { ratio: busy.as_secs_f64() / quiet.as_secs_f64(), p50: (median, beside), p99: (quiet, busy), lost }
}

fn main() {
    let room = rlimit::increase_nofile_limit(12_000).unwrap_or(0);
    let mut worst: f64 = 0.0;
    for of in CROWDS {
        if room < 2 * of.1 as u64 + 200 {
            println!("!! left out: {}: only {room} files may be opened", of.0);
            continue;
        }
        let address = server(if of.1 == 1_100 { 1_024 } else { 12_000 });
        honest(address);
        let mut rounds: Vec<Round> = (0..ROUNDS).map(|_| round(address, of)).collect();
        let lost: usize = rounds.iter().map(|round| round.lost).sum();
        rounds.sort_by(|one, other| one.ratio.total_cmp(&other.ratio));
        let Round { ratio, p50, p99, .. } = rounds[ROUNDS / 2];
        worst = worst.max(if lost > 0 { f64::INFINITY } else { ratio });
        let all: Vec<String> = rounds.iter().map(|round| format!("{:.2}", round.ratio)).collect();
        println!("{:<24} p50 {:?} → {:?}, p99 {:?} → {:?}, ratio {ratio:.2} of {}, {lost} without an answer", of.0, p50.0, p50.1, p99.0, p99.1, all.join(" "));
    }
    if worst > 2.0 {
        eprintln!("a crowd costs the honest more than twofold: {worst:.2}");
        std::process::exit(1);
    }
}
