//! A small office: a demo department on a store of its own, an account for each role, and a browser of sorts.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use jishi_base::{BodyId, PersonId, SeededIds, UnitId};
use jishi_calendar::{Date, Workdays, Year};
use jishi_demo::{Options, generate};
use jishi_facts::{Event, Subject};
use jishi_intake::{Limits, SheetReport, Workbook};
use jishi_pack::{Library, SourceFile, load};
use jishi_server::{Clock, Live, Now, Whole, Source, Wiring, office};
use jishi_store::{Administrator, Asked, Bearer, By, Command, Keys, Location, Named, Newcomer, SeededEntropy, Store, What};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;

/// Everybody's.
pub const PASSWORD: &str = "河清海晏时和岁丰";
const TODAY: &str = "2026-11-24";
pub const NOW: i64 = 1_795_500_000;

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub cookie: String,
    pub text: String,
}

impl Answer {
    /// The session's cookie as the browser sends it.
    pub fn session(&self) -> String {
        self.cookie.split(';').next().unwrap_or_default().to_owned()
    }
}

pub struct Office {
    router: Router,
    live: Arc<Live>,
    pub unit: UnitId,
    /// The branch of 书记 and 党员.
    pub branch: BodyId,
    /// Seconds that went by since [`NOW`].
    gone: Arc<AtomicI64>,
    dir: tempfile::TempDir,
}

impl Office {
    /// With an account for each role.
    pub async fn open() -> Self {
        Self::peopled(Self::unset().await).await
    }

    /// By this clock, judged for this day or for the clock's.
    pub async fn open_by(clock: Clock, as_of: Option<Date>) -> Self {
        Self::peopled(Self::unset_by(clock, as_of).await).await
    }

    async fn peopled(office: Self) -> Self {
        office.accounts(&*office.snapshot().await).await;
        office
    }

    /// Before anybody has an account.
    pub async fn unset() -> Self {
        let day = TODAY.parse().expect("a day");
        Self::unset_by(Arc::new(move || Now { at: NOW, day }), Some(day)).await
    }

    /// Before anybody has an account, by this clock.
    pub async fn unset_by(clock: Clock, as_of: Option<Date>) -> Self {
        Self::unset_with(clock, as_of, |_| {}).await
    }

    /// The usual department with something of its own about its events.
    pub async fn of_events(change: impl FnOnce(&mut Vec<Event>)) -> Self {
        let day = TODAY.parse().expect("a day");
        Self::peopled(Self::unset_with(Arc::new(move || Now { at: NOW, day }), Some(day), change).await).await
    }

    async fn unset_with(clock: Clock, as_of: Option<Date>, change: impl FnOnce(&mut Vec<Event>)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (location, keys) = (Location::Dir(dir.path().join("site")), Keys::beside(&dir.path().join("site")));
        Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("a new site");
        let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("the site");
        let (library, day) = (library(), TODAY.parse().expect("a day"));
        let events = generate(&Options { units: 1, seed: 5, today: day, records: 0 }, &library, &|number| store.blind_index(number));
        let asked = Asked { at: NOW, day, actor: "测试".to_owned() };
        let mut events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
        change(&mut events);
        store.execute(Command::events("开始", asked, events)).await.expect("written");
        Self::over(store, 9, clock, as_of, dir).await
    }

    /// Over an open store, with ids of this seed.
    async fn over(store: Store, seed: u64, clock: Clock, as_of: Option<Date>, dir: tempfile::TempDir) -> Self {
        let gone = Arc::new(AtomicI64::new(0));
        let clock = { let gone = gone.clone(); Arc::new(move || { let now = clock(); Now { at: now.at + gone.load(Ordering::Relaxed), ..now } }) };
        let workdays = Workdays::new(Year::built_in().expect("holidays"));
        let live = Arc::new(Live::new(Wiring { store, library: library(), workdays, clock, as_of, ids: Box::new(SeededIds::new(seed)) }));
        let snapshot = live.snapshot().await.expect("judged");
        let (unit, branch) = department(&snapshot);
        let router = office(live.clone(), Arc::new(read_workbook));
        Self { router, live, unit, branch, gone, dir }
    }

