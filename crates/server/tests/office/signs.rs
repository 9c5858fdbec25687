//! Signs that are never taken, at every entrance of the pages and of the programs: refused with their name, their place
//! and the field, what was typed is kept, nothing is written.

use crate::api::client::{Client, csrf, send};
use crate::support::{Answer, Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_authorize::Sort;
use jishi_server::ROUTES;
use serde_json::{Value, json};

const ZERO_WIDTH: &str = "第 3 个字后面有看不见的符号（零宽空格 U+200B）";
const BAD: [(&str, &str); 6] = [
    ("三个字\u{200b}后面", ZERO_WIDTH),
    ("\u{202e}倒着写", "开头有看不见的符号（改变文字方向的符号 U+202E）"),
    ("有\0空", "第 1 个字后面有看不见的符号（空字符 U+0000）"),
    ("有\u{85}行", "U+0085"),
    ("有\u{7f}删", "U+007F"),
    ("尾巴\u{feff}", "第 2 个字后面有看不见的符号（字节序标记 U+FEFF）"),
];

/// Nothing came of it, and it says so at the field.
fn assert_refused(answer: &Answer, label: &str, says: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.text.contains(&format!("{label}：")) && answer.text.contains(says), "{label} {says}: {}", answer.text);
    assert!(answer.text.contains("重新手工输入"), "{}", answer.text);
}

#[tokio::test]
async fn the_form_of_a_record_says_it_at_the_field_and_keeps_what_was_typed() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let path = format!("/bodies/{}/records/new", office.branch);
    let page = office.get(&session, &format!("{path}?kind=组织生活会")).await;
    let (csrf, key) = (value_of(&page.text, "csrf"), value_of(&page.text, "key"));
    let base = [("csrf", csrf.as_str()), ("key", key.as_str()), ("kind", "组织生活会"), ("date", "2026-11-24")];
    let before = office.records().await;
    for (bad, says) in BAD {
        for (field, label) in [("f:主题", "主题"), ("item1", "第 1 项议定事项"), ("with", "一起开的党组织"), ("reasons", "没来的原因"), ("f:主持人", "主持人"), ("date", "日期")] {
            let mut sent: Vec<_> = base.into_iter().filter(|(name, _)| *name != field).collect();
            sent.extend([("f:主题", "年度组织生活会"), ("item2", "还要保留的话")].into_iter().filter(|(name, _)| *name != field));
            sent.push((field, bad));
            let answer = office.post(&session, &path, &form(&sent)).await;
            assert_refused(&answer, label, says);
            assert!(answer.text.contains("value=\"还要保留的话\""), "what was typed is kept");
            let said = if field == "reasons" { 1 } else { 2 };
            assert_eq!(answer.text.matches(&format!("{label}：")).count(), said, "{field}: above the form and at the field");
        }
    }
    let record = office.a_record().await;
    let correct = format!("/records/{record}/correct");
    let version = value_of(&office.get(&session, &correct).await.text, "version");
    let sent = form(&[("csrf", &csrf), ("key", &record), ("version", &version), ("kind", "支部党员大会"), ("date", "2026-03-02"), ("f:主题", BAD[0].0)]);
    assert_refused(&office.post(&session, &correct, &sent).await, "主题", ZERO_WIDTH);
    assert_eq!(office.records().await, before);
    // Rare characters and several lines are nobody's fault.
    let good = form(&[base[0], base[1], base[2], base[3], ("f:主题", "𠮷𬀩·买买提 🎓"), ("item1", "第一行\r\n第二行")]);
    let saved = office.post(&session, &path, &good).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = office.get(&session, &saved.location).await;
    assert!(page.text.contains("𠮷𬀩·买买提 🎓") && !page.text.contains('\r'), "line ends are kept as one sign");
}

