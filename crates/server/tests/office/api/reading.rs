//! What programs read: every resource, page by page, within the sight of the token.

use super::client::{Client, send};
use crate::support::Office;
use axum::http::{Method, StatusCode};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_list_pages_to_its_end_and_each_entry_can_be_read() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    for (path, limit) in [("/units", 1), ("/bodies", 7), ("/people", 50), ("/records", 200), ("/items", 50), ("/articles", 20), ("/duties", 200), ("/record_kinds", 9), ("/tokens", 1)] {
        let all = client.all(path, limit).await;
        let distinct: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        assert!(!all.is_empty() || path == "/items", "{path}");
        assert_eq!(distinct.len(), all.len(), "{path}: nothing twice");
        for entry in all.iter().take(3) {
            let one = match (path, entry["path"].as_str()) {
                ("/record_kinds" | "/tokens", _) => continue,
                (_, Some(own)) => own.to_owned(),
                ("/articles", _) => format!("/articles/{}/{}", entry["document"].as_str().expect("a document"), entry["article"]),
                _ => format!("{path}/{}", entry["id"].as_str().expect("an id")),
            };
            let read = client.get(&one).await;
            assert_eq!(read.status, StatusCode::OK, "{one}: {}", read.text);
            let same = entry.as_object().expect("an object").iter().filter(|(name, _)| *name != "evidence" && *name != "duties");
            same.for_each(|(name, value)| assert_eq!(&read.json[name], value, "{one} {name}"));
        }
    }
}

#[tokio::test]
async fn filters_narrow_and_unreadable_ones_are_refused() {
    let office = Office::open().await;
    let client = Client::of(&office, "专职副书记").await;
    let branch = office.branch;
    let total = async |path: String| client.get(&path).await.json["total"].as_u64().unwrap_or_else(|| panic!("{path}"));
    for (narrow, wide) in [
        (format!("/duties?body={branch}"), "/duties"),
        ("/bodies?kind=党支部".to_owned(), "/bodies"),
        ("/bodies?q=机关".to_owned(), "/bodies"),
        ("/duties?status=逾期".to_owned(), "/duties"),
        (format!("/duties?duty=组织生活会&subject=body-{branch}&period=2026"), "/duties?duty=组织生活会"),
        ("/duties?article=意见19".to_owned(), "/duties"),
        ("/duties?due_after=2026-03-01&due_before=2026-03-31".to_owned(), "/duties"),
        (format!("/records?body={branch}&kind=支部党员大会&from=2026-01-01&to=2026-06-30"), "/records"),
        (format!("/people?body={branch}"), "/people"),
        ("/articles?document=意见".to_owned(), "/articles"),
    ] {
        let (narrow_total, wide_total) = (total(narrow.clone()).await, total(wide.to_owned()).await);
        assert!(0 < narrow_total && narrow_total < wide_total, "{narrow}: {narrow_total} of {wide_total}");
    }
    for path in [
        "/duties?status=晚了", "/duties?period=明年", "/duties?article=十九", "/duties?subject=我", "/duties?unit=1", "/duties?due_before=20260331",
        "/records?from=昨天", "/records?withdrawn=1", "/people?limit=0", "/people?limit=201", "/people?cursor=zz", "/units?nonsense=1", "/items?state=完",
    ] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, "bad_query"), "{path}");
    }
}

