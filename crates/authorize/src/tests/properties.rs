//! What must hold for any site and anybody: drawn from a seed, so that a failure can be drawn again.

use super::narrow::narrow;
use super::support::{Build, library, on, today};
use crate::*;
use jishi_base::{BodyId, HoldingId, Map, PersonId, SeededIds, UnitId};
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Event, Link, RelationKind, Subject};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Draws from a seed.
pub struct Dice(pub SeededIds);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % end.max(1) as u64).expect("small")
    }
    pub fn of<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }
    pub fn some_of<T: Copy>(&mut self, from: &[T], most: usize) -> Vec<T> {
        (0..self.below(most + 1)).filter_map(|_| self.of(from)).collect()
    }
    fn date(&mut self) -> Date {
        some_day(self.below(1000))
    }
}

/// One of a thousand days from 2025 to 2027.
pub fn some_day(number: usize) -> Date {
    let part = |value: usize| i8::try_from(value).expect("small");
    Date::new(2025 + i16::from(part(number / 336)), 1 + part(number / 28 % 12), 1 + part(number % 28)).expect("a day")
}

/// Kinds and titles of the packs, and one of each that no pack knows.
static POSTS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let known = library().body_kinds.into_values().map(|kind| (kind.name, [kind.posts, vec!["某职".to_owned()]].concat()));
    known.chain([("某类".to_owned(), vec!["书记".to_owned()])]).collect()
});

/// A site of some thirty bodies with cycles, gaps and ends in it; and people to act with a holding, their own or not.
pub fn draw(seed: u64) -> (Site, Vec<Actor>) {
    let (mut d, mut b) = (Dice(SeededIds::new(seed)), Build::default());
    let units: Vec<UnitId> = (0..3).map(|number| b.unit(&format!("厅{number}"))).collect();
    let mut bodies: Vec<BodyId> = Vec::new();
    let mut posts = Vec::new();
    for number in 0..d.below(25) + 4 {
        let (kind, titles) = POSTS[d.below(POSTS.len())].clone();
        let unit = d.of(&units).filter(|_| number % 7 != 0);
        bodies.push(b.body(unit, &kind, &format!("{kind}{number}"), &[]));
        posts.push(titles);
    }
    use RelationKind::{Contact, Guidance, Leadership, Professional, Subordinate};
    for body in bodies.clone() {
        for kind in [Subordinate, Subordinate, Leadership, Guidance, Professional, Contact] {
            let (to, ends) = (d.of(&bodies).expect("a body"), d.below(6) == 0);
            if d.below(3) > 0 {
                b.enter(Event::Related { body, kind, to, from: None });
                let on = d.date();
                if ends { b.enter(Event::Unrelated { body, kind, to, on }) }
            }
        }
        let on = d.date();
        if d.below(8) == 0 { b.enter(Event::BodyClosed { body, on }) }
    }
    let people: Vec<PersonId> = (0..20).filter_map(|number| Some((number, d.of(&units)?))).map(|(number, unit)| b.person(unit, &format!("人{number}"))).collect();
    for person in &people {
        for body in d.some_of(&bodies, 2) {
            b.enter(Event::MemberJoined { person: *person, body, kind: jishi_facts::MembershipKind::Registered, from: None });
            let on = d.date();
            if d.below(4) == 0 { b.enter(Event::MemberLeft { person: *person, body, on }) }
        }
    }
    let mut holdings: Vec<HoldingId> = Vec::new();
    for (body, titles) in bodies.iter().zip(&posts) {
        for title in titles {
            let person = d.of(&people).expect("a person");
            let holding = b.appoint(*body, title, person);
            let on = d.date();
            if d.below(3) == 0 { b.enter(Event::HolderLeft { holding, on }) }
            holdings.push(holding);
        }
    }
    for _ in 0..30 {
        let (of, who) = (d.some_of(&bodies, 2), d.some_of(&people, 4));
        let kind = if d.below(3) == 0 { "谈心谈话" } else { "主题党日" };
        b.record_of(kind, &of, &who.into_iter().map(|person| ("缺席", person)).collect::<Vec<_>>());
        let (body, owner) = (d.of(&bodies).expect("a body"), d.of(&people).filter(|_| d.below(2) == 0));
        b.item(body, owner);
    }
    for _ in 0..4 {
        let (from, to) = (d.of(&people).map(Subject::Person), d.of(&bodies).map(Subject::Body));
        let link = jishi_base::LinkId(b.id());
        let (from, to) = (from.expect("a person"), to.expect("a body"));
        b.enter(Event::Linked { link, kind: "支部联系点".into(), from, to, since: d.date() });
    }
    b.enter(Event::PersonErased { person: people[0], ground: jishi_facts::Ground::Requested, imports: BTreeSet::new() });
    let mut actors: Vec<Actor> = people.iter().map(|person| Actor::person(*person, None)).collect();
    let of_holding = |holding: &HoldingId| Actor::person(b.site.holdings[holding].person, Some(*holding));
    actors.extend(holdings.iter().map(of_holding));
    // Somebody else's holding gives nothing.
    actors.extend(people.iter().map(|person| Actor::person(*person, d.of(&holdings))));
    actors.iter_mut().for_each(|actor| actor.entrusted = d.below(2) == 0);
    (b.site, actors)
}

