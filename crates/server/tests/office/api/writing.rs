//! What programs change: records, items, imports; what is wrong with what they send.

use super::client::{Client, send};
use crate::support::Office;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

fn meeting(office: &Office, topic: &str) -> Value {
    json!({
        "body": office.branch.to_string(), "kinds": ["组织生活会"], "date": "2026-11-24", "fields": { "主题": topic },
        "items": [{ "text": "完善学习计划", "due": "2026-12-15" }],
    })
}

#[tokio::test]
async fn a_dry_run_tells_what_recording_then_does() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let mut body = meeting(&office, "2026年度组织生活会");
    let key = [("idempotency-key", "meeting-2026-11")];
    let before = office.records().await;
    body["dry_run"] = json!(true);
    let dry = client.send(Method::POST, "/records", &key, Some(&body)).await;
    assert_eq!(dry.status, StatusCode::OK, "{}", dry.text);
    assert!(dry.json["record"].is_null() && dry.json["dry_run"] == true);
    let turned = dry.json["settles"].as_array().expect("duties");
    assert!(turned.iter().any(|turn| turn["duty"] == "组织生活会" && turn["from"] == "待办" && turn["to"] == "已完成"), "{}", dry.text);
    assert_eq!(office.records().await, before);
    body["dry_run"] = json!(false);
    let made = client.send(Method::POST, "/records", &key, Some(&body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.json["settles"], dry.json["settles"]);
    for turn in turned {
        let now = client.get(turn["path"].as_str().expect("a path")).await;
        assert_eq!(now.json["status"], turn["to"], "{}", now.text);
    }
    assert_eq!(office.status_of("组织生活会", "2026").await, "已完成");
    let id = made.json["record"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header("location"), format!("/api/v1/records/{id}"));
    let read = client.get(&format!("/records/{id}")).await;
    assert_eq!((read.header("etag"), &read.json), (made.header("etag"), &made.json["record"]));
    assert_eq!(read.json["items"][0]["due"], "2026-12-15");
    // The same again is the same record; something else under its key is refused.
    let again = client.send(Method::POST, "/records", &key, Some(&body)).await;
    assert_eq!((again.status, &again.json["record"]["id"]), (StatusCode::OK, &json!(id)));
    assert_eq!(office.records().await, before + 1);
    let other = client.send(Method::POST, "/records", &key, Some(&meeting(&office, "另一个"))).await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "refused"));
}

#[tokio::test]
async fn a_change_names_the_version_that_was_read() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let path = format!("/records/{}", office.a_record().await);
    let read = client.get(&path).await;
    let first = read.header("etag").to_owned();
    let sent = |topic: &str| json!({ "body": office.branch.to_string(), "kinds": ["支部党员大会"], "date": "2026-03-02", "fields": { "主题": topic } });
    let put = async |version: &str, topic: &str| client.send(Method::PUT, &path, &[("if-match", version)], Some(&sent(topic))).await;
    let missing = client.send(Method::PUT, &path, &[], Some(&sent("没写版本"))).await;
    assert_eq!((missing.status, missing.code()), (StatusCode::PRECONDITION_REQUIRED, "precondition_required"));
    let changed = put(&first, "先改的人写的").await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(put(&first, "先改的人写的").await.status, StatusCode::OK, "the same again changes nothing");
    let stale = put(&first, "后改的人写的").await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "stale"));
    assert_eq!(stale.json["current"]["text"]["主题"], "先改的人写的");
    let mut dry = sent("后改的人写的");
    dry["dry_run"] = json!(true);
    assert_eq!(client.send(Method::PUT, &path, &[("if-match", &first)], Some(&dry)).await.code(), "stale");
    let mut moved = sent("换个地方");
    moved["body"] = json!(office.unit.to_string());
    let moved = client.send(Method::PUT, &path, &[("if-match", changed.header("etag"))], Some(&moved)).await;
    assert_eq!((moved.code(), &moved.json["errors"][0]["field"]), ("invalid", &json!("body")));
    let delete = async |version: &str| client.send(Method::DELETE, &path, &[("if-match", version)], None).await;
    assert_eq!(delete(&first).await.code(), "stale");
    let gone = delete(changed.header("etag")).await;
    assert_eq!((gone.status, &gone.json["record"]["withdrawn"]), (StatusCode::OK, &json!(true)), "{}", gone.text);
    for version in [&first, changed.header("etag"), gone.header("etag")] {
        let again = delete(version).await;
        assert_eq!((again.status, &again.json), (StatusCode::OK, &gone.json), "it is so already, whatever was seen");
    }
    let put = put(gone.header("etag"), "撤回以后").await;
    assert_eq!(put.code(), "refused", "{}", put.text);
    assert!(client.get(&format!("/records?body={}", office.branch)).await.ids().iter().all(|id| !path.ends_with(id.as_str())));
}

