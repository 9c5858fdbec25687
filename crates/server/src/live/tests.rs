//! What is judged again after a change equals what is judged anew, and what is not touched is not judged again.

mod stream;

use crate::foreseen::Foreseen;
use crate::snapshot::{Inputs, Whole};
use crate::testing::{apply, events, library, today, workdays};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_evaluate::{Instance, Verdict, evaluate};
use jishi_facts::{Entity, Event, Extension, InMemory, KeyOwner, Sealed, Site, Subject, Waiver, Words};
use jishi_pack::Form;
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
    snapshot.make_ready();
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
        shown.make_ready();
        step.iter().for_each(|event| apply(&mut site, event));
        let next = after(Some(&shown), &site);
        kept += next.places().values().filter(|place| place.is_judged()).count();
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
            let kept: BTreeSet<UnitId> = next.places().iter().filter(|(_, place)| place.is_judged()).map(|(unit, _)| *unit).collect();
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

/// A site of which everything is judged, and the same with one more event: the units that have to be judged again, and their verdicts
/// that are not the very ones that stood.
fn judged_again(event: impl FnOnce(&mut Dice, &Site) -> Event) -> (Site, Vec<UnitId>, Vec<Verdict>, usize) {
    let mut dice = Dice::new(7);
    let mut site = small(&mut dice, false);
    let shown = after(None, &site);
    shown.make_ready();
    let event = event(&mut dice, &site);
    entered(&mut site, &event);
    let next = after(Some(&shown), &site);
    let open: Vec<UnitId> = next.places().iter().filter(|(_, place)| !place.is_judged()).map(|(unit, _)| *unit).collect();
    next.make_ready();
    let stood: BTreeSet<_> = shown.verdicts().map(std::ptr::from_ref).collect();
    let anew = next.verdicts().filter(|verdict| !stood.contains(&std::ptr::from_ref(*verdict))).cloned().collect();
    (site, open, anew, stood.len())
}

/// A record that names a kind which no superior looks at is judged in its own unit alone.
#[test]
fn a_record_is_judged_in_its_own_unit() {
    let (_, open, anew, all) = judged_again(|dice, _| stream::meeting(dice, 2, "支部委员会会议"));
    assert_eq!(open, [UnitId(2)]);
    // In it, of all that its bodies, posts and people owe, what looks at such meetings.
    let looks = jishi_evaluate::looks(&library());
    assert!(!anew.is_empty() && anew.len() * 40 < all, "{} of {all}", anew.len());
    assert!(anew.iter().all(|verdict| looks[verdict.duty].own.contains("支部委员会会议")));
}

/// What a branch meets for concerns the branch, its posts, its people and who holds a post in it; and the bodies above it, which
/// are to reach it. Of the branch beside it nothing is judged again.
#[test]
fn a_record_is_judged_for_whom_it_concerns() {
    let (site, _, anew, all) = judged_again(|dice, _| stream::meeting(dice, 2, "主题党日"));
    let branch = BodyId(201);
    let posts: BTreeSet<_> = site.posts.values().filter(|post| post.body == branch).map(|post| post.id).collect();
    let members = site.memberships.iter().filter(|m| m.body == branch).map(|m| m.person);
    let people: BTreeSet<_> = site.holdings.values().filter(|held| posts.contains(&held.post)).map(|held| held.person).chain(members).collect();
    let near = |subject: Subject| match subject {
        Subject::Body(body) => body == branch,
        Subject::Post(post) => posts.contains(&post),
        Subject::Person(person) => people.contains(&person),
    };
    let (near, wide): (Vec<&Verdict>, Vec<&Verdict>) = anew.iter().partition(|verdict| near(verdict.subject));
    let persons: BTreeSet<Subject> = near.iter().map(|verdict| verdict.subject).filter(|subject| matches!(subject, Subject::Person(_))).collect();
    assert!(persons.len() >= 6 && anew.len() * 10 < all, "{} of {all}", anew.len());
    let reaching = |verdict: &&&Verdict| library().duties[verdict.duty].editions().any(|edition| matches!(edition.duty.form, Form::Coverage { .. }));
    assert_eq!(wide.iter().filter(reaching).count(), wide.len(), "{wide:?}");
}

/// What is decided about a duty of somebody has that duty judged again, of that one alone.
#[test]
fn a_decision_is_judged_by_itself() {
    let (duty, subject, period) = ("支部党员大会".to_owned(), Subject::Body(BodyId(201)), "2026Q3".to_owned());
    let owner = KeyOwner::Body(BodyId(201));
    let waiver = Waiver { duty: duty.clone(), subject, period: period.clone(), ground: Words::Sealed(Sealed::Open("某".into())), by: PersonId(2_001), owner: Some(owner) };
    let day = "2026-11-01".parse().expect("a day");
    let extension = Extension { duty: duty.clone(), subject, period: period.clone(), until: day, approved_by: BodyId(200), approved: day };
    let reason = Event::ReasonGiven { duty: duty.clone(), subject, period, owner, text: Sealed::Open("某".into()) };
    for event in [Event::Waived { waiver }, Event::Extended { extension }, reason] {
        let (_, open, anew, _) = judged_again(|_, _| event.clone());
        assert_eq!(open, [UnitId(2)], "{event:?}");
        let own = |verdict: &Verdict| verdict.subject == subject && library().duties[verdict.duty].name == duty;
        assert!(!anew.is_empty() && anew.iter().all(own), "{event:?}: {anew:?}");
    }
}

