//! A browser of sorts: it keeps cookies, says where a form comes from, and finds what stands in a form.

use crate::wire::{Answer, Request, Wire};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Somebody at the pages.
#[derive(Clone, Debug)]
pub struct Browser {
    address: SocketAddr,
    /// Cookies by name.
    pub jar: BTreeMap<String, String>,
}

impl Browser {
    /// At a site, with no cookies.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self { address, jar: BTreeMap::new() }
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(&Request::new("GET", path))
    }

    /// Sends a form as a page of this site does.
    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send(&self.from_here(Request::new("POST", path)).sends("application/x-www-form-urlencoded", form(pairs)))
    }

    /// Sends files as a page of this site does, with the mark of the log-in.
    ///
    /// # Panics
    /// Where the program closes without an answer.
    pub fn upload(&mut self, path: &str, csrf: &str, files: &[(&str, &[u8])]) -> Answer {
        self.try_upload(path, csrf, files).unwrap_or_else(|| panic!("no answer to {path}"))
    }

    /// The same; none where the program closes without an answer.
    pub fn try_upload(&mut self, path: &str, csrf: &str, files: &[(&str, &[u8])]) -> Option<Answer> {
        let mut body = part("csrf", None, csrf.as_bytes());
        for (name, bytes) in files {
            body.extend(part("files", Some(name), bytes));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.try_send(&self.from_here(Request::new("POST", path)).sends(&kind, body))
    }

    /// A request as it is, but for the cookies.
    ///
    /// # Panics
    /// Where the program closes without an answer.
    pub fn send(&mut self, request: &Request) -> Answer {
        self.try_send(request).unwrap_or_else(|| panic!("no answer to {} {}", request.method, request.path))
    }

    /// The same; none where the program closes without an answer.
    pub fn try_send(&mut self, request: &Request) -> Option<Answer> {
        let mut request = request.clone();
        if !self.jar.is_empty() && !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie")) {
            let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.with("Cookie", &cookies.join("; "));
        }
        let mut wire = Wire::open(self.address);
        // A program that has read enough answers and closes: what it says counts, not that it listens no more.
        let _ = wire.say(&request.bytes(self.address));
        let answer = wire.answer_to(request.method)?;
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            self.keep(cookie);
        }
        Some(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        if cookie.to_ascii_lowercase().contains("max-age=0") {
            self.jar.remove(name);
        } else {
            self.jar.insert(name.to_owned(), value.to_owned());
        }
    }

    /// What a browser says of a request that a page of this site makes.
    #[must_use]
    pub fn from_here(&self, request: Request) -> Request {
        request.with("Origin", &format!("http://{}", self.address)).with("Sec-Fetch-Site", "same-origin")
    }

    /// Logs in.
    pub fn log_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/login", &[("login", login), ("password", password)])
    }

    /// The mark that the forms of this log-in carry.
    pub fn csrf(&mut self) -> String {
        value_of(&self.get("/me").text(), "csrf")
    }

    /// The session's token, whatever its cookie is called.
    #[must_use]
    pub fn session(&self) -> String {
        self.jar.values().next().cloned().unwrap_or_default()
    }

    /// The address of the site.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

const BOUNDARY: &str = "jishi-attacks-0c3f";

fn part(name: &str, file: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream")).unwrap_or_default();
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// As a browser encodes a form.
#[must_use]
pub fn form(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{}={}", plain(name), plain(value))).collect::<Vec<_>>().join("&")
}

fn plain(text: &str) -> String {
    text.bytes()
        .fold(String::new(), |out, b| if b.is_ascii_alphanumeric() { out + &char::from(b).to_string() } else { out + &format!("%{b:02X}") })
}

/// The value of the first field of a name.
#[must_use]
pub fn value_of(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    html.split(start.as_str()).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}
