//! A workbook gives nobody more than the pages do: every row is held to the right that it needs, at its body.

use crate::api::client::{Client, send};
use crate::support::Office;
use crate::workbooks::xlsx;
use axum::http::{Method, StatusCode};
use jishi_base::BodyId;
use jishi_facts::Subject;
use serde_json::json;

const POSTS: &[&str] = &["组织名称", "职务", "姓名", "任职日期"];

impl Office {
    /// The unit's only body of a kind: its id and name.
    async fn one(&self, kind: &str) -> (BodyId, String) {
        let snapshot = self.snapshot().await;
        let body = snapshot.site().bodies.values().find(|body| body.kind == kind && body.unit == Some(self.unit)).expect("a body");
        (body.id, body.name.clone())
    }

    /// Somebody of the unit whose name nobody else has, and who holds no post.
    async fn a_name(&self) -> String {
        let snapshot = self.snapshot().await;
        let site = snapshot.site();
        let alone = |name: &str| site.people.values().filter(|person| person.name() == name).count() == 1;
        let free = |person: &&jishi_facts::Person| !site.holdings.values().any(|held| held.person == person.id);
        let mut people = site.people.values().filter(|person| person.unit == self.unit).filter(free);
        people.find(|person| alone(person.name())).expect("somebody").name().to_owned()
    }

    async fn size(&self) -> u64 {
        self.live().store().head().0
    }

    /// Who holds posts of a body.
    async fn holders(&self, body: BodyId) -> Vec<String> {
        let snapshot = self.snapshot().await;
        let site = snapshot.site();
        let of_body = site.holdings.values().filter(|held| site.posts.get(&held.post).is_some_and(|post| post.body == body));
        of_body.map(|held| site.name_of(Subject::Person(held.person))).collect()
    }
}

