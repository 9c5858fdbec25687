//! The second factor: asked for, set up, shown once, recovered, taken away.

use super::{DAY, NOW, PASSWORD, accounts, appoint, from, link, opened, places, when, with_password, word};
use crate::support::error;
use jishi_seal::totp_code;
use jishi_facts::{LogInRules, PasswordPolicy};
use jishi_store::{Accounts, Administrator, LogIn, Named, Newcomer, Secret, What};
use sea_orm::ConnectionTrait;

/// A second factor asked of everybody with a post.
const ASKED: LogInRules = LogInRules { passwords: PasswordPolicy::Asvs, second: true };

/// Logs in with the password, and gives the ticket with whether a second factor is set.
async fn ticket(accounts: &Accounts<'_>, login: &str, now: i64) -> (Secret, bool) {
    match accounts.log_in(login, PASSWORD, from("a"), &when(now)).await.expect("log in") {
        LogIn::Second { ticket, set } => (ticket, set),
        other => panic!("{other:?}"),
    }
}

/// The code that an authenticator shows.
fn code(secret: &[u8], now: i64) -> String {
    totp_code(secret, now.unsigned_abs())
}

/// Sets a second factor up; gives its secret and the recovery codes.
async fn set_up(accounts: &Accounts<'_>, login: &str, now: i64) -> (Vec<u8>, Vec<String>) {
    let (ticket, set) = ticket(accounts, login, now).await;
    assert!(!set);
    let text = accounts.begin_second(ticket.expose(), now).await.expect("begin").secret.to_vec();
    assert!(error(accounts.set_second(ticket.expose(), "000000", &when(now)).await).contains("验证码不对"));
    let (opened, codes) = accounts.set_second(ticket.expose(), &code(&text, now), &when(now)).await.expect("set");
    assert!(matches!(opened, LogIn::Opened { .. }) && codes.len() == 10);
    assert!(error(accounts.set_second(ticket.expose(), &code(&text, now + 60), &when(now + 60)).await).contains("已经有"));
    (text, codes)
}

