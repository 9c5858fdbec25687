//! Erasing and restricting a person over HTTP: by two people, told before, nowhere afterwards.

use crate::api::client::{Client, csrf};
use crate::support::{Answer, Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_base::PersonId;
use serde_json::json;

async fn decide(office: &Office, session: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let csrf = csrf(office, session).await;
    office.post(session, path, &form(&[&[("csrf", csrf.as_str())], pairs].concat())).await
}

/// The person of an account, and the name.
async fn person(office: &Office, login: &str) -> (PersonId, String) {
    let all = office.live().store().accounts().list().await.expect("accounts");
    let person = all.iter().find(|account| account.login == login).and_then(jishi_store::Account::person).expect("a person");
    let site = office.live().store().view(&office.live().store().owner_on_this_machine());
    (person, site.people[&person].name().to_owned())
}

/// A workbook that is being looked at; here it cannot be read, and its name is kept all the same.
async fn preview(office: &Office, session: &str, file: &str) -> String {
    let csrf = csrf(office, session).await;
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\ncontent-disposition: form-data; name=\"files\"; \
         filename=\"{file}\"\r\n\r\nPK\r\n--x--\r\n"
    );
    let headers = [("sec-fetch-site", "same-origin")];
    let sent = office.send(session, Method::POST, "/imports", body.into_bytes(), "multipart/form-data; boundary=x", &headers).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.location
}

