//! The drill: a backup while others write, restored on an empty folder and in an empty database, and compared.

use super::{back_up, empty_places, filled, one_more, open, restore_to, rows};
use crate::support::{Place, owner, places};
use jishi_base::IdSource;
use jishi_store::copy::{last, note_tried, verify};
use jishi_store::{Location, Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables that a restored site has of its own: it was opened, and what let somebody in has ended.
const OWN: [&str; 5] = ["head", "session", "invitation", "attempt", "api_token"];

#[tokio::test]
async fn a_backup_while_others_write_is_one_state_of_the_site() {
    for place in places().await {
        let (store, small) = filled(&place).await;
        let store = Arc::new(store);
        let writing = {
            let store = store.clone();
            tokio::spawn(async move {
                for number in 0..60 {
                    one_more(&store, &small, 1_000 + number, 1_780_000_100).await;
                }
            })
        };
        let series = tempfile::tempdir().expect("folder");
        let mut made = Vec::new();
        for number in 0..3 {
            let into = series.path().join(number.to_string());
            made.push((back_up(&place, &into).await, into));
        }
        writing.await.expect("writer");
        for (made, into) in made {
            let backup = open(&into, &place.keys);
            let checked = verify(&backup).expect("sound");
            assert_eq!((checked.size, checked.root, checked.rows, checked.keys), (made.size, made.root, made.rows, true));
            // The journal of the backup is the beginning of the site's.
            assert!(
                store.consistency(made.size, store.head().0).is_some_and(|path| {
                    jishi_journal::verify_consistency(made.size, store.head().0, &made.root, &store.head().1, &path)
                })
            );
            for empty in empty_places().await {
                let restored = restore_to(&empty, &backup, &[], true).await.expect("restore");
                assert_eq!((restored.size, restored.root, restored.erased), (made.size, made.root, 0));
                let again = empty.open().await;
                again.check().await.expect("sound");
                again.close().await.expect("close");
            }
        }
        Arc::into_inner(store).expect("the last").close().await.expect("close");
    }
}

#[tokio::test]
async fn every_table_is_restored_as_it_was_on_either_database() {
    for place in places().await {
        let (store, small) = filled(&place).await;
        one_more(&store, &small, 7, 1_780_000_100).await;
        let before = owner(&store);
        store.close().await.expect("close");
        let folder = tempfile::tempdir().expect("folder");
        let made = back_up(&place, &folder.path().join("one")).await;
        let backup = open(&folder.path().join("one"), &place.keys);
        for empty in empty_places().await {
            restore_to(&empty, &backup, &[], true).await.expect("restore");
            let store = empty.open().await;
            let mut after = owner(&store);
            // The restoring itself stands in the journal, and moves nothing but the time of the latest entry.
            assert_eq!(after.size, before.size + 1);
            assert!(after.changed == before.changed && after.moved.latest() > before.moved.latest());
            (after.size, after.moved) = (before.size, before.moved.clone());
            assert_eq!(after, before);
            store.close().await.expect("close");
            if same_kind(&place, &empty) {
                compare(rows(&place).await, rows(&empty).await);
            }
            // And from there to the first kind again.
            let second = folder.path().join(format!("two{}", matches!(empty.location, Location::Url(_))));
            assert_eq!(back_up(&empty, &second).await.size, made.size + 1);
            let third = Place::sqlite();
            restore_to(&third, &open(&second, &empty.keys), &[], true).await.expect("restore");
            if let Location::Dir(_) = &place.location {
                compare(rows(&place).await, rows(&third).await);
            }
        }
    }
}

fn same_kind(one: &Place, other: &Place) -> bool {
    matches!((&one.location, &other.location), (Location::Dir(_), Location::Dir(_)) | (Location::Url(_), Location::Url(_)))
}

/// Every row of every table is there; the journal has grown by the restoring.
fn compare(mut before: BTreeMap<String, Vec<String>>, mut after: BTreeMap<String, Vec<String>>) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for own in OWN {
        before.remove(own);
        after.remove(own);
    }
    for (table, rows) in before {
        let found = &after[&table];
        let lost: Vec<_> = rows.iter().filter(|row| !found.contains(row)).collect();
        assert!(lost.is_empty(), "{table}: {lost:?}");
        let more = found.len() - rows.len();
        assert!(more == 0 || ["journal", "command"].contains(&table.as_str()), "{table}: {more} more");
    }
}