#[tokio::test]
async fn where_it_is_asked_for_nobody_with_a_post_comes_in_without_one() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        for (login, person) in [("zhang", small.zhang), ("li", small.li)] {
            with_password(&accounts, login, person).await;
        }
        appoint(&store, &small, small.zhang, 1).await;
        let enters = async |login: &str| word(&accounts.log_in(login, PASSWORD, from("a"), &when(NOW)).await.expect("log in"));
        assert_eq!([enters("zhang").await, enters("li").await, enters("anquan").await], ["opened", "opened", "opened"]);
        accounts.set_rules(ASKED, &when(NOW)).await.expect("required");
        // A plain member is not asked.
        assert_eq!([enters("zhang").await, enters("li").await, enters("anquan").await], ["second", "opened", "second"]);
        set_up(&accounts, "zhang", NOW).await;
        store.check().await.expect("sound");
        store.close().await.expect("close");
        let store = place.open().await;
        let accounts = super::accounts(&store, 2);
        assert!(accounts.rules().second && ticket(&accounts, "zhang", NOW).await.1, "the switch and the factor stay");
        accounts.set_rules(LogInRules::default(), &when(NOW)).await.expect("required");
        assert!(ticket(&accounts, "zhang", NOW).await.1, "who has one shows it all the same");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn each_code_is_taken_once_and_wrong_ones_slow_down() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let LogIn::Second { ticket: first, set: false } = accounts.prove("zhang", PASSWORD, from("a"), &when(NOW)).await.expect("prove") else { panic!("no ticket") };
        let text = accounts.begin_second(first.expose(), NOW).await.expect("begin").secret.to_vec();
        let (_, codes) = accounts.set_second(first.expose(), &code(&text, NOW), &when(NOW)).await.expect("set");
        let show = async |code: &str, now: i64| {
            let (ticket, _) = ticket(&accounts, "zhang", now).await;
            word(&accounts.show_second(ticket.expose(), code, from("a"), &when(now)).await.expect("show"))
        };
        assert_eq!(show(&code(&text, NOW), NOW).await, "wrong", "the one it was set up with was taken");
        assert_eq!(show(&code(&text, NOW + 60), NOW + 60).await, "opened");
        assert_eq!(show(&code(&text, NOW + 60), NOW + 61).await, "wrong", "taken");
        assert_eq!(show(&code(&text, NOW + 30), NOW + 61).await, "wrong", "and none from before it");
        assert_eq!(show(&codes[3], NOW + 62).await, "opened", "a recovery code forgives the tries before it");
        assert_eq!(show(&codes[3], NOW + 63).await, "wrong", "once");
        assert_eq!(show(&codes[4].to_uppercase().replace('-', " "), NOW + 64).await, "opened", "however it is written");
        assert_eq!(accounts.recovery_left(accounts.by_login("zhang").await.expect("found").expect("zhang").id).await.expect("left"), 8);
        for round in 0..3 {
            assert_eq!(show("123456", NOW + 100).await, "wrong", "{round}");
        }
        assert_eq!(show(&code(&text, NOW + 100), NOW + 100).await, "wait 1");
        assert_eq!(show(&code(&text, NOW + 130), NOW + 130).await, "opened");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_ticket_is_good_for_the_code_alone_and_not_for_long() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let li = with_password(&accounts, "li", small.li).await;
        appoint(&store, &small, small.zhang, 1).await;
        accounts.set_rules(ASKED, &when(NOW)).await.expect("required");
        let (text, _) = set_up(&accounts, "zhang", NOW).await;
        let (good, _) = ticket(&accounts, "zhang", NOW).await;
        assert!(accounts.session(good.expose(), NOW).await.expect("session").is_none() && accounts.token(good.expose(), NOW).await.expect("token").is_none());
        let show = async |ticket: &str, now: i64| accounts.show_second(ticket, &code(&text, now), from("a"), &when(now)).await;
        let of_li = format!("{:032x}{}", { li.id.0 }, &good.expose()[32..]);
        for (ticket, now) in [("", NOW), ("00", NOW), (&good.expose()[1..], NOW), (&of_li, NOW), (good.expose(), NOW + 300)] {
            assert!(error(show(ticket, now).await).contains("重新登录"), "{ticket} at {now}");
        }
        // With another password it is void.
        let LogIn::Opened { .. } = show(good.expose(), NOW + 60).await.expect("show") else { panic!("not opened") };
        let (good, _) = ticket(&accounts, "zhang", NOW + 60).await;
        let LogIn::Opened { .. } = accounts.change_password("zhang", PASSWORD, "另外一句好记的话", from("a"), &when(NOW + 60)).await.expect("change") else { panic!("not changed") };
        assert!(error(show(good.expose(), NOW + 120).await).contains("重新登录"));
        assert!(accounts.has_second(zhang.id), "one's own new password leaves the second factor");
        accounts.remove_second(zhang.id, &when(NOW)).await.expect("removed");
        assert!(!accounts.has_second(zhang.id) && error(accounts.remove_second(zhang.id, &when(NOW)).await).contains("没有"));
        store.close().await.expect("close");
    }
}

/// The secret lies sealed at its account's place; who can write to the table can neither move nor put back.
#[tokio::test]
async fn the_row_of_a_second_factor_is_guarded() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        appoint(&store, &small, small.zhang, 1).await;
        accounts.set_rules(ASKED, &when(NOW)).await.expect("required");
        let (_, codes) = set_up(&accounts, "zhang", NOW).await;
        let (good, _) = ticket(&accounts, "zhang", NOW).await;
        let intruder = place.intruder().await;
        intruder.execute_unprepared("UPDATE second SET step = 0").await.expect("edit");
        assert!(error(accounts.show_second(good.expose(), &codes[0], from("a"), &when(NOW)).await).contains("不是本站写的"));
        assert!(error(store.check().await).contains("second"));
        intruder.execute_unprepared("DELETE FROM second").await.expect("delete");
        assert!(error(store.check().await).contains("比日志里少"));
        // A row that is gone opens nothing: the journal says that there is one.
        assert!(ticket(&accounts, "zhang", NOW).await.1);
        assert_eq!(word(&accounts.show_second(good.expose(), &codes[0], from("a"), &when(NOW)).await.expect("show")), "wrong");
        intruder.close().await.expect("close");
        store.close().await.expect("close");
    }
}

