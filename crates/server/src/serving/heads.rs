//! Watches the heads of requests go by, since the reader behind resolves silently what a stricter one refuses: a length
//! beside a transfer coding, a length said twice.

use crate::limits;
use httparse::{EMPTY_HEADER, Request, Status};

/// Where the bytes that come next belong.
enum At {
    /// To a head, of which these have come.
    Head(Vec<u8>),
    /// To a body of known length, of which so many are missing.
    Body(u64),
    /// To a body whose end is not looked for, or to what cannot be read: nothing follows on this connection.
    Unknown,
}

/// Follows one connection.
pub(super) struct Heads(At);

impl Default for Heads {
    fn default() -> Self {
        Self(At::Head(Vec::new()))
    }
}

impl Heads {
    /// Is part of a head there?
    pub(super) fn is_within(&self) -> bool {
        matches!(&self.0, At::Head(come) if !come.is_empty())
    }

    /// Takes note of what has come; says of each head that it completes whether it is clear.
    pub(super) fn watch(&mut self, mut bytes: &[u8], mut say: impl FnMut(bool)) {
        while !bytes.is_empty() {
            match &mut self.0 {
                At::Unknown => return,
                At::Body(missing) => {
                    let here = usize::try_from(*missing).unwrap_or(usize::MAX).min(bytes.len());
                    *missing -= here as u64;
                    bytes = bytes.get(here..).unwrap_or_default();
                    if *missing == 0 {
                        self.0 = At::Head(Vec::new());
                    }
                }
                At::Head(come) => {
                    // Empty lines before a request are no head.
                    let blank = if come.is_empty() { bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count() } else { 0 };
                    let before = come.len();
                    // A head ends with a line: what has none need not be read again.
                    let line = bytes.get(blank..).unwrap_or_default();
                    come.extend_from_slice(line);
                    if !line.contains(&b'\n') && come.len() <= limits::HEAD_BYTES {
                        return;
                    }
                    match read(come) {
                        Head::Partial => return,
                        Head::Whole { length, clear, then } => {
                            say(clear);
                            bytes = bytes.get(blank + length.saturating_sub(before)..).unwrap_or_default();
                            self.0 = then;
                        }
                        Head::Unreadable => self.0 = At::Unknown,
                    }
                }
            }
        }
    }
}

enum Head {
    Partial,
    /// So many bytes, and what follows them.
    Whole { length: usize, clear: bool, then: At },
    Unreadable,
}

fn read(come: &[u8]) -> Head {
    let mut fields = [EMPTY_HEADER; limits::HEAD_FIELDS];
    let mut request = Request::new(&mut fields);
    let length = match request.parse(come) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) if come.len() <= limits::HEAD_BYTES => return Head::Partial,
        _ => return Head::Unreadable,
    };
    let all = |name: &str| request.headers.iter().filter(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value).collect::<Vec<_>>();
    let (lengths, codings) = (all("content-length"), all("transfer-encoding"));
    let digits = |value: &[u8]| std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit())).and_then(|text| text.parse().ok());
    let (clear, then) = match (lengths.as_slice(), codings.as_slice()) {
        ([], []) => (true, At::Head(Vec::new())),
        ([length], []) => match digits(length) {
            Some(0) => (true, At::Head(Vec::new())),
            Some(length) => (true, At::Body(length)),
            None => (false, At::Unknown),
        },
        ([], [coding]) => (coding.eq_ignore_ascii_case(b"chunked"), At::Unknown),
        _ => (false, At::Unknown),
    };
    Head::Whole { length, clear, then }
}

#[cfg(test)]
mod tests;
