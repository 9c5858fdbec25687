//! What may be done, by every entrance to it: what is sent twice is done once, with the same answer, whichever way it comes.
//!
//! A row is a use case; its cells are what a page and a program send for it. Each cell is sent under a key, once more under the
//! same key, and once more under another; then the other entrance sends the same. The journal's size tells what was done.

use crate::api::client::{Client, csrf, make, send};
use crate::support::{Office, form, value_of};
use axum::http::Method;
use jishi_evaluate::Status;
use jishi_facts::Subject;
use jishi_pack::{Duty, Force};
use jishi_base::{AccountId, PersonId};
use jishi_store::{Bearer, By, What};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What an entrance is sent.
enum Cell {
    /// A form: the page that carries it, where it is sent, its fields besides the hidden ones.
    Form(String, String, Vec<(&'static str, String)>),
    /// A program's request: method, path, the path whose `ETag` it names, body.
    Program(Method, String, Option<String>, Value),
    /// The same at a page's session, where no token may: method, path, body.
    AtPage(Method, String, Value),
}

/// What the same under another key is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Anew {
    /// Nothing: it is so already.
    Same,
    /// Another one: its key is all that tells it from what was entered.
    Another,
    /// Nothing, and refused: it is done, and what it gave is given once.
    Refused,
}

/// A use case: its name, who does it, what a new key makes of it, and the scene that the entrances are sent into.
struct Case {
    name: &'static str,
    who: &'static str,
    anew: Anew,
    scene: Scene,
}

#[derive(Clone, Copy)]
enum Scene {
    Enter,
    Correct,
    Withdraw,
    Decide(&'static str),
    Close,
    Verify,
    UndoImport,
    ProposeErasure,
    /// By the word of the decision.
    SettleErasure(&'static str),
    AskForAccount,
    AskForLink,
    AskForAll,
    AskForUnit,
    LetPass,
    Stop,
    /// Whether it is to be stopped, or let in again.
    Switch(bool),
    MakeToken,
    RevokeToken,
}

const CASES: [Case; 23] = [
    // A record is what its key names: two talks of one day may read alike.
    Case { name: "登记记录", who: "书记", anew: Anew::Another, scene: Scene::Enter },
    Case { name: "更正记录", who: "书记", anew: Anew::Same, scene: Scene::Correct },
    Case { name: "撤回记录", who: "书记", anew: Anew::Same, scene: Scene::Withdraw },
    Case { name: "说明理由", who: "专职副书记", anew: Anew::Same, scene: Scene::Decide("理由") },
    Case { name: "登记免除", who: "专职副书记", anew: Anew::Same, scene: Scene::Decide("免除") },
    Case { name: "登记批准延期", who: "专职副书记", anew: Anew::Same, scene: Scene::Decide("延期") },
    Case { name: "登记办结", who: "书记", anew: Anew::Same, scene: Scene::Close },
    Case { name: "核实办结", who: "专职副书记", anew: Anew::Same, scene: Scene::Verify },
    Case { name: "撤回导入", who: "专职副书记", anew: Anew::Same, scene: Scene::UndoImport },
    Case { name: "提出删除与限制", who: "专职副书记", anew: Anew::Same, scene: Scene::ProposeErasure },
    Case { name: "放行提出的删除", who: "安全管理员", anew: Anew::Same, scene: Scene::SettleErasure("confirm") },
    Case { name: "不同意提出的删除", who: "安全管理员", anew: Anew::Same, scene: Scene::SettleErasure("refuse") },
    Case { name: "撤回提出的删除", who: "专职副书记", anew: Anew::Same, scene: Scene::SettleErasure("withdraw") },
    // The login is taken by then.
    Case { name: "提出建账户", who: "系统管理员", anew: Anew::Refused, scene: Scene::AskForAccount },
    // The later one stands instead of the earlier.
    Case { name: "提出新链接", who: "安全管理员", anew: Anew::Another, scene: Scene::AskForLink },
    Case { name: "提出单位自办", who: "安全管理员", anew: Anew::Another, scene: Scene::AskForUnit },
    // All of them have been asked for.
    Case { name: "成批提出建账户", who: "系统管理员", anew: Anew::Refused, scene: Scene::AskForAll },
    // The link is shown to who let it pass by the same key, and to nobody else.
    Case { name: "放行", who: "安全管理员", anew: Anew::Refused, scene: Scene::LetPass },
    Case { name: "叫停", who: "系统管理员", anew: Anew::Same, scene: Scene::Stop },
    Case { name: "停用账户", who: "系统管理员", anew: Anew::Same, scene: Scene::Switch(true) },
    Case { name: "启用账户", who: "系统管理员", anew: Anew::Same, scene: Scene::Switch(false) },
    Case { name: "建令牌", who: "书记", anew: Anew::Another, scene: Scene::MakeToken },
    Case { name: "撤销令牌", who: "书记", anew: Anew::Refused, scene: Scene::RevokeToken },
];

/// Entrances that a use case does not have, or that are tried elsewhere: why, or by which test.
const ELSEWHERE: [(&str, &str, &str); 9] = [
    ("登记、更正、撤回记录；理由、免除、延期；办结、核实", "命令行", "没有：命令行不是某个职务，按职务办的事经页面和接口办"),
    ("撤回导入", "命令行", "没有：撤回要看明白它带走什么，在页面和接口上看"),
    ("导入", "命令行", "cli/tests/import.rs: a_department_comes_in_and_is_judged（同样的文件再导入，什么都不写）"),
    ("导入：上传", "页面、接口", "server/src/imports/tests.rs: what_is_uploaded_twice_under_one_key_is_one_import"),
    ("导入：写入", "页面、接口", "server/src/imports/tests.rs: what_is_asked_to_be_written_twice_is_written_once"),
    ("提出删除与限制", "命令行", "cli/tests/site.rs: erasing_is_proposed_and_not_done"),
    ("放行、不同意、撤回提出的删除", "命令行", "没有：本机所有者只是两个人里的一个"),
    ("账户：提出、放行、叫停、停用、启用；令牌", "命令行", "没有：账户的事要两个人，在页面和接口上办"),
    ("台账、日志、不收的行", "页面、接口", "只读；office/exports.rs、office/trail.rs"),
];

/// Somebody at both entrances of one office.
struct Desk<'o> {
    office: &'o Office,
    session: String,
    csrf: String,
    client: Client<'o>,
}

impl<'o> Desk<'o> {
    async fn of(office: &'o Office, who: &str) -> Self {
        let client = Client::of(office, who).await;
        let session = office.enter(who).await;
        let csrf = csrf(office, &session).await;
        Self { office, session, csrf, client }
    }

