//! Accounts beside the rest of the site: older data, rebuilding, writing at the same time.

use super::{when, NOW, By, What, accounts, enter, keepers, made, opened, places, wanted, with_password};
use crate::support::{Small, command, error};
use jishi_store::{Bearer, Store, StoreError, TokenScope, TokenUse};
use sea_orm::ConnectionTrait;
use std::sync::Arc;

#[tokio::test]
async fn a_site_from_before_there_were_accounts_gets_their_tables() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let head = store.head();
        store.close().await.expect("close");
        let intruder = place.intruder().await;
        for table in ["second", "session", "invitation", "attempt", "api_token", "account"] {
            intruder.execute_unprepared(&format!("DROP TABLE {table}")).await.expect("drop");
        }
        intruder.execute_unprepared("DELETE FROM schema_step WHERE version IN ('2026-11-25-1', '2026-11-30-second')").await.expect("step");
        intruder.close().await.expect("close");
        let reader = Store::open_read_only(&place.location, &place.keys).await;
        assert!(error(reader).contains("结构较旧"));

        let store = place.open().await;
        assert_eq!(store.head(), head);
        keepers(&store.accounts()).await;
        assert_eq!(store.accounts().list().await.expect("list").len(), 3);
        store.close().await.expect("close");
    }
}

/// An older schema, put back by hand, would have made of every token one that may record.
#[tokio::test]
async fn a_token_that_is_widened_by_an_older_schema_opens_nothing() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let zhang = made(&store.accounts(), "zhang", small.zhang).await;
        let look = TokenUse { scope: TokenScope::Look, ..wanted("汇总", None, 60) };
        let (secret, _) = store.accounts().make_token(zhang.id, look, &when(NOW)).await.expect("token");
        store.close().await.expect("close");
        let intruder = place.intruder().await;
        for column in ["writes", "used"] {
            intruder.execute_unprepared(&format!("ALTER TABLE api_token DROP COLUMN {column}")).await.expect("drop");
        }
        intruder.execute_unprepared("DELETE FROM schema_step WHERE version = '2026-11-26-1'").await.expect("step");
        intruder.close().await.expect("close");
        let store = place.open().await;
        assert!(error(store.accounts().token(secret.expose(), NOW).await).contains("不是本站写的"));
        assert!(error(store.verify().await).contains("api_token"));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_rebuild_leaves_accounts_alone() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let token = enter(&accounts, "zhang", NOW).await;
        let (secret, _) = accounts.make_token(zhang.id, wanted("汇总", None, 60), &when(NOW)).await.expect("token");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.rebuild().await.expect("rebuild");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        assert!(accounts.list().await.expect("list").contains(&zhang));
        assert_eq!(accounts.session(&token, NOW).await.expect("session").expect("open").account, zhang);
        assert!(accounts.token(secret.expose(), NOW).await.expect("token").is_some());
        drop(accounts);
        store.close().await.expect("close");
        // They outlive the program.
        let store = place.open().await;
        assert!(store.accounts().session(&token, NOW).await.expect("session").is_some());
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn whoever_only_reads_sees_sessions_and_opens_none() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let token = enter(&accounts, "zhang", NOW).await;
        let reader = Store::open_read_only(&place.location, &place.keys).await.expect("reader");
        let read = reader.accounts();
        assert_eq!(read.session(&token, NOW + 100).await.expect("session").expect("open").account, zhang);
        for refused in [
            read.log_in("zhang", "x", jishi_store::Origin::default(), &when(NOW)).await.map(|_| ()),
            read.log_out(&token, &when(NOW)).await.map(|_| ()),
            read.disable(zhang.id, &when(NOW)).await.map(|_| ()),
            read.log_out_everywhere(zhang.id, &when(NOW)).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
        }
        drop(read);
        reader.close().await.expect("close");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn accounts_and_the_journal_are_written_side_by_side() {
    for place in places().await {
        let store = Arc::new(place.open().await);
        let people: Vec<_> = (41..61).flat_map(|seed| [Small::new(seed).zhang, Small::new(seed).li]).collect();
        for seed in 41..61 {
            store.execute(command(&format!("p{seed}"), Small::new(seed).events())).await.expect("people");
        }
        let by: By = keepers(&store.accounts()).await.system;
        let journal = {
            let store = store.clone();
            tokio::spawn(async move {
                for seed in 1..40 {
                    store.execute(command(&format!("c{seed}"), Small::new(seed).everything())).await.expect("execute");
                }
            })
        };
        let made: Vec<_> = (0..4)
            .map(|task| {
                let (store, people) = (store.clone(), people.clone());
                tokio::spawn(async move {
                    for number in 0..10 {
                        let bearer = Bearer::Person(people[task * 10 + number]);
                        // The same login, or the same person, at the same time is made once.
                        let shared = What::New { login: format!("shared{number}"), bearer: bearer.clone() };
                        let own = What::New { login: format!("login{task}-{number}"), bearer };
                        for what in [shared, own] {
                            let _ = store.accounts().ask(what, &by, &when(NOW)).await;
                        }
                    }
                })
            })
            .collect();
        for task in made {
            task.await.expect("task");
        }
        journal.await.expect("journal");
        let accounts = store.accounts().list().await.expect("list");
        assert_eq!(accounts.len(), 43, "one for each person");
        assert_eq!(accounts.iter().filter(|account| account.login.starts_with("shared")).count(), 10);
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        Arc::into_inner(store).expect("the last").close().await.expect("close");
    }
}
