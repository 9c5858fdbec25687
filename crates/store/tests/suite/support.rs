//! Sites for tests, on both databases: SQLite in a directory of its own, PostgreSQL in a database of its own.

use jishi_base::{BodyId, HoldingId, IdSource, ImportId, ItemId, LinkId, Number, PersonId, PostId, RecordId, SeededIds, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    Event, RecordText, Extension, FileNames, KeyOwner, MembershipKind, PersonDetails, RelationKind, Sealed, Site, Subject, Term, Uptake, Value, Waiver, Words,
};
use jishi_store::{Asked, Command, Keys, Location, SeededEntropy, Store};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A place for one test's site; removed when dropped.
pub struct Place {
    pub location: Location,
    pub keys: Keys,
    root: PathBuf,
    _dir: tempfile::TempDir,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Place {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        let data = dir.path().join("data");
        Self { keys: Keys::beside(&data), root: data.join("root.key"), location: Location::Dir(data), _dir: dir }
    }

    /// A fresh database on the server of `JISHI_TEST_PG`.
    pub async fn postgres(server: &str) -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(server).await.expect("PostgreSQL");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("CREATE DATABASE");
        admin.close().await.expect("close");
        let (base, _) = server.rsplit_once('/').expect("URL with a database");
        let root = dir.path().join("root.key");
        Self { location: Location::Url(format!("{base}/{name}")), keys: Keys::at(&root), root, _dir: dir }
    }

    /// A folder that is there already and is kept.
    pub fn at(data: &Path) -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        Self { keys: Keys::beside(data), location: Location::Dir(data.to_owned()), root: data.join("root.key"), _dir: dir }
    }

    /// The file of the root key.
    pub fn root_key(&self) -> &Path {
        &self.root
    }

    pub async fn init(&self) {
        self.init_seeded(1).await;
    }

    /// A site whose keys follow from a seed.
    pub async fn init_seeded(&self, seed: u64) {
        Store::init(&self.location, &self.keys, &mut SeededEntropy::new(seed)).await.expect("init");
    }

    pub async fn open(&self) -> Store {
        self.try_open().await.expect("open")
    }

    pub async fn try_open(&self) -> Result<Store, jishi_store::StoreError> {
        Store::open(&self.location, &self.keys, Box::new(SeededEntropy::new(2))).await
    }

    /// The database of facts as somebody who can write to it, with other tools than this program.
    pub async fn intruder(&self) -> DatabaseConnection {
        self.raw("facts.db", "jishi").await
    }

    pub async fn key_intruder(&self) -> DatabaseConnection {
        self.raw("keys.db", "jishi_keys").await
    }

    async fn raw(&self, file: &str, schema: &str) -> DatabaseConnection {
        match &self.location {
            Location::Dir(dir) => Database::connect(format!("sqlite://{}", dir.join(file).display())).await.expect("SQLite"),
            Location::Url(url) => {
                let mut options = ConnectOptions::new(url);
                options.max_connections(1).set_schema_search_path(schema);
                Database::connect(options).await.expect("PostgreSQL")
            }
        }
    }
}

/// The places to run a test on; says so loudly where PostgreSQL is left out.
pub async fn places() -> Vec<Place> {
    let mut places = vec![Place::sqlite()];
    match std::env::var("JISHI_TEST_PG") {
        Ok(server) => places.push(Place::postgres(&server).await),
        Err(_) => skipped(),
    }
    for place in &places {
        place.init().await;
    }
    places
}

/// A kept site: its folder.
pub fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suite/sites").join(name)
}

/// Copies a file to where its owner alone reads it: Git keeps no such mode.
pub fn copy_private(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("folder")).expect("folder");
    std::fs::copy(from, to).expect("copy");
    std::fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("mode");
}

/// A kept site on both databases, as it was left; says so loudly where PostgreSQL is left out.
pub async fn kept_places(name: &str) -> Vec<Place> {
    let (from, place) = (kept(name), Place::sqlite());
    let Location::Dir(data) = &place.location else { unreachable!("a folder") };
    for file in std::fs::read_dir(from.join("data")).expect("folder").map(|file| file.expect("a file")) {
        copy_private(&file.path(), &data.join(file.file_name()));
    }
    let Ok(server) = std::env::var("JISHI_TEST_PG") else {
        skipped();
        return vec![place];
    };
    let database = Place::postgres(&server).await;
    let raw = database.intruder().await;
    raw.execute_unprepared(&std::fs::read_to_string(from.join("postgres.sql")).expect("dump")).await.expect("dump");
    raw.close().await.expect("close");
    copy_private(&from.join("data/root.key"), database.root_key());
    vec![place, database]
}

/// Written past the test runner's capture, and counted.
pub fn skipped() {
    static SKIPPED: AtomicU64 = AtomicU64::new(0);
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    let _ = writeln!(std::io::stderr(), "跳过：未提供 PostgreSQL（第 {count} 项；请用 scripts/with-postgres.sh 运行）");
}

/// The whole site, as its owner sees it.
pub fn owner(store: &Store) -> Site {
    (*store.view(&store.owner_on_this_machine())).clone()
}

/// The texts of a record, opened.
pub fn text_of(store: &Store, record: RecordId) -> RecordText {
    let (site, contents) = (owner(store), store.contents(&store.owner_on_this_machine()));
    let texts = site.records[&record].text.open().expect("open");
    texts.read(&contents.open(&[texts.at]).expect("contents")[0].clone().expect("kept")).expect("texts")
}

/// The names of an import's files, opened; none where they have been erased.
pub fn files_of(store: &Store, import: ImportId) -> Vec<String> {
    let Some(at) = owner(store).imports.named_at(import) else { return Vec::new() };
    let content = store.contents(&store.owner_on_this_machine()).one(at).expect("kept");
    FileNames::read(&content).expect("names").into_iter().map(|name| name.file).collect()
}

