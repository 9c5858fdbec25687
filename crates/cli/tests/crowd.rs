//! The program itself under a limit of open files that a crowd alone would use up.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A demonstration that may open so many files; it goes with the test.
struct Demo {
    program: Child,
    port: u16,
}

impl Demo {
    fn with_files(files: u64) -> Self {
        let limited = format!("ulimit -n {files}; exec \"$0\" demo --units 1 --today 2026-11-24 --port 0");
        let mut program = Command::new("sh").args(["-c", &limited, env!("CARGO_BIN_EXE_jishi")]).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| line.split_once("http://127.0.0.1:").map(|(_, rest)| rest.to_owned()));
        let port = address.unwrap().trim_end_matches('/').parse().unwrap();
        Self { program, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        // Reached only where there is no answer.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn answers(&self) -> bool {
        let mut stream = self.connect();
        let mut answer = Vec::new();
        let sent = stream.write_all(b"GET /login HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        sent.is_ok() && stream.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200 ")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn eleven_hundred_connections_with_a_thousand_files_keep_nobody_out() {
    let room = rlimit::increase_nofile_limit(4_096).unwrap();
    assert!(room >= 1_400, "the test itself needs 1,400 files, and may open {room}");
    let demo = Demo::with_files(1_024);
    assert!(demo.answers());
    let crowd: Vec<TcpStream> = (0..1_100).map(|_| demo.connect()).collect();
    assert_eq!((0..20).filter(|_| demo.answers()).count(), 20);
    drop(crowd);
    assert!(demo.answers());
}
