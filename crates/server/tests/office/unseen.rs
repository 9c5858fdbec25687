//! What duties say to those who may not see everybody: no name of a person and no title of a record that they may not see,
//! and the same words whatever those names and titles are.

use crate::api::client::Client;
use crate::support::Office;
use crate::workbooks::text_of;
use axum::http::StatusCode;
use jishi_authorize::{Actor, Personal, Register, acting_choices, narrow, sight};
use jishi_base::{PersonId, RecordId};
use jishi_facts::{Event, Sealed, Site, Subject};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What records are called by, as the shipped packs have it.
const TITLES: [&str; 5] = ["主题", "题目", "内容", "事由", "名称"];

fn title(record: &jishi_facts::Record) -> String {
    record.title(&TITLES.map(str::to_owned))
}

/// Holders of posts that are asked, beside the usual accounts.
const HOLDERS: usize = 40;
/// Instances whose pages each of them opens.
const PAGES: usize = 12;
/// Pages of one sort that are opened where links are followed.
const OF_A_SORT: usize = 12;
/// Records that each of them opens.
const RECORDS: usize = 100;
/// A record that one may not see.
const UNSEEN: &str = "一条记录（不在可见范围）";
/// How a name or a title begins that is told from all other words.
const NAME: &str = "人名-";
const TITLE: &str = "标题-";

