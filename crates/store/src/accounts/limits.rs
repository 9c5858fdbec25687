//! Every number of time and count about sessions and log-ins, in one place. Seconds, unless said otherwise.

use super::Slowing;

/// How long, how often. The defaults are those of a site; tests take others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// A session ends after so long without a request.
    pub idle: i64,
    /// A session ends after so long in any case.
    pub absolute: i64,
    /// How exactly a session's last request is kept: it is written at most once in so long.
    pub seen_every: i64,
    /// Failed log-ins are counted over so long. From GB/T 22239 8.1.4.1 b, as are the five free ones.
    pub window: i64,
    /// Failures of one name at one place: an address, or a browser that its holder has logged in with before.
    pub pair: Slowing,
    /// Failures of one name, wherever: for places that do not know the holder's browser.
    pub login: Slowing,
    /// Failures at one address, whatever the name: a whole office may stand behind it, and nobody there waits for long.
    pub source: Slowing,
    /// Under the rules `mlps3` a password is good for so long: GB/T 22239 8.1.4.1 a.
    pub rotation: i64,
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
        Self {
            idle: 30 * 60,
            absolute: 8 * HOUR,
            seen_every: 60,
            window: 15 * 60,
            pair: Slowing { free: 5, most: 60 },
            login: Slowing { free: 50, most: 30 },
            source: Slowing { free: 30, most: 5 },
            rotation: 90 * DAY,
            busy: 5,
            waits: 7 * DAY,
            untold: DAY,
            link: 7 * DAY,
            setup: HOUR,
        }
    }
}