#[tokio::test]
async fn a_restored_site_has_the_schema_of_a_new_one() {
    let (place, fresh) = (Place::sqlite(), Place::sqlite());
    place.init().await;
    fresh.init().await;
    filled(&place).await.0.close().await.expect("close");
    let folder = tempfile::tempdir().expect("folder");
    back_up(&place, &folder.path().join("one")).await;
    let restored = Place::sqlite();
    restore_to(&restored, &open(&folder.path().join("one"), &place.keys), &[], true).await.expect("restore");
    let schema = async |place: &Place| {
        let mut all = Vec::new();
        for connection in [place.intruder().await, place.key_intruder().await] {
            all.extend(super::strings(&connection, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY 1").await);
            connection.close().await.expect("close");
        }
        all
    };
    assert_eq!(schema(&restored).await, schema(&fresh).await);
}

#[tokio::test]
async fn a_place_where_there_is_anything_is_left_alone() {
    for place in places().await {
        filled(&place).await.0.close().await.expect("close");
        let folder = tempfile::tempdir().expect("folder");
        back_up(&place, &folder.path().join("one")).await;
        let before = rows(&place).await;
        let refused = restore_to(&place, &open(&folder.path().join("one"), &place.keys), &[], true).await;
        assert!(matches!(refused, Err(StoreError::Exists)), "{refused:?}");
        assert_eq!(rows(&place).await, before);
        // Nor is a backup written over another.
        let again = jishi_store::copy::backup(
            &place.location,
            &place.keys,
            &super::plain(&folder.path().join("one")),
            &mut jishi_store::SeededEntropy::new(5),
        )
        .await;
        assert!(crate::support::error(again).contains("已有东西"));
    }
}

#[tokio::test]
async fn what_let_somebody_in_has_ended_and_passwords_have_not() {
    use jishi_store::{Administrator, Bearer, By, LogIn, Named, Newcomer, TokenScope, TokenUse, What};
    const PASSWORD: &str = "春天的花开了一树又一树";
    for place in places().await {
        let (store, small) = filled(&place).await;
        let (accounts, asked) = (store.accounts(), super::asked());
        let mut keepers = Vec::new();
        for (seat, login) in Administrator::ALL.into_iter().zip(["xitong", "anquan", "shenji"]) {
            let link = accounts.invite(seat, &asked).await.expect("invite");
            let who = Newcomer { named: &Named::Name(login.into()), login, password: PASSWORD, rules: None };
            keepers.push(accounts.set_up(link.expose(), who, &asked).await.expect("a seat"));
        }
        let by = |place: usize| By { account: keepers[place].id, acting: None };
        let what = What::New { login: "zhang".into(), bearer: Bearer::Person(small.zhang) };
        let wish = accounts.ask(what, &by(1), &asked).await.expect("asked").wish.id;
        let passed = accounts.release(&[wish], &by(0), &asked).await.expect("release").remove(0).expect("let pass");
        let (open_link, admin) = (passed.secret.expect("a link"), &keepers[1]);
        let LogIn::Opened { token: session, .. } = accounts.log_in("anquan", PASSWORD, jishi_store::Origin::default(), &asked).await.expect("log in") else {
            panic!("closed")
        };
        let wanted = TokenUse { label: "汇总".into(), acting: None, scope: TokenScope::Record, valid_for: 86_400 };
        let (token, _) = accounts.make_token(admin.id, wanted, &asked).await.expect("token");
        drop(accounts);
        store.close().await.expect("close");
        let folder = tempfile::tempdir().expect("folder");
        back_up(&place, &folder.path().join("one")).await;
        for empty in empty_places().await {
            let restored = restore_to(&empty, &open(&folder.path().join("one"), &place.keys), &[], true).await.expect("restore");
            assert_eq!(restored.ended, 3);
            let store = empty.open().await;
            let accounts = store.accounts();
            assert!(accounts.session(session.expose(), asked.at + 10).await.expect("session").is_none());
            assert!(accounts.token(token.expose(), asked.at + 10).await.expect("token").is_none());
            assert!(accounts.invitation(open_link.expose(), asked.at + 10).await.expect("link").is_none());
            assert!(matches!(accounts.log_in("anquan", PASSWORD, jishi_store::Origin::default(), &asked).await.expect("log in"), LogIn::Opened { .. }));
            drop(accounts);
            store.check().await.expect("sound");
            store.close().await.expect("close");
        }
    }
}

#[tokio::test]
async fn when_backups_were_made_and_tried_is_noted() {
    for place in places().await {
        filled(&place).await.0.close().await.expect("close");
        assert_eq!(last(&place.location, &place.keys), jishi_store::copy::Backups::default());
        let folder = tempfile::tempdir().expect("folder");
        let made = back_up(&place, &folder.path().join("one")).await;
        assert!(made.noted);
        note_tried(&place.location, &place.keys, 9).expect("note");
        let known = last(&place.location, &place.keys);
        assert_eq!((known.made, known.tried), (Some((super::AT, made.size)), Some(9)));
    }
}

/// Random drills: a backup at a random moment, restored and compared with the journal as it was then. `JISHI_DEEP=1` for 50.
#[tokio::test]
async fn restored_at_any_moment_the_journal_is_the_same() {
    let drills: u32 = if std::env::var_os("JISHI_DEEP").is_some() { 50 } else { 4 };
    let place = Place::sqlite();
    place.init().await;
    let (store, small) = filled(&place).await;
    let mut dice = jishi_base::SeededIds::new(20);
    let folder = tempfile::tempdir().expect("folder");
    let mut number = 10_000;
    for drill in 0..drills {
        for _ in 0..dice.next_id() % 9 {
            number += 1;
            one_more(&store, &small, number, 1_780_000_100).await;
        }
        let into = folder.path().join(drill.to_string());
        let made = back_up(&place, &into).await;
        assert_eq!((made.size, made.root), store.head());
        let empty = Place::sqlite();
        restore_to(&empty, &open(&into, &place.keys), &[], true).await.expect("restore");
        let again = Store::open_read_only(&empty.location, &empty.keys).await.expect("open");
        let path = again.consistency(made.size, again.head().0).expect("path");
        assert!(jishi_journal::verify_consistency(made.size, again.head().0, &made.root, &again.head().1, &path));
        again.close().await.expect("close");
    }
    store.close().await.expect("close");
}
