//! An import that is written in parts, as the auditor sees it.

use crate::api::client::Client;
use crate::support::Office;
use jishi_base::{ImportId, PersonId};
use jishi_facts::{Event, FileNames, PersonDetails, Sealed, Site};
use jishi_store::{Command, Import, Parts};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Two people in two parts; not `whole`, it is given up after the first.
async fn import(office: &Office, whole: bool) {
    let live = office.live();
    let fresh = || live.fresh(|ids| ids.next_id());
    let person = |person| Event::PersonRegistered {
        person: PersonId(person), unit: office.unit, blind: None, source: None,
        details: Sealed::Open(PersonDetails { name: "新来的".into(), ..PersonDetails::default() }),
    };
    let (import, people, asked_before) = (ImportId(fresh()), vec![person(fresh()), person(fresh())], AtomicBool::new(false));
    let stands = Arc::new(move |_: &Site| whole || !asked_before.swap(true, Ordering::SeqCst));
    let command = Command::events(format!("导入-{import}"), live.asked("测试"), people);
    let files = vec![FileNames::new("名册.xlsx", &["Sheet1"])];
    let written = live.store().import(Import { parts: Parts { few: 1, each: 2 }, stands, ..Import::new(command, import, files) }).await;
    assert_eq!(written.is_ok(), whole, "{written:?}");
}

#[tokio::test]
async fn the_log_says_what_became_of_each_part() {
    let office = Office::open().await;
    let auditor = office.enter("审计员").await;
    let client = Client::of(&office, "审计员").await;
    for (whole, became) in [(true, "分批写入，已生效"), (false, "分批写入，已放弃")] {
        let before = office.names().len();
        import(&office, whole).await;
        assert_eq!(office.names().len() > before, whole);
        let page = office.get(&auditor, "/log").await.text;
        assert!(page.contains(became), "{page}");
        let log = client.get("/log").await;
        let items = log.json["items"].as_array().expect("a list");
        assert!(items.iter().any(|item| item["staged"] == became), "{}", log.text);
    }
    assert!(office.get(&auditor, "/log").await.text.contains("因登记簿有改动，放弃了分批写入的"));
}
