//! Sessions: as long as they last, and no longer.

use super::{when, HOUR, NOW, PASSWORD, accounts, appoint, enter, keepers, opened, places, with_password};
use crate::support::error;
use jishi_base::HoldingId;
use jishi_facts::Timestamp;
use jishi_store::{Accounts, Asked, Limits, LogIn, Origin, Secret, Store};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::Arc;

async fn is_open(accounts: &Accounts<'_>, token: &str, now: Timestamp) -> bool {
    accounts.session(token, now).await.expect("session").is_some()
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let idle = 1_800;
        // Requests after the log-in, in seconds, each with its answer.
        let rows: [&[(i64, bool)]; 7] = [
            &[(idle - 1, true)],
            // What was found over stays so, whatever the clock says afterwards.
            &[(idle, false), (idle - 1, false), (0, false), (-30 * 24 * HOUR, false)],
            &[(60, true), (idle + 60, false), (61, false)],
            &[(idle, false)],
            &[(idle - 1, true), (2 * idle - 2, true), (3 * idle - 2, false)],
            // The last request is kept to the minute: one within it does not put the end off.
            &[(59, true), (idle, false)],
            &[(60, true), (idle + 59, true)],
        ];
        for requests in rows {
            let token = enter(&accounts, "zhang", NOW).await;
            for (after, open) in requests {
                assert_eq!(is_open(&accounts, &token, NOW + after).await, *open, "{requests:?} at {after}");
            }
        }
        let token = enter(&accounts, "zhang", NOW).await;
        let session = accounts.session(&token, NOW).await.expect("session").expect("open");
        assert_eq!((session.opened, session.ends), (NOW, NOW + 8 * HOUR));
        for after in (1_000..8 * HOUR).step_by(1_000) {
            assert!(is_open(&accounts, &token, NOW + after).await, "{after}");
        }
        assert!(is_open(&accounts, &token, NOW + 8 * HOUR - 1).await);
        assert!(!is_open(&accounts, &token, NOW + 8 * HOUR).await);
        assert!(!is_open(&accounts, &token, NOW + 8 * HOUR - 1).await, "and it stays over");
        store.check().await.expect("sound");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn limits_are_an_argument_and_those_of_a_site_stand_in_one_place() {
    let site = Limits::default();
    assert_eq!((site.idle, site.absolute, site.seen_every), (30 * 60, 8 * HOUR, 60));
    assert_eq!((site.window, site.pair.free), (15 * 60, 5));
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = store.accounts_with(Limits { idle: 10, absolute: 15, seen_every: 1, ..site }, Box::new(jishi_store::SystemEntropy));
        with_password(&accounts, "zhang", small.zhang).await;
        let token = enter(&accounts, "zhang", NOW).await;
        for (after, open) in [(9, true), (14, true), (15, false)] {
            assert_eq!(is_open(&accounts, &token, NOW + after).await, open, "{after}");
        }
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn log_out_here_everywhere_and_by_being_disabled() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        with_password(&accounts, "li", small.li).await;
        let (one, two, other) =
            (enter(&accounts, "zhang", NOW).await, enter(&accounts, "zhang", NOW).await, enter(&accounts, "li", NOW).await);
        let open =
            async || [is_open(&accounts, &one, NOW).await, is_open(&accounts, &two, NOW).await, is_open(&accounts, &other, NOW).await];
        assert_eq!(open().await, [true; 3]);
        assert_eq!(accounts.log_out(&one, &when(NOW)).await.expect("log out"), Some(zhang.id));
        assert_eq!(accounts.log_out(&one, &when(NOW)).await.expect("again"), None);
        assert_eq!(open().await, [false, true, true]);
        let one = enter(&accounts, "zhang", NOW).await;
        assert_eq!(accounts.log_out_everywhere(zhang.id, &when(NOW)).await.expect("everywhere"), 2);
        assert!(!is_open(&accounts, &one, NOW).await);
        assert_eq!(open().await, [false, false, true]);
        let one = enter(&accounts, "zhang", NOW).await;
        accounts.disable(zhang.id, &when(NOW)).await.expect("disable");
        assert!(!is_open(&accounts, &one, NOW).await);
        accounts.enable(zhang.id, &when(NOW)).await.expect("enable");
        assert!(!is_open(&accounts, &one, NOW).await, "enabled again, but the session is over");
        assert!(is_open(&accounts, &other, NOW).await);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn one_acts_in_a_holding_of_ones_own() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        keepers(&accounts).await;
        let (own, others) = (appoint(&store, &small, small.zhang, 1).await, appoint(&store, &small, small.li, 2).await);
        let (token, admin) = (enter(&accounts, "zhang", NOW).await, enter(&accounts, "anquan", NOW).await);
        let acting = async || accounts.session(&token, NOW).await.expect("session").expect("open").acting;
        assert_eq!(acting().await, None);
        accounts.act_in(&token, Some(own), NOW).await.expect("act");
        assert_eq!(acting().await, Some(own));
        for (token, holding, now, says) in [
            (token.as_str(), others, NOW, "不是您的任职"),
            (token.as_str(), HoldingId(77), NOW, "不是您的任职"),
            (admin.as_str(), own, NOW, "不是您的任职"),
            ("", own, NOW, "重新登录"),
            (token.as_str(), own, NOW + 1_800, "重新登录"),
        ] {
            assert!(error(accounts.act_in(token, Some(holding), now).await).contains(says), "{says}");
        }
        assert_eq!(acting().await, Some(own));
        accounts.act_in(&token, None, NOW).await.expect("act");
        assert_eq!(acting().await, None);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn each_session_has_a_word_of_its_own_for_forms() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        with_password(&accounts, "zhang", small.zhang).await;
        let tokens = [enter(&accounts, "zhang", NOW).await, enter(&accounts, "zhang", NOW).await];
        let session = async |token: &str, now| accounts.session(token, now).await.expect("session").expect("open");
        let (one, two) = (session(&tokens[0], NOW).await, session(&tokens[1], NOW).await);
        assert_eq!(one.csrf, session(&tokens[0], NOW + 100).await.csrf);
        for (csrf, good) in
            [(one.csrf.as_str(), true), (two.csrf.as_str(), false), ("", false), (&one.csrf[1..], false), (tokens[0].as_str(), false)]
        {
            assert_eq!(one.accepts(csrf), good, "{csrf}");
        }
        // Nothing that could be used stands in the tables or in what is shown for debugging.
        let intruder = place.intruder().await;
        let ask = Statement::from_string(intruder.get_database_backend(), "SELECT token FROM session");
        let kept: Vec<String> =
            intruder.query_all_raw(ask).await.expect("rows").iter().map(|row| row.try_get_by_index(0).expect("text")).collect();
        intruder.close().await.expect("close");
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|kept| !tokens.contains(kept) && *kept != one.csrf && *kept != two.csrf));
        for digest in &kept {
            assert!(accounts.session(digest, NOW).await.expect("session").is_none(), "a digest is no token");
        }
        assert!(!format!("{one:?} {accounts:?}").contains(&one.csrf));
        store.close().await.expect("close");
    }
}

