//! Patience and places, with the time held still: who keeps the server waiting is cut off when its time is over and no
//! sooner, makes room for others, and never takes the place of who waits for the server.

use super::places::Places;
use super::{Stopped, converse};
use crate::client::Client;
use crate::limits::{HEAD, IDLE, STALLED};
use crate::testing::demo;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Extension;
use axum::routing::{get, post};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::Semaphore;
use tokio::time::{Instant, advance};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Routes that wait, take and give.
fn routes(gate: &Arc<Semaphore>) -> Router {
    let gate = gate.clone();
    let slow = move || async move { gate.acquire().await.map(|_| "at last").unwrap_or_default() };
    let take = |body: Body| async move { to_bytes(body, usize::MAX).await.map_or_else(|_| "cut off".to_owned(), |bytes| bytes.len().to_string()) };
    let who = |client: Option<Extension<Client>>, stopped: Option<Extension<Stopped>>| async move { format!("{client:?} {stopped:?}") };
    Router::new().route("/", get(|| async { "here" })).route("/slow", get(slow)).route("/take", post(take)).route("/who", get(who)).route("/big", get(|| async { "x".repeat(1 << 20) }))
}

struct Server {
    places: Arc<Places>,
    gate: Arc<Semaphore>,
    trusted: Arc<[IpAddr]>,
}

impl Server {
    fn new(all: usize, of_source: usize) -> Self {
        Self { places: Places::new((all, of_source)), gate: Arc::new(Semaphore::new(0)), trusted: [].into() }
    }

    /// A connection from a source; `None` where it has too many.
    fn dial(&self, source: IpAddr) -> Option<DuplexStream> {
        let counted = (!self.trusted.contains(&source)).then_some(source);
        let place = self.places.take(counted)?;
        let (client, server) = duplex(16 << 10);
        tokio::spawn(converse(server, source, place, routes(&self.gate), self.trusted.clone()));
        Some(client)
    }
}

/// What comes until the connection ends.
async fn rest(client: &mut DuplexStream) -> String {
    let mut out = Vec::new();
    let _ = client.read_to_end(&mut out).await;
    String::from_utf8_lossy(&out).into_owned()
}

