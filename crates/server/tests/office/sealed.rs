//! Words that lie sealed: found by who may see them, and never given, or taken for nothing, where they cannot be read.

use crate::api::client::Client;
use crate::support::{Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_base::{RecordId, Slim, SlimSet};
use jishi_facts::{Event, Sealed};
use jishi_store::Command;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::json;

impl Office {
    /// A members' meeting of the branch with these texts.
    async fn meeting(&self, text: &[(&str, &str)]) -> RecordId {
        let record = self.live().fresh(|ids| RecordId(ids.next_id()));
        let event = Event::Recorded {
            record, kinds: SlimSet::from(["支部党员大会"]), bodies: vec![self.branch], date: "2026-11-20".parse().expect("a day"), fields: Slim::new(),
            people: Slim::new(), text: Sealed::Open(text.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()), source: None,
        };
        self.live().carry_out(Command::events(format!("试-{record}"), self.live().asked("测试"), vec![event])).await.expect("written");
        record
    }

    /// Lays other bytes in the place of a record's texts, and gives those that lay there.
    async fn lay(&self, record: RecordId, bytes: &str) -> String {
        let at = self.snapshot().await.site().records[&record].text.open().expect("open").at;
        let database = Database::connect(format!("sqlite://{}", self.data().join("facts.db").display())).await.expect("SQLite");
        let ask = Statement::from_string(database.get_database_backend(), format!("SELECT hex(sealed) FROM content WHERE seq = {at}"));
        let lay = database.query_one_raw(ask).await.expect("asked").expect("a row").try_get_by_index(0).expect("bytes");
        database.execute_unprepared(&format!("UPDATE content SET sealed = x'{bytes}' WHERE seq = {at}")).await.expect("laid");
        database.close().await.expect("close");
        lay
    }
}

#[tokio::test]
async fn texts_are_found_by_who_may_see_them_and_what_is_closed_by_nobody() {
    let office = Office::open().await;
    let record = office.meeting(&[("主题", "年终总结"), ("议题", "讨论走访慰问老党员"), ("缺席原因", "心脏搭桥")]).await;
    let (path, program) = (format!("/records/{record}"), format!("/api/v1/records/{record}"));
    let (own, other) = (office.enter("书记").await, office.enter("别的书记").await);
    let (mine, theirs) = (Client::of(&office, "书记").await, Client::of(&office, "别的书记").await);
    let listed = async |client: &Client, q: &str| {
        let records = client.all(&format!("/records?q={q}"), 200).await;
        let hits = client.all(&format!("/search?sort=records&q={q}"), 200).await;
        let found = |all: &[serde_json::Value], key: &str, is: &str| all.iter().any(|one| one[key] == is);
        assert_eq!(found(&records, "id", &record.to_string()), found(&hits, "path", &path), "{q}");
        found(&records, "id", &record.to_string())
    };
    for (q, is) in [("慰问", true), ("走访慰问", true), ("总结", true), ("慰", true), ("慰问走访", false), ("总结+慰问", true), ("党员大会+走访", true), ("总结+慰问金", false), ("搭桥", false), ("心脏", false)] {
        assert_eq!(listed(&mine, q).await, is, "{q}");
        assert_eq!(office.get(&own, &format!("/search?q={q}")).await.text.contains(&path), is, "{q}");
        assert!(!listed(&theirs, q).await && !office.get(&other, &format!("/search?q={q}")).await.text.contains(&path), "{q}");
    }
    assert!(office.get(&own, "/search?q=总结+党员大会+慰问").await.text.contains(&path), "several words, one of them the kind");
    assert!(!office.get(&own, "/search?q=总结+慰问金").await.text.contains(&path));
    let ledger = async |q: &str| office.get(&own, &format!("/ledgers/meetings?year=2026&q={q}")).await.text.contains(&path);
    assert!(ledger("慰问").await && ledger("总结+2026-11-20").await && !ledger("总结+慰问金").await && !ledger("搭桥").await);
    // What is corrected away is not found any more.
    let version = mine.get(&path).await.header("etag").to_owned();
    let body = json!({ "body": office.branch.to_string(), "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "年终述职" } });
    let put = mine.send(Method::PUT, &path, &[("if-match", &version)], Some(&body)).await;
    assert_eq!(put.status, StatusCode::OK, "{program}: {}", put.text);
    assert!(listed(&mine, "述职").await && !listed(&mine, "总结").await && !listed(&mine, "慰问").await);
}

#[tokio::test]
async fn what_cannot_be_read_is_no_answer_and_is_not_corrected_away() {
    let office = Office::open().await;
    let record = office.meeting(&[("主题", "年终总结"), ("缺席原因", "心脏搭桥")]).await;
    let (path, session, client) = (format!("/records/{record}"), office.enter("书记").await, Client::of(&office, "书记").await);
    let correct = format!("{path}/correct");
    let page = office.get(&session, &correct).await.text;
    let (csrf, version, key) = (value_of(&page, "csrf"), value_of(&page, "version"), record.to_string());
    let etag = client.get(&path).await.header("etag").to_owned();
    let lay = office.lay(record, "00").await;
    for path in [path.as_str(), &correct, "/search?q=总结", "/ledgers/meetings?year=2026", &format!("/bodies/{}", office.branch)] {
        let answer = office.get(&session, path).await;
        assert!(answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.text.contains("暂时取不到资料"), "{path}: {}", answer.status);
    }
    let answer = client.get(&path).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"), "{}", answer.text);
    let sent = form(&[("csrf", &csrf), ("key", &key), ("version", &version), ("kind", "支部党员大会"), ("date", "2026-11-19"), ("f:主题", "改过的主题"), ("keep", "缺席原因")]);
    assert_eq!(office.post(&session, &correct, &sent).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let body = json!({ "body": office.branch.to_string(), "kinds": ["支部党员大会"], "date": "2026-11-18", "fields": { "主题": "改过的主题" } });
    let put = client.send(Method::PUT, &path, &[("if-match", &etag)], Some(&body)).await;
    assert_eq!(put.status, StatusCode::SERVICE_UNAVAILABLE, "{}", put.text);
    assert_eq!(office.snapshot().await.site().records[&record].corrections, 0, "nothing was written");
    // What needs no words goes on.
    let answer = office.get(&session, "/articles").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    office.lay(record, &lay).await;
    assert!(office.get(&session, &path).await.text.contains("年终总结"));
    assert_eq!(office.post(&session, &correct, &sent).await.status, StatusCode::SEE_OTHER);
    assert!(office.get(&session, &path).await.text.contains("改过的主题"));
}
