//! An administrator in office is neither erased nor restricted, at a page or by a program: the seat would be nobody's.

use crate::api::client::{Client, csrf};
use crate::support::{Answer, Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_base::PersonId;
use jishi_store::{Bearer, By, Named, What};
use serde_json::json;

async fn decide(office: &Office, session: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let csrf = csrf(office, session).await;
    office.post(session, path, &form(&[&[("csrf", csrf.as_str())], pairs].concat())).await
}

/// An office whose auditor is a member of the register, and an officer of the committee with an account.
async fn kept_by_a_member() -> (Office, Vec<By>, PersonId) {
    let office = Office::unset().await;
    let member = office.a_member().await.0;
    let name = |name: &str| Named::Name(name.to_owned());
    let keepers = office.keepers([name("钱一一"), name("孙二二"), Named::Person(member)]).await;
    let officer = office.officer().await;
    office.account(&keepers, "专职副书记", officer).await;
    (office, keepers, member)
}

fn refuses(answer: &Answer, what: &str) {
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("在任的审计员") && answer.text.contains("换人"), "{what}: {}", answer.text);
}

#[tokio::test]
async fn an_administrator_in_office_is_not_erased_or_restricted() {
    let (office, _, member) = kept_by_a_member().await;
    let path = format!("/people/{member}/erasure");
    for role in ["专职副书记", "安全管理员"] {
        let session = office.enter(role).await;
        for what in ["删除-本人申请", "限制处理-依法留存"] {
            refuses(&decide(&office, &session, &path, &[("action", "propose"), ("what", what)]).await, what);
        }
    }
    let client = Client::of(&office, "专职副书记").await;
    for (measure, ground) in [("删除", "本人申请"), ("限制处理", "依法留存")] {
        let sent = client.send(Method::POST, &path, &[], Some(&json!({ "measure": measure, "ground": ground }))).await;
        assert!(sent.status == StatusCode::CONFLICT && sent.text.contains("在任的审计员"), "{measure}: {}", sent.text);
    }
    assert!(office.snapshot().await.site().proposals.is_empty());
    assert_eq!(office.live().store().verify().await.expect("verified").erased, 0);
}

/// One who takes a seat after it was asked for is safe too: it is not let pass.
#[tokio::test]
async fn nor_is_one_who_took_the_seat_since() {
    let (office, keepers, auditor) = kept_by_a_member().await;
    let (officer, security) = (office.enter("专职副书记").await, office.enter("安全管理员").await);
    let snapshot = office.snapshot().await;
    let taken = [auditor, office.officer().await];
    let other = snapshot.site().members_on(office.branch, snapshot.as_of()).map(|person| person.id).find(|person| !taken.contains(person)).expect("another");
    let path = format!("/people/{other}/erasure");
    let asked = decide(&office, &officer, &path, &[("action", "propose"), ("what", "删除-本人申请")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let proposal = value_of(&office.get(&officer, &path).await.text, "proposal");
    // The auditor's seat changes hands: two of the three stop one and make another.
    let (accounts, now) = (office.live().store().accounts(), office.live().asked(""));
    let bearer = Bearer::Administrator(jishi_store::Administrator::Audit, Some(Named::Person(other)));
    for what in [What::Stop(keepers[2].account), What::New { login: "新审计员".to_owned(), bearer }] {
        let shown = accounts.ask(what, &keepers[0], &now).await.expect("asked for");
        let passed = accounts.release(&[shown.wish.id], &keepers[1], &now).await.expect("let pass").remove(0).expect("let pass");
        if let (Some(link), Some(code)) = (passed.secret, shown.code) {
            accounts.set_password(link.expose(), &code, crate::support::PASSWORD, &now).await.expect("a password");
        }
    }
    refuses(&decide(&office, &security, &path, &[("action", "confirm"), ("proposal", &proposal)]).await, "let pass");
    assert!(office.snapshot().await.site().people[&other].details.open().is_some(), "nothing was erased");
    // Who left the seat is a member like others.
    let left = decide(&office, &officer, &format!("/people/{auditor}/erasure"), &[("action", "propose"), ("what", "删除-本人申请")]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text);
}
