//! How closely the columns of the registers are kept, as the data map has it (`data/datamap.json`).

use jishi_base::Label;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the data map says of one column; the rest of it is for people.
#[derive(Deserialize)]
struct Kept {
    class: Label,
    /// The parts of a sealed column.
    #[serde(default)]
    parts: BTreeMap<String, Label>,
}

#[derive(Deserialize)]
struct DataMap {
    facts: BTreeMap<String, BTreeMap<String, Kept>>,
}

fn map() -> &'static DataMap {
    static MAP: LazyLock<DataMap> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../data/datamap.json")).unwrap_or(DataMap { facts: BTreeMap::new() })
    });
    &MAP
}

fn kept(table: &str, column: &str) -> Option<&'static Kept> {
    map().facts.get(table)?.get(column)
}

/// How closely a column of a register is kept; one that the map does not know is kept as closely as can be.
#[must_use]
pub fn column(table: &str, column: &str) -> Label {
    kept(table, column).map_or(Label::Discipline, |kept| kept.class)
}

/// The same of a part of a person's details, by its name in [`jishi_facts::PersonDetails`].
#[must_use]
pub fn detail(part: &str) -> Label {
    kept("person", "details").and_then(|details| details.parts.get(part)).copied().unwrap_or(Label::Discipline)
}