fn resources(site: &Site) -> Vec<Resource> {
    let mut all = vec![Resource::Site];
    all.extend(site.units.keys().map(|id| Resource::Unit(*id)));
    all.extend(site.bodies.keys().map(|id| Resource::Body(*id)));
    all.extend(site.posts.keys().map(|id| Resource::Post(*id)));
    all.extend(site.people.keys().map(|id| Resource::Person(*id)));
    all.extend(site.records.keys().map(|id| Resource::Record(*id)));
    all.extend(site.items.keys().map(|id| Resource::Item(*id)));
    all
}

/// The same question for a body, answered the other way round: from the body upwards instead of from the post downwards.
fn may_by_climbing(site: &Site, actor: &Actor, action: Action, body: BodyId, date: Date) -> bool {
    let Some(person) = actor.person else { return false };
    let branches = site.memberships.iter().filter(|m| m.person == person && m.until.is_none_or(|until| date < until)).map(|m| m.body);
    let mut standing: Vec<(&Right, BodyId)> = Vec::new();
    for branch in branches {
        standing.extend(shipped().iter().filter(|row| row.of == Bearer::Member && row.expanse != Expanse::Themself).map(|row| (row, branch)));
    }
    if let Some(held) = actor.acting.and_then(|holding| site.holdings.get(&holding)).filter(|held| held.person == person) {
        let (post, body) = (&site.posts[&held.post], &site.bodies[&site.posts[&held.post].body]);
        if holds(Some(held.from), held.until, date) && body.closed.is_none_or(|closed| date < closed) {
            let fits = |row: &&Right| (row.phase == Phase::Always || actor.entrusted) && row.kinds.contains(&body.kind) && (row.titles.is_empty() || row.titles.contains(&post.title));
            standing.extend(shipped().iter().filter(fits).map(|row| (row, body.id)));
        }
    }
    standing.iter().filter(|(row, _)| row.actions.contains(&action)).any(|(row, own)| {
        let starts_at = |at: BodyId| {
            let led = |r: &jishi_facts::Relation| r.to == *own && row.through.iter().any(|kind| kind == r.kind.word()) && holds(r.from, r.until, date);
            at == *own || site.bodies[&at].relations.iter().any(led)
        };
        let unit = site.bodies[&body].unit;
        let (mut at, mut climbed) = (Some(body), BTreeSet::new());
        match row.expanse {
            Expanse::Own => starts_at(body),
            Expanse::Unit => starts_at(body) || site.bodies.values().any(|start| starts_at(start.id) && unit.is_some() && start.unit == unit),
            Expanse::Below => loop {
                match at {
                    Some(here) if starts_at(here) => break true,
                    Some(here) if climbed.insert(here) => at = site.parent(here, date),
                    _ => break false,
                }
            },
            Expanse::Themself | Expanse::Whole => false,
        }
    })
}

/// The keys of everything that is in a site.
fn contents(site: &Site) -> BTreeSet<String> {
    fn keys<K: Ord + std::fmt::Debug, V>(map: &jishi_base::Map<K, V>) -> Vec<String> {
        map.keys().map(|key| format!("{key:?}")).collect()
    }
    let parts = [keys(&site.units), keys(&site.bodies), keys(&site.people), keys(&site.posts), keys(&site.holdings), keys(&site.records), keys(&site.items)];
    let taking_part = site.records.values().flat_map(|r| r.people.values().flatten().map(move |person| format!("{:?} {person:?}", r.id)));
    let words = site.records.values().flat_map(|r| r.text.open().into_iter().flat_map(|text| text.marks.keys()).map(move |key| format!("{:?} {key}", r.id)));
    let members = site.memberships.iter().map(|m| format!("{m:?}"));
    parts.into_iter().flatten().chain(taking_part).chain(words).chain(members).collect()
}

fn check(seed: u64, date: Date) -> Result<(), TestCaseError> {
    let (site, actors) = draw(seed);
    let all = resources(&site);
    for actor in actors.iter().step_by(5) {
        for action in Action::ALL {
            let reach = reach(on(&site), actor, action, date);
            for resource in &all {
                let decision = reach.extent.covers(&site, *resource);
                if let Resource::Body(body) = resource {
                    prop_assert_eq!(decision, may_by_climbing(&site, actor, action, *body, date), "{:?} {} {:?}", actor, action, body);
                }
                // Nobody does anything to what they cannot see; who is in one's branch is known by name only.
                if decision && action != Action::SeeNames {
                    prop_assert!(sight(on(&site), actor, date).covers(&site, *resource), "{:?} {} {:?}", actor, action, resource);
                }
            }
        }
        look(&site, actor, &all, date)?;
    }
    Ok(())
}

