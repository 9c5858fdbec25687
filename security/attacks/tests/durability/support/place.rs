//! A site of its own on one of the two databases: a branch with a secretary, who may record there.

use super::skip;
use jishi_base::{BodyId, HoldingId, IdSource, PersonId, PostId, RecordId, SeededIds, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, MembershipKind, PersonDetails, RecordText, Sealed, Site, Texts};
use jishi_store::{
    Administrator, Asked, Bearer, By, Command, Keys, Location, Named, Newcomer, SeededEntropy, Store, StoreError, SystemEntropy, TokenScope, TokenUse, What,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// People who are there to be erased.
const TO_BE_ERASED: u128 = 20;

/// The day that every site of these tests lives on.
pub const TODAY: &str = "2026-11-24";

/// Where a site lies, and who is there.
pub struct Place {
    pub location: Location,
    pub keys: Keys,
    /// As `--data` takes it.
    pub data: String,
    /// Where `JISHI_ROOT_KEY` points, on PostgreSQL.
    pub root_key: PathBuf,
    pub unit: UnitId,
    pub branch: BodyId,
    pub secretary: PersonId,
    post: PostId,
    holding: HoldingId,
    _dir: tempfile::TempDir,
}

/// What a fresh process reads, verified.
pub struct Fresh {
    pub site: Site,
    /// The texts of its records, opened.
    pub texts: BTreeMap<RecordId, RecordText>,
    /// Entries in the journal.
    pub size: u64,
}

impl Place {
    fn new(location: Location, keys: Keys, data: String, dir: tempfile::TempDir) -> Self {
        let mut ids = SeededIds::new(7);
        let root_key = dir.path().join("root.key");
        let (unit, branch, secretary) = (UnitId(ids.next_id()), BodyId(ids.next_id()), PersonId(ids.next_id()));
        Self { location, keys, data, root_key, unit, branch, secretary, post: PostId(ids.next_id()), holding: HoldingId(ids.next_id()), _dir: dir }
    }

    /// In a folder of its own.
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        Self::of_folder(&data, dir)
    }

    /// In this folder, which need not be there yet.
    pub fn at(data: &Path) -> Self {
        Self::of_folder(data, tempfile::tempdir().unwrap())
    }

    fn of_folder(data: &Path, dir: tempfile::TempDir) -> Self {
        Self::new(Location::Dir(data.to_owned()), Keys::beside(data), data.display().to_string(), dir)
    }

    /// In a fresh database of the server.
    pub async fn postgres(server: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let dir = tempfile::tempdir().unwrap();
        let name = format!("d{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        Self::new(Location::Url(url.clone()), Keys::at(dir.path().join("root.key")), url, dir)
    }

    /// The same on the server of the test run; says so aloud where there is none.
    pub async fn on_postgres() -> Option<Self> {
        match std::env::var("JISHI_TEST_PG") {
            Ok(server) => Some(Self::postgres(&server).await),
            Err(_) => {
                skip("PostgreSQL", "请用 scripts/with-postgres.sh 运行");
                None
            }
        }
    }

    /// Makes the site, with its people.
    pub async fn init(self) -> Self {
        Store::init(&self.location, &self.keys, &mut SeededEntropy::new(1)).await.unwrap();
        let store = self.open().await;
        store.execute(Command::events("开始", asked(), self.people())).await.unwrap();
        store.close().await.unwrap();
        self
    }

    fn people(&self) -> Vec<Event> {
        let person = |person, name: &str| Event::PersonRegistered {
            person, unit: self.unit, blind: None, details: Sealed::Open(PersonDetails { name: name.into(), ..PersonDetails::default() }), source: None,
        };
        let day: Date = "2024-05-06".parse().unwrap();
        let mut events = vec![
            Event::UnitRegistered { unit: self.unit, name: "示范厅".into() },
            Event::BodyRegistered {
                body: self.branch, unit: Some(self.unit), kind: "党支部".into(), name: "中共示范厅第一支部委员会".into(), founded: None, source: None,
            },
            person(self.secretary, "张立新"),
            Event::MemberJoined { person: self.secretary, body: self.branch, kind: MembershipKind::Registered, from: None },
            Event::PostOpened { post: self.post, body: self.branch, title: "书记".into(), opened: None },
            Event::HolderAppointed { holding: self.holding, post: self.post, person: self.secretary, from: day, source: None },
        ];
        events.extend((0..TO_BE_ERASED).map(|number| person(self.to_be_erased(number), "王五")));
        events
    }

    /// One of the people who are there to be erased, more than once where there are not enough.
    pub fn to_be_erased(&self, number: u128) -> PersonId {
        PersonId(40_000 + number % TO_BE_ERASED)
    }

    /// A token that records as the secretary.
    pub async fn token(&self) -> String {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
        let store = self.open().await;
        let asked = Asked { at: now, ..asked() };
        let accounts = store.accounts();
        for seat in Administrator::ALL {
            let (link, named) = (accounts.invite(seat, &asked).await.unwrap(), Named::Name(seat.word().into()));
            let who = Newcomer { named: &named, login: seat.word(), password: "春天的花开了一树", rules: None };
            accounts.set_up(link.expose(), who, &asked).await.unwrap();
        }
        let security = accounts.by_login(Administrator::Security.word()).await.unwrap().unwrap();
        let what = What::New { login: "书记".into(), bearer: Bearer::Person(self.secretary) };
        let account = accounts.ask(what, &By { account: security.id, acting: None }, &asked).await.unwrap().account.unwrap();
        let wanted = TokenUse { label: "测试".into(), acting: Some(self.holding), scope: TokenScope::Record, valid_for: 24 * 3_600 };
        let (secret, _) = accounts.make_token(account.id, wanted, &asked).await.unwrap();
        store.close().await.unwrap();
        secret.expose().to_owned()
    }

    pub async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    pub async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(&self.location, &self.keys, Box::new(SystemEntropy)).await
    }

    /// What somebody reads who was not there before: the journal verified, the tables equal to it.
    pub async fn fresh(&self) -> Fresh {
        self.read(true).await
    }

    /// The same without the tables: quicker, where it is asked often.
    pub async fn glance(&self) -> Fresh {
        self.read(false).await
    }

    async fn read(&self, in_full: bool) -> Fresh {
        let store = Store::open_read_only(&self.location, &self.keys).await.unwrap_or_else(|error| panic!("a fresh reader: {error}"));
        if in_full {
            store.verify().await.unwrap_or_else(|error| panic!("the journal: {error}"));
            assert_eq!(store.rebuild_check().await.unwrap(), [], "the tables are the fold of the journal");
        }
        let (site, contents) = (whole(&store), store.contents(&store.owner_on_this_machine()));
        let kept: Vec<(RecordId, &Texts)> = site.records.values().filter_map(|record| Some((record.id, record.text.open()?))).collect();
        let opened = contents.open(&kept.iter().map(|(_, texts)| texts.at).collect::<Vec<_>>()).unwrap();
        let texts = kept.iter().zip(opened).map(|((record, texts), content)| (*record, texts.read(&content.unwrap()).unwrap())).collect();
        let fresh = Fresh { texts, size: store.head().0, site };
        store.close().await.unwrap();
        fresh
    }

    /// The database of facts, with other tools than this program.
    pub async fn intruder(&self) -> DatabaseConnection {
        match &self.location {
            Location::Dir(dir) => Database::connect(format!("sqlite://{}", dir.join("facts.db").display())).await.unwrap(),
            Location::Url(url) => {
                let mut options = ConnectOptions::new(url);
                options.max_connections(1).set_schema_search_path("jishi");
                Database::connect(options).await.unwrap()
            }
        }
    }

    /// Runs statements with other tools than this program.
    pub async fn meddle(&self, statements: &[&str]) {
        let intruder = self.intruder().await;
        for statement in statements {
            intruder.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        intruder.close().await.unwrap();
    }

    /// Lets a second writer in: the lock's file is deleted, or the session that holds the lock is ended.
    pub async fn unlock(&self) {
        match &self.location {
            Location::Dir(dir) => std::fs::remove_file(dir.join("writer.lock")).unwrap(),
            Location::Url(_) => {
                self.meddle(&["SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"]).await;
            }
        }
    }
}

/// Who asks, and when.
pub fn asked() -> Asked {
    Asked { at: 1_780_000_000, day: TODAY.parse().unwrap(), actor: "本机".into() }
}

/// The whole site as a store shows it.
pub fn whole(store: &Store) -> Site {
    (*store.view(&store.owner_on_this_machine())).clone()
}
