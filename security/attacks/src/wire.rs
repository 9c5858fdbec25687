//! A plain stream to the program: bytes as the attacker likes them, and answers as they come.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection.
#[derive(Debug)]
pub struct Wire {
    stream: BufReader<TcpStream>,
}

/// An answer, read to its end.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// Its body as sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first header of a name; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Did it do what was asked, or send on to what was done?
    #[must_use]
    pub fn went_well(&self) -> bool {
        (200..400).contains(&self.status)
    }
}

/// A request, well-formed unless made otherwise.
#[derive(Clone, Debug)]
pub struct Request {
    /// GET, POST …
    pub method: &'static str,
    /// Path and query as written on the wire.
    pub path: String,
    /// Headers as written; `Host`, `Connection` and `Content-Length` are added where they are missing.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Of a path, with Chinese as a browser writes it.
    #[must_use]
    pub fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: ascii(path), headers: Vec::new(), body: Vec::new() }
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a body of a kind.
    #[must_use]
    pub fn sends(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with("Content-Type", kind)
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn bytes(&self, address: SocketAddr) -> Vec<u8> {
        let has = |name: &str| self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !has("host") {
            head += &format!("Host: {address}\r\n");
        }
        if !has("connection") {
            head += "Connection: close\r\n";
        }
        if !has("content-length") && !has("transfer-encoding") && (!self.body.is_empty() || self.method != "GET") {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

impl Wire {
    /// Connects.
    ///
    /// # Panics
    /// Where nobody listens.
    #[must_use]
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the program listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a patience");
        stream.set_write_timeout(Some(PATIENCE)).expect("a patience");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: BufReader::new(stream) }
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// Where the other side has closed.
    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Says that nothing more will be sent.
    pub fn end(&mut self) {
        let _ = self.stream.get_ref().shutdown(std::net::Shutdown::Write);
    }

    /// The next answer; none where the connection was closed instead, or nothing came in time.
    pub fn answer(&mut self) -> Option<Answer> {
        self.answer_to("GET")
    }

    /// The next answer to a request of that method; one to HEAD has no body.
    pub fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let line = self.line()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if method != "HEAD" && status != 204 && status != 304 && status >= 200 {
            answer.body = self.body(&answer)?;
        }
        Some(answer)
    }

    /// Whatever comes until the other side closes.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest);
        rest
    }

    fn line(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        self.stream.read_until(b'\n', &mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.strip_suffix('\n').map(|line| line.trim_end_matches('\r').to_owned())
    }

    fn body(&mut self, answer: &Answer) -> Option<Vec<u8>> {
        if answer.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            let mut body = Vec::new();
            loop {
                let size = usize::from_str_radix(self.line()?.split(';').next()?.trim(), 16).ok()?;
                let mut chunk = vec![0; size];
                self.stream.read_exact(&mut chunk).ok()?;
                self.line()?;
                if size == 0 {
                    return Some(body);
                }
                body.append(&mut chunk);
            }
        }
        match answer.header("content-length").parse() {
            Ok(length) => {
                let mut body = vec![0; length];
                self.stream.read_exact(&mut body).ok()?;
                Some(body)
            }
            Err(_) => Some(self.rest()),
        }
    }
}

/// What a browser does with Chinese and blanks in an address.
#[must_use]
pub fn ascii(path: &str) -> String {
    path.bytes()
        .fold(String::new(), |out, b| if b.is_ascii_graphic() { out + &char::from(b).to_string() } else { out + &format!("%{b:02X}") })
}
