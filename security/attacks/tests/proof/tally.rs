//! Somebody with write access and no key takes away rows that the site wrote, or puts back what it once wrote in their place:
//! each row is genuine, and no entry of the journal speaks of the difference. Only the tally in the head gives it away.

use crate::history::{FILES, History};
use crate::rows::{Intruder, Table};
use crate::tamper::found;
use jishi_attacks::Defence;
use jishi_defence::{all_standing, without};

/// The statements that bring a change of a table about, from what it is and was.
type Attack = fn(&str, &Table, &[&Table]) -> Vec<String>;

/// Failed log-ins are forgotten: more guesses.
fn delete(name: &str, _now: &Table, _earlier: &[&Table]) -> Vec<String> {
    vec![format!("DELETE FROM \"{name}\"")]
}

/// A command that changed nothing is forgotten: what it was answered by is not known any more.
fn delete_what_changed_nothing(name: &str, _now: &Table, _earlier: &[&Table]) -> Vec<String> {
    vec![format!("DELETE FROM \"{name}\" WHERE \"count\" = 0")]
}

/// A row is as it once was: a code that was taken is good once more, a failed log-in counts again.
fn put_back(name: &str, now: &Table, earlier: &[&Table]) -> Vec<String> {
    let there = |row: &Vec<String>| name == "attempt" || now.rows.iter().any(|known| known[0] == row[0]);
    let was = earlier.iter().flat_map(|table| &table.rows).find(|row| !now.rows.contains(row) && there(row));
    was.map(|row| format!("INSERT OR REPLACE INTO \"{name}\" VALUES ({})", row.join(", "))).into_iter().collect()
}

const ATTACKS: [(&str, Attack); 6] = [
    ("attempt", delete),
    ("attempt", put_back),
    ("command", delete_what_changed_nothing),
    ("session", put_back),
    ("api_token", put_back),
    ("second", put_back),
];

#[tokio::test]
async fn what_was_taken_away_or_put_back_is_found_by_the_tally() {
    let history = {
        let _turn = all_standing();
        History::lived().await
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let now = &history.now;
    for (name, attack) in ATTACKS {
        let earlier: Vec<&Table> = history.earlier.iter().filter_map(|state| state.tables[0].get(name)).collect();
        let statements = attack(name, &now.tables[0][name], &earlier);
        let carried_out = async || {
            history.lay(&data, [&now.files[0], &now.files[1]]);
            let intruder = Intruder::of(&data.join(FILES[0])).await.expect("the file");
            for statement in &statements {
                intruder.does(statement).await;
            }
            assert_ne!(intruder.table(name).await.expect("the table").rows, now.tables[0][name].rows, "{name}: changed");
            intruder.leave().await;
        };
        carried_out().await;
        {
            let _turn = all_standing();
            assert!(found(&data, Some(&history.kept)).await.is_some(), "{name}: {statements:?}");
        }
        carried_out().await;
        let _off = without(&[Defence::RowsAreTallied]);
        assert_eq!(found(&data, Some(&history.kept)).await, None, "control: {name}");
    }
}
