//! When an event was entered, and by whom.

use jishi_base::Atom;
use jishi_calendar::Date;
use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z, handed in by the outermost layer.
pub type Timestamp = i64;

/// When an event was entered, by whom, and where it stands in the journal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stamp {
    /// Position in the journal, from 0.
    pub seq: u64,
    /// Time of entry.
    pub at: Timestamp,
    /// The day of entry in China (Asia/Shanghai).
    pub day: Date,
    /// Pseudonym of who entered it: an account, or `本机` for the command line.
    pub actor: Atom,
}