/// Of log-ins nothing is judged.
#[test]
fn a_log_in_has_nothing_judged() {
    let change = jishi_facts::AccountChange::LoggedIn;
    let (_, open, anew, _) = judged_again(|_, _| Event::AccountChanged { account: jishi_base::AccountId(1), change, of: None });
    assert_eq!((open.len(), anew.len()), (0, 0));
}

/// What is judged of a state only after the next has been made is taken over by that one all the same; what is judged of a preview
/// is not.
#[test]
fn what_is_judged_late_is_taken_over() {
    let mut dice = Dice::new(7);
    let mut site = small(&mut dice, false);
    let first = after(None, &site);
    first.make_ready();
    entered(&mut site, &stream::meeting(&mut dice, 2, "主题党日"));
    let second = after(Some(&first), &site);
    let unit = BTreeSet::from([UnitId(2)]);
    let aside = Whole::preview(&second, Inputs { site: Arc::new(site.clone()), ..second.inputs().clone() }, &Arc::new(workdays()));
    let (duty, subject, period) = ("支部党员大会".to_owned(), Subject::Body(BodyId(201)), "2026Q3".to_owned());
    let reason = Event::ReasonGiven { duty: duty.clone(), subject, period, owner: KeyOwner::Body(BodyId(201)), text: Sealed::Open("某".into()) };
    entered(&mut site, &reason);
    let third = after(Some(&second), &site);
    aside.judge(&unit);
    second.judge(&unit);
    third.judge(&unit);
    let stood: BTreeSet<_> = second.of_unit(UnitId(2)).map(std::ptr::from_ref).collect();
    let anew: Vec<&Verdict> = third.of_unit(UnitId(2)).filter(|verdict| !stood.contains(&std::ptr::from_ref(*verdict))).collect();
    assert!(!anew.is_empty() && anew.iter().all(|verdict| verdict.subject == subject && library().duties[verdict.duty].name == duty), "{anew:?}");
    assert!(self::judged(&third) == self::anew(&site));
}

/// What was foreseen is what the next state takes over, where nothing else has moved in the units of it; and where something has, it
/// is not said to have come true.
#[test]
fn what_was_foreseen_is_taken_over_where_it_comes_true() {
    let (mut taken, mut passed_over) = (0, 0);
    for seed in 0..3 {
        let mut dice = Dice::new(seed);
        let mut site = small(&mut dice, true);
        let mut shown = Arc::new(after(None, &site));
        for step in 0..30 {
            let event = some_event(&mut dice, &site);
            let foreseen = Foreseen::of(&shown, &Arc::new(workdays()), vec![event.clone()]);
            // Others may come before it.
            for _ in 0..step % 3 {
                let other = some_event(&mut dice, &site);
                entered(&mut site, &other);
            }
            let came = foreseen.comes_true(&site, std::slice::from_ref(&event));
            entered(&mut site, &event);
            if let Some(size) = came {
                assert_eq!(size, site.size);
                foreseen.came_true(size);
            }
            let next = after(Some(&shown), &site);
            let now = anew(&site);
            assert!(judged(&next) == now, "seed {seed}: {event:?}: what was foreseen is not what came");
            *if came.is_some() { &mut taken } else { &mut passed_over } += 1;
            shown = Arc::new(next);
        }
    }
    assert!(taken > 20 && passed_over > 10, "{taken} {passed_over}");
}

/// In which offices somebody may act is found once, however much is recorded, and again when the registers have moved.
#[test]
fn offices_are_found_once_for_the_same_registers() {
    let mut dice = Dice::new(7);
    let mut site = small(&mut dice, false);
    let held = site.holdings.values().find(|held| held.until.is_none()).expect("a holding").clone();
    let first = after(None, &site);
    let found = first.offices_of(held.person);
    assert!(!found.is_empty());
    entered(&mut site, &stream::meeting(&mut dice, 2, "主题党日"));
    let second = after(Some(&first), &site);
    assert!(Arc::ptr_eq(&found, &second.offices_of(held.person)));
    entered(&mut site, &Event::HolderLeft { holding: held.id, on: today() });
    let third = after(Some(&second), &site);
    assert!(third.offices_of(held.person).iter().all(|office| office.holding != held.id));
}
