//! Logging in: right, wrong, too often, disabled; and that an unknown login looks like a known one.

use super::{from, made, when, NOW, PASSWORD, accounts, enter, opened, places, with_password, word};
use crate::support::{Place, error};
use jishi_store::{Accounts, LogIn, Origin};
use sea_orm::{ConnectionTrait, Statement};

async fn tried(accounts: &Accounts<'_>, login: &str, password: &str, source: &str, now: i64) -> String {
    word(&accounts.log_in(login, password, from(source), &when(now)).await.expect("log in"))
}

#[tokio::test]
async fn right_wrong_and_disabled() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        made(&accounts, "fresh", small.li).await;
        let cut: String = PASSWORD.chars().take(7).collect();
        for (login, password, answer) in [
            ("zhang", PASSWORD, "opened"),
            (" ZHANG ", PASSWORD, "opened"),
            ("zhang", cut.as_str(), "wrong"),
            ("zhang", "", "wrong"),
            ("fresh", "", "wrong"),
            ("nobody", PASSWORD, "wrong"),
        ] {
            assert_eq!(tried(&accounts, login, password, login, NOW).await, answer, "{login} {password}");
        }
        accounts.disable(zhang.id, &when(NOW)).await.expect("disable");
        assert_eq!(tried(&accounts, "zhang", "错的密码一个", "y", NOW + 900).await, "wrong");
        assert_eq!(tried(&accounts, "zhang", PASSWORD, "y", NOW + 900).await, "wrong", "it is not said that it is disabled");
        accounts.enable(zhang.id, &when(NOW)).await.expect("enable");
        assert_eq!(tried(&accounts, "zhang", PASSWORD, "y", NOW + 900).await, "opened");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_hash_copied_from_one_account_to_another_opens_nothing() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        made(&accounts, "li", small.li).await;
        let intruder = place.intruder().await;
        let copy = "UPDATE account SET password = (SELECT password FROM account WHERE login = 'zhang') WHERE login = 'li'";
        intruder.execute_unprepared(copy).await.expect("copy");
        intruder.close().await.expect("close");
        assert!(error(accounts.log_in("li", PASSWORD, from("x"), &when(NOW)).await).contains("不是本站写的"));
        assert_eq!(tried(&accounts, "zhang", PASSWORD, "x", NOW).await, "opened");
        store.close().await.expect("close");
    }
}

/// Tries in a row: login, password is right, source, seconds since the beginning, answer. Of a name at one place three are
/// free, of a name anywhere eight, at one place five; all within 900 seconds.
#[tokio::test]
async fn failures_slow_down_and_lock_nobody_out() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        for (login, person) in [("zhang", small.zhang), ("li", small.li)] {
            with_password(&accounts, login, person).await;
        }
        for (place, (login, right, source, at, answer)) in [
            // One name at one place: the fourth try waits a second after the third, the next ones twice as long each.
            ("zhang", false, "a", 0, "wrong"),
            ("zhang", false, "a", 0, "wrong"),
            ("zhang", false, "a", 0, "wrong"),
            ("zhang", false, "a", 0, "wait 1"),
            ("ZHANG", true, "a", 0, "wait 1"),
            ("zhang", false, "a", 1, "wrong"),
            ("zhang", true, "a", 2, "wait 1"),
            // Who waited did not make it longer; elsewhere and under other names nothing is felt.
            ("zhang", true, "b", 2, "opened"),
            ("li", true, "a", 2, "opened"),
            ("zhang", true, "a", 3, "opened"),
            // The right password forgives what was wrong at the same place.
            ("zhang", false, "a", 4, "wrong"),
            ("zhang", false, "a", 4, "wrong"),
            ("zhang", false, "a", 4, "wrong"),
            ("zhang", true, "a", 4, "wait 1"),
            // An unknown name waits like a known one.
            ("nobody", true, "f", 3_000, "wrong"),
            ("nobody", true, "f", 3_000, "wrong"),
            ("nobody", true, "f", 3_000, "wrong"),
            ("nobody", true, "f", 3_000, "wait 1"),
            // One place, whoever is tried there: from the sixth on, a little.
            ("n1", false, "z", 5_000, "wrong"),
            ("n2", false, "z", 5_000, "wrong"),
            ("n3", false, "z", 5_000, "wrong"),
            ("n4", false, "z", 5_000, "wrong"),
            ("n5", false, "z", 5_000, "wrong"),
            ("li", true, "z", 5_000, "wait 1"),
            ("li", true, "y", 5_000, "opened"),
            ("li", true, "z", 5_001, "opened"),
            // One name from many places.
            ("li", false, "s1", 7_000, "wrong"),
            ("li", false, "s2", 7_000, "wrong"),
            ("li", false, "s3", 7_000, "wrong"),
            ("li", false, "s4", 7_000, "wrong"),
            ("li", false, "s5", 7_000, "wrong"),
            ("li", false, "s6", 7_000, "wrong"),
            ("li", false, "s7", 7_000, "wrong"),
            ("li", false, "s8", 7_000, "wrong"),
            ("li", true, "s9", 7_000, "wait 1"),
            ("li", true, "s9", 7_001, "opened"),
        ]
        .into_iter()
        .enumerate()
        {
            let password = if right { PASSWORD } else { "错的密码一个" };
            assert_eq!(tried(&accounts, login, password, source, NOW + at).await, answer, "try {place}: {login} from {source} at {at}");
        }
        store.close().await.expect("close");
    }
}

