//! The one writer: takes commands in groups, decides them in memory against the fold, writes each group in one turn, and
//! answers after the commit. A group that fails is tried again singly, so that one bad command spoils nobody else's.

use crate::command::{Command, Letter, Receipt};
use crate::group::{Denied, Done};
use crate::pen::Writing;
use crate::row;
use crate::schema::COMMAND;
use crate::turn::Turn;
use crate::vault::Vault;
use crate::{StoreError, accounts, entry};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Commands in one transaction at most.
const MAX_GROUP: usize = 512;

/// What came of each command of a group.
type Decisions = Vec<Result<Receipt, StoreError>>;

/// Runs until all senders are gone.
pub(crate) async fn run(site: Arc<Writing>, mut letters: mpsc::Receiver<Letter>) {
    let mut group = Vec::new();
    while letters.recv_many(&mut group, MAX_GROUP).await > 0 {
        let (commands, answers): (Vec<_>, Vec<_>) = std::mem::take(&mut group).into_iter().unzip();
        for (answer, decision) in answers.into_iter().zip(together_or_singly(&site, &commands).await) {
            // Whoever asked may have gone: the command was carried out all the same.
            let _ = answer.send(decision);
        }
    }
}

async fn together_or_singly(site: &Arc<Writing>, commands: &[Command]) -> Decisions {
    match together(site, commands).await {
        Ok(decisions) => decisions,
        // Something in one of them: which one is found by trying each alone.
        Err(StoreError::NotWritten(_) | StoreError::Damaged(_)) if commands.len() > 1 => {
            let mut decisions = Vec::with_capacity(commands.len());
            for command in commands {
                let alone = together(site, std::slice::from_ref(command)).await;
                decisions.extend(alone.unwrap_or_else(|error| vec![Err(error.to_each())]));
            }
            decisions
        }
        Err(error) => commands.iter().map(|_| Err(error.to_each())).collect(),
    }
}

/// Decides and writes one group, all or nothing.
async fn together(site: &Arc<Writing>, commands: &[Command]) -> Result<Decisions, StoreError> {
    let mut turn = site.turn().await?;
    let done = done_before(&*turn, &site.vault, commands).await?;
    turn.group().done = done;
    let mut decisions = Vec::with_capacity(commands.len());
    for command in commands {
        decisions.push(match turn.decide(command) {
            Ok(receipt) => {
                remove_accounts(&mut turn, command).await?;
                Ok(receipt)
            }
            Err(Denied::Refused(refusal)) => Err(refusal.into()),
            Err(Denied::Stale(stale)) => {
                let written = match stale.current.filter(|seq| turn.group().event(*seq).is_none()) {
                    Some(seq) => entry::event_at(&*turn, seq).await?,
                    None => None,
                };
                let last = written.as_ref().or_else(|| stale.current.and_then(|seq| turn.group().event(seq)));
                Err(stale.refusal(last).into())
            }
            Err(Denied::Failed(error)) => return Err(error),
        });
    }
    if turn.group().commands.is_empty() { turn.give_up().await? } else { turn.commit().await? }
    Ok(decisions)
}

/// With a person who is erased goes the account: a login may be a name.
async fn remove_accounts(turn: &mut Turn, command: &Command) -> Result<(), StoreError> {
    let erased: Vec<_> = std::mem::take(&mut turn.group().to_remove);
    for owner in erased {
        accounts::forget(turn, owner, &command.asked).await?;
    }
    Ok(())
}

/// What was done before under these commands' ids.
pub(crate) async fn done_before(connection: &impl ConnectionTrait, vault: &Vault, commands: &[Command]) -> Result<BTreeMap<String, Done>, StoreError> {
    let ids = commands.iter().map(|command| command.id.clone());
    let rows = row::rows(connection, &COMMAND, row::select(&COMMAND).and_where(Expr::col("id").is_in(ids))).await?;
    rows.into_iter()
        .map(|mut row| {
            vault.genuine(&COMMAND, &mut row)?;
            let digest = row[1].bytes().try_into().map_err(|_| StoreError::Damaged("命令表里的摘要长度不对".into()))?;
            let receipt = Receipt { first: row[2].integer().unsigned_abs(), count: row[3].integer().unsigned_abs() };
            Ok((row[0].text().to_owned(), Done { digest, receipt }))
        })
        .collect()
}
