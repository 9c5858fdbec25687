//! `verify`: everything in the database against the journal, and the journal against itself and its checkpoints.

use crate::connect::{count, intact, reading, undated};
use crate::erasures::Gone;
use crate::head::Head;
use crate::load::{self, Folding, Loaded};
use crate::schema::{CONTENT, HEAD, JOURNAL};
use crate::store::Store;
use crate::vault::Vault;
use crate::{StoreError, accounts};
use jishi_defence::Defence;
use jishi_journal::Hash;
use sea_orm::ConnectionTrait;

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

impl Verdict {
    fn of(loaded: &Loaded) -> Self {
        Self { size: loaded.tree.size(), root: loaded.tree.root(), erased: loaded.fold.gone.people.len() as u64 }
    }
}

/// What was verified, without the site.
async fn in_full(connection: &impl ConnectionTrait, vault: &Vault, folding: Folding) -> Result<Loaded, StoreError> {
    let head = Head::read(connection, vault, false).await?;
    let loaded = before_tally(connection, vault, &head, folding, &Gone::default()).await?;
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
    let mut loaded = load::load_strictly(connection, vault, folding, erasing).await?;
    if let Some(head) = head {
        head.agrees(&loaded.tree)?;
    }
    let commands = std::mem::take(&mut loaded.commands);
    commands.agree(connection, head.map(|_| vault), loaded.tree.size()).await?;
    no_content_of_the_erased(&loaded)?;
    no_stray_rows(connection, &loaded, u64::from(head.is_some())).await?;
    erased_keys_are_gone(vault, &loaded)?;
    Ok(loaded)
}

/// Nor of what was staged and given up.
fn no_content_of_the_erased(loaded: &Loaded) -> Result<(), StoreError> {
    if let Some(seq) = loaded.erased.iter().find_map(|owner| loaded.owners.get(owner)) {
        return Err(StoreError::Damaged(format!("第 {seq} 条的内容应已删除，却还在")));
    }
    match loaded.staged.iter().find(|seq| loaded.given_up.has(**seq)) {
        Some(seq) => Err(StoreError::Damaged(format!("第 {seq} 条是放弃的导入，内容应已删除，却还在"))),
        None => Ok(()),
    }
}

/// No row lies where nobody reads it: before the first entry, far behind the last, beside the one head, content of no entry.
async fn no_stray_rows(connection: &impl ConnectionTrait, loaded: &Loaded, heads: u64) -> Result<(), StoreError> {
    for (table, read) in [(&JOURNAL, loaded.tree.size()), (&CONTENT, loaded.contents), (&HEAD, heads)] {
        let found = count(connection, table).await?;
        if found != read {
            return Err(StoreError::Damaged(format!("表 {} 应有 {read} 行，却有 {found} 行：有人添加了不相连的行", table.name)));
        }
    }
    Ok(())
}

fn erased_keys_are_gone(vault: &Vault, loaded: &Loaded) -> Result<(), StoreError> {
    if loaded.keyless().any(|owner| vault.has(owner)) {
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
        Ok(Verdict::of(&self.verified(Folding::Beside).await?))
    }

    /// The full check: [`Store::verify`], and the tables against the journal, which is read once for both.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] at the first contradiction.
    pub async fn check(&self) -> Result<Verdict, StoreError> {
        let loaded = self.verified(Folding::Compared).await?;
        match loaded.differences.first() {
            Some(difference) => Err(StoreError::Damaged(difference.to_string())),
            None => Ok(Verdict::of(&loaded)),
        }
    }

    async fn verified(&self, folding: Folding) -> Result<Loaded, StoreError> {
        loop {
            let erased = self.erased();
            match in_full(&reading(self.facts()).await?, &self.vault, folding).await {
                Ok(loaded) => return Ok(loaded),
                Err(error) => self.came_between(erased, error).await?,
            }
        }
    }
}

#[cfg(test)]
mod tests;