    /// The same site, after `kill -9` and a new start by this clock.
    pub async fn killed(self, clock: Clock, as_of: Option<Date>) -> Self {
        let Self { router, live, dir, .. } = self;
        drop((router, live));
        let (location, keys) = (Location::Dir(dir.path().join("site")), Keys::beside(&dir.path().join("site")));
        let store = loop {
            match Store::open(&location, &keys, Box::new(SeededEntropy::new(3))).await {
                // The writer ends after the store is gone.
                Err(jishi_store::StoreError::Locked) => tokio::task::yield_now().await,
                opened => break opened.expect("the site"),
            }
        };
        Self::over(store, 10, clock, as_of, dir).await
    }

    async fn accounts(&self, snapshot: &Whole) {
        let site = snapshot.site();
        let holder = |body: BodyId, title: &str| {
            let post = site.posts_of(body, snapshot.as_of()).into_iter().find(|post| post.title == title)?;
            site.holders_on(post.id, snapshot.as_of()).next().map(|held| held.person)
        };
        let of_kind = |kind: &str| site.bodies.values().find(|body| body.kind == kind && body.unit == Some(self.unit)).expect("a body").id;
        let secretary = holder(self.branch, "书记").expect("a secretary");
        let posts = |person: PersonId| site.holdings.values().any(|held| held.person == person && held.until.is_none());
        let member = site.members_on(self.branch, snapshot.as_of()).map(|person| person.id).find(|person| !posts(*person)).expect("a member");
        let other = branches(snapshot, self.unit).into_iter().filter(|body| *body != self.branch);
        let other = other.filter_map(|body| holder(body, "书记")).find(|person| *person != secretary).expect("another branch");
        let deputy = self.officer().await;
        let head = holder(of_kind("机关党委"), "书记").expect("a secretary of the committee");
        let keepers = self.keepers(["钱一一", "孙二二", "周三三"].map(|name| Named::Name(name.to_owned()))).await;
        let people = [("书记", secretary), ("党员", member), ("别的书记", other), ("专职副书记", deputy), ("机关书记", head)];
        self.admit(&keepers, people.map(|(login, person)| (login.to_owned(), person))).await;
    }

    /// The administrators of an office that is open already.
    pub async fn keepers_of(&self) -> Vec<By> {
        let accounts = self.live.store().accounts().list().await.expect("accounts");
        let of = |seat| accounts.iter().find(|account| account.administrator() == Some(seat)).expect("an administrator").id;
        Administrator::ALL.into_iter().map(|seat| By { account: of(seat), acting: None }).collect()
    }

    /// An account each, by its login, with [`PASSWORD`].
    pub async fn admit(&self, keepers: &[By], people: impl IntoIterator<Item = (String, PersonId)>) {
        for (login, person) in people {
            self.account(keepers, &login, person).await;
        }
    }

    /// An account of a person, which the administrators open.
    pub async fn account(&self, keepers: &[By], login: &str, person: PersonId) {
        let (accounts, asked) = (self.live.store().accounts(), self.live.asked(""));
        let what = What::New { login: login.to_owned(), bearer: Bearer::Person(person) };
        let shown = accounts.ask(what, &keepers[1], &asked).await.unwrap_or_else(|error| panic!("{login}: {error}"));
        let passed = accounts.release(&[shown.wish.id], &keepers[0], &asked).await.expect("let pass").remove(0).expect("let pass");
        let (link, code) = (passed.secret.expect("a link"), shown.code.expect("a code"));
        accounts.set_password(link.expose(), &code, PASSWORD, &asked).await.expect("a password");
    }

    /// The three administrators, who set the site up; they log in by what they are.
    pub async fn keepers(&self, whose: [Named; 3]) -> Vec<By> {
        let mut keepers = Vec::new();
        for (seat, named) in Administrator::ALL.into_iter().zip(whose) {
            let (accounts, asked) = (self.live.store().accounts(), self.live.asked("本机"));
            let link = accounts.invite(seat, &asked).await.expect("a link");
            let who = Newcomer { named: &named, login: seat.word(), password: PASSWORD, rules: None };
            keepers.push(By { account: accounts.set_up(link.expose(), who, &asked).await.expect("a seat").id, acting: None });
        }
        keepers
    }

