//! Contents read and opened by their entries.

use crate::row::{self, MAX_BINDS};
use crate::schema::{CONTENT, JOURNAL};
use crate::vault::{Vault, parse_owner};
use crate::{StoreError, entry};
use jishi_journal::{Hash, leaf_hash};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use std::collections::BTreeMap;

/// The contents of entries, in their order; `None` where there is none, or its key is gone. Each is held to what its entry
/// committed to, and the entry to the `leaf` that the journal's tree has of it: nobody lays another in its place meanwhile. Of entries
/// of the first shape, what they hold themselves.
///
/// # Errors
/// Where the database fails, or a content is not what was entered.
pub(crate) async fn contents(
    connection: &impl ConnectionTrait, vault: &Vault, leaf: impl Fn(u64) -> Option<Hash>, entries: &[u64],
) -> Result<Vec<Option<String>>, StoreError> {
    let mut found: BTreeMap<u64, Option<String>> = BTreeMap::new();
    for some in entries.chunks(MAX_BINDS) {
        let asked = || Expr::col("seq").is_in(some.iter().map(|entry| i64::try_from(*entry).unwrap_or(i64::MAX)));
        let mut committed = BTreeMap::new();
        for row in row::rows(connection, &JOURNAL, row::select(&JOURNAL).and_where(asked())).await? {
            let (seq, bytes) = (row[0].integer().unsigned_abs(), row[JOURNAL.position("entry")].bytes());
            let known = entry::decode(bytes).ok().filter(|_| leaf(seq) == Some(leaf_hash(bytes)));
            let known = known.ok_or_else(|| changed(seq))?;
            found.insert(seq, known.event.plain_content());
            committed.insert(seq, known.commitment);
        }
        for row in row::rows(connection, &CONTENT, row::select(&CONTENT).and_where(asked())).await? {
            let seq = row[0].integer().unsigned_abs();
            let owner = parse_owner(row[CONTENT.position("owner")].text()).ok_or_else(|| changed(seq))?;
            let commitment = committed.get(&seq).copied().flatten().ok_or_else(|| changed(seq))?;
            found.insert(seq, vault.open_content(owner, seq, row[CONTENT.position("sealed")].bytes(), &commitment)?);
        }
    }
    // An entry may be asked for twice.
    Ok(entries.iter().map(|entry| found.get(entry).cloned().flatten()).collect())
}

fn changed(seq: u64) -> StoreError {
    StoreError::Damaged(format!("日志第 {seq} 条或它的内容被改动"))
}
