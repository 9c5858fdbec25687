//! Two lives of one site: somebody lets a copy of it go on, and takes what is sealed in the one into the other. Key and
//! place are the same, so that it opens; only the commitment in the journal says what was written there in this life.

use crate::rows::Intruder;
use crate::tamper::found;
use jishi_attacks::small::MEMBER;
use jishi_attacks::{Defence, Folder};
use jishi_base::PersonId;
use jishi_defence::{all_standing, without};
use jishi_facts::{Event, PersonDetails, Sealed};
use jishi_store::{Asked, Command, Keys, Location, Store, SystemEntropy};
use std::path::Path;

/// Opens the site, and gives the member with the name that is shown.
async fn member(data: &Path) -> (Store, PersonId, String) {
    let store = Store::open(&Location::Dir(data.to_owned()), &Keys::beside(data), Box::new(SystemEntropy)).await.expect("the site");
    let site = store.view(&store.owner_on_this_machine());
    // Whoever is not the secretary.
    let found = site.people.values().find(|person| [MEMBER, HERE, THERE].contains(&person.name())).expect("the member");
    let (person, name) = (found.id, found.name().to_owned());
    drop(site);
    (store, person, name)
}

/// What the member is called from here on, in each of the two lives.
const HERE: &str = "李甲";
const THERE: &str = "李乙";

async fn renamed(data: &Path, name: &str) {
    let (store, person, _) = member(data).await;
    let asked = Asked { at: 1_795_500_000, day: "2026-11-24".parse().expect("a day"), actor: "本机".to_owned() };
    let details = Sealed::Open(PersonDetails { name: name.to_owned(), ..PersonDetails::default() });
    let change = Event::PersonChanged { person, blind: None, details, source: None };
    store.execute(Command::events("rename".to_owned(), asked, vec![change])).await.expect("written");
    store.close().await.expect("closed");
}

/// The last of the sealed contents of a site.
async fn sealed(data: &Path) -> Vec<String> {
    let intruder = Intruder::of(&data.join("facts.db")).await.expect("the file");
    let contents = intruder.table("content").await.expect("the table");
    intruder.leave().await;
    contents.rows.last().expect("a content").clone()
}

#[tokio::test]
async fn what_another_life_of_the_site_sealed_is_not_taken_for_its_own() {
    let (here, there) = (Folder::small(), Folder::small());
    let (here, there) = (here.data(), there.data());
    {
        let _turn = all_standing();
        renamed(&here, HERE).await;
        renamed(&there, THERE).await;
        let theirs = sealed(&there).await;
        let intruder = Intruder::of(&here.join("facts.db")).await.expect("the file");
        intruder.does(&format!("INSERT OR REPLACE INTO \"content\" VALUES ({})", theirs.join(", "))).await;
        intruder.leave().await;
        let said = found(&here, None).await;
        assert!(said.as_ref().is_some_and(|said| said.contains("承诺")), "{said:?}");
    }
    let _off = without(&[Defence::ContentsAreCommitted]);
    assert_eq!(found(&here, None).await, None, "control");
    let (store, _, name) = member(&here).await;
    assert_eq!(name, THERE, "control: the other life's is shown");
    store.close().await.expect("closed");
}
