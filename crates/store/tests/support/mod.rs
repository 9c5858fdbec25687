//! Sites for tests, on both databases: SQLite in a directory of its own, PostgreSQL in a database of its own.

use jishi_base::{BodyId, IdSource, PersonId, RecordId, SeededIds, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, KeyOwner, MembershipKind, PersonDetails, RelationKind, Sealed, Subject, Value};
use jishi_store::{Asked, Command, Keys, Location, SeededEntropy, Store};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

/// A place for one test's site; removed when dropped.
pub struct Place {
    pub location: Location,
    pub keys: Keys,
    _dir: tempfile::TempDir,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Place {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        let data = dir.path().join("data");
        Self { keys: Keys::beside(&data), location: Location::Dir(data), _dir: dir }
    }

    /// A fresh database on the server of `JISHI_TEST_PG`.
    pub async fn postgres(server: &str) -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(server).await.expect("PostgreSQL");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("CREATE DATABASE");
        admin.close().await.expect("close");
        let (base, _) = server.rsplit_once('/').expect("URL with a database");
        Self { location: Location::Url(format!("{base}/{name}")), keys: Keys::at(dir.path().join("root.key")), _dir: dir }
    }

    pub async fn init(&self) {
        Store::init(&self.location, &self.keys, &mut SeededEntropy::new(1)).await.expect("init");
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
        Err(_) => eprintln!("跳过：未提供 PostgreSQL（请用 scripts/with-postgres.sh 运行）"),
    }
    for place in &places {
        place.init().await;
    }
    places
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
        Self { unit: UnitId(id()), committee: BodyId(id()), branch: BodyId(id()), zhang: PersonId(id()), li: PersonId(id()), meeting: RecordId(id()) }
    }

    pub fn person(&self, person: PersonId, name: &str) -> Event {
        Event::PersonRegistered {
            person, unit: self.unit, blind: Some(format!("blind of {name}")), source: None,
            details: Sealed::Open(PersonDetails { name: name.into(), phone: Some("13800000000".into()), ..PersonDetails::default() }),
        }
    }

    pub fn recorded(&self, record: RecordId, topic: &str) -> Event {
        Event::Recorded {
            record, kinds: BTreeSet::from(["党员大会".into()]), bodies: vec![self.branch], date: day("2026-02-10"),
            fields: BTreeMap::from([("应到人数".into(), Value::Number(jishi_base::Number::whole(2)))]),
            people: BTreeMap::from([("主持人".into(), vec![self.zhang])]),
            text: Sealed::Open(BTreeMap::from([("主题".into(), topic.into())])), source: None,
        }
    }

    pub fn reason(&self) -> Event {
        Event::ReasonGiven {
            duty: "每月主题党日".into(), subject: Subject::Person(self.li), period: "2026-01".into(), owner: KeyOwner::Person(self.li),
            text: Sealed::Open("住院".into()),
        }
    }

    pub fn events(&self) -> Vec<Event> {
        let body = |body, kind: &str, name: &str| Event::BodyRegistered { body, unit: Some(self.unit), kind: kind.into(), name: name.into(), founded: None, source: None };
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
}