/// Who lost the telephone and the codes gets a link from two people; it ends the second factor with the password.
#[tokio::test]
async fn a_link_by_two_people_sets_both_factors_anew() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        appoint(&store, &small, small.zhang, 1).await;
        accounts.set_rules(ASKED, &when(NOW)).await.expect("rules");
        set_up(&accounts, "zhang", NOW).await;
        let (secret, code) = link(&accounts, What::Link(zhang.id), NOW).await;
        assert!(accounts.has_second(zhang.id), "a link alone ends nothing");
        accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await.expect("set");
        assert!(!accounts.has_second(zhang.id) && !ticket(&accounts, "zhang", NOW).await.1, "set up anew at the next log-in");
        store.check().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// The rules are chosen at the security administrator's link, hold for that very password, and stay.
#[tokio::test]
async fn the_rules_are_asked_for_at_set_up() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let rules = LogInRules { passwords: PasswordPolicy::Mlps3, second: false };
        let named = Named::Name("孙二".into());
        let secret = accounts.invite(Administrator::Security, &when(NOW)).await.expect("a link");
        let who = |password| Newcomer { named: &named, login: "anquan", password, rules: Some(rules) };
        assert!(error(accounts.set_up(secret.expose(), who("zhongguoren-xihuan-chi"), &when(NOW)).await).contains("三种"));
        accounts.set_up(secret.expose(), who("Zhongguoren-xihuan-chi7"), &when(NOW)).await.expect("set up");
        assert_eq!(accounts.rules(), rules);
        assert!(rules.ask_second(), "the second factor is compulsory under mlps3");
        // At another seat nothing is chosen.
        let other = Named::Name("钱一".into());
        let secret = accounts.invite(Administrator::System, &when(NOW)).await.expect("a link");
        let who = Newcomer { named: &other, login: "xitong", password: "Chuntian-dehua kaile1", rules: Some(LogInRules::default()) };
        accounts.set_up(secret.expose(), who, &when(NOW)).await.expect("set up");
        let before = store.head().0;
        accounts.set_rules(rules, &when(NOW)).await.expect("the same");
        assert_eq!((accounts.rules(), store.head().0), (rules, before), "what holds already is not entered again");
        store.close().await.expect("close");
    }
}

/// Under `mlps3` a password of ninety days lets in to set another, and the same one is not another.
#[tokio::test]
async fn a_password_grows_old_under_mlps3_alone() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let old = NOW + 90 * DAY;
        let stale = async |at: i64| {
            let LogIn::Opened { token, .. } = accounts.log_in("zhang", PASSWORD, from("a"), &when(at)).await.expect("log in") else { panic!("not opened") };
            accounts.session(token.expose(), at).await.expect("session").expect("open").stale
        };
        assert!(!stale(old).await);
        accounts.set_rules(LogInRules { passwords: PasswordPolicy::Mlps3, second: false }, &when(NOW)).await.expect("rules");
        assert_eq!([stale(old - 1).await, stale(old).await], [false, true]);
        assert!(error(accounts.change_password("zhang", PASSWORD, PASSWORD, from("a"), &when(old)).await).contains("同一个"));
        let changed = accounts.change_password("zhang", PASSWORD, "Xiatian-de feng1", from("a"), &when(old)).await.expect("change");
        let LogIn::Opened { token, .. } = changed else { panic!("not opened") };
        assert!(!accounts.session(token.expose(), old).await.expect("session").expect("open").stale);
        store.close().await.expect("close");
    }
}
