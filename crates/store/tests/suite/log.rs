//! The journal as whoever audits reads it, on both databases: paged, narrowed, by indexes, and only as it was entered.

use crate::support::{Place, Small, command, day, error, owner, places};
use jishi_authorize::{Actor, Administrator, Auditor, Detail, Personal, Register, Sort, auditor};
use jishi_base::{AccountId, Label};
use jishi_facts::{AccountChange, Event, Repeats, Entity};
use jishi_store::{Asked, Command, LogLine, LogQuery, LogTimes, Pseudonym, Store};
use sea_orm::ConnectionTrait;

pub fn the_auditor(store: &Store) -> Auditor {
    let (site, personal) = (owner(store), Personal::default());
    auditor(Register { site: &site, personal: &personal }, &Actor::administrator(Administrator::Audit, true), day("2026-03-10")).expect("an auditor")
}

fn repeats(on: &str, times: u64) -> Repeats {
    Repeats { session: None, on: day(on), times, ahead: false }
}

/// A site with a day of set-up, and days on which things were done by two accounts.
async fn filled(place: &Place, small: &Small) -> Store {
    let store = place.open().await;
    store.execute(command("a", small.everything())).await.expect("written");
    let by = |actor: &str, on: &str| Asked { at: 1_780_000_000, day: day(on), actor: actor.to_owned() };
    for (nth, on) in (0..12).zip(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"].iter().cycle()) {
        let (actor, event) = match nth % 3 {
            0 => ("甲", Event::AccountChanged { account: AccountId(7), change: AccountChange::LoggedIn, of: None }),
            1 => ("甲", Event::Opened { thing: Entity::Person(small.li), fields: ["联系电话".to_owned()].into(), label: Label::Sensitive, repeats: repeats(on, 2) }),
            _ => ("未登录", Event::LogInFailed { login: Some("ab".into()), source: None, repeats: repeats(on, 5) }),
        };
        store.execute(Command::events(format!("c{nth}"), by(actor, on), vec![event])).await.expect("written");
    }
    store
}

async fn all(store: &Store, auditor: &Auditor, query: &LogQuery, limit: usize) -> Vec<LogLine> {
    let (mut lines, mut before) = (Vec::new(), None);
    loop {
        let page = store.log(auditor, &LogQuery { limit, before, ..query.clone() }).await.expect("a page");
        assert!(page.lines.len() <= limit && (page.older.is_none() || page.lines.len() == limit));
        lines.extend(page.lines);
        match page.older {
            Some(older) => before = Some(older),
            None => return lines,
        }
    }
}

