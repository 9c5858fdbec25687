//! A clock that is set back: sessions that ended stay ended, nothing is entered before what was entered earlier, and who
//! keeps the system is told.

use crate::support::{NOW, Office};
use axum::http::StatusCode;
use jishi_server::{Clock, Now};
use jishi_store::Administrator;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A clock that can be set; its calendar shows its day.
fn settable() -> (Clock, Arc<AtomicI64>) {
    let at = Arc::new(AtomicI64::new(NOW));
    let hand = at.clone();
    let today = |at: i64| {
        let days = at.div_euclid(DAY) - NOW.div_euclid(DAY);
        let first: jishi_calendar::Date = "2026-11-24".parse().expect("a day");
        (0..days.abs()).fold(first, |day, _| if days < 0 { day.yesterday() } else { day.tomorrow() }.expect("a day"))
    };
    let clock = Arc::new(move || {
        let at = hand.load(Ordering::SeqCst);
        Now { at, day: today(at) }
    });
    (clock, at)
}

fn latest(office: &Office) -> (i64, jishi_calendar::Date) {
    let store = office.live().store();
    store.view(&store.owner_on_this_machine()).moved.latest().expect("entries")
}

#[tokio::test]
async fn set_back_it_revives_no_session_and_no_stamp_goes_back() {
    for back in [DAY, 3_652 * DAY] {
        let (by, clock) = settable();
        let office = Office::open_by(by, None).await;
        let (ended, keeper) = (office.enter("书记").await, office.enter("系统管理员").await);
        assert_eq!(office.get(&ended, "/me").await.status, StatusCode::OK);
        assert!(!office.get(&keeper, "/accounts").await.text.contains("时钟"));
        clock.store(NOW + 9 * HOUR, Ordering::SeqCst);
        assert_eq!(office.get(&ended, "/me").await.status, StatusCode::SEE_OTHER, "the session is over");
        let open = office.enter("专职副书记").await;
        let before = latest(&office);
        clock.fetch_sub(back, Ordering::SeqCst);
        assert_eq!(office.get(&ended, "/me").await.status, StatusCode::SEE_OTHER, "and stays so");
        assert_eq!(office.get(&open, "/me").await.status, StatusCode::OK, "who was in stays in");
        let again = office.enter("书记").await;
        assert_eq!(office.get(&again, "/me").await.status, StatusCode::OK, "logging in works");
        assert!(latest(&office) >= before, "{:?} {before:?}", latest(&office));
        // Time goes on: also these sessions end.
        clock.fetch_add(9 * HOUR, Ordering::SeqCst);
        for session in [&open, &again] {
            assert_eq!(office.get(session, "/me").await.status, StatusCode::SEE_OTHER);
        }
        let (keeper, member) = (office.enter("系统管理员").await, office.enter("党员").await);
        let page = office.get(&keeper, "/accounts").await;
        assert!(page.status == StatusCode::OK && page.text.contains("时钟往回走了") && page.text.contains("校准"), "{}", page.text);
        assert!(!office.get(&member, "/me").await.text.contains("时钟"), "others can do nothing about it");
        assert!(latest(&office) >= before);
        // Put right, the clock is believed again.
        clock.store(NOW + 20 * HOUR, Ordering::SeqCst);
        assert!(!office.get(&keeper, "/accounts").await.text.contains("时钟"));
        assert_eq!(office.live().now().at, NOW + 20 * HOUR);
    }
}

/// A link that has run out is not good again.
#[tokio::test]
async fn set_back_it_revives_no_link() {
    let (by, clock) = settable();
    let office = Office::unset_by(by, None).await;
    let link = office.live().store().accounts().invite(Administrator::Audit, &office.live().asked("本机")).await.expect("a link");
    let path = format!("/invitations/{}", link.expose());
    assert_eq!(office.get("", &path).await.status, StatusCode::OK);
    clock.store(NOW + 2 * HOUR, Ordering::SeqCst);
    assert_eq!(office.get("", &path).await.status, StatusCode::CONFLICT);
    clock.store(NOW - DAY, Ordering::SeqCst);
    assert_eq!(office.get("", &path).await.status, StatusCode::CONFLICT);
}

/// Started anew under a clock that was set back, after `kill -9` too: what was over stays over, though nobody had looked.
#[tokio::test]
async fn set_back_before_a_new_start_it_revives_no_session_that_nobody_had_seen_end() {
    let (by, clock) = settable();
    let office = Office::open_by(by.clone(), None).await;
    let ended = office.enter("书记").await;
    clock.store(NOW + 9 * HOUR, Ordering::SeqCst);
    // What a program that serves the site does every so often; no request comes, and nothing is entered.
    office.live().keep_time().await;
    clock.store(NOW + 60, Ordering::SeqCst);
    let office = office.killed(by, None).await;
    assert!(office.live().now().at >= NOW + 9 * HOUR, "{}", office.live().now().at);
    assert_eq!(office.get(&ended, "/me").await.status, StatusCode::SEE_OTHER, "the session was over");
    assert!(office.live().clock_is_behind().is_some_and(|behind| behind > 8 * HOUR));
    let again = office.enter("书记").await;
    assert_eq!(office.get(&again, "/me").await.status, StatusCode::OK);
}

/// A session is seen without an entry: that time is known after a new start too.
#[tokio::test]
async fn nor_one_whose_last_use_is_the_latest_that_is_known() {
    let (by, clock) = settable();
    let office = Office::open_by(by.clone(), None).await;
    let (ended, used) = (office.enter("党员").await, office.enter("书记").await);
    for minutes in [20, 40, 60] {
        clock.store(NOW + minutes * 60, Ordering::SeqCst);
        assert_eq!(office.get(&used, "/me").await.status, StatusCode::OK, "{minutes}");
    }
    clock.store(NOW + 60, Ordering::SeqCst);
    let office = office.killed(by, None).await;
    assert_eq!(office.get(&ended, "/me").await.status, StatusCode::SEE_OTHER, "over for half an hour");
    assert_eq!(office.get(&used, "/me").await.status, StatusCode::OK);
}