/// A secretary of the committee gives no post of the party group, but one of a branch below.
#[tokio::test]
async fn no_post_is_given_by_a_workbook_where_it_may_not_be_given() {
    let office = Office::open().await;
    let session = office.enter("机关书记").await;
    let ((group, group_name), who) = (office.one("党组").await, office.a_name().await);
    let branch_name = office.snapshot().await.site().bodies[&office.branch].name.clone();
    let rows: &[&[&str]] = &[POSTS, &[&group_name, "成员", &who, "2026-11-20"]];
    let (path, page) = office.preview(&session, "任职.xlsx", &xlsx("任职", rows)).await;
    for says in ["不收 1 行", "B2", &group_name, "登记任职", "没有能写入的内容"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    // Whatever is sent, nothing is written.
    let before = office.size().await;
    for action in ["all", "good"] {
        office.decide(&session, &path, action).await;
    }
    assert!(!office.holders(group).await.contains(&who));
    assert_eq!(office.size().await, before);
    // In the same sheet a row of one's own is taken, and only that one.
    let rows: &[&[&str]] = &[POSTS, &[&group_name, "成员", &who, "2026-11-20"], &[&branch_name, "青年委员", &who, "2026-11-20"]];
    let (path, page) = office.preview(&session, "任职.xlsx", &xlsx("任职", rows)).await;
    assert!(page.text.contains("新增 1 行") && page.text.contains("不收 1 行"), "{}", page.text);
    let done = office.decide(&session, &path, "good").await;
    assert!(done.text.contains("已写入"), "{}", done.text);
    assert!(office.holders(office.branch).await.contains(&who) && !office.holders(group).await.contains(&who));
    // Who may, may by workbook too.
    let session = office.enter("专职副书记").await;
    let (path, page) = office.preview(&session, "任职.xlsx", &xlsx("任职", &rows[..2])).await;
    assert!(page.text.contains("新增 1 行") && page.text.contains("不收 0 行"), "{}", page.text);
    office.decide(&session, &path, "all").await;
    assert!(office.holders(group).await.contains(&who));
}

/// A program that sends the workbook is told the same, and takes back no more than its post may give.
#[tokio::test]
async fn a_program_gives_no_post_by_a_workbook_either() {
    let office = Office::open().await;
    let (head, deputy) = (Client::of(&office, "机关书记").await, Client::of(&office, "专职副书记").await);
    let ((group, group_name), who) = (office.one("党组").await, office.a_name().await);
    let rows: &[&[&str]] = &[POSTS, &[&group_name, "成员", &who, "2026-11-20"]];
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a.xlsx\"\r\n\r\n".to_vec();
    body.extend(xlsx("任职", rows));
    body.extend(b"\r\n--x--\r\n");
    let sent = async |client: &Client<'_>| {
        let bearer = format!("Bearer {}", client.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
        let taken = send(&office, Method::POST, "/imports", &headers, body.clone()).await;
        format!("/imports/{}", taken.json["id"].as_str().expect("an id"))
    };
    let settled = async |client: &Client<'_>, path: &str| {
        let mut look = client.get(path).await;
        while matches!(look.json["stage"].as_str(), Some("reading" | "writing")) {
            tokio::task::yield_now().await;
            look = client.get(path).await;
        }
        look
    };
    let decide = async |client: &Client<'_>, path: &str, decision: &str| {
        client.send(Method::POST, &format!("{path}/decision"), &[], Some(&json!({ "decision": decision }))).await;
        settled(client, path).await
    };
    let path = sent(&head).await;
    let look = settled(&head, &path).await;
    let refused = &look.json["sheets"][0]["refused"];
    assert_eq!(refused.as_array().map(Vec::len), Some(1), "{}", look.text);
    let reason = refused[0]["reasons"][0].as_str().unwrap_or_default();
    assert!(reason.contains("登记任职") && reason.contains(&group_name) && refused[0]["cell"] == "B2", "{}", look.text);
    let before = office.size().await;
    for decision in ["write", "write_good_rows"] {
        decide(&head, &path, decision).await;
    }
    assert_eq!((office.size().await, office.holders(group).await.contains(&who)), (before, false));
    // Who may give it, gives it by a program too; then the other does not take it back.
    let path = sent(&deputy).await;
    settled(&deputy, &path).await;
    assert_eq!(decide(&deputy, &path, "write").await.json["stage"], "written");
    let written = format!("/imports/{}", head.get("/imports").await.ids()[0]);
    for (method, path) in [(Method::GET, format!("{written}/undo")), (Method::DELETE, written)] {
        let refused = head.send(method, &path, &[], None).await;
        assert_eq!(refused.code(), "forbidden", "{}", refused.text);
    }
    assert!(office.holders(group).await.contains(&who));
}

/// Posts reach as far as the bodies stand: who may not give a body's posts does not move, turn or close it either.
#[tokio::test]
async fn no_body_is_moved_turned_or_closed_to_reach_further() {
    let office = Office::open().await;
    let session = office.enter("机关书记").await;
    let ((group, group_name), (_, committee_name)) = (office.one("党组").await, office.one("机关党委").await);
    let before = office.snapshot().await.site().bodies[&group].clone();
    for (heading, value) in [("上级组织", committee_name.as_str()), ("组织类别", "党支部"), ("撤销日期", "2026-11-20"), ("成立日期", "2026-11-20")] {
        let rows: &[&[&str]] = if heading == "组织类别" {
            &[&["组织名称", "组织类别"], &[&group_name, value]]
        } else {
            &[&["组织名称", "组织类别", heading], &[&group_name, "党组", value]]
        };
        let (path, page) = office.preview(&session, "组织.xlsx", &xlsx("组织", rows)).await;
        assert!(page.text.contains("不收 1 行") && page.text.contains("登记任职"), "{heading}: {}", page.text);
        office.decide(&session, &path, "good").await;
        assert_eq!(office.snapshot().await.site().bodies[&group], before, "{heading}");
    }
}

