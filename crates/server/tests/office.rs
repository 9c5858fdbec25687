//! Pages that are written to, over HTTP on a real store: coming in, recording, correcting, conflicts, and every route
//! crossed with every role.

#[path = "office/api.rs"]
mod api;
#[path = "office/support.rs"]
mod support;

use axum::http::{Method, StatusCode};
use jishi_server::ROUTES;
use support::{Office, form, value_of};

#[tokio::test]
async fn nobody_sees_anything_before_logging_in() {
    let office = Office::open().await;
    for path in ["/", "/units", "/articles", "/about", "/me", "/imports", "/accounts"] {
        let answer = office.get("", path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location.starts_with("/login"), "{path}: {}", answer.location);
    }
    let page = office.get("", "/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text.contains("示范"), "an error's page names nothing of the site");
}

#[tokio::test]
async fn logging_in_and_out() {
    let office = Office::open().await;
    let try_in = async |login: &str, password: &str| office.post("", "/login", &form(&[("login", login), ("password", password), ("next", "//elsewhere.example/")])).await;
    let wrong = try_in("书记", "不是这个密码").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("登录名或密码不对") && wrong.text.contains("value=\"书记\"") && !wrong.text.contains("不是这个密码"));
    assert_eq!(try_in("没有这个人", "不是这个密码").await.text.replace("没有这个人", "书记"), wrong.text, "unknown and known say the same");
    let right = try_in("书记", support::PASSWORD).await;
    assert_eq!((right.status, right.location.as_str()), (StatusCode::SEE_OTHER, "/"), "nobody is led elsewhere");
    assert!(right.cookie.contains("HttpOnly") && right.cookie.contains("SameSite=Lax"), "{}", right.cookie);
    let session = right.session();
    let page = office.get(&session, "/me").await;
    assert_eq!(page.status, StatusCode::OK);
    let csrf = value_of(&page.text, "csrf");
    assert_eq!(office.post(&session, "/logout", &form(&[("csrf", "forged")])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.post(&session, "/logout", &form(&[("csrf", &csrf)])).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.get(&session, "/me").await.status, StatusCode::SEE_OTHER, "the session has ended");
}

#[tokio::test]
async fn a_meeting_is_recorded_and_the_duty_turns() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let path = format!("/bodies/{}/records/new", office.branch);
    let page = office.get(&session, &format!("{path}?kind=组织生活会")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (csrf, key) = (value_of(&page.text, "csrf"), value_of(&page.text, "key"));
    let sent = |extra: &[(&str, &str)]| {
        let mut all = vec![("csrf", csrf.as_str()), ("key", key.as_str()), ("kind", "组织生活会"), ("date", "2026-11-24")];
        all.extend(extra);
        form(&all)
    };
    // What is wrong keeps what was typed, and says at the field what to write.
    let wrong = office.post(&session, &path, &sent(&[("f:主题", ""), ("item1", "完善学习计划"), ("item1:due", "下周")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("没有写主题") && wrong.text.contains("value=\"完善学习计划\"") && wrong.text.contains("value=\"下周\""));
    // Before saving it says what it will settle; nothing is written yet.
    let before = office.records().await;
    let good = [("f:主题", "2026年度组织生活会"), ("item1", "完善学习计划"), ("item1:due", "2026-12-15")];
    let mut looked: Vec<(&str, &str)> = good.to_vec();
    looked.push(("action", "preview"));
    let preview = office.post(&session, &path, &sent(&looked)).await;
    assert!(preview.text.contains("待办 → 已完成") && preview.text.contains("议定事项 1 项"), "{}", preview.text);
    assert_eq!(office.records().await, before);
    // Saved once, however often it is sent.
    for _ in 0..2 {
        let saved = office.post(&session, &path, &sent(&good)).await;
        assert_eq!((saved.status, saved.location.as_str()), (StatusCode::SEE_OTHER, format!("/records/{key}").as_str()), "{}", saved.text);
    }
    assert_eq!(office.records().await, before + 1);
    assert_eq!(office.status_of("组织生活会", "2026").await, "已完成");
}

#[tokio::test]
async fn a_stale_correction_shows_both_versions() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let record = office.a_record().await;
    let path = format!("/records/{record}/correct");
    let page = office.get(&session, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    let (csrf, version) = (value_of(&page.text, "csrf"), value_of(&page.text, "version"));
    let sent = |topic: &str, version: &str| {
        form(&[("csrf", &csrf), ("key", &record), ("version", version), ("kind", "支部党员大会"), ("date", "2026-03-02"), ("f:主题", topic)])
    };
    let first = office.post(&session, &path, &sent("先改的人写的", &version)).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = office.post(&session, &path, &sent("后改的人写的", &version)).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("先改的人写的") && second.text.contains("value=\"后改的人写的\""), "both are shown");
    let third = office.post(&session, &path, &sent("后改的人写的", &value_of(&second.text, "version"))).await;
    assert_eq!(third.status, StatusCode::SEE_OTHER, "saving once more is a decision");
}

#[tokio::test]
async fn what_another_site_sends_is_not_taken() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let path = format!("/bodies/{}/records/new", office.branch);
    let body = form(&[("kind", "党课")]);
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "http://elsewhere.example")], &[("sec-fetch-site", "same-site")]] {
        let answer = office.send(&session, Method::POST, &path, body.as_bytes().to_vec(), "application/x-www-form-urlencoded", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(office.post(&session, &path, &body).await.status, StatusCode::FORBIDDEN, "without the log-in's own mark");
    let huge = "a".repeat(300 * 1024);
    assert_eq!(office.post(&session, &path, &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Who may open what: every route that needs a right, crossed with every role. `+` opens, `-` is forbidden or not there.
#[tokio::test]
async fn every_route_crossed_with_every_role() {
    let office = Office::open().await;
    let roles = ["书记", "党员", "别的书记", "专职副书记", "系统管理员", "审计员"];
    let branch = office.branch.to_string();
    let record = office.a_record().await;
    let unit = office.unit.to_string();
    let table: &[(&str, [char; 6])] = &[
        //                                    书记  党员  别的  副书记 系统  审计
        ("/units/{unit}",                    ['+', '+', '+', '+', '-', '-']),
        ("/bodies/{body}/records/new",       ['+', '-', '-', '+', '-', '-']),
        ("/records/{record}/correct",        ['+', '-', '-', '+', '-', '-']),
        ("/imports",                         ['-', '-', '-', '+', '-', '-']),
        ("/accounts",                        ['-', '-', '-', '-', '+', '-']),
        ("/me",                              ['+', '+', '+', '+', '+', '+']),
        ("/articles",                        ['+', '+', '+', '+', '+', '+']),
        ("/about",                           ['+', '+', '+', '+', '+', '+']),
    ];
    for (route, expected) in table {
        assert!(ROUTES.iter().any(|known| known.path == *route), "{route} is a route");
        let path = route.replace("{unit}", &unit).replace("{body}", &branch).replace("{record}", &record);
        for (role, expected) in roles.iter().zip(expected) {
            let session = office.enter(role).await;
            let answer = office.get(&session, &path).await;
            let opened = answer.status == StatusCode::OK;
            assert_eq!(opened, *expected == '+', "{role} {path}: {}", answer.status);
            assert!(opened || matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{role} {path}: {}", answer.status);
        }
    }
}

/// What one may not see is in no list, no count and no page, whatever the way to it.
#[tokio::test]
async fn lists_counts_and_single_reads_agree() {
    let office = Office::open().await;
    let member = office.enter("党员").await;
    let others = office.names_outside_branch().await;
    for path in ["/units".to_owned(), format!("/units/{}", office.unit), format!("/units/{}/duties", office.unit), format!("/units/{}/duties?q={}", office.unit, others[0])] {
        let page = office.get(&member, &path).await;
        // What was searched for is said again, and found nowhere.
        assert!(others[1..].iter().all(|name| !page.text.contains(name.as_str())), "{path}");
        assert!(!path.contains("?q=") || !page.text.contains("<tbody>"), "{path}");
    }
}

#[tokio::test]
async fn an_account_is_made_and_its_link_used_once() {
    let office = Office::open().await;
    let admin = office.enter("系统管理员").await;
    let csrf = value_of(&office.get(&admin, "/accounts").await.text, "csrf");
    let name = office.names_outside_branch().await.pop().expect("a name");
    let made = office.post(&admin, "/accounts", &form(&[("csrf", &csrf), ("action", "create"), ("name", &name), ("login", "新来的")])).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let link = made.text.split("<code class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a link").to_owned();
    let path = link.split_once("localhost").map_or("", |(_, path)| path).to_owned();
    let set = |password: &str, again: &str| form(&[("password", password), ("again", again)]);
    assert_eq!(office.get("", &path).await.status, StatusCode::OK);
    assert_eq!(office.post("", &path, &set("长长的一句话做密码", "不一样的另一句话")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.post("", &path, &set("短", "短")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.post("", &path, &set("长长的一句话做密码", "长长的一句话做密码")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.get("", &path).await.status, StatusCode::CONFLICT, "used up");
    let missing = office.post(&admin, "/accounts", &form(&[("csrf", &csrf), ("action", "create"), ("name", "查无此人")])).await;
    assert!(missing.status == StatusCode::UNPROCESSABLE_ENTITY && missing.text.contains("名册里没有"));
}