/// What one may not see is in no list, no count and no single read.
#[tokio::test]
async fn a_member_s_token_sees_only_what_the_member_sees() {
    let office = Office::open().await;
    let (member, deputy) = (Client::of(&office, "党员").await, Client::of(&office, "专职副书记").await);
    let others = office.names_outside_branch().await;
    assert!(!others.is_empty());
    for path in ["/people", "/records", "/duties", "/bodies", "/items"] {
        let (few, many) = (member.all(path, 200).await, deputy.all(path, 200).await);
        assert!(few.len() < many.len(), "{path}: {} of {}", few.len(), many.len());
        let text = few.iter().map(ToString::to_string).collect::<String>();
        assert!(others.iter().all(|name| !text.contains(name.as_str())), "{path}");
        if path == "/duties" || path == "/items" {
            continue;
        }
        let seen: BTreeSet<&str> = few.iter().filter_map(|entry| entry["id"].as_str()).collect();
        let hidden = many.iter().filter_map(|entry| entry["id"].as_str()).find(|id| !seen.contains(id)).expect("something hidden");
        let answer = member.get(&format!("{path}/{hidden}")).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
    let me = member.get("/me").await;
    assert!(me.json["acting"].is_null() && me.json["person"]["name"].is_string(), "{}", me.text);
    let text = deputy.all("/people", 200).await.iter().map(ToString::to_string).collect::<String>();
    assert!(!text.contains("id_number"), "identity numbers are never given out");
}

#[tokio::test]
async fn the_document_is_public_and_tells_every_route() {
    let office = Office::open().await;
    let document = send(&office, Method::GET, "/openapi.json", &[], "").await;
    assert_eq!(document.status, StatusCode::OK);
    let client = Client::of(&office, "专职副书记").await;
    let paths = document.json["paths"].as_object().expect("paths");
    assert!(paths.len() >= 20, "{}", paths.len());
    for (path, operations) in paths {
        let operations = operations.as_object().expect("operations");
        let sample = path.split('/').map(|step| if step.starts_with('{') { "x" } else { step }).collect::<Vec<_>>().join("/");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let known = operations.contains_key(&method.to_lowercase());
            let answer = client.send(method.parse().expect("a method"), &sample, &[], None).await;
            assert_eq!(answer.status == StatusCode::METHOD_NOT_ALLOWED, !known, "{method} {path}: {}", answer.status);
            if known {
                let documented = &operations[&method.to_lowercase()]["responses"];
                assert!(documented[answer.status.as_str()].is_object(), "{method} {path}: {} is not documented", answer.status);
            } else {
                assert_eq!(answer.code(), "method_not_allowed");
                assert!(!answer.header("allow").is_empty(), "{method} {path}");
            }
        }
    }
    for path in ["", "/", "/nowhere", "/units/x/y"] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
}

/// What one owes is first one's own, and the ledgers have the rows of the pages.
#[tokio::test]
async fn own_matters_and_ledgers() {
    let office = Office::open().await;
    let (secretary, member) = (Client::of(&office, "书记").await, Client::of(&office, "党员").await);
    let mine = secretary.get("/mine?limit=200").await;
    let subject = format!("body-{}", office.branch);
    let own = |row: &serde_json::Value| row["subject_id"].as_str().is_some_and(|id| subject.ends_with(id));
    let rows = mine.json["items"].as_array().expect("rows");
    assert!(rows.iter().any(own) && rows.iter().all(|row| row["status"] != "已完成"), "{}", mine.text);
    assert!(member.get("/mine").await.json["total"].as_u64() < mine.json["total"].as_u64());
    for ledger in ["meetings", "hours", "talks", "members", "items"] {
        let answer = secretary.get(&format!("/ledgers/{ledger}?year=2026&limit=3")).await;
        assert_eq!(answer.status, StatusCode::OK, "{ledger}: {}", answer.text);
        let columns = answer.json["columns"].as_array().expect("columns").len();
        let rows = answer.json["rows"]["items"].as_array().expect("rows");
        assert!(rows.iter().all(|row| row.as_array().is_some_and(|row| row.len() == columns)), "{ledger}");
    }
    assert_eq!(secretary.get("/ledgers/other").await.status, StatusCode::NOT_FOUND);
    assert_eq!(secretary.get("/ledgers/hours?year=x").await.status, StatusCode::BAD_REQUEST);
}