#[tokio::test]
async fn one_proposes_another_confirms_and_nothing_is_left() {
    let office = Office::open().await;
    let (officer, security, member) = (office.enter("专职副书记").await, office.enter("安全管理员").await, office.enter("党员").await);
    let (id, name) = person(&office, "党员").await;
    let path = format!("/people/{id}/erasure");
    assert!(office.get(&officer, &format!("/people/{id}")).await.text.contains(&format!("href=\"{path}\"")));
    let looked_at = preview(&office, &officer, &format!("{name}登记表.xlsx")).await;
    assert!(office.get(&officer, &looked_at).await.text.contains(&name));
    // By name, without the name in an address; what it would do is told.
    let found = decide(&office, &officer, "/erasures", &[("name", &name)]).await;
    assert!(found.status == StatusCode::SEE_OTHER && found.location.starts_with("/people/"), "{}", found.text);
    let told = office.get(&officer, &path).await.text;
    for says in ["登记信息", "登录账户", "组织关系 1 条", "只显示“已删除”", "去不掉的", "30 天", "删除：本人申请", "限制处理：依法留存"] {
        assert!(told.contains(says), "{says}: {told}");
    }
    let proposed = decide(&office, &officer, &path, &[("action", "propose"), ("what", "删除-本人申请"), ("note", "十一月二十日书面申请")]).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text);
    let page = office.get(&officer, &path).await.text;
    let proposal = value_of(&page, "proposal");
    assert!(page.contains("value=\"withdraw\">撤回<") && !page.contains("放行删除"), "{page}");
    let settle = async |session: &str, action: &str| decide(&office, session, &path, &[("action", action), ("proposal", &proposal)]).await;
    let own = settle(&officer, "confirm").await;
    assert!(own.status == StatusCode::CONFLICT && own.text.contains("自己不能放行"), "{}", own.text);
    // Who confirms sees the name, the ground and the numbers; nothing of the person else.
    let list = office.get(&security, "/erasures").await.text;
    assert!(list.contains(&name) && list.contains("本人申请") && list.contains(&path), "{list}");
    let page = office.get(&security, &path).await.text;
    assert!(page.contains("十一月二十日书面申请") && page.contains("放行删除") && page.contains("不同意"), "{page}");
    assert_eq!(office.get(&security, &format!("/people/{id}")).await.status, StatusCode::NOT_FOUND);
    for role in ["书记", "党员", "系统管理员", "审计员"] {
        let session = office.enter(role).await;
        assert_eq!(office.get(&session, &path).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(decide(&office, &session, &path, &[("action", "confirm"), ("proposal", &proposal)]).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let done = settle(&security, "confirm").await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/erasures"), "{}", done.text);

    assert!(!office.names().contains(&name));
    let page = office.get(&officer, &format!("/people/{id}")).await;
    assert!(page.text.contains("已删除") && !page.text.contains(&name), "{}", page.text);
    let again = office.get(&officer, &path).await;
    assert!(again.status == StatusCode::CONFLICT && again.text.contains("已经删除"), "{}", again.text);
    assert!(office.get(&member, "/me").await.location.starts_with("/login"), "the account is gone");
    let looked_at = office.get(&officer, &looked_at).await.text;
    assert!(looked_at.contains("都清除了") && !looked_at.contains(&name), "{looked_at}");
    assert!(!office.get(&officer, "/imports").await.text.contains(&name));
    let verdict = office.live().store().verify().await.expect("verified");
    assert_eq!(verdict.erased, 1);
    // Sent again it is answered like the first time, and nothing is entered; another decision comes too late.
    let entries = office.live().store().head().0;
    let again = settle(&security, "confirm").await;
    assert_eq!((again.status, again.location.as_str()), (StatusCode::SEE_OTHER, "/erasures"), "{}", again.text);
    let other = settle(&security, "refuse").await;
    assert!(other.status == StatusCode::CONFLICT && other.text.contains("已经办结"), "{}", other.text);
    assert_eq!(office.live().store().head().0, entries);
}

#[tokio::test]
async fn nobody_decides_about_themselves() {
    let office = Office::open().await;
    let officer = office.enter("专职副书记").await;
    let (id, _) = person(&office, "专职副书记").await;
    let path = format!("/people/{id}/erasure");
    let own = decide(&office, &officer, &path, &[("action", "propose"), ("what", "删除-录入有误")]).await;
    assert!(own.status == StatusCode::CONFLICT && own.text.contains("本人"), "{}", own.text);
    // Proposed by somebody else, it is not for them to confirm either.
    let security = office.enter("安全管理员").await;
    assert_eq!(decide(&office, &security, &path, &[("action", "propose"), ("what", "删除-录入有误")]).await.status, StatusCode::SEE_OTHER);
    let proposal = value_of(&office.get(&officer, &path).await.text, "proposal");
    let own = decide(&office, &officer, &path, &[("action", "confirm"), ("proposal", &proposal)]).await;
    assert!(own.status == StatusCode::CONFLICT && own.text.contains("本人"), "{}", own.text);
    assert_eq!(decide(&office, &security, &path, &[("action", "withdraw"), ("proposal", &proposal)]).await.status, StatusCode::SEE_OTHER);
    assert!(office.get(&security, "/erasures").await.text.contains("没有等放行的"));
}

#[tokio::test]
async fn a_choice_that_is_none_is_refused() {
    let office = Office::open().await;
    let officer = office.enter("专职副书记").await;
    let (id, _) = person(&office, "党员").await;
    let path = format!("/people/{id}/erasure");
    for what in ["", "删除-依法留存", "解除限制-留存事由消除", "删除-随便"] {
        assert_eq!(decide(&office, &officer, &path, &[("action", "propose"), ("what", what)]).await.status, StatusCode::CONFLICT, "{what}");
    }
    let long = "长".repeat(501);
    let refused = decide(&office, &officer, &path, &[("action", "propose"), ("what", "删除-本人申请"), ("note", &long)]).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("500"), "{}", refused.text);
    let nobody = decide(&office, &officer, "/erasures", &[("name", "查无此人")]).await;
    assert!(nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.text.contains("名册里没有"), "{}", nobody.text);
}

/// A legal hold: the person is nowhere, and comes back as they were.
#[tokio::test]
async fn a_restricted_person_is_hidden_until_two_people_lift_it() {
    let office = Office::open().await;
    let (id, name) = person(&office, "党员").await;
    let (officer, security) = (Client::of(&office, "专职副书记").await, Client::of(&office, "安全管理员").await);
    let (page, member) = (office.enter("专职副书记").await, office.enter("党员").await);
    let at = format!("/people/{id}/erasure");
    let both = async |measure: &str, ground: &str| {
        let made = officer.send(Method::POST, &at, &[], Some(&json!({ "measure": measure, "ground": ground, "note": "案件未结" }))).await;
        assert_eq!((made.status, made.json["own"].as_bool()), (StatusCode::CREATED, Some(true)), "{}", made.text);
        let list = security.get("/erasures").await;
        assert_eq!((&list.json["items"][0]["name"], &list.json["items"][0]["own"]), (&json!(name), &json!(false)), "{}", list.text);
        let decision = format!("/erasures/{}/decision", made.json["id"].as_str().expect("an id"));
        let own = officer.send(Method::POST, &decision, &[], Some(&json!({ "decision": "confirm" }))).await;
        assert_eq!((own.status, own.code()), (StatusCode::CONFLICT, "refused"), "{}", own.text);
        let done = security.send(Method::POST, &decision, &[], Some(&json!({ "decision": "confirm" }))).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text);
    };
    let people = async || office.get(&page, &format!("/ledgers/members?unit={}", office.unit)).await.text;
    let before = people().await;
    assert!(before.contains(&name));
    let foreseen = officer.get(&at).await;
    assert!(foreseen.json["goes"].as_array().is_some_and(|goes| goes.len() >= 3), "{}", foreseen.text);

    both("限制处理", "依法留存").await;
    for path in ["/organisations".to_owned(), format!("/bodies/{}", office.branch), "/mine".to_owned(), "/imports".to_owned(), "/erasures".to_owned()] {
        // Only where it is lifted is the name known.
        assert_eq!(office.get(&page, &path).await.text.contains(&name), path == "/erasures", "{path}");
    }
    let members = people().await;
    assert!(!members.contains(&name) && !members.contains("已限制"), "{members}");
    assert_eq!(office.get(&page, &format!("/people/{id}")).await.status, StatusCode::NOT_FOUND);
    let found = office.get(&page, &format!("/search?q={name}")).await.text;
    assert!(!found.contains(&format!("/people/{id}")), "{found}");
    assert_eq!(officer.get(&format!("/people/{id}")).await.status, StatusCode::NOT_FOUND);
    let listed = officer.get(&format!("/people?q={name}")).await;
    assert_eq!(listed.json["total"], 0, "{}", listed.text);
    let duties = officer.get(&format!("/duties?subject=person-{id}")).await;
    assert!(duties.json["items"].as_array().is_none_or(Vec::is_empty), "{}", duties.text);
    assert_eq!(office.get(&member, &format!("/bodies/{}", office.branch)).await.status, StatusCode::NOT_FOUND, "they do nothing here");
    let accounts = office.get(&office.enter("系统管理员").await, "/accounts").await.text;
    assert!(accounts.contains("已限制") && !accounts.contains(&name), "{accounts}");
    let restricted = security.get("/restrictions").await;
    assert_eq!((&restricted.json["items"][0]["id"], &restricted.json["items"][0]["name"]), (&json!(id.to_string()), &json!(name)));

    both("解除限制", "留存事由消除").await;
    assert_eq!(people().await, before);
    assert_eq!(security.get("/restrictions").await.json["total"], 0);
}

/// What was proposed in an account that has been stopped since is confirmed by nobody.
#[tokio::test]
async fn a_proposal_is_over_with_the_account_that_made_it() {
    let office = Office::open().await;
    let (officer, security) = (office.enter("专职副书记").await, office.enter("安全管理员").await);
    let (id, name) = person(&office, "党员").await;
    let path = format!("/people/{id}/erasure");
    assert_eq!(decide(&office, &officer, &path, &[("action", "propose"), ("what", "删除-录入有误")]).await.status, StatusCode::SEE_OTHER);
    let proposal = value_of(&office.get(&security, &path).await.text, "proposal");
    let all = office.live().store().accounts().list().await.expect("accounts");
    let account = all.iter().find(|account| account.login == "专职副书记").expect("an account").id;
    office.live().store().accounts().disable(account, &office.live().asked("本机")).await.expect("stopped");
    let late = decide(&office, &security, &path, &[("action", "confirm"), ("proposal", &proposal)]).await;
    assert!(late.status == StatusCode::CONFLICT && late.text.contains("作废"), "{}", late.text);
    assert_eq!(person(&office, "党员").await.1, name, "still there");
}
