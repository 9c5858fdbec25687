//! What duties say to those who may not see everybody: no name of a person and no title of a record that they may not see,
//! and the same words whatever those names and titles are.

#[path = "unseen/called.rs"]
mod called;

use called::{BEGINNINGS, BODY, Called, FILE, GROUND, NAME, NOTE, NUMBER, SHEET, TITLE, WORD, call, said, told_in};
use crate::api::client::Client;
use crate::support::Office;
use crate::workbooks::text_of;
use axum::http::StatusCode;
use jishi_authorize::sensitive::keeping_of;
use jishi_authorize::{Action, Actor, Personal, Register, Resource, Seen, acting_choices, decide, sight};
use jishi_base::{BodyId, HoldingId, PersonId, PostId, RecordId, SeededIds};
use jishi_facts::{Event, MembershipKind, Record, Sealed, Subject, Text, Texts, Value};
use jishi_pack::{BodyMeaning, Library, Readers};
use jishi_server::Whole;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

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
/// Pages on which no two sites are the same: the root of the journal, which is over all that was ever entered and tells nothing of
/// it; and the log-ins and tokens of the account.
const OF_THEIR_OWN: [&str; 2] = ["/about", "/me"];
/// Viewers drawn at random.
const DRAWN: usize = 8;
/// As many in `make deep`.
const DRAWN_DEEP: usize = 200;

/// Posts and branches for so many people, all by chance.
fn shuffled(events: &mut Vec<Event>, count: usize) -> Vec<PersonId> {
    let mut ids = SeededIds::new(11);
    let mut below = |end: usize| usize::try_from(ids.next_u64() % end.max(1) as u64).expect("small");
    let (mut posts, mut people, mut bodies): (Vec<PostId>, Vec<PersonId>, Vec<BodyId>) = Default::default();
    for event in events.iter() {
        match event {
            Event::PostOpened { post, .. } => posts.push(*post),
            Event::PersonRegistered { person, .. } => people.push(*person),
            Event::BodyRegistered { body, unit: Some(_), .. } => bodies.push(*body),
            _ => {}
        }
    }
    let mut drawn = BTreeSet::new();
    while drawn.len() < count.min(people.len() / 2) {
        let person = people[below(people.len())];
        if drawn.insert(person) {
            let (holding, from) = (HoldingId(80_000 + drawn.len() as u128), "2026-01-01".parse().expect("a day"));
            events.push(Event::HolderAppointed { holding, post: posts[below(posts.len())], person, from, source: None });
            events.push(Event::MemberJoined { person, body: bodies[below(bodies.len())], kind: MembershipKind::Attached, from: Some(from) });
        }
    }
    drawn.into_iter().collect()
}

/// Who looks, in their first post.
struct Looking {
    whole: Arc<Whole>,
    actor: Actor,
    lens: Seen,
}

async fn part(office: &Office, person: PersonId) -> Looking {
    let whole = office.snapshot().await;
    let personal = Personal::of(whole.library());
    let register = Register { site: whole.site(), personal: &personal };
    let actor = Actor::person(person, acting_choices(register, person, whole.as_of()).first().map(|choice| choice.holding));
    let lens = Seen::new(whole.inputs().site.clone(), Arc::new(sight(register, &actor, whole.as_of())), whole.inputs().contents.clone());
    Looking { whole, actor, lens }
}

impl Looking {
    /// Who may read a field, said here by the packs and the rights alone, and not by the lens.
    fn reads(&self, library: &Library, record: &Record, field: &str) -> bool {
        let (site, day, personal) = (self.whole.site(), self.whole.as_of(), Personal::of(library));
        let register = Register { site, personal: &personal };
        let standing = &site.records[&record.id];
        let keeping = keeping_of(library, standing, field);
        let unit = |subject| site.unit_of(subject);
        match keeping.readers {
            _ if !keeping.label.is_closed() => true,
            Readers::Record => true,
            Readers::Attendance => standing.bodies.iter().any(|body| decide(register, &self.actor, Action::Record, Resource::Body(*body), day).allowed),
            Readers::Parties => standing.people.values().flatten().any(|person| Some(*person) == self.actor.person),
            Readers::Discipline => {
                let held = self.actor.acting.and_then(|holding| site.holdings.get(&holding));
                let body = held.and_then(|held| site.posts.get(&held.post)).and_then(|post| site.bodies.get(&post.body));
                let units: Vec<_> = match &**standing.bodies {
                    [] => standing.people.values().flatten().filter_map(|person| unit(Subject::Person(*person))).collect(),
                    bodies => bodies.iter().filter_map(|body| unit(Subject::Body(*body))).collect(),
                };
                body.is_some_and(|body| library.is_kind(&body.kind, BodyMeaning::Discipline) && body.unit.is_some_and(|unit| units.contains(&unit)))
            }
        }
    }

