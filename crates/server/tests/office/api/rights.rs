//! Who gets in, and who may do what.

use super::client::{Answer, Client, csrf, make, send};
use crate::support::{NOW, Office};
use jishi_store::{Asked, TokenScope, TokenUse};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn without_a_token_there_is_nothing() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let document = send(&office, Method::GET, "/openapi.json", &[], "").await;
    for (path, operations) in document.json["paths"].as_object().expect("paths") {
        let sample = path.split('/').map(|step| if step.starts_with('{') { "x" } else { step }).collect::<Vec<_>>().join("/");
        for (method, operation) in operations.as_object().expect("operations").iter().filter(|_| path != "/openapi.json") {
            // A page's session is no token; where it is asked for it needs its mark too.
            for headers in [&[][..], &[("cookie", session.as_str())], &[("authorization", "Bearer jishi_wrong")], &[("authorization", "Basic jishi_wrong")]] {
                let answer = send(&office, method.to_uppercase().parse().expect("a method"), &sample, headers, "").await;
                let at_page = is_at_page(operation) && headers.iter().any(|(name, _)| *name == "cookie");
                let expected = if at_page { (StatusCode::FORBIDDEN, "foreign") } else { (StatusCode::UNAUTHORIZED, "log_in") };
                assert_eq!((answer.status, answer.code()), expected, "{method} {path} {headers:?}");
                assert_eq!(answer.header("www-authenticate").starts_with("Bearer"), !at_page);
            }
        }
    }
}

