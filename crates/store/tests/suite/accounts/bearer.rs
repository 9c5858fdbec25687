//! Whose an account is, and who may have one.

use super::{Keepers, accounts, asked, enter, keepers, made, opened, pass, places, sit, wanted, when, with_password, NOW};
use crate::support::{command, error};
use jishi_base::{AccountId, PersonId};
use jishi_store::{Administrator, Bearer, Location, Named, What};
use sea_orm::ConnectionTrait;

fn new(login: &str, bearer: Bearer) -> What {
    What::New { login: login.into(), bearer }
}

fn administrator(role: Administrator, name: &str) -> Bearer {
    Bearer::Administrator(role, Some(Named::Name(name.into())))
}

#[tokio::test]
async fn accounts_are_made_found_and_listed() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        assert!(!accounts.any());
        let Keepers { security, .. } = keepers(&accounts).await;
        let zhang = made(&accounts, " Zhang.San ", small.zhang).await;
        assert_eq!((zhang.login.as_str(), zhang.person(), zhang.administrator()), ("zhang.san", Some(small.zhang), None));
        assert!(!zhang.disabled && !zhang.has_password && accounts.any());
        let admin = accounts.by_id(security.account).await.expect("found").expect("an account");
        assert_eq!((admin.person(), admin.administrator()), (None, Some(Administrator::Security)));
        assert_eq!(admin.bearer, administrator(Administrator::Security, "孙二"), "who it is is known");
        let logins = async || accounts.list().await.expect("list").into_iter().map(|account| account.login).collect::<Vec<_>>();
        assert_eq!(logins().await, ["anquan", "shenji", "xitong", "zhang.san"]);
        for found in [accounts.by_id(zhang.id).await, accounts.by_login("ＺＨＡＮＧ.san").await, accounts.by_person(small.zhang).await] {
            assert_eq!(found.expect("found").as_ref(), Some(&zhang));
        }
        assert_eq!(accounts.by_id(AccountId(9)).await.expect("none"), None);
        assert_eq!(accounts.by_login("nobody").await.expect("none"), None);
        store.close().await.expect("close");
        // Whoever only reads sees the same.
        let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await.expect("reader");
        assert!(reader.accounts().list().await.expect("list").contains(&zhang));
        assert!(error(reader.accounts().ask(new("li", Bearer::Person(small.li)), &security, &when(NOW)).await).contains("只读"));
        reader.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_is_not_made() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { security, audit, .. } = keepers(&accounts).await;
        made(&accounts, "zhang", small.zhang).await;
        for (login, bearer, says) in [
            ("ZHANG", Bearer::Person(small.li), "已有账户"),
            ("z", Bearer::Person(small.li), "2 至 64"),
            ("zhang san", Bearer::Person(small.li), "只能用"),
            ("zhang2", Bearer::Person(small.zhang), "一人只有一个账户"),
            ("nobody", Bearer::Person(PersonId(7)), "没有这名人员"),
            ("nobody", Bearer::Nobody, "没有写明"),
            ("guan", administrator(Administrator::Audit, "吴四"), "已有在任的审计员"),
            ("guan", Bearer::Administrator(Administrator::Audit, None), "没有写明"),
        ] {
            let what = new(login, bearer.clone());
            assert!(error(accounts.ask(what, &security, &when(NOW)).await).contains(says), "{login} {bearer:?}");
        }
        assert!(error(accounts.ask(new("li", Bearer::Person(small.li)), &audit, &when(NOW)).await).contains("不由您提出"));
        for what in [What::Link(AccountId(9)), What::Stop(AccountId(9))] {
            assert!(error(accounts.ask(what, &security, &when(NOW)).await).contains("没有这个账户"));
        }
        assert_eq!(accounts.list().await.expect("list").len(), 4);
        store.close().await.expect("close");
    }
}