/// The month, the search, a unit's overview and the workbook say what the pages say, within the same sight.
#[tokio::test]
async fn what_pages_show_programs_read() {
    let office = Office::open().await;
    let (client, session) = (Client::of(&office, "书记").await, office.enter("书记").await);
    let month = client.get("/calendar?month=2026-03").await;
    let days = month.json["days"].as_array().unwrap_or_else(|| panic!("{}", month.text));
    let page = office.get(&session, "/calendar?month=2026-03").await.text;
    let entries: Vec<&serde_json::Value> = days.iter().flat_map(|day| day["entries"].as_array().expect("entries")).collect();
    assert!(!entries.is_empty() && page.contains(month.json["of"].as_str().expect("a name")));
    for entry in &entries {
        let text = entry["text"].as_str().expect("a text");
        assert!(page.contains(text) && ["到期", "已开", "纪念"].iter().any(|kind| entry["kind"] == *kind), "{entry}");
        assert_eq!(office.get(&session, entry["page"].as_str().expect("a page")).await.status, StatusCode::OK, "{entry}");
    }
    let of_unit = client.get(&format!("/calendar?month=2026-03&unit={}", office.unit)).await;
    assert!(of_unit.json["of"] != month.json["of"] && of_unit.json["days"].as_array().is_some_and(|days| !days.is_empty()), "{}", of_unit.text);
    for path in ["/calendar?month=2026-13", "/calendar?month=", "/calendar?unit=", "/ledgers/hours?body=", "/ledgers/hours/xlsx?year="] {
        assert_eq!(client.get(path).await.code(), "bad_query", "{path}");
    }
    assert_eq!(client.get(&format!("/calendar?body={}", "0".repeat(26))).await.code(), "not_found");

    let (found, page) = (client.all("/search?q=组织生活", 7).await, office.get(&session, "/search?q=组织生活").await.text);
    assert!(page.contains(&format!("共 {} 项", found.len())), "{} of {page}", found.len());
    assert!(["records", "duties"].iter().all(|sort| found.iter().any(|hit| hit["sort"] == *sort)));
    for hit in found.iter().take(3).chain(found.last()) {
        assert_eq!(client.get(hit["path"].as_str().expect("a path")).await.status, StatusCode::OK, "{hit}");
    }
    let only = client.all("/search?q=组织生活&sort=duties", 200).await;
    assert!(!only.is_empty() && only.len() < found.len());
    assert_eq!(client.get("/search?q=%20").await.json["total"], 0);
    for path in ["/search", "/search?q=", "/search?q=会&sort=all"] {
        assert_eq!(client.get(path).await.code(), "bad_query", "{path}");
    }
    let member = Client::of(&office, "党员").await;
    for name in office.names_outside_branch().await.iter().take(3) {
        assert_eq!(member.get(&format!("/search?q={name}&sort=people")).await.json["total"], 0, "what one may not see is not found");
    }

    let overview = client.get(&format!("/units/{}/overview", office.unit)).await;
    let page = office.get(&session, &format!("/units/{}", office.unit)).await.text;
    for figure in overview.json["figures"].as_array().unwrap_or_else(|| panic!("{}", overview.text)) {
        assert!(page.contains(figure["words"].as_str().expect("words")), "{figure}");
    }
    let vacancies = client.get(&format!("/units/{}/vacancies", office.unit)).await;
    assert_eq!(vacancies.json["total"], overview.json["figures"][3]["value"], "{}", vacancies.text);
    let glance = client.get("/mine/overview").await;
    assert_eq!((glance.status, glance.json["burden"]["month"].as_i64()), (StatusCode::OK, Some(11)), "{}", glance.text);
    assert_eq!(client.get("/about").await.json["as_of"], "2026-11-24");

    // What counted a record, and what names a person.
    let record = office.a_record().await;
    let counted = client.get(&format!("/duties?record={record}")).await;
    assert!(counted.json["total"].as_u64().is_some_and(|total| total > 0), "{}", counted.text);
    let person = client.get("/me").await.json["person"]["id"].as_str().expect("a person").to_owned();
    let (named, all) = (client.get(&format!("/records?person={person}")).await, client.get("/records").await);
    assert!(named.json["total"].as_u64() < all.json["total"].as_u64() && named.json["total"] != 0, "{}", named.text);
}

/// The workbook of a ledger is the one that the page gives.
#[tokio::test]
async fn a_ledger_is_taken_along_as_a_workbook() {
    let office = Office::open().await;
    let (client, session) = (Client::of(&office, "书记").await, office.enter("书记").await);
    for ledger in ["meetings", "members"] {
        let path = format!("/ledgers/{ledger}/xlsx?year=2026");
        let bearer = format!("Bearer {}", client.token);
        let request = |path: String| axum::http::Request::builder().uri(path).header("host", "localhost");
        let by_token = request(format!("/api/v1{path}")).header("authorization", &bearer);
        let by_page = request(path.clone()).header("cookie", &session);
        let mut bytes = Vec::new();
        for request in [by_token, by_page] {
            let response = tower::ServiceExt::oneshot(office.router(), request.body(axum::body::Body::empty()).expect("a request")).await.expect("an answer");
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert!(response.headers()["content-type"].to_str().is_ok_and(|kind| kind.ends_with("spreadsheetml.sheet")));
            bytes.push(axum::body::to_bytes(response.into_body(), 1 << 24).await.expect("a workbook"));
        }
        assert!(bytes[0].starts_with(b"PK") && bytes[0] == bytes[1], "{ledger}");
    }
    let document = send(&office, Method::GET, "/openapi.json", &[], "").await;
    assert_eq!(document.json["components"]["schemas"]["Workbook"]["format"], "binary");
    assert_eq!(client.get("/ledgers/other/xlsx").await.code(), "not_found");
    assert_eq!(client.get("/ledgers/hours/xlsx?year=x").await.code(), "bad_query");
    assert_eq!(Client::of(&office, "审计员").await.get("/ledgers/members/xlsx").await.code(), "forbidden");
}