#[tokio::test]
async fn every_other_form_says_it_too() {
    let office = Office::open().await;
    let (secretary, admin) = (office.enter("书记").await, office.enter("系统管理员").await);
    let (own, theirs) = (csrf(&office, &secretary).await, csrf(&office, &admin).await);
    let due = office.fill("/instances/{duty}/{subject}/{period}/settle").await;
    let before = (office.records().await, office.live().store().head().0);
    for (bad, says) in BAD {
        for action in ["reason", "waive"] {
            let answer = office.post(&secretary, &due, &form(&[("csrf", &own), ("action", action), ("text", bad)])).await;
            assert_refused(&answer, "写的理由或依据", says);
        }
        let answer = office.post(&secretary, &due, &form(&[("csrf", &own), ("action", "extend"), ("until", bad)])).await;
        assert_refused(&answer, "延到的日期", says);
        let answer = office.post(&secretary, "/me/tokens", &form(&[("csrf", &own), ("label", bad), ("days", "30"), ("scope", "look")])).await;
        assert_refused(&answer, "用途", says);
        for (name, login, label) in [(bad, "新来的", "姓名"), ("审计员", bad, "登录名")] {
            let sent = form(&[("csrf", &theirs), ("action", "create"), ("name", name), ("login", login), ("bearer", "")]);
            let answer = office.post(&admin, "/accounts", &sent).await;
            assert_refused(&answer, label, says);
            assert!(answer.text.contains("name=\"login\"") && !answer.text.contains("/invitations/"), "the form is there again");
        }
        let answer = office.post("", "/login", &form(&[("login", bad), ("password", crate::support::PASSWORD)])).await;
        assert_refused(&answer, "登录名", says);
    }
    assert_eq!((office.records().await, office.live().store().head().0), before);
}

/// Every form there is, with every field it may have: an answer in words, never a failure of the program.
#[tokio::test]
async fn no_form_lets_such_a_sign_reach_the_store() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let own = csrf(&office, &session).await;
    let head = office.live().store().head();
    assert!(office.deeds(Sort::Refused).await.is_empty());
    for route in ROUTES.iter().filter(|route| route.writes && route.path != "/imports") {
        let path = office.fill(route.path).await;
        let fields = ["text", "name", "login", "label", "on", "until", "action", "f:主题", "item1", "id", "holding", "registers", "x"];
        for field in fields {
            let answer = office.post(&session, &path, &form(&[("csrf", &own), (field, BAD[0].0)])).await;
            assert!(!answer.status.is_server_error() && !answer.status.is_success(), "{} {field}: {} {}", route.path, answer.status, answer.text);
        }
    }
    // What was refused is in the journal, and nothing else.
    let refused = office.deeds(Sort::Refused).await.len() as u64;
    assert_eq!(office.live().store().head().0, head.0 + refused);
}

#[tokio::test]
async fn an_address_with_such_a_sign_is_answered_in_words() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let client = Client::of(&office, "书记").await;
    for (path, name) in [("/search", "q"), ("/units", "q"), ("/ledgers/meetings", "q"), ("/mine", "x")] {
        let answer = office.get(&session, &format!("{path}?{name}=三个字%E2%80%8B")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.text.contains(&format!("“{name}”{ZERO_WIDTH}")), "{}", answer.text);
    }
    assert_eq!(office.get(&session, &format!("/bodies/{}/records/new?f:主题=%00", office.branch)).await.status, StatusCode::BAD_REQUEST);
    for path in ["/search?q=三个字%E2%80%8B", "/duties?q=三个字%E2%80%8B", "/records?q=三个字%E2%80%8B"] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, "bad_query"), "{path}");
        assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.contains(ZERO_WIDTH)), "{}", answer.text);
    }
}

/// The fields that an answer finds fault with.
fn faults(answer: &crate::api::client::Answer) -> Vec<(String, String)> {
    assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{}", answer.text);
    let text = |error: &Value, part: &str| error[part].as_str().expect("a text").to_owned();
    answer.json["errors"].as_array().expect("errors").iter().map(|error| (text(error, "field"), text(error, "message"))).collect()
}

