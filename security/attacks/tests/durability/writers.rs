//! Two writers on one site: the lock's file is deleted, or the session that holds the lock is ended, so that another is let
//! in while the first still believes that it may write. In step, at random, and as two programs.

use crate::support::deed::{Acknowledged, Deed, Outcome, send};
use crate::support::load::{Step, assert_stands, words, write_until, writers};
use crate::support::place::{Place, whole};
use crate::support::program::{Program, assert_verifies};
use crate::support::{Dice, block_on, client::Client, together};
use jishi_attacks::{Defence, rounds};
use jishi_defence::{all_standing, without};
use jishi_store::{Faults, Store, StoreError, Strike};
use tokio::sync::Notify;

/// What the one says that may write no more.
fn assert_says_so(error: &StoreError) {
    let words = error.to_string();
    assert!(words.contains("另一个程序") && words.contains("重新启动"), "{words}");
}

#[tokio::test]
async fn the_first_of_two_writers_is_told_on_sqlite() {
    in_step(&Place::sqlite().init().await).await;
}

#[tokio::test]
async fn the_first_of_two_writers_is_told_on_postgres() {
    if let Some(place) = Place::on_postgres().await {
        in_step(&place.init().await).await;
    }
}

async fn in_step(place: &Place) {
    let (began, mut acknowledged) = (place.fresh().await.size, Acknowledged::default());
    let first = place.open().await;
    acknowledged.note(&send(&first, place, [Deed(1), Deed(2)]).await);
    place.unlock().await;
    let second = place.open().await;
    acknowledged.note(&send(&second, place, [Deed(3)]).await);
    // The first would have written as many entries: that the journal is that long proves nothing.
    let outcomes = send(&first, place, [Deed(6)]).await;
    acknowledged.note(&outcomes);
    acknowledged.assert_is(&place.fresh().await, began, place);
    assert_says_so(outcomes[0].1.as_ref().expect_err("the first is fenced"));
    acknowledged.note(&send(&second, place, [Deed(4), Deed(5)]).await);
    let outcomes = send(&first, place, [Deed(7), Deed(8)]).await;
    acknowledged.note(&outcomes);
    outcomes.iter().for_each(|(_, outcome)| assert_says_so(outcome.as_ref().expect_err("still")));
    assert!(Deed(1).stands(&whole(&first)) && !Deed(6).stands(&whole(&first)), "it goes on reading what stands");
    acknowledged.assert_is(&place.fresh().await, began, place);
    let _ = first.close().await;
    second.close().await.expect("close");
    acknowledged.assert_is(&place.fresh().await, began, place);
}

/// Does the first write after another took over, before that one has written anything?
async fn writes_when_overtaken(place: &Place) -> bool {
    let first = place.open().await;
    send(&first, place, [Deed(1)]).await;
    place.unlock().await;
    let second = place.open().await;
    let written = send(&first, place, [Deed(2)]).await.iter().all(|(_, outcome)| outcome.is_ok());
    let _ = (first.close().await, second.close().await);
    written
}

#[tokio::test]
async fn who_was_overtaken_writes_no_more() {
    {
        let _turn = all_standing();
        assert!(!writes_when_overtaken(&Place::sqlite().init().await).await);
    }
    let _off = without(&[Defence::EpochFences]);
    assert!(writes_when_overtaken(&Place::sqlite().init().await).await, "control");
}

/// A writer is held at each statement of a turn; its session is ended there, another opens the site and writes; then the
/// first goes on.
#[tokio::test]
async fn a_writer_that_wakes_up_in_the_middle_harms_nothing_on_postgres() {
    let Some(place) = Place::on_postgres().await else { return };
    let place = place.init().await;
    let (began, mut acknowledged, mut number) = (place.fresh().await.size, Acknowledged::default(), 0);
    for nth in 0.. {
        let first = place.open().await;
        let (outcomes, struck) = held_at(&place, &first, nth, [Deed(number), Deed(number + 1)]).await;
        number += 2;
        acknowledged.note(&outcomes);
        let _ = first.close().await;
        acknowledged.assert_at_least(&place.fresh().await, began, &place);
        if !struck {
            assert!(nth > 7, "only {nth} statements can be held: nothing is proven");
            return;
        }
    }
}