/// An answer, whose end is known by what it says last.
async fn until(client: &mut DuplexStream, last: &str) -> String {
    let mut out = Vec::new();
    while !out.ends_with(last.as_bytes()) {
        let mut piece = [0; 4096];
        let read = client.read(&mut piece).await.unwrap_or(0);
        assert!(read > 0, "{}", String::from_utf8_lossy(&out));
        out.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test(start_paused = true)]
async fn who_keeps_the_server_waiting_is_cut_off_when_its_time_is_over() {
    let server = Server::new(64, 64);
    for (sent, patience) in [
        (&b""[..], HEAD),
        (b"GET / HTT", HEAD),
        (b"GET / HTTP/1.1\r\nhost: localhost\r\n", HEAD),
        (b"POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nab", STALLED),
        (b"POST /take HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n", STALLED),
    ] {
        let mut client = server.dial(HERE).expect("a place");
        let began = Instant::now();
        client.write_all(sent).await.expect("sent");
        assert_eq!(rest(&mut client).await, "", "{sent:?}");
        assert_eq!(began.elapsed().as_secs(), patience.as_secs(), "{}", String::from_utf8_lossy(sent));
    }
    let mut client = server.dial(HERE).expect("a place");
    client.write_all(GET).await.expect("sent");
    until(&mut client, "here").await;
    let began = Instant::now();
    assert_eq!((rest(&mut client).await.as_str(), began.elapsed().as_secs()), ("", IDLE.as_secs()), "idle");
}

#[tokio::test(start_paused = true)]
async fn a_byte_now_and_then_does_not_help() {
    let server = Server::new(64, 64);
    let body = b"POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n";
    for (first, every, at_least, at_most) in [(&b"GET / HTTP/1.1\r\nx: "[..], 1, HEAD, HEAD), (body, 100, STALLED, STALLED + STALLED / 4)] {
        let mut client = server.dial(HERE).expect("a place");
        let began = Instant::now();
        client.write_all(first).await.expect("sent");
        while client.write_all(&vec![b'a'; every]).await.is_ok() {
            advance(Duration::from_secs(1)).await;
            tokio::task::yield_now().await;
        }
        let took = began.elapsed();
        assert!(took >= at_least && took <= at_most + Duration::from_secs(2), "{took:?}");
    }
    // Who sends slowly but goes on has time enough.
    let mut client = server.dial(HERE).expect("a place");
    client.write_all(b"POST /take HTTP/1.1\r\nhost: localhost\r\ncontent-length: 409600\r\n\r\n").await.expect("sent");
    for _ in 0..200 {
        client.write_all(&[b'a'; 2048]).await.expect("sent");
        advance(Duration::from_secs(1)).await;
    }
    until(&mut client, "409600").await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_take_the_answer_is_cut_off() {
    let server = Server::new(64, 64);
    let mut client = server.dial(HERE).expect("a place");
    client.write_all(b"GET /big HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    // Nothing is taken until the server has given up.
    advance(STALLED + Duration::from_secs(1)).await;
    server.places.empty().await;
    assert!(rest(&mut client).await.len() < 1 << 20);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_the_server_may_wait() {
    let server = Server::new(64, 64);
    let mut client = server.dial(HERE).expect("a place");
    client.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    tokio::task::yield_now().await;
    advance(Duration::from_secs(3_600)).await;
    server.gate.add_permits(1);
    until(&mut client, "at last").await;
}

#[tokio::test(start_paused = true)]
async fn the_longest_wait_makes_room_and_who_is_served_stays() {
    let server = Server::new(3, 3);
    let mut served = server.dial(HERE).expect("a place");
    served.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    tokio::task::yield_now().await;
    let mut old = server.dial(HERE).expect("a place");
    advance(Duration::from_secs(1)).await;
    let mut young = server.dial(HERE).expect("a place");
    server.places.room().await;
    assert_eq!(rest(&mut old).await, "");
    let _next = server.dial(HERE).expect("a place");
    young.write_all(GET).await.expect("still there");
    assert!(until(&mut young, "here").await.contains("connection: close"), "places are short: nobody is kept for a next request");
    server.gate.add_permits(1);
    until(&mut served, "at last").await;
}

#[tokio::test(start_paused = true)]
async fn one_source_has_its_share_and_a_proxy_is_many() {
    let (there, proxy): (IpAddr, IpAddr) = ("198.51.100.7".parse().expect("ip"), "192.0.2.9".parse().expect("ip"));
    let mut server = Server::new(64, 3);
    server.trusted = [proxy].into();
    let mut served: Vec<DuplexStream> = (0..3).map(|_| server.dial(HERE).expect("a place")).collect();
    for client in &mut served {
        client.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    }
    advance(Duration::from_millis(1)).await;
    assert!(server.dial(HERE).is_none(), "all that it may have is being answered");
    let mut other = server.dial(there).expect("another source has its own");
    other.write_all(GET).await.expect("sent");
    until(&mut other, "here").await;
    // Through the proxy there are as many connections as there are places, and each source is told apart.
    let mut through: Vec<DuplexStream> = (0..10).map(|_| server.dial(proxy).expect("a place")).collect();
    for (at, client) in through.iter_mut().enumerate() {
        let from = if at < 5 { "203.0.113.5" } else { "203.0.113.6" };
        let path = if at < 9 { "/slow" } else { "/who" };
        client.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {from}\r\n\r\n").as_bytes()).await.expect("sent");
        tokio::task::yield_now().await;
    }
    advance(Duration::from_millis(1)).await;
    assert!(until(&mut through[9], ")").await.contains("Crowded"), "the fourth of one source is turned away");
    let mut one_more = server.dial(proxy).expect("a place");
    one_more.write_all(b"GET /who HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 203.0.113.9, 203.0.113.7\r\n\r\n").await.expect("sent");
    let answer = until(&mut one_more, "None").await;
    assert!(answer.contains("203.0.113.7") && !answer.contains("203.0.113.9"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn at_the_end_who_has_asked_is_answered() {
    let server = Server::new(64, 64);
    let (mut idle, mut served) = (server.dial(HERE).expect("a place"), server.dial(HERE).expect("a place"));
    served.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    advance(Duration::from_millis(1)).await;
    server.places.close();
    assert_eq!(rest(&mut idle).await, "");
    server.gate.add_permits(1);
    assert!(rest(&mut served).await.ends_with("at last"));
    server.places.empty().await;
}

/// What two readers could take differently gets one answer, a refusal, and nothing after it is read.
#[tokio::test]
async fn smuggled_requests_are_refused_and_nothing_follows_them() {
    let site = crate::router(Arc::new(demo()), false);
    let places = Places::new((64, 64));
    let get = "GET /units HTTP/1.1\r\nhost: localhost\r\n\r\n";
    for (stream, statuses) in [
        (get.repeat(3) + "GET /units HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", &["200"; 4][..]),
        (format!("POST /units HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{get}"), &["400"]),
        (format!("POST /units HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n{get}"), &["400"]),
        (format!("{get}POST /units HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n{get}"), &["200", "400"]),
        (format!("GET /units HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\nconnection: close\r\n\r\n{get}"), &["421"]),
        (format!("GET http://evil.example/units HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n{get}"), &["421"]),
        ("GET http://localhost/units HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_owned(), &["200"]),
        ("GET /units HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), &["421"]),
        (format!("GET /units?q={} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "a".repeat(9_000)), &["414"]),
        (format!("GET /units HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n{get}", "a".repeat(40_000)), &["431"]),
        (format!("GET /units HTTP/1.1\r\nhost: localhost\r\n{}\r\n{get}", "x: y\r\n".repeat(100)), &["431"]),
        (format!("GET /units HTTP/1.1\r\nhost : localhost\r\n\r\n{get}"), &["400"]),
        (format!("POST /units HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{get}"), &["405"]),
    ] {
        let (mut client, server) = duplex(1 << 20);
        let talk = tokio::spawn(converse(server, HERE, places.take(Some(HERE)).expect("a place"), site.clone(), [].into()));
        client.write_all(stream.as_bytes()).await.expect("sent");
        let answer = rest(&mut client).await;
        let found: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
        assert_eq!(found, statuses, "{stream:.160}");
        talk.await.expect("ended");
    }
}