/// Disabling against log-ins that are under way: whichever comes first, no session is open afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn no_log_in_slips_past_being_disabled() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let store = Arc::new(store);
        let zhang = with_password(&store.accounts(), "zhang", small.zhang).await;
        for round in 0..10_u64 {
            let entering = {
                let store = store.clone();
                tokio::spawn(async move { store.accounts().log_in("zhang", PASSWORD, Origin::default(), &when(NOW)).await.expect("log in") })
            };
            for _ in 0..round * 40 {
                tokio::task::yield_now().await;
            }
            store.accounts().disable(zhang.id, &when(NOW)).await.expect("disable");
            if let LogIn::Opened { token, .. } = entering.await.expect("task") {
                assert!(!is_open(&store.accounts(), token.expose(), NOW).await, "round {round}");
            }
            store.accounts().enable(zhang.id, &when(NOW)).await.expect("enable");
        }
        Arc::into_inner(store).expect("the last").close().await.expect("close");
    }
}

#[test]
fn what_a_server_needs_can_go_between_threads() {
    fn goes<T: Send>(_: T) {}
    fn all(store: &Store, token: &Secret, asked: &Asked) {
        goes(store.accounts().log_in("a", "b", Origin::default(), asked));
        goes(store.accounts().session(token.expose(), NOW));
        goes(store.accounts().set_password(token.expose(), "0000 0000", PASSWORD, asked));
        goes(store.check());
    }
    let _ = all;
}