    /// Every word that this viewer may come to read.
    fn words(&self) -> BTreeSet<String> {
        let (lens, library) = (&self.lens, self.whole.library());
        let mut out: BTreeSet<String> = lens.people_called(|_| true).map(|person| person.name().to_owned()).collect();
        let details = lens.people_called(|_| true).filter_map(|person| lens.details(person));
        // An identity number is opened on one page, by a deed of its own, which is none of those that are tried here.
        out.extend(details.flat_map(|details| [details.office, details.remark, details.phone]).flatten());
        out.extend(lens.waivers().filter_map(|waiver| lens.ground(waiver)));
        // The ending of a branch's name is nobody's own.
        out.extend(lens.bodies_called(|_| true).flat_map(|body| said(&body.name, BODY)));
        out.extend(self.notes());
        for record in lens.records() {
            let read_at = record.source.as_ref().and_then(|source| lens.read_at(source));
            out.extend(read_at.into_iter().flat_map(|at| [said(&at.file, FILE), said(&at.sheet, SHEET)]).flatten());
            let text = lens.text(record);
            out.extend(text.iter().flatten().filter(|(field, _)| self.reads(library, record, field)).map(|(_, text)| text.clone()));
            let coded = record.fields.iter().filter(|(field, _)| self.reads(library, record, field));
            out.extend(coded.filter_map(|(_, value)| if let Value::Code(code) = value { Some(code.to_string()) } else { None }));
        }
        out.extend(lens.items().filter_map(|item| lens.item_text(item)).flat_map(|text| text.values().cloned().collect::<Vec<_>>()));
        out
    }

    /// The notes about whom one may erase.
    fn notes(&self) -> Vec<String> {
        let open = self.whole.site().proposals.values().filter(|open| self.erases(open.person)).filter_map(|open| open.note.open());
        let content = |note: &Text| self.whole.inputs().contents.one(note.at).expect("a note");
        open.map(|note| note.read(&content(note)).expect("a text")).collect()
    }

    fn erases(&self, person: PersonId) -> bool {
        let personal = Personal::of(self.whole.library());
        let register = Register { site: self.whole.site(), personal: &personal };
        decide(register, &self.actor, Action::Erase, Resource::Person(person), self.whole.as_of()).allowed
    }

    /// May this not be seen?
    fn hides(&self, called: Called) -> bool {
        let says = |text: &Sealed<Texts>, field: &str| text.open().is_some_and(|text| text.marks.contains_key(field));
        match called {
            Called::Person(id) => self.lens.person(id).is_none(),
            Called::Body(id) => self.lens.body(id).is_none(),
            Called::Files(id) => self.lens.records().all(|record| record.source.as_ref().is_none_or(|source| source.import != id)),
            Called::Note(id) => !self.erases(id),
            Called::Details(id) => !self.lens.sees_person(id),
            Called::Record(id) => self.lens.record(id).is_none(),
            Called::Field(id, field) => self.lens.record(id).is_none_or(|record| !says(&record.text, field) && !record.fields.contains_key(field)),
            Called::Ground(subject) => !self.lens.sees(subject),
            Called::Item(id, field) => self.lens.item(id).is_none_or(|item| !says(&item.text, field)),
        }
    }
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
        let known = part(&office, person_of(&office, login).await).await.words();
        for (page, text) in told(&office, login).await {
            (names, titles) = (names + said(&text, NAME).len(), titles + said(&text, TITLE).len());
            leaks.extend(told_in(&text).difference(&known).map(|word| format!("{login} {page}: {word}")));
        }
    }
    assert!(names > 1000 && titles > 1000, "the test sees names and titles at all: {names}, {titles}");
    assert!(leaks.is_empty(), "{} words told that may not be known, as {:#?}", leaks.len(), &leaks[..leaks.len().min(12)]);
}

