//! The program as a process of its own: served, listened to, stopped, killed.

use super::place::{Place, TODAY};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

/// The program while it serves.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    lines: Receiver<String>,
    said: Vec<String>,
}

fn command(place: &Place, words: &[&str]) -> Command {
    let mut command = Command::new(jishi_attacks::program());
    command.args(words).args(["--data", &place.data]).env("JISHI_ROOT_KEY", &place.root_key).stdin(Stdio::null());
    command
}

/// A command of the program on a site, run to its end.
pub fn run(place: &Place, words: &[&str]) -> Output {
    command(place, words).output().unwrap()
}

/// Nothing that another process verifies is wrong.
pub fn assert_verifies(place: &Place) {
    let output = run(place, &["journal", "verify"]);
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

fn listen(stream: impl Read + Send + 'static, to: Sender<String>) {
    std::thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| to.send(line)));
}

fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let port: u16 = rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    Some(SocketAddr::from(([127, 0, 0, 1], port)))
}

impl Program {
    /// Serves a site on a free port.
    pub fn serve(place: &Place) -> Self {
        let mut child = command(place, &["serve", "--port", "0", "--today", TODAY]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (to, lines) = channel();
        listen(child.stdout.take().unwrap(), to.clone());
        listen(child.stderr.take().unwrap(), to);
        let mut said = Vec::new();
        // Both streams end where the program does.
        while let Ok(line) = lines.recv() {
            said.push(line);
            if let Some(address) = said.last().and_then(|line| address(line)) {
                return Self { child, address, lines, said };
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        panic!("the program did not come up:\n{}", said.join("\n"));
    }

    /// What it has printed so far, on both streams.
    pub fn said(&mut self) -> String {
        self.said.extend(self.lines.try_iter());
        self.said.join("\n")
    }

    /// Kills it at once (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success(), "{asked}");
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
