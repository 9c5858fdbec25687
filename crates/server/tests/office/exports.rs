//! Taking out: no file holds a row that its taker may not take out, whatever may be read on the page.

use crate::api::client::Client;
use crate::support::Office;
use crate::workbooks::text_of;
use axum::http::{Method, StatusCode};
use std::collections::BTreeSet;

const LEDGERS: [&str; 5] = ["meetings", "hours", "talks", "members", "items"];

impl Office {
    /// Names of all people but one.
    async fn others(&self, own: &str) -> BTreeSet<String> {
        self.names().into_iter().filter(|name| name != own).collect()
    }
}

/// A plain member takes out what is registered about themself, and nobody else.
#[tokio::test]
async fn a_plain_member_takes_out_nobody_but_themself() {
    let office = Office::open().await;
    let (session, client) = (office.enter("党员").await, Client::of(&office, "党员").await);
    let own = client.get("/me").await.json["name"].as_str().expect("a name").to_owned();
    let others = office.others(&own).await;
    for ledger in LEDGERS {
        for filter in [String::new(), format!("?unit={}", office.unit), format!("?body={}", office.branch)] {
            let path = format!("/ledgers/{ledger}/xlsx{filter}");
            let file = office.take(&session, &path).await;
            match file.0 {
                StatusCode::OK => {
                    let text = text_of(&file.1);
                    assert!(others.iter().all(|name| !text.contains(name.as_str())), "{path}");
                }
                status => {
                    assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
                    let words = String::from_utf8(file.1).expect("a page");
                    assert!(words.contains("导出"), "{path}: {words}");
                }
            }
            let by_program = client.send(Method::GET, &path, &[], None).await;
            assert_eq!(by_program.status, file.0, "{path}");
            let page = office.get(&session, &format!("/ledgers/{ledger}{filter}")).await;
            assert_eq!(page.text.contains("下载 xlsx"), file.0 == StatusCode::OK, "{path}");
        }
    }
    // There is one row about oneself on the roster.
    let (status, file) = office.take(&session, "/ledgers/members/xlsx").await;
    assert!(status == StatusCode::OK && text_of(&file).contains(&own));
}

/// Who may take out all that they see gets it; nobody outside the reach is in any file.
#[tokio::test]
async fn by_role_a_file_holds_what_may_be_taken_out() {
    let office = Office::open().await;
    let outside: BTreeSet<String> = office.names_outside_branch().await.into_iter().collect();
    assert!(!outside.is_empty());
    let inside: Vec<String> = {
        let snapshot = office.snapshot().await;
        snapshot.site().members_on(office.branch, snapshot.as_of()).map(|person| person.name().to_owned()).collect()
    };
    for (role, all) in [("书记", false), ("别的书记", false), ("专职副书记", true), ("机关书记", true)] {
        let session = office.enter(role).await;
        let (status, file) = office.take(&session, "/ledgers/members/xlsx").await;
        assert_eq!(status, StatusCode::OK, "{role}");
        let text = text_of(&file);
        assert_eq!(outside.iter().all(|name| text.contains(name.as_str())), all, "{role}");
        assert_eq!(inside.iter().all(|name| text.contains(name.as_str())), role != "别的书记", "{role}");
        for ledger in LEDGERS {
            let (status, file) = office.take(&session, &format!("/ledgers/{ledger}/xlsx")).await;
            assert_eq!(status, StatusCode::OK, "{role} {ledger}");
            let text = text_of(&file);
            assert!(role != "书记" || outside.iter().all(|name| !text.contains(name.as_str())), "{role} {ledger}");
        }
    }
    for role in ["系统管理员", "审计员"] {
        let session = office.enter(role).await;
        for ledger in LEDGERS {
            assert_eq!(office.take(&session, &format!("/ledgers/{ledger}/xlsx")).await.0, StatusCode::FORBIDDEN, "{role} {ledger}");
        }
    }
}