/// Three different people, none of whom has an account of their own: by name, by person, whatever comes first.
#[tokio::test]
async fn the_three_administrators_are_three_people_and_nobody_else() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let name = |name: &str| Named::Name(name.into());
        sit(&accounts, Administrator::System, "xitong", &name("钱 一")).await.expect("a seat");
        for named in [name("钱一"), name("钱　一 ")] {
            assert!(error(sit(&accounts, Administrator::Security, "anquan", &named).await).contains("已是另一名管理员"), "{named:?}");
        }
        assert!(error(sit(&accounts, Administrator::Security, "anquan", &name("")).await).contains("写明是谁"));
        assert!(error(sit(&accounts, Administrator::Security, "anquan", &Named::Person(PersonId(7))).await).contains("没有这名人员"));
        sit(&accounts, Administrator::Security, "anquan", &Named::Person(small.li)).await.expect("a person of the register");
        assert!(error(sit(&accounts, Administrator::Audit, "shenji", &Named::Person(small.li)).await).contains("已是另一名管理员"));
        assert!(error(sit(&accounts, Administrator::Audit, "shenji", &name("李四")).await).contains("已是另一名管理员"), "the same name");
        sit(&accounts, Administrator::Audit, "shenji", &name("张三（信息中心）")).await.expect("somebody else of that name");
        let Keepers { system, security, audit } = keepers(&accounts).await;
        // Who has a seat has no account of their own, and nobody of the same name, unless told apart, has one.
        assert!(error(accounts.ask(new("li", Bearer::Person(small.li)), &system, &when(NOW)).await).contains("已是另一名管理员"));
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        // The other way round: whoever has an account takes no seat.
        let stopped = accounts.ask(What::Stop(security.account), &audit, &when(NOW)).await.expect("asked");
        pass(&accounts, stopped.wish.id, &system, NOW).await.expect("stopped");
        for named in [Named::Person(small.zhang), name("张三"), name("钱一")] {
            let what = new("anquan2", Bearer::Administrator(Administrator::Security, Some(named.clone())));
            assert!(error(accounts.ask(what, &audit, &when(NOW)).await).contains("已是另一名管理员"), "{named:?}");
        }
        // Once the seat is empty, its former holder may have one; and then does not come back.
        let asked = accounts.ask(What::Link(zhang.id), &system, &when(NOW)).await;
        assert!(asked.is_ok(), "somebody is left to ask");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn who_left_a_seat_may_have_an_account_and_is_let_in_only_as_one() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        for (seat, login, named) in [
            (Administrator::System, "xitong", Named::Name("钱一".into())),
            (Administrator::Security, "anquan", Named::Name("孙二".into())),
            (Administrator::Audit, "shenji", Named::Person(small.li)),
        ] {
            sit(&accounts, seat, login, &named).await.expect("a seat");
        }
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let stop = accounts.ask(What::Stop(audit.account), &system, &when(NOW)).await.expect("asked");
        assert!(error(accounts.disable(audit.account, &when(NOW)).await).contains("要两个人"));
        pass(&accounts, stop.wish.id, &security, NOW).await.expect("stopped");
        let before = accounts.by_id(audit.account).await.expect("found").expect("an account");
        assert_eq!((before.disabled, before.seated, before.administrator()), (true, false, None));
        assert!(error(accounts.enable(audit.account, &when(NOW)).await).contains("要两个人"));
        // Asked for while li had none, and let pass after li had an account: refused.
        let back = accounts.ask(What::Link(audit.account), &system, &when(NOW)).await.expect("asked");
        let own = asked(&accounts, "li", small.li).await.account.expect("an account");
        assert!(pass(&accounts, back.wish.id, &security, NOW).await.expect_err("two accounts").message.contains("已有账户"));
        accounts.disable(own.id, &when(NOW)).await.expect("disabled");
        assert!(pass(&accounts, back.wish.id, &security, NOW).await.expect("in the seat again").secret.is_none(), "with the password from before");
        assert!(error(accounts.enable(own.id, &when(NOW)).await).contains("已有账户"));
        enter(&accounts, "shenji", NOW).await;
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn an_erased_person_has_no_account_left() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let li = with_password(&accounts, "lisi-dengluming", small.li).await;
        with_password(&accounts, "zhang", small.zhang).await;
        let (gone, stays) = (enter(&accounts, "lisi-dengluming", NOW).await, enter(&accounts, "zhang", NOW).await);
        let (token, _) = accounts.make_token(li.id, wanted("汇总", None, 60), &when(NOW)).await.expect("token");
        let erase = vec![jishi_facts::Event::PersonErased { person: small.li, ground: jishi_facts::Ground::RetentionOver, imports: std::collections::BTreeSet::new() }];
        store.execute(command("b", erase)).await.expect("erase");
        assert_eq!(accounts.by_id(li.id).await.expect("none"), None);
        assert!(accounts.session(&gone, NOW).await.expect("session").is_none());
        assert!(accounts.token(token.expose(), NOW).await.expect("token").is_none());
        assert!(accounts.session(&stays, NOW).await.expect("session").is_some());
        let security = keepers(&accounts).await.security;
        assert!(error(accounts.ask(new("li2", Bearer::Person(small.li)), &security, &when(NOW)).await).contains("已按规定删除"));
        store.close().await.expect("close");
        if let Location::Dir(dir) = &place.location {
            for file in ["facts.db", "facts.db-wal"] {
                let bytes = std::fs::read(dir.join(file)).unwrap_or_default();
                assert!(!String::from_utf8_lossy(&bytes).contains("lisi-dengluming"), "{file}");
            }
        }
    }
}

