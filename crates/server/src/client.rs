//! Whose request it is: the address that bounds and slows whoever sends too much.

use axum::http::HeaderMap;
use std::net::IpAddr;

/// Where proxies write whom they speak for, the nearest last.
const FORWARDED: &str = "x-forwarded-for";

/// The address of who sent a request; every request that comes through [`crate::serve`] carries it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client(pub IpAddr);

/// The address of who sent a request that came from `peer`: what `X-Forwarded-For` says counts only as far as those
/// who say it are trusted, so nobody can pass for another. Read from the right, the first address that is no trusted
/// proxy's; where something is written that is no address, the proxy that passed it on.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == *address);
    let mut lines = headers.get_all(FORWARDED).iter().rev();
    let mut address = peer.to_canonical();
    let mut hops = lines.by_ref().flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    while is_trusted(&address) {
        let Some(hop) = hops.next() else { break };
        let Ok(said) = hop.trim_matches([' ', '\t']).parse::<IpAddr>() else { break };
        address = said.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests;
