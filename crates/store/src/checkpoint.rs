//! Checkpoints in the database: size and root of the journal at a time, authenticated under the root key, so that who
//! can write to the database but has no root key cannot rewrite the journal before them.
//!
//! Cutting off the tail together with its checkpoints is found only by a checkpoint kept elsewhere.

use crate::StoreError;
use crate::row::{self, Cell, Row};
use crate::schema::CHECKPOINT;
use crate::vault::Vault;
use jishi_facts::Timestamp;
use jishi_journal::{Hash, Tree};
use sea_orm::ConnectionTrait;

/// A row of the table.
pub(crate) fn row(vault: &Vault, size: u64, root: &Hash, at: Timestamp) -> Row {
    vec![Cell::count(size), Cell::Blob(root.to_vec()), Cell::Integer(at), Cell::Blob(mac(vault, size, root, at).to_vec())]
}

fn mac(vault: &Vault, size: u64, root: &Hash, at: Timestamp) -> Hash {
    vault.mac("checkpoint", &[&size.to_be_bytes(), root, &at.to_be_bytes()])
}

/// Compares every stored checkpoint with the tree; gives the size at the last.
///
/// # Errors
/// [`StoreError::Damaged`] at the first that disagrees.
pub(crate) async fn verify(connection: &impl ConnectionTrait, vault: &Vault, tree: &Tree) -> Result<u64, StoreError> {
    let mut last = 0;
    for row in row::rows(connection, &CHECKPOINT, &row::select_in_order(&CHECKPOINT)).await? {
        let [size, root, at, stored] = row.as_slice() else { continue };
        let (size, at) = (size.integer().unsigned_abs(), at.integer());
        let genuine = Hash::try_from(root.bytes()).is_ok_and(|root| mac(vault, size, &root, at) == stored.bytes());
        if !genuine {
            return Err(StoreError::Damaged(format!("{size} 条时的检查点被改动")));
        }
        match tree.root_at(size) {
            None => return Err(StoreError::Damaged(format!("检查点有 {size} 条，日志只有 {} 条：末尾被截去", tree.size()))),
            Some(found) if found != root.bytes() => {
                return Err(StoreError::Damaged(format!("第 {last} 条至第 {size} 条之间被改写：与检查点不符")));
            }
            Some(_) => last = size,
        }
    }
    Ok(last)
}
