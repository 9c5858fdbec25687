//! What a command may write: each event against the right that it needs, for posts of a small site and for anybody on any.

use super::properties::{Dice, draw, some_day};
use super::support::{Build, Small, day, on, small, today};
use crate::*;
use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, LinkId, PersonId, PostId, ProposalId, RecordId, SeededIds, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    InMemory,
    Kinds, Roles, RecordText, AccountChange, Event, Extension, Moves, Stamp, Ground, Hand, KeyOwner, Measure, MembershipKind, PersonDetails, RelationKind, Sealed, Subject, Term, Uptake,
    Value, Verdict, Waiver, Words,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn acting(small: &Small, body: &'static str, title: &str) -> Actor {
    let (person, holding) = small.posts[&(body, title.to_owned())];
    Actor::person(person, Some(holding))
}

fn may(small: &Small, actor: &Actor, way: Way, events: &[Event]) -> bool {
    withheld(small.register(), actor, way, events, today()).is_empty()
}

fn registered(body: u128, unit: UnitId, name: &str) -> Event {
    Event::BodyRegistered { body: BodyId(body), unit: Some(unit), kind: "党支部".into(), name: name.into(), founded: None, source: None }
}

fn opened(body: BodyId) -> Event {
    Event::PostOpened { post: PostId(9_001), body, title: "书记".into(), opened: None }
}

fn appointed(person: PersonId) -> Event {
    Event::HolderAppointed { holding: HoldingId(9_002), post: PostId(9_001), person, from: today(), source: None }
}

fn under(body: BodyId, to: BodyId) -> Event {
    Event::Related { body, kind: RelationKind::Subordinate, to, from: None }
}

fn recorded(bodies: Vec<BodyId>, people: &[PersonId]) -> Event {
    Event::Recorded {
        record: RecordId(9_003), kinds: SlimSet::from(["主题党日"]), bodies, date: today(), fields: Slim::new(),
        people: Slim::from([("对象", people.to_vec())]), text: Sealed::Open(Slim::new()), source: None,
    }
}

fn person(unit: UnitId) -> Event {
    Event::PersonRegistered { person: PersonId(9_004), unit, blind: None, details: Sealed::Open(PersonDetails::default()), source: None }
}

fn joined(body: BodyId) -> Event {
    Event::MemberJoined { person: PersonId(9_004), body, kind: MembershipKind::Registered, from: None }
}