/// Five people with 25 failures, everybody at one address with 30: that locked them out. A browser that its holder has used
/// before is slowed by nothing but its own failures.
#[tokio::test]
async fn a_known_browser_of_the_holder_is_never_slowed_by_others() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        for (login, person) in [("zhang", small.zhang), ("li", small.li)] {
            with_password(&accounts, login, person).await;
        }
        let LogIn::Opened { browser, .. } = accounts.log_in("zhang", PASSWORD, from("office"), &when(NOW)).await.expect("log in") else { panic!("not opened") };
        let known = Origin { source: "office", browser: Some(&browser) };
        for round in 0..40 {
            let name = if round % 2 == 0 { "zhang".to_owned() } else { format!("n{round}") };
            tried(&accounts, &name, "错的密码一个", "office", NOW + 10 + round).await;
            assert_eq!(word(&accounts.log_in("zhang", PASSWORD, known, &when(NOW + 10 + round)).await.expect("log in")), "opened", "round {round}");
        }
        assert!(tried(&accounts, "zhang", PASSWORD, "office", NOW + 50).await.starts_with("wait"), "without the mark it waits");
        // The mark of one is none for another, nor one that is made up; and it opens nothing.
        for (login, mark) in [("li", browser.as_str()), ("zhang", "00"), ("zhang", &"0".repeat(96))] {
            let origin = Origin { source: "office", browser: Some(mark) };
            assert!(word(&accounts.log_in(login, "错的密码一个", origin, &when(NOW + 50)).await.expect("log in")).starts_with("wait"), "{login}");
        }
        assert!(accounts.session(&browser, NOW).await.expect("session").is_none());
        // Its own failures do.
        let wrong = async || word(&accounts.log_in("zhang", "错的密码一个", known, &when(NOW + 60)).await.expect("log in"));
        assert_eq!([wrong().await, wrong().await, wrong().await, wrong().await], ["wrong", "wrong", "wrong", "wait 1"]);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn many_tries_at_once_are_no_more_than_the_limit() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let once = async || tried(&accounts, "zhang", "错的密码一个", "a", NOW).await;
        let answers = tokio::join!(once(), once(), once(), once(), once(), once());
        let answers: [String; 6] = answers.into();
        assert_eq!(answers.iter().filter(|answer| *answer == "wrong").count(), 3, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| *answer == "wait 1").count(), 3, "{answers:?}");
        store.close().await.expect("close");
    }
}

async fn attempts(place: &Place) -> Vec<(String, String, i64)> {
    let intruder = place.intruder().await;
    let ask = Statement::from_string(intruder.get_database_backend(), "SELECT login, source, failed FROM attempt");
    let rows = intruder.query_all_raw(ask).await.expect("attempts");
    intruder.close().await.expect("close");
    let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<String>(at).expect("text");
    rows.iter().map(|row| (text(row, 0), text(row, 1), row.try_get_by_index(2).expect("number"))).collect()
}

#[tokio::test]
async fn an_unknown_login_takes_the_same_path() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let before = store.passwords_reckoned();
        let rounds = [("zhang", "s0"), ("nobody", "s0"), ("zhang", "s1"), ("nobody", "s1"), ("zhang", "s2"), ("nobody", "s2")];
        for (done, (login, source)) in (1..).zip(rounds) {
            assert_eq!(tried(&accounts, login, "错的密码一个", source, NOW).await, "wrong");
            assert_eq!(store.passwords_reckoned(), before + done, "the same work for both");
        }
        let rows = attempts(&place).await;
        assert_eq!(rows.len(), 6);
        // Neither names nor addresses stand in the table.
        assert!(rows.iter().all(|(login, source, failed)| login.len() == 64 && source.len() == 64 && *failed == 1), "{rows:?}");
        // What counts no more is cleared away.
        assert_eq!(tried(&accounts, "zhang", "错的密码一个", "s9", NOW + 900).await, "wrong");
        assert_eq!(attempts(&place).await.len(), 1);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn changing_ones_own_password_asks_for_the_old_one_and_ends_all_sessions() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let (one, two) = (enter(&accounts, "zhang", NOW).await, enter(&accounts, "zhang", NOW).await);
        let new = "换成另一句话来记";
        let change = async |old: &str, new: &str| accounts.change_password("Zhang", old, new, from("a"), &when(NOW)).await;
        assert!(error(change(PASSWORD, "1234567").await).contains("至少 12 个"));
        assert_eq!(word(&change("错的密码一个", new).await.expect("change")), "wrong");
        assert!(accounts.session(&one, NOW).await.expect("session").is_some());
        let LogIn::Opened { token, account, .. } = change(PASSWORD, new).await.expect("change") else { panic!("not opened") };
        assert_eq!(account, zhang);
        for (token, open) in [(one.as_str(), false), (two.as_str(), false), (token.expose(), true)] {
            assert_eq!(accounts.session(token, NOW).await.expect("session").is_some(), open);
        }
        assert_eq!(tried(&accounts, "zhang", PASSWORD, "a", NOW).await, "wrong");
        assert_eq!(tried(&accounts, "zhang", new, "a", NOW).await, "opened");
        store.close().await.expect("close");
    }
}