#[tokio::test]
async fn a_person_in_a_seat_is_not_erased_before_two_have_emptied_it() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        sit(&accounts, Administrator::Audit, "shenji", &Named::Person(small.li)).await.expect("a seat");
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let erase = |id: &str| command(id, vec![jishi_facts::Event::PersonErased { person: small.li, ground: jishi_facts::Ground::RetentionOver, imports: std::collections::BTreeSet::new() }]);
        assert!(error(store.execute(erase("b")).await).contains("在任的管理员"));
        let stop = accounts.ask(What::Stop(audit.account), &system, &when(NOW)).await.expect("asked");
        pass(&accounts, stop.wish.id, &security, NOW).await.expect("stopped");
        store.execute(erase("c")).await.expect("erased");
        assert_eq!(accounts.by_id(audit.account).await.expect("none"), None);
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// Who an administrator is lies sealed in the row, and is in no file by name.
#[tokio::test]
async fn an_administrator_s_name_is_in_no_table_and_no_entry() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        sit(&accounts(&store, 1), Administrator::Audit, "shenji", &Named::Name("欧阳不见于表".into())).await.expect("a seat");
        store.close().await.expect("close");
        if let Location::Dir(dir) = &place.location {
            for file in std::fs::read_dir(dir).expect("a folder").flatten() {
                let bytes = std::fs::read(file.path()).unwrap_or_default();
                assert!(!bytes.windows(18).any(|part| part == "欧阳不见于表".as_bytes()), "{:?}", file.path());
            }
        }
        let store = place.open().await;
        let account = store.accounts().by_login("shenji").await.expect("found").expect("an account");
        assert_eq!(account.bearer, administrator(Administrator::Audit, "欧阳不见于表"));
        store.close().await.expect("close");
    }
}

/// No program, and nobody with other tools, puts two into one seat or one person into two accounts.
#[tokio::test]
async fn the_tables_themselves_keep_people_and_seats_apart() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        keepers(&accounts).await;
        made(&accounts, "zhang", small.zhang).await;
        let intruder = place.intruder().await;
        for column in ["seat", "holder"] {
            let twice = format!("UPDATE account SET {column} = (SELECT {column} FROM account WHERE login = 'xitong') WHERE login = 'zhang'");
            assert!(intruder.execute_unprepared(&twice).await.is_err(), "{column}");
        }
        // What they let through is noticed.
        for (edit, login) in [
            ("UPDATE account SET seat = NULL WHERE login = 'shenji'", "shenji"),
            ("UPDATE account SET name = (SELECT name FROM account WHERE login = 'xitong') WHERE login = 'anquan'", "anquan"),
        ] {
            intruder.execute_unprepared(edit).await.expect("edit");
            assert!(error(accounts.by_login(login).await).contains("不是本站写的"), "{edit}");
        }
        intruder.close().await.expect("close");
        store.close().await.expect("close");
    }
}