/// The same wherever one comes to by following links, in every search, in every file, and to programs, with what is opened:
/// for every sort of post, and for people drawn into posts and branches by chance.
#[tokio::test]
async fn no_page_file_or_answer_tells_what_one_may_not_see() {
    let (mut drawn, count) = (Vec::new(), if std::env::var_os("JISHI_DEEP").is_some() { DRAWN_DEEP } else { DRAWN });
    let office = Office::of_events(|events| {
        drawn = shuffled(events, count);
        call(events, &|_| false);
    })
    .await;
    let mut logins: Vec<(String, usize)> = LOGINS.iter().map(|login| ((*login).to_owned(), OF_A_SORT)).collect();
    logins.extend(holders(&office, 0).await.into_iter().map(|login| (login, OF_A_SORT)));
    let mut taken = BTreeSet::new();
    for account in office.live().store().accounts().list().await.expect("accounts") {
        taken.extend(account.person());
    }
    let drawn: Vec<(String, PersonId)> = drawn.into_iter().filter(|person| !taken.contains(person)).enumerate().map(|(at, person)| (format!("抽中者{at}"), person)).collect();
    logins.extend(drawn.iter().map(|(login, _)| (login.clone(), OF_A_SORT / 4)));
    office.admit(&office.keepers_of().await, drawn).await;
    let (mut leaks, mut words) = (BTreeSet::new(), BTreeMap::from(BEGINNINGS.map(|beginning| (beginning, 0))));
    for (login, most) in &logins {
        let known = part(&office, person_of(&office, login).await).await.words();
        for (page, text) in anything(&office, login, *most).await {
            let told = told_in(&text);
            words.iter_mut().for_each(|(beginning, count)| *count += told.iter().filter(|word| word.starts_with(beginning)).count());
            leaks.extend(told.difference(&known).map(|word| format!("{login} {page}: {word}")));
        }
    }
    // An identity number is shown by its ends alone; on the pages that are drawn here nobody was asked for a ground or a note.
    let rare = [NUMBER, GROUND, NOTE];
    let few: Vec<_> = words.iter().filter(|(beginning, count)| !rare.contains(beginning) && **count < 20).collect();
    assert!(few.is_empty() && words[NAME] > 1000 && words[WORD] > 1000 && words[BODY] > 1000, "the test sees words of all sorts: {words:?}");
    assert!(leaks.is_empty(), "{} words told that may not be known, as {:#?}", leaks.len(), leaks.iter().take(12).collect::<Vec<_>>());
}

/// What an account comes to: pages by their links, the first of each sort first and no more than `most` of it; files; the
/// programs' lists, and some records and people with what is opened.
async fn anything(office: &Office, login: &str, most: usize) -> Vec<(String, String)> {
    let (session, client) = (office.enter(login).await, Client::of(office, login).await);
    let unit = office.unit;
    let mut open: VecDeque<String> = ["/mine", "/calendar", "/organisations", "/search?q=人名", "/search?q=标题", "/search?q=文字", "/search?q=机构", "/search?q=文件", "/erasures", "/imports"].map(str::to_owned).into();
    open.extend(["", "/duties", "/vacancies"].map(|rest| format!("/units/{unit}{rest}")));
    open.extend(["meetings", "hours", "talks", "members", "items"].map(|ledger| format!("/ledgers/{ledger}")));
    let (mut seen, mut out): (BTreeSet<String>, Vec<(String, String)>) = Default::default();
    let mut of_sort: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(page) = open.pop_front() {
        let sort = of_sort.entry(page.split(['/', '?']).nth(1).unwrap_or_default().to_owned()).or_default();
        if *sort >= most || !seen.insert(page.clone()) {
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
        if matches!(list, "/people" | "/records") {
            for one in all.iter().step_by((all.len() / (2 * most)).max(1)) {
                let path = format!("{list}/{}?open=true", one["id"].as_str().expect("an id"));
                let opened = client.get(&path).await;
                assert_eq!(opened.status, StatusCode::OK, "{login} {path}");
                out.push((path, opened.text));
            }
        }
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
        let hidden = snapshot.site().records.keys().filter(|record| part.lens.record(**record).is_none());
        for record in hidden.filter(rests_on).take(5) {
            asked += 1;
            assert_eq!(client.get(&format!("/duties?record={record}")).await.json["total"], 0, "{login} {record}");
        }
    }
    assert!(asked > 0, "there are duties that rest on records of others");
}

/// Two sites that differ only in names and texts that one may not see, and in fields that are not for one to read, say the same.
#[tokio::test]
async fn what_one_may_not_see_changes_nothing_that_is_said() {
    let one = Office::of_events(|events| call(events, &|_| false)).await;
    let others = holders(&one, 0).await;
    let step = (others.len() / 5).max(1);
    for (nth, login) in LOGINS.into_iter().take(4).chain(others.iter().map(String::as_str).step_by(step)).enumerate() {
        let part = part(&one, person_of(&one, login).await).await;
        let unseen = |called: Called| part.hides(called);
        let other = Office::of_events(|events| call(events, &unseen)).await;
        holders(&other, 0).await;
        let everything = async |office: &Office| match nth {
            0..4 => [told(office, login).await, anything(office, login, 2).await].concat(),
            _ => told(office, login).await,
        };
        let (here, there) = (everything(&one).await, everything(&other).await);
        assert_eq!(here.len(), there.len(), "{login}");
        let of_content = |page: &str| !OF_THEIR_OWN.iter().any(|own| page.starts_with(own));
        for ((page, here), (_, there)) in here.iter().zip(&there).filter(|((page, _), _)| of_content(page)) {
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
