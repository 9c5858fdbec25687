//! Fields that are kept closely: opened by their readers alone, each time an entry; and left as they stand by who corrects a record
//! without seeing them.

use crate::api::client::Client;
use crate::support::{Office, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_authorize::Sort;
use jishi_base::{HoldingId, PersonId, RecordId, Slim, SlimSet};
use jishi_facts::{Event, Sealed, Entity, Value};
use jishi_server::Source;
use jishi_store::Command;
use serde_json::json;

impl Office {
    /// Records something of a kind about a person.
    pub async fn about_person(&self, kind: &str, fields: &[(&str, &str)], roles: &[&str], person: PersonId) -> RecordId {
        let record = self.live().fresh(|ids| RecordId(ids.next_id()));
        let event = Event::Recorded {
            record, kinds: SlimSet::from([kind.to_owned()]), bodies: Vec::new(), date: "2026-11-20".parse().expect("a day"),
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), Value::Code((*value).into()))).collect(),
            people: roles.iter().map(|role| ((*role).to_owned(), vec![person])).collect(), text: Sealed::Open(Slim::new()), source: None,
        };
        self.live().carry_out(Command::events(format!("试-{record}"), self.live().asked("测试"), vec![event])).await.expect("written");
        record
    }

    /// Records a decision on discipline of the branch, with its number.
    async fn decided(&self, number: &str) -> RecordId {
        let record = self.live().fresh(|ids| RecordId(ids.next_id()));
        let event = Event::Recorded {
            record, kinds: SlimSet::from(["处分决定".to_owned()]), bodies: vec![self.branch], date: "2026-11-20".parse().expect("a day"), fields: Slim::new(),
            people: Slim::new(), text: Sealed::Open(Slim::from([("文号".to_owned(), number.to_owned())])), source: None,
        };
        self.live().carry_out(Command::events(format!("试-{record}"), self.live().asked("测试"), vec![event])).await.expect("written");
        record
    }

    /// Whose account that is.
    pub async fn person_of(&self, login: &str) -> PersonId {
        self.live().store().accounts().by_login(login).await.expect("accounts").expect("an account").person().expect("a person")
    }

    /// Somebody whose only post is in the body that keeps the unit's discipline, with an account: `纪委`.
    pub async fn discipline(&self) {
        let snapshot = self.live().snapshot().await.expect("judged");
        let (site, on) = (snapshot.site(), snapshot.as_of());
        let body = site.bodies.values().find(|body| body.kind == "机关纪委" && body.unit == Some(self.unit)).expect("a body").id;
        let post = site.posts_of(body, on).first().expect("a post").id;
        let (other, posts) = (self.person_of("党员").await, |person: PersonId| site.holdings.values().any(|held| held.person == person));
        let person = site.members_on(self.branch, on).map(|person| person.id).find(|person| *person != other && !posts(*person)).expect("a member");
        let holding = self.live().fresh(|ids| HoldingId(ids.next_id()));
        let event = Event::HolderAppointed { holding, post, person, from: "2026-01-01".parse().expect("a day"), source: None };
        self.live().carry_out(Command::events("试-纪委", self.live().asked("测试"), vec![event])).await.expect("written");
        self.admit(&self.keepers_of().await, [("纪委".to_owned(), person)]).await;
    }
}

