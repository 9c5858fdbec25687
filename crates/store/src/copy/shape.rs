//! The shape of a table as a backup tells it, so that a later program can lay it down again as it was and bring it up to
//! date from there.

use super::bad;
use crate::StoreError;
use crate::schema::{Column, Kind, Table};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};

/// A table, told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    pub name: String,
    columns: Vec<Told>,
    key: Vec<String>,
    indexes: Vec<String>,
    unique: Vec<String>,
    refers: Option<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    name: String,
    kind: Kind,
    null: bool,
}

impl Shape {
    /// The table as it is in a database, which an older program may have made: with the columns that it has there. None
    /// where it is not there.
    pub(crate) async fn found(connection: &impl ConnectionTrait, table: &'static Table) -> Result<Option<Self>, StoreError> {
        let mut columns = columns(connection, table.name).await?;
        if columns.is_empty() {
            return Ok(None);
        }
        // In the order of the schema; what it does not know any more comes last.
        columns.sort_by_key(|told| table.columns.iter().position(|column| column.name == told.name).unwrap_or(usize::MAX));
        let there =
            |names: &[&str]| names.iter().filter(|name| columns.iter().any(|told| told.name == **name)).map(ToString::to_string).collect();
        let refers = table.refers.map(|(from, to)| (from.to_owned(), to.to_owned()));
        let (indexes, unique) = (there(table.indexes), there(table.unique));
        let key = key(connection, table.name).await?;
        Ok(Some(Self { name: table.name.to_owned(), key, indexes, unique, refers, columns }))
    }

    /// The table itself. A backup is read once by a program: what it tells of its tables stays as long as that runs.
    ///
    /// # Errors
    /// Where a name is none that a table of this program could have.
    pub(crate) fn table(&self) -> Result<&'static Table, StoreError> {
        let names = |list: &[String]| -> Result<&'static [&'static str], StoreError> {
            let names: Vec<&'static str> = list.iter().map(|name| keep(name)).collect::<Result<_, _>>()?;
            Ok(names.leak())
        };
        let column = |told: &Told| Ok(Column { name: keep(&told.name)?, kind: told.kind, null: told.null });
        let columns: Vec<Column> = self.columns.iter().map(column).collect::<Result<_, StoreError>>()?;
        let refers = self.refers.as_ref().map(|(from, to)| Ok::<_, StoreError>((keep(from)?, keep(to)?))).transpose()?;
        let table = Table {
            name: keep(&self.name)?,
            columns: columns.leak(),
            key: names(&self.key)?,
            indexes: names(&self.indexes)?,
            unique: names(&self.unique)?,
            refers,
        };
        Ok(Box::leak(Box::new(table)))
    }
}

/// A name of a table or column.
fn keep(name: &str) -> Result<&'static str, StoreError> {
    let plain =
        !name.is_empty() && name.len() <= 60 && name.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_');
    if plain { Ok(name.to_owned().leak()) } else { Err(bad("清单里有不成名称的表名或栏名")) }
}

/// The primary key that a table has in a database: an older program's may be another than this one's.
async fn key(connection: &impl ConnectionTrait, table: &str) -> Result<Vec<String>, StoreError> {
    let backend = connection.get_database_backend();
    let ask = match backend {
        DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"),
        _ => format!(
            "SELECT CAST(a.attname AS TEXT) FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place) \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number \
             WHERE i.indisprimary AND i.indrelid = to_regclass(quote_ident(current_schema()) || '.{table}') ORDER BY k.place"
        ),
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, ask)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The columns that a table has in a database; none where there is no such table.
async fn columns(connection: &impl ConnectionTrait, table: &str) -> Result<Vec<Told>, StoreError> {
    let backend = connection.get_database_backend();
    let ask = match backend {
        DbBackend::Sqlite => format!("SELECT name, lower(type), CAST(\"notnull\" AS TEXT) FROM pragma_table_info('{table}') ORDER BY cid"),
        _ => format!(
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT), CASE WHEN is_nullable = 'NO' THEN '1' ELSE '0' END \
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, ask)).await?;
    rows.iter()
        .map(|row| {
            let (name, sort, not_null): (String, String, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let kind = match sort.as_str() {
                "integer" | "bigint" => Kind::Integer,
                "blob" | "bytea" => Kind::Blob,
                sort if sort == "text" || sort.contains("char") => Kind::Text,
                _ => return Err(StoreError::Damaged(format!("表 {table} 的 {name} 一栏是本程序不认识的类型"))),
            };
            Ok(Told { name, kind, null: not_null == "0" })
        })
        .collect()
}
