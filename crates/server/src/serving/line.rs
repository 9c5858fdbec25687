//! One connection as those see it who keep the time: whether the server waits for the peer, since when, and for how
//! long it still will.

use super::heads::Heads;
use crate::limits;
use jishi_defence::Defence;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;
use tokio::time::Instant;

/// The server waits for the peer.
#[derive(Clone, Copy)]
struct Wait {
    /// Since then; where the peer still makes some progress, as if it had made none since.
    since: Instant,
    until: Instant,
    /// Is nothing begun that would be broken off?
    idle: bool,
}

/// How long a peer may still keep the server waiting within one request: what comes or goes gives some of it back.
struct Patience {
    left: Duration,
    began: Option<Instant>,
}

impl Patience {
    fn full() -> Self {
        Self { left: limits::STALLED, began: None }
    }

    fn wait(&mut self, now: Instant) -> Wait {
        let began = *self.began.get_or_insert(now);
        let spent = limits::STALLED.saturating_sub(self.left);
        Wait { since: began.checked_sub(spent).unwrap_or(began), until: began + self.left, idle: false }
    }

    /// Is any of it left, after so many bytes?
    fn progress(&mut self, now: Instant, bytes: usize) -> bool {
        let waited = self.began.take().map_or(Duration::ZERO, |began| now.saturating_duration_since(began));
        let Some(left) = self.left.checked_sub(waited) else { return false };
        let earned = Duration::from_secs_f64(bytes as f64 / limits::PER_SECOND as f64);
        self.left = limits::STALLED.min(left.saturating_add(earned));
        true
    }
}

struct State {
    wait: Option<Wait>,
    heads: Heads,
    /// Of the heads that are complete and have not been begun: are they clear?
    clear: VecDeque<bool>,
    /// Is a request being answered?
    busy: bool,
    body: Patience,
    writing: Patience,
    leave: bool,
    closing: bool,
    waker: Option<Waker>,
}

/// One connection.
pub(super) struct Line(Mutex<State>);

impl Line {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        // Nothing has come yet: that is as long a wait as for the rest of a head.
        let wait = Some(Wait { since: now, until: now + limits::HEAD, idle: true });
        let (body, writing) = (Patience::full(), Patience::full());
        Self(Mutex::new(State {
            wait, heads: Heads::default(), clear: VecDeque::new(), busy: false, body, writing, leave: false, closing: false, waker: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of what has come.
    pub(super) fn has_come(&self, bytes: &[u8]) {
        let mut state = self.state();
        let State { heads, clear, .. } = &mut *state;
        let within = heads.is_within();
        heads.watch(bytes, |is_clear| clear.push_back(is_clear));
        if !state.busy && !within && state.heads.is_within() {
            state.wait = Some(head(false));
        }
    }

    /// A request is begun; comes with whether its head was clear.
    pub(super) fn begin(self: &Arc<Self>) -> (Turn, bool) {
        let mut state = self.state();
        (state.busy, state.wait) = (true, None);
        (state.body, state.writing) = (Patience::full(), Patience::full());
        let clear = state.clear.pop_front().unwrap_or(false);
        (Turn(self.clone()), clear)
    }

    /// The body has not come on.
    pub(super) fn wait_for_body(&self) {
        let mut state = self.state();
        state.wait = Some(state.body.wait(Instant::now()));
    }

    /// So many bytes of the body have come.
    pub(super) fn body_has_come(&self, bytes: usize) {
        let mut state = self.state();
        state.leave |= !state.body.progress(Instant::now(), bytes);
        if state.busy {
            state.wait = None;
        }
    }

    /// The peer does not take the answer.
    pub(super) fn wait_for_taking(&self) {
        let mut state = self.state();
        state.wait = Some(state.writing.wait(Instant::now()));
    }

    /// The peer has taken so many bytes of the answer.
    pub(super) fn has_taken(&self, bytes: usize) {
        let mut state = self.state();
        if state.writing.began.is_none() && state.writing.left == limits::STALLED {
            return;
        }
        state.leave |= !state.writing.progress(Instant::now(), bytes);
        state.wait = if state.busy { None } else { Some(idle(state.heads.is_within())) };
    }

    /// Until when the peer is waited for; `None` where it waits for the server.
    pub(super) fn waits_until(&self) -> Option<Instant> {
        self.state().wait.filter(|_| Defence::PatienceIsBounded.holds()).map(|wait| wait.until)
    }

    /// Since when it has kept the server waiting; `None` where it has not, or has been sent away already.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        state.wait.filter(|_| !state.leave && Defence::PatienceIsBounded.holds()).map(|wait| wait.since)
    }

    /// Asks it to leave.
    pub(super) fn send_away(&self) {
        self.change(|state| state.leave = true);
    }

    /// Asks it to leave once it has its answer.
    pub(super) fn close(&self) {
        self.change(|state| state.closing = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let waker = {
            let mut state = self.state();
            change(&mut state);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Whom to wake when it is asked to leave.
    pub(super) fn wake_by(&self, waker: &Waker) {
        self.state().waker = Some(waker.clone());
    }

    /// Must it go now? Who was asked and has begun a request since stays.
    pub(super) fn is_to_leave(&self) -> bool {
        let mut state = self.state();
        let waits = state.wait;
        let leaves = waits.is_some_and(|wait| state.leave || (state.closing && wait.idle));
        state.leave = false;
        leaves
    }

    pub(super) fn is_closing(&self) -> bool {
        self.state().closing
    }
}

/// The wait for the rest of a head, or for a next one.
fn idle(within_head: bool) -> Wait {
    if within_head { head(true) } else { wait(limits::IDLE, true) }
}

fn head(idle: bool) -> Wait {
    wait(limits::HEAD, idle)
}

fn wait(time: Duration, idle: bool) -> Wait {
    let now = Instant::now();
    Wait { since: now, until: now + time, idle }
}

/// A request that is being answered; when it is dropped, the answer has been given as far as the server is concerned.
pub(super) struct Turn(Arc<Line>);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.busy = false;
        state.wait = Some(idle(state.heads.is_within()));
    }
}
