//! Every statement of a write fails once, in every way: before the commit, in it, after it. The list of what was
//! acknowledged is what a fresh process reads, and what was not may be sent again under the same id, and stands once.

use crate::support::deed::{Acknowledged, Deed, send};
use crate::support::place::{Place, whole};
use jishi_attacks::rounds;
use jishi_store::{Asked, Faults, LogIn, Origin, Store, Strike};

/// Deeds in one group; one in five erases a person as well.
const GROUP: u128 = 3;

/// How they fail: once in each way, and from some statement on. The first two are the hardest.
const WAYS: [(Strike, bool); 4] = [(Strike::Broken, false), (Strike::Full, true), (Strike::Full, false), (Strike::Refused, false)];

#[tokio::test]
async fn a_failure_at_any_statement_loses_nothing_on_sqlite() {
    for way in WAYS {
        check(&Place::sqlite().init().await, way).await;
    }
}

#[tokio::test]
async fn a_failure_at_any_statement_loses_nothing_on_postgres() {
    for way in WAYS.into_iter().take(rounds(2, WAYS.len())) {
        let Some(place) = Place::on_postgres().await else { return };
        check(&place.init().await, way).await;
    }
}

/// A log-in that goes wrong changes rows beside the journal alone: after each failure they are what the head's tally says.
#[tokio::test]
async fn a_log_in_that_fails_at_any_statement_leaves_no_row_too_many() {
    let mut places = vec![Place::sqlite()];
    places.extend(Place::on_postgres().await);
    for place in places {
        let place = place.init().await;
        for strike in [Strike::Broken, Strike::Full] {
            for nth in 0.. {
                let store = place.open().await;
                let asked = Asked { at: 1_800_000_000, day: "2027-01-15".parse().unwrap(), actor: "本机".into() };
                let (faults, source) = (Faults::once(nth, strike), format!("{strike:?} {nth}"));
                let answer = store.accounts().log_in("nobody", "不是这个密码也不是那个", Origin { source: &source, browser: None }, &asked).await;
                let struck = faults.struck();
                drop(faults);
                assert!(struck || matches!(answer, Ok(LogIn::Wrong | LogIn::Throttled { .. })), "{answer:?}");
                place.fresh().await;
                let _ = store.close().await;
                if !struck {
                    assert!(nth > 6, "two turns, each with four statements that can fail");
                    break;
                }
            }
        }
    }
}

/// A command is written by a statement a table, however many events it has, and no table repeats the fold.
#[tokio::test]
async fn a_command_is_written_by_few_statements() {
    let mut places = vec![Place::sqlite()];
    places.extend(Place::on_postgres().await);
    for place in places {
        let place = place.init().await;
        let store = place.open().await;
        let faults = Faults::once(usize::MAX, Strike::Refused);
        let outcomes = send(&store, &place, [Deed(0)]).await;
        assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()), "{outcomes:?}");
        assert_eq!(faults.passed(), ["keys", "journal", "content", "word", "command", "head", "before commit", "in commit", "after commit"]);
        drop(faults);
        store.close().await.expect("close");
    }
}

async fn check(place: &Place, (strike, on): (Strike, bool)) {
    let began = place.fresh().await.size;
    let (mut store, mut acknowledged) = (place.open().await, Acknowledged::default());
    for nth in 0.. {
        let faults = if on { Faults::from(nth, strike) } else { Faults::once(nth, strike) };
        let first = nth as u128 * GROUP;
        let outcomes = send(&store, place, (first..first + GROUP).map(Deed)).await;
        let (struck, passed) = (faults.struck(), faults.passed());
        drop(faults);
        acknowledged.note(&outcomes);
        let fresh = place.glance().await;
        acknowledged.assert_is(&fresh, began, place);
        assert_eq!(whole(&store), fresh.site, "{strike:?} at {:?}: what the pages show is what a fresh process reads", passed.get(nth));
        store = again(store, place, &mut acknowledged).await;
        if !struck {
            let commits = ["before commit", "in commit", "after commit"].iter().all(|name| passed.iter().any(|passed| passed == name));
            assert!(nth > 7 && commits, "only {passed:?} can fail: nothing is proven");
            break;
        }
    }
    store.close().await.expect("close");
    acknowledged.assert_is(&place.fresh().await, began, place);
}

/// Sends once more what was not acknowledged; a store that has stopped is opened anew first.
async fn again(store: Store, place: &Place, acknowledged: &mut Acknowledged) -> Store {
    let outcomes = send(&store, place, acknowledged.open()).await;
    acknowledged.note(&outcomes);
    let stopped = outcomes.iter().find_map(|(_, outcome)| outcome.as_ref().err());
    let Some(stopped) = stopped else { return store };
    assert!(stopped.to_string().contains("写入已停止"), "sent again it is written, or the store has stopped and says so: {stopped}");
    let _ = store.close().await;
    let store = place.open().await;
    acknowledged.note(&send(&store, place, acknowledged.open()).await);
    assert_eq!(acknowledged.open(), []);
    store
}
