//! The copy that is made before a database is brought up to a newer program's schema: on SQLite of both files, on
//! PostgreSQL a backup beside the root key's file.

use super::backup::{Wanted, backup_of};
use crate::StoreError;
use crate::beside::{self, BEFORE};
use crate::connect::{Databases, Location};
use crate::entropy::SystemEntropy;
use crate::files;
use crate::migrate::{self, Facts, Keys as KeySteps};
use crate::rootkey::Keys;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::path::{Path, PathBuf};

/// The copies that lie there.
#[must_use]
pub fn before(location: &Location, keys: &Keys) -> Vec<PathBuf> {
    beside::copies_before(location, keys.path())
}

/// Makes a copy where there are steps to come.
///
/// # Errors
/// Where it cannot be made: then nothing is changed either.
pub(crate) async fn copy(location: &Location, keys: &Keys, databases: &Databases) -> Result<(), StoreError> {
    let (facts, subjects) = (migrate::lacks::<Facts>(&databases.facts).await?, migrate::lacks::<KeySteps>(&databases.keys).await?);
    let Some(step) = facts.or(subjects) else { return Ok(()) };
    let place = beside::file(location, keys.path(), &format!("{BEFORE}{step}"));
    if place.exists() {
        // Of an attempt that was cut short: the site may have been written since, by the older program.
        std::fs::remove_dir_all(&place).map_err(|error| StoreError::Io("换掉升级前的旧副本", error))?;
    }
    match location {
        Location::Dir(_) => files_of(databases, &place).await,
        Location::Url(_) => {
            let wanted = Wanted { into: &place, at: last_entry(databases).await?, program: "", passphrase: None, with_root_key: false };
            backup_of(databases, location, keys, &wanted, &mut SystemEntropy).await.map(|_| ())
        }
    }
}

async fn files_of(databases: &Databases, place: &Path) -> Result<(), StoreError> {
    let partial = place.with_extension("partial");
    let _ = std::fs::remove_dir_all(&partial);
    files::make_private_dir(&partial)?;
    for (database, name) in [(&databases.facts, files::FACTS), (&databases.keys, files::KEYS)] {
        let file: PathBuf = partial.join(name);
        let path = file.to_string_lossy().into_owned();
        let copy = Statement::from_sql_and_values(database.get_database_backend(), "VACUUM INTO ?", [path.into()]);
        database.execute_raw(copy).await?;
        files::keep_private(&file)?;
    }
    std::fs::rename(&partial, place).map_err(|error| StoreError::Io("把升级前的副本放到位", error))
}

/// The time of the last entry: there is no clock here.
async fn last_entry(databases: &Databases) -> Result<i64, StoreError> {
    let connection: &DatabaseConnection = &databases.facts;
    let ask = Statement::from_string(connection.get_database_backend(), "SELECT MAX(at) FROM journal");
    let found: Option<i64> = connection.query_one_raw(ask).await?.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(found.unwrap_or(0))
}
