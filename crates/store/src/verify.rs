//! `verify`: everything in the database against the journal, and the journal against itself and its checkpoints.

use crate::connect::{count, intact, undated};
use crate::erasures::Gone;
use crate::head::Head;
use crate::load::{self, Folding, Loaded, Pages};
use crate::row;
use crate::schema::{COMMAND, CONTENT, HEAD, JOURNAL};
use crate::vault::Vault;
use crate::command::KEYED;
use crate::connect::reading;
use crate::store::Store;
use crate::{StoreError, accounts, entry};
use jishi_defence::Defence;
use jishi_journal::Hash;
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// What a sound journal amounts to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// People whose contents were erased by rule.
    pub erased: u64,
}

/// Verifies in full.
///
/// # Errors
/// [`StoreError::Damaged`] at the first contradiction.
pub(crate) async fn verify(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Verdict, StoreError> {
    let loaded = in_full(connection, vault).await?;
    Ok(Verdict { size: loaded.tree.size(), root: loaded.tree.root(), erased: loaded.fold.gone.people.len() as u64 })
}

/// What was verified, without the site.
async fn in_full(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Loaded, StoreError> {
    let head = Head::read(connection, vault, false).await?;
    let loaded = before_tally(connection, vault, &head, Folding::Beside, &Gone::default()).await?;
    if Defence::RowsAreTallied.holds() && vault.tally_of(connection).await? != head.tally {
        let what = "命令、账户、会话、链接、令牌、第二道验证或登录尝试的行与首行里的合计不符";
        return Err(StoreError::Damaged(format!("{what}：有一行被删除，或换回了以前的样子")));
    }
    Ok(loaded)
}

/// All but the tally: what there is of a site from before there was one. Of people who are about to be erased no content
/// need be there.
pub(crate) async fn before_tally(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    head: &Head,
    folding: Folding,
    erasing: &Gone,
) -> Result<Loaded, StoreError> {
    let loaded = before_authentication(connection, vault, Some(head), folding, erasing).await?;
    for mut row in row::rows(connection, &COMMAND, &row::select_in_order(&COMMAND)).await? {
        vault.genuine(&COMMAND, &mut row)?;
    }
    accounts::check(connection, vault, &loaded.fold.access, loaded.last.as_ref().map_or(0, |last| last.at)).await?;
    vault.check().await?;
    if !undated(connection).await? {
        return Err(StoreError::Damaged("升级记录里有本程序不写的时间：它被改动".into()));
    }
    intact(connection).await?;
    Ok(loaded)
}

/// Journal, contents and commands against each other: all that there is of an old site, which has no head.
pub(crate) async fn before_authentication(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    head: Option<&Head>,
    folding: Folding,
    erasing: &Gone,
) -> Result<Loaded, StoreError> {
    let loaded = load::load_erasing(connection, vault, folding, erasing).await?;
    if let Some(head) = head {
        head.agrees(&loaded.tree)?;
    }
    let commands = one_writing(connection).await?;
    commands_agree(connection, commands, loaded.tree.size()).await?;
    no_stray_content(connection, &loaded).await?;
    no_stray_rows(connection, loaded.tree.size(), u64::from(head.is_some())).await?;
    erased_keys_are_gone(vault, &loaded)?;
    Ok(loaded)
}

/// Every entry is in its one writing. Gives first entry and number of entries by command.
async fn one_writing(connection: &impl ConnectionTrait) -> Result<BTreeMap<String, (u64, u64)>, StoreError> {
    let (mut pages, mut commands) = (Pages::from_start(), BTreeMap::<String, (u64, u64)>::new());
    loop {
        let page = pages.next(connection).await?;
        if page.is_empty() {
            return Ok(commands);
        }
        for (stored, _) in page {
            let read = entry::decode(&stored.entry).and_then(|entry| entry.again());
            if read.ok().as_ref() != Some(&stored.entry) {
                return Err(StoreError::Damaged(format!("日志第 {} 条不是规范写法", stored.seq)));
            }
            commands.entry(stored.command).or_insert((stored.seq, 0)).1 += 1;
        }
    }
}

/// The table that makes retries safe says what the journal says.
async fn commands_agree(connection: &impl ConnectionTrait, mut commands: BTreeMap<String, (u64, u64)>, size: u64) -> Result<(), StoreError> {
    for row in row::rows(connection, &COMMAND, &row::select_in_order(&COMMAND)).await? {
        let (first, count) =
            (row[COMMAND.position("first")].integer().unsigned_abs(), row[COMMAND.position("count")].integer().unsigned_abs());
        let said = match row[0].text() {
            // A command that changed nothing has no entry.
            _ if count == 0 => Some((first, 0)),
            // What was asked of accounts has entries under ids of their own.
            id if id.starts_with(KEYED) => first.checked_add(count).filter(|end| *end <= size).map(|_| (first, count)),
            id => commands.remove(id),
        };
        if said != Some((first, count)) {
            return Err(StoreError::Damaged(format!("命令表与日志不符：起于第 {first} 条的命令")));
        }
    }
    match commands.values().next() {
        Some((first, _)) => Err(StoreError::Damaged(format!("命令表缺少起于第 {first} 条的命令"))),
        None => Ok(()),
    }
}

/// No content lies there that no entry vouches for: of an erased person none at all.
async fn no_stray_content(connection: &impl ConnectionTrait, loaded: &Loaded) -> Result<(), StoreError> {
    let erased: Vec<String> = loaded.erased.iter().map(|owner| crate::vault::owner_text(*owner)).collect();
    for row in row::rows(connection, &CONTENT, &row::select_in_order(&CONTENT)).await? {
        let seq = row[0].integer();
        if u64::try_from(seq).map_or(true, |seq| seq >= loaded.tree.size()) {
            return Err(StoreError::Damaged(format!("内容表里有日志没有的第 {seq} 条")));
        }
        if erased.iter().any(|owner| owner == row[CONTENT.position("owner")].text()) {
            return Err(StoreError::Damaged(format!("第 {seq} 条的内容应已删除，却还在")));
        }
    }
    Ok(())
}

/// No row lies where nobody reads it: before the first entry, far behind the last, beside the one head.
async fn no_stray_rows(connection: &impl ConnectionTrait, entries: u64, heads: u64) -> Result<(), StoreError> {
    for (table, read) in [(&JOURNAL, entries), (&HEAD, heads)] {
        let found = count(connection, table).await?;
        if found != read {
            return Err(StoreError::Damaged(format!("表 {} 应有 {read} 行，却有 {found} 行：有人添加了不相连的行", table.name)));
        }
    }
    Ok(())
}

fn erased_keys_are_gone(vault: &Vault, loaded: &Loaded) -> Result<(), StoreError> {
    if loaded.erased.iter().any(|owner| vault.has(*owner)) {
        return Err(StoreError::Damaged("有一名已删除人员的密钥还在：密钥库被旧备份覆盖".into()));
    }
    Ok(())
}

impl Store {
    /// Verifies the journal, its contents, the commands, the accounts and the keys, in full.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] at the first contradiction.
    pub async fn verify(&self) -> Result<Verdict, StoreError> {
        loop {
            let erased = self.erased();
            match verify(&reading(self.facts()).await?, &self.vault).await {
                Ok(verdict) => return Ok(verdict),
                Err(error) => self.came_between(erased, error).await?,
            }
        }
    }

    /// The full check: [`Store::verify`], and the tables against the journal.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] at the first contradiction.
    pub async fn check(&self) -> Result<Verdict, StoreError> {
        let verdict = self.verify().await?;
        match self.rebuild_check().await?.first() {
            Some(difference) => Err(StoreError::Damaged(difference.to_string())),
            None => Ok(verdict),
        }
    }
}

#[cfg(test)]
mod tests;
