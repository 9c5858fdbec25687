//! Bounds over HTTP: JSON, targets, bodies, previews that one's own account has to give up, the workbook of refused rows.

use crate::api::client::{Client, send};
use crate::support::{Office, value_of};
use axum::http::{Method, StatusCode};
use serde_json::json;

const FORM: &str = "multipart/form-data; boundary=x";

/// A file as a page's form sends it.
fn upload(csrf: &str, instead: &str, file: &str) -> Vec<u8> {
    let field = |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let part = format!("--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{file}\"\r\n\r\n不是表\r\n--x--\r\n");
    (field("csrf", csrf) + &field("instead", instead) + &part).into_bytes()
}

#[tokio::test]
async fn json_that_could_be_read_in_two_ways_is_refused() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let bearer = format!("Bearer {}", client.token);
    let post = async |body: String| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", "two-ways-1")];
        send(&office, Method::POST, "/records", &headers, body).await
    };
    let good = json!({ "body": office.branch.to_string(), "kinds": ["组织生活会"], "date": "2026-11-24", "fields": { "主题": "会" }, "dry_run": true }).to_string();
    assert_eq!(post(good.clone()).await.status, StatusCode::OK);
    let twice = good.replacen("\"主题\":\"会\"", "\"主题\":\"会\",\"主题\":\"别的会\"", 1);
    assert_ne!(twice, good);
    let deep = good.replacen("\"会\"", &format!("{}{}", "[".repeat(70), "]".repeat(70)), 1);
    for (body, says) in [(twice, "写了两遍"), (deep, "层数太多")] {
        let answer = post(body).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, "bad_json"), "{}", answer.text);
        assert!(answer.text.contains(says), "{}", answer.text);
    }
    let long = client.get(&format!("/search?q={}", "a".repeat(9_000))).await;
    assert_eq!((long.status, long.code()), (StatusCode::URI_TOO_LONG, "too_long"));
}

#[tokio::test]
async fn a_preview_is_given_up_only_by_its_own_account_and_only_when_told() {
    let office = Office::open().await;
    let session = office.enter("专职副书记").await;
    let csrf = value_of(&office.get(&session, "/imports").await.text, "csrf");
    let send_in = async |instead: &str, file: &str| {
        let headers = [("sec-fetch-site", "same-origin")];
        office.send(&session, Method::POST, "/imports", upload(&csrf, instead, file), FORM, &headers).await
    };
    let mut paths = Vec::new();
    for at in 0..8 {
        let taken = send_in("", &format!("第{at}份.xlsx")).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
        paths.push(taken.location);
    }
    for path in &paths {
        while !office.get(&session, path).await.text.contains("这是预览") {
            tokio::task::yield_now().await;
        }
    }
    let page = office.get(&session, "/imports").await.text;
    let goes = value_of(&page, "instead");
    assert!(paths.iter().any(|path| path.ends_with(&goes)) && !goes.is_empty() && page.contains("不再保留"), "{page}");
    let asked = send_in("", "再一份.xlsx").await;
    assert!(asked.status == StatusCode::CONFLICT && asked.text.contains(&goes) && asked.text.contains("份.xlsx"), "{}", asked.text);
    for path in &paths {
        assert!(office.get(&session, path).await.text.contains("这是预览"), "nothing has gone unasked");
    }
    // A program is asked the same way.
    let client = Client::of(&office, "专职副书记").await;
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", FORM)];
    let refused = send(&office, Method::POST, "/imports", &headers, upload("", "", "程序的.xlsx")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "refused"), "{}", refused.text);
    assert!(refused.json["help"].as_str().is_some_and(|help| help.contains(&format!("?instead={goes}"))), "{}", refused.text);
    let taken = send(&office, Method::POST, &format!("/imports?instead={goes}"), &headers, upload("", "", "程序的.xlsx")).await;
    assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.text);
    assert!(office.get(&session, &format!("/imports/{goes}")).await.text.contains("已取消"));
    assert_eq!(send(&office, Method::POST, "/imports?instead=x", &headers, upload("", "", "程序的.xlsx")).await.code(), "bad_query");
}

#[tokio::test]
async fn refused_rows_go_out_as_a_workbook_to_who_brought_them() {
    let office = Office::open().await;
    let session = office.enter("专职副书记").await;
    let csrf = value_of(&office.get(&session, "/imports").await.text, "csrf");
    let taken = office.send(&session, Method::POST, "/imports", upload(&csrf, "", "台账.xlsx"), FORM, &[("sec-fetch-site", "same-origin")]).await;
    let path = format!("{}/refusals", taken.location);
    while !office.get(&session, &taken.location).await.text.contains("这是预览") {
        tokio::task::yield_now().await;
    }
    assert!(office.get(&session, &taken.location).await.text.contains(&format!("href=\"{path}\"")));
    let book = office.get(&session, &path).await;
    assert!(book.status == StatusCode::OK && book.text.starts_with("PK"), "{}", book.text);
    for login in ["系统管理员", "党员"] {
        assert_eq!(office.get(&office.enter(login).await, &path).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    let client = Client::of(&office, "专职副书记").await;
    let id = taken.location.trim_start_matches("/imports/").to_owned();
    let look = client.get(&format!("/imports/{id}")).await;
    assert_eq!((&look.json["total"]["refused"], &look.json["causes"][0]["rows"]), (&json!(1), &json!(1)), "{}", look.text);
    let refusals = look.json["refusals"].as_str().expect("a path").to_owned();
    assert_eq!(client.get(&refusals).await.status, StatusCode::OK);
    assert_eq!(look.json["ahead"], json!(null));
}
