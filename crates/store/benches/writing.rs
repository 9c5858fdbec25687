//! How fast a site is written to and opened: `cargo bench -p jishi-store`, with PostgreSQL by `scripts/with-postgres.sh`.
//!
//! Each run prints the machine's own fsync beside its figures: latencies mean nothing without it.

use jishi_base::{BodyId, IdSource, ImportId, Number, PersonId, RecordId, SeededIds, Slim, SlimSet, UnitId};
use jishi_facts::{Event, Sealed, Value};
use jishi_store::{Asked, Command, Import, Keys, Location, SeededEntropy, Store};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const CLIENTS: u64 = 64;
const COMMANDS: u64 = 4_000;
const IMPORTED: u64 = 50_000;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let dir = tempfile::tempdir().expect("directory");
    fsyncs(dir.path());
    let data = dir.path().join("data");
    runtime.block_on(measure("SQLite", Location::Dir(data.clone()), Keys::beside(&data)));
    match std::env::var("JISHI_TEST_PG") {
        Ok(url) => runtime.block_on(measure("PostgreSQL", Location::Url(url), Keys::at(dir.path().join("root.key")))),
        Err(_) => println!("跳过：未提供 PostgreSQL"),
    }
}

async fn measure(name: &str, location: Location, keys: Keys) {
    Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("init");
    let store = Arc::new(open(&location, &keys).await);
    store.execute(command("start", vec![branch()])).await.expect("branch");

    let mut alone = Vec::new();
    for place in 0..200 {
        let began = Instant::now();
        store.execute(command(&format!("alone {place}"), vec![meeting(place)])).await.expect("execute");
        alone.push(began.elapsed());
    }
    report(&format!("{name} one client"), alone);

    let began = Instant::now();
    let clients: Vec<_> = (0..CLIENTS).map(|client| tokio::spawn(send(store.clone(), client))).collect();
    let mut waits = Vec::new();
    for client in clients {
        waits.extend(client.await.expect("client"));
    }
    println!("{name} {CLIENTS} clients: {:.0} commands/s", COMMANDS as f64 / began.elapsed().as_secs_f64());
    report(&format!("{name} {CLIENTS} clients"), waits);

    import(name, &store).await;
    timed(name, "verify", store.verify()).await.expect("verify");
    assert_eq!(timed(name, "rebuild --check", store.rebuild_check()).await.expect("check"), []);
    Arc::into_inner(store).expect("the last").close().await.expect("close");
    let store = timed(name, "open", open(&location, &keys)).await;
    println!("{name} entries: {}", store.head().0);
    store.close().await.expect("close");
}

/// A large import, and how long others waited meanwhile.
async fn import(name: &str, store: &Arc<Store>) {
    let events = (0..IMPORTED).map(|place| meeting(1_000_000 + place)).collect();
    let (sender, mut done) = tokio::sync::oneshot::channel();
    let importing = {
        let store = store.clone();
        tokio::spawn(async move {
            let (began, last) = (Instant::now(), Arc::new(Mutex::new(Instant::now())));
            let part = last.clone();
            let on_part = Arc::new(move |_, _| *part.lock().expect("last") = Instant::now());
            let files = vec![jishi_facts::FileNames::new("大表.xlsx", &["2026"])];
            store.import(Import { on_part, ..Import::new(command("import", events), ImportId(1), files) }).await.expect("import");
            let _ = sender.send(());
            (began.elapsed(), last.lock().expect("last").elapsed())
        })
    };
    let (mut waits, mut place) = (Vec::new(), 2_000_000);
    while done.try_recv().is_err() {
        let began = Instant::now();
        store.execute(command(&format!("meanwhile {place}"), vec![meeting(place)])).await.expect("execute");
        waits.push(began.elapsed());
        place += 1;
    }
    let (all, publication) = importing.await.expect("import");
    println!("{name} import of {IMPORTED} events: {all:?}, of which its publication {publication:?}");
    report(&format!("{name} others meanwhile"), waits);
}

async fn open(location: &Location, keys: &Keys) -> Store {
    Store::open(location, keys, Box::new(SeededEntropy::new(2))).await.expect("open")
}

async fn timed<T>(name: &str, what: &str, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    println!("{name} {what}: {:?}", began.elapsed());
    done
}

async fn send(store: Arc<Store>, client: u64) -> Vec<Duration> {
    let mut waits = Vec::new();
    for place in 0..COMMANDS / CLIENTS {
        let began = Instant::now();
        let number = 10_000 + client * COMMANDS + place;
        store.execute(command(&format!("client {number}"), vec![meeting(number)])).await.expect("execute");
        waits.push(began.elapsed());
    }
    waits
}

fn command(id: &str, events: Vec<Event>) -> Command {
    Command::events(id, Asked { at: 1_780_000_000, day: "2026-07-01".parse().expect("day"), actor: "本机".into() }, events)
}

fn branch() -> Event {
    Event::BodyRegistered {
        body: BodyId(1),
        unit: Some(UnitId(1)),
        kind: "党支部".into(),
        name: "第一支部".into(),
        founded: None,
        source: None,
    }
}

/// A meeting as clerks record it.
fn meeting(number: u64) -> Event {
    let record = RecordId(SeededIds::new(number).next_id());
    Event::Recorded {
        record,
        kinds: SlimSet::from(["党员大会"]),
        bodies: vec![BodyId(1)],
        date: "2026-06-10".parse().expect("day"),
        fields: Slim::from([
            ("应到人数", Value::Number(Number::whole(20))),
            ("实到人数", Value::Number(Number::whole(18))),
        ]),
        people: Slim::from([("主持人", vec![PersonId(1)]), ("缺席", vec![PersonId(2), PersonId(3)])]),
        text: Sealed::Open(Slim::from([
            ("主题", "研究发展党员和换届工作"),
            ("决议", "同意，报上级党组织审批"),
        ])),
        source: None,
    }
}

fn report(what: &str, mut waits: Vec<Duration>) {
    waits.sort();
    let at = |share: usize| waits.get((waits.len().saturating_sub(1)) * share / 1000).copied().unwrap_or_default();
    println!("{what}: n={} p50={:?} p99={:?} max={:?}", waits.len(), at(500), at(990), at(1000));
}

/// What one fsync costs here.
fn fsyncs(dir: &std::path::Path) {
    let mut file = std::fs::File::create(dir.join("fsync")).expect("file");
    let waits = (0..200).map(|_| {
        file.write_all(&[7; 4096]).expect("write");
        let began = Instant::now();
        file.sync_data().expect("fsync");
        began.elapsed()
    });
    report("fdatasync here", waits.collect());
}
