//! What is done is seen: failed log-ins, refused acts, exports, opened fields, each an entry before the answer; grouped
//! where they repeat; closed where nothing can be written.

use crate::api::client::Client;
use crate::support::{Answer, Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_authorize::{Actor, Administrator, Deed, Detail, Personal, Register, Sort, auditor};
use jishi_base::PersonId;
use jishi_facts::{Entity, Person, PersonDetails, Subject};
use jishi_server::{Source, Whole};
use jishi_store::LogQuery;
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use std::collections::BTreeSet;

impl Office {
    /// Every deed of a sort that has been entered, the oldest first.
    pub async fn deeds(&self, sort: Sort) -> Vec<Deed> {
        let store = self.live().store();
        let (view, personal) = (store.view(&store.owner_on_this_machine()), Personal::default());
        let actor = Actor::administrator(Administrator::Audit, true);
        let auditor = auditor(Register { site: &view, personal: &personal }, &actor, self.live().now().day).expect("an auditor");
        let page = store.log(&auditor, &LogQuery { sort: Some(sort), limit: 1_000, ..LogQuery::default() }).await.expect("the journal");
        let mut deeds: Vec<Deed> = page.lines.into_iter().flat_map(|line| line.deeds).collect();
        deeds.reverse();
        deeds
    }

    /// How often, by the entries: at least, and at most.
    pub async fn times(&self, sort: Sort) -> (u64, u64) {
        let deeds = self.deeds(sort).await;
        (deeds.iter().map(|deed| deed.least).sum(), deeds.iter().map(|deed| deed.times).sum())
    }

    /// A member of the branch without a post, with what is registered of the telephone.
    pub async fn a_member(&self) -> (PersonId, String) {
        let snapshot = self.live().snapshot().await.expect("judged");
        let site = snapshot.site();
        let member = site.members_on(self.branch, snapshot.as_of()).last().expect("a member");
        (member.id, details(&snapshot, member).phone.expect("a number"))
    }

    /// Nothing can be written to the journal any more, as on a full disk.
    pub async fn fill_the_disk(&self) -> sea_orm::DatabaseConnection {
        let database = Database::connect(format!("sqlite://{}", self.data().join("facts.db").display())).await.expect("SQLite");
        database.execute_unprepared("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END").await.expect("a trigger");
        database
    }

    pub async fn open_field(&self, session: &str, path: &str, field: &str) -> Answer {
        let csrf = value_of(&self.get(session, "/me").await.text, "csrf");
        self.post(session, &format!("{path}/open"), &form(&[("csrf", &csrf), ("field", field)])).await
    }
}

fn fields(deed: &Deed) -> Vec<&str> {
    let Detail::Fields(fields, _) = &deed.detail else { panic!("{deed:?}") };
    fields.iter().map(String::as_str).collect()
}

/// All that is known of a person, whoever may see it.
fn details(whole: &Whole, person: &Person) -> PersonDetails {
    let at = person.details.open().expect("in use").at;
    let content = whole.inputs().contents.open(&[at]).expect("contents").pop().flatten().expect("kept");
    PersonDetails::read(&content).expect("details")
}

#[tokio::test]
async fn failed_log_ins_are_entered_at_once_summed_and_without_a_name() {
    let office = Office::open().await;
    let fail = async |login: &str| office.post("", "/login", &form(&[("login", login), ("password", "不是这个密码")])).await;
    assert!(office.deeds(Sort::Failed).await.is_empty());
    assert_eq!(fail("书记").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.deeds(Sort::Failed).await.len(), 1, "before the answer");
    for _ in 0..11 {
        fail(" 书记").await;
    }
    fail("没有这个人的登录名").await;
    let times: Vec<u64> = office.deeds(Sort::Failed).await.iter().map(|deed| deed.times).collect();
    assert_eq!(times, [1, 1, 1, 1, 4, 8, 1], "the first four, up to the eighth, up to the sixteenth; and another login's first");
    assert_eq!(office.times(Sort::Failed).await, (7, 17), "throttled tries are tries");
    let mut written = Vec::new();
    office.live().store().export(&mut written).await.expect("the journal");
    let written = String::from_utf8_lossy(&written);
    assert!(!written.contains("书记") && !written.contains("登录名") && !written.contains("不是这个密码"), "by digests alone");
    let deeds = office.deeds(Sort::Failed).await;
    assert_eq!(deeds.iter().map(|deed| format!("{:?}", deed.detail)).collect::<BTreeSet<_>>().len(), 2, "two logins, however they are written");
}

#[tokio::test]
async fn what_is_refused_is_entered_whatever_the_way() {
    let office = Office::open().await;
    let member = office.enter("党员").await;
    assert!(office.deeds(Sort::Refused).await.is_empty());
    assert_eq!(office.get(&member, "/imports").await.status, StatusCode::FORBIDDEN);
    let deeds = office.deeds(Sort::Refused).await;
    assert_eq!((deeds.len(), deeds[0].thing.clone(), deeds[0].detail.clone()), (1, Some(Entity::Site), Detail::Named("导入".into(), None)));
    // Asked for by its id, and outside of one's sight: to the viewer it is not there.
    let (person, _) = office.a_member().await;
    let hidden = office.get(&member, &format!("/people/{person}")).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let deeds = office.deeds(Sort::Refused).await;
    assert_eq!((deeds.len(), deeds[1].thing.clone()), (2, Some(Entity::Person(person))));
    // What nobody has is nothing that was refused.
    for path in ["/nowhere", "/people/00000000000000000000000001", "/people/zz"] {
        assert_eq!(office.get(&member, path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(office.deeds(Sort::Refused).await.len(), 2);
    // The same again is counted.
    for _ in 0..7 {
        office.get(&member, "/imports").await;
    }
    assert_eq!(office.deeds(Sort::Refused).await.len(), 6, "not all entered one by one");
    assert_eq!(office.times(Sort::Refused).await, (6, 9));
    // A form that another site sends in one's name.
    let foreign = office.send(&member, Method::POST, "/logout", b"csrf=x".to_vec(), "application/x-www-form-urlencoded", &[("origin", "http://elsewhere.example")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    // Programs: by their right, by what lies outside of their sight, by a token that only looks.
    let client = Client::of(&office, "党员").await;
    assert_eq!(client.get("/imports").await.code(), "forbidden");
    assert_eq!(client.get(&format!("/people/{person}")).await.code(), "not_found");
    let words: BTreeSet<String> = office.deeds(Sort::Refused).await.iter().map(|deed| format!("{:?} {:?}", deed.detail, deed.session.is_some())).collect();
    assert!(words.iter().any(|words| words.contains("外来表单")), "{words:?}");
    assert_eq!(office.times(Sort::Refused).await, (9, 12), "{words:?}");
    assert_eq!(office.get("", "/imports").await.status, StatusCode::SEE_OTHER, "nobody is refused who is not logged in");
    assert_eq!(office.times(Sort::Refused).await, (9, 12));
}

#[tokio::test]
async fn a_telephone_is_masked_and_opening_it_is_an_entry() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let (person, phone) = office.a_member().await;
    let path = format!("/people/{person}");
    let closed = office.get(&session, &path).await.text;
    assert!(!closed.contains(&phone) && closed.contains("138****"), "{closed}");
    assert!(!closed.contains("身份证件号码"), "who keeps no roster opens no identity number");
    assert!(office.deeds(Sort::Opened).await.is_empty(), "a page with closed fields opens none");
    let opened = office.open_field(&session, &path, "联系电话").await;
    assert!(opened.status == StatusCode::OK && opened.text.contains(&phone) && opened.text.contains("已记入日志"), "{}", opened.text);
    let deeds = office.deeds(Sort::Opened).await;
    assert_eq!((deeds.len(), deeds[0].thing.clone(), fields(&deeds[0])), (1, Some(Entity::Person(person)), vec!["联系电话"]));
    assert!(!office.get(&session, &path).await.text.contains(&phone), "it is open on that one page");
    // Again in the same session it is counted; in another it is an entry of its own.
    for _ in 0..7 {
        office.open_field(&session, &path, "联系电话").await;
    }
    let other = office.enter("书记").await;
    office.open_field(&other, &path, "联系电话").await;
    let deeds = office.deeds(Sort::Opened).await;
    assert_eq!(deeds.iter().map(|deed| deed.times).collect::<Vec<_>>(), [1, 1, 1, 1, 4, 1]);
    assert!(deeds[4].session == deeds[0].session && deeds[0].session != deeds[5].session && deeds[0].session.is_some());
    // What is not offered is not opened, and whoever may not see the person opens nothing.
    for field in ["身份证件号码", "姓名", ""] {
        assert!(office.open_field(&other, &path, field).await.status.is_client_error(), "{field}");
    }
    let outsider = office.enter("别的书记").await;
    assert_eq!(office.open_field(&outsider, &path, "联系电话").await.status, StatusCode::NOT_FOUND);
    let forged = office.post(&other, &format!("{path}/open"), &form(&[("csrf", "forged"), ("field", "联系电话")])).await;
    assert!(forged.status == StatusCode::FORBIDDEN && !forged.text.contains(&phone));
    assert_eq!(office.times(Sort::Opened).await, (6, 9));
}

#[tokio::test]
async fn an_identity_number_is_opened_by_the_person_and_by_who_keeps_the_roster() {
    let office = Office::open().await;
    let (person, _) = office.a_member().await;
    let snapshot = office.live().snapshot().await.expect("judged");
    let number = details(&snapshot, &snapshot.site().people[&person]).id_number.expect("a number");
    let deputy = office.enter("专职副书记").await;
    let path = format!("/people/{person}");
    let masked = office.get(&deputy, &path).await.text;
    assert!(masked.contains(&format!("**************{}", &number[14..])) && !masked.contains(&number), "{masked}");
    assert!(office.open_field(&deputy, &path, "身份证件号码").await.text.contains(&number));
    let own = office.live().store().accounts().list().await.expect("accounts").into_iter().find(|account| account.login == "党员").and_then(|account| account.person());
    let (member, own) = (office.enter("党员").await, format!("/people/{}", own.expect("a person")));
    let opened = office.open_field(&member, &own, "身份证件号码").await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text);
    assert_eq!(office.times(Sort::Opened).await, (2, 2));
}

/// Every opening, by whatever way and however often, is in the sums of the entries.
#[tokio::test]
async fn as_many_readings_as_entries_say() {
    let office = Office::open().await;
    let snapshot = office.live().snapshot().await.expect("judged");
    let people: Vec<PersonId> = snapshot.site().members_on(office.branch, snapshot.as_of()).map(|person| person.id).collect();
    let (session, client) = (office.enter("书记").await, Client::of(&office, "书记").await);
    let mut readings: u64 = 0;
    for (nth, person) in people.iter().cycle().take(9 * people.len()).enumerate() {
        let path = format!("/people/{person}");
        let read = match nth % 3 {
            0 => office.open_field(&session, &path, "联系电话").await.status,
            _ => client.get(&format!("{path}?open=true")).await.status,
        };
        assert_eq!(read, StatusCode::OK);
        readings += 1;
    }
    assert!(office.deeds(Sort::Opened).await.len() < usize::try_from(readings).expect("few"), "grouped");
    let (least, most) = office.times(Sort::Opened).await;
    assert!((least..=most).contains(&readings), "{least} {readings} {most}");
}

#[tokio::test]
async fn what_is_taken_out_is_entered_first() {
    let office = Office::open().await;
    let session = office.enter("书记").await;
    let path = format!("/ledgers/members/xlsx?body={}", office.branch);
    for nth in 1..=2 {
        let file = office.get(&session, &path).await;
        assert!(file.status == StatusCode::OK && file.text.starts_with("PK"));
        let deeds = office.deeds(Sort::Exported).await;
        assert_eq!((deeds.len(), deeds[0].thing.clone()), (nth, Some(Entity::Body(office.branch))), "each file is an entry");
        let members = office.live().snapshot().await.expect("judged").site().members_on(office.branch, office.live().now().day).count() as u64;
        assert_eq!(deeds[0].detail, Detail::Named("党员".into(), Some(members)));
    }
    let client = Client::of(&office, "专职副书记").await;
    assert_eq!(client.get("/ledgers/talks/xlsx").await.status, StatusCode::OK);
    assert_eq!(office.deeds(Sort::Exported).await.len(), 3);
    // A program that pages through a list takes it out.
    client.get("/people?limit=50").await;
    assert_eq!(office.deeds(Sort::Exported).await.len(), 3, "a page is none");
    let all = client.all("/people", 50).await.len();
    assert!(all > 60, "{all}");
    let deeds = office.deeds(Sort::Exported).await;
    assert!(deeds.len() > 3 && matches!(&deeds[3].detail, Detail::Named(list, Some(rows)) if list == "人员名单" && *rows > 100), "{:?}", deeds[3]);
}

/// Where nothing can be written, what must be entered first stays closed, and all else is shown.
#[tokio::test]
async fn nothing_is_opened_where_nothing_can_be_written() {
    let office = Office::open().await;
    let (session, client) = (office.enter("书记").await, Client::of(&office, "书记").await);
    let (person, phone) = office.a_member().await;
    let talk = office.about_person("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], office.person_of("书记").await).await;
    let auditor = office.enter("审计员").await;
    let (path, ledger) = (format!("/people/{person}"), format!("/ledgers/members/xlsx?body={}", office.branch));
    let form_of = |page: &str, action: &str| {
        form(&[("csrf", &value_of(page, "csrf")), ("key", &talk.to_string()), ("version", &value_of(page, "version")), ("kind", "谈心谈话"), ("date", "2026-11-20"), ("keep", "事由"), ("action", action)])
    };
    let correct = office.get(&session, &format!("/records/{talk}/correct")).await.text;
    let disk = office.fill_the_disk().await;
    let opened = office.open_field(&session, &path, "联系电话").await;
    assert_eq!(opened.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(opened.text.contains("此刻无法记入日志，暂不能打开") && !opened.text.contains(&phone) && opened.text.contains("有本人在内的记录"), "{}", opened.text);
    let record = office.open_field(&session, &format!("/records/{talk}"), "事由").await;
    assert!(record.status == StatusCode::SERVICE_UNAVAILABLE && record.text.contains("暂不能打开") && record.text.contains("用在哪些责任上"), "{}", record.text);
    let kept = office.post(&session, &format!("/records/{talk}/correct"), &form_of(&correct, "open:事由")).await;
    assert!(kept.status == StatusCode::SERVICE_UNAVAILABLE && kept.text.contains("暂不能打开") && !kept.text.contains("<option selected>家庭变故"), "{}", kept.text);
    let file = office.get(&session, &ledger).await;
    assert!(file.status == StatusCode::SERVICE_UNAVAILABLE && !file.text.starts_with("PK") && file.text.contains("此刻无法记入日志"));
    for path in [format!("/people/{person}?open=true"), format!("/records/{talk}?open=true"), "/ledgers/members/xlsx".to_owned()] {
        let answer = client.get(&path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "not_entered"), "{path}");
        assert!(!answer.text.contains(&phone) && !answer.text.contains("家庭变故"));
    }
    // All else is shown; what is refused stays refused, and a wrong password wrong.
    for path in ["/mine", "/organisations", "/ledgers/members", "/search?q=学习", &path, &format!("/records/{talk}")] {
        assert_eq!(office.get(&session, path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(client.get(&format!("/people/{person}")).await.status, StatusCode::OK);
    assert_eq!(office.get(&session, "/accounts").await.status, StatusCode::FORBIDDEN);
    let wrong = office.post("", "/login", &form(&[("login", "书记"), ("password", "不是这个密码")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let log = office.get(&auditor, "/log").await;
    assert!(log.status == StatusCode::OK && log.text.contains("这次查看没有记下"), "{}", log.text);
    // With room again all is as before, and the refusal and the wrong password, which waited, are entered.
    disk.execute_unprepared("DROP TRIGGER full").await.expect("room");
    assert!(office.open_field(&session, &path, "联系电话").await.text.contains(&phone));
    assert_eq!((office.times(Sort::Opened).await, office.times(Sort::Exported).await), ((1, 1), (0, 0)), "what was not done was not entered");
    // What was answered all the same is: the refusal, the wrong password, the reading of the journal.
    assert_eq!([office.times(Sort::Refused).await, office.times(Sort::Failed).await, office.times(Sort::LogRead).await], [(1, 1); 3]);
}

/// The auditor's page: who, what sort of act, on what sort of thing, when, how often; nothing of what was entered.
#[tokio::test]
async fn the_auditor_reads_who_did_what_and_nothing_of_what_was_entered() {
    let office = Office::open().await;
    let (session, auditor) = (office.enter("书记").await, office.enter("审计员").await);
    assert_eq!(office.get(&auditor, "/").await.location, "/log");
    let (person, phone) = office.a_member().await;
    let snapshot = office.live().snapshot().await.expect("judged");
    office.open_field(&session, &format!("/people/{person}"), "联系电话").await;
    office.get(&session, "/accounts").await;
    office.post("", "/login", &form(&[("login", "书记"), ("password", "不是这个密码")])).await;
    office.post("", "/login", &form(&[("login", "安全管理员"), ("password", "不是这个密码")])).await;
    let page = office.get(&auditor, "/log").await;
    assert!(page.text.contains("启动后的全面核对正在进行"), "{}", page.text);
    office.live().check().await;
    let page = office.get(&auditor, "/log").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let code = &person.to_string()[20..];
    for part in [format!("查看了人员 …{code}的联系电话"), "要“看账户”，被拒绝".into(), "登录失败，登录名是".into(), "敏感</span>".into(), "已从头核对至第".into(), "近 7 天有 <em>3 次</em>".into(), "登录名是孙二二的".into(), "审计员".into()] {
        assert!(page.text.contains(&part), "{part}: {}", page.text);
    }
    // Neither names of those who have no account, nor telephone, nor words of records.
    let holders: BTreeSet<PersonId> = office.live().store().accounts().list().await.expect("accounts").iter().filter_map(|account| account.person()).collect();
    let whole = office.get(&auditor, "/log?sort=registered").await.text + &office.get(&auditor, "/log?sort=recorded").await.text + &page.text;
    for other in snapshot.site().people.values().filter(|other| !holders.contains(&other.id)) {
        assert!(!whole.contains(other.name()), "{}", other.name());
    }
    let said = |record: &jishi_facts::Record| snapshot.seen().title(record, &["主题".to_owned()]);
    assert!(!whole.contains(&phone) && snapshot.site().records.values().map(said).filter(|title| title.chars().count() > 6).all(|title| !whole.contains(&title)));
    // To read it is entered, once a day and session apart or not.
    let read = office.deeds(Sort::LogRead).await;
    assert_eq!((read.len(), read[0].times, read[0].session.clone()), (4, 1, None));
    assert_eq!(office.times(Sort::LogRead).await, (4, 4));
    // Narrowed.
    let failed = office.get(&auditor, "/log?sort=failed").await.text;
    assert!(failed.contains("登录失败，登录名是") && !failed.contains("查看了人员"));
    let account = office.live().store().accounts().list().await.expect("accounts").into_iter().find(|account| account.login == "书记").expect("an account").id;
    let own = office.get(&auditor, &format!("/log?account={account}")).await.text;
    assert!(own.contains("查看了人员") && !own.contains("登录失败，登录名是"));
    assert!(office.get(&auditor, "/log?to=2020-01-01").await.text.contains("没有符合条件的"));
    assert_eq!(office.get(&auditor, "/log?sort=everything").await.status, StatusCode::BAD_REQUEST);
    for role in ["书记", "党员", "专职副书记", "系统管理员"] {
        let other = office.enter(role).await;
        let refused = office.get(&other, "/log").await;
        assert!(refused.status == StatusCode::FORBIDDEN && !refused.text.contains("登录失败"), "{role}");
        assert!(!office.get(&other, "/about").await.text.contains("href=\"/log\""), "{role}");
    }
    let client = Client::of(&office, "审计员").await;
    let first = client.get("/log?limit=2").await;
    assert_eq!((first.status, first.json["items"].as_array().map(Vec::len)), (StatusCode::OK, Some(2)), "{}", first.text);
    let next = client.get(&format!("/log?limit=2&before={}", first.json["next"])).await;
    assert!(next.json["items"][0]["seq"].as_u64() < first.json["items"][1]["seq"].as_u64(), "{}", next.text);
    let opened = client.get("/log?sort=opened").await;
    assert_eq!((&opened.json["items"][0]["deeds"][0]["thing_id"], &opened.json["items"][0]["deeds"][0]["fields"]), (&json!(person.to_string()), &json!(["联系电话"])), "{}", opened.text);
    for wrong in ["/log?limit=0", "/log?sort=none", "/log?before=x", "/log?from=2026", "/log?account=1"] {
        assert_eq!(client.get(wrong).await.code(), "bad_query", "{wrong}");
    }
}

/// Log-ins and whoever looks are entries: the site is not judged again for them, and the journal's head is told as it is.
#[tokio::test]
async fn what_leaves_the_site_as_it_is_judges_nothing_again() {
    let office = Office::open().await;
    let before = office.live().snapshot().await.expect("judged");
    let session = office.enter("书记").await;
    let (person, _) = office.a_member().await;
    office.open_field(&session, &format!("/people/{person}"), "联系电话").await;
    let after = office.live().snapshot().await.expect("judged");
    assert!(std::sync::Arc::ptr_eq(&before, &after));
    let (size, root) = office.live().store().head();
    assert!(size > after.site().size);
    let about = office.get(&session, "/about").await.text;
    assert!(about.contains(&format!("{size} 条")) && about.contains(&jishi_journal::to_hex(&root)), "{about}");
    office.about_person("谈心谈话", &[], &["对象"], person).await;
    assert!(!std::sync::Arc::ptr_eq(&after, &office.live().snapshot().await.expect("judged")));
}

/// What a duty rests on where somebody is exempt: that they are, never in which circumstances.
#[tokio::test]
async fn circumstances_are_said_on_no_duty() {
    let office = Office::open().await;
    let snapshot = office.live().snapshot().await.expect("judged");
    let because = |instance: &jishi_evaluate::Instance| snapshot.words().because(instance).join("");
    let told = snapshot.told_all(&snapshot.verdicts().collect::<Vec<_>>());
    let exempt = told.iter().filter(|instance| because(instance).contains("本人登记的情形"));
    let people: BTreeSet<Subject> = exempt.map(|instance| instance.subject).collect();
    assert!(!people.is_empty(), "the demo has people in such circumstances");
    for instance in &told {
        let said = because(instance);
        assert!(!["年老体弱", "重病", "失能"].iter().any(|word| said.contains(word)), "{said}");
    }
}