/// Is it asked at a page's session? What hands out a way in: no token makes another.
fn is_at_page(operation: &Value) -> bool {
    operation["security"][0]["session"].is_array()
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_or_its_time_is_over() {
    let office = Office::open().await;
    let client = Client::of(&office, "书记").await;
    let tokens = client.get("/tokens").await;
    assert!(!tokens.text.contains("jishi_"), "no list shows a secret");
    // No token makes another.
    let made = client.send(Method::POST, "/tokens", &[], Some(&json!({ "label": "再来一个" }))).await;
    assert_eq!(made.status, StatusCode::UNAUTHORIZED);
    for id in tokens.ids() {
        let revoked = client.send(Method::DELETE, &format!("/tokens/{id}"), &[], None).await;
        assert!(matches!(revoked.status, StatusCode::NO_CONTENT | StatusCode::UNAUTHORIZED), "{}", revoked.text);
    }
    let other = Client::of(&office, "书记").await;
    for id in other.get("/tokens").await.ids() {
        other.send(Method::DELETE, &format!("/tokens/{id}"), &[], None).await;
    }
    assert_eq!(client.get("/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/me").await.status, StatusCode::UNAUTHORIZED);
    // One that was made so long ago that its time is over.
    let wanted = |label: &str| TokenUse { label: label.to_owned(), acting: None, scope: TokenScope::Look, valid_for: 100 };
    let (accounts, asked) = (office.live().store().accounts(), office.live().asked("本机"));
    let account = accounts.list().await.expect("accounts").into_iter().find(|account| account.login == "书记").expect("an account");
    let (over, _) = accounts.make_token(account.id, wanted("过期的"), &Asked { at: NOW - 100, ..asked.clone() }).await.expect("a token");
    let (good, _) = accounts.make_token(account.id, wanted("还好的"), &Asked { at: NOW - 99, ..asked }).await.expect("a token");
    let get = async |secret: &str| send(&office, Method::GET, "/me", &[("authorization", &format!("Bearer {secret}"))], "").await.status;
    assert_eq!((get(over.expose()).await, get(good.expose()).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
}

#[tokio::test]
async fn a_token_is_bound_to_one_s_own_posts() {
    let office = Office::open().await;
    let other = Client::of(&office, "别的书记").await;
    let foreign = other.get("/me").await.json["acting"]["holding"].as_str().expect("a post").to_owned();
    let session = office.enter("书记").await;
    let mark = csrf(&office, &session).await;
    let headers = [("cookie", session.as_str()), ("x-csrf", mark.as_str()), ("content-type", "application/json")];
    for (body, status, code) in [
        (json!({ "label": "别人的职务", "acting": foreign }), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({ "label": "太久", "days": 4000 }), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({ "label": "" }), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({ "label": "乱写", "scope": "all" }), StatusCode::BAD_REQUEST, "bad_json"),
        (json!({}), StatusCode::BAD_REQUEST, "bad_json"),
    ] {
        let made = send(&office, Method::POST, "/tokens", &headers, body.to_string()).await;
        assert_eq!((made.status, made.code()), (status, code), "{body}");
    }
    let forged = [("cookie", session.as_str()), ("x-csrf", "forged"), ("content-type", "application/json")];
    assert_eq!(send(&office, Method::POST, "/tokens", &forged, "{}").await.status, StatusCode::FORBIDDEN);
    let abroad = [headers[0], headers[1], headers[2], ("sec-fetch-site", "cross-site")];
    assert_eq!(send(&office, Method::POST, "/tokens", &abroad, "{}").await.code(), "foreign");
}

/// A token that only looks changes nothing, whatever its account may do.
#[tokio::test]
async fn a_token_that_only_looks_changes_nothing() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let held = Client::of(&office, "书记").await.get("/me").await.json["acting"]["holding"].clone();
    // What is not asked for is not given.
    let looks = Client { office: &office, token: make(&office, &session, &json!({ "label": "只看", "acting": held })).await };
    let me = looks.get("/me").await;
    let may: Vec<&str> = me.json["may"].as_array().expect("actions").iter().filter_map(Value::as_str).collect();
    assert_eq!((&me.json["scope"], &me.json["acting"]["holding"]), (&json!("look"), &held));
    assert!(may.contains(&"看组织") && !may.contains(&"登记"), "{may:?}");
    let record = office.a_record().await;
    let before = office.records().await;
    let document = send(&office, Method::GET, "/openapi.json", &[], "").await;
    for (path, operations) in document.json["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations").iter().filter(|(method, _)| *method != "get") {
            let id = operation["operationId"].as_str().expect("an id");
            let (headers, body) = sample(id, &office);
            let answer = looks.send(method.to_uppercase().parse().expect("a method"), &path.replace("{id}", &record), &headers, body.as_ref()).await;
            let expected = if is_at_page(operation) { (StatusCode::UNAUTHORIZED, "log_in") } else { (StatusCode::FORBIDDEN, "only_looks") };
            assert_eq!((answer.status, answer.code()), expected, "{id}");
        }
    }
    assert_eq!(office.records().await, before);
    let tokens = looks.get("/tokens").await;
    let own = tokens.json["items"].as_array().expect("tokens").iter().find(|token| token["scope"] == "look").expect("this one").clone();
    assert_eq!((&own["label"], &own["used"]), (&json!("只看"), &json!(NOW)));
}

/// What is sent where an operation is tried: enough to get past the right, not enough to change anything.
fn sample(operation: &str, office: &Office) -> (Vec<(&'static str, &'static str)>, Option<Value>) {
    let record = json!({ "body": office.branch.to_string(), "kinds": [], "date": "2026-11-24" });
    match operation {
        "create_record" => (vec![("idempotency-key", "matrix-0001")], Some(record)),
        "correct_record" => (vec![("if-match", "\"0\"")], Some(record)),
        "withdraw_record" => (vec![("if-match", "\"0\"")], None),
        "close_item" | "verify_item" => (vec![("if-match", "\"0\"")], Some(json!({ "on": "2999-01-01" }))),
        "decide_duty" => (vec![("if-match", "\"0.0.\"")], Some(json!({ "kind": "理由", "text": " " }))),
        "stop_account" => (Vec::new(), Some(json!({ "disabled": false }))),
        "entrust_unit" => (Vec::new(), Some(json!({ "own": true }))),
        "decide_import" => (Vec::new(), Some(json!({ "decision": "cancel" }))),
        "propose_erasure" => (Vec::new(), Some(json!({ "measure": "解除限制", "ground": "留存事由消除" }))),
        "decide_erasure" => (Vec::new(), Some(json!({ "decision": "refuse" }))),
        _ => (Vec::new(), None),
    }
}

/// Every operation of the document crossed with every role. A new one without its line fails.
#[tokio::test]
async fn every_operation_crossed_with_every_role() {
    let office = Office::open().await;
    let roles = ["书记", "党员", "别的书记", "专职副书记", "系统管理员", "审计员"];
    let table: &[(&str, [u16; 6])] = &[
        //                     书记 党员 别的 副书记 系统 审计
        ("get_about",         [200, 200, 200, 200, 200, 200]),
        ("get_me",            [200, 200, 200, 200, 200, 200]),
        ("list_accounts",     [403, 403, 403, 403, 200, 200]),
        ("list_asked",        [403, 403, 403, 403, 200, 200]),
        ("pass_asked",        [401, 401, 401, 401, 401, 401]),
        ("stop_asked",        [409, 409, 409, 409, 409, 409]),
        ("entrust_unit",      [403, 403, 403, 403, 409, 409]),
        ("read_rules",        [403, 403, 403, 403, 200, 200]),
        ("set_rules",         [401, 401, 401, 401, 401, 401]),
        ("make_accounts",     [401, 401, 401, 401, 401, 401]),
        ("make_account",      [401, 401, 401, 401, 401, 401]),
        ("invite_account",    [401, 401, 401, 401, 401, 401]),
        ("stop_account",      [403, 403, 403, 403, 422, 422]),
        ("list_tokens",       [200, 200, 200, 200, 200, 200]),
        ("make_token",        [401, 401, 401, 401, 401, 401]),
        ("revoke_token",      [404, 404, 404, 404, 404, 404]),
        ("list_units",        [200, 200, 200, 200, 200, 200]),
        ("get_unit",          [200, 200, 200, 200, 404, 404]),
        ("get_unit_overview", [200, 200, 200, 200, 404, 404]),
        ("list_vacancies",    [200, 200, 200, 200, 404, 404]),
        ("list_bodies",       [200, 200, 200, 200, 200, 200]),
        ("get_body",          [200, 200, 404, 200, 404, 404]),
        ("list_people",       [200, 200, 200, 200, 200, 200]),
        ("get_person",        [200, 404, 404, 200, 404, 404]),
        ("list_erasures",     [403, 403, 403, 200, 403, 403]),
        ("list_restrictions", [403, 403, 403, 200, 403, 403]),
        ("foresee_erasure",   [403, 403, 403, 200, 403, 403]),
        ("propose_erasure",   [403, 403, 403, 409, 403, 403]),
        ("decide_erasure",    [403, 403, 403, 404, 403, 403]),
        ("list_duties",       [200, 200, 200, 200, 200, 200]),
        ("get_duty",          [200, 200, 404, 200, 404, 404]),
        ("decide_duty",       [409, 403, 404, 409, 404, 404]),
        ("list_mine",         [200, 200, 200, 200, 200, 200]),
        ("get_mine_overview", [200, 200, 200, 200, 200, 200]),
        ("get_ledger",        [200, 200, 200, 200, 200, 200]),
        ("get_ledger_xlsx",   [200, 200, 200, 200, 403, 403]),
        ("get_month",         [200, 200, 200, 200, 400, 400]),
        ("search",            [400, 400, 400, 400, 400, 400]),
        ("read_log",          [403, 403, 403, 403, 403, 200]),
        ("list_record_kinds", [200, 200, 200, 200, 200, 200]),
        ("list_records",      [200, 200, 200, 200, 200, 200]),
        ("get_record",        [200, 200, 404, 200, 404, 404]),
        ("create_record",     [422, 403, 404, 422, 404, 404]),
        ("correct_record",    [422, 403, 404, 422, 404, 404]),
        ("withdraw_record",   [412, 403, 404, 412, 404, 404]),
        ("list_items",        [200, 200, 200, 200, 200, 200]),
        ("get_item",          [200, 200, 404, 200, 404, 404]),
        ("close_item",        [422, 403, 404, 422, 404, 404]),
        ("verify_item",       [422, 403, 404, 422, 404, 404]),
        ("list_imports",      [403, 403, 403, 200, 403, 403]),
        ("begin_import",      [403, 403, 403, 415, 403, 403]),
        ("get_import",        [404, 404, 404, 404, 404, 404]),
        ("decide_import",     [403, 403, 403, 404, 403, 403]),
        ("get_refusals",      [403, 403, 403, 404, 403, 403]),
        ("foresee_undo",      [403, 403, 403, 404, 403, 403]),
        ("undo_import",       [403, 403, 403, 404, 403, 403]),
        ("list_articles",     [200, 200, 200, 200, 200, 200]),
        ("get_article",       [200, 200, 200, 200, 200, 200]),
        ("openapi",           [200, 200, 200, 200, 200, 200]),
    ];
    let branch = office.branch.to_string();
    let secretary = Client::of(&office, "书记").await;
    let record = office.a_record().await;
    let person = secretary.get(&format!("/people?body={branch}")).await.ids().remove(0);
    let opened = json!({ "body": branch, "kinds": ["支部党员大会"], "date": "2026-11-24", "fields": { "主题": "学习" }, "items": [{ "text": "整理书柜" }] });
    let made = secretary.send(Method::POST, "/records", &[("idempotency-key", "an-item-0001")], Some(&opened)).await;
    let item = made.json["record"]["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
    let duty = secretary.get(&format!("/duties?subject=body-{branch}&limit=1")).await.json["items"][0]["path"].as_str().expect("a duty").to_owned();
    let document = send(&office, Method::GET, "/openapi.json", &[], "").await;
    let mut crossed = 0;
    let mut clients = Vec::new();
    for role in roles {
        clients.push(Client::of(&office, role).await);
    }
    for (path, operations) in document.json["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            let (_, expected) = table.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{id} has no line in the table"));
            let own = match path.split('/').nth(1).unwrap_or_default() {
                "units" => office.unit.to_string(),
                "bodies" => branch.clone(),
                "people" => person.clone(),
                "records" => record.clone(),
                "items" => item.clone(),
                _ => "0".repeat(26),
            };
            let address = if path.starts_with("/duties/") && path.ends_with("/decision") { format!("{duty}/decision") } else if path.starts_with("/duties/") { duty.clone() } else { path.replace("{id}", &own).replace("{ledger}", "members").replace("{document}", "意见").replace("{article}", "19") };
            let (headers, body) = sample(id, &office);
            for ((client, role), expected) in clients.iter().zip(roles).zip(expected) {
                let answer = client.send(method.to_uppercase().parse().expect("a method"), &address, &headers, body.as_ref()).await;
                assert_eq!(answer.status.as_u16(), *expected, "{role} {id} {address}: {}", answer.text);
                assert!(operation["responses"][answer.status.as_str()].is_object(), "{id}: {} is not documented", answer.status);
            }
            crossed += 1;
        }
    }
    assert_eq!(crossed, table.len(), "every line of the table is an operation");
}

