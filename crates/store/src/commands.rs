//! The table that makes retries safe, held to what the entries of the journal say.

use crate::StoreError;
use crate::command::KEYED;
use crate::row::{Row, Walk};
use crate::schema::COMMAND;
use crate::vault::Vault;
use jishi_journal::{Hash, leaf_hash};
use sea_orm::ConnectionTrait;

/// What entries say of the commands that they were entered by, in order. Of a million commands it holds no name, only what tells the
/// names apart.
#[derive(Default)]
pub(crate) struct Commands(Vec<Run>);

/// Entries of one command, which are entered together.
struct Run {
    command: Hash,
    first: u64,
    count: u64,
    /// Does the table have it?
    found: bool,
}

fn told_apart(command: &str) -> Hash {
    leaf_hash(command.as_bytes())
}

impl Commands {
    /// Notes the next entry's command.
    pub(crate) fn note(&mut self, command: &str, seq: u64) {
        let command = told_apart(command);
        match self.0.last_mut() {
            Some(run) if run.command == command => run.count += 1,
            _ => self.0.push(Run { command, first: seq, count: 1, found: false }),
        }
    }

    /// Does the table say the same, in a journal of so many entries? `vault`: where its rows are authenticated.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] at the first contradiction.
    pub(crate) async fn agree(mut self, connection: &impl ConnectionTrait, vault: Option<&Vault>, size: u64) -> Result<(), StoreError> {
        let mut rows = Walk::from_start(&COMMAND);
        loop {
            let page = rows.next(connection).await?;
            if page.is_empty() {
                break;
            }
            for mut row in page {
                let (first, count) = (integer(&row, "first"), integer(&row, "count"));
                if !self.says(row[0].text(), first, count, size) {
                    return Err(StoreError::Damaged(format!("命令表与日志不符：起于第 {first} 条的命令")));
                }
                vault.map_or(Ok(()), |vault| vault.genuine(&COMMAND, &mut row))?;
            }
        }
        match self.0.iter().find(|run| !run.found) {
            Some(run) => Err(StoreError::Damaged(format!("命令表缺少起于第 {} 条的命令", run.first))),
            None => Ok(()),
        }
    }

    /// Do the entries say this of a command?
    fn says(&mut self, id: &str, first: u64, count: u64, size: u64) -> bool {
        // A command that changed nothing has no entry.
        if count == 0 {
            return true;
        }
        // What was asked of accounts has entries under ids of their own.
        if id.starts_with(KEYED) {
            return first.checked_add(count).is_some_and(|end| end <= size);
        }
        let Ok(place) = self.0.binary_search_by_key(&first, |run| run.first) else { return false };
        let run = &mut self.0[place];
        let such = !run.found && (run.command, run.count) == (told_apart(id), count);
        run.found |= such;
        such
    }
}

fn integer(row: &Row, column: &str) -> u64 {
    row[COMMAND.position(column)].integer().unsigned_abs()
}
