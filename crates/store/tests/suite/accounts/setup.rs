//! Setting a new site up: the console's links to the three seats.

use super::{HOUR, NOW, PASSWORD, SEATS, accounts, enter, keepers, opened, places, sit, when};
use crate::support::error;
use jishi_store::{Administrator, Bearer, Named, Newcomer, Purpose, What};
use super::by;

const SECURITY: Administrator = Administrator::Security;

#[tokio::test]
async fn a_seat_is_taken_once() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let old = accounts.invite(SECURITY, &when(NOW)).await.expect("invite");
        let link = accounts.invite(SECURITY, &when(NOW)).await.expect("invite");
        assert_eq!(accounts.invitation(old.expose(), NOW).await.expect("replaced"), None);
        assert_eq!(accounts.invitation(link.expose(), NOW).await.expect("good"), Some(Purpose::Setup(SECURITY)));
        let named = Named::Name("孙二".into());
        // What is refused does not use it up.
        let set_up = async |secret: &str, login: &str, password: &str, at| accounts.set_up(secret, Newcomer { named: &named, login, password, rules: None }, &when(at)).await;
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
        assert!(made.has_password && made.administrator() == Some(SECURITY));
        assert_eq!(accounts.list().await.expect("list"), [made]);
        assert!(error(set_up(link.expose(), "anquan2", PASSWORD, NOW).await).contains("已失效"));
        assert!(error(accounts.invite(SECURITY, &when(NOW)).await).contains("已经设置过"));
        enter(&accounts, "anquan", NOW).await;
        store.close().await.expect("close");
    }
}

/// The hour passes: only what is missing is given again. Nothing is asked for before all three are there.
#[tokio::test]
async fn a_site_is_set_up_when_all_three_are_there() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        assert_eq!(accounts.to_set_up(), Administrator::ALL);
        for (seat, login, name) in &SEATS[..2] {
            sit(&accounts, *seat, login, &Named::Name((*name).into())).await.expect("a seat");
        }
        assert_eq!(accounts.to_set_up(), [Administrator::Audit]);
        let what = || What::New { login: "zhang".into(), bearer: Bearer::Person(small.zhang) };
        let security = by(&accounts, "anquan").await;
        assert!(error(accounts.ask(what(), &security, &when(NOW)).await).contains("还缺审计员"));
        let keepers = keepers(&accounts).await;
        assert_eq!(accounts.to_set_up(), []);
        accounts.ask(what(), &security, &when(NOW)).await.expect("asked");
        // Never again by the console, not even where a seat is empty.
        let stop = accounts.ask(What::Stop(keepers.audit.account), &keepers.system, &when(NOW)).await.expect("asked");
        super::pass(&accounts, stop.wish.id, &keepers.security, NOW).await.expect("stopped");
        assert!(error(accounts.invite(Administrator::Audit, &when(NOW)).await).contains("已经设置过"));
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(store.accounts().to_set_up(), [], "as the journal says after a start");
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn of_two_at_once_one_takes_the_seat_and_of_two_links_for_one_person_one() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let link = accounts.invite(SECURITY, &when(NOW)).await.expect("invite");
        let other = accounts.invite(Administrator::Audit, &when(NOW)).await.expect("invite");
        let (asked, named) = (when(NOW), Named::Name("孙二".into()));
        let who = |login| Newcomer { named: &named, login, password: PASSWORD, rules: None };
        let all = tokio::join!(
            accounts.set_up(link.expose(), who("anquan1"), &asked),
            accounts.set_up(link.expose(), who("anquan2"), &asked),
            accounts.set_up(other.expose(), who("shenji"), &asked),
        );
        assert_eq!([all.0.is_ok(), all.1.is_ok(), all.2.is_ok()].iter().filter(|made| **made).count(), 1, "{all:?}");
        assert_eq!(accounts.list().await.expect("list").len(), 1);
        store.close().await.expect("close");
    }
}
