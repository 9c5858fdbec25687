//! Changes by hand, at random from a seed: what somebody does who can write to the databases and has no key.
//!
//! Every table of both databases in turn, and in each every column in turn: values edited, copied from other rows, swapped;
//! rows deleted, added, exchanged, put back from earlier; whole tables and whole files put back; bits flipped in the files.

use crate::history::{FILES, History, Note};
use crate::rows::{Dice, Intruder, Table, Tables};
use std::path::Path;

/// What sort of change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    Edited,
    Copied,
    Swapped,
    Deleted,
    CutOff,
    Added,
    Exchanged,
    RowPutBack,
    TablesPutBack,
    FilesPutBack,
    BitFlipped,
}
use Sort::{Added, BitFlipped, Copied, CutOff, Deleted, Edited, Exchanged, FilesPutBack, RowPutBack, Swapped, TablesPutBack};

/// How often each is drawn.
const SORTS: [Sort; 20] = [
    Edited, Edited, Edited, Edited, Copied, Copied, Swapped, Swapped, Deleted, Deleted, CutOff, Added, Added, Exchanged, RowPutBack, RowPutBack,
    TablesPutBack, FilesPutBack, BitFlipped, BitFlipped,
];

/// A change that was made, and what is read since.
pub struct Change {
    pub sort: Sort,
    /// Where: a table, a column of one, or files.
    pub place: String,
    /// What both databases hold now; none where a file cannot be read any more.
    pub after: [Option<Tables>; 2],
}

/// Makes a change that changes what is read, to a site laid down in a folder.
pub async fn change(history: &History, seed: u64, data: &Path) -> Change {
    let mut dice = Dice::new(seed);
    loop {
        // The same table and column whatever is drawn, so that each has its share.
        let (sort, (at, name, column)) = (*dice.pick(&SORTS), turn(&history.now.tables, seed));
        let drawn = match sort {
            BitFlipped => flip(history, &mut dice, data).await,
            FilesPutBack => put_files_back(history, &mut dice, data).await,
            TablesPutBack => put_tables_back(history, at, &name, &mut dice, data).await,
            _ => {
                let (place, statements) = statements(history, sort, at, &name, column, &mut dice);
                carry_out(history, at, &[name], &statements, data).await.map(|after| (place, after))
            }
        };
        if let Some((place, after)) = drawn {
            return Change { sort, place, after };
        }
    }
}

/// The tables that have rows, each with its file.
pub fn full(tables: &[Tables; 2]) -> Vec<(usize, &String, &Table)> {
    let of_file = |at: usize| tables[at].iter().filter(|(_, table)| !table.rows.is_empty()).map(move |(name, table)| (at, name, table));
    of_file(0).chain(of_file(1)).collect()
}

fn turn(tables: &[Tables; 2], seed: u64) -> (usize, String, usize) {
    let (full, seed) = (full(tables), usize::try_from(seed).unwrap_or(0));
    let (at, name, table) = full[seed % full.len()];
    (at, name.clone(), seed / full.len() % table.columns.len())
}

/// Carries statements out on one database; what is read then, where that is something else.
async fn carry_out(history: &History, at: usize, touched: &[String], statements: &[String], data: &Path) -> Option<[Option<Tables>; 2]> {
    let now = &history.now;
    history.lay(data, [&now.files[0], &now.files[1]]);
    let intruder = Intruder::of(&data.join(FILES[at])).await.expect("the file");
    for statement in statements {
        intruder.does(statement).await;
    }
    let mut after = now.tables.clone();
    let mut changed = false;
    for name in touched {
        let table = intruder.table(name).await.expect("the table");
        changed |= table.rows != now.tables[at][name].rows;
        after[at].insert(name.clone(), table);
    }
    intruder.leave().await;
    // Something that the database did not take, or that changed nothing, is no change.
    changed.then(|| after.map(Some))
}

fn statements(history: &History, sort: Sort, at: usize, name: &str, column: usize, dice: &mut Dice) -> (String, Vec<String>) {
    let table = &history.now.tables[at][name];
    let (row, other) = (dice.pick(&table.rows).clone(), dice.pick(&table.rows).clone());
    let here = |row: &[String]| {
        let same = table.columns.iter().zip(row).map(|(column, value)| format!("\"{column}\" IS {value}"));
        same.collect::<Vec<_>>().join(" AND ")
    };
    let set = |row: &[String], at: usize, value: &str| format!("UPDATE \"{name}\" SET \"{}\" = {value} WHERE {}", table.columns[at], here(row));
    let insert = |row: &[String]| format!("INSERT OR REPLACE INTO \"{name}\" VALUES ({})", row.join(", "));
    let delete = |row: &[String]| format!("DELETE FROM \"{name}\" WHERE {}", here(row));
    let with = |row: &[String], at: usize, value: &str| {
        let mut row = row.to_vec();
        value.clone_into(&mut row[at]);
        row
    };
    let of_column = format!("{name}.{}", table.columns[column]);
    match sort {
        Edited => (of_column, vec![set(&row, column, &altered(&row[column], dice))]),
        Copied => (of_column, vec![set(&row, column, &other[column])]),
        // By the way of being away both, since some values stand only once.
        Swapped => (
            of_column,
            vec![delete(&row), delete(&other), insert(&with(&row, column, &other[column])), insert(&with(&other, column, &row[column]))],
        ),
        Exchanged => (
            name.to_owned(),
            vec![delete(&row), delete(&other), insert(&with(&row, 0, &other[0])), insert(&with(&other, 0, &row[0]))],
        ),
        Deleted => (name.to_owned(), vec![delete(&row)]),
        CutOff => (name.to_owned(), table.rows[dice.below(table.rows.len())..].iter().map(|row| delete(row)).collect()),
        Added => {
            // Under a key of its own, or in the place of the row that it is like.
            let twin = if dice.below(3) == 0 { row } else { with(&row, 0, &altered(&row[0], dice)) };
            (name.to_owned(), vec![insert(&with(&twin, column, &altered(&twin[column], dice)))])
        }
        _ => {
            let gone: Vec<&Vec<String>> = history
                .earlier
                .iter()
                .flat_map(|state| state.tables[at].get(name).into_iter().flat_map(|table| &table.rows))
                .filter(|row| !table.rows.contains(row))
                .collect();
            // A table that was never otherwise has nothing to be put back.
            (name.to_owned(), if gone.is_empty() { Vec::new() } else { vec![insert(gone[dice.below(gone.len())])] })
        }
    }
}

