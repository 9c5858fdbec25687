//! Pages that are written to, over HTTP on a real store: coming in, recording, correcting, conflicts, and every route
//! crossed with every role.

#[path = "office/ahead.rs"]
mod ahead;
#[path = "office/accounts.rs"]
mod accounts;
#[path = "office/api.rs"]
mod api;
#[path = "office/brought.rs"]
mod brought;
#[path = "office/closed.rs"]
mod closed;
#[path = "office/entrances.rs"]
mod entrances;
#[path = "office/erasure.rs"]
mod erasure;
#[path = "office/erasure_of_keepers.rs"]
mod erasure_of_keepers;
#[path = "office/exports.rs"]
mod exports;
#[path = "office/parts.rs"]
mod parts;
#[path = "office/powers.rs"]
mod powers;
#[path = "office/sealed.rs"]
mod sealed;
#[path = "office/second.rs"]
mod second;
#[path = "office/signs.rs"]
mod signs;
#[path = "office/clock.rs"]
mod clock;
#[path = "office/crowding.rs"]
mod crowding;
#[path = "office/support.rs"]
mod support;
#[path = "office/tokens.rs"]
mod tokens;
#[path = "office/trail.rs"]
mod trail;
#[path = "office/undo.rs"]
mod undo;
#[path = "office/unseen.rs"]
mod unseen;
#[path = "office/unset.rs"]
mod unset;
#[path = "office/workbooks.rs"]
mod workbooks;

use axum::http::{Method, StatusCode};
use jishi_server::{Opens, ROUTES};
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
async fn what_the_full_check_finds_is_said_where_the_system_is_described() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    assert!(office.get(&session, "/about").await.text.contains("启动后的全面核对正在进行"));
    office.live().check().await;
    let page = office.get(&session, "/about").await.text;
    assert!(page.contains("已从头核对至第") && !page.contains("正在进行"), "{page}");
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

/// Nobody comes to a page but by the way in, whatever the method.
#[tokio::test]
async fn every_route_is_closed_to_who_is_not_logged_in() {
    let office = Office::open().await;
    for route in ROUTES {
        let path = office.fill(route.path).await;
        for method in [Method::GET, Method::POST] {
            let answer = office.send("", method.clone(), &path, Vec::new(), "application/x-www-form-urlencoded", &[]).await;
            let led_in = answer.status == StatusCode::SEE_OTHER && answer.location.starts_with("/login");
            let closed = led_in || answer.status == StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(closed, route.opens != Opens::Anybody || answer.status == StatusCode::METHOD_NOT_ALLOWED, "{method} {path}: {}", answer.status);
        }
    }
}