/// A secretary of the committee, its full-time deputy, who reaches the whole unit, and a branch's secretary.
#[test]
fn each_event_is_held_to_its_right_at_its_body() {
    let small = small();
    let [group, organ, branch, other] = ["党组", "机关党委", "支部", "乙支部"].map(|name| small.bodies[name]);
    let [_, first, second] = small.units;
    let one = small.members["甲"];
    let new = BodyId(9_005);
    let [head, deputy, secretary] = [("机关党委", "书记"), ("机关党委", "专职副书记"), ("支部", "书记")].map(|(body, title)| acting(&small, body, title));
    let cases: Vec<(&str, Vec<Event>, [bool; 3])> = vec![
        ("a post of the party group", vec![opened(group), appointed(one)], [false, true, false]),
        ("a post of a branch below", vec![opened(branch), appointed(one)], [true, true, false]),
        ("a new branch below, its secretary and a member", vec![
            registered(9_005, first, "新支部"), under(new, organ), opened(new), appointed(one), person(first), joined(new),
        ], [true, true, false]),
        ("a new branch that stands nowhere, and its secretary", vec![registered(9_005, first, "新支部"), opened(new), appointed(one)], [false, true, false]),
        ("the party group put below the committee", vec![under(group, organ)], [false, true, false]),
        // Rights are those before: what is moved first is not one's own yet.
        ("… and then a post of it", vec![under(group, organ), opened(group), appointed(one)], [false, true, false]),
        ("the party group turned into a branch", vec![Event::BodyKindCorrected { body: group, kind: "党支部".into() }], [false, true, false]),
        ("the party group closed", vec![Event::BodyClosed { body: group, on: today() }], [false, true, false]),
        ("a term of the party group", vec![Event::TermStarted { body: group, term: Term { from: today(), years: 3 } }], [true, true, false]),
        ("a record of the party group", vec![recorded(vec![group], &[])], [false, true, false]),
        ("a record of the branch", vec![recorded(vec![branch], &[])], [true, true, false]),
        ("a joint record with another unit's branch", vec![recorded(vec![branch, other], &[])], [false, false, false]),
        ("a record of a member alone", vec![recorded(Vec::new(), &[one])], [true, true, false]),
        ("a record of somebody of another unit", vec![recorded(Vec::new(), &[small.members["丁"]])], [false, false, false]),
        ("somebody of another unit", vec![person(second)], [false, false, false]),
        ("a new unit", vec![Event::UnitRegistered { unit: UnitId(9_006), name: "丙厅".into() }], [false, false, false]),
        ("a ledger of another unit", vec![Event::TakenUp { uptake: Uptake { unit: second, body: None, kind: "党课".into(), from: None } }], [false, false, false]),
        ("a body outside the site", vec![Event::BodyRegistered { body: new, unit: None, kind: "党委".into(), name: "某委".into(), founded: None, source: None }], [true; 3]),
    ];
    for (what, events, expected) in cases {
        let found = [head, deputy, secretary].map(|actor| may(&small, &actor, Way::Workbook, &events));
        assert_eq!(found, expected, "{what}");
        assert!(may(&small, &Actor::owner(), Way::Workbook, &events), "the owner: {what}");
        let set_up = Actor::administrator(Administrator::System, false);
        assert!(may(&small, &set_up, Way::Workbook, &events), "before anybody has an account: {what}");
        let nobody = [Actor::default(), Actor::administrator(Administrator::System, true), Actor::administrator(Administrator::Audit, false)];
        assert!(nobody.iter().all(|actor| !may(&small, actor, Way::Workbook, &events) || what == "a body outside the site"), "{what}");
    }
    // At a page it takes no 导入.
    assert!(may(&small, &secretary, Way::Single, &[recorded(vec![branch], &[])]));
    assert!(!may(&small, &secretary, Way::Single, &[recorded(vec![branch, organ], &[])]));
}

#[test]
fn why_and_whom_to_ask_is_said_of_what_is_seen() {
    let small = small();
    let head = acting(&small, "机关党委", "书记");
    let [group, branch, other] = ["党组", "支部", "乙支部"].map(|name| small.bodies[name]);
    let events = [opened(branch), opened(group), recorded(vec![other], &[])];
    let found = withheld(small.register(), &head, Way::Workbook, &events, today());
    let told: Vec<(usize, &str, &str)> = found.iter().map(|one| (one.event, one.reason.as_str(), one.help.as_str())).collect();
    assert_eq!(told, [
        (1, "您现在以机关党委 书记身份办理，不能对“党组”做“登记任职”", "如确有需要，请联系机关党委 专职副书记"),
        // Of another unit not even the name.
        (2, "您现在以机关党委 书记身份办理，不能对这个党组织做“登记”", "如确有需要，请联系安全管理员"),
    ]);
}

#[test]
fn taking_back_needs_what_giving_needed() {
    let mut b = Build::default();
    let unit = b.unit("甲厅");
    let group = b.body(Some(unit), "党组", "党组", &[]);
    let organ = b.body(Some(unit), "机关党委", "机关党委", &[]);
    let branch = b.body(Some(unit), "党支部", "支部", &[(RelationKind::Subordinate, organ)]);
    let [one, two, three] = ["甲", "乙", "丙"].map(|name| b.member(unit, branch, name));
    let actors = [("书记", one), ("专职副书记", two)].map(|(title, person)| Actor::person(person, Some(b.appoint(organ, title, person))));
    for (import, body, expected) in [(1, branch, [true, true]), (2, group, [false, true])] {
        let import = ImportId(import);
        b.enter(Event::ImportBegun { import });
        b.appoint(body, "委员", three);
        b.enter(Event::published(import, Vec::new(), 2));
        let undone = [Event::ImportUndone { import, registers: true }];
        let found = actors.map(|actor| withheld(on(&b.site), &actor, Way::Single, &undone, today()).is_empty());
        assert_eq!(found, expected, "{body:?}");
    }
}

