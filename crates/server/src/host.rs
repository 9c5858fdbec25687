//! The host that a request names, read strictly: what two readers could take differently is taken by neither.

use axum::http::{HeaderMap, Uri, header};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Does a request name this machine: by exactly one `Host`, with which a target that carries a host agrees? A browser
/// that was led here under another name (DNS rebinding) must see nothing.
pub(crate) fn names_this_machine(headers: &HeaderMap, target: &Uri) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some(host) = host.to_str().ok().and_then(read) else { return false };
    let agrees = target.authority().is_none_or(|named| read(named.as_str()) == Some(host));
    let plain = target.scheme_str().is_none_or(|scheme| scheme.eq_ignore_ascii_case("http"));
    agrees && plain
}

/// A name of this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Machine {
    Localhost,
    V4,
    V6,
}

/// A name of this machine and the port after it; `None` for anything else.
fn read(host: &str) -> Option<(Machine, Option<u16>)> {
    let (machine, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            ((name.parse() == Ok(Ipv6Addr::LOCALHOST)).then_some(Machine::V6)?, port)
        }
        None => {
            let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
            let is_v4 = || name.parse() == Ok(Ipv4Addr::LOCALHOST);
            (if name.eq_ignore_ascii_case("localhost") { Machine::Localhost } else { is_v4().then_some(Machine::V4)? }, port)
        }
    };
    match port.strip_prefix(':') {
        None => port.is_empty().then_some((machine, None)),
        // Digits alone: the reader of numbers would take a sign.
        Some(digits) => digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten().map(|port| (machine, Some(port))),
    }
}

#[cfg(test)]
mod tests;
