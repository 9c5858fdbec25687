//! `rebuild --check`: the journal is read and verified anew with all of its contents, and the marks that these give (`words`),
//! the one table that is derived, are compared with it row by row. `rebuild` makes that table anew.

use crate::connect::writing;
use crate::difference::Difference;
use crate::row::{self, Row};
use crate::schema::WORD;
use crate::vault::Vault;
use crate::erasures::Gone;
use crate::load::{self, Folding};
use crate::StoreError;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use jishi_facts::Site;

/// All differences between the table of words and what the contents give.
pub(crate) async fn check(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Vec<Difference>, StoreError> {
    Ok(load::load_erasing(connection, vault, Folding::Compared, &Gone::default()).await?.differences)
}

/// Empties the table and fills it from the journal and its contents.
pub(crate) async fn rebuild(transaction: &DatabaseTransaction, vault: &Vault) -> Result<(), StoreError> {
    let rows = words(transaction, vault, &Gone::default()).await?;
    transaction.execute(Query::delete().from_table(WORD.name)).await?;
    row::insert(transaction, &WORD, rows).await
}

/// Fills the table of words, where it is empty and there are texts: of a site from before it.
pub(crate) async fn refill_words(facts: &DatabaseConnection, site: &Site, vault: &Vault, erasing: &Gone) -> Result<(), StoreError> {
    let any = Query::select().expr(Expr::val(1)).from(WORD.name).limit(1).to_owned();
    if (site.records.is_empty() && site.items.is_empty()) || facts.query_one(&any).await?.is_some() {
        return Ok(());
    }
    let rows = words(facts, vault, erasing).await?;
    let transaction = writing(facts).await?;
    row::insert(&transaction, &WORD, rows).await?;
    Ok(transaction.commit().await?)
}

async fn words(connection: &impl ConnectionTrait, vault: &Vault, erasing: &Gone) -> Result<Vec<Row>, StoreError> {
    Ok(load::load_erasing(connection, vault, Folding::Words, erasing).await?.words)
}