/// What the page of a body refuses, a row about it is refused too; and the other way round for who may import there.
#[tokio::test]
async fn a_record_by_workbook_needs_what_the_page_needs() {
    let office = Office::open().await;
    let bodies: Vec<(BodyId, String)> = {
        let snapshot = office.snapshot().await;
        let all = snapshot.site().bodies.values().filter(|body| matches!(body.kind.as_str(), "党支部" | "党组" | "机关党委") && body.unit.is_some());
        all.map(|body| (body.id, body.name.clone())).collect()
    };
    let mut crossed = [0, 0];
    for role in ["机关书记", "专职副书记"] {
        let session = office.enter(role).await;
        for (body, name) in &bodies {
            let form = office.get(&session, &format!("/bodies/{body}/records/new")).await;
            let rows: &[&[&str]] = &[&["日期", "类型", "所在党支部", "主题"], &["2026-11-20", "主题党日", name, "甲乙丙丁"]];
            let (path, page) = office.preview(&session, "台账.xlsx", &xlsx("组织生活台账", rows)).await;
            let allowed = form.status == StatusCode::OK;
            assert_eq!(page.text.contains("不收 0 行"), allowed, "{role} {name}: {}", page.text);
            crossed[usize::from(allowed)] += 1;
            office.decide(&session, &path, "cancel").await;
        }
    }
    assert!(crossed[0] > 0 && crossed[1] > 4, "{crossed:?}");
}

/// A joint record needs the right at each of its bodies, from the page too.
#[tokio::test]
async fn a_joint_record_needs_the_right_at_each_body() {
    let office = Office::open().await;
    let session = office.enter("机关书记").await;
    let ((_, group_name), (committee, _)) = (office.one("党组").await, office.one("机关党委").await);
    let path = format!("/bodies/{committee}/records/new");
    let page = office.get(&session, &format!("{path}?kind=主题党日")).await;
    let (csrf, key) = (crate::support::value_of(&page.text, "csrf"), crate::support::value_of(&page.text, "key"));
    let sent = crate::support::form(&[("csrf", &csrf), ("key", &key), ("kind", "主题党日"), ("date", "2026-11-24"), ("f:主题", "联合学习"), ("with", &group_name)]);
    let before = office.records().await;
    let answer = office.post(&session, &path, &sent).await;
    assert!(answer.status == StatusCode::FORBIDDEN && answer.text.contains("登记"), "{}: {}", answer.status, answer.text);
    assert_eq!(office.records().await, before);
}

/// What others may not give they do not take back either.
#[tokio::test]
async fn an_import_of_others_posts_is_taken_back_by_who_may_give_them() {
    let office = Office::open().await;
    let ((group, group_name), who) = (office.one("党组").await, office.a_name().await);
    let deputy = office.enter("专职副书记").await;
    let (path, _) = office.preview(&deputy, "任职.xlsx", &xlsx("任职", &[POSTS, &[&group_name, "成员", &who, "2026-11-20"]])).await;
    office.decide(&deputy, &path, "all").await;
    let list = office.get(&deputy, "/imports").await.text;
    let undo = list.split('"').find(|part| part.starts_with("/imports/") && part.ends_with("/undo")).expect("an import to take back").to_owned();
    let head = office.enter("机关书记").await;
    let csrf = crate::support::value_of(&office.get(&head, "/me").await.text, "csrf");
    let refused = office.post(&head, &undo, &crate::support::form(&[("csrf", &csrf), ("registers", "yes")])).await;
    assert!(refused.status == StatusCode::FORBIDDEN && refused.text.contains("登记任职"), "{}: {}", refused.status, refused.text);
    assert!(office.holders(group).await.contains(&who));
    let csrf = crate::support::value_of(&office.get(&deputy, "/me").await.text, "csrf");
    let taken = office.post(&deputy, &undo, &crate::support::form(&[("csrf", &csrf), ("registers", "yes")])).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    assert!(!office.holders(group).await.contains(&who));
}
