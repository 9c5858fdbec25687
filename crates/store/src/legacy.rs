//! Sites from before: what authenticates them now is laid once, after all that could be checked of them then.
//!
//! **From before entries and rows were authenticated.** Three steps, each a transaction, so that a kill leaves a site that
//! the next opening takes further: the site's own key in the old wrapping; MACs on every entry, command and account, with
//! the head; all keys in the new wrapping. From then on nothing counts that is not authenticated, and no site can be made
//! to look old without its root key.
//!
//! Old sessions and one-time links end; accounts and tokens are bound to entries that say so.
//!
//! **From before there was a tally.** The tally is taken of the rows as they lie there. That is entered into the journal in
//! the same transaction: every head without a tally is of a shorter journal than the site has from then on, so that no
//! such head that is put back brings rows of somebody else's choice into a new tally. Only a journal that is cut as well
//! would fit to it, and a checkpoint kept elsewhere shows that.

use crate::access::{Access, Way};
use crate::accounts::{digest_of_person, seal_labels};
use crate::clean::clean;
use crate::command::{Asked, Command};
use crate::connect::{reading, writing};
use crate::entropy::Entropy;
use crate::erasures::Gone;
use crate::fold::Fold;
use crate::group::Group;
use crate::head::Head;
use crate::load::{self, Folding, Loaded};
use crate::pages::Pages;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, ATTEMPT, CHECKPOINT, COMMAND, INVITATION, JOURNAL, SESSION, TALLIED, Table};
use crate::vault::Vault;
use crate::{StoreError, verify};
use jishi_base::AccountId;
use jishi_facts::{AccountChange, Event, Timestamp};
use jishi_journal::{Hash, Peaks, Tree};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::SchemaManager;
use std::collections::BTreeSet;

/// Checks an old site in full, and authenticates it.
///
/// # Errors
/// [`StoreError::Damaged`] at the first contradiction: nothing is authenticated then.
pub(crate) async fn authenticate(
    facts: &DatabaseConnection,
    vault: &mut Vault,
    entropy: &mut dyn Entropy,
    erasing: &Gone,
) -> Result<(), StoreError> {
    vault.give_site_key(entropy).await?;
    if row::rows(facts, &crate::schema::HEAD, &row::select(&crate::schema::HEAD)).await?.is_empty() {
        verify::before_authentication(&reading(facts).await?, vault, None, Folding::Beside, erasing).await?;
        let transaction = writing(facts).await?;
        let loaded = load::load_erasing(&transaction, vault, Folding::Site(None), erasing).await?;
        checkpoints_hold(&transaction, vault, &loaded.tree).await?;
        seal_entries(&transaction, vault).await?;
        seal_rows(&transaction, vault, &COMMAND).await?;
        let mut head = bind_accounts(&transaction, vault, entropy, loaded).await?;
        seal_labels(&transaction, vault, entropy).await?;
        head.tally = vault.tally_of(&transaction).await?;
        head.lay(&transaction, vault).await?;
        transaction.execute_unprepared("DROP TABLE IF EXISTS \"checkpoint\"").await?;
        transaction.commit().await?;
        clean(facts, &LABELLED).await?;
    }
    vault.renew(entropy).await
}

/// Checks a site that has no tally yet, as far as that goes without one, and takes it. Does nothing where there is one.
///
/// # Errors
/// [`StoreError::Damaged`] at the first contradiction: no tally is taken then.
pub(crate) async fn take_tally(facts: &DatabaseConnection, vault: &Vault, entropy: &mut dyn Entropy, erasing: &Gone) -> Result<(), StoreError> {
    let transaction = writing(facts).await?;
    let Some(mut head) = Head::from_before(&transaction, vault).await? else { return Ok(transaction.rollback().await?) };
    let loaded = verify::before_tally(&transaction, vault, &head, Folding::Site(None), erasing).await?;
    if loaded.last.is_none() {
        // A journal without entries is as long as any head of its own from before: nobody has come in yet, and what lies
        // there goes. Links for the seats of administrators are made anew at each start.
        for table in TALLIED {
            transaction.execute(Query::delete().from_table(table.name)).await?;
        }
    }
    seal_labels(&transaction, vault, entropy).await?;
    let taken = Event::CommandUsed { command: "upgrade".to_owned() };
    enter(&transaction, vault, entropy, &mut head, loaded, vec![taken]).await?;
    head.tally = vault.tally_of(&transaction).await?;
    head.put(&transaction, vault).await?;
    transaction.commit().await?;
    clean(facts, &LABELLED).await.map(|_| ())
}