/// The part of the site agrees with every single decision, and with itself.
fn look(site: &Site, actor: &Actor, all: &[Resource], date: Date) -> Result<(), TestCaseError> {
    let sight = sight(on(site), actor, date);
    let part = narrow(site, &sight);
    let decided = |action, resource| decide(on(site), actor, action, resource, date).allowed;
    for resource in all {
        let found = match *resource {
            Resource::Record(id) => part.records.contains_key(&id),
            Resource::Item(id) => part.items.contains_key(&id),
            Resource::Body(id) if site.bodies[&id].unit.is_some() => part.bodies.get(&id).is_some_and(|body| body.unit.is_some()),
            Resource::Person(id) if id != PersonId(0) => {
                let whole = part.people.get(&id).is_some_and(|person| *person == site.people[&id]);
                // Of somebody erased nothing but the entry is left, for everybody.
                let seen = decided(Action::SeePeople, *resource) || (whole && site.people[&id].details.open().is_none());
                prop_assert_eq!(seen, whole, "{:?} {:?}", actor, resource);
                continue;
            }
            _ => continue,
        };
        prop_assert_eq!(decided(Action::See, *resource), found, "{:?} {:?}", actor, resource);
    }
    for (id, person) in &part.people {
        let known = person.details.open().is_some_and(|details| details.at > 0) || person.blind.is_some();
        prop_assert!(!known || sight.people().contains(id));
    }
    prop_assert!(part.links.values().all(|link: &Link| sight.sees(site, link.from) || sight.sees(site, link.to)));
    prop_assert_eq!(&narrow(&part, &sight), &part, "once more changes nothing");
    let less = sight.only(&sight.bodies().iter().copied().step_by(2).collect(), &sight.people().iter().copied().skip(1).collect(), sight.units());
    prop_assert!(contents(&narrow(site, &less)).is_subset(&contents(&part)), "less is less");
    take_out(site, actor, &part, date)?;
    let as_member = narrow(site, &crate::sight(on(site), &Actor { acting: None, ..*actor }, date));
    prop_assert!(contents(&as_member).is_subset(&contents(&part)), "a post takes nothing away");
    Ok(())
}

/// A file holds no more than is seen, no record beyond the reach of 导出, and in a record about persons nobody beyond it.
fn take_out(site: &Site, actor: &Actor, seen: &Site, date: Date) -> Result<(), TestCaseError> {
    let (taken, reach) = (narrow(site, &taken_out(on(site), actor, date)), reach(on(site), actor, Action::Export, date).extent);
    prop_assert!(contents(&taken).is_subset(&contents(seen)), "{:?}", actor);
    for record in taken.records.values() {
        prop_assert!(reach.covers(site, Resource::Record(record.id)), "{:?} {:?}", actor, record.id);
        let mut people = record.people.values().flatten();
        prop_assert!(!on(site).personal.is_about(record) || people.all(|person| reach.people.contains(person)), "{:?} {:?}", actor, record.id);
    }
    prop_assert!(taken.items.keys().all(|item| reach.covers(site, Resource::Item(*item))), "{:?}", actor);
    let within = |m: &jishi_facts::Membership| reach.bodies.contains(&m.body) || reach.people.contains(&m.person);
    prop_assert!(taken.memberships.iter().all(within), "{:?}", actor);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn list_and_single_read_agree(seed in any::<u64>(), number in 0_usize..1000) {
        check(seed, some_day(number))?;
    }

    #[test]
    fn who_left_yesterday_has_nothing_of_it(seed in any::<u64>()) {
        let (mut site, actors) = draw(seed);
        for actor in actors.iter().filter(|actor| actor.acting.is_some()) {
            let holding = actor.acting.expect("acting");
            if let Some(held) = site.holdings.get_mut(&holding) { held.until = today().yesterday().ok(); }
            for action in Action::ALL {
                let member = reach(on(&site), &Actor { acting: None, ..*actor }, action, today());
                prop_assert_eq!(reach(on(&site), actor, action, today()), member);
            }
        }
    }

    #[test]
    fn administrators_see_nothing_of_any_site(seed in any::<u64>()) {
        let (site, actors) = draw(seed);
        for administrator in [Administrator::System, Administrator::Security, Administrator::Audit] {
            // Not even with a post of their own.
            let actor = Actor { administrator: Some(administrator), ..*actors.last().expect("somebody") };
            let part = narrow(&site, &sight(on(&site), &actor, today()));
            prop_assert_eq!(part, Site { size: site.size, moved: site.moved.clone(), ties: site.ties.over(&Map::default()), ..Site::default() });
        }
    }
}
