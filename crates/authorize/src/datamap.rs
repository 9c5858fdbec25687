//! How closely what is sealed of a person is kept, as the data map has it (`data/datamap.json`).

use jishi_base::Label;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the data map says of one column; the rest of it is for people.
#[derive(Deserialize)]
struct Kept {
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

/// How closely a part of a person's details is kept, by its name in [`jishi_facts::PersonDetails`]; one that the map does not know is
/// kept as closely as can be. They lie among the sealed contents.
#[must_use]
pub fn detail(part: &str) -> Label {
    let sealed = map().facts.get("content").and_then(|content| content.get("sealed"));
    sealed.and_then(|sealed| sealed.parts.get(part)).copied().unwrap_or(Label::Discipline)
}