#[tokio::test]
async fn programs_are_told_the_field() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let meeting = |part: &str, bad: &str| {
        let mut body = json!({
            "body": office.branch.to_string(), "kinds": ["组织生活会"], "date": "2026-11-24", "with": [],
            "fields": { "主题": "年度组织生活会" }, "items": [{ "text": "完善学习计划" }, { "text": "再议" }],
        });
        *body.pointer_mut(part).expect("a part") = json!(bad);
        body
    };
    let before = (office.records().await, office.live().store().head().0);
    let record = office.a_record().await;
    let etag = client.get(&format!("/records/{record}")).await.header("etag").to_owned();
    for (bad, says) in BAD {
        for (part, field) in [("/fields/主题", "fields.主题"), ("/items/1/text", "items[1].text"), ("/kinds/0", "kinds[0]"), ("/date", "date"), ("/body", "body")] {
            let body = meeting(part, bad);
            let made = client.send(Method::POST, "/records", &[("idempotency-key", "signs-2026-11")], Some(&body)).await;
            let changed = client.send(Method::PUT, &format!("/records/{record}"), &[("if-match", &etag)], Some(&body)).await;
            for answer in [made, changed] {
                let all = faults(&answer);
                assert!(all.len() == 1 && all[0].0 == field && all[0].1.contains(says), "{part}: {all:?}");
            }
        }
        let due = office.fill("/duties/{duty}/{subject}/{period}/decision").await;
        let decided = client.send(Method::POST, &due, &[], Some(&json!({ "kind": "理由", "text": bad }))).await;
        assert_eq!(faults(&decided)[0].0, "text");
        let named = json!({ "body": office.branch.to_string(), "kinds": ["组织生活会"], "date": "2026-11-24", "fields": { bad: "值" } });
        let odd = client.send(Method::POST, "/records", &[("idempotency-key", "signs-2026-11")], Some(&named)).await;
        assert!(faults(&odd)[0].0.starts_with("fields.") && !odd.text.contains('\u{200b}'), "{}", odd.text);
    }
    // At a page's session: tokens and accounts.
    let (secretary, admin) = (office.enter("书记").await, office.enter("系统管理员").await);
    for (session, path, body, field) in [
        (&secretary, "/tokens", json!({ "label": BAD[0].0 }), "label"),
        (&admin, "/accounts", json!({ "name": BAD[0].0 }), "name"),
        (&admin, "/accounts", json!({ "name": "", "administrator": "审计员", "login": BAD[0].0 }), "login"),
    ] {
        let own = csrf(&office, session).await;
        let headers = [("cookie", session.as_str()), ("x-csrf", own.as_str()), ("content-type", "application/json")];
        let answer = send(&office, Method::POST, path, &headers, body.to_string()).await;
        assert_eq!(faults(&answer), [(field.to_owned(), ZERO_WIDTH.to_owned())]);
    }
    assert_eq!(office.records().await, before.0);
    // Several lines are taken, with one way of ending them.
    let body = meeting("/items/0/text", "第一行\r\n第二行");
    let made = client.send(Method::POST, "/records", &[("idempotency-key", "signs-2026-11")], Some(&body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert!(made.text.contains("第一行\\n第二行") && !made.text.contains("\\r"), "{}", made.text);
}

#[tokio::test]
async fn a_file_is_refused_by_its_name() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    let session = office.enter("专职副书记").await;
    let own = csrf(&office, &session).await;
    let body = |name: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{own}\r\n--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n不是表\r\n--x--\r\n")
    };
    for (name, says) in [("台账\u{200b}.xlsx", "第 2 个字后面有看不见的符号（零宽空格 U+200B）"), ("\u{202e}xslx.exe", "开头有看不见的符号")] {
        let kind = "multipart/form-data; boundary=x";
        let page = office.send(&session, Method::POST, "/imports", body(name).into_bytes(), kind, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        assert!(page.text.contains(says) && page.text.contains("改名") && !page.text.contains(name), "{}", page.text);
        let bearer = format!("Bearer {}", client.token);
        let answer = send(&office, Method::POST, "/imports", &[("authorization", bearer.as_str()), ("content-type", kind)], body(name)).await;
        let all = faults(&answer);
        assert!(all[0].0 == "files" && all[0].1.contains(says), "{all:?}");
    }
}
