//! The database itself fails in the middle of a write: a trigger raises an error, gives up the whole transaction, fails only
//! when it is committed, or ends the session. One bad command spoils nobody else's.

use crate::support::deed::{Acknowledged, Deed, send};
use crate::support::place::{Place, whole};
use jishi_store::Location;

/// Where a trigger stands, and which row of a deed it is about.
const TABLES: [(&str, &str); 3] = [("journal", "command"), ("content", "owner"), ("command", "id")];
/// The deed that the trigger is about, among those of its group.
const BAD: u128 = 4;
const GROUP: u128 = 9;

/// How it fails: a trigger that is made and taken away by these statements. `TABLE` and `WHEN` stand for where and which.
struct Failure {
    name: &'static str,
    plant: &'static [&'static str],
    weed: &'static [&'static str],
}

const ON_SQLITE: [Failure; 3] = [
    Failure { name: "abort", plant: &["CREATE TRIGGER planted BEFORE INSERT ON TABLE WHEN NEW.WHEN BEGIN SELECT RAISE(ABORT, 'planted'); END"], weed: &["DROP TRIGGER planted"] },
    Failure { name: "fail", plant: &["CREATE TRIGGER planted BEFORE INSERT ON TABLE WHEN NEW.WHEN BEGIN SELECT RAISE(FAIL, 'planted'); END"], weed: &["DROP TRIGGER planted"] },
    Failure { name: "rollback", plant: &["CREATE TRIGGER planted BEFORE INSERT ON TABLE WHEN NEW.WHEN BEGIN SELECT RAISE(ROLLBACK, 'planted'); END"], weed: &["DROP TRIGGER planted"] },
];

const ON_POSTGRES: [Failure; 3] = [
    Failure {
        name: "raise",
        plant: &["CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$", "CREATE TRIGGER planted BEFORE INSERT ON TABLE FOR EACH ROW WHEN (NEW.WHEN) EXECUTE FUNCTION planted()"],
        weed: &["DROP FUNCTION planted CASCADE"],
    },
    Failure {
        name: "at commit",
        plant: &["CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$", "CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON TABLE DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.WHEN) EXECUTE FUNCTION planted()"],
        weed: &["DROP FUNCTION planted CASCADE"],
    },
    Failure {
        name: "session ended",
        plant: &["CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$", "CREATE TRIGGER planted BEFORE INSERT ON TABLE FOR EACH ROW WHEN (NEW.WHEN) EXECUTE FUNCTION planted()"],
        weed: &["DROP FUNCTION planted CASCADE"],
    },
];

#[tokio::test]
async fn a_trigger_in_the_middle_spoils_nobody_elses_on_sqlite() {
    check(&Place::sqlite().init().await).await;
}

#[tokio::test]
async fn a_trigger_in_the_middle_spoils_nobody_elses_on_postgres() {
    if let Some(place) = Place::on_postgres().await {
        check(&place.init().await).await;
    }
}

async fn check(place: &Place) {
    let failures = if matches!(place.location, Location::Dir(_)) { &ON_SQLITE } else { &ON_POSTGRES };
    let began = place.fresh().await.size;
    let (store, mut acknowledged, mut number) = (place.open().await, Acknowledged::default(), 0);
    for failure in failures {
        for (table, column) in TABLES {
            let bad = Deed(number + BAD);
            let when = format!("{column} = '{}'", bad.key(table));
            let plant: Vec<String> = failure.plant.iter().map(|statement| statement.replace("TABLE", table).replace("NEW.WHEN", &format!("NEW.{when}"))).collect();
            place.meddle(&plant.iter().map(String::as_str).collect::<Vec<_>>()).await;
            let outcomes = send(&store, place, (number..number + GROUP).map(Deed)).await;
            number += GROUP;
            place.meddle(failure.weed).await;
            acknowledged.note(&outcomes);
            let fresh = place.glance().await;
            acknowledged.assert_is(&fresh, began, place);
            assert_eq!(whole(&store), fresh.site, "{} on {table}", failure.name);
            for (deed, outcome) in &outcomes {
                assert_eq!(outcome.is_err(), *deed == bad, "{} on {table}: {deed:?}: {outcome:?}", failure.name);
            }
            acknowledged.note(&send(&store, place, acknowledged.open()).await);
            assert_eq!(acknowledged.open(), [], "{} on {table}: what could not be written is written when the trigger is gone", failure.name);
        }
    }
    store.close().await.expect("close");
    acknowledged.assert_is(&place.fresh().await, began, place);
}
