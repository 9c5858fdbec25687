//! The latest time that a site knows: of its entries, of what people did without an entry, and of a note beside the
//! database that a program which serves it writes every so often. A program that is started anew goes on from there, so
//! that a clock that was set back meanwhile brings nothing to life again.

use super::Beside;
use crate::files::{TIME, read, write};
use crate::rootkey::{derived, mac};
use crate::row::{self, Row};
use crate::schema::{ATTEMPT, SESSION, Table};
use crate::vault::Vault;
use crate::StoreError;
use jishi_facts::Timestamp;
use jishi_journal::to_hex;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: Timestamp,
    mac: String,
}

impl Beside {
    /// What is noted; nothing where the note is not this site's, or was tampered with: who could do that could as well
    /// have taken it away.
    fn time(&self) -> Result<Option<Timestamp>, StoreError> {
        let Some(bytes) = read(&self.file(TIME))? else { return Ok(None) };
        let written: Option<Written> = serde_json::from_slice(&bytes).ok();
        Ok(written.filter(|written| to_hex(&self.mac_of(written.at)) == written.mac).map(|written| written.at))
    }

    pub(crate) fn note_time(&self, at: Timestamp) -> Result<(), StoreError> {
        if self.time()?.is_some_and(|noted| noted >= at) {
            return Ok(());
        }
        // Writing to memory does not fail.
        let mut bytes = serde_json::to_vec(&Written { at, mac: to_hex(&self.mac_of(at)) }).unwrap_or_default();
        bytes.push(b'\n');
        write(&self.file(TIME), &bytes)
    }

    fn mac_of(&self, at: Timestamp) -> [u8; 32] {
        mac(&derived(&self.root, "last time in use"), &[&at.to_be_bytes()])
    }

    /// The latest of the note, the last entry, and what sessions and tries at logging in say of themselves.
    ///
    /// # Errors
    /// Where the database or the note cannot be read.
    pub(crate) async fn last_in_use(&self, facts: &impl ConnectionTrait, vault: &Vault, entered: Option<Timestamp>) -> Result<Option<Timestamp>, StoreError> {
        let mut latest = Ord::max(entered, self.time()?);
        for (table, column) in [(&SESSION, "seen"), (&ATTEMPT, "at")] {
            let rows = row::rows(facts, table, &row::select(table)).await?;
            latest = Ord::max(latest, rows.into_iter().filter_map(|row| told(vault, table, column, row)).max());
        }
        Ok(latest)
    }
}

/// The time in a row, where the row is genuine.
fn told(vault: &Vault, table: &'static Table, column: &str, mut row: Row) -> Option<Timestamp> {
    vault.genuine(table, &mut row).ok()?;
    Some(row[table.position(column)].integer())
}
