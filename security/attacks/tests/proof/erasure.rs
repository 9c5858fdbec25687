//! Erasing a person: the key goes, in the files too, and with it all that it opened. The journal still verifies.

use crate::rows::Intruder;
use crate::tamper::found;
use jishi_attacks::small::MEMBER;
use jishi_attacks::{Defence, Folder};
use jishi_base::PersonId;
use jishi_defence::{all_standing, without};
use jishi_facts::{Event, Ground};
use jishi_store::{Asked, Command, Keys, Location, Store, SystemEntropy};
use std::collections::BTreeSet;
use std::path::Path;

/// Bytes that lead to the member: the wrapped key, and the ciphertexts that it opens.
async fn canaries(data: &Path, person: PersonId) -> Vec<Vec<u8>> {
    let owner = format!("'person:{person}'");
    let mut all = Vec::new();
    for (file, table, column) in [("keys.db", "subject_key", "wrapped"), ("facts.db", "content", "sealed")] {
        let intruder = Intruder::of(&data.join(file)).await.expect("the file");
        let tables = intruder.tables().await.expect("the tables");
        let table = &tables[table];
        let at = |name: &str| table.columns.iter().position(|known| known == name).expect("a column");
        let rows = table.rows.iter().filter(|row| row[at("owner")] == owner);
        all.extend(rows.map(|row| bytes(&row[at(column)])));
        intruder.leave().await;
    }
    all
}

/// The bytes of a literal `X'00ff'`.
fn bytes(literal: &str) -> Vec<u8> {
    let hex = literal.trim_start_matches("X'").trim_end_matches('\'');
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex")).collect()
}

/// How many of the canaries lie in any file of the data.
fn sings(data: &Path, canaries: &[Vec<u8>]) -> usize {
    let files: Vec<Vec<u8>> =
        std::fs::read_dir(data).expect("the data").map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file")).collect();
    canaries.iter().filter(|canary| files.iter().any(|file| file.windows(canary.len()).any(|window| window == canary.as_slice()))).count()
}

/// Erases the member of a small site; gives how many canaries there were before and after.
async fn erased() -> (usize, usize, Option<String>) {
    let folder = Folder::small();
    let data = folder.data();
    let store = Store::open(&Location::Dir(data.clone()), &Keys::beside(&data), Box::new(SystemEntropy)).await.expect("the site");
    let view = store.view(&store.owner_on_this_machine());
    let person = view.people.values().find(|person| person.name() == MEMBER).expect("the member").id;
    drop(view);
    let canaries = canaries(&data, person).await;
    let before = sings(&data, &canaries);
    let asked = Asked { at: 1_795_500_000, day: "2026-11-24".parse().expect("a day"), actor: "本机".to_owned() };
    let erase = Event::PersonErased { person, ground: Ground::Requested, imports: BTreeSet::new() };
    store.execute(Command::events("erase".to_owned(), asked, vec![erase])).await.expect("erased");
    store.close().await.expect("closed");
    let names: Vec<Vec<u8>> = [MEMBER, jishi_attacks::small::REMARK, "13900000002"].iter().map(|word| word.as_bytes().to_vec()).collect();
    (before, sings(&data, &[canaries, names].concat()), found(&data, None).await)
}

#[tokio::test]
async fn no_file_holds_what_was_erased() {
    {
        let _turn = all_standing();
        let (before, after, unsound) = erased().await;
        assert!(before >= 2, "the key and a ciphertext at least: {before}");
        assert_eq!((after, unsound), (0, None));
    }
    let _off = without(&[Defence::ErasureTakesKeys]);
    let (_, after, unsound) = erased().await;
    assert!(after > 0, "control: the key is still there");
    assert!(unsound.is_some_and(|why| why.contains("密钥还在")), "and the check says so");
}
