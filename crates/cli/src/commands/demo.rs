//! `jishi demo`: a synthetic site made anew, and its pages.

use super::serve::{Doors, Ways, open, pages, while_keeping_time};
use crate::args::{Demo, Format};
use crate::failure::Failure;
use crate::{clock, output, packs, roles, site};
use jishi_calendar::Date;
use jishi_facts::Event;
use jishi_store::{Asked, Command, Keys, Location, SeededEntropy, Store};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// The pseudonym that everything in the demo is entered under.
const ACTOR: &str = "演示";

pub fn run(options: &Demo) -> Result<ExitCode, Failure> {
    let today = clock::now(options.today).day;
    let temporary = options.data.is_none().then(TemporaryDir::new).transpose()?;
    let dir = options.data.clone().or_else(|| temporary.as_ref().map(|t| t.0.clone())).unwrap_or_default();
    let library = packs::built_in()?;
    site::block_on(async {
        let began = Instant::now();
        let (store, facts) = make(options, &dir, &library, today).await?;
        let (bodies, people, records) = {
            let view = store.view(&store.owner_on_this_machine());
            (view.bodies.values().filter(|body| body.unit.is_some()).count(), view.people.len(), view.records.len())
        };
        let seconds = began.elapsed().as_secs_f64();
        if options.format == Format::Json {
            output::json(&serde_json::json!({ "units": options.units, "bodies": bodies, "people": people, "records": records,
                "facts": facts, "seconds": seconds, "root": jishi_journal::to_hex(&store.head().1) }))?;
        } else {
            output::say(&format!("演示站点已建好：{} 个单位，{bodies} 个党组织，{people} 名党员，{records} 条记录，用时 {seconds:.1} 秒。全部数据为虚构。\n", options.units))?;
        }
        if options.no_serve {
            return site::close(store).await;
        }
        let live = open(store, library, options.today).await?;
        let doors = roles::open_doors(&live, options.secretaries).await?;
        let place = Doors { port: options.port, proxies: Vec::new() };
        let router = jishi_server::demo(live.clone(), Arc::new(crate::reading::bytes), doors);
        let served = while_keeping_time(&live, pages(router, place, &Ways::default())).await;
        live.end().await.map_err(|error| site::of_store(&error, ""))?;
        served
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Days that are entered together.
const DAYS: usize = 128;

/// Makes the site; facts entered on the same day go in together.
async fn make(options: &Demo, dir: &Path, library: &jishi_pack::Library, today: Date) -> Result<(Store, usize), Failure> {
    let (location, keys) = (Location::Dir(dir.to_owned()), Keys::beside(dir));
    let shown = dir.display().to_string();
    let fail = |error| site::of_store(&error, &shown);
    // A demo is the same for the same seed, its keys included; a real site never is.
    Store::init(&location, &keys, &mut SeededEntropy::new(options.seed)).await.map_err(fail)?;
    let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(options.seed.wrapping_add(1)))).await.map_err(fail)?;
    let wanted = jishi_demo::Options { units: usize::from(options.units), seed: options.seed, today, records: options.records };
    let events = jishi_demo::generate(&wanted, library, &|number| store.blind_index(number));
    let facts = events.len();
    let mut days = by_day(events).into_iter().map(|(day, events)| {
        // Noon may not have come yet.
        let at = if options.today.is_none() && day == today { clock::now(None).at } else { clock::now(Some(day)).at };
        Command::events(format!("演示-{day}"), Asked { at, day, actor: ACTOR.to_owned() }, events)
    });
    loop {
        // Together: a page of the database that many days touch is written once.
        let together: Vec<Command> = days.by_ref().take(DAYS).collect();
        if together.is_empty() {
            break;
        }
        store.execute_all(together).await.map_err(fail)?;
    }
    drop(days);
    Ok((store, facts))
}

fn by_day(events: Vec<(Date, Event)>) -> Vec<(Date, Vec<Event>)> {
    let mut days: Vec<(Date, Vec<Event>)> = Vec::new();
    for (day, event) in events {
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(event),
            _ => days.push((day, vec![event])),
        }
    }
    days
}

/// A folder that goes with the program.
struct TemporaryDir(PathBuf);

impl TemporaryDir {
    fn new() -> Result<Self, Failure> {
        let dir = std::env::temp_dir().join(format!("jishi-demo-{}", site::fresh_id()));
        std::fs::create_dir(&dir).map_err(|error| Failure::file(&dir, &error))?;
        Ok(Self(dir))
    }
}

impl Drop for TemporaryDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