/// What concerns discipline is shown to who keeps it alone, once that is opened; why two people talked, to the two.
#[tokio::test]
async fn closed_fields_of_records() {
    let office = Office::open().await;
    let (person, _) = office.a_member().await;
    let name = office.live().snapshot().await.expect("judged").site().people[&person].name().to_owned();
    let session = office.enter("书记").await;
    let order = office.about_person("限期改正", &[], &["党员"], person).await;
    let decided = office.decided("某〔2026〕7号").await;
    office.discipline().await;
    let keeper = office.enter("纪委").await;
    let path = format!("/records/{decided}");
    let closed = office.get(&keeper, &path).await.text;
    assert!(!closed.contains("某〔2026〕7号") && closed.contains("纪检") && closed.contains("查看"), "{closed}");
    assert!(office.open_field(&keeper, &path, "文号").await.text.contains("某〔2026〕7号"));
    for (path, field) in [(path, "文号"), (format!("/records/{order}"), "党员")] {
        let shown = office.get(&session, &path).await.text;
        assert!(!shown.contains("某〔2026〕7号") && !shown.contains(&name) && !shown.contains("/open"), "{shown}");
        assert_eq!(office.open_field(&session, &path, field).await.status, StatusCode::NOT_FOUND);
    }
    let member = office.person_of("党员").await;
    let talk = office.about_person("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], member).await;
    let path = format!("/records/{talk}");
    assert!(!office.get(&session, &path).await.text.contains("家庭变故"));
    assert_eq!(office.open_field(&session, &path, "事由").await.status, StatusCode::NOT_FOUND, "it is the two's");
    let own = office.enter("党员").await;
    assert!(!office.get(&own, &path).await.text.contains("家庭变故"));
    assert!(office.open_field(&own, &path, "事由").await.text.contains("家庭变故"));
    let deeds = office.deeds(Sort::Opened).await;
    assert_eq!(deeds.iter().map(|deed| deed.thing.clone()).collect::<Vec<_>>(), [Some(Entity::Record(decided)), Some(Entity::Record(talk))]);
    assert!(format!("{:?}", deeds[0].detail).contains("Discipline"));
}

/// Whoever corrects a record leaves what they did not open as it stands; opening it is entered.
#[tokio::test]
async fn a_correction_keeps_what_was_not_opened() {
    let office = Office::open().await;
    let person = office.person_of("书记").await;
    let session = office.enter("书记").await;
    let talk = office.about_person("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], person).await;
    let reason = async || office.live().snapshot().await.expect("judged").site().records[&talk].fields.get("事由").cloned();
    let path = format!("/records/{talk}/correct");
    let page = office.get(&session, &path).await.text;
    assert!(page.contains("没有显示") && !page.contains("<option selected>家庭变故") && page.contains("name=\"keep\" value=\"事由\""), "{page}");
    let name = office.live().snapshot().await.expect("judged").site().people[&person].name().to_owned();
    let sent = |extra: &[(&str, &str)]| {
        let (csrf, version) = (value_of(&page, "csrf"), value_of(&page, "version"));
        let id = talk.to_string();
        let mut all = vec![("csrf", csrf.as_str()), ("key", &id), ("version", &version), ("kind", "谈心谈话"), ("f:谈话人", &name), ("f:对象", &name)];
        all.extend(extra);
        form(&all)
    };
    let opened = office.post(&session, &path, &sent(&[("date", "2026-11-19"), ("keep", "事由"), ("action", "open:事由")])).await;
    assert!(opened.status == StatusCode::OK && opened.text.contains("<option selected>家庭变故") && opened.text.contains("2026-11-19"), "{}", opened.text);
    assert_eq!(office.deeds(Sort::Opened).await.len(), 1);
    let saved = office.post(&session, &path, &sent(&[("date", "2026-11-19"), ("keep", "事由")])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(reason().await, Some(Value::Code("家庭变故".into())), "as it stood");
    // A stale correction tells what stands, but for what is closed.
    let stale = office.post(&session, &path, &sent(&[("date", "2026-11-18"), ("keep", "事由")])).await;
    assert!(stale.status == StatusCode::CONFLICT && !stale.text.contains("家庭变故") && stale.text.contains("敏感，没有显示"), "{}", stale.text);
    // Programs: what is not sent stays, what is sent as nothing goes.
    let client = Client::of(&office, "书记").await;
    let path = format!("/records/{talk}");
    let put = async |fields: serde_json::Value| {
        let version = client.get(&path).await.header("etag").to_owned();
        let body = json!({ "body": office.branch.to_string(), "kinds": ["谈心谈话"], "date": "2026-11-17", "fields": fields });
        client.send(Method::PUT, &path, &[("if-match", &version)], Some(&body)).await
    };
    let kept = put(json!({ "谈话人": name, "对象": name })).await;
    assert_eq!((kept.status, &kept.json["record"]["closed"]), (StatusCode::OK, &json!(["事由"])), "{}", kept.text);
    assert_eq!(reason().await, Some(Value::Code("家庭变故".into())));
    assert_eq!(put(json!({ "谈话人": name, "对象": name, "事由": [] })).await.status, StatusCode::OK);
    assert_eq!(reason().await, None);
}

/// Whoever corrects a record of which a field is not for them to see leaves it as it stands, whatever they send: on the page and
/// as a program. Neither says that there is anything.
#[tokio::test]
async fn a_correction_carries_over_what_one_may_not_see() {
    let office = Office::open().await;
    let (person, _) = office.a_member().await;
    let (session, client) = (office.enter("书记").await, Client::of(&office, "书记").await);
    let talk = office.about_person("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], person).await;
    let order = office.about_person("限期改正", &[], &["党员"], person).await;
    let record = async |id: RecordId| office.live().snapshot().await.expect("judged").site().records[&id].clone();
    let name = office.live().snapshot().await.expect("judged").site().people[&person].name().to_owned();
    let post = async |id: RecordId, date: &str, kind: &str, extra: &[(&str, &str)]| {
        let path = format!("/records/{id}/correct");
        let page = office.get(&session, &path).await.text;
        assert!(!page.contains("selected>家庭变故") && !page.contains("没有显示") && !page.contains("name=\"keep\""), "{page}");
        let (csrf, version, key) = (value_of(&page, "csrf"), value_of(&page, "version"), id.to_string());
        let mut all = vec![("csrf", csrf.as_str()), ("key", &key), ("version", &version), ("kind", kind), ("date", date)];
        all.extend(extra);
        let saved = office.post(&session, &path, &form(&all)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let saved = record(id).await;
        assert_eq!(saved.date.to_string(), date);
        saved
    };
    let both = [("f:谈话人", name.as_str()), ("f:对象", name.as_str())];
    let reason = Value::Code("家庭变故".into());
    assert_eq!(post(talk, "2026-11-19", "谈心谈话", &both).await.fields.get("事由"), Some(&reason));
    let other = [both[0], both[1], ("f:事由", "岗位变动")];
    assert_eq!(post(talk, "2026-11-18", "谈心谈话", &other).await.fields.get("事由"), Some(&reason), "what is sent for it changes nothing");
    assert_eq!(post(order, "2026-11-18", "限期改正", &[]).await.people.get("党员"), Some(&[person].into()));
    let put = async |id: RecordId, kind: &str, date: &str, fields: serde_json::Value| {
        let path = format!("/records/{id}");
        let version = client.get(&path).await.header("etag").to_owned();
        let body = json!({ "body": office.branch.to_string(), "kinds": [kind], "date": date, "fields": fields });
        let put = client.send(Method::PUT, &path, &[("if-match", &version)], Some(&body)).await;
        assert_eq!((put.status, &put.json["record"]["closed"]), (StatusCode::OK, &json!([])), "{}", put.text);
        assert!(!put.text.contains("家庭变故"), "{}", put.text);
        record(id).await
    };
    for fields in [json!({ "谈话人": name, "对象": name }), json!({ "谈话人": name, "对象": name, "事由": [] })] {
        assert_eq!(put(talk, "谈心谈话", "2026-11-17", fields).await.fields.get("事由"), Some(&reason));
    }
    assert_eq!(put(order, "限期改正", "2026-11-17", json!({})).await.people.get("党员"), Some(&[person].into()));
    assert!(office.deeds(Sort::Opened).await.is_empty());
}

#[tokio::test]
async fn programs_get_what_is_closed_where_they_ask_for_it() {
    let office = Office::open().await;
    let ((person, phone), own) = (office.a_member().await, office.person_of("书记").await);
    let client = Client::of(&office, "书记").await;
    let closed = client.get(&format!("/people/{person}")).await;
    assert!(!closed.text.contains(&phone) && closed.json["closed"].as_array().is_some_and(|closed| closed.contains(&json!("phone"))), "{}", closed.text);
    let talk = office.about_person("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], own).await;
    let record = client.get(&format!("/records/{talk}")).await;
    assert!(!record.text.contains("家庭变故") && record.json["closed"] == json!(["事由"]), "{}", record.text);
    for path in ["/records", "/search?q=家庭变故", "/records?q=家庭变故"] {
        assert!(!client.get(path).await.text.replace("q=家庭变故", "").contains("家庭变故"), "{path}");
    }
    assert!(office.deeds(Sort::Opened).await.is_empty());
    let opened = client.get(&format!("/people/{person}?open=true")).await;
    assert!(opened.json["phone"] == json!(phone) && opened.json["closed"] == json!([]), "{}", opened.text);
    assert_eq!(client.get(&format!("/records/{talk}?open=true")).await.json["fields"]["事由"], "家庭变故");
    assert_eq!(client.get(&format!("/records/{talk}?open=yes")).await.code(), "bad_query");
    let deeds = office.deeds(Sort::Opened).await;
    assert_eq!(deeds.iter().map(|deed| deed.thing.clone()).collect::<Vec<_>>(), [Some(Entity::Person(person)), Some(Entity::Record(talk))]);
    // A meeting has nothing closed: it is opened without an entry.
    let meeting = office.a_record().await;
    assert_eq!(client.get(&format!("/records/{meeting}?open=true")).await.json["closed"], json!([]));
    assert_eq!(office.deeds(Sort::Opened).await.len(), 2);
}
