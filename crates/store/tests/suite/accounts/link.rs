//! One-time links: once, in time, for what they were made for.

use super::{when, HOUR, NOW, PASSWORD, SECURITY, accounts, enter, opened, places, with_password};
use crate::support::error;
use jishi_base::AccountId;
use jishi_store::{Bearer, LogIn, Purpose};

#[tokio::test]
async fn a_new_site_is_set_up_once() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let old = accounts.invite(Purpose::Setup, HOUR, &when(NOW)).await.expect("invite");
        let link = accounts.invite(Purpose::Setup, HOUR, &when(NOW)).await.expect("invite");
        assert_eq!(accounts.invitation(old.expose(), NOW).await.expect("replaced"), None);
        assert_eq!(accounts.invitation(link.expose(), NOW).await.expect("good"), Some(Purpose::Setup));
        // What is refused does not use it up.
        let set_up = async |secret: &str, login: &str, password: &str, at| accounts.set_up(secret, login, SECURITY, password, &when(at)).await;
        for (secret, login, password, at, says) in [
            (old.expose(), "anquan", PASSWORD, NOW, "已失效"),
            ("", "anquan", PASSWORD, NOW, "已失效"),
            (link.expose(), "anquan", PASSWORD, NOW + HOUR, "已失效"),
            (link.expose(), "a", PASSWORD, NOW, "登录名"),
            (link.expose(), "anquan", "1234567", NOW, "至少 12 个"),
            (link.expose(), "anquan", "123456789012", NOW, "太容易"),
        ] {
            assert!(error(set_up(secret, login, password, at).await).contains(says), "{says}");
        }
        assert!(!accounts.any());
        let made = set_up(link.expose(), "anquan", PASSWORD, NOW + HOUR - 1).await.expect("set up");
        assert!(made.has_password);
        assert_eq!(accounts.list().await.expect("list"), [made]);
        assert!(error(set_up(link.expose(), "anquan2", PASSWORD, NOW).await).contains("已失效"));
        assert!(error(accounts.invite(Purpose::Setup, HOUR, &when(NOW)).await).contains("已经设置过"));
        enter(&accounts, "anquan", NOW).await;
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_setup_link_ends_with_the_first_account_however_it_came() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let link = accounts.invite(Purpose::Setup, HOUR, &when(NOW)).await.expect("invite");
        accounts.create("other", Bearer::Nobody, &when(NOW)).await.expect("create");
        assert_eq!(accounts.invitation(link.expose(), NOW).await.expect("none"), None);
        assert!(error(accounts.set_up(link.expose(), "anquan", SECURITY, PASSWORD, &when(NOW)).await).contains("已失效"));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn of_two_at_once_one_sets_up() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let link = accounts.invite(Purpose::Setup, HOUR, &when(NOW)).await.expect("invite");
        let asked = when(NOW);
        let both = tokio::join!(
            accounts.set_up(link.expose(), "anquan1", SECURITY, PASSWORD, &asked),
            accounts.set_up(link.expose(), "anquan2", SECURITY, PASSWORD, &asked),
        );
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        assert_eq!(accounts.list().await.expect("list").len(), 1);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_password_link_sets_one_password() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = accounts.create("zhang", Bearer::Person(small.zhang), &when(NOW)).await.expect("create");
        let invite = async |at| accounts.invite(Purpose::Password(zhang.id), HOUR, &when(at)).await;
        let (old, link) = (invite(NOW).await.expect("invite"), invite(NOW).await.expect("invite"));
        for (secret, password, at, says) in [
            (old.expose(), PASSWORD, NOW, "已失效"),
            ("不是链接", PASSWORD, NOW, "已失效"),
            (link.expose(), PASSWORD, NOW + HOUR, "已失效"),
            (link.expose(), "太短", NOW, "至少 12 个"),
            (link.expose(), "passwordpassword", NOW, "太容易"),
        ] {
            assert!(error(accounts.set_password(secret, password, &when(at)).await).contains(says), "{says}");
        }
        let kept = accounts.set_password(link.expose(), PASSWORD, &when(NOW + HOUR - 1)).await.expect("set");
        assert!(kept.has_password && kept.id == zhang.id);
        assert!(error(accounts.set_password(link.expose(), PASSWORD, &when(NOW)).await).contains("已失效"));
        // It is no link for setting up, and no session.
        let second = invite(NOW).await.expect("invite");
        assert_eq!(accounts.invitation(second.expose(), NOW).await.expect("good"), Some(Purpose::Password(zhang.id)));
        assert!(error(accounts.set_up(second.expose(), "anquan", SECURITY, PASSWORD, &when(NOW)).await).contains("已失效"));
        assert!(accounts.session(second.expose(), NOW).await.expect("session").is_none());
        assert!(accounts.token(second.expose(), NOW).await.expect("token").is_none());
        assert!(error(accounts.invite(Purpose::Password(AccountId(9)), HOUR, &when(NOW)).await).contains("没有这个账户"));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_a_disabled_account_takes_no_link() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", Bearer::Person(small.zhang)).await;
        let token = enter(&accounts, "zhang", NOW).await;
        let link = accounts.invite(Purpose::Password(zhang.id), HOUR, &when(NOW)).await.expect("invite");
        assert!(accounts.session(&token, NOW).await.expect("session").is_some(), "a link alone ends nothing");
        accounts.set_password(link.expose(), "好记的话", &when(NOW)).await.expect_err("too short");
        accounts.set_password(link.expose(), "另一句好记的话啊", &when(NOW)).await.expect("set");
        assert!(accounts.session(&token, NOW).await.expect("session").is_none());
        assert!(matches!(accounts.log_in("zhang", PASSWORD, super::from("x"), &when(NOW)).await.expect("log in"), LogIn::Wrong));

        let link = accounts.invite(Purpose::Password(zhang.id), HOUR, &when(NOW)).await.expect("invite");
        accounts.disable(zhang.id, &when(NOW)).await.expect("disable");
        assert_eq!(accounts.invitation(link.expose(), NOW).await.expect("none"), None);
        assert!(error(accounts.set_password(link.expose(), PASSWORD, &when(NOW)).await).contains("已失效"));
        assert!(error(accounts.invite(Purpose::Password(zhang.id), HOUR, &when(NOW)).await).contains("已停用"));
        store.close().await.expect("close");
    }
}