/// Accounts are asked for and let pass at pages' sessions of two people; a token lists them, stops them and what waits.
#[tokio::test]
async fn an_account_is_asked_for_let_pass_stopped_and_let_in_again() {
    let office = Office::open().await;
    let (system, security) = (AtPage::of(&office, "系统管理员").await, AtPage::of(&office, "安全管理员").await);
    let name = office.names_outside_branch().await.pop().expect("a name");
    let nobody = system.post("/accounts", &json!({ "name": "查无此人" })).await;
    assert_eq!((nobody.status, nobody.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{}", nobody.text);
    let asked = system.post("/accounts", &json!({ "name": name, "login": "新来的" })).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text);
    let (wish, code) = (asked.json["asked"]["id"].clone(), asked.json["code"].as_str().expect("a code").to_owned());
    assert!(!asked.text.contains("invitations"), "no link to who asks");
    // Who asked does not let it pass; a token neither, nor is it told the code.
    let own = system.post("/accounts/asked/pass", &json!({ "ids": [wish] })).await;
    assert!(own.json["links"].as_array().is_some_and(Vec::is_empty) && own.text.contains("要由另一人放行"), "{}", own.text);
    let client = Client::of(&office, "系统管理员").await;
    let waiting = client.get("/accounts/asked").await;
    assert_eq!((waiting.json["total"].as_u64(), waiting.text.contains(&code)), (Some(1), false));
    let passed = security.post("/accounts/asked/pass", &json!({ "ids": [wish] })).await;
    assert!(passed.status == StatusCode::OK && !passed.text.contains(&code), "{}", passed.text);
    let page = passed.json["links"][0]["page"].as_str().expect("a page").to_owned();
    assert_eq!(office.get("", &page).await.status, StatusCode::OK);
    assert!(security.post("/accounts/asked/pass", &json!({ "ids": [wish] })).await.text.contains("已经放行"));
    // What was let pass and is not used is stopped, by a token too.
    assert_eq!(client.send(Method::POST, &format!("/accounts/asked/{}/stop", wish.as_str().expect("an id")), &[], None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(office.get("", &page).await.status, StatusCode::CONFLICT);
    let accounts = client.get("/accounts").await;
    let made = accounts.json["items"].as_array().expect("accounts").iter().find(|account| account["login"] == "新来的").expect("the account").clone();
    let id = made["id"].as_str().expect("an id");
    let unknown = system.post(&format!("/accounts/{}/link", "0".repeat(26)), &Value::Null).await;
    assert_eq!(unknown.code(), "invalid");
    let state = async |id: &str, disabled: bool| client.send(Method::POST, &format!("/accounts/{id}/state"), &[], Some(&json!({ "disabled": disabled }))).await;
    assert_eq!(state(id, true).await.json["state"], "已停用");
    assert_eq!(state(id, false).await.json["state"], "还没设密码");
    // Stopping the auditor is asked for, and no more.
    let auditor = accounts.json["items"].as_array().expect("accounts").iter().find(|account| account["login"] == "审计员").expect("the auditor").clone();
    let stop = state(auditor["id"].as_str().expect("an id"), true).await;
    assert_eq!((stop.status, stop.json["what"].as_str()), (StatusCode::ACCEPTED, Some("停用审计员 周三三")), "{}", stop.text);
    office.enter("审计员").await;
    let secretary = AtPage::of(&office, "书记").await;
    assert_eq!(secretary.post("/accounts", &json!({ "name": name })).await.code(), "forbidden");
}

/// A new link for an account in use: its holder's program sees that it was asked for, and declines it.
#[tokio::test]
async fn a_holder_s_program_declines_a_link() {
    let office = Office::open().await;
    let (security, system) = (AtPage::of(&office, "安全管理员").await, AtPage::of(&office, "系统管理员").await);
    let holder = Client::of(&office, "书记").await;
    let accounts = Client::of(&office, "安全管理员").await.get("/accounts").await;
    let id = accounts.json["items"].as_array().expect("accounts").iter().find(|account| account["login"] == "书记").expect("an account")["id"].clone();
    let asked = security.post(&format!("/accounts/{}/link", id.as_str().expect("an id")), &Value::Null).await;
    let wish = asked.json["asked"]["id"].as_str().expect("an id").to_owned();
    assert!(system.post("/accounts/asked/pass", &json!({ "ids": [wish] })).await.text.contains("先让本人知道"));
    let me = holder.get("/me").await;
    assert_eq!(me.json["asked"][0]["id"], wish.as_str());
    assert_eq!(holder.send(Method::POST, &format!("/accounts/asked/{wish}/stop"), &[], None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(holder.get("/me").await.json["asked"], json!([]));
}

/// Somebody at a page, who sends JSON with the log-in's own mark.
struct AtPage<'o> {
    office: &'o Office,
    session: String,
    mark: String,
}

impl<'o> AtPage<'o> {
    async fn of(office: &'o Office, login: &str) -> Self {
        let session = office.enter(login).await;
        let mark = csrf(office, &session).await;
        Self { office, session, mark }
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("cookie", self.session.as_str()), ("x-csrf", self.mark.as_str()), ("content-type", "application/json")];
        send(self.office, Method::POST, path, &headers, body.to_string()).await
    }
}
