//! Rows beside the journal that are genuine each by itself: that one is missing, or is as it once was, is found by the tally.

use super::{NOW, PASSWORD, accounts, enter, from, opened, places, wanted, when, with_password};
use crate::support::{Place, command, error};
use jishi_seal::totp_code;
use jishi_store::{LogIn, Store};
use sea_orm::{ConnectionTrait, DatabaseConnection};

/// Tables with their keys whose rows are put back one by one as they once were.
const PUT_BACK: [(&str, &str); 4] = [("attempt", "id"), ("session", "token"), ("api_token", "token"), ("second", "account")];
/// Rows that no entry of the journal speaks of.
const DELETED: [(&str, &str); 2] = [("attempt", "DELETE FROM attempt"), ("command", "DELETE FROM command WHERE id = 'nothing'")];

/// The changes by hand, each with its table.
fn changes() -> impl Iterator<Item = (&'static str, Vec<String>)> {
    let put_back = PUT_BACK.into_iter().map(|(table, key)| {
        let away = format!("DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM was_{table})");
        (table, vec![away, format!("INSERT INTO {table} SELECT * FROM was_{table}")])
    });
    DELETED.into_iter().map(|(table, delete)| (table, vec![delete.to_owned()])).chain(put_back)
}

/// What puts a table right again.
fn undo(table: &str) -> Vec<String> {
    vec![format!("DELETE FROM {table}"), format!("INSERT INTO {table} SELECT * FROM now_{table}")]
}

async fn does(raw: &DatabaseConnection, statements: &[String]) {
    for statement in statements {
        raw.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

async fn keep(raw: &DatabaseConnection, times: &str) {
    for table in ["attempt", "command", "session", "api_token", "second"] {
        raw.execute_unprepared(&format!("CREATE TABLE {times}_{table} AS SELECT * FROM {table}")).await.expect("kept");
    }
}

/// A site in which each of the tables has changed, with its rows of before and of now beside them.
async fn lived(place: &Place, raw: &DatabaseConnection) -> Store {
    let (store, small) = opened(place).await;
    let accounts = accounts(&store, 1);
    let zhang = with_password(&accounts, "zhang", small.zhang).await;
    let session = enter(&accounts, "zhang", NOW).await;
    let (token, _) = accounts.make_token(zhang.id, wanted("备份", None, 86_400), &when(NOW)).await.expect("a token");
    let proven = accounts.prove("zhang", PASSWORD, from("a"), &when(NOW)).await.expect("prove");
    let LogIn::Second { ticket, .. } = proven else { panic!("{proven:?}") };
    let secret = accounts.begin_second(ticket.expose(), NOW).await.expect("begin").secret;
    accounts.set_second(ticket.expose(), &totp_code(&secret, NOW.unsigned_abs()), &when(NOW)).await.expect("set");
    let wrong = async |now| accounts.log_in("zhang", "不是这个密码也不是那个", from("b"), &when(now)).await.expect("an answer");
    assert!(matches!(wrong(NOW).await, LogIn::Wrong));
    keep(raw, "was").await;
    let later = NOW + 1_000;
    assert!(accounts.session(&session, later).await.expect("session").is_some());
    assert!(accounts.token(token.expose(), later).await.expect("token").is_some());
    let proven = accounts.log_in("zhang", PASSWORD, from("a"), &when(later)).await.expect("prove");
    let LogIn::Second { ticket, .. } = proven else { panic!("{proven:?}") };
    let shown = accounts.show_second(ticket.expose(), &totp_code(&secret, later.unsigned_abs()), from("a"), &when(later)).await;
    assert!(matches!(shown, Ok(LogIn::Opened { .. })), "{shown:?}");
    assert!(matches!(wrong(later).await, LogIn::Wrong));
    store.execute(command("nothing", Vec::new())).await.expect("a command");
    keep(raw, "now").await;
    store
}

#[tokio::test]
async fn a_row_that_is_missing_or_as_it_once_was_is_found() {
    for place in places().await {
        let raw = place.intruder().await;
        let store = lived(&place, &raw).await;
        store.check().await.expect("sound before");
        for (table, change) in changes() {
            does(&raw, &change).await;
            let found = error(store.verify().await);
            assert!(found.contains("合计"), "{change:?}: {found}");
            does(&raw, &undo(table)).await;
            store.verify().await.unwrap_or_else(|error| panic!("{table} put right: {error}"));
        }
        raw.close().await.expect("close");
        store.close().await.expect("close");
    }
}

/// What the program writes since, and a new start, leave the difference as it is.
#[tokio::test]
async fn it_is_found_whatever_is_written_since() {
    for place in places().await {
        let raw = place.intruder().await;
        let store = lived(&place, &raw).await;
        let (table, change) = changes().last().expect("a change");
        does(&raw, &change).await;
        store.execute(command("since", Vec::new())).await.expect("a command");
        accounts(&store, 9).log_in("nobody", PASSWORD, from("c"), &when(NOW + 2_000)).await.expect("an answer");
        assert!(error(store.verify().await).contains("合计"));
        store.close().await.expect("close");
        let store = place.open().await;
        assert!(error(store.verify().await).contains("合计"));
        does(&raw, &undo(table)).await;
        store.check().await.expect("put right");
        raw.close().await.expect("close");
        store.close().await.expect("close");
    }
}