    /// What was seen before it is sent: the hidden fields of a page, the version for a program.
    async fn seen(&self, cell: &Cell) -> Vec<(String, String)> {
        match cell {
            Cell::Form(page, ..) => {
                let page = self.office.get(&self.session, page).await;
                ["version", "seen"].into_iter().map(|name| (name.to_owned(), value_of(&page.text, name))).filter(|(_, value)| !value.is_empty()).collect()
            }
            Cell::Program(_, _, Some(path), _) => vec![("if-match".to_owned(), self.client.get(path).await.header("etag").to_owned())],
            Cell::Program(..) | Cell::AtPage(..) => Vec::new(),
        }
    }

    /// The answer of what is done, as far as it says what became of it.
    async fn send(&self, cell: &Cell, seen: &[(String, String)], key: &str) -> String {
        self.answer(cell, seen, key).await.unwrap_or_else(|refused| panic!("{refused}"))
    }

    /// The answer, done or refused.
    async fn answer(&self, cell: &Cell, seen: &[(String, String)], key: &str) -> Result<String, String> {
        match cell {
            Cell::Form(_, action, fields) => {
                let mut pairs = vec![("csrf", self.csrf.as_str()), ("key", key)];
                pairs.extend(seen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                pairs.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
                let answer = self.office.post(&self.session, action, &form(&pairs)).await;
                if answer.status.is_redirection() || answer.status.is_success() {
                    return Ok(format!("{} {}", answer.location, without_keys(&answer.text)));
                }
                Err(format!("{action}: {} {}", answer.status, answer.text))
            }
            Cell::AtPage(method, path, body) => {
                let headers = [("cookie", self.session.as_str()), ("x-csrf", &self.csrf), ("content-type", "application/json"), ("idempotency-key", key)];
                let answer = send(self.office, method.clone(), path, &headers, body.to_string()).await;
                if answer.status.is_success() { Ok(answer.json.to_string()) } else { Err(format!("{method} {path}: {} {}", answer.status, answer.text)) }
            }
            Cell::Program(method, path, _, body) => {
                let bearer = format!("Bearer {}", self.client.token);
                let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", key)];
                headers.extend(seen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                let mut answer = send(self.office, method.clone(), path, &headers, body.to_string()).await;
                if !answer.status.is_success() {
                    return Err(format!("{method} {path}: {} {}", answer.status, answer.text));
                }
                // The first answer tells which duties turn; of the second none do any more.
                answer.json.as_object_mut().map(|all| all.remove("settles"));
                Ok(format!("{} {}", answer.header("etag"), answer.json))
            }
        }
    }

    fn entries(&self) -> u64 {
        self.office.live().store().head().0
    }
}

/// A page but for the number that its forms carry, which each page has of its own.
fn without_keys(page: &str) -> String {
    let mut parts = page.split("name=\"key\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// Two keys of a use case, which fit wherever one is asked for: they could be the ids of records.
fn keys(case: usize) -> [String; 2] {
    [1, 2].map(|number| format!("01jd000000000000000000{case:02}{number:02}"))
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once_by_every_entrance() {
    for first_by_page in [true, false] {
        let office = Office::open().await;
        let mut desks = BTreeMap::new();
        for who in CASES.iter().map(|case| case.who).collect::<BTreeSet<_>>() {
            desks.insert(who, Desk::of(&office, who).await);
        }
        for (number, case) in CASES.iter().enumerate() {
            let [key, another] = keys(number);
            let desk = &desks[case.who];
            let (page, program) = case.scene.cells(desk).await;
            let (cell, other) = if first_by_page { (&page, &program) } else { (&program, &page) };
            let entrance = format!("{}, {}", case.name, if first_by_page { "page" } else { "program" });
            let (seen, seen_there) = (desk.seen(cell).await, desk.seen(other).await);
            let before = desk.entries();
            let first = desk.send(cell, &seen, &key).await;
            let done = desk.entries();
            assert!(done > before, "{entrance}: nothing was entered");
            assert_eq!(desk.send(cell, &seen, &key).await, first, "{entrance}: another answer under the same key");
            assert_eq!(desk.entries(), done, "{entrance}: entered twice under one key");
            let anew = desk.answer(cell, &seen, &another).await;
            match case.anew {
                Anew::Same => {
                    let anew = anew.unwrap_or_else(|refused| panic!("{entrance}: {refused}"));
                    assert_eq!(anew, first, "{entrance}: another answer under another key");
                    desk.send(other, &seen_there, &another).await;
                    assert_eq!(desk.entries(), done, "{entrance}: entered twice under another key, or by the other entrance");
                }
                Anew::Refused => {
                    assert_ne!(anew.as_deref().ok(), Some(first.as_str()), "{entrance}: given twice");
                    assert_eq!(desk.entries(), done, "{entrance}: entered though it was refused");
                }
                Anew::Another => assert_eq!(desk.entries() - done, done - before, "{entrance}: another key is another one"),
            }
        }
    }
}

/// Under a key that stands for something else nothing is done, whatever the entrance.
#[tokio::test]
async fn a_key_stands_for_one_request() {
    let office = Office::open().await;
    let desk = Desk::of(&office, "专职副书记").await;
    let path = duty_of(&office, "免除").await;
    let seen = desk.client.get(&format!("/duties{path}")).await.header("etag").to_owned();
    let [key, _] = keys(0);
    let decide = async |text: &str| {
        let headers = [("idempotency-key", key.as_str()), ("if-match", seen.as_str())];
        desk.client.send(Method::POST, &format!("/duties{path}/decision"), &headers, Some(&json!({ "kind": "免除", "text": text }))).await
    };
    assert!(decide("某党〔2026〕9号").await.status.is_success());
    let (done, other) = (desk.entries(), decide("某党〔2026〕10号").await);
    assert_eq!(other.code(), "refused");
    assert!(other.text.contains("提交编号"), "{}", other.text);
    assert_eq!(decide("某党〔2026〕9号").await.status, 204);
    assert_eq!(desk.entries(), done, "neither the refusal nor the repetition is an exemption");
    // A key is its sender's word: no line of the journal holds it.
    let mut journal = Vec::new();
    office.live().store().export(&mut journal).await.expect("exported");
    assert!(journal.len() > 1000 && !String::from_utf8_lossy(&journal).contains(&key));
}

#[test]
fn every_use_case_says_where_its_entrances_are_tried() {
    for (case, entrance, said) in ELSEWHERE {
        assert!(!case.is_empty() && !entrance.is_empty());
        let Some((file, rest)) = said.split_once(".rs") else { assert!(said.starts_with("没有：") || said.contains("只读"), "{case}: {said}"); continue };
        let place = file.rsplit('；').next().unwrap_or(file);
        let path = match place.split_once('/') {
            Some(("office", name)) => format!("tests/office/{name}.rs"),
            _ => format!("../{place}.rs"),
        };
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{case}: no {path}"));
        let test: String = rest.trim_start_matches(": ").chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '_').collect();
        assert!(test.is_empty() || text.contains(&test) , "{case}: no {test} in {path}");
    }
}

impl Scene {
    /// What the page and the program send, after what it takes before.
    async fn cells(self, desk: &Desk<'_>) -> (Cell, Cell) {
        let office = desk.office;
        let branch = office.branch.to_string();
        match self {
            Self::Enter => {
                let fields = vec![("kind", "组织生活会".to_owned()), ("date", "2026-11-24".to_owned()), ("f:主题", "年度会".to_owned())];
                let path = format!("/bodies/{branch}/records/new");
                let body = json!({ "body": branch, "kinds": ["组织生活会"], "date": "2026-11-24", "fields": { "主题": "年度会" } });
                (Cell::Form(path.clone(), path, fields), Cell::Program(Method::POST, "/records".to_owned(), None, body))
            }
            Self::Correct => {
                let record = format!("/records/{}", office.a_record().await);
                let (path, topic) = (format!("{record}/correct"), "改过的主题");
                let fields = vec![("kind", "支部党员大会".to_owned()), ("date", "2026-03-02".to_owned()), ("f:主题", topic.to_owned())];
                let body = json!({ "body": branch, "kinds": ["支部党员大会"], "date": "2026-03-02", "fields": { "主题": topic } });
                (Cell::Form(path.clone(), path, fields), Cell::Program(Method::PUT, record.clone(), Some(record), body))
            }
            Self::Withdraw => {
                let record = format!("/records/{}", office.a_record().await);
                let form = Cell::Form(record.clone(), format!("{record}/withdraw"), Vec::new());
                (form, Cell::Program(Method::DELETE, record.clone(), Some(record), Value::Null))
            }
            Self::Decide(kind) => {
                let path = duty_of(office, kind).await;
                let (action, name, said) = match kind {
                    "理由" => ("reason", "text", "外出集中培训".to_owned()),
                    "免除" => ("waive", "text", "某党〔2026〕9号".to_owned()),
                    _ => ("extend", "until", two_months_on(desk, &path).await),
                };
                let page = format!("/instances{path}");
                let form = Cell::Form(page.clone(), format!("{page}/settle"), vec![("action", action.to_owned()), (name, said.clone())]);
                let program = format!("/duties{path}");
                (form, Cell::Program(Method::POST, format!("{program}/decision"), Some(program), json!({ "kind": kind, name: said })))
            }
            Self::Close | Self::Verify => {
                let secretary = Client::of(office, "书记").await;
                let opened = json!({ "body": branch, "kinds": ["支部党员大会"], "date": "2026-11-24", "fields": { "主题": "议事" }, "items": [{ "text": "整理书柜" }] });
                let made = secretary.send(Method::POST, "/records", &[("idempotency-key", "with-an-item")], Some(&opened)).await;
                let item = format!("/items/{}", made.json["record"]["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", made.text)));
                let step = if matches!(self, Self::Close) { "close" } else { "verify" };
                if step == "verify" {
                    let tag = secretary.get(&item).await.header("etag").to_owned();
                    let closed = secretary.send(Method::POST, &format!("{item}/close"), &[("if-match", &tag)], Some(&json!({ "on": "2026-11-24" }))).await;
                    assert!(closed.status.is_success(), "{}", closed.text);
                }
                let path = format!("{item}/{step}");
                let form = Cell::Form(item.clone(), path.clone(), vec![("on", "2026-11-24".to_owned())]);
                (form, Cell::Program(Method::POST, path, Some(item), json!({ "on": "2026-11-24" })))
            }
            Self::UndoImport => {
                let import = format!("/imports/{}", office.import(&[("主题党日", "2026-11-20")]).await);
                let form = Cell::Form(format!("{import}/undo"), format!("{import}/undo"), vec![("registers", "yes".to_owned())]);
                (form, Cell::Program(Method::DELETE, import, None, Value::Null))
            }
            Self::ProposeErasure => {
                let snapshot = office.snapshot().await;
                let person = snapshot.site().members_on(office.branch, snapshot.as_of()).last().expect("a member").id;
                let path = format!("/people/{person}/erasure");
                let fields = vec![("action", "propose".to_owned()), ("what", "删除-本人申请".to_owned()), ("note", "书面申请".to_owned())];
                let body = json!({ "measure": "删除", "ground": "本人申请", "note": "书面申请" });
                (Cell::Form(path.clone(), path.clone(), fields), Cell::Program(Method::POST, path, None, body))
            }
            Self::SettleErasure(word) => {
                let (snapshot, officer) = (office.snapshot().await, Client::of(office, "专职副书记").await);
                let members = snapshot.site().members_on(office.branch, snapshot.as_of()).map(|person| person.id).filter(|id| !snapshot.site().proposals.contains_key(id));
                let posts = |id: &PersonId| snapshot.site().holdings.values().any(|held| held.person == *id && held.until.is_none());
                let person = members.filter(|id| !posts(id) && snapshot.site().people[id].details.open().is_some()).last().expect("a member");
                let path = format!("/people/{person}/erasure");
                let body = json!({ "measure": "删除", "ground": "本人申请" });
                let made = officer.send(Method::POST, &path, &[("idempotency-key", &format!("proposal-{word}"))], Some(&body)).await;
                let id = made.json["id"].as_str().unwrap_or_else(|| panic!("{}", made.text)).to_owned();
                let form = Cell::Form(path.clone(), path, vec![("action", word.to_owned()), ("proposal", id.clone())]);
                (form, Cell::Program(Method::POST, format!("/erasures/{id}/decision"), None, json!({ "decision": word })))
            }
            Self::AskForAccount => {
                let name = office.names_outside_branch().await.pop().expect("a name");
                let body = json!({ "name": name, "login": "新来的" });
                (at_accounts("create", vec![("name", name), ("login", "新来的".to_owned())]), Cell::AtPage(Method::POST, "/accounts".to_owned(), body))
            }
            Self::AskForLink => {
                let id = account(office, "党员").await.to_string();
                let program = Cell::AtPage(Method::POST, format!("/accounts/{id}/link"), json!({}));
                (at_accounts("link", vec![("id", id)]), program)
            }
            Self::AskForAll => {
                let body = office.body_name().await;
                (at_accounts("body", vec![("body", body.clone())]), Cell::AtPage(Method::POST, "/accounts/bulk".to_owned(), json!({ "body": body })))
            }
            Self::AskForUnit => {
                let unit = office.unit.to_string();
                let program = Cell::Program(Method::POST, format!("/accounts/units/{unit}"), None, json!({ "own": true }));
                (at_accounts("own", vec![("unit", unit), ("own", "yes".to_owned())]), program)
            }
            Self::LetPass => {
                let name = office.names_outside_branch().await.remove(0);
                let asked = system_asks(office, &name).await.to_string();
                let body = json!({ "ids": [asked] });
                (at_accounts("pass", vec![("asked", asked)]), Cell::AtPage(Method::POST, "/accounts/asked/pass".to_owned(), body))
            }
            Self::Stop => {
                let name = office.names_outside_branch().await.remove(1);
                let asked = system_asks(office, &name).await.to_string();
                let program = Cell::Program(Method::POST, format!("/accounts/asked/{asked}/stop"), None, Value::Null);
                (at_accounts("stop", vec![("asked", asked)]), program)
            }
            Self::Switch(disabled) => {
                let id = account(office, "别的书记").await.to_string();
                let action = if disabled { "disable" } else { "enable" };
                let program = Cell::Program(Method::POST, format!("/accounts/{id}/state"), None, json!({ "disabled": disabled }));
                (at_accounts(action, vec![("id", id)]), program)
            }
            Self::MakeToken => {
                let fields = vec![("label", "统计".to_owned()), ("scope", "look".to_owned()), ("days", "30".to_owned()), ("acting", String::new())];
                let body = json!({ "label": "统计", "scope": "look", "days": 30 });
                (Cell::Form("/me/tokens".to_owned(), "/me/tokens".to_owned(), fields), Cell::AtPage(Method::POST, "/tokens".to_owned(), body))
            }
            Self::RevokeToken => {
                make(office, &desk.session, &json!({ "label": "要撤销的", "scope": "look" })).await;
                let all = desk.client.get("/tokens").await.json;
                let found = all["items"].as_array().expect("tokens").iter().find(|token| token["label"] == "要撤销的").expect("a token").clone();
                let id = found["id"].as_str().expect("an id").to_owned();
                let form = Cell::Form("/me/tokens".to_owned(), format!("/me/tokens/{id}/revoke"), Vec::new());
                (form, Cell::Program(Method::DELETE, format!("/tokens/{id}"), None, Value::Null))
            }
        }
    }
}

/// An instance of the unit that a decision of this kind may be made about: its path after `/duties` and `/instances`.
async fn duty_of(office: &Office, kind: &str) -> String {
    let snapshot = office.snapshot().await;
    let fits = |duty: &Duty, status: Status, has_day: bool| match kind {
        "理由" => duty.force == Force::Should && status == Status::Overdue,
        "免除" => status == Status::Due,
        _ => duty.extension.is_some() && has_day && matches!(status, Status::Due | Status::Overdue | Status::Upcoming),
    };
    let found = snapshot.verdicts().find(|i| {
        let duty = &snapshot.library().duties[i.duty];
        i.unit == Some(office.unit) && matches!(i.subject, Subject::Body(_)) && fits(duty, i.status, i.due.is_some())
    });
    let instance = found.unwrap_or_else(|| panic!("the demo has no duty for {kind}"));
    let Subject::Body(body) = instance.subject else { unreachable!("a body's duty") };
    let period = instance.period.to_string().replace('/', "_");
    format!("/{}/body-{body}/{period}", snapshot.library().duties[instance.duty].name)
}

/// A day that an extension may go to: two months after the day it is due.
async fn two_months_on(desk: &Desk<'_>, path: &str) -> String {
    let due = desk.client.get(&format!("/duties{path}")).await.json["due"].as_str().expect("a day").to_owned();
    let day: jishi_calendar::Date = due.parse().expect("a day");
    (0..60).fold(day, |day, _| day.tomorrow().expect("a day")).to_string()
}

/// A form of the accounts' page.
fn at_accounts(action: &str, fields: Vec<(&'static str, String)>) -> Cell {
    let fields = std::iter::once(("action", action.to_owned())).chain(fields).collect();
    Cell::Form("/accounts".to_owned(), "/accounts".to_owned(), fields)
}

async fn account(office: &Office, login: &str) -> AccountId {
    let all = office.live().store().accounts().list().await.expect("accounts");
    all.iter().find(|account| account.login == login).expect("an account").id
}

/// What the system administrator has asked for: an account for the person of that name.
async fn system_asks(office: &Office, name: &str) -> u64 {
    let snapshot = office.snapshot().await;
    let person = snapshot.site().people.values().find(|person| person.name() == name).expect("a person").id;
    let what = What::New { login: format!("登录{name}"), bearer: Bearer::Person(person) };
    let by = By { account: account(office, "系统管理员").await, acting: None };
    office.live().store().accounts().ask(what, &by, &office.live().asked("")).await.expect("asked for").wish.id
}
