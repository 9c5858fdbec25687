//! The bodies of a request and of its answer, as they pass.

use super::line::{Line, Turn};
use super::places::Counted;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What is sent: the time is kept that it takes to come.
pub(super) struct Patient {
    body: Incoming,
    line: Arc<Line>,
}

impl Patient {
    pub(super) fn new(body: Incoming, line: Arc<Line>) -> Self {
        Self { body, line }
    }
}

/// Whoever asked for it may have given up.
impl Drop for Patient {
    fn drop(&mut self) {
        self.line.body_has_come(0);
    }
}

impl HttpBody for Patient {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Pending => self.line.wait_for_body(),
            Poll::Ready(Some(Ok(frame))) => self.line.body_has_come(frame.data_ref().map_or(0, Bytes::len)),
            Poll::Ready(_) => self.line.body_has_come(0),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What is answered; the turn ends with it.
pub(super) struct Answer {
    body: Body,
    _turn: Turn,
    _counted: Option<Counted>,
}

impl Answer {
    pub(super) fn new(body: Body, turn: Turn, counted: Option<Counted>) -> Self {
        Self { body, _turn: turn, _counted: counted }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
