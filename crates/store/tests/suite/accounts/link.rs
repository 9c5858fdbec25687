//! Links to a password: once, in time, with their code, for what they were let pass for.

use super::{DAY, NOW, PASSWORD, accounts, asked, enter, keepers, link, made, opened, pass, places, when, with_password};
use crate::support::error;
use jishi_store::{LogIn, Named, Newcomer, Purpose, What};
use sea_orm::ConnectionTrait;

#[tokio::test]
async fn a_link_sets_one_password() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = made(&accounts, "zhang", small.zhang).await;
        let (old, _) = link(&accounts, What::Link(zhang.id), NOW).await;
        let (secret, code) = link(&accounts, What::Link(zhang.id), NOW).await;
        for (secret, password, at, says) in [
            (old.as_str(), PASSWORD, NOW, "已失效"),
            ("不是链接", PASSWORD, NOW, "已失效"),
            (&secret, PASSWORD, NOW + 7 * DAY, "已失效"),
            (&secret, "太短", NOW, "至少 12 个"),
            (&secret, "passwordpassword", NOW, "太容易"),
        ] {
            assert!(error(accounts.set_password(secret, &code, password, &when(at)).await).contains(says), "{says}");
        }
        let typed = code.replace(' ', "").replace('1', "１");
        let kept = accounts.set_password(&secret, &format!(" {typed}"), PASSWORD, &when(NOW + 7 * DAY - 1)).await.expect("set");
        assert!(kept.has_password && kept.id == zhang.id);
        assert!(error(accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await).contains("已失效"));
        // It is no link for setting up, and no session.
        let (second, _) = link(&accounts, What::Link(zhang.id), NOW).await;
        assert_eq!(accounts.invitation(&second, NOW).await.expect("good"), Some(Purpose::Password(zhang.id)));
        let who = Newcomer { named: &Named::Name("吴四".into()), login: "guan", password: PASSWORD, rules: None };
        assert!(error(accounts.set_up(&second, who, &when(NOW)).await).contains("已失效"));
        assert!(accounts.session(&second, NOW).await.expect("session").is_none());
        assert!(accounts.token(&second, NOW).await.expect("token").is_none());
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_a_disabled_account_takes_no_link() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let token = enter(&accounts, "zhang", NOW).await;
        let (secret, code) = link(&accounts, What::Link(zhang.id), NOW).await;
        assert!(accounts.session(&token, NOW).await.expect("session").is_some(), "a link alone ends nothing");
        accounts.set_password(&secret, &code, "好记的话", &when(NOW)).await.expect_err("too short");
        accounts.set_password(&secret, &code, "另一句好记的话啊", &when(NOW)).await.expect("set");
        assert!(accounts.session(&token, NOW).await.expect("session").is_none());
        assert!(matches!(accounts.log_in("zhang", PASSWORD, super::from("x"), &when(NOW)).await.expect("log in"), LogIn::Wrong));

        let (secret, code) = link(&accounts, What::Link(zhang.id), NOW).await;
        let keepers = keepers(&accounts).await;
        let waits = accounts.ask(What::Link(zhang.id), &keepers.security, &when(NOW)).await.expect("asked");
        accounts.disable(zhang.id, &when(NOW)).await.expect("disable");
        assert_eq!(accounts.invitation(&secret, NOW).await.expect("none"), None);
        assert!(error(accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await).contains("已失效"));
        assert!(pass(&accounts, waits.wish.id, &keepers.system, NOW + DAY).await.is_err(), "what waited for it is over");
        assert!(error(accounts.ask(What::Link(zhang.id), &keepers.security, &when(NOW)).await).contains("已停用"));
        store.close().await.expect("close");
    }
}

/// Whoever has the link alone, having let it pass, opens nothing; nor does guessing.
#[tokio::test]
async fn a_link_without_its_code_is_good_for_nothing_and_after_five_tries_for_nobody() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let keepers = keepers(&accounts).await;
        let shown = asked(&accounts, "zhang", small.zhang).await;
        let right = shown.code.clone().expect("a code for who asked");
        let others = accounts.wishes(&keepers.system, &when(NOW)).await.expect("wishes");
        assert_eq!(others.iter().map(|shown| shown.code.clone()).collect::<Vec<_>>(), [None], "the code is shown to who asked alone");
        let passed = pass(&accounts, shown.wish.id, &keepers.system, NOW).await.expect("passed");
        let secret = passed.secret.expect("a link");
        for code in ["", "0000 0000", &right[..8], "9999 9999"] {
            assert!(error(accounts.set_password(secret.expose(), code, PASSWORD, &when(NOW)).await).contains("提取码不对"), "{code}");
            assert!(accounts.invitation(secret.expose(), NOW).await.expect("good").is_some());
        }
        // The count stands in the journal, and outlives the program.
        store.close().await.expect("close");
        let store = place.open().await;
        let accounts = super::accounts(&store, 2);
        assert!(error(accounts.set_password(secret.expose(), "1111 1111", PASSWORD, &when(NOW)).await).contains("提取码不对"));
        assert!(error(accounts.set_password(secret.expose(), &right, PASSWORD, &when(NOW)).await).contains("已失效"));
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// A link that was used, or moved to another account, by somebody who writes to the tables.
#[tokio::test]
async fn a_link_put_back_or_moved_opens_nothing() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let (secret, code) = link(&accounts, What::New { login: "zhang".into(), bearer: jishi_store::Bearer::Person(small.zhang) }, NOW).await;
        let li = made(&accounts, "li", small.li).await;
        let intruder = place.intruder().await;
        intruder.execute_unprepared("CREATE TABLE kept AS SELECT * FROM invitation").await.expect("keep");
        intruder.execute_unprepared(&format!("UPDATE invitation SET account = '{}'", li.id)).await.expect("move");
        assert!(error(accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await).contains("不是本站写的"));
        intruder.execute_unprepared("DELETE FROM invitation").await.expect("delete");
        intruder.execute_unprepared("INSERT INTO invitation SELECT * FROM kept").await.expect("as it was");
        accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await.expect("set");
        intruder.execute_unprepared("INSERT INTO invitation SELECT * FROM kept").await.expect("put back");
        assert!(error(accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await).contains("已失效"));
        intruder.execute_unprepared("DROP TABLE kept").await.expect("drop");
        assert!(error(store.verify().await).contains("放了回来"));
        intruder.close().await.expect("close");
        store.close().await.expect("close");
    }
}
