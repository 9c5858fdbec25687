//! Erasing a person: key, salts and contents go; the journal still verifies, and earlier proofs still hold.

use crate::support::{Place, Small, asked, command, day, error, owner, places};
use jishi_facts::{Event, Ground, Sealed};
use jishi_journal::{leaf_hash, verify_inclusion};
use jishi_store::Command;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

fn erase(small: &Small) -> Vec<Event> {
    vec![Event::PersonErased { person: small.li, ground: Ground::RetentionOver, imports: BTreeSet::new() }]
}

#[tokio::test]
async fn the_person_is_gone_and_the_journal_still_verifies() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.everything())).await.expect("events");
        let (size, root) = store.head();
        let path = store.inclusion(5, size).expect("proof");
        store.execute(command("b", erase(&small))).await.expect("erase");

        let site = owner(&store);
        assert_eq!((site.people[&small.li].name(), &site.people[&small.li].blind), ("已删除", &None));
        assert_eq!(site.reasons[0].text, Sealed::Erased);
        assert_eq!(site.people[&small.zhang].name(), "张三");
        assert_eq!(store.verify().await.expect("verify").erased, 1);
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        // The proof that was given out before the erasure.
        let mut export = Vec::new();
        store.export(&mut export).await.expect("export");
        let text = String::from_utf8(export).expect("text");
        let entry = jishi_journal::from_hex(text.lines().nth(6).and_then(|line| line.rsplit(' ').next()).expect("line")).expect("hex");
        assert!(verify_inclusion(&leaf_hash(&entry), 5, size, &path, &root));

        let refused = error(store.execute(command("c", vec![small.reason()])).await);
        assert!(refused.contains("已按规定删除"), "{refused}");
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(owner(&store), site);
        store.close().await.expect("close");
    }
}

/// Copies the keys away before an erasure, and back after it: what an old backup does.
async fn copied_keys(place: &Place, back: bool) {
    let intruder = place.key_intruder().await;
    let statement = if back {
        "INSERT INTO subject_key SELECT * FROM backup WHERE owner NOT IN (SELECT owner FROM subject_key)"
    } else {
        "CREATE TABLE backup AS SELECT * FROM subject_key"
    };
    intruder.execute_unprepared(statement).await.expect("copy");
    intruder.close().await.expect("close");
}

#[tokio::test]
async fn an_erasure_that_was_cut_short_is_finished_at_the_next_start() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        copied_keys(&place, false).await;
        store.execute(command("b", erase(&small))).await.expect("erase");
        store.close().await.expect("close");
        copied_keys(&place, true).await;
        let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await.expect("reader");
        assert!(error(reader.verify().await).contains("密钥还在"));
        reader.close().await.expect("close");
        let store = place.open().await;
        store.verify().await.expect("verify");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_restricted_person_is_kept_and_shown_nowhere() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.everything())).await.expect("events");
        let (before, scope) = (owner(&store), store.owner_on_this_machine());
        store.execute(Command::events("b", asked("2026-03-05"), vec![Event::PersonRestricted { person: small.li }])).await.expect("restricted");
        let site = owner(&store);
        assert_eq!((site.people[&small.li].name(), site.reasons[0].text.open()), ("已限制", None));
        // Nor on a day before it.
        let then = store.known_at(&scope, day("2026-03-04")).await.expect("known");
        assert_eq!((then.people[&small.li].name(), then.people[&small.zhang].name()), ("已限制", "张三"));
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        assert_eq!(store.verify().await.expect("verify").erased, 0);
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(owner(&store), site);
        store.execute(command("c", vec![Event::RestrictionLifted { person: small.li }])).await.expect("lifted");
        let after = owner(&store);
        assert_eq!((&after.people[&small.li].details, &after.reasons), (&before.people[&small.li].details, &before.reasons));
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
    }
}
