//! As much of HTTP/1.1 as it takes to load a server on the same machine: one connection, kept, one request after the other.

use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection to a server on this machine, made anew where the server has ended it.
pub struct Client {
    address: String,
    stream: Option<BufReader<TcpStream>>,
}

/// A request: headers are written as they stand, one `Name: value` a line.
#[derive(Clone, Default)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
}

/// What came back.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The cookies that are set, as the next request sends them.
    pub fn cookies(&self) -> String {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        set.filter_map(|(_, value)| value.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}

impl Client {
    /// To `host:port`.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None }
    }

    /// Sends a request and reads the answer. A kept connection that the server has ended meanwhile is made anew, once.
    pub fn send(&mut self, request: &Request) -> Result<Response> {
        let kept = self.stream.is_some();
        match self.exchange(request) {
            Err(_) if kept => {
                self.stream = None;
                self.exchange(request)
            }
            outcome => outcome,
        }
    }

    fn exchange(&mut self, request: &Request) -> Result<Response> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(120)))?;
                BufReader::new(stream)
            }
        };
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n", request.method, request.path, self.address, request.body.len());
        request.headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
        head.push_str("\r\n");
        let mut sent = head.into_bytes();
        sent.extend_from_slice(&request.body);
        stream.get_mut().write_all(&sent)?;
        let response = read(&mut stream)?;
        if !response.headers.iter().any(|(name, value)| name == "connection" && value == "close") {
            self.stream = Some(stream);
        }
        Ok(response)
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> Result<Response> {
    let status = line(stream)?.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| Error::other("no status"))?;
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let of = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut body = Vec::new();
    if of("transfer-encoding") == Some("chunked") {
        loop {
            let length = usize::from_str_radix(line(stream)?.trim(), 16).map_err(Error::other)?;
            let at = body.len();
            body.resize(at + length, 0);
            stream.read_exact(&mut body[at..])?;
            line(stream)?;
            if length == 0 {
                break;
            }
        }
    } else {
        body.resize(of("content-length").and_then(|length| length.parse().ok()).unwrap_or(0), 0);
        stream.read_exact(&mut body)?;
    }
    Ok(Response { status, headers, body })
}

fn line(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(Error::other("ended"));
    }
    Ok(line.trim_end().to_owned())
}
