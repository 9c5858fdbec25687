//! Versioned migrations of the two databases, and the refusal of data that a newer program wrote.
//!
//! A step is never changed after a release: later versions add steps. Each runs in one transaction with its own record,
//! so that a kill leaves the old or the new schema, never something between. Only of a step that changed nothing but tables
//! which a later step removes nothing but the name is left ([`Passed`]): whatever it would do is undone before the site is open.

mod steps;

use crate::clean;
use crate::connect::{Databases, undated};
use crate::schema::{
    ACCOUNT, API_TOKEN, ATTEMPT, COMMAND, CONTENT, HEAD, INVITATION, JOURNAL, PAST, SECOND, SESSION, STEPS, SUBJECT_KEY, Table, WORD,
};
use crate::vault::Vault;
use crate::{StoreError, journal_index};
use sea_orm::sea_query::Alias;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DynIden, Statement};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager, seaql_migrations};
pub(crate) use steps::create;
use steps::{Add, Create, EMPTY, Index, Passed, Remove, Unsampled, indexes};

/// Steps of the database of facts.
pub(crate) struct Facts;
/// Steps of the database of keys.
pub(crate) struct Keys;

impl MigratorTrait for Facts {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Create { step: "2026-11-24-1", tables: || vec![&JOURNAL, &CONTENT, &COMMAND] }),
            Box::new(Create { step: "2026-11-25-1", tables: || vec![&ACCOUNT, &SESSION, &INVITATION, &ATTEMPT, &API_TOKEN] }),
            // Tokens from before could do whatever their account could.
            Box::new(Add { step: "2026-11-26-1", table: &API_TOKEN, columns: &[("writes", "1"), ("used", "NULL")] }),
            // Bodies with all above them: no question was asked of it.
            Box::new(Remove { step: "2026-11-26-2", tables: || vec!["lineage"] }),
            // What is authenticated: filled in once, after a full check, by `legacy`.
            Box::new(Create { step: "2026-11-30-1", tables: || vec![&HEAD] }),
            Box::new(Add { step: "2026-11-30-2", table: &JOURNAL, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-3", table: &COMMAND, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-4", table: &ACCOUNT, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-5", table: &SESSION, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-6", table: &INVITATION, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-7", table: &ATTEMPT, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-8", table: &API_TOKEN, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            // Administrators are named people in seats.
            Box::new(Add { step: "2026-11-30-powers-1", table: &ACCOUNT, columns: &[("seat", "NULL"), ("holder", "NULL"), ("name", "NULL")] }),
            Box::new(Add { step: "2026-11-30-powers-2", table: &INVITATION, columns: &[("seat", "NULL")] }),
            Box::new(Index { step: "2026-11-30-powers-3", statements: |_| indexes(&ACCOUNT, "IF NOT EXISTS ") }),
            Box::new(Create { step: "2026-11-30-second", tables: || vec![&SECOND] }),
            // What was done is looked for by sort, account and day.
            Box::new(Index { step: "2026-11-30-trail", statements: journal_index::indexes }),
            // Names of files and sheets, and grounds, in plain: the fold knows them, no question asked the tables.
            Box::new(Passed { step: "2026-11-30-erasure-1" }),
            // Who was absent.
            Box::new(Passed { step: "2026-11-30-erasure-2" }),
            Box::new(Unsampled { step: "2026-11-30-erasure-3", columns: &PERSONAL }),
            // Filled in once, after a full check, by `legacy`.
            Box::new(Add { step: "2026-11-30-tally", table: &HEAD, columns: &[("tally", "NULL")] }),
            // Ledgers are taken up by bodies.
            Box::new(Passed { step: "2026-11-30-uptake" }),
            // What lies sealed lies once, at its entry: the tables name the entry.
            Box::new(Passed { step: "2026-11-30-contents-1" }),
            Box::new(Passed { step: "2026-11-30-contents-2" }),
            Box::new(Passed { step: "2026-11-30-contents-3" }),
            Box::new(Passed { step: "2026-11-30-contents-4" }),
            Box::new(Passed { step: "2026-11-30-contents-5" }),
            // Filled when the site is opened.
            Box::new(Create { step: "2026-11-30-words-1", tables: || vec![&WORD] }),
            Box::new(Unsampled { step: "2026-11-30-words-2", columns: &MARKS }),
            // Tables that repeated the fold: nothing is asked of them.
            Box::new(Remove { step: "2026-12-01-folds", tables: || PAST.iter().map(|table| table.name).collect() }),
        ]
    }
    fn migration_table_name() -> DynIden {
        Alias::new(STEPS.name).into()
    }
}