#[tokio::test]
async fn wrong_fields_are_told_one_by_one() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let wrong = json!({
        "body": office.branch.to_string(), "kinds": ["组织生活会", "茶话会"], "date": "2026/11/24",
        "fields": { "天气": "晴" }, "absent": ["谁"], "items": [{ "text": " ", "owner": "谁", "due": "下周" }],
    });
    let answer = client.send(Method::POST, "/records", &[("idempotency-key", "wrong-fields")], Some(&wrong)).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
    let fields: Vec<&str> = answer.json["errors"].as_array().expect("errors").iter().filter_map(|error| error["field"].as_str()).collect();
    assert_eq!(fields, ["kinds[1]", "date", "items[0].text", "items[0].owner", "items[0].due", "fields.天气"]);
    // What the form's reader finds stands at the same places.
    let late = json!({ "body": office.branch.to_string(), "kinds": ["组织生活会"], "date": "2026-11-25", "items": [{ "text": "办", "due": "2026-11-01" }], "absent": ["谁"] });
    let answer = client.send(Method::POST, "/records", &[("idempotency-key", "wrong-fields")], Some(&late)).await;
    assert_eq!(answer.json["errors"][0]["field"], "absent[0]", "{}", answer.text);
    let mut late = late;
    late["absent"] = json!([]);
    let answer = client.send(Method::POST, "/records", &[("idempotency-key", "wrong-fields")], Some(&late)).await;
    let fields: Vec<&str> = answer.json["errors"].as_array().expect("errors").iter().filter_map(|error| error["field"].as_str()).collect();
    assert_eq!(fields, ["date", "fields.主题", "items[0].due"], "{}", answer.text);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let bearer = format!("Bearer {}", client.token);
    let post = async |kind: &str, body: String| {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind), ("idempotency-key", "unreadable-1")];
        send(&office, Method::POST, "/records", &headers, body).await
    };
    let whole = meeting(&office, "会").to_string();
    for (kind, body, status, code) in [
        ("application/json", "{".to_owned(), StatusCode::BAD_REQUEST, "bad_json"),
        ("application/json", "[]".to_owned(), StatusCode::BAD_REQUEST, "bad_json"),
        ("application/json", whole.replacen('{', "{\"nonsense\":1,", 1), StatusCode::BAD_REQUEST, "bad_json"),
        ("text/plain", whole.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type"),
        ("application/json", format!("\"{}\"", "a".repeat(300 * 1024)), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
    ] {
        let answer = post(kind, body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.text);
    }
    let keyless = client.send(Method::POST, "/records", &[], Some(&meeting(&office, "会"))).await;
    assert_eq!((keyless.status, keyless.code()), (StatusCode::BAD_REQUEST, "bad_header"));
    let nowhere = json!({ "body": "别处", "kinds": ["党课"], "date": "2026-11-24" });
    assert_eq!(client.send(Method::POST, "/records", &[("idempotency-key", "nowhere-1")], Some(&nowhere)).await.code(), "not_found");
}

#[tokio::test]
async fn an_item_is_closed_by_one_and_verified_by_another() {
    let office = Office::open().await;
    let (secretary, deputy) = (Client::of(&office, "书记").await, Client::of(&office, "专职副书记").await);
    let made = secretary.send(Method::POST, "/records", &[("idempotency-key", "with-an-item")], Some(&meeting(&office, "定了一件事"))).await;
    let item = made.json["record"]["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
    let path = format!("/items/{item}");
    let blind = secretary.send(Method::POST, &format!("{path}/close"), &[], Some(&json!({}))).await;
    assert_eq!((blind.status, blind.code()), (StatusCode::PRECONDITION_REQUIRED, "precondition_required"));
    let settle = async |who: &Client<'_>, verb: &str, body: Value| {
        let tag = who.get(&path).await.header("etag").to_owned();
        who.send(Method::POST, &format!("{path}/{verb}"), &[("if-match", &tag)], Some(&body)).await
    };
    let before = secretary.get(&path).await.header("etag").to_owned();
    assert_eq!(settle(&deputy, "verify", json!({})).await.code(), "refused", "not done yet");
    let closed = settle(&secretary, "close", json!({ "on": "2026-11-24" })).await;
    assert_eq!((closed.status, &closed.json["state"]), (StatusCode::OK, &json!("待核实")), "{}", closed.text);
    assert_eq!(settle(&secretary, "close", json!({ "on": "2026-11-24" })).await.status, StatusCode::OK, "the same again");
    let stale = deputy.send(Method::POST, &format!("{path}/close"), &[("if-match", &before)], Some(&json!({ "on": "2026-11-23" }))).await;
    assert_eq!((stale.code(), &stale.json["current"]["state"]), ("stale", &json!("待核实")), "{}", stale.text);
    assert_eq!(settle(&secretary, "verify", json!({})).await.code(), "refused", "not by who did it");
    let verified = settle(&deputy, "verify", json!({})).await;
    assert_eq!((verified.status, &verified.json["state"]), (StatusCode::OK, &json!("已核实")), "{}", verified.text);
    let listed = secretary.get(&format!("/items?body={}&state=已核实", office.branch)).await;
    assert!(listed.ids().contains(&item));
}

/// Of what was decided about a duty, too, it is said what was seen of it.
#[tokio::test]
async fn a_decision_names_what_was_seen_of_the_duty() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let path = format!("/duties/民主评议党员/body-{}/2026", office.branch);
    let seen = client.get(&path).await.header("etag").to_owned();
    let decide = async |seen: Option<&str>, text: &str| {
        let headers: Vec<(&str, &str)> = seen.map(|seen| ("if-match", seen)).into_iter().collect();
        client.send(Method::POST, &format!("{path}/decision"), &headers, Some(&json!({ "kind": "免除", "text": text }))).await
    };
    for unread in [None, Some("\"1024\""), Some("*")] {
        assert_eq!(decide(unread, "某党〔2026〕9号").await.code(), "precondition_required", "{unread:?}");
    }
    assert_eq!(decide(Some(&seen), "某党〔2026〕9号").await.status, StatusCode::NO_CONTENT);
    let stale = decide(Some(&seen), "某党〔2026〕10号").await;
    assert_eq!((stale.status, stale.code(), &stale.json["current"]["status"]), (StatusCode::PRECONDITION_FAILED, "stale", &json!("免除")), "{}", stale.text);
    let now = client.get(&path).await.header("etag").to_owned();
    assert!(now != seen && decide(Some(&now), "某党〔2026〕10号").await.status == StatusCode::NO_CONTENT, "{now}");
}

