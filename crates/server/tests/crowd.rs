//! Crowds on a real port: whoever sends slowly, sends nothing, or comes in great numbers keeps nobody else out. Counted,
//! not timed: how long it takes is measured by `benches/crowd.rs`.

#[path = "../examples/fixture/packs.rs"]
mod packs;
#[path = "../examples/fixture/site.rs"]
mod site;

use jishi_server::{Serving, router, serve};
use site::{Shape, snapshot};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use tokio::sync::oneshot;

/// Longer than any honest answer takes on a busy machine; reached only where there is none.
const NEVER: Duration = Duration::from_secs(60);

/// A server of its own thread; it stops when dropped.
struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// As if the process might open so many files.
    fn of(files: u64) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                tell.send(listener.local_addr().expect("its address")).expect("told");
                let pages = router(snapshot(&Shape { branches: 2, members: 2, years: 1, ..Shape::usual() }), true);
                let shutdown = async { drop(stopped.await) };
                serve(listener, pages, Serving { files, trusted: Vec::new() }, shutdown).await.expect("served");
            });
        });
        Self { address: told.recv().expect("an address"), _stop: stop }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("connected");
        stream.set_read_timeout(Some(NEVER)).expect("set");
        stream
    }

    /// A crowd of connections that have each sent this.
    fn crowd(&self, many: usize, sent: &[u8]) -> Vec<TcpStream> {
        (0..many)
            .map(|_| {
                let mut stream = self.connect();
                // Who has been sent away already is no longer listened to.
                let _ = stream.write_all(sent);
                stream
            })
            .collect()
    }

    /// Is an honest request answered?
    fn answers(&self) -> bool {
        let mut stream = self.connect();
        let sent = stream.write_all(b"GET /about HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let mut answer = Vec::new();
        sent.is_ok() && stream.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200 ")
    }
}

fn room_for_files() {
    let room = rlimit::increase_nofile_limit(4_096).unwrap_or(0);
    assert!(room >= 3_000, "the test itself needs 3,000 files, and may open {room}");
}

#[test]
fn honest_requests_are_answered_whatever_the_crowd_does() {
    room_for_files();
    let form = b"POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\na=";
    for (files, many, sent) in [
        (4_096, 200, &b"GET /about HTTP/1.1\r\nhost: localhost\r\nx: "[..]), // slow heads
        (4_096, 200, form),                                                // slow bodies
        (4_096, 500, b""),                                                  // silent
        (4_096, 500, b"GET /assets/none HTTP/1.1\r\nhost: localhost\r\n\r\n"), // idle
        (1_024, 1_100, b""),                                                // more than there are places
        (1_024, 1_100, b"GET /assets/none HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        (1_024, 1_100, form),
    ] {
        let server = Server::of(files);
        let crowd = server.crowd(many, sent);
        let answered = (0..50).filter(|_| server.answers()).count();
        assert_eq!(answered, 50, "{many} of {:?} with {files} files", String::from_utf8_lossy(sent));
        drop(crowd);
        assert!(server.answers(), "and afterwards");
    }
}

/// Who comes on and on takes the places of those who came before with it, and of nobody who is being served.
#[test]
fn a_crowd_that_goes_on_coming_keeps_nobody_out() {
    room_for_files();
    let server = Server::of(400);
    let mut crowd = Vec::new();
    for _ in 0..30 {
        crowd.extend(server.crowd(40, b"GET /about HTTP/1.1\r\n"));
        assert!(server.answers(), "after {}", crowd.len());
    }
}
