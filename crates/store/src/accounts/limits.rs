//! Every number of time and count about sessions and log-ins, in one place. Seconds, unless said otherwise.

/// How long, how often. The defaults are those of a site; tests take others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// A session ends after so long without a request.
    pub idle: i64,
    /// A session ends after so long in any case.
    pub absolute: i64,
    /// How exactly a session's last request is kept: it is written at most once in so long.
    pub seen_every: i64,
    /// Failed log-ins are counted over so long.
    pub window: i64,
    /// So many failures of one login in that time, and it has to wait. From GB/T 22239 8.1.4.1 b.
    pub per_login: usize,
    /// So many failures from one source: more, since a whole office may stand behind it.
    pub per_source: usize,
    /// Where too many people log in at once, the next ones are asked to come back after so long.
    pub busy: i64,
    /// What was asked for and takes a second person waits for so long.
    pub waits: i64,
    /// A link in place of a password in use is let pass when its holder was told, or after so long.
    pub untold: i64,
    /// A link that was let pass is good for so long.
    pub link: i64,
    /// A link by which the console gives a seat is good for so long.
    pub setup: i64,
}

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

impl Default for Limits {
    fn default() -> Self {
        Self { idle: 30 * 60, absolute: 8 * 60 * 60, seen_every: 60, window: 15 * 60, per_login: 5, per_source: 30, busy: 5, waits: 7 * DAY, untold: DAY, link: 7 * DAY, setup: HOUR }
    }
}
