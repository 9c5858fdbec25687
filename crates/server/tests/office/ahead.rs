//! What was answered is in the journal, whenever the program is killed: nothing of a count waits in memory.

use crate::api::client::Client;
use crate::support::{Office, form};
use axum::http::StatusCode;
use jishi_authorize::Sort;
use std::sync::Arc;

impl Office {
    /// As often as it was answered, it is entered: what a program that is killed now would leave.
    async fn is_entered(&self, sort: Sort, answered: u64) {
        let (least, most) = self.times(sort).await;
        assert!((least..=most).contains(&answered), "{sort:?}: {answered} answered, {least} to {most} entered");
    }
}

#[tokio::test]
async fn every_answer_is_covered_by_an_entry_before_it_goes() {
    let office = Office::open().await;
    let (secretary, member) = (office.enter("书记").await, office.enter("党员").await);
    let path = format!("/people/{}", office.a_member().await.0);
    for nth in 1..=20 {
        office.post("", "/login", &form(&[("login", "书记"), ("password", "不是这个密码")])).await;
        office.is_entered(Sort::Failed, nth).await;
        assert_eq!(office.get(&member, "/imports").await.status, StatusCode::FORBIDDEN);
        office.is_entered(Sort::Refused, nth).await;
        assert_eq!(office.open_field(&secretary, &path, "联系电话").await.status, StatusCode::OK);
        office.is_entered(Sort::Opened, nth).await;
    }
    let entries = office.deeds(Sort::Failed).await.len();
    assert_eq!(entries, 7, "the first four one by one, the others by 8, 16 and 32");
}

/// One that comes while another's entry, which covers both, is being written is not answered before it is.
#[tokio::test]
async fn so_are_answers_to_many_at_once() {
    let office = Arc::new(Office::open().await);
    let member = office.enter("党员").await;
    let asked = (0..24).map(|_| {
        let (office, member) = (office.clone(), member.clone());
        tokio::spawn(async move {
            let before = office.times(Sort::Refused).await.1;
            assert_eq!(office.get(&member, "/imports").await.status, StatusCode::FORBIDDEN);
            before
        })
    });
    for task in asked.collect::<Vec<_>>() {
        task.await.expect("an answer");
    }
    office.is_entered(Sort::Refused, 24).await;
    assert_eq!(office.times(Sort::Refused).await.1, 32, "an entry covers what comes while it is written, and no second one is made");
}

#[tokio::test]
async fn a_list_that_a_program_reads_is_entered_by_its_rows() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    let mut read = 0;
    for _ in 0..12 {
        read += client.get("/people?limit=50").await.json["items"].as_array().map_or(0, Vec::len) as u64;
        let deeds = office.deeds(Sort::Exported).await;
        let rows: u64 = deeds.iter().map(|deed| if let jishi_authorize::Detail::Named(_, Some(rows)) = deed.detail { rows } else { 0 }).sum();
        assert!(read <= 100 || rows >= read, "{read} read, {rows} entered");
    }
    assert!(read > 500 && office.deeds(Sort::Exported).await.len() < 5, "{read}");
}

/// The page and the API say what the numbers are.
#[tokio::test]
async fn the_auditor_is_told_which_numbers_are_the_most_there_may_be() {
    let office = Office::open().await;
    let member = office.enter("党员").await;
    for _ in 0..6 {
        office.get(&member, "/imports").await;
    }
    let auditor = office.enter("审计员").await;
    let page = office.get(&auditor, "/log?sort=refused").await.text;
    assert!(page.contains("被拒绝，1 至 4 次") && page.contains("近 7 天有 <em>5 至 8 次</em>") && page.contains("再多，先按上限记一条再答复"), "{page}");
    let client = Client::of(&office, "审计员").await;
    let log = client.get("/log?sort=refused").await;
    let deed = &log.json["items"][0]["deeds"][0];
    assert_eq!((deed["least"].as_u64(), deed["times"].as_u64()), (Some(1), Some(4)), "{}", log.text);
}