/// Every route crossed with every role: `+` opens, `-` is forbidden or not there, `·` is only posted to.
#[tokio::test]
async fn every_route_crossed_with_every_role() {
    let office = Office::open().await;
    let roles = ["书记", "党员", "别的书记", "专职副书记", "系统管理员", "审计员"];
    let mut found = String::new();
    for route in ROUTES.iter().filter(|route| route.opens != Opens::Anybody) {
        let path = office.fill(route.path).await;
        let mut row = String::new();
        for role in roles {
            let session = office.enter(role).await;
            let answer = office.get(&session, &path).await;
            row.push(match answer.status {
                StatusCode::OK | StatusCode::SEE_OTHER => '+',
                StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => '-',
                StatusCode::METHOD_NOT_ALLOWED => '·',
                other => panic!("{role} {path}: {other}"),
            });
        }
        found += &format!("{row} {}\n", route.path);
    }
    let expected = include_str!("office/routes.txt");
    assert!(found == expected, "routes.txt says otherwise:\n{found}");
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

/// A reason, an exemption and an extension turn the duty; what the rule does not allow is refused.
#[tokio::test]
async fn what_people_decide_about_one_duty() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let path = format!("/instances/民主评议党员/body-{}/2026", office.branch);
    let page = office.get(&session, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    let (csrf, seen) = (value_of(&page.text, "csrf"), value_of(&page.text, "seen"));
    let sent = |pairs: &[(&str, &str)]| form(&[&[("csrf", csrf.as_str()), ("seen", seen.as_str())], pairs].concat());
    let settle = format!("{path}/settle");
    let cases: [(&[(&str, &str)], StatusCode); 3] = [
        (&[("action", "waive"), ("text", "  ")], StatusCode::CONFLICT),
        (&[("action", "extend"), ("until", "2030-01-01")], StatusCode::CONFLICT),
        (&[("action", "else")], StatusCode::BAD_REQUEST),
    ];
    for (pairs, status) in cases {
        assert_eq!(office.post(&session, &settle, &sent(pairs)).await.status, status, "{pairs:?}");
    }
    assert_eq!(office.status_of("民主评议党员", "2026").await, "待办");
    let waived = office.post(&session, &settle, &sent(&[("action", "waive"), ("text", "支部正在撤并，某党〔2026〕9号")])).await;
    assert_eq!(waived.status, StatusCode::SEE_OTHER, "{}", waived.text);
    assert_eq!(office.status_of("民主评议党员", "2026").await, "免除");
    // What is decided otherwise names what was seen: here somebody else has decided since.
    let late = office.post(&session, &settle, &sent(&[("action", "waive"), ("text", "另一个文号")])).await;
    assert!(late.status == StatusCode::CONFLICT && late.text.contains("有了变化"), "{}", late.text);
    let blind = office.post(&session, &settle, &form(&[("csrf", &csrf), ("action", "waive"), ("text", "没看就办")])).await;
    assert_eq!(blind.status, StatusCode::FORBIDDEN, "it names nothing that was seen");
    let member = office.enter("党员").await;
    let csrf = value_of(&office.get(&member, "/me").await.text, "csrf");
    let other = format!("/instances/组织生活会/body-{}/2026/settle", office.branch);
    let refused = office.post(&member, &other, &form(&[("csrf", &csrf), ("seen", &seen), ("action", "waive"), ("text", "想免")])).await;
    assert!(matches!(refused.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", refused.status);
}

/// What a meeting decides is closed by one and verified by another.
#[tokio::test]
async fn an_item_is_closed_and_verified_by_two_people() {
    let office = Office::open().await;
    let (one, two) = (office.enter("书记").await, office.enter("专职副书记").await);
    let path = format!("/bodies/{}/records/new?kind=支部党员大会", office.branch);
    let page = office.get(&one, &path).await;
    let (csrf, key) = (value_of(&page.text, "csrf"), value_of(&page.text, "key"));
    let body = form(&[("csrf", &csrf), ("key", &key), ("kind", "支部党员大会"), ("date", "2026-11-24"), ("f:主题", "讨论计划"), ("item1", "完善学习计划")]);
    assert_eq!(office.post(&one, path.split('?').next().expect("a path"), &body).await.status, StatusCode::SEE_OTHER);
    let item = format!("/items/{}", office.last_item().await);
    for (session, step, text) in [(&one, "close", "登记办结"), (&two, "verify", "核实办结")] {
        let page = office.get(session, &item).await;
        assert!(page.text.contains(text), "{step}: {}", page.text);
        let (csrf, version) = (value_of(&page.text, "csrf"), value_of(&page.text, "version"));
        let sent = form(&[("csrf", &csrf), ("version", &version), ("on", "2026-11-24")]);
        if step == "verify" {
            let own = value_of(&office.get(&one, "/me").await.text, "csrf");
            let sent = form(&[("csrf", &own), ("version", &version), ("on", "2026-11-24")]);
            let refused = office.post(&one, &format!("{item}/verify"), &sent).await;
            assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("不能自己核实"), "{}", refused.text);
        }
        assert_eq!(office.post(session, &format!("{item}/{step}"), &sent).await.status, StatusCode::SEE_OTHER, "{step}");
    }
    assert!(office.get(&one, &item).await.text.contains("核实</dt><dd>2026年11月24日"));
}
