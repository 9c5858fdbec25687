//! 36 innocent writes with 10 bad ones in the same groups: all of the innocent are written.

use crate::support::client::Client;
use crate::support::deed::{Acknowledged, Deed, send};
use crate::support::place::{Place, asked};
use crate::support::program::{Program, assert_verifies};
use crate::support::{block_on, together};
use jishi_facts::Event;
use jishi_store::{Command, StoreError};
use serde_json::json;

const ALL: u128 = 46;
/// A text that PostgreSQL cannot keep.
const BAD: &str = "研究\0换届";

fn is_bad(number: u128) -> bool {
    number % 5 == 4 || number == 0
}

#[tokio::test]
async fn ten_bad_commands_spoil_none_of_thirty_six_on_sqlite() {
    commands(&Place::sqlite().init().await).await;
}

#[tokio::test]
async fn ten_bad_commands_spoil_none_of_thirty_six_on_postgres() {
    if let Some(place) = Place::on_postgres().await {
        commands(&place.init().await).await;
    }
}

async fn commands(place: &Place) {
    let (began, store) = (place.fresh().await.size, place.open().await);
    let mut acknowledged = Acknowledged::default();
    let bad = (0..ALL).filter(|number| is_bad(*number));
    let bad = bad.map(|number| Command::events(format!("bad-{number}"), asked(), vec![Event::BodyRenamed { body: place.branch, name: BAD.into() }]));
    let spoiling = together(bad.map(|command| store.execute(command)));
    let innocent = send(&store, place, (0..ALL).filter(|number| !is_bad(*number)).map(|number| Deed(number * 5)));
    let (spoiling, innocent) = tokio::join!(spoiling, innocent);
    assert_eq!((spoiling.len(), innocent.len()), (10, 36));
    assert!(spoiling.iter().all(|outcome| matches!(outcome, Err(StoreError::Refused(_)))), "{spoiling:?}");
    assert!(innocent.iter().all(|(_, outcome)| outcome.is_ok()), "{innocent:?}");
    acknowledged.note(&innocent);
    acknowledged.assert_is(&place.fresh().await, began, place);
    store.close().await.expect("close");
}

#[test]
fn ten_bad_requests_spoil_none_of_thirty_six_on_sqlite() {
    requests(&block_on(Place::sqlite().init()));
}

#[test]
fn ten_bad_requests_spoil_none_of_thirty_six_on_postgres() {
    if let Some(place) = block_on(Place::on_postgres()) {
        requests(&block_on(place.init()));
    }
}

fn requests(place: &Place) {
    let token = block_on(place.token());
    let program = Program::serve(place);
    let client = Client { address: program.address, token };
    let send = |number: u128| {
        let topic = if is_bad(number) { BAD.to_owned() } else { format!("第 {number} 次") };
        let body = json!({ "body": place.branch.to_string(), "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": topic } });
        client.send("POST", "/api/v1/records", &[("Idempotency-Key", &format!("innocent-{number}"))], &body.to_string()).map(|answer| answer.status)
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..ALL).map(|number| (number, scope.spawn(move || send(number)))).collect();
        for (number, answer) in all {
            assert_eq!(answer.join().unwrap(), Some(if is_bad(number) { 422 } else { 201 }), "{number}");
        }
    });
    assert!(program.stop().success());
    assert_eq!(block_on(place.fresh()).site.records.len(), 36);
    assert_verifies(place);
}
