//! The data map against the live schema: every column has a row, every row a column, on both databases.

use crate::support::{Place, places};
use jishi_base::Label;
use jishi_facts::PersonDetails;
use jishi_store::Location;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// One column's row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    class: Label,
    purpose: String,
    basis: String,
    retention: String,
    readers: String,
    /// How closely each part of a sealed column is kept.
    #[serde(default)]
    parts: BTreeMap<String, Label>,
}

type Tables = BTreeMap<String, BTreeMap<String, Entry>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataMap {
    facts: Tables,
    keys: Tables,
}

fn data_map() -> DataMap {
    serde_json::from_str(include_str!("../../../../data/datamap.json")).expect("data map")
}

async fn live(place: &Place, connection: &DatabaseConnection, schema: &str) -> BTreeSet<(String, String)> {
    let query = match place.location {
        Location::Dir(_) => {
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
                .to_owned()
        }
        Location::Url(_) => {
            format!("SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = '{schema}'")
        }
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), query)).await.expect("schema");
    rows.iter().map(|row| (row.try_get_by_index(0).expect("table"), row.try_get_by_index(1).expect("column"))).collect()
}

fn mapped(tables: &Tables) -> BTreeSet<(String, String)> {
    tables.iter().flat_map(|(table, columns)| columns.keys().map(move |column| (table.clone(), column.clone()))).collect()
}

#[tokio::test]
async fn every_column_has_a_row_and_every_row_a_column() {
    let map = data_map();
    for place in places().await {
        let (facts, keys) = (place.intruder().await, place.key_intruder().await);
        assert_eq!(live(&place, &facts, "jishi").await, mapped(&map.facts));
        assert_eq!(live(&place, &keys, "jishi_keys").await, mapped(&map.keys));
        // Positive control: a column that nobody described is found.
        facts.execute_unprepared("ALTER TABLE word ADD COLUMN forgotten TEXT").await.expect("alter");
        assert_ne!(live(&place, &facts, "jishi").await, mapped(&map.facts));
        facts.close().await.expect("close");
        keys.close().await.expect("close");
    }
}

#[test]
fn every_row_says_all_five_things() {
    let map = data_map();
    for (table, columns) in map.facts.iter().chain(&map.keys) {
        for (column, entry) in columns {
            let empty = [&entry.purpose, &entry.basis, &entry.retention, &entry.readers].into_iter().any(|text| text.trim().is_empty());
            assert!(!empty, "{table}.{column}");
        }
    }
    // What is sealed is at least 敏感.
    for (table, column) in [("content", "sealed"), ("word", "marks")] {
        assert!(matches!(map.facts[table][column].class, Label::Sensitive | Label::Discipline), "{table}.{column}");
    }
}

/// What is sealed of a person has parts of different labels: each is in the map, and the column is as close as the closest.
#[test]
fn every_part_of_a_person_has_a_label() {
    let map = data_map();
    let details = &map.facts["content"]["sealed"];
    // Months are written only where there are any.
    let month = serde_json::json!({ "year": 1995, "month": 7, "day": null });
    let months: PersonDetails = serde_json::from_value(serde_json::json!({ "joined_month": month, "confirmed_month": month })).expect("details");
    let written = serde_json::to_value(months).expect("JSON");
    let parts: BTreeSet<&String> = written.as_object().expect("an object").keys().collect();
    assert_eq!(details.parts.keys().collect::<BTreeSet<_>>(), parts);
    assert_eq!(details.parts.values().max(), Some(&details.class));
    for part in details.parts.keys() {
        assert_eq!(jishi_authorize::datamap::detail(part), details.parts[part], "{part}");
    }
}
