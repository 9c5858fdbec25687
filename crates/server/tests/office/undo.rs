//! An import taken back over HTTP: seen before it is done, in full where nothing stands on it, the records where
//! something does.

use crate::support::{Office, form, value_of};
use axum::http::StatusCode;

const KIND: &str = "主题党日";

#[tokio::test]
async fn it_is_seen_before_it_is_done() {
    let office = Office::open().await;
    let session = office.enter("专职副书记").await;
    let before = office.names();
    let import = office.import(&[(KIND, "2026-11-20")]).await;
    assert_ne!(office.names(), before);
    let list = office.get(&session, "/imports").await;
    let path = format!("/imports/{import}/undo");
    assert!(list.text.contains(&format!("href=\"{path}\"")), "{}", list.text);
    let page = office.get(&session, &path).await;
    for says in ["1 条记录撤回", "从登记簿去掉：1 名人员", "人员信息一并删除", "确认撤回"] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    let sent = form(&[("csrf", &value_of(&page.text, "csrf")), ("registers", &value_of(&page.text, "registers"))]);
    let answer = office.post(&session, &path, &sent).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/imports"));
    assert_eq!(office.names(), before);
    assert!(office.get(&session, "/imports").await.text.contains("已撤回"));
    let again = office.get(&session, &path).await;
    assert!(again.status == StatusCode::CONFLICT && again.text.contains("已经撤回"), "{}", again.text);
}

#[tokio::test]
async fn what_stands_on_it_is_named_and_only_the_records_go() {
    let office = Office::open().await;
    let session = office.enter("专职副书记").await;
    let import = office.import(&[(KIND, "2026-11-20")]).await;
    let path = format!("/imports/{import}/undo");
    let page = office.get(&session, &path).await;
    let csrf = value_of(&page.text, "csrf");
    let whole = form(&[("csrf", &csrf), ("registers", "yes")]);
    office.name_the_newcomer(KIND).await;
    let refused = office.post(&session, &path, &whole).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("不能整批还原"), "{}", refused.text);
    let page = office.get(&session, &path).await;
    assert!(page.text.contains("用到了这次导入的内容") && page.text.contains("确认只撤回记录"), "{}", page.text);
    let names = office.names();
    assert_eq!(office.post(&session, &path, &form(&[("csrf", &csrf), ("registers", "no")])).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.names(), names, "nobody has gone");
    assert!(office.get(&session, "/imports").await.text.contains("记录已撤回"));
}

#[tokio::test]
async fn who_may_not_import_takes_nothing_back() {
    let office = Office::open().await;
    let import = office.import(&[(KIND, "2026-11-20")]).await;
    let path = format!("/imports/{import}/undo");
    for role in ["书记", "党员", "审计员"] {
        assert_eq!(office.get(&office.enter(role).await, &path).await.status, StatusCode::FORBIDDEN, "{role}");
    }
}
