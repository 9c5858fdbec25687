//! A journal entry as bytes: JSON with sorted keys and no blanks, one writing for one entry.
//!
//! It holds the stamp, the command's id, the event without its sealed content, the commitment to that content, and for which
//! import it is staged, where it is a part of one.

use crate::StoreError;
use crate::row;
use crate::schema::JOURNAL;
use jishi_base::{Atom, ImportId};
use jishi_calendar::Date;
use jishi_facts::{Event, Stamp, Timestamp};
use jishi_journal::{Hash, from_hex, to_hex};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The shape of entries written now. In the first, names of files and sheets and grounds stood in plain in the fact; it
/// stays readable, and is written again only to be compared.
const VERSION: u32 = 2;
const FIRST: u32 = 1;

/// What an entry says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    version: u32,
    pub stamp: Stamp,
    pub command: String,
    /// Without its content.
    pub event: Event,
    pub commitment: Option<Hash>,
    /// The import for which it is staged: it is not true before that is published.
    pub staged: Option<ImportId>,
}

/// The entry as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    v: u32,
    seq: u64,
    at: Timestamp,
    day: Date,
    actor: Atom,
    command: String,
    fact: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    staged: Option<ImportId>,
}

/// The canonical bytes of a new entry.
///
/// # Errors
/// Where the event holds words in plain, which only old entries do.
pub(crate) fn encode(
    stamp: &Stamp, command: &str, event: &Event, commitment: Option<&Hash>, staged: Option<ImportId>,
) -> Result<Vec<u8>, serde_json::Error> {
    bytes(VERSION, stamp, command, event, commitment, staged)
}

impl Entry {
    /// The canonical bytes of this entry, in the shape in which it was written.
    ///
    /// # Errors
    /// As [`encode`].
    pub(crate) fn again(&self) -> Result<Vec<u8>, serde_json::Error> {
        bytes(self.version, &self.stamp, &self.command, &self.event, self.commitment.as_ref(), self.staged)
    }
}

fn bytes(
    version: u32, stamp: &Stamp, command: &str, event: &Event, commitment: Option<&Hash>, staged: Option<ImportId>,
) -> Result<Vec<u8>, serde_json::Error> {
    fits(version, event)?;
    let written = Written {
        v: version,
        seq: stamp.seq,
        at: stamp.at,
        day: stamp.day,
        actor: stamp.actor.clone(),
        command: command.to_owned(),
        fact: event.clone(),
        commitment: commitment.map(|hash| to_hex(hash)),
        staged,
    };
    let mut out = Vec::new();
    write(&serde_json::to_value(written)?, &mut out)?;
    Ok(out)
}

/// Reads an entry.
///
/// # Errors
/// Where the bytes are not an entry that this program knows.
pub(crate) fn decode(bytes: &[u8]) -> Result<Entry, serde_json::Error> {
    let written: Written = serde_json::from_slice(bytes)?;
    fits(written.v, &written.fact)?;
    let commitment = match written.commitment {
        None => None,
        Some(hex) => Some(from_hex(&hex).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| serde::de::Error::custom("commitment"))?),
    };
    let stamp = Stamp { seq: written.seq, at: written.at, day: written.day, actor: written.actor };
    Ok(Entry { version: written.v, stamp, command: written.command, event: written.fact, commitment, staged: written.staged })
}

/// Only the first shape holds words in plain.
fn fits(version: u32, event: &Event) -> Result<(), serde_json::Error> {
    let known = (version == VERSION && !event.is_plain()) || version == FIRST;
    if known { Ok(()) } else { Err(serde::de::Error::custom("version")) }
}

/// JSON with sorted keys, whatever order the map keeps.
fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.iter().collect();
            pairs.sort_by_key(|(key, _)| key.as_str());
            out.push(b'{');
            for (place, (key, value)) in pairs.into_iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(value, out)?;
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        other => serde_json::to_writer(&mut *out, other)?,
    }
    Ok(())
}

/// The event at a place of the journal, without its content.
pub(crate) async fn event_at(connection: &impl ConnectionTrait, seq: u64) -> Result<Option<(Stamp, Event)>, StoreError> {
    let rows =
        row::rows(connection, &JOURNAL, row::select(&JOURNAL).and_where(Expr::col("seq").eq(i64::try_from(seq).unwrap_or(i64::MAX))))
            .await?;
    let entry = rows.first().and_then(|row| decode(row[JOURNAL.position("entry")].bytes()).ok());
    Ok(entry.map(|entry| (entry.stamp, entry.event)))
}

#[cfg(test)]
mod tests;