#[tokio::test]
async fn it_is_paged_newest_first_a_line_for_each_command() {
    for place in places().await {
        let small = Small::new(1);
        let store = filled(&place, &small).await;
        let (auditor, size) = (the_auditor(&store), store.head().0);
        for limit in [1, 3, 50] {
            let lines = all(&store, &auditor, &LogQuery::default(), limit).await;
            assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), (size - 14..size).rev().collect::<Vec<_>>());
            assert_eq!(lines.iter().map(|line| line.entries).sum::<u64>(), size, "the set-up is one line, but for the command that was used");
            assert!(lines.iter().all(|line| line.deeds.len() <= 4));
        }
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn it_is_narrowed_by_sort_account_and_day() {
    for place in places().await {
        let small = Small::new(1);
        let store = filled(&place, &small).await;
        let auditor = the_auditor(&store);
        let of = |sort| LogQuery { sort: Some(sort), ..LogQuery::default() };
        let count = async |query: LogQuery| all(&store, &auditor, &query, 2).await.len();
        assert_eq!((count(of(Sort::Opened)).await, count(of(Sort::Failed)).await, count(of(Sort::Account)).await), (4, 4, 4));
        assert_eq!((count(of(Sort::Registered)).await, count(of(Sort::Erased)).await, count(of(Sort::Recorded)).await), (1, 0, 1));
        let mine = LogQuery { actor: Some("甲".into()), ..LogQuery::default() };
        assert_eq!((count(mine.clone()).await, count(LogQuery { sort: Some(Sort::Opened), ..mine }).await), (8, 4));
        let days = |from: Option<&str>, to: Option<&str>| LogQuery { from: from.map(day), to: to.map(day), ..LogQuery::default() };
        for (from, to, found) in [
            (Some("2026-03-04"), None, 6), (None, Some("2026-03-02"), 5), (Some("2026-03-03"), Some("2026-03-03"), 3), (Some("2027-01-01"), None, 0),
            (None, Some("2020-01-01"), 0), (Some("2026-03-05"), Some("2026-03-01"), 0),
        ] {
            assert_eq!(count(days(from, to)).await, found, "{from:?} {to:?}");
        }
        let times = async || store.log_times(&auditor, Sort::Failed, day("2026-03-01")).await.expect("a number");
        assert_eq!(times().await, LogTimes { least: 20, most: 20, more: false });
        let ahead = Event::LogInFailed { login: None, source: None, repeats: Repeats { ahead: true, ..repeats("2026-03-05", 8) } };
        store.execute(Command::events("ahead", Asked { at: 1_780_000_000, day: day("2026-03-05"), actor: "未登录".into() }, vec![ahead])).await.expect("written");
        assert_eq!(times().await, LogTimes { least: 21, most: 28, more: false });
        let opened = all(&store, &auditor, &of(Sort::Opened), 9).await;
        let deed = &opened[0].deeds[0];
        assert_eq!((deed.thing.clone(), deed.times), (Some(Entity::Person(small.li)), 2));
        assert!(matches!(&deed.detail, Detail::Fields(fields, Label::Sensitive) if fields.contains("联系电话")));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_was_changed_since_it_was_opened_is_not_shown() {
    for place in places().await {
        let store = filled(&place, &Small::new(1)).await;
        let (auditor, intruder) = (the_auditor(&store), place.intruder().await);
        let seq = store.head().0 - 1;
        for change in ["entry = (SELECT entry FROM journal WHERE seq = 0)", "actor = '乙'", "day = '2026-03-09'"] {
            intruder.execute_unprepared(&format!("UPDATE journal SET {change} WHERE seq = {seq}")).await.expect("a change");
            let said = error(store.log(&auditor, &LogQuery { limit: 5, ..LogQuery::default() }).await);
            assert!(said.contains(&format!("第 {seq} 条")), "{change}: {said}");
        }
        // Bytes that are no entry at all are found, and not in the way of the indexes.
        intruder.execute_unprepared(match place.location {
            jishi_store::Location::Dir(_) => "UPDATE journal SET entry = X'00ff' WHERE seq = 3",
            jishi_store::Location::Url(_) => "UPDATE journal SET entry = '\\x00ff' WHERE seq = 3",
        }).await.expect("a change");
        intruder.close().await.expect("close");
    }
}

/// A site from before has the indexes after it was opened once. SQLite is told to go by them: without them it finds nothing.
#[tokio::test]
async fn entries_are_found_by_an_index_on_old_sites_too() {
    for place in places().await {
        filled(&place, &Small::new(1)).await.close().await.expect("close");
        let intruder = place.intruder().await;
        for index in ["event", "actor", "day"] {
            intruder.execute_unprepared(&format!("DROP INDEX journal_by_{index}")).await.expect("as it was before");
        }
        intruder.execute_unprepared("DELETE FROM schema_step WHERE version = '2026-11-30-trail'").await.expect("as it was before");
        let store = place.open().await;
        assert_eq!(all(&store, &the_auditor(&store), &LogQuery { sort: Some(Sort::Opened), ..LogQuery::default() }, 9).await.len(), 4);
        store.close().await.expect("close");
        intruder.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_pseudonym_is_the_same_for_the_same_and_says_nothing() {
    for place in places().await {
        let store = place.open().await;
        let login = |text| store.pseudonym(Pseudonym::Login(text));
        assert_eq!(login("ZhangSan"), login("  zhangsan "));
        let all = [login("zhangsan"), login("lisi"), store.pseudonym(Pseudonym::Source("zhangsan")), store.pseudonym(Pseudonym::Session("zhangsan"))];
        assert!(all.iter().enumerate().all(|(at, one)| one.len() == 16 && !all[..at].contains(one)), "{all:?}");
        store.close().await.expect("close");
    }
}
