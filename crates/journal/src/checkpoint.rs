//! A checkpoint: how long the journal was and what its root was, at a time. Kept, printed or signed elsewhere.

use crate::hash::hash_from_hex;
use crate::{Hash, to_hex};
use std::fmt;
use std::str::FromStr;

/// The first line of the canonical text.
const HEADING: &str = "基石日志检查点 v1";

/// The state of the journal at a time. Its [`Display`](fmt::Display) is the canonical text: what is printed and signed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Checkpoint {
    /// Number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When, in UTC: `2026-07-01T08:00:00Z`.
    pub at: String,
}

impl Checkpoint {
    /// A code to print on minutes: the first 64 bits of the root in four groups, `1a2b-3c4d-5e6f-7a8b`. It lets two
    /// prints be compared by eye; the proof is the whole root.
    #[must_use]
    pub fn short_code(&self) -> String {
        self.root.chunks(2).take(4).map(to_hex).collect::<Vec<_>>().join("-")
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEADING}\n条数 {}\n根 {}\n时间 {}\n", self.size, to_hex(&self.root), self.at)
    }
}

impl FromStr for Checkpoint {
    type Err = &'static str;
    /// Reads the canonical text and no other writing of it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "检查点应有四行：“基石日志检查点 v1”“条数 …”“根 …”“时间 …”，且一字不改";
        let mut lines = text.strip_suffix('\n').ok_or(BAD)?.split('\n');
        let mut field = |name: &str| lines.next()?.strip_prefix(name);
        let parsed = (|| {
            field(HEADING).filter(|rest| rest.is_empty())?;
            let size = field("条数 ")?.parse().ok()?;
            let root = hash_from_hex(field("根 ")?)?;
            let at = field("时间 ").filter(|at| is_utc(at))?.to_owned();
            Some(Self { size, root, at })
        })();
        parsed.filter(|checkpoint| checkpoint.to_string() == text).ok_or(BAD)
    }
}

/// Has it the shape of `2026-07-01T08:00:00Z`, with or without a fraction of the second?
fn is_utc(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00").and_then(|rest| rest.strip_suffix('Z')) else { return false };
    rest.is_empty() || rest.strip_prefix('.').is_some_and(|f| (1..=9).contains(&f.len()) && f.bytes().all(|b| b == b'0'))
}
