//! Tokens at the page: made, shown once, used, revoked; what is wrong keeps what was typed.

use crate::support::{Answer, Office, ascii, form, value_of};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;

const PAGE: &str = "/me/tokens";

/// The secret, where the page shows one.
fn secret(page: &Answer) -> Option<String> {
    page.text.split("<code class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).map(str::to_owned)
}

/// The address by which the token of that label is revoked.
fn way_out(page: &Answer, label: &str) -> String {
    let row = page.text.split("<tr>").find(|row| row.contains(&format!("<th scope=\"row\">{label}</th>"))).expect("a row");
    row.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form").to_owned()
}

/// What a program gets with a token.
async fn program(office: &Office, method: Method, path: &str, secret: &str) -> (StatusCode, serde_json::Value) {
    let request = Request::builder().method(method).uri(ascii(&format!("/api/v1{path}"))).header(header::HOST, "localhost");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {secret}")).body(Body::empty()).expect("a request");
    let response = office.router().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// The value of the post that is chosen at first.
fn chosen(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let all = page.text.split(start.as_str()).skip(1).filter_map(|rest| rest.split_once('"'));
    all.filter(|(_, rest)| rest.starts_with(" checked")).map(|(value, _)| value.to_owned()).next().expect("one is chosen")
}

#[tokio::test]
async fn a_token_is_made_shown_once_used_and_revoked() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    assert!(office.get(&session, "/me").await.text.contains("href=\"/me/tokens\""));
    let page = office.get(&session, PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("没有能用的令牌") && chosen(&page, "scope") == "look", "{}", page.text);
    let (csrf, post) = (value_of(&page.text, "csrf"), chosen(&page, "acting"));
    let sent = |label: &str, scope: &str| form(&[("csrf", &csrf), ("label", label), ("days", "30"), ("scope", scope), ("acting", &post)]);
    let made = office.post(&session, PAGE, &sent("学时统计", "look")).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let looks = secret(&made).expect("a secret");
    let second = office.post(&session, PAGE, &sent("会议录入", "record")).await;
    let records = secret(&second).expect("a secret");
    assert!(looks.starts_with("jishi_") && records != looks && !second.text.contains(&looks), "a secret is shown once");
    let listed = office.get(&session, PAGE).await;
    assert!(secret(&listed).is_none() && !listed.text.contains("jishi_"), "{}", listed.text);
    for part in ["学时统计", "只看", "会议录入", "也能记", "还没用过", "2026-12-24"] {
        assert!(listed.text.contains(part), "{part}: {}", listed.text);
    }
    // Each works in its post, and no further than its scope.
    for (token, scope, refused) in [(&looks, "look", StatusCode::FORBIDDEN), (&records, "record", StatusCode::CONFLICT)] {
        let (status, me) = program(&office, Method::GET, "/me", token).await;
        assert_eq!((status, &me["scope"], &me["acting"]["holding"]), (StatusCode::OK, &scope.into(), &post.as_str().into()), "{me}");
        let record = format!("/records/{}", office.a_record().await);
        let status = program(&office, Method::DELETE, &record, token).await.0;
        assert!(status == refused || scope == "record" && status == StatusCode::PRECONDITION_REQUIRED, "{scope}: {status}");
    }
    assert!(!office.get(&session, PAGE).await.text.contains("还没用过"));
    // Only its own account revokes it; then it is good no more.
    let way = way_out(&listed, "学时统计");
    let other = office.enter("党员").await;
    let foreign = value_of(&office.get(&other, PAGE).await.text, "csrf");
    assert_eq!(office.post(&other, &way, &form(&[("csrf", &foreign)])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&session, &way, &form(&[("csrf", "forged")])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(program(&office, Method::GET, "/me", &looks).await.0, StatusCode::OK);
    let revoked = office.post(&session, &way, &form(&[("csrf", &csrf)])).await;
    assert_eq!((revoked.status, revoked.location.as_str()), (StatusCode::SEE_OTHER, PAGE));
    assert_eq!(program(&office, Method::GET, "/me", &looks).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(program(&office, Method::GET, "/me", &records).await.0, StatusCode::OK);
    assert_eq!(office.post(&session, &way, &form(&[("csrf", &csrf)])).await.status, StatusCode::NOT_FOUND, "once is enough");
    assert!(!office.get(&session, PAGE).await.text.contains("学时统计"));
}

#[tokio::test]
async fn what_is_wrong_keeps_what_was_typed() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let page = office.get(&session, PAGE).await;
    let (csrf, post) = (value_of(&page.text, "csrf"), chosen(&page, "acting"));
    let long = "长".repeat(61);
    let cases: [(&str, &str, &str, &str, &str); 7] = [
        ("", "30", "look", &post, "没有写用途。请写明给哪个程序用"),
        (&long, "30", "look", &post, "用途写得太长。请写短一些"),
        ("统计", "很久", "record", &post, "有效期不对。请写 1 至 366 天"),
        ("统计", "0", "record", &post, "有效期不对"),
        ("统计", "367", "record", &post, "有效期不对"),
        ("统计", "30", "", &post, "没有选能做什么"),
        ("统计", "30", "look", "0000000000000000000000000z", "不是您现在担任的职务"),
    ];
    for (label, days, scope, acting, says) in cases {
        let sent = form(&[("csrf", &csrf), ("label", label), ("days", days), ("scope", scope), ("acting", acting)]);
        let wrong = office.post(&session, PAGE, &sent).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(wrong.text.contains(says) && wrong.text.contains("还有 1 处要改"), "{says}: {}", wrong.text);
        assert!(wrong.text.contains(&format!("name=\"label\" value=\"{label}\"")) && wrong.text.contains(&format!("name=\"days\" value=\"{days}\"")), "{says}");
        assert!(secret(&wrong).is_none());
        if !scope.is_empty() {
            assert_eq!(chosen(&wrong, "scope"), scope, "{says}");
        }
        if acting == post {
            assert_eq!(chosen(&wrong, "acting"), post, "{says}");
        }
    }
    assert!(office.get(&session, PAGE).await.text.contains("没有能用的令牌"));
    // Not from elsewhere, not without the log-in's own mark, not without logging in.
    let good = form(&[("csrf", &csrf), ("label", "统计"), ("days", "30"), ("scope", "look"), ("acting", &post)]);
    let abroad = office.send(&session, Method::POST, PAGE, good.as_bytes().to_vec(), "application/x-www-form-urlencoded", &[("origin", "http://elsewhere.example")]).await;
    assert_eq!(abroad.status, StatusCode::FORBIDDEN);
    assert_eq!(office.post(&session, PAGE, &form(&[("label", "统计")])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.post("", PAGE, &good).await.status, StatusCode::SEE_OTHER);
}

/// An administrator has no post, and the token sees no more than the administrator.
#[tokio::test]
async fn an_administrator_s_token_sees_no_record() {
    let office = Office::open().await;
    let session = office.enter("系统管理员").await;
    let page = office.get(&session, PAGE).await;
    assert!(page.text.contains("<span>系统管理员 钱一一</span>"), "{}", page.text);
    let made = office.post(&session, PAGE, &form(&[("csrf", &value_of(&page.text, "csrf")), ("label", "备份"), ("days", "7"), ("scope", "look"), ("acting", "")])).await;
    let token = secret(&made).expect("a secret");
    assert_eq!(program(&office, Method::GET, "/records", &token).await.1["total"], 0);
}