pub fn day(text: &str) -> Date {
    text.parse().expect("date")
}

pub fn asked(day_text: &str) -> Asked {
    Asked { at: 1_780_000_000, day: day(day_text), actor: "本机".into() }
}

pub fn command(id: &str, events: Vec<Event>) -> Command {
    Command::events(id, asked("2026-03-01"), events)
}

/// A small site: a unit, a committee with a branch, two members.
pub struct Small {
    pub unit: UnitId,
    pub committee: BodyId,
    pub branch: BodyId,
    pub zhang: PersonId,
    pub li: PersonId,
    pub meeting: RecordId,
}

impl Small {
    pub fn new(seed: u64) -> Self {
        let mut ids = SeededIds::new(seed);
        let mut id = || ids.next_id();
        Self {
            unit: UnitId(id()),
            committee: BodyId(id()),
            branch: BodyId(id()),
            zhang: PersonId(id()),
            li: PersonId(id()),
            meeting: RecordId(id()),
        }
    }

    pub fn person(&self, person: PersonId, name: &str) -> Event {
        Event::PersonRegistered {
            person,
            unit: self.unit,
            blind: Some(format!("blind of {name}")),
            source: None,
            details: Sealed::Open(PersonDetails { name: name.into(), phone: Some("13800000000".into()), ..PersonDetails::default() }),
        }
    }

    pub fn recorded(&self, record: RecordId, topic: &str) -> Event {
        Event::Recorded {
            record,
            kinds: SlimSet::from(["党员大会"]),
            bodies: vec![self.branch],
            date: day("2026-02-10"),
            fields: Slim::from([("应到人数", Value::Number(Number::whole(2)))]),
            people: Slim::from([("主持人", vec![self.zhang])]),
            text: Sealed::Open(Slim::from([("主题", topic)])),
            source: None,
        }
    }

    pub fn reason(&self) -> Event {
        Event::ReasonGiven {
            duty: "每月主题党日".into(),
            subject: Subject::Person(self.li),
            period: "2026-01".into(),
            owner: KeyOwner::Person(self.li),
            text: Sealed::Open("住院".into()),
        }
    }

    pub fn events(&self) -> Vec<Event> {
        let body = |body, kind: &str, name: &str| Event::BodyRegistered {
            body,
            unit: Some(self.unit),
            kind: kind.into(),
            name: name.into(),
            founded: None,
            source: None,
        };
        let joined = |person| Event::MemberJoined { person, body: self.branch, kind: MembershipKind::Registered, from: None };
        vec![
            Event::UnitRegistered { unit: self.unit, name: "示范厅".into() },
            body(self.committee, "机关党委", "中共示范厅机关委员会"),
            body(self.branch, "党支部", "中共示范厅第一支部委员会"),
            Event::Related { body: self.branch, kind: RelationKind::Subordinate, to: self.committee, from: None },
            self.person(self.zhang, "张三"),
            self.person(self.li, "李四"),
            joined(self.zhang),
            joined(self.li),
            self.recorded(self.meeting, "研究换届"),
            self.reason(),
        ]
    }

    /// Events that put at least one row into every table.
    pub fn everything(&self) -> Vec<Event> {
        let mut ids = SeededIds::new(u64::try_from(self.unit.0 & 0xffff).expect("small"));
        let (post, holding, item) = (PostId(ids.next_id()), HoldingId(ids.next_id()), ItemId(ids.next_id()));
        let (link, import) = (LinkId(ids.next_id()), ImportId(ids.next_id()));
        let duty = || "每月主题党日".to_owned();
        let subject = Subject::Post(post);
        let mut events = self.events();
        events.extend([
            Event::TermStarted { body: self.branch, term: Term { from: day("2024-05-06"), years: 3 } },
            Event::BodyEntry {
                body: self.branch,
                name: "党小组数".into(),
                from: day("2026-01-01"),
                value: Value::Number(Number::whole(2)),
            },
            Event::TakenUp { uptake: Uptake { unit: self.unit, body: None, kind: "党员大会".into(), from: None } },
            Event::PostOpened { post, body: self.branch, title: "书记".into(), opened: None },
            Event::HolderAppointed { holding, post, person: self.zhang, from: day("2024-05-06"), source: None },
            Event::Linked {
                link,
                kind: "支部联系点".into(),
                from: Subject::Person(self.zhang),
                to: Subject::Body(self.branch),
                since: day("2026-01-05"),
            },
            Event::ItemOpened {
                item,
                kind: "议定事项".into(),
                body: self.branch,
                opened_by: Some(self.meeting),
                opened: day("2026-02-10"),
                owner: Some(self.li),
                due: Some(day("2026-03-10")),
                text: Sealed::Open(Slim::from([("内容", "张榜公布")])),
            },
            Event::Waived { waiver: Waiver {
                duty: duty(), subject, period: "2026-02".into(), owner: Some(KeyOwner::Body(self.branch)),
                ground: Words::Sealed(Sealed::Open("防汛".into())), by: self.zhang,
            } },
            Event::Extended {
                extension: Extension {
                    duty: duty(),
                    subject,
                    period: "2026-03".into(),
                    until: day("2026-04-15"),
                    approved_by: self.committee,
                    approved: day("2026-03-30"),
                },
            },
            Event::published(import, vec![FileNames::new("党员名册.xlsx", &["2026"])], 2),
            Event::CommandUsed { command: "evaluate".into() },
        ]);
        events
    }
}

/// The error of something that must fail.
pub fn error<T: std::fmt::Debug>(result: Result<T, jishi_store::StoreError>) -> String {
    result.expect_err("should fail").to_string()
}