/// One event of every sort, about things of the site or about things that are not there.
fn events(site: &Site, d: &mut Dice) -> Vec<Event> {
    let unit = d.of(&ids(&site.units)).unwrap_or(UnitId(0));
    let [body, to] = [0, 1].map(|_| d.of(&ids(&site.bodies)).unwrap_or(BodyId(0)));
    let [person, by] = [0, 1].map(|_| d.of(&ids(&site.people)).unwrap_or(PersonId(0)));
    let (post, holding) = (d.of(&ids(&site.posts)).unwrap_or(PostId(0)), d.of(&ids(&site.holdings)).unwrap_or(HoldingId(0)));
    let (record, item) = (d.of(&ids(&site.records)).unwrap_or(RecordId(0)), d.of(&ids(&site.items)).unwrap_or(ItemId(0)));
    let link = d.of(&ids(&site.links)).unwrap_or(LinkId(0));
    let (new, on, kind) = (9_000_000 + u128::from(d.below(1_000) as u32), today(), "党支部".to_owned());
    let bodies = d.some_of(&ids(&site.bodies), 2);
    let people = Roles::from([("对象", d.some_of(&ids(&site.people), 2))]);
    let (kinds, text) = (Kinds::from(["主题党日"]), Sealed::Open(RecordText::new()));
    let subject = [Subject::Body(body), Subject::Post(post), Subject::Person(person)][d.below(3)];
    let term = Term { from: on, years: 3 };
    let details = || Sealed::Open(PersonDetails::default());
    let (duty, period) = ("党课".to_owned(), "2026".to_owned());
    let hand = Hand { account: Some(AccountId(new)), person: Some(by) };
    vec![
        Event::UnitRegistered { unit: UnitId(new), name: "新厅".into() },
        Event::BodyRegistered { body: BodyId(new), unit: Some(unit), kind: kind.clone(), name: "新".into(), founded: None, source: None },
        Event::BodyRenamed { body, name: "新名".into() },
        Event::BodyKindCorrected { body, kind: kind.clone() },
        Event::BodyFoundedOn { body, founded: Some(on) },
        Event::BodyClosed { body, on },
        Event::BodyEntry { body, name: "人数".into(), from: on, value: Value::Flag(true) },
        Event::Related { body, kind: RelationKind::Subordinate, to, from: None },
        Event::Unrelated { body, kind: RelationKind::Subordinate, to, on },
        Event::TermStarted { body, term },
        Event::TermCorrected { body, old: term, new: term },
        Event::PersonRegistered { person: PersonId(new), unit, blind: None, details: details(), source: None },
        Event::PersonChanged { person, blind: None, details: details(), source: None },
        Event::PersonErased { person, ground: Ground::ImportUndone, imports: BTreeSet::new() },
        Event::ErasureProposed { proposal: ProposalId(new), person, measure: Measure::Erase, ground: Ground::Requested, by: hand, note: Sealed::Open("某".into()) },
        Event::ErasureSettled { proposal: ProposalId(new), person, verdict: Verdict::Refused, by: hand },
        Event::PersonRestricted { person },
        Event::RestrictionLifted { person },
        Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: None },
        Event::MemberLeft { person, body, on },
        Event::PostOpened { post: PostId(new), body, title: "书记".into(), opened: None },
        Event::PostAbolished { post, on },
        Event::HolderAppointed { holding: HoldingId(new), post, person, from: on, source: None },
        Event::HolderLeft { holding, on },
        Event::HoldingCorrected { holding, from: on, until: None },
        Event::Linked { link: LinkId(new), kind: "支部联系点".into(), from: Subject::Person(person), to: Subject::Body(body), since: on },
        Event::Unlinked { link, on },
        Event::Recorded {
            record: RecordId(new), kinds: kinds.clone(), bodies: bodies.clone(), date: on, fields: Slim::new(), people: people.clone(),
            text: text.clone(), source: None,
        },
        Event::RecordCorrected { record, kinds, bodies, date: on, fields: Slim::new(), people, text: text.clone(), source: None },
        Event::RecordWithdrawn { record },
        Event::ItemOpened { item: ItemId(new), kind: "议定事项".into(), body, opened_by: None, opened: on, owner: None, due: None, text },
        Event::ItemClosed { item, on, by },
        Event::ItemVerified { item, on, by },
        Event::TakenUp { uptake: Uptake { unit, body: None, kind, from: None } },
        Event::Waived { waiver: Waiver { duty: duty.clone(), subject, period: period.clone(), ground: Words::Sealed(Sealed::Open("某".into())), by, owner: Some(KeyOwner::Body(body)) } },
        Event::ReasonGiven { duty: duty.clone(), subject, period: period.clone(), owner: KeyOwner::Body(body), text: Sealed::Open("某".into()) },
        Event::Extended { extension: Extension { duty, subject, period, until: on, approved_by: body, approved: on } },
        Event::ImportBegun { import: ImportId(new) },
        Event::published(ImportId(new), Vec::new(), 0),
        Event::ImportUndone { import: ImportId(new), registers: true },
        Event::CommandUsed { command: "evaluate".into() },
        Event::AccountChanged { account: AccountId(new), change: AccountChange::LoggedIn, of: None },
        Event::UnitOpensAccounts { unit, own: true, of: None },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// A lens over a later state with the same registers is the lens made anew.
    #[test]
    fn a_sight_is_carried_on(seed in any::<u64>()) {
        let (mut site, actors) = draw(seed);
        let mut d = Dice(SeededIds::new(seed ^ 1));
        let lenses: Vec<Seen> = actors.iter().step_by(9).map(|actor| Seen::new(Arc::new(site.clone()), Arc::new(sight(on(&site), actor, today())), Arc::new(InMemory::default()))).collect();
        for _ in 0..8 {
            let leaves = |event: &Event| !event.touches(&site).iter().any(|entity| matches!(entity.moves(), Moves::Registers | Moves::Imports | Moves::Proposals));
            let happened: Vec<Event> = events(&site, &mut d).into_iter().filter(leaves).collect();
            for event in (0..3).filter_map(|_| happened.get(d.below(happened.len()))) {
                let stamp = Stamp { seq: site.size, at: 0, day: today(), actor: "".into() };
                site.apply(&stamp, event);
            }
            let later = Arc::new(site.clone());
            for lens in &lenses {
                let (carried, anew) = (lens.over(later.clone()), Seen::new(later.clone(), lens.sight().clone(), Arc::new(InMemory::default())));
                prop_assert!(carried.records().eq(anew.records()) && carried.items().eq(anew.items()) && carried.waivers().eq(anew.waivers()));
                prop_assert!(site.people.keys().all(|id| carried.person(*id) == anew.person(*id)), "seed {}", seed);
                prop_assert!(site.bodies.keys().all(|id| carried.body(*id) == anew.body(*id)), "seed {}", seed);
            }
        }
    }
}

