//! The export: the journal as lines of text that an inspector checks off-line, with or without retained checkpoints.
//!
//! ```text
//! 基石日志导出 v1
//! 0 <leaf> <prev> <entry>
//! 1 <leaf> <prev> <entry>
//! 共 2 <root>
//! ```
//! All in lower-case hexadecimal, separated by one space; the leaf hash and `prev` are those that were stored, not
//! computed anew, else the export would always agree with itself. The closing line finds a file cut short by accident;
//! against a cut on purpose only a retained checkpoint helps.

use crate::hash::hash_from_hex;
use crate::{Checkpoint, Hash, NO_PREVIOUS, Peaks, chain, from_hex, leaf_hash, to_hex};
use std::fmt;

/// The first line.
pub const HEADING: &str = "基石日志导出 v1";
const CLOSING: &str = "共 ";

/// The line of one entry, with its stored leaf hash and `prev`; no line end.
#[must_use]
pub fn line(seq: u64, leaf: &Hash, prev: &Hash, entry: &[u8]) -> String {
    format!("{seq} {} {} {}", to_hex(leaf), to_hex(prev), to_hex(entry))
}

/// The last line; no line end.
#[must_use]
pub fn closing(size: u64, root: &Hash) -> String {
    format!("{CLOSING}{size} {}", to_hex(root))
}

/// What a sound export amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified {
    /// Number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Where an export first contradicts itself or a retained checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstBad {
    /// The first entry that is not vouched for. Where only a checkpoint disagrees, the change lies between this entry
    /// and the checkpoint.
    pub seq: u64,
    /// Why.
    pub why: Bad,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bad {
    /// The first line is not [`HEADING`].
    Heading,
    /// Not a line of an export, in its one writing.
    Line,
    /// The number is not the next one.
    Seq,
    /// The entry's bytes do not have the stored leaf hash.
    Leaf,
    /// `prev` does not follow from the entry before.
    Prev,
    /// The root at the size of this retained checkpoint is another.
    Checkpoint(u64),
    /// The entries end before the retained checkpoint of this size.
    Short(u64),
    /// The closing line says another number or root than the entries give.
    Closing,
    /// Lines follow the closing line.
    AfterClosing,
    /// There is no closing line.
    Unfinished,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heading => write!(f, "第一行不是“{HEADING}”，不是本系统导出的日志"),
            Self::Line => f.write_str("这一行不合导出格式"),
            Self::Seq => f.write_str("序号不连续：有条目被删、被插或被调换"),
            Self::Leaf => f.write_str("内容与所存的散列不符：内容或散列被改"),
            Self::Prev => f.write_str("与前一条接不上：本条或前一条被改、被删、被插或被调换"),
            Self::Checkpoint(size) => write!(f, "与留存的检查点（{size} 条）不符：自此条至第 {size} 条之间被改写"),
            Self::Short(size) => write!(f, "条目不足：留存的检查点有 {size} 条，日志末尾被截去"),
            Self::Closing => f.write_str("末行的条数或根与内容不符"),
            Self::AfterClosing => f.write_str("末行之后还有内容"),
            Self::Unfinished => f.write_str("缺末行：文件不完整，请重新导出"),
        }
    }
}

impl fmt::Display for FirstBad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 条起不可信：{}", self.seq, self.why)
    }
}

impl std::error::Error for FirstBad {}

