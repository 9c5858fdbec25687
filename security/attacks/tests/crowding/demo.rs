//! The demonstration as a process, and a browser of sorts that asks one thing per connection.

use jishi_attacks::{Defence, program};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Longer than an answer takes on a busy machine; reached only where there is none.
const NEVER: Duration = Duration::from_secs(60);

/// A demonstration of one unit; it goes with the test.
pub struct Demo {
    program: Child,
    port: u16,
}

impl Demo {
    /// One that may open so many files.
    pub fn with_files(files: u64) -> Self {
        Self::without(files, &[])
    }

    /// The same without some defences.
    pub fn without(files: u64, defences: &[Defence]) -> Self {
        let off: Vec<String> = defences.iter().map(|defence| format!("{defence:?}")).collect();
        let limited = format!("ulimit -n {files}; exec \"$0\" demo --units 1 --today 2026-11-24 --port 0");
        let mut program = Command::new("sh").args(["-c", &limited]).arg(program()).env("JISHI_WITHOUT", off.join(",")).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| line.split_once("http://127.0.0.1:").map(|(_, rest)| rest.to_owned()));
        let port = address.unwrap().trim_end_matches('/').parse().unwrap();
        Self { program, port }
    }

    pub fn pid(&self) -> u32 {
        self.program.id()
    }

    /// `None` where nobody accepts it.
    pub fn dial(&self) -> Option<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(NEVER)).ok()?;
        Some(stream)
    }

    /// Sends this head and body on a connection of its own; the answer in full, or `None` where there is none.
    pub fn ask(&self, head: &str, body: &[u8]) -> Option<String> {
        let mut stream = self.dial()?;
        let head = format!("{head}\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Is an honest request answered?
    pub fn answers(&self) -> bool {
        self.ask("GET /login HTTP/1.1", b"").is_some_and(|answer| answer.starts_with("HTTP/1.1 200 "))
    }

    /// The session of who may import for the unit.
    pub fn enter(&self) -> Session<'_> {
        // 机关党委专职副书记
        let form = "login=%E6%9C%BA%E5%85%B3%E5%85%9A%E5%A7%94%E4%B8%93%E8%81%8C%E5%89%AF%E4%B9%A6%E8%AE%B0";
        let head = "POST /demo/enter HTTP/1.1\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded";
        let answer = self.ask(head, form.as_bytes()).unwrap();
        let cookie = between(&answer, "set-cookie: ", ";").unwrap_or_else(|| panic!("{answer}"));
        Session { demo: self, cookie }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Somebody who is logged in.
pub struct Session<'d> {
    demo: &'d Demo,
    cookie: String,
}

impl Session<'_> {
    pub fn get(&self, path: &str) -> String {
        self.demo.ask(&format!("GET {path} HTTP/1.1\r\ncookie: {}", self.cookie), b"").unwrap()
    }

    /// Uploads a workbook; the path of the import.
    pub fn upload(&self, name: &str, workbook: &[u8]) -> String {
        let csrf = between(&self.get("/imports"), "name=\"csrf\" value=\"", "\"").unwrap();
        let field = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n");
        let file = format!("--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        let body = [field.as_bytes(), file.as_bytes(), workbook, b"\r\n--x--\r\n"].concat();
        let head = format!("POST /imports HTTP/1.1\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: multipart/form-data; boundary=x", self.cookie);
        let answer = self.demo.ask(&head, &body).unwrap();
        between(&answer, "location: ", "\r\n").unwrap_or_else(|| panic!("{answer}"))
    }
}

/// What stands between two words.
fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}