/// Puts a table back as it was in an earlier state, and some of the others of its database with it.
async fn put_tables_back(history: &History, at: usize, name: &str, dice: &mut Dice, data: &Path) -> Option<(String, [Option<Tables>; 2])> {
    let earlier = &dice.pick(&history.earlier).tables[at];
    let often = dice.below(4);
    let chosen: Vec<String> = earlier.keys().filter(|known| *known == name || dice.below(4) < often).cloned().collect();
    let mut statements = Vec::new();
    for name in &chosen {
        statements.push(format!("DELETE FROM \"{name}\""));
        statements.extend(earlier[name].rows.iter().map(|row| format!("INSERT INTO \"{name}\" VALUES ({})", row.join(", "))));
    }
    let after = carry_out(history, at, &chosen, &statements, data).await?;
    Some((format!("{}: {} tables", FILES[at], if chosen.len() == 1 { "1" } else { "several" }), after))
}

/// Puts files back as they were, and does something about the note beside them.
async fn put_files_back(history: &History, dice: &mut Dice, data: &Path) -> Option<(String, [Option<Tables>; 2])> {
    let earlier = dice.below(history.earlier.len());
    let (then, now) = (&history.earlier[earlier], &history.now);
    let (old, note) = (*dice.pick(&[[true, true], [true, false], [false, true]]), *dice.pick(&[Note::Stays, Note::Goes, Note::Emptied, Note::PutBack]));
    let state = |at: usize| if old[at] { then } else { now };
    history.lay(data, [&state(0).files[0], &state(1).files[1]]);
    history.note(data, note, earlier);
    let after = [0, 1].map(|at| state(at).tables[at].clone());
    let what = match old {
        [true, true] => "both files",
        [true, false] => FILES[0],
        _ => FILES[1],
    };
    (after != now.tables).then(|| (format!("{what}, the note {note:?}"), after.map(Some)))
}

/// Flips one bit of a file, where that changes what is read of it.
async fn flip(history: &History, dice: &mut Dice, data: &Path) -> Option<(String, [Option<Tables>; 2])> {
    let (now, at) = (&history.now, usize::from(dice.below(4) == 0));
    let mut files = now.files.clone();
    // Most of a small file is empty pages, which nobody reads.
    let written: Vec<usize> = (0..files[at].len()).filter(|place| files[at][*place] != 0).collect();
    let place = *dice.pick(&written);
    files[at][place] ^= 1 << dice.below(8);
    history.lay(data, [&files[0], &files[1]]);
    let read = match Intruder::of(&data.join(FILES[at])).await {
        None => None,
        Some(intruder) => {
            let tables = intruder.known(&now.tables[at]).await;
            intruder.leave().await;
            Some(tables)
        }
    };
    let mut after = now.tables.clone().map(Some);
    after[at] = read;
    // Laid down once more: reading may have written.
    history.lay(data, [&files[0], &files[1]]);
    (after[at].as_ref() != Some(&now.tables[at])).then(|| (FILES[at].to_owned(), after))
}

/// Another value, mostly of the same sort.
fn altered(literal: &str, dice: &mut Dice) -> String {
    if dice.below(12) == 0 {
        return (*dice.pick(&["NULL", "0", "''", "X''", "-1", "'中'"])).to_owned();
    }
    if let Some(hex) = literal.strip_prefix("X'").and_then(|rest| rest.strip_suffix('\'')) {
        let mut digits: Vec<u8> = hex.bytes().collect();
        if digits.is_empty() {
            return "X'00'".to_owned();
        }
        let at = dice.below(digits.len());
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        return format!("X'{}'", String::from_utf8_lossy(&digits));
    }
    if let Some(text) = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let mut signs: Vec<char> = text.replace("''", "'").chars().collect();
        match dice.below(3) {
            0 => signs.push('0'),
            1 if !signs.is_empty() => drop(signs.pop()),
            _ => {
                let at = dice.below(signs.len());
                match signs.get_mut(at) {
                    Some(sign) => *sign = if *sign == '1' { '2' } else { '1' },
                    None => signs.push('1'),
                }
            }
        }
        return format!("'{}'", signs.into_iter().collect::<String>().replace('\'', "''"));
    }
    match literal.parse::<i64>() {
        Ok(number) => (number ^ (1 << dice.below(40))).to_string(),
        Err(_) => ["0", "'1'", "X'01'"][dice.below(3)].to_owned(),
    }
}
