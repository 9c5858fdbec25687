//! The site is the same for the same seed, holds together, and has a few lapses of every sort.

use crate::{Options, generate};
use jishi_base::Atom;
use jishi_calendar::{Date, Workdays, Year};
use jishi_evaluate::{Instance, OnDuty, Speaker, Status, evaluate};
use jishi_facts::{Event, Mark, Sealed, Site, Stamp, Text, Value};
use jishi_pack::{Library, SourceFile, load};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn today() -> Date {
    "2026-11-24".parse().expect("a date")
}

fn library() -> Library {
    let mut sources = Vec::new();
    let packs = Path::new("../../packs");
    for pack in std::fs::read_dir(packs).expect("packs").flatten() {
        for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
        }
    }
    sources.retain(|source| source.file.ends_with(".yaml"));
    load(&sources).library.expect("packs without errors")
}

fn events(units: usize, library: &Library) -> Vec<(Date, Event)> {
    generate(&Options { units, seed: 1, today: today(), records: 0 }, library, &|number| number.to_owned())
}

fn fold(events: &[(Date, Event)]) -> Site {
    let mut site = Site::default();
    for (seq, (day, event)) in events.iter().enumerate() {
        site.apply(&Stamp { seq: seq as u64, at: 0, day: *day, actor: "演示".into() }, event);
    }
    site
}

fn whole(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => Some(number.as_thousandths() / 1000),
        _ => None,
    }
}

/// The day on which what an event tells was so.
fn day_of(event: &Event) -> Option<Date> {
    match event {
        Event::Recorded { date, .. } => Some(*date),
        Event::ItemClosed { on, .. } | Event::ItemVerified { on, .. } | Event::MemberLeft { on, .. } => Some(*on),
        Event::HolderLeft { on, .. } | Event::BodyClosed { on, .. } | Event::PostAbolished { on, .. } => Some(*on),
        Event::HolderAppointed { from, .. } => Some(*from),
        Event::TermStarted { term, .. } => Some(term.from),
        Event::ItemOpened { opened, .. } => Some(*opened),
        Event::MemberJoined { from, .. } => *from,
        Event::BodyRegistered { founded, .. } => *founded,
        Event::Extended { extension } => Some(extension.approved),
        Event::PersonRegistered { details, .. } | Event::PersonChanged { details, .. } => details.open().and_then(|d| d.confirmed.max(d.joined)),
        _ => None,
    }
}

#[test]
fn the_same_seed_gives_the_same_events() {
    let library = library();
    let json = |events: &[(Date, Event)]| -> Vec<String> { events.iter().map(|one| format!("{one:?}")).collect() };
    assert_eq!(json(&events(2, &library)), json(&events(2, &library)));
}

#[test]
fn counts_and_days_hold_together() {
    let library = library();
    let events = events(12, &library);
    assert!(events.is_sorted_by_key(|(day, _)| *day));
    for (day, event) in &events {
        assert!(*day <= today() && day_of(event).is_none_or(|date| date <= *day), "{day} {event:?}");
    }
    let site = fold(&events);
    assert!((135..=165).contains(&site.bodies.len()), "{} bodies", site.bodies.len());
    let members = site.people.keys().filter(|person| site.branch_of(**person, today()).is_some()).count();
    assert!((1400..=1600).contains(&members), "{members} members");
}

#[test]
fn any_day_will_do() {
    let library = library();
    for (units, day) in [(0, "2026-11-24"), (1, "2027-01-01"), (3, "2028-02-29"), (20, "2026-05-06")] {
        let today: Date = day.parse().expect("a date");
        let events = generate(&Options { units, seed: 7, today, records: 0 }, &library, &|number| number.to_owned());
        assert!(events.iter().all(|(day, event)| *day <= today && day_of(event).is_none_or(|date| date <= *day)), "{units} {today}");
    }
}

#[test]
fn identity_numbers_check() {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut seen = std::collections::BTreeSet::new();
    for (_, event) in events(12, &library()) {
        let Event::PersonRegistered { details: Sealed::Open(details), .. } = event else { continue };
        let number = details.id_number.clone().expect("a number");
        let sum: u32 = number.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).expect("a digit") * weight).sum();
        assert_eq!(number.chars().last(), "10X98765432".chars().nth(sum as usize % 11), "{number}");
        assert!(number.starts_with("990101") && seen.insert(number));
    }
}

