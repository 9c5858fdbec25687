//! What is judged again after a change equals what is judged anew, and what is not touched is not judged again.

mod stream;

use crate::snapshot::{Inputs, Whole};
use crate::testing::{apply, events, library, today, workdays};
use jishi_base::UnitId;
use jishi_evaluate::{Instance, Verdict, evaluate};
use jishi_facts::{Entity, Event, InMemory, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use stream::{Dice, entered, small, some_event};

fn after(before: Option<&Whole>, site: &Site) -> Whole {
    let (library, today) = (library(), today());
    let inputs = Inputs { library, site: Arc::new(site.clone()), as_of: today, today, known_at: None, journal_root: String::new(), contents: Arc::new(InMemory::default()) };
    Whole::after(before, inputs, &Arc::new(workdays()))
}

/// Every instance, by unit: each verdict as it is kept, with the reasons that are made for it now.
fn judged(snapshot: &Whole) -> BTreeMap<UnitId, Vec<Instance>> {
    snapshot.make_ready(None);
    let told = |unit: &UnitId| {
        let verdicts: Vec<&Verdict> = snapshot.of_unit(*unit).collect();
        let told = verdicts.iter().zip(snapshot.told_all(&verdicts));
        told.map(|(verdict, told)| Instance { verdict: (*verdict).clone(), ..(*told).clone() }).collect()
    };
    snapshot.places().keys().map(|unit| (*unit, sorted(told(unit)))).collect()
}

fn anew(site: &Site) -> BTreeMap<UnitId, Vec<Instance>> {
    let mut all: BTreeMap<UnitId, Vec<Instance>> = site.units.keys().map(|unit| (*unit, Vec::new())).collect();
    for instance in evaluate(&library(), site, &workdays(), today()) {
        all.entry(instance.unit.expect("a unit")).or_default().push(instance);
    }
    all.into_iter().map(|(unit, all)| (unit, sorted(all))).collect()
}

fn sorted(mut all: Vec<Instance>) -> Vec<Instance> {
    all.sort_by_key(|instance| (instance.duty, instance.subject, instance.period));
    all
}

/// The last months of a site, in steps: corrections, records, items, and a register that changes once in a while.
#[test]
fn judging_what_changed_equals_judging_all() {
    let events = events(2, 3);
    let (before, last) = events.split_at(events.len() - 48);
    let mut site = Site::default();
    before.iter().for_each(|event| apply(&mut site, event));
    let mut shown = after(None, &site);
    let mut kept = 0;
    for step in last.chunks(6) {
        shown.make_ready(None);
        step.iter().for_each(|event| apply(&mut site, event));
        let next = after(Some(&shown), &site);
        kept += next.places().values().filter(|place| place.is_ready()).count();
        assert!(judged(&next) == anew(&site), "judged in part and judged anew differ");
        shown = next;
    }
    assert!(kept > 0, "everything was judged again at every step");
}

/// Units of which nothing is said to be touched are judged as before: random streams of all events, many times over.
#[test]
fn what_is_not_touched_stands() {
    let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    // `JISHI_DEEP` is what `make deep` sets: many more streams.
    for seed in 0..if std::env::var_os("JISHI_DEEP").is_some() { 100 } else { 6 } {
        let mut dice = Dice::new(seed);
        let mut site = small(&mut dice, true);
        let mut shown = after(None, &site);
        let mut stood = judged(&shown);
        for _ in 0..40 {
            let event = some_event(&mut dice, &site);
            entered(&mut site, &event);
            let next = after(Some(&shown), &site);
            let kept: BTreeSet<UnitId> = next.places().iter().filter(|(_, place)| place.is_ready()).map(|(unit, _)| *unit).collect();
            let now = anew(&site);
            for unit in &kept {
                assert!(now[unit] == stood[unit], "seed {seed}: {event:?} changes a unit that it is not said to touch");
            }
            let judged = judged(&next);
            assert!(judged == now, "seed {seed}: {event:?}: judged by units and judged anew differ");
            let name = serde_json::to_value(&event).expect("JSON")["event"].as_str().expect("a name").to_owned();
            let [times, touched] = kinds.entry(name).or_default();
            (*times, *touched) = (*times + 1, *touched + site.units.len() - kept.len());
            if event.is_beside() {
                assert_eq!(kept.len(), site.units.len(), "{event:?} touches something");
            }
            (shown, stood) = (next, judged);
        }
    }
    println!("{kinds:?}");
    assert!(kinds.len() >= 30, "{}: {kinds:?}", kinds.len());
}

/// Whatever an event changes of a site, it is said to touch: the same streams.
#[test]
fn what_an_event_changes_it_is_said_to_touch() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let mut site = small(&mut dice, true);
        for _ in 0..40 {
            let (event, before) = (some_event(&mut dice, &site), site.clone());
            entered(&mut site, &event);
            let touched: BTreeSet<Entity> = event.touches(&before).into_iter().collect();
            let untold: Vec<Entity> = stream::changed(&before, &site).into_iter().filter(|entity| !touched.contains(entity)).collect();
            assert!(untold.is_empty(), "seed {seed}: {event:?} changes {untold:?} besides");
            assert!(!event.is_beside() || before.changed == site.changed, "seed {seed}: {event:?}");
        }
    }
}

/// A record that names a kind which no superior looks at is judged in its own unit alone; nothing at all is judged after log-ins.
#[test]
fn a_record_is_judged_in_its_own_unit() {
    let mut dice = Dice::new(7);
    let mut site = small(&mut dice, false);
    let shown = after(None, &site);
    shown.make_ready(None);
    entered(&mut site, &stream::meeting(&mut dice, 2));
    let next = after(Some(&shown), &site);
    let open: Vec<UnitId> = next.places().iter().filter(|(_, place)| !place.is_ready()).map(|(unit, _)| *unit).collect();
    assert_eq!(open, [UnitId(2)]);
    next.make_ready(None);
    // In it, of all that its bodies, posts and people owe, what looks at such meetings.
    let stood: BTreeSet<_> = shown.of_unit(UnitId(2)).map(std::ptr::from_ref).collect();
    let anew: Vec<&Verdict> = next.of_unit(UnitId(2)).filter(|verdict| !stood.contains(&std::ptr::from_ref(*verdict))).collect();
    let looks = jishi_evaluate::looks(&library());
    assert!(!anew.is_empty() && anew.len() * 4 < stood.len(), "{} of {}", anew.len(), stood.len());
    assert!(anew.iter().all(|verdict| looks[verdict.duty].own.contains("支部委员会会议")));
    let change = jishi_facts::AccountChange::LoggedIn;
    entered(&mut site, &Event::AccountChanged { account: jishi_base::AccountId(1), change, of: None });
    let later = after(Some(&next), &site);
    assert!(later.places().values().all(|place| place.is_ready()));
}