fn ids<K: Copy + Ord, V>(map: &jishi_base::Map<K, V>) -> Vec<K> {
    map.keys().copied().collect()
}

/// What a page asks before such an event, where there is a page for it: said once more, by [`decide`] alone.
fn at_the_page(site: &Site, actor: &Actor, event: &Event, date: Date) -> Option<bool> {
    let may = |action, resource| decide(on(site), actor, action, resource, date).allowed;
    let branch = |person| site.branch_of(person, date).map_or(Resource::Person(person), Resource::Body);
    let owing = |subject| match subject {
        Subject::Body(body) => Resource::Body(body),
        Subject::Post(post) => Resource::Post(post),
        Subject::Person(person) => branch(person),
    };
    let entered = |bodies: &[BodyId], people: &Roles| match bodies {
        [] => people.values().flatten().any(|person| may(Action::Record, Resource::Person(*person))),
        bodies => bodies.iter().all(|body| may(Action::Record, Resource::Body(*body))),
    };
    Some(match event {
        Event::Recorded { bodies, people, .. } => entered(bodies, people),
        Event::RecordCorrected { record, bodies, people, .. } => may(Action::Correct, Resource::Record(*record)) && entered(bodies, people),
        Event::RecordWithdrawn { record } => may(Action::Correct, Resource::Record(*record)),
        Event::ItemOpened { body, .. } => may(Action::Record, Resource::Body(*body)),
        Event::ItemClosed { item, .. } | Event::ItemVerified { item, .. } => may(Action::Settle, Resource::Item(*item)),
        Event::Waived { waiver } => may(Action::Settle, owing(waiver.subject)),
        Event::ReasonGiven { subject, .. } => may(Action::Settle, owing(*subject)),
        Event::Extended { extension } => may(Action::Settle, owing(extension.subject)),
        Event::HolderAppointed { post, .. } => may(Action::Appoint, Resource::Post(*post)),
        Event::MemberJoined { body, .. } | Event::MemberLeft { body, .. } => may(Action::Record, Resource::Body(*body)),
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the page refuses, the workbook refuses too: for any site, anybody and every event.
    #[test]
    fn a_workbook_gives_nobody_more_than_the_page(seed in any::<u64>(), number in 0_usize..1000) {
        let (site, actors) = draw(seed);
        let (mut dice, date) = (Dice(SeededIds::new(seed ^ 1)), some_day(number));
        let others = [Actor::default(), Actor::administrator(Administrator::System, true), Actor::administrator(Administrator::System, false)];
        for actor in actors.iter().step_by(3).chain(&others) {
            for event in events(&site, &mut dice) {
                let event = [event];
                let [deed, workbook] = [Way::Single, Way::Workbook].map(|way| withheld(on(&site), actor, way, &event, date).is_empty());
                prop_assert!(deed || !workbook, "{:?} {:?}", actor, event);
                if let Some(allowed) = at_the_page(&site, actor, &event[0], date) {
                    prop_assert_eq!(deed, allowed, "{:?} {:?}", actor, event);
                }
            }
        }
    }

    /// Together nothing is allowed that one of them alone would not be, where all are about what was there before.
    #[test]
    fn no_command_gives_itself_a_right(seed in any::<u64>(), number in 0_usize..1000) {
        let (site, actors) = draw(seed);
        let (mut dice, date) = (Dice(SeededIds::new(seed ^ 2)), some_day(number));
        for actor in actors.iter().step_by(7) {
            let all = events(&site, &mut dice);
            let together: BTreeSet<usize> = withheld(on(&site), actor, Way::Single, &all, date).into_iter().map(|one| one.event).collect();
            for (at, event) in all.iter().enumerate() {
                // Somebody who was erased a moment ago is nobody's any more.
                let gone = matches!(event, Event::PersonErased { .. } | Event::PersonChanged { .. });
                let alone = withheld(on(&site), actor, Way::Single, std::slice::from_ref(event), date).is_empty();
                prop_assert!(gone || alone != together.contains(&at), "{:?} {:?}", actor, event);
            }
        }
    }
}

/// The last day in office is the last on which it may be written, however early it was decided.
#[test]
fn a_right_that_has_ended_writes_nothing() {
    let small = small();
    let head = acting(&small, "机关党委", "书记");
    let mut site = small.site.clone();
    if let Some(held) = head.acting.and_then(|holding| site.holdings.get_mut(&holding)) {
        held.until = Some(day("2026-11-24"));
    }
    let events = [recorded(vec![small.bodies["支部"]], &[])];
    let may = |date| withheld(on(&site), &head, Way::Single, &events, day(date)).is_empty();
    assert!(may("2026-11-23") && !may("2026-11-24"));
}

/// Who does the secretary's work while there is none may do what the secretary may, and no more.
#[test]
fn an_acting_secretary_may_what_the_secretary_may() {
    let mut build = Build::default();
    let unit = build.unit("某局");
    let branch = build.body(Some(unit), "党支部", "财务处支部", &[]);
    let [secretary, acting, deputy] = ["罗文斌", "金子涵", "苏婉"].map(|name| build.member(unit, branch, name));
    let [first, second, third] =
        [("书记", secretary), ("副书记（主持工作）", acting), ("副书记", deputy)].map(|(title, person)| build.appoint(branch, title, person));
    let may = |person, holding| {
        Action::ALL.into_iter().filter(|action| decide(on(&build.site), &Actor::person(person, Some(holding)), *action, Resource::Body(branch), today()).allowed).collect::<Vec<_>>()
    };
    assert_eq!(may(acting, second), may(secretary, first));
    assert!(may(acting, second).contains(&Action::Record));
    assert!(may(deputy, third).len() <= may(acting, second).len());
}