#[test]
fn nobody_is_counted_who_is_no_member() {
    let site = fold(&events(3, &library()));
    for record in site.records.values() {
        let (Some(due), Some(came)) = (whole(record.fields.get("应到")), whole(record.fields.get("实到"))) else { continue };
        let absent = record.people.get("缺席").map_or(0, |people| people.len()) as i64;
        assert!(came <= due, "{record:?}");
        let body = record.bodies.first().expect("a body");
        if site.bodies[body].kind == "党支部" && !record.kinds.contains("支部委员会会议") {
            assert_eq!(site.members_on(*body, record.date).count() as i64, due, "{record:?}");
            assert_eq!(came + absent, due, "{record:?}");
        }
        assert!(record.people.values().flatten().all(|person| site.people.contains_key(person)));
    }
}

#[test]
fn a_few_lapses_and_every_status() {
    let library = library();
    let site = fold(&events(12, &library));
    let workdays = Workdays::new(Year::built_in().expect("holidays"));
    let instances = evaluate(&library, &site, &workdays, today());
    let mut shares: BTreeMap<Status, usize> = BTreeMap::new();
    for instance in &instances {
        *shares.entry(instance.status).or_default() += 1;
    }
    let overdue = shares.get(&Status::Overdue).copied().unwrap_or(0) * 1000 / instances.len();
    assert!((10..=60).contains(&overdue), "{overdue} of a thousand: {shares:?}");
    assert!(Status::ALL.iter().all(|status| shares.contains_key(status)), "{shares:?}");
}

/// Judged by the real packs, a site in which everybody and everything is called otherwise has equal instances: they carry no
/// names and no titles. What the packs rest on stays: how a branch's name ends, which texts are there, and which are the same.
#[test]
fn what_things_are_called_is_not_in_what_is_judged() {
    let library = library();
    let workdays = Workdays::new(Year::built_in().expect("holidays"));
    let site = fold(&events(2, &library));
    let mut other = site.clone();
    let otherwise = |name: &mut String| *name = format!("另称{name}");
    other.units.change(|_| true, |unit| otherwise(&mut unit.name));
    other.bodies.change(|_| true, |body| otherwise(&mut body.name));
    other.people.change(|_| true, |person| if let Sealed::Open(details) = &mut person.details { otherwise(&mut details.name) });
    let bodies: BTreeMap<String, String> = site.bodies.iter().map(|(id, body)| (body.name.clone(), other.bodies[id].name.clone())).collect();
    other.records.change(|_| true, |record| {
        if let Sealed::Open(text) = &mut record.text {
            text.marks.values_mut().filter(|mark| !mark.is_blank()).for_each(|mark| *mark = Mark::of(&format!("另称{mark:?}")));
        }
        // Which body a field names, it names by what the body is called.
        let named = |code: &Atom| bodies.get(code.as_str()).map_or_else(|| code.clone(), Atom::from);
        record.fields.values_mut().for_each(|value| match value {
            Value::Code(code) => *code = named(code),
            Value::Codes(codes) => *codes = codes.iter().map(named).collect(),
            _ => {}
        });
    });
    other.ties = other.ties.over(&other.records);
    other.waivers.change(|_| true, |waiver| waiver.ground = Sealed::Open(Text::of("另一依据", 0)));
    for day in ["2026-11-24", "2026-06-15"].map(|day| day.parse().expect("a day")) {
        let (here, there) = (evaluate(&library, &site, &workdays, day), evaluate(&library, &other, &workdays, day));
        assert!(here == there, "{:?}", here.iter().zip(&there).find(|(a, b)| a != b));
        let said = |site: &Site| here.iter().flat_map(|one| Speaker::new(&library, site).because(one)).collect::<String>();
        assert_ne!(said(&site), said(&other), "the sentences do name things");
    }
}

/// What an instance takes in memory with all that hangs on it, on average. With its words in it it took 1,111 bytes.
#[test]
fn an_instance_is_small() {
    let library = library();
    let site = fold(&events(2, &library));
    let instances = evaluate(&library, &site, &Workdays::new(Year::built_in().expect("holidays")), today());
    let of = |one: &Instance| {
        size_of::<Instance>()
            + size_of_val(one.evidence.as_slice()) + size_of_val(one.missing.as_slice())
            + size_of_val(one.parts.as_slice()) + size_of_val(one.because.as_slice())
    };
    let owners: BTreeMap<*const OnDuty, usize> = instances.iter().map(|one| (Arc::as_ptr(&one.owner), size_of_val(&*one.owner))).collect();
    let bytes = instances.iter().map(of).sum::<usize>() + owners.values().sum::<usize>();
    assert!(bytes / instances.len() <= 650, "{} bytes each of {}", bytes / instances.len(), instances.len());
}
