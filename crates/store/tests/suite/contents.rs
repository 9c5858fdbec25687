//! What lies sealed is opened by its entry, found by the pairs of signs in it, and goes with its owner's key. The fold holds none
//! of its words.

use crate::support::{Small, asked, command, day, owner, places, text_of};
use jishi_base::{RecordId, Slim, SlimSet, UnitId};
use jishi_facts::{Among, Contents, Event, Ground, PersonDetails, Sealed};
use jishi_store::{Command, Store};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

fn contents(store: &Store) -> std::sync::Arc<dyn Contents> {
    store.contents(&store.owner_on_this_machine())
}

/// Every text of the site's records, by the unit of whom it belongs to.
fn all(store: &Store) -> Among {
    let site = owner(store);
    let mut among = Among::new();
    for record in site.records.values() {
        let unit = record.key_owner().and_then(|owner| site.unit_of_owner(owner));
        among.entry(unit).or_default().extend(record.text.open().map(|texts| texts.at));
    }
    among
}

fn found(store: &Store, words: &[&str]) -> BTreeSet<u64> {
    contents(store).find(words, &all(store)).expect("found")
}

/// A talk with Li, which is under Li's key.
fn talk(small: &Small, record: RecordId, said: &str) -> Event {
    Event::Recorded {
        record, kinds: SlimSet::from(["谈心谈话"]), bodies: Vec::new(), date: day("2026-02-11"), fields: Slim::new(),
        people: Slim::from([("对象", vec![small.li])]), text: Sealed::Open(Slim::from([("内容", said)])), source: None,
    }
}

#[tokio::test]
async fn what_is_sealed_is_opened_by_its_entry() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.everything())).await.expect("events");
        let corrected = Event::RecordCorrected {
            record: small.meeting, kinds: SlimSet::from(["党员大会"]), bodies: vec![small.branch], date: day("2026-02-10"), fields: Slim::new(),
            people: Slim::new(), text: Sealed::Open(Slim::from([("主题", "换届选举")])), source: None,
        };
        store.execute(command("b", vec![corrected])).await.expect("corrected");
        store.execute(command("c", vec![Event::RecordWithdrawn { record: small.meeting }])).await.expect("withdrawn");
        let site = owner(&store);
        let known = site.people[&small.zhang].details.open().expect("open");
        let opened = contents(&store).open(&[known.at, known.at, 0, 9_999]).expect("opened");
        let details = opened[0].as_deref().and_then(PersonDetails::read).expect("details");
        assert_eq!((details.name.as_str(), details.phone.as_deref()), ("张三", Some("13800000000")));
        assert_eq!((&opened[0], &opened[2], &opened[3]), (&opened[1], &None, &None), "twice, an entry without, and none at all");
        assert_eq!(text_of(&store, small.meeting)["主题"], "换届选举", "as it was corrected, withdrawn or not");
        let said = site.reasons[0].text.open().expect("open");
        assert_eq!(said.read(contents(&store).open(&[said.at]).expect("opened")[0].as_ref().expect("kept")).as_deref(), Some("住院"));
        let memory = format!("{site:?}");
        assert!(["13800000000", "换届选举", "研究换届", "张榜公布", "住院"].iter().all(|word| !memory.contains(word)), "{memory}");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_text_is_found_by_two_signs_within_what_is_asked() {
    for place in places().await {
        let (mut store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let (other, talked) = (RecordId(77), RecordId(78));
        store.execute(command("b", vec![small.recorded(other, "学习 党章\"甲\""), talk(&small, talked, "家里的事")])).await.expect("more");
        let at = |store: &Store, record| owner(store).records[&record].text.open().expect("open").at;
        let of = |record| BTreeSet::from([at(&store, record)]);
        assert_eq!((found(&store, &["换届"]), found(&store, &["党章"]), found(&store, &["的事"])), (of(small.meeting), of(other), of(talked)));
        assert_eq!((found(&store, &["研究", "换届"]), found(&store, &["研究", "党章"])), (of(small.meeting), BTreeSet::new()));
        assert_eq!(found(&store, &["习 党"]), found(&store, &[]), "over a space there are no pairs: whoever asks looks for himself");
        assert_eq!(found(&store, &["章\""]), of(other));
        // Marks of one unit are not those of another.
        let elsewhere = Among::from([(Some(UnitId(5)), BTreeSet::from([at(&store, small.meeting)])), (None, BTreeSet::new())]);
        assert_eq!(contents(&store).find(&["换届"], &elsewhere).expect("found"), BTreeSet::new());
        let seen = Among::from([(Some(small.unit), of(other))]);
        assert_eq!(contents(&store).find(&["换届"], &seen).expect("found"), BTreeSet::new(), "only among what is asked");
        store.close().await.expect("close");

        // Of a site from before it the table is empty: opening fills it.
        let intruder = place.intruder().await;
        intruder.execute_unprepared("DELETE FROM word").await.expect("emptied");
        intruder.close().await.expect("close");
        store = place.open().await;
        assert_eq!(found(&store, &["换届"]), BTreeSet::from([at(&store, small.meeting)]));
        assert_eq!(store.rebuild_check().await.expect("check"), [], "as it was written");
        let intruder = place.intruder().await;
        intruder.execute_unprepared(&format!("DELETE FROM word WHERE seq = {}", at(&store, other))).await.expect("taken");
        intruder.close().await.expect("close");
        assert_eq!(store.rebuild_check().await.expect("check").len(), 1, "who takes a row so that a text is not found is found out");
        store.rebuild().await.expect("rebuild");
        assert_eq!(found(&store, &["党章"]), BTreeSet::from([at(&store, other)]));

        let erase = Event::PersonErased { person: small.li, ground: Ground::RetentionOver, imports: BTreeSet::new() };
        let mark = owner(&store).records[&talked].text.open().expect("open").at;
        store.execute(Command::events("e", asked("2026-03-02"), vec![erase])).await.expect("erased");
        assert_eq!(contents(&store).open(&[mark]).expect("opened"), [None]);
        let intruder = place.intruder().await;
        let ask = Statement::from_string(intruder.get_database_backend(), format!("SELECT seq FROM word WHERE seq = {mark}"));
        assert!(intruder.query_all_raw(ask).await.expect("rows").is_empty(), "it goes where the text goes");
        intruder.close().await.expect("close");
        assert_eq!((found(&store, &["换届"]).len(), found(&store, &["的事"]).len()), (1, 0));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_and_counted() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let (contents, at) = (contents(&store), owner(&store).people[&small.zhang].details.open().expect("open").at);
        assert!(contents.open(&[at]).expect("opened")[0].is_some());
        // Another content is laid in its place.
        let intruder = place.intruder().await;
        let laid = format!("UPDATE content SET sealed = (SELECT sealed FROM content WHERE seq <> {at} ORDER BY seq LIMIT 1) WHERE seq = {at}");
        intruder.execute_unprepared(&laid).await.expect("laid");
        intruder.close().await.expect("close");
        assert!(contents.open(&[at]).is_err());
        assert_eq!(contents.failures(), 1);
        store.close().await.expect("close");
        assert!(contents.open(&[at]).is_err(), "closed");
        assert_eq!(contents.failures(), 2);
    }
}
