//! Connections: a bounded number of them, each with bounded patience, so that whoever sends slowly, sends nothing or
//! takes nothing keeps nobody else out. The numbers stand in [`crate::limits`].
//!
//! Where no place is free for who comes next, those leave who have kept the server waiting longest; who waits for the
//! server never does.

mod body;
mod heads;
mod line;
mod places;
mod wire;

use crate::client::{Client, client_address};
use crate::error::PageError;
use crate::limits;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use body::{Answer, Patient};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use line::Line;
use places::{Place, Places};
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, sleep_until};
use tower::ServiceExt;
use wire::Wire;

/// What whoever wires the server says of the machine and the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Serving {
    /// How many files the process may have open: connections are files.
    pub files: u64,
    /// The proxies whose `X-Forwarded-For` is believed; none by default.
    pub trusted: Vec<IpAddr>,
}

/// Why a request goes no further than the guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stopped {
    /// Two readers could take its head differently.
    Malformed,
    /// Too many requests of one source that came through a proxy are being answered.
    Crowded,
}

impl Stopped {
    pub(crate) fn error(self) -> PageError {
        match self {
            Self::Malformed => PageError::Malformed,
            Self::Crowded => PageError::Busy("从您这里同时发来的请求太多", 5),
        }
    }
}

/// Serves the pages until `shutdown` is done, and until what had been asked by then is answered. Errors of accepting a
/// connection are survived.
///
/// # Errors
/// None today: whatever fails is tried again.
pub async fn serve(listener: TcpListener, router: Router, serving: Serving, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let places = Places::new(limits::connections(serving.files));
    let trusted: Arc<[IpAddr]> = serving.trusted.into();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = async { places.room().await; listener.accept().await } => accepted,
        };
        let (stream, peer) = match accepted {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(error) if is_of_the_connection(&error) => continue,
            Err(_) => {
                // No file is left for it, or no memory: those who wait longest make room.
                places.make_room();
                sleep(limits::ACCEPT_PAUSE).await;
                continue;
            }
        };
        // What is small is sent at once.
        let _ = stream.set_nodelay(true);
        let through_proxy = trusted.contains(&peer.to_canonical());
        match places.take((!through_proxy).then_some(peer)) {
            Some(place) => drop(tokio::spawn(converse(stream, peer, place, router.clone(), trusted.clone()))),
            // All that this source may have at once is being answered.
            None => drop(stream.try_write(b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n")),
        }
    }
    places.close();
    places.empty().await;
    Ok(())
}

/// Did the peer go away before it was met?
fn is_of_the_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset)
}

/// Answers one peer until it goes, or is sent away, or has let its time run out.
async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, peer: IpAddr, place: Place, router: Router, trusted: Arc<[IpAddr]>) {
    let line = place.line.clone();
    let answering = line.clone();
    let places = place.places.clone();
    let service = service_fn(move |request| answer(request, peer, answering.clone(), places.clone(), router.clone(), trusted.clone()));
    let mut http = http1::Builder::new();
    http.max_headers(limits::HEAD_FIELDS).max_header_size(limits::HEAD_BYTES).max_buf_size(2 * limits::HEAD_BYTES).header_read_timeout(None::<Duration>);
    let mut connection = pin!(http.serve_connection(TokioIo::new(Wire::new(stream, line.clone())), service));
    let mut clock = pin!(sleep_until(Instant::now()));
    let mut told = false;
    poll_fn(|context| {
        line.wake_by(context.waker());
        if line.is_closing() && !told {
            told = true;
            connection.as_mut().graceful_shutdown();
        }
        if connection.as_mut().poll(context).is_ready() || line.is_to_leave() {
            return Poll::Ready(());
        }
        let Some(until) = line.waits_until() else { return Poll::Pending };
        if clock.deadline() != until {
            clock.as_mut().reset(until);
        }
        clock.as_mut().poll(context)
    })
    .await;
}

/// Has one request answered.
async fn answer(
    request: Request<Incoming>, peer: IpAddr, line: Arc<Line>, places: Arc<Places>, router: Router, trusted: Arc<[IpAddr]>,
) -> Result<Response<Answer>, Infallible> {
    let (turn, clear) = line.begin();
    let client = client_address(peer, request.headers(), &trusted);
    let counted = if client == peer.to_canonical() { Ok(None) } else { places.request_of(client).map(Some).ok_or(Stopped::Crowded) };
    let mut request = request.map(|body| Body::new(Patient::new(body, line.clone())));
    request.extensions_mut().insert(Client(client));
    if !clear {
        request.extensions_mut().insert(Stopped::Malformed);
    } else if let Err(stopped) = counted {
        request.extensions_mut().insert(stopped);
    }
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let Ok(mut response) = router.oneshot(request).await;
    // After a body of unknown length it is not known here where the next head begins.
    if !clear || chunked || places.are_short() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Answer::new(body, turn, counted.ok().flatten())))
}

#[cfg(test)]
mod tests;