    pub async fn get(&self, session: &str, path: &str) -> Answer {
        self.send(session, Method::GET, path, Vec::new(), "", &[]).await
    }

    pub async fn post(&self, session: &str, path: &str, body: &str) -> Answer {
        self.send(session, Method::POST, path, body.as_bytes().to_vec(), "application/x-www-form-urlencoded", &[("sec-fetch-site", "same-origin")]).await
    }

    pub async fn send(&self, session: &str, method: Method, path: &str, body: Vec<u8>, kind: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(ascii(path)).header(header::HOST, "localhost");
        if !session.is_empty() {
            request = request.header(header::COOKIE, session);
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, cookie) = (text(header::LOCATION), text(header::SET_COOKIE));
        let body = to_bytes(body, 1 << 24).await.expect("a body").to_vec();
        Answer { status: parts.status, location, cookie, text: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A file: its status and its bytes.
    pub async fn take(&self, session: &str, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::builder().uri(ascii(path)).header(header::HOST, "localhost").header(header::COOKIE, session);
        let response = self.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        let status = response.status();
        (status, to_bytes(response.into_body(), 1 << 24).await.expect("a body").to_vec())
    }

    /// The full-time deputy of the committee.
    pub async fn officer(&self) -> PersonId {
        let snapshot = self.snapshot().await;
        let (site, on) = (snapshot.site(), snapshot.as_of());
        let committee = site.bodies.values().find(|body| body.kind == "机关党委" && body.unit == Some(self.unit)).expect("a body").id;
        let post = site.posts_of(committee, on).into_iter().find(|post| post.title == "专职副书记").expect("a post");
        site.holders_on(post.id, on).next().expect("an officer").person
    }

    /// The name of the branch.
    pub async fn body_name(&self) -> String {
        self.snapshot().await.site().bodies[&self.branch].name.clone()
    }

    /// The folder of the site's data.
    pub fn data(&self) -> std::path::PathBuf {
        self.dir.path().join("site")
    }

    /// The site, as a program would send to it.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Lets time go by, in seconds; the day stays.
    pub fn pass(&self, seconds: i64) {
        self.gone.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Logs in.
    pub async fn enter(&self, login: &str) -> String {
        let answer = self.post("", "/login", &form(&[("login", login), ("password", PASSWORD)])).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.text);
        answer.session()
    }

    pub async fn snapshot(&self) -> Arc<Whole> {
        self.live.snapshot().await.expect("judged")
    }

    pub async fn records(&self) -> usize {
        self.snapshot().await.site().records.len()
    }

    /// How the branch's own duty of a period stands.
    pub async fn status_of(&self, duty: &str, period: &str) -> &'static str {
        let snapshot = self.snapshot().await;
        let index = snapshot.duty_named(duty).expect("a duty");
        let own = |i: &&jishi_evaluate::Verdict| i.duty == index && i.subject == Subject::Body(self.branch) && i.period.to_string() == period;
        snapshot.verdicts().find(own).expect("an instance").status.word()
    }

    /// A members' meeting of the branch.
    pub async fn a_record(&self) -> String {
        let snapshot = self.snapshot().await;
        let mut records = snapshot.site().records.values();
        let record = records.find(|r| r.bodies.first() == Some(&self.branch) && r.kinds.contains("支部党员大会")).expect("a record");
        record.id.to_string()
    }

    /// A path of the branch's own things for a route's pattern.
    pub async fn fill(&self, route: &str) -> String {
        let (snapshot, record) = (self.snapshot().await, self.a_record().await);
        let item = snapshot.site().items.values().find(|item| item.body == self.branch).or(snapshot.site().items.values().next());
        let member = snapshot.site().members_on(self.branch, snapshot.as_of()).last().expect("a member").id;
        let import = "00000000000000000000000001";
        route
            .replace("{unit}", &self.unit.to_string())
            .replace("{body}", &self.branch.to_string())
            .replace("{record}", &record)
            .replace("{item}", &item.map(|item| item.id.to_string()).unwrap_or_default())
            .replace("{person}", &member.to_string())
            .replace("{duty}", "组织生活会")
            .replace("{subject}", &format!("body-{}", self.branch))
            .replace("{period}", "2026")
            .replace("{ledger}", "meetings")
            .replace("{pack}", "意见")
            .replace("{article}", "11")
            .replace("{import}", import)
            .replace("{token}", import)
            .replace("{secret}", "none")
            .replace("{name}", "none.css")
    }

    /// The item that was opened last.
    pub async fn last_item(&self) -> String {
        let snapshot = self.snapshot().await;
        snapshot.site().items.values().max_by_key(|item| item.version).expect("an item").id.to_string()
    }

    /// Names that no member of the branch should come to see: of people without posts in other branches.
    pub async fn names_outside_branch(&self) -> Vec<String> {
        let snapshot = self.snapshot().await;
        let site = snapshot.site();
        let own: Vec<&str> = site.members_on(self.branch, snapshot.as_of()).map(|person| person.name()).collect();
        let posts = |person: PersonId| site.holdings.values().any(|held| held.person == person);
        let linked = |person: PersonId| site.links.values().any(|link| [link.from, link.to].contains(&Subject::Person(person)));
        let named = |person: PersonId| site.records.values().any(|r| r.bodies.contains(&self.branch) && r.people.values().flatten().any(|p| *p == person));
        let others = branches(&snapshot, self.unit).into_iter().filter(|branch| *branch != self.branch);
        let people = others.flat_map(|branch| site.members_on(branch, snapshot.as_of()).collect::<Vec<_>>());
        let names = people.filter(|p| !posts(p.id) && !linked(p.id) && !named(p.id)).map(|person| person.name().to_owned());
        names.filter(|name| name.chars().count() == 3 && !own.contains(&name.as_str())).take(20).collect()
    }
}

/// The first department, and a branch in it that still has the year's 组织生活会 to hold.
fn department(snapshot: &Whole) -> (UnitId, BodyId) {
    let duty = snapshot.duty_named("组织生活会").expect("a duty");
    let open = |i: &&jishi_evaluate::Verdict| i.duty == duty && i.status == jishi_evaluate::Status::Due;
    let site = snapshot.site();
    let departments: Vec<UnitId> = site.bodies.values().filter(|body| body.kind == "机关党委").filter_map(|body| body.unit).collect();
    let own = |i: &&jishi_evaluate::Verdict| i.unit.is_some_and(|unit| departments.contains(&unit));
    let instance = snapshot.verdicts().filter(open).find(own).expect("an open duty");
    let Subject::Body(branch) = instance.subject else { panic!("a body's duty") };
    (instance.unit.expect("a unit"), branch)
}

fn branches(snapshot: &Whole, unit: UnitId) -> Vec<BodyId> {
    snapshot.site().bodies.values().filter(|body| body.kind == "党支部" && body.unit == Some(unit)).map(|body| body.id).collect()
}

fn read_workbook(name: &str, bytes: Vec<u8>) -> Result<Workbook, Box<SheetReport>> {
    jishi_intake::read_workbook(&bytes, &Limits::default()).map_err(|_| Box::new(SheetReport::of_file(name, "读不了", "请另存")))
}

fn library() -> Library {
    let mut sources = Vec::new();
    for pack in std::fs::read_dir("../../packs").expect("packs").flatten() {
        for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
        }
    }
    sources.retain(|source| source.file.ends_with(".yaml"));
    load(&sources).library.expect("packs without errors")
}

/// As a browser encodes a form.
pub fn form(pairs: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(pairs).expect("a form")
}

/// The value of a hidden field.
pub fn value_of(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    html.split(start.as_str()).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// What a browser does with Chinese in an address.
pub fn ascii(path: &str) -> String {
    path.bytes().fold(String::new(), |out, b| if b.is_ascii() { out + &char::from(b).to_string() } else { out + &format!("%{b:02X}") })
}