#[tokio::test]
async fn an_import_is_read_looked_at_and_given_up() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    let bearer = format!("Bearer {}", client.token);
    let upload = async |body: &str| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
        send(&office, Method::POST, "/imports", &headers, body.to_owned()).await
    };
    assert_eq!(upload("--x--\r\n").await.code(), "refused", "no file");
    assert_eq!(upload("nonsense").await.code(), "bad_query");
    let part = "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"台账.xlsx\"\r\n\r\n不是表\r\n--x--\r\n";
    let taken = upload(part).await;
    assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.text);
    let path = format!("/imports/{}", taken.json["id"].as_str().expect("an id"));
    assert_eq!(taken.header("location"), format!("/api/v1{path}"));
    let mut look = client.get(&path).await;
    while look.json["stage"] == "reading" {
        tokio::task::yield_now().await;
        look = client.get(&path).await;
    }
    assert_eq!((&look.json["stage"], &look.json["sheets"][0]["refused"][0]["reasons"][0]), (&json!("preview"), &json!("读不了")), "{}", look.text);
    let other = Client::of(&office, "系统管理员").await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "only who sent it");
    let decide = async |decision: &str| client.send(Method::POST, &format!("{path}/decision"), &[], Some(&json!({ "decision": decision }))).await;
    assert_eq!(decide("perhaps").await.code(), "bad_json");
    assert_eq!(decide("cancel").await.json["stage"], "cancelled");
    assert_eq!(client.send(Method::DELETE, &path, &[], None).await.code(), "refused", "it is there, and nothing was written");
}

#[tokio::test]
async fn an_import_is_taken_back() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    let import = office.import(&[("主题党日", "2026-11-20")]).await;
    let listed = client.get("/imports").await;
    assert_eq!((&listed.json["items"][0]["can_be_undone"], &listed.json["items"][0]["records"]), (&json!(true), &json!(1)), "{}", listed.text);
    let foreseen = client.get(&format!("/imports/{import}/undo")).await;
    assert_eq!((&foreseen.json["registers"], &foreseen.json["more"]), (&json!(true), &json!(0)), "{}", foreseen.text);
    let undo = async |extent: &str| client.send(Method::DELETE, &format!("/imports/{import}{extent}"), &[], None).await;
    assert_eq!(undo("?extent=half").await.code(), "bad_query");
    assert_eq!(undo("?extent=records").await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/imports").await.json["items"][0]["undone"], "records");
    assert_eq!(undo("").await.status, StatusCode::NO_CONTENT, "the person that it brought");
    assert_eq!(client.get("/imports").await.json["items"][0]["undone"], "whole");
    assert_eq!(client.get(&format!("/imports/{import}/undo")).await.code(), "refused", "once is enough");
}