/// Where an earlier program left labels in plain.
static LABELLED: [&Table; 1] = [&API_TOKEN];

/// The checkpoints of old, each authenticated under the root key.
async fn checkpoints_hold(connection: &DatabaseTransaction, vault: &Vault, tree: &Tree) -> Result<(), StoreError> {
    if !SchemaManager::new(connection).has_table(CHECKPOINT.name).await? {
        return Ok(());
    }
    for row in row::rows(connection, &CHECKPOINT, &row::select_in_order(&CHECKPOINT)).await? {
        let [size, root, at, mac] = row.as_slice() else { continue };
        let (size, at): (u64, Timestamp) = (size.integer().unsigned_abs(), at.integer());
        let genuine = Hash::try_from(root.bytes())
            .is_ok_and(|root| vault.mac("checkpoint", &[&size.to_be_bytes(), &root, &at.to_be_bytes()]) == mac.bytes());
        if !genuine || tree.root_at(size).is_none_or(|found| found != root.bytes()) {
            return Err(StoreError::Damaged(format!("日志与 {size} 条时的检查点不符：末尾被截去，或被改写")));
        }
    }
    Ok(())
}

async fn seal_entries(transaction: &DatabaseTransaction, vault: &Vault) -> Result<(), StoreError> {
    let mut pages = Pages::from_start();
    loop {
        let page = pages.next(transaction).await?;
        if page.entries.is_empty() {
            return Ok(());
        }
        for (stored, _) in page.entries {
            let mac = vault.entry_mac(stored.seq, &stored.prev, &stored.entry);
            let mut update = Query::update();
            let seq = i64::try_from(stored.seq).unwrap_or(i64::MAX);
            update.table(JOURNAL.name).value("mac", mac.to_vec()).and_where(Expr::col("seq").eq(seq));
            transaction.execute(&update).await?;
        }
    }
}

/// Puts the MAC on every row of a table that ends with one.
async fn seal_rows(transaction: &DatabaseTransaction, vault: &Vault, table: &'static Table) -> Result<(), StoreError> {
    for mut row in row::rows(transaction, table, &row::select_in_order(table)).await? {
        row.pop();
        row.push(Cell::Blob(vault.row_mac(table, &row).to_vec()));
        row::rewrite(transaction, table, row).await?;
    }
    Ok(())
}

/// Enters for each account and each token that it is there, and binds its row to that entry; gives the head after it.
async fn bind_accounts(
    transaction: &DatabaseTransaction,
    vault: &Vault,
    entropy: &mut dyn Entropy,
    loaded: Loaded,
) -> Result<Head, StoreError> {
    for table in [&SESSION, &INVITATION, &ATTEMPT] {
        transaction.execute(Query::delete().from_table(table.name)).await?;
    }
    let accounts = row::rows(transaction, &ACCOUNT, &row::select_in_order(&ACCOUNT)).await?;
    let tokens = row::rows(transaction, &API_TOKEN, &row::select_in_order(&API_TOKEN)).await?;
    let at = loaded.last.as_ref().map_or(0, |last| last.at);
    let mut head = Head { size: loaded.tree.size(), root: loaded.tree.root(), at, ..Head::new() };
    let known: BTreeSet<AccountId> = accounts.iter().map(id_in(0)).collect::<Result<_, _>>()?;
    let gone: Vec<AccountId> = loaded.fold.access.accounts.keys().copied().filter(|id| !known.contains(id)).collect();
    let events: Vec<Event> = gone
        .iter()
        .map(|id| (*id, AccountChange::Removed))
        .chain(known.iter().map(|id| (*id, AccountChange::Adopted)))
        .chain(tokens.iter().map(id_in(API_TOKEN.position("account"))).collect::<Result<Vec<_>, _>>()?.into_iter().map(|id| (id, AccountChange::TokenAdopted)))
        .map(|(account, change)| Event::AccountChanged { account, change, of: None })
        .collect();
    let Some(fold) = enter(transaction, vault, entropy, &mut head, loaded, events).await? else { return Ok(head) };
    bind(transaction, vault, &ACCOUNT, accounts, 0, &mut rows_of(&fold.access)).await?;
    bind(transaction, vault, &API_TOKEN, tokens, API_TOKEN.position("account"), &mut tokens_of(&fold.access)).await?;
    Ok(head)
}

