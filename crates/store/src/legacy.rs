//! Sites from before entries and rows were authenticated: checked in full as they were then, and authenticated once.
//!
//! Three steps, each a transaction, so that a kill leaves a site that the next opening takes further: the site's own key in
//! the old wrapping; MACs on every entry, command and account, with the head; all keys in the new wrapping. From then on
//! nothing counts that is not authenticated, and no site can be made to look old without its root key.
//!
//! Old sessions and one-time links end; accounts and tokens are bound to entries that say so.

use crate::access::{Access, Way};
use crate::accounts::sealed_label;
use crate::command::{Asked, Command};
use crate::connect::{reading, writing};
use crate::entropy::{Entropy, draw};
use crate::group::Group;
use crate::head::Head;
use crate::load::{self, Loaded, Pages};
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, ATTEMPT, CHECKPOINT, COMMAND, INVITATION, JOURNAL, SESSION, Table};
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
pub(crate) async fn authenticate(facts: &DatabaseConnection, vault: &mut Vault, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
    vault.give_site_key(entropy).await?;
    if row::rows(facts, &crate::schema::HEAD, &row::select(&crate::schema::HEAD)).await?.is_empty() {
        verify::before_authentication(&reading(facts).await?, vault).await?;
        let transaction = writing(facts).await?;
        let loaded = load::load(&transaction, vault, None).await?;
        checkpoints_hold(&transaction, vault, &loaded.tree).await?;
        seal_entries(&transaction, vault).await?;
        seal_rows(&transaction, vault, &COMMAND).await?;
        let head = bind_accounts(&transaction, vault, entropy, loaded).await?;
        head.lay(&transaction, vault).await?;
        transaction.execute_unprepared("DROP TABLE IF EXISTS \"checkpoint\"").await?;
        transaction.commit().await?;
    }
    vault.renew(entropy).await
}

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
        if page.is_empty() {
            return Ok(());
        }
        for (stored, _) in page {
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
    let mut head = Head { epoch: 0, turn: 0, size: loaded.tree.size(), root: loaded.tree.root(), at: loaded.last.as_ref().map_or(0, |last| last.at) };
    let known: BTreeSet<AccountId> = accounts.iter().map(id_in(0)).collect::<Result<_, _>>()?;
    let gone: Vec<AccountId> = loaded.fold.access.accounts.keys().copied().filter(|id| !known.contains(id)).collect();
    let events: Vec<Event> = gone
        .iter()
        .map(|id| (*id, AccountChange::Removed))
        .chain(known.iter().map(|id| (*id, AccountChange::Adopted)))
        .chain(tokens.iter().map(id_in(API_TOKEN.position("account"))).collect::<Result<Vec<_>, _>>()?.into_iter().map(|id| (id, AccountChange::TokenAdopted)))
        .map(|(account, change)| Event::AccountChanged { account, change, of: None })
        .collect();
    let Some(last) = loaded.last.filter(|_| !events.is_empty()) else { return Ok(head) };
    let asked = Asked { at: last.at, day: last.day, actor: "本机".to_owned() };
    let begins = head.size;
    let mut group = Group::new(loaded.fold, loaded.prev);
    let command = Command::events(format!("升级-{begins}"), asked, events);
    group.decide(&command, vault, entropy).map_err(|_| StoreError::Damaged("升级时账户登记不进日志".into()))?;
    let mut peaks = Peaks::new();
    (0..begins).filter_map(|place| loaded.tree.leaf(place)).chain(group.leaves.iter().copied()).for_each(|leaf| peaks.append(leaf));
    row::insert(transaction, &JOURNAL, std::mem::take(&mut group.journal)).await?;
    row::insert(transaction, &COMMAND, std::mem::take(&mut group.commands)).await?;
    let tokens = with_sealed_labels(vault, entropy, &accounts, tokens)?;
    bind(transaction, vault, &ACCOUNT, accounts, 0, &mut rows_of(&group.fold.access)).await?;
    bind(transaction, vault, &API_TOKEN, tokens, API_TOKEN.position("account"), &mut tokens_of(&group.fold.access)).await?;
    (head.size, head.root) = (peaks.size(), peaks.root());
    Ok(head)
}

/// Rows of tokens as they are now: of old the label was plain.
fn with_sealed_labels(vault: &Vault, entropy: &mut dyn Entropy, accounts: &[Row], mut tokens: Vec<Row>) -> Result<Vec<Row>, StoreError> {
    let (account, label, person) = (API_TOKEN.position("account"), API_TOKEN.position("label"), ACCOUNT.position("person"));
    for row in &mut tokens {
        let owner = accounts.iter().find(|owner| owner[0] == row[account]).and_then(|owner| owner[person].text().parse().ok());
        row[label] = sealed_label(vault, owner, row, &draw(entropy)?)?;
    }
    Ok(tokens)
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
        row.truncate(table.position("entry"));
        row.push(Cell::count(entry));
        row.push(Cell::Blob(vault.row_mac(table, &row).to_vec()));
        row::rewrite(transaction, table, row).await?;
    }
    Ok(())
}
