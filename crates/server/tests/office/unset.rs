//! A site that nobody has set up yet shows nothing to anybody but the holders of its links.

use crate::support::{NOW, Office, form};
use axum::http::{Method, StatusCode};
use jishi_facts::{Event, Ground};
use jishi_server::{Now, ROUTES};
use jishi_store::{Administrator, Command, Named};
use std::collections::BTreeSet;
use std::sync::Arc;

#[tokio::test]
async fn before_set_up_nothing_is_shown_but_the_link() {
    let office = Office::unset().await;
    let names = office.names();
    for route in ROUTES.iter().filter(|route| !matches!(route.path, "/assets/{name}" | "/invitations/{secret}")) {
        let path = office.fill(route.path).await;
        for method in [Method::GET, Method::POST] {
            let answer = office.send("", method.clone(), &path, Vec::new(), "application/x-www-form-urlencoded", &[]).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{method} {path}");
            assert!(answer.text.contains("还没有设置") && answer.text.contains("窗口"), "{path}: {}", answer.text);
            assert!(!answer.text.contains("回到首页"), "the first page is closed as well: {path}");
            assert!(names.iter().all(|name| !answer.text.contains(name.as_str())) && !answer.text.contains("示范"), "{path}");
        }
    }
    for path in ["/api/v1/openapi.json", "/api/v1/me", "/api/v1/people", "/api/v1/ledgers/members", "/api/v1/ledgers/members/xlsx"] {
        let answer = office.get("", path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.text.contains("\"code\":\"not_set_up\"") && answer.text.contains("窗口"), "{path}: {}", answer.text);
    }
    // The way in, and what it looks like.
    assert_eq!(office.get("", "/assets/none.css").await.status, StatusCode::NOT_FOUND);
    let link = office.live().store().accounts().invite(Administrator::System, &office.live().asked("本机")).await.expect("a link");
    let path = format!("/invitations/{}", link.expose());
    let page = office.get("", &path).await;
    assert!(page.status == StatusCode::OK && names.iter().all(|name| !page.text.contains(name.as_str())), "{}", page.text);
    let sent = form(&[("name", "钱一一"), ("login", "管理"), ("password", crate::support::PASSWORD), ("again", crate::support::PASSWORD)]);
    assert_eq!(office.post("", &path, &sent).await.status, StatusCode::SEE_OTHER);
    let home = office.get("", "/").await;
    assert!(home.status == StatusCode::SEE_OTHER && home.location.starts_with("/login"), "then one logs in");
}

/// That a site is in use is for good: it does not go with the account of the only person who had one.
#[tokio::test]
async fn a_site_that_was_in_use_is_so_after_everybody_is_gone() {
    let office = Office::unset().await;
    let keepers = office.keepers(["钱一一", "孙二二", "周三三"].map(|name| Named::Name(name.to_owned()))).await;
    let system = office.enter("系统管理员").await;
    assert_eq!(office.get(&system, "/imports").await.status, StatusCode::OK, "the registers are brought in");
    let person = office.a_member().await.0;
    office.account(&keepers, "党员", person).await;
    assert_eq!(office.get(&system, "/imports").await.status, StatusCode::FORBIDDEN, "in use");
    let erased = Event::PersonErased { person, ground: Ground::Requested, imports: BTreeSet::new() };
    office.live().carry_out(Command::events("删去", office.live().asked("测试"), vec![erased])).await.expect("erased");
    let accounts = office.live().store().accounts().list().await.expect("accounts");
    assert!(accounts.iter().all(|account| account.person().is_none()), "nobody of the register has an account");
    let day = office.live().now().day;
    let office = office.killed(Arc::new(move || Now { at: NOW, day }), Some(day)).await;
    let system = office.enter("系统管理员").await;
    assert_eq!(office.get(&system, "/imports").await.status, StatusCode::FORBIDDEN, "and stays so");
}