impl MigratorTrait for Keys {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Create { step: "2026-11-24-1", tables: || vec![&SUBJECT_KEY] })]
    }
    fn migration_table_name() -> DynIden {
        Alias::new(STEPS.name).into()
    }
}

/// Columns of personal values and their ciphertexts, which an erasure takes out.
const PERSONAL: [(&Table, &str); 4] = [(&CONTENT, "sealed"), (&ACCOUNT, "login"), (&ACCOUNT, "password"), (&API_TOKEN, "label")];

/// Of words nothing is sampled either.
const MARKS: [(&Table, &str); 1] = [(&WORD, "marks")];

/// Brings a database up to this program's schema.
///
/// # Errors
/// [`StoreError::NewerSchema`] where it has steps that this program does not know.
pub(crate) async fn migrate<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    refuse_newer::<M>(connection).await?;
    let before = applied(connection).await?.len();
    M::up(connection, None).await?;
    // The library notes when it applied a step. Nothing reads that, so that nothing would miss it either: it is kept nowhere.
    connection.execute_unprepared(&format!("UPDATE \"{}\" SET applied_at = 0 WHERE applied_at <> 0", STEPS.name)).await?;
    // What an earlier program wrote in plain is not to stay in free pages.
    if before > 0 && before < M::migrations().len() { clean::rewrite(connection).await } else { Ok(()) }
}

/// Is there a site in this database?
pub(crate) async fn exists(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    Ok(!applied(connection).await?.is_empty())
}

/// Is there a site in these databases? One of which half is there is named, and never taken for none.
///
/// # Errors
/// [`StoreError::Missing`]; [`StoreError::Incomplete`] where half of it is missing.
pub(crate) async fn there(databases: &Databases) -> Result<(), StoreError> {
    let half = |what: &str| {
        let help = "请把同一时刻的两个库放在一起，或用 jishi restore 从备份恢复";
        Err(StoreError::Incomplete(format!("数据不全：{what}。{help}")))
    };
    match (exists(&databases.facts).await?, exists(&databases.keys).await?) {
        (true, true) => Ok(()),
        (true, false) => half("有数据，没有密钥库（keys.db，或模式 jishi_keys），封存的内容都打不开"),
        (false, true) if Vault::any(&databases.keys).await? => half("有密钥库，数据库（facts.db，或模式 jishi）里却没有表"),
        (false, _) => Err(StoreError::Missing),
    }
}

/// Is there any table at all?
pub(crate) async fn any_table(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let ask = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT COUNT(*) FROM sqlite_schema",
        _ => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()",
    };
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), ask)).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.is_some_and(|count| count > 0))
}

/// The first step that a database lacks.
pub(crate) async fn lacks<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<Option<String>, StoreError> {
    let applied = applied(connection).await?;
    Ok(M::migrations().iter().map(|step| step.name().to_owned()).find(|step| !applied.contains(step)))
}

/// Refuses data that a newer program wrote, and data that this one would have to bring up first.
///
/// # Errors
/// As [`migrate`]; [`StoreError::Missing`] where there is nothing yet.
pub(crate) async fn require_current<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    refuse_newer::<M>(connection).await?;
    match applied(connection).await?.len() {
        0 => Err(StoreError::Missing),
        found if found < M::migrations().len() || !undated(connection).await? => Err(StoreError::Unsafe("数据的结构较旧，请先以可写方式打开一次以升级".into())),
        _ => Ok(()),
    }
}

async fn refuse_newer<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let known = M::migrations();
    let unknown = applied(connection).await?.into_iter().find(|step| known.iter().all(|migration| migration.name() != step));
    unknown.map_or(Ok(()), |step| Err(StoreError::NewerSchema(step)))
}

/// The steps applied so far; none where the record itself is missing.
async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    if !SchemaManager::new(connection).has_table(STEPS.name).await? {
        return Ok(Vec::new());
    }
    let rows = connection.query_all(sea_orm::sea_query::Query::select().column(seaql_migrations::Column::Version).from(STEPS.name)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}
