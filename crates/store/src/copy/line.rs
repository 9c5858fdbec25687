//! A row as a line of JSON: a list of its values, bytes as `{"x": "<hexadecimal>"}`.

use crate::row::{Cell, Row};
use crate::schema::{Kind, Table};
use jishi_journal::{from_hex, to_hex};
use serde_json::Value;

/// Writes a row, with the end of its line.
pub(super) fn write(row: &Row, out: &mut Vec<u8>) {
    let values = row.iter().map(|cell| match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => Value::from(*number),
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Blob(bytes) => Value::Object([("x".to_owned(), Value::from(to_hex(bytes)))].into_iter().collect()),
    });
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut *out, &values.collect::<Vec<_>>());
    out.push(b'\n');
}

/// Reads a row of a table; none where the line is no such row.
pub(super) fn read(line: &[u8], table: &Table) -> Option<Row> {
    let values: Vec<Value> = serde_json::from_slice(line).ok()?;
    if values.len() != table.columns.len() {
        return None;
    }
    let cells = values.into_iter().zip(table.columns).map(|(value, column)| match (value, column.kind) {
        (Value::Null, _) if column.null => Some(Cell::Null),
        (Value::Number(number), Kind::Integer) => number.as_i64().map(Cell::Integer),
        (Value::String(text), Kind::Text) => Some(Cell::Text(text)),
        (Value::Object(map), Kind::Blob) if map.len() == 1 => from_hex(map.get("x")?.as_str()?).map(Cell::Blob),
        _ => None,
    });
    cells.collect()
}