/// Holds a write at a statement, lets another in who writes, and lets it go; was there such a statement?
async fn held_at(place: &Place, first: &Store, nth: usize, [held, of_another]: [Deed; 2]) -> (Vec<Outcome>, bool) {
    const END_ALL: &str = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let (faults, ended) = (Faults::once(nth, Strike::Held), Notify::new());
    let writing = async {
        let outcomes = send(first, place, [held]).await;
        ended.notify_one();
        outcomes
    };
    let meddling = async {
        tokio::select! {
            () = faults.reached() => {}
            () = ended.notified() => return Vec::new(),
        }
        place.meddle(&[END_ALL]).await;
        let second = place.open().await;
        let outcomes = send(&second, place, [of_another]).await;
        faults.let_go();
        second.close().await.expect("close");
        outcomes
    };
    let (mut outcomes, more) = tokio::join!(writing, meddling);
    outcomes.extend(more);
    (outcomes, faults.struck())
}

#[tokio::test]
async fn writers_that_come_at_random_lose_nothing_on_sqlite() {
    for seed in 0..rounds(6, 200) {
        at_random(&Place::sqlite().init().await, seed).await;
    }
}

#[tokio::test]
async fn writers_that_come_at_random_lose_nothing_on_postgres() {
    for seed in 0..rounds(3, 100) {
        let Some(place) = Place::on_postgres().await else { return };
        at_random(&place.init().await, seed).await;
    }
}

/// Several stores, each of which was let in at some time, write at once.
async fn at_random(place: &Place, seed: usize) {
    let mut dice = Dice::new(seed as u64 + 1);
    let (began, mut acknowledged, mut number) = (place.fresh().await.size, Acknowledged::default(), 0);
    let mut stores: Vec<Store> = vec![place.open().await];
    for _ in 0..6 {
        if stores.len() < 3 && dice.below(2) == 0 {
            place.unlock().await;
            stores.push(place.open().await);
        }
        let rounds: Vec<(&Store, Vec<Deed>)> = stores
            .iter()
            .map(|store| {
                let first = number;
                number += 1 + dice.below(3) as u128;
                (store, (first..number).map(Deed).collect())
            })
            .collect();
        for outcomes in together(rounds.into_iter().map(|(store, deeds)| send(store, place, deeds))).await {
            acknowledged.note(&outcomes);
        }
    }
    let newest = stores.pop().expect("one");
    // What was not acknowledged may be sent again, to the one that may write.
    acknowledged.assert_is(&place.fresh().await, began, place);
    acknowledged.note(&send(&newest, place, acknowledged.open()).await);
    assert_eq!(acknowledged.open(), [], "seed {seed}");
    for store in stores {
        let _ = store.close().await;
    }
    newest.close().await.expect("close");
    acknowledged.assert_is(&place.fresh().await, began, place);
}

#[test]
fn of_two_programs_the_first_says_so_and_goes_on_reading_on_sqlite() {
    two_programs(&block_on(Place::sqlite().init()));
}

#[test]
fn of_two_programs_the_first_says_so_and_goes_on_reading_on_postgres() {
    if let Some(place) = block_on(Place::on_postgres()) {
        two_programs(&block_on(place.init()));
    }
}

fn two_programs(place: &Place) {
    let token = block_on(place.token());
    let serve = || {
        let program = Program::serve(place);
        let client = Client { address: program.address, token: token.clone() };
        (program, client)
    };
    let (mut first, of_first) = serve();
    let (mut old, mut new) = (writers(3), writers(6).split_off(3));
    let mut second = None;
    // The second comes while the first writes, and both are written to from then on.
    write_until(&mut old, &of_first, place, 6, || {
        block_on(place.unlock());
        second = Some(serve());
    });
    let (second, of_second) = second.expect("served");
    let last = std::thread::scope(|scope| {
        let newer = scope.spawn(|| write_until(&mut new, &of_second, place, 12, || ()));
        let last = write_until(&mut old, &of_first, place, 12, || ());
        newer.join().expect("the second's clients");
        last
    });
    let fresh = block_on(place.fresh());
    assert_stands(&old, &fresh);
    assert_stands(&new, &fresh);
    for step in &last {
        let Step::Refused(answer) = step else { panic!("the first is fenced: {step:?}") };
        let said = words(answer) + &first.said();
        assert!(answer.status == 503 && said.contains("另一个程序") && said.contains("重新启动"), "{said}");
    }
    assert_eq!(of_first.get("/api/v1/duties?limit=1").map(|answer| answer.status), Some(200), "it goes on reading");
    first.stop();
    assert!(second.stop().success());
    let fresh = block_on(place.fresh());
    assert_stands(&old, &fresh);
    assert_stands(&new, &fresh);
    assert_verifies(place);
}
