//! Whose an account is, and who may have one.

use super::{when, NOW, SECURITY, accounts, enter, opened, places, wanted, with_password};
use crate::support::error;
use jishi_base::{AccountId, PersonId};
use jishi_store::{Administrator, Bearer};

#[tokio::test]
async fn accounts_are_made_found_and_listed() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        assert!(!accounts.any());
        let zhang = accounts.create(" Zhang.San ", Bearer::Person(small.zhang), &when(NOW)).await.expect("create");
        assert_eq!((zhang.login.as_str(), zhang.person(), zhang.administrator()), ("zhang.san", Some(small.zhang), None));
        assert!(!zhang.disabled && !zhang.has_password);
        let admin = accounts.create("anquan", SECURITY, &when(NOW)).await.expect("create");
        assert_eq!((admin.person(), admin.administrator()), (None, Some(Administrator::Security)));
        assert!(accounts.any());
        assert_eq!(accounts.list().await.expect("list"), [admin.clone(), zhang.clone()]);
        for found in [accounts.by_id(zhang.id).await, accounts.by_login("ＺＨＡＮＧ.san").await, accounts.by_person(small.zhang).await]
        {
            assert_eq!(found.expect("found").as_ref(), Some(&zhang));
        }
        assert_eq!(accounts.by_id(AccountId(9)).await.expect("none"), None);
        assert_eq!(accounts.by_login("nobody").await.expect("none"), None);
        store.close().await.expect("close");
        // Whoever only reads sees the same.
        let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await.expect("reader");
        assert_eq!(reader.accounts().list().await.expect("list"), [admin, zhang]);
        assert!(error(reader.accounts().create("li", Bearer::Nobody, &when(NOW)).await).contains("只读"));
        reader.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_is_not_made_or_bound() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = accounts.create("zhang", Bearer::Person(small.zhang), &when(NOW)).await.expect("create");
        let free = accounts.create("free", Bearer::Nobody, &when(NOW)).await.expect("create");
        for (login, bearer, says) in [
            ("ZHANG", Bearer::Nobody, "已有账户"),
            ("z", Bearer::Nobody, "2 至 64"),
            ("zhang san", Bearer::Nobody, "只能用"),
            ("zhang2", Bearer::Person(small.zhang), "一人只有一个账户"),
            ("nobody", Bearer::Person(PersonId(7)), "没有这名人员"),
        ] {
            assert!(error(accounts.create(login, bearer, &when(NOW)).await).contains(says), "{login}");
        }
        for (id, bearer, says) in [
            (free.id, Bearer::Person(small.zhang), "一人只有一个账户"),
            (free.id, Bearer::Person(PersonId(7)), "没有这名人员"),
            (zhang.id, Bearer::Person(small.li), "不能改给别人"),
            (zhang.id, SECURITY, "不能改给别人"),
            (zhang.id, Bearer::Nobody, "不能改给别人"),
            (AccountId(9), SECURITY, "没有这个账户"),
        ] {
            assert!(error(accounts.bind(id, bearer, &when(NOW)).await).contains(says), "{bearer:?}");
        }
        let bound = accounts.bind(free.id, Bearer::Person(small.li), &when(NOW)).await.expect("bind");
        assert_eq!(accounts.by_id(free.id).await.expect("found"), Some(bound.clone()));
        assert_eq!(accounts.bind(free.id, Bearer::Person(small.li), &when(NOW)).await.expect("again"), bound);
        assert_eq!(accounts.list().await.expect("list").len(), 2);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn the_last_security_administrator_stays() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let first = accounts.create("anquan1", SECURITY, &when(NOW)).await.expect("create");
        assert!(error(accounts.disable(first.id, &when(NOW)).await).contains("最后一个"));
        let second = accounts.create("anquan2", SECURITY, &when(NOW)).await.expect("create");
        accounts.create("xitong", Bearer::Administrator(Administrator::System), &when(NOW)).await.expect("create");
        assert!(accounts.disable(first.id, &when(NOW)).await.expect("disable").disabled);
        assert!(accounts.disable(first.id, &when(NOW)).await.expect("again").disabled);
        assert!(error(accounts.disable(second.id, &when(NOW)).await).contains("最后一个"));
        assert!(!accounts.enable(first.id, &when(NOW)).await.expect("enable").disabled);
        assert!(accounts.disable(second.id, &when(NOW)).await.expect("disable").disabled);
        assert!(error(accounts.disable(AccountId(9), &when(NOW)).await).contains("没有这个账户"));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn an_erased_person_has_no_account_left() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let li = with_password(&accounts, "lisi-dengluming", Bearer::Person(small.li)).await;
        with_password(&accounts, "zhang", Bearer::Person(small.zhang)).await;
        let (gone, stays) = (enter(&accounts, "lisi-dengluming", NOW).await, enter(&accounts, "zhang", NOW).await);
        let (token, _) = accounts.make_token(li.id, wanted("汇总", None, 60), &when(NOW)).await.expect("token");
        let erase = vec![jishi_facts::Event::PersonErased { person: small.li, ground: jishi_facts::Ground::RetentionOver, imports: std::collections::BTreeSet::new() }];
        store.execute(crate::support::command("b", erase)).await.expect("erase");
        assert_eq!(accounts.by_id(li.id).await.expect("none"), None);
        assert!(accounts.session(&gone, NOW).await.expect("session").is_none());
        assert!(accounts.token(token.expose(), NOW).await.expect("token").is_none());
        assert!(accounts.session(&stays, NOW).await.expect("session").is_some());
        assert!(error(accounts.create("li2", Bearer::Person(small.li), &when(NOW)).await).contains("已按规定删除"));
        store.close().await.expect("close");
        if let jishi_store::Location::Dir(dir) = &place.location {
            for file in ["facts.db", "facts.db-wal"] {
                let bytes = std::fs::read(dir.join(file)).unwrap_or_default();
                assert!(!String::from_utf8_lossy(&bytes).contains("lisi-dengluming"), "{file}");
            }
        }
    }
}