/// Checks an export against itself.
///
/// # Errors
/// The first entry that is not vouched for.
pub fn verify_export(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Verified, FirstBad> {
    verify_export_against(lines, [])
}

/// Checks an export against itself and against checkpoints retained elsewhere.
///
/// # Errors
/// The first entry that is not vouched for.
pub fn verify_export_against(
    lines: impl IntoIterator<Item = impl AsRef<str>>,
    checkpoints: impl IntoIterator<Item = Checkpoint>,
) -> Result<Verified, FirstBad> {
    let mut verifier = Verifier::new(checkpoints);
    for line in lines {
        verifier.line(line.as_ref())?;
    }
    verifier.finish()
}

/// Checks an export line by line, in memory that does not grow with it.
#[derive(Clone, Debug)]
pub struct Verifier {
    peaks: Peaks,
    prev: Hash,
    /// Checkpoints not reached yet, the smallest last.
    pending: Vec<Checkpoint>,
    /// Entries below this agree with a checkpoint.
    sound: u64,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Start,
    Entries,
    Closed,
}

impl Verifier {
    /// Before the first line, with the checkpoints to check against.
    #[must_use]
    pub fn new(checkpoints: impl IntoIterator<Item = Checkpoint>) -> Self {
        let mut pending: Vec<_> = checkpoints.into_iter().collect();
        pending.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.size));
        Self { peaks: Peaks::new(), prev: NO_PREVIOUS, pending, sound: 0, stage: Stage::Start }
    }

    /// Takes the next line, without its line end.
    ///
    /// # Errors
    /// The first entry that is not vouched for.
    pub fn line(&mut self, line: &str) -> Result<(), FirstBad> {
        match self.stage {
            Stage::Start if line == HEADING => {
                self.stage = Stage::Entries;
                self.check_checkpoints()
            }
            Stage::Start => Err(self.bad(Bad::Heading)),
            Stage::Entries => match line.strip_prefix(CLOSING) {
                Some(rest) => self.close(rest),
                None => self.entry(line),
            },
            Stage::Closed => Err(self.bad(Bad::AfterClosing)),
        }
    }

    /// After the last line.
    ///
    /// # Errors
    /// The entries end too early, or the closing line is missing.
    pub fn finish(self) -> Result<Verified, FirstBad> {
        // The farthest checkpoint says how much is missing at least.
        match (self.pending.first(), self.stage) {
            (Some(checkpoint), _) => Err(self.bad(Bad::Short(checkpoint.size))),
            (None, Stage::Closed) => Ok(Verified { size: self.peaks.size(), root: self.peaks.root() }),
            (None, _) => Err(self.bad(Bad::Unfinished)),
        }
    }

    fn entry(&mut self, line: &str) -> Result<(), FirstBad> {
        let entry = Entry::parse(line).ok_or_else(|| self.bad(Bad::Line))?;
        if entry.seq != self.peaks.size() {
            return Err(self.bad(Bad::Seq));
        }
        if entry.prev != self.prev {
            return Err(self.bad(Bad::Prev));
        }
        if entry.leaf != leaf_hash(&entry.bytes) {
            return Err(self.bad(Bad::Leaf));
        }
        self.peaks.append(entry.leaf);
        self.prev = chain(&self.prev, &entry.bytes);
        self.check_checkpoints()
    }

    fn check_checkpoints(&mut self) -> Result<(), FirstBad> {
        let size = self.peaks.size();
        while let Some(checkpoint) = self.pending.pop_if(|checkpoint| checkpoint.size == size) {
            if checkpoint.root != self.peaks.root() {
                return Err(FirstBad { seq: self.sound, why: Bad::Checkpoint(size) });
            }
            self.sound = size;
        }
        Ok(())
    }

    fn close(&mut self, rest: &str) -> Result<(), FirstBad> {
        let (size, root) = (self.peaks.size(), self.peaks.root());
        if format!("{CLOSING}{rest}") != closing(size, &root) {
            return Err(self.bad(Bad::Closing));
        }
        self.stage = Stage::Closed;
        Ok(())
    }

    fn bad(&self, why: Bad) -> FirstBad {
        FirstBad { seq: self.peaks.size(), why }
    }
}

/// One line, read.
struct Entry {
    seq: u64,
    leaf: Hash,
    prev: Hash,
    bytes: Vec<u8>,
}

impl Entry {
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let number = parts.next()?;
        let seq = number.parse().ok().filter(|seq: &u64| seq.to_string() == number)?;
        let (leaf, prev) = (hash_from_hex(parts.next()?)?, hash_from_hex(parts.next()?)?);
        let bytes = from_hex(parts.next()?)?;
        parts.next().is_none().then_some(Self { seq, leaf, prev, bytes })
    }
}