/// Every person and every record under a name of its own: `人名-0123`, `标题-04567`; `other` are called otherwise.
fn call(events: &mut [Event], other: &dyn Fn(Called) -> bool) {
    let (mut people, mut records): (BTreeMap<PersonId, usize>, BTreeMap<RecordId, usize>) = Default::default();
    for event in events {
        match event {
            Event::PersonRegistered { person, details: Sealed::Open(details), .. } | Event::PersonChanged { person, details: Sealed::Open(details), .. } => {
                let next = people.len();
                let number = *people.entry(*person).or_insert(next) + if other(Called::Person(*person)) { 50_000 } else { 0 };
                details.name = format!("{NAME}{number:05}");
            }
            Event::Recorded { record, text: Sealed::Open(text), .. } | Event::RecordCorrected { record, text: Sealed::Open(text), .. } => {
                let next = records.len();
                let number = *records.entry(*record).or_insert(next) + if other(Called::Record(*record)) { 50_000 } else { 0 };
                let titles = text.iter_mut().filter(|(field, text)| TITLES.contains(&field.as_str()) && !text.trim().is_empty());
                titles.for_each(|(_, text)| *text = format!("{TITLE}{number:05}"));
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Called {
    Person(PersonId),
    Record(RecordId),
}

/// Every word of that beginning in a text.
fn said(text: &str, beginning: &str) -> BTreeSet<String> {
    text.split(beginning).skip(1).map(|rest| format!("{beginning}{}", rest.chars().take(5).collect::<String>())).collect()
}

/// The part of the site that a person sees in their first post.
async fn part(office: &Office, person: PersonId) -> Site {
    let snapshot = office.snapshot().await;
    let personal = Personal::of(snapshot.library());
    let register = Register { site: snapshot.site(), personal: &personal };
    let acting = acting_choices(register, person, snapshot.as_of()).first().map(|choice| choice.holding);
    narrow(snapshot.site(), &sight(register, &Actor::person(person, acting), snapshot.as_of()))
}

/// The account's person.
async fn person_of(office: &Office, login: &str) -> PersonId {
    office.live().store().accounts().by_login(login).await.expect("accounts").expect("an account").person().expect("a person")
}

/// Accounts for holders of posts: of one for each post that the table of rights knows, then of `count` spread over the register.
async fn holders(office: &Office, count: usize) -> Vec<String> {
    let snapshot = office.snapshot().await;
    let personal = Personal::of(snapshot.library());
    let register = Register { site: snapshot.site(), personal: &personal };
    let mut people: BTreeSet<PersonId> = snapshot.site().holdings.values().map(|held| held.person).collect();
    for login in LOGINS {
        people.remove(&person_of(office, login).await);
    }
    let mut of_posts: BTreeMap<(String, String), PersonId> = BTreeMap::new();
    for person in &people {
        for choice in acting_choices(register, *person, snapshot.as_of()).into_iter().take(1) {
            of_posts.entry((snapshot.site().bodies[&choice.body].kind.clone(), choice.title)).or_insert(*person);
        }
    }
    assert!(of_posts.len() > 10, "{of_posts:?}");
    let step = (people.len() / count.max(1)).max(1);
    let chosen: BTreeSet<PersonId> = people.iter().copied().step_by(step).take(count).chain(of_posts.into_values()).collect();
    let named: Vec<(String, PersonId)> = chosen.into_iter().enumerate().map(|(at, person)| (format!("任职者{at}"), person)).collect();
    let logins = named.iter().map(|(login, _)| login.clone()).collect();
    office.admit(&office.keepers_of().await, named).await;
    logins
}

const LOGINS: [&str; 5] = ["书记", "党员", "别的书记", "专职副书记", "机关书记"];

/// Everything that duties say to an account: the lists, and the explanations of some, by page and by program.
async fn told(office: &Office, login: &str) -> Vec<(String, String)> {
    let (session, client) = (office.enter(login).await, Client::of(office, login).await);
    let mut out = Vec::new();
    let duties = client.all("/duties", 200).await;
    out.extend(duties.iter().map(|duty| (duty["path"].as_str().expect("a path").to_owned(), duty.to_string())));
    let step = (duties.len() / PAGES).max(1);
    let missing = |duty: &&serde_json::Value| duty["missing"].as_array().is_some_and(|missing| missing.len() > 1);
    for duty in duties.iter().step_by(step).chain(duties.iter().filter(missing).take(PAGES)) {
        let path = duty["path"].as_str().expect("a path");
        let explained = client.get(path).await;
        assert_eq!(explained.status, StatusCode::OK, "{login} {path}");
        out.push((path.to_owned(), explained.text));
        let page = path.replacen("/duties/", "/instances/", 1);
        let answer = office.get(&session, &page).await;
        assert_eq!(answer.status, StatusCode::OK, "{login} {page}");
        out.push((page, answer.text));
    }
    for page in [format!("/units/{}/duties", office.unit), format!("/units/{}", office.unit), "/mine".to_owned(), "/calendar".to_owned()] {
        let text = office.get(&session, &page).await.text;
        out.push((page, text));
    }
    out
}

#[tokio::test]
async fn duties_name_nobody_and_no_record_that_one_may_not_see() {
    let office = Office::of_events(|events| call(events, &|_| false)).await;
    let mut logins: Vec<String> = LOGINS.map(str::to_owned).to_vec();
    logins.extend(holders(&office, HOLDERS).await);
    assert!(logins.len() >= LOGINS.len() + HOLDERS);
    let (mut leaks, mut names, mut titles) = (Vec::new(), 0, 0);
    for login in &logins {
        let part = part(&office, person_of(&office, login).await).await;
        let people: BTreeSet<String> = part.people.values().map(|person| person.name().to_owned()).collect();
        let records: BTreeSet<String> = part.records.values().map(title).collect();
        for (page, text) in told(&office, login).await {
            let (named, titled) = (said(&text, NAME), said(&text, TITLE));
            (names, titles) = (names + named.len(), titles + titled.len());
            leaks.extend(named.difference(&people).chain(titled.difference(&records)).map(|word| format!("{login} {page}: {word}")));
        }
    }
    assert!(names > 1000 && titles > 1000, "the test sees names and titles at all: {names}, {titles}");
    assert!(leaks.is_empty(), "{} words told that may not be known, as {:#?}", leaks.len(), &leaks[..leaks.len().min(12)]);
}

/// The same wherever one comes to by following links, in every search, in every file, and to programs.
#[tokio::test]
async fn no_page_file_or_answer_names_what_one_may_not_see() {
    let office = Office::of_events(|events| call(events, &|_| false)).await;
    let mut logins: Vec<String> = LOGINS.map(str::to_owned).to_vec();
    logins.extend(holders(&office, 0).await);
    let (mut leaks, mut words) = (BTreeSet::new(), 0);
    for login in &logins {
        let part = part(&office, person_of(&office, login).await).await;
        let known: BTreeSet<String> =
            part.people.values().map(|person| person.name().to_owned()).chain(part.records.values().map(title)).collect();
        for (page, text) in anything(&office, login).await {
            let told: BTreeSet<String> = said(&text, NAME).into_iter().chain(said(&text, TITLE)).collect();
            words += told.len();
            leaks.extend(told.difference(&known).map(|word| format!("{login} {page}: {word}")));
        }
    }
    assert!(words > 1000, "the test sees names and titles at all: {words}");
    assert!(leaks.is_empty(), "{} words told that may not be known, as {:#?}", leaks.len(), leaks.iter().take(12).collect::<Vec<_>>());
}

/// What an account comes to: pages by their links, the first of each sort first; files; the programs' lists.
async fn anything(office: &Office, login: &str) -> Vec<(String, String)> {
    let (session, client) = (office.enter(login).await, Client::of(office, login).await);
    let unit = office.unit;
    let mut open: VecDeque<String> = ["/mine", "/calendar", "/organisations", "/search?q=人名", "/search?q=标题"].map(str::to_owned).into();
    open.extend(["", "/duties", "/vacancies"].map(|rest| format!("/units/{unit}{rest}")));
    open.extend(["meetings", "hours", "talks", "members", "items"].map(|ledger| format!("/ledgers/{ledger}")));
    let (mut seen, mut out): (BTreeSet<String>, Vec<(String, String)>) = Default::default();
    let mut of_sort: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(page) = open.pop_front() {
        let sort = of_sort.entry(page.split(['/', '?']).nth(1).unwrap_or_default().to_owned()).or_default();
        if *sort >= OF_A_SORT || !seen.insert(page.clone()) {
            continue;
        }
        *sort += 1;
        if page.contains("/xlsx") {
            let (status, file) = office.take(&session, &page).await;
            out.extend((status == StatusCode::OK).then(|| (page, text_of(&file))));
            continue;
        }
        let text = office.get(&session, &page).await.text;
        let links = text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        open.extend(links.filter(|link| link.starts_with('/') && !link.starts_with("/assets")).map(|link| link.replace("&#38;", "&").replace("&amp;", "&")));
        out.push((page, text));
    }
    for list in ["/people", "/records", "/bodies", "/items"] {
        let all = client.all(list, 200).await;
        out.extend(all.iter().map(|one| (list.to_owned(), one.to_string())));
    }
    out
}

/// A record that a duty rests on is named where it can be opened; otherwise it is one record.
#[tokio::test]
async fn a_record_is_named_where_it_can_be_opened() {
    let office = Office::open().await;
    let mut logins: Vec<String> = LOGINS.map(str::to_owned).to_vec();
    logins.extend(holders(&office, 0).await);
    let mut masked = 0;
    for login in &logins {
        let client = Client::of(&office, login).await;
        let mut opened: BTreeSet<String> = BTreeSet::new();
        for duty in client.all("/duties", 200).await {
            for fact in duty["evidence"].as_array().expect("evidence") {
                let title = fact["title"].as_str().expect("a title");
                match fact["record"].as_str() {
                    Some(record) => {
                        assert_ne!(title, UNSEEN);
                        if opened.len() < RECORDS && opened.insert(record.to_owned()) {
                            let read = client.get(&format!("/records/{record}")).await;
                            assert_eq!(read.status, StatusCode::OK, "{login}: {record} {title} is told of in {}", duty["path"]);
                        }
                    }
                    None => masked += usize::from(title == UNSEEN),
                }
            }
        }
    }
    assert!(masked > 0, "there are duties that rest on records of others");
}

/// Who may not see a record learns nothing of it by asking for what rests on it.
#[tokio::test]
async fn asking_for_a_record_one_may_not_see_finds_nothing() {
    let office = Office::open().await;
    let snapshot = office.snapshot().await;
    // The subjects of the duties that looked at each record.
    let mut resting: BTreeMap<RecordId, BTreeSet<String>> = BTreeMap::new();
    for instance in snapshot.told_all(&snapshot.verdicts().collect::<Vec<_>>()) {
        let subject = match instance.subject {
            Subject::Body(id) => id.to_string(),
            Subject::Post(id) => id.to_string(),
            Subject::Person(id) => id.to_string(),
        };
        for record in instance.evidence.iter().filter_map(|fact| fact.what.record()) {
            resting.entry(record).or_default().insert(subject.clone());
        }
    }
    let mut asked = 0;
    for login in holders(&office, 0).await {
        let (part, client) = (part(&office, person_of(&office, &login).await).await, Client::of(&office, &login).await);
        let seen: BTreeSet<String> = client.all("/duties", 200).await.iter().map(|duty| duty["subject_id"].as_str().expect("an id").to_owned()).collect();
        let rests_on = |record: &&RecordId| resting.get(*record).is_some_and(|subjects| !subjects.is_disjoint(&seen));
        let hidden = snapshot.site().records.keys().filter(|record| !part.records.contains_key(record));
        for record in hidden.filter(rests_on).take(5) {
            asked += 1;
            assert_eq!(client.get(&format!("/duties?record={record}")).await.json["total"], 0, "{login} {record}");
        }
    }
    assert!(asked > 0, "there are duties that rest on records of others");
}

/// Two sites that differ only in how people and records are called that one may not see say the same.
#[tokio::test]
async fn what_one_may_not_see_changes_nothing_that_duties_say() {
    let one = Office::of_events(|events| call(events, &|_| false)).await;
    let others = holders(&one, 0).await;
    let step = (others.len() / 5).max(1);
    for login in LOGINS.into_iter().take(4).chain(others.iter().map(String::as_str).step_by(step)) {
        let part = part(&one, person_of(&one, login).await).await;
        let unseen = |called: Called| match called {
            Called::Person(id) => !part.people.contains_key(&id),
            Called::Record(id) => !part.records.contains_key(&id),
        };
        let other = Office::of_events(|events| call(events, &unseen)).await;
        holders(&other, 0).await;
        let (here, there) = (told(&one, login).await, told(&other, login).await);
        assert_eq!(here.len(), there.len(), "{login}");
        for ((page, here), (_, there)) in here.iter().zip(&there) {
            assert!(plain(here) == plain(there), "{login} {page}:\n{}", difference(&plain(here), &plain(there)));
        }
    }
}

/// A page without what every log-in and every form has of its own.
fn plain(text: &str) -> String {
    let csrf = crate::support::value_of(text, "csrf");
    let text = if csrf.is_empty() { text.to_owned() } else { text.replace(&csrf, "") };
    let mut parts = text.split("name=\"key\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// The first line that differs.
fn difference(here: &str, there: &str) -> String {
    let mut lines = here.lines().zip(there.lines()).filter(|(a, b)| a != b);
    lines.next().map_or_else(String::new, |(a, b)| format!("{a}\n{b}"))
}
