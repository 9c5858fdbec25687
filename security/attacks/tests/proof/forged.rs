//! Somebody with write access and no key appends an entry that another account is said to have made: hashes, columns, the
//! command and the head all fit. Only what is authenticated under the site's key gives it away.

use crate::rows::Intruder;
use crate::tamper::found;
use jishi_attacks::server::jishi;
use jishi_attacks::{Defence, Folder};
use jishi_defence::{all_standing, without};
use jishi_journal::{Hash, Tree, chain, from_hex, leaf_hash, to_hex};
use serde_json::Value;

/// What holds it.
const DEFENCES: [Defence; 4] = [Defence::EntriesAreSealed, Defence::RowsAreSealed, Defence::RowsAreTallied, Defence::HeadIsSealed];

/// The bytes of a literal `X'00ff'`.
fn bytes(literal: &str) -> Vec<u8> {
    from_hex(literal.trim_start_matches("X'").trim_end_matches('\'').to_lowercase().as_str()).expect("hex")
}

fn hash(literal: &str) -> Hash {
    bytes(literal).try_into().expect("a hash")
}

/// The small site with one more entry, in the name of the account that made the first one of an account.
async fn forged() -> Folder {
    let folder = Folder::small();
    let data = folder.data();
    // An entry that changes no table: what the attacker adds is one like it.
    let used = jishi(&["evaluate", "--data", &data.display().to_string(), "--as-of", "2026-11-24"]);
    assert!(used.status.success(), "{}", String::from_utf8_lossy(&used.stderr));
    let intruder = Intruder::of(&data.join("facts.db")).await.expect("the file");
    let tables = intruder.tables().await.expect("the tables");
    let journal = &tables["journal"];
    let column = |name: &str| journal.columns.iter().position(|known| known == name).expect("a column");
    let last = journal.rows.last().expect("an entry");
    let mut entry: Value = serde_json::from_slice(&bytes(&last[column("entry")])).expect("an entry");
    let victim = journal.rows.iter().map(|row| row[column("actor")].trim_matches('\'').to_owned()).find(|actor| actor.len() == 26);
    let (seq, command) = (journal.rows.len(), "伪造-0001");
    entry["seq"] = seq.into();
    entry["actor"] = victim.clone().expect("an account").into();
    entry["command"] = command.into();
    // One writing for one entry: sorted keys, no blanks.
    let entry = entry.to_string().into_bytes();
    let leaf = leaf_hash(&entry);
    let prev = chain(&hash(&last[column("prev")]), &bytes(&last[column("entry")]));
    let leaves = journal.rows.iter().map(|row| hash(&row[column("leaf")])).chain([leaf]).collect();
    let root = to_hex(&Tree::from_leaves(leaves).root());
    let mut row = last.clone();
    for (name, value) in [
        ("seq", seq.to_string()),
        ("actor", format!("'{}'", victim.expect("an account"))),
        ("command", format!("'{command}'")),
        ("entry", format!("X'{}'", to_hex(&entry))),
        ("leaf", format!("X'{}'", to_hex(&leaf))),
        ("prev", format!("X'{}'", to_hex(&prev))),
    ] {
        row[column(name)] = value;
    }
    let mut written = tables["command"].rows.last().expect("a command").clone();
    for (name, value) in [("id", format!("'{command}'")), ("first", seq.to_string()), ("count", "1".to_owned())] {
        written[tables["command"].columns.iter().position(|known| known == name).expect("a column")] = value;
    }
    for statement in [
        format!("INSERT INTO journal VALUES ({})", row.join(", ")),
        format!("INSERT INTO command VALUES ({})", written.join(", ")),
        format!("UPDATE head SET size = {}, root = X'{root}'", seq + 1),
    ] {
        intruder.does(&statement).await;
    }
    assert_eq!(intruder.tables().await.expect("the tables")["journal"].rows.len(), seq + 1, "it is there");
    intruder.leave().await;
    folder
}

#[tokio::test]
async fn an_entry_in_another_s_name_is_found() {
    let folder = forged().await;
    {
        let _turn = all_standing();
        assert!(found(&folder.data(), None).await.is_some());
    }
    // They stand one behind the other: each alone finds it.
    for left in DEFENCES {
        let off: Vec<Defence> = DEFENCES.into_iter().filter(|defence| *defence != left).collect();
        let _off = without(&off);
        assert!(found(&folder.data(), None).await.is_some(), "{left:?} alone");
    }
    let _off = without(&DEFENCES);
    assert_eq!(found(&folder.data(), None).await, None, "control");
}