/// Enters events behind the last entry, at its time, and takes the head there; gives the fold with them. `None` where
/// there is no entry yet, or no event.
async fn enter(
    transaction: &DatabaseTransaction,
    vault: &Vault,
    entropy: &mut dyn Entropy,
    head: &mut Head,
    loaded: Loaded,
    events: Vec<Event>,
) -> Result<Option<Fold>, StoreError> {
    let Some(last) = loaded.last.filter(|_| !events.is_empty()) else { return Ok(None) };
    let asked = Asked { at: last.at, day: last.day, actor: "本机".to_owned() };
    let mut group = Group::new(loaded.fold, loaded.prev);
    let command = Command::events(format!("升级-{}", head.size), asked, events);
    group.decide(&command, vault, entropy).map_err(|_| StoreError::Damaged("升级登记不进日志".into()))?;
    let mut peaks = Peaks::new();
    (0..head.size).filter_map(|place| loaded.tree.leaf(place)).chain(group.leaves.iter().copied()).for_each(|leaf| peaks.append(leaf));
    row::insert(transaction, &JOURNAL, group.journal).await?;
    row::insert(transaction, &COMMAND, group.commands).await?;
    (head.size, head.root) = (peaks.size(), peaks.root());
    Ok(Some(group.fold))
}

fn id_in(place: usize) -> impl Fn(&Row) -> Result<AccountId, StoreError> {
    move |row| row[place].text().parse().map_err(|_| StoreError::Damaged("账户的数据里有不成编号的编号".into()))
}

/// The entries that account rows are bound to.
fn rows_of(access: &Access) -> Vec<(AccountId, u64)> {
    access.accounts.iter().map(|(id, standing)| (*id, standing.row)).collect()
}

/// The entries that tokens are bound to, one for each.
fn tokens_of(access: &Access) -> Vec<(AccountId, u64)> {
    let tokens = |(id, standing): (&AccountId, &crate::access::Standing)| {
        standing.ways.iter().filter(|(_, (way, _))| *way == Way::Token).map(|(entry, _)| (*id, *entry)).collect::<Vec<_>>()
    };
    access.accounts.iter().flat_map(tokens).collect()
}

/// Writes entry and MAC into each row, taking one entry of its account for each.
async fn bind(
    transaction: &DatabaseTransaction,
    vault: &Vault,
    table: &'static Table,
    rows: Vec<Row>,
    account: usize,
    entries: &mut Vec<(AccountId, u64)>,
) -> Result<(), StoreError> {
    for mut row in rows {
        let id = id_in(account)(&row)?;
        let place = entries.iter().position(|(owner, _)| *owner == id).ok_or_else(|| StoreError::Damaged("有一个账户没有登记进日志".into()))?;
        let (_, entry) = entries.remove(place);
        if table.name == ACCOUNT.name && row[ACCOUNT.position("disabled")].integer() == 0 && row[ACCOUNT.position("person")] != Cell::Null {
            row[ACCOUNT.position("holder")] = Cell::Text(digest_of_person(vault, row[ACCOUNT.position("person")].text()));
        }
        row.truncate(table.position("entry"));
        row.push(Cell::count(entry));
        row.push(Cell::Blob(vault.row_mac(table, &row).to_vec()));
        row::rewrite(transaction, table, row).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
