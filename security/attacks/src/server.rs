//! The program as a process of its own: found, started on a free port, listened to, stopped.

use jishi_defence::Defence;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long a program may take to say something that is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program that a test build of the workspace makes: it has switches.
///
/// # Panics
/// Where it has not been built; the message says how to.
#[must_use]
pub fn program() -> PathBuf {
    let mut folder = std::env::current_exe().expect("this test's own file");
    folder.pop(); // deps
    folder.pop();
    let program = folder.join(format!("jishi{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "没有 {}。请先运行：cargo build --workspace --bins --tests", program.display());
    program
}

/// A command of the program, by its words.
#[must_use]
pub fn jishi(words: &[&str]) -> Output {
    without(words, &[])
}

/// The same without some defences.
///
/// # Panics
/// Where the program does not run.
#[must_use]
pub fn without(words: &[&str], defences: &[Defence]) -> Output {
    let mut command = Command::new(program());
    switch_off(command.args(words).stdin(Stdio::null()), defences);
    command.output().expect("the program runs")
}

fn switch_off(command: &mut Command, defences: &[Defence]) -> String {
    let names = defences.iter().map(|defence| format!("{defence:?}")).collect::<Vec<_>>().join(",");
    command.env_remove("JISHI_WITHOUT");
    if !names.is_empty() {
        command.env("JISHI_WITHOUT", &names);
    }
    names
}

/// The program while it serves.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
    said: Arc<Said>,
}

/// What the program has printed so far, on both streams, line by line.
#[derive(Debug, Default)]
struct Said {
    lines: Mutex<(Vec<String>, usize)>,
    more: Condvar,
}

/// Streams of a child.
const STREAMS: usize = 2;

impl Said {
    fn listen(self: &Arc<Self>, stream: impl Read + Send + 'static) {
        let said = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                said.lines.lock().unwrap_or_else(PoisonError::into_inner).0.push(line);
                said.more.notify_all();
            }
            said.lines.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
            said.more.notify_all();
        });
    }

    /// The first thing that is wanted of a line; none where the program has ended without saying it.
    fn wait<T>(&self, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(found) = lines.0.iter().find_map(|line| wanted(line)) {
                return Some(found);
            }
            if lines.1 == STREAMS {
                return None;
            }
            let (next, waited) = self.more.wait_timeout(lines, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() {
                return None;
            }
            lines = next;
        }
    }

    fn all(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).0.join("\n")
    }
}

impl Server {
    /// Starts the program with these words, without these defences, and waits for its address.
    ///
    /// # Panics
    /// Where it does not come up, or has no switches.
    #[must_use]
    pub fn start(words: &[&str], without: &[Defence]) -> Self {
        let mut command = Command::new(program());
        command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let names = switch_off(&mut command, without);
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Said::default());
        said.listen(child.stdout.take().expect("its output"));
        said.listen(child.stderr.take().expect("its errors"));
        let Some(address) = said.wait(address) else {
            let _ = child.kill();
            panic!("the program did not come up with {words:?}:\n{}", said.all());
        };
        let server = Self { child, address, said };
        for name in names.split(',').filter(|name| !name.is_empty()) {
            // Said before anything else, but on the other stream.
            let off = server.said.wait(|line| (line.starts_with("!!") && line.contains(name)).then_some(()));
            assert!(off.is_some(), "这个程序没有开关，对照做不成。请先运行：cargo build --workspace --bins --tests");
        }
        server
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.all()
    }

    /// The first thing that is wanted of a line that it prints; waits for it. None where it ended without.
    pub fn says<T>(&self, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.said.wait(wanted)
    }

    /// Kills it at once (SIGKILL).
    ///
    /// # Panics
    /// Where the system refuses.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    ///
    /// # Panics
    /// Where the system refuses.
    pub fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(asked.success(), "{asked}");
        self.child.wait().expect("gone")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let port: u16 = rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    Some(SocketAddr::from(([127, 0, 0, 1], port)))
}
