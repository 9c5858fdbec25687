//! A small site of several units with ties between them, and random events about it.

use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, LinkId, List, Map, PersonId, PostId, ProposalId, RecordId, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    Abandoned, Fields, Roles, AccountChange, Entity, Event, Extension, Ground, Hand, KeyOwner, Measure, MembershipKind, PersonDetails, RelationKind, Repeats, Sealed, Site, Stamp,
    Subject, Term, Uptake, Value, Verdict, Waiver, Words,
};
use std::collections::BTreeSet;

/// Draws that are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound.max(1)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.below(all.len())).copied()
    }

    fn id(&mut self) -> u128 {
        1_000_000 + u128::from(self.0 >> 20) * 1_000 + self.below(1_000) as u128
    }

    fn key<K: Ord + Copy, V>(&mut self, map: &Map<K, V>) -> Option<K> {
        let keys: Vec<K> = map.keys().copied().collect();
        self.of(&keys)
    }

    fn day(&mut self) -> Date {
        date(2026, 1 + i8::try_from(self.below(11)).unwrap_or_default(), 1 + i8::try_from(self.below(28)).unwrap_or_default())
    }
}

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or_default()
}

pub(super) fn entered(site: &mut Site, event: &Event) {
    let stamp = Stamp { seq: site.size, at: 0, day: date(2026, 11, 20), actor: "本机".into() };
    site.apply(&stamp, event);
}

const KINDS: [&str; 9] = ["支部党员大会", "支部委员会会议", "党课", "主题党日", "组织生活会", "谈心谈话", "学习培训", "民主评议党员", "工委指导"];
const LEDGERS: [&str; 4] = ["组织", "职务", "党员", "联系"];

/// A work committee, under it three units with a party group, a committee and two branches of six people each; with `ties`
/// anybody holds the posts of any unit.
pub(super) fn small(dice: &mut Dice, ties: bool) -> Site {
    let mut site = Site::default();
    let mut add = |event: Event| entered(&mut site, &event);
    let body = |id: u128, unit: u128, kind: &str| Event::BodyRegistered {
        body: BodyId(id), unit: Some(UnitId(unit)), kind: kind.into(), name: format!("{kind}{id}"), founded: Some(date(2020, 1, 1)), source: None,
    };
    let under = |id: u128, to: u128| Event::Related { body: BodyId(id), kind: RelationKind::Subordinate, to: BodyId(to), from: None };
    for unit in 1..=4_u128 {
        add(Event::UnitRegistered { unit: UnitId(unit), name: format!("单位{unit}") });
        for kind in KINDS.iter().chain(&LEDGERS).chain(&["党课", "述职评议", "调研"]) {
            add(Event::TakenUp { uptake: Uptake { unit: UnitId(unit), body: None, kind: (*kind).into(), from: Some(date(2025, 1, 1)) } });
        }
    }
    add(body(400, 4, "机关工委"));
    for unit in 1..=3_u128 {
        add(body(unit * 100, unit, "机关党委"));
        add(under(unit * 100, 400));
        add(body(unit * 100 + 50, unit, "党组"));
        add(Event::Related { body: BodyId(unit * 100 + 50), kind: RelationKind::Guidance, to: BodyId(400), from: None });
        for branch in 1..=2 {
            add(body(unit * 100 + branch, unit, "党支部"));
            add(under(unit * 100 + branch, unit * 100));
        }
    }
    let posts = [(400, "委员"), (100, "书记"), (101, "书记"), (150, "书记"), (200, "书记"), (201, "书记"), (202, "委员"), (250, "成员"), (300, "书记"), (301, "书记")];
    for (place, (body, title)) in posts.into_iter().enumerate() {
        add(Event::PostOpened { post: PostId(place as u128 + 1), body: BodyId(body), title: title.into(), opened: None });
    }
    for unit in 1..=3_u128 {
        for number in 0..12_u128 {
            let id = PersonId(unit * 1_000 + number);
            let details = PersonDetails {
                name: format!("人{}", { id.0 }), joined: Some(date(2015, 1, 1)), confirmed: Some(date(2016, 1, 1)), ..PersonDetails::default()
            };
            add(Event::PersonRegistered { person: id, unit: UnitId(unit), blind: None, details: Sealed::Open(details), source: None });
            add(Event::MemberJoined { person: id, body: BodyId(unit * 100 + 1 + number % 2), kind: MembershipKind::Registered, from: None });
        }
    }
    for (post, (body, _)) in (1..).zip(posts) {
        let unit = if ties { 1 + dice.below(3) as u128 } else { (body / 100).min(3) };
        let person = PersonId(unit * 1_000 + dice.below(12) as u128);
        add(Event::HolderAppointed { holding: HoldingId(post), post: PostId(post), person, from: date(2025, 6, 1), source: None });
    }
    for _ in 0..if ties { 60 } else { 0 } {
        let event = record(dice, &site);
        entered(&mut site, &event);
    }
    site
}

fn people(dice: &mut Dice, site: &Site) -> Roles {
    let role = ["缺席", "主持人", "对象", "学员", "授课人"][dice.below(5)];
    let some: Vec<PersonId> = (0..dice.below(3)).filter_map(|_| dice.key(&site.people)).collect();
    if some.is_empty() { Roles::new() } else { Roles::from([(role, some)]) }
}

fn record(dice: &mut Dice, site: &Site) -> Event {
    let bodies: Vec<BodyId> = (0..dice.below(3)).filter_map(|_| dice.key(&site.bodies)).collect();
    let fields = Fields::from([("学时", Value::Number(jishi_base::Number::whole(8)))]);
    Event::Recorded {
        record: RecordId(dice.id()), kinds: SlimSet::from([KINDS[dice.below(KINDS.len())]]), bodies, date: dice.day(), fields,
        people: people(dice, site), text: Sealed::Open(Slim::new()), source: None,
    }
}

/// A meeting of a unit's first branch.
pub(super) fn meeting(dice: &mut Dice, unit: u128, kind: &str) -> Event {
    Event::Recorded {
        record: RecordId(dice.id()), kinds: SlimSet::from([kind]), bodies: vec![BodyId(unit * 100 + 1)], date: date(2026, 11, 3),
        fields: Slim::new(), people: Slim::new(), text: Sealed::Open(Slim::new()), source: None,
    }
}

/// Any event, about something that is there.
pub(super) fn some_event(dice: &mut Dice, site: &Site) -> Event {
    let all = all(dice, site);
    let at = dice.below(all.len());
    all.into_iter().nth(at).unwrap_or(Event::CommandUsed { command: "evaluate".into() })
}

fn all(d: &mut Dice, site: &Site) -> Vec<Event> {
    let unit = d.key(&site.units).unwrap_or(UnitId(0));
    let [body, to] = [0, 1].map(|_| d.key(&site.bodies).unwrap_or(BodyId(0)));
    let [person, by] = [0, 1].map(|_| d.key(&site.people).unwrap_or(PersonId(0)));
    let (post, holding) = (d.key(&site.posts).unwrap_or(PostId(0)), d.key(&site.holdings).unwrap_or(HoldingId(0)));
    let (record_id, item, link) = (d.key(&site.records).unwrap_or(RecordId(0)), d.key(&site.items).unwrap_or(ItemId(0)), d.key(&site.links).unwrap_or(LinkId(0)));
    let (new, on) = (d.id(), d.day());
    let subject = [Subject::Body(body), Subject::Post(post), Subject::Person(person)][d.below(3)];
    let kind = RelationKind::ALL[d.below(RelationKind::ALL.len())];
    let details = PersonDetails {
        name: format!("人{new}"), joined: Some(date(2019, 1, 1)), confirmed: [None, Some(on)][d.below(2)], conditions: [vec![], vec!["离退休".into()]][d.below(2)].clone(),
        ..PersonDetails::default()
    };
    let details = || Sealed::Open(details.clone());
    let (duty, period) = (["支部党员大会", "党课"][d.below(2)].to_owned(), "2026Q3".to_owned());
    let hand = Hand { account: Some(AccountId(new)), person: Some(by) };
    let repeats = || Repeats { session: None, on, times: 1, ahead: false };
    let corrected = match record(d, site) {
        Event::Recorded { kinds, bodies, date, fields, people, text, source, .. } => Event::RecordCorrected { record: record_id, kinds, bodies, date, fields, people, text, source },
        other => other,
    };
    let import = site.imports.newest_first().first().map_or(ImportId(new), |import| import.id);
    vec![
        record(d, site), record(d, site), record(d, site), corrected,
        Event::RecordWithdrawn { record: record_id },
        Event::UnitRegistered { unit: UnitId(new), name: "新厅".into() },
        Event::BodyRegistered { body: BodyId(new), unit: Some(unit), kind: ["党支部", "机关纪委", "党小组"][d.below(3)].into(), name: "新".into(), founded: Some(on), source: None },
        Event::BodyRenamed { body, name: format!("名{new}") },
        Event::BodyKindCorrected { body, kind: "党总支".into() },
        Event::BodyFoundedOn { body, founded: Some(on) },
        Event::BodyClosed { body, on },
        Event::BodyEntry { body, name: "设支委会".into(), from: on, value: Value::Flag(true) },
        Event::Related { body, kind, to, from: None },
        Event::Unrelated { body, kind, to, on },
        Event::TermStarted { body, term: Term { from: on, years: 3 } },
        Event::PersonRegistered { person: PersonId(new), unit, blind: None, details: details(), source: None },
        Event::PersonChanged { person, blind: None, details: details(), source: None },
        Event::PersonErased { person, ground: Ground::ImportUndone, imports: BTreeSet::new() },
        Event::ErasureProposed { proposal: ProposalId(new), person, measure: Measure::Erase, ground: Ground::Requested, by: hand, note: Sealed::Open("某".into()) },
        Event::ErasureSettled { proposal: ProposalId(new), person, verdict: Verdict::Refused, by: hand },
        Event::PersonRestricted { person },
        Event::RestrictionLifted { person },
        Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: Some(on) },
        Event::MemberLeft { person, body: site.branch_of(person, on).unwrap_or(body), on },
        Event::PostOpened { post: PostId(new), body, title: "副书记".into(), opened: Some(on) },
        Event::PostAbolished { post, on },
        Event::HolderAppointed { holding: HoldingId(new), post, person, from: on, source: None },
        Event::HolderLeft { holding, on },
        Event::HoldingCorrected { holding, from: on, until: None },
        Event::Linked { link: LinkId(new), kind: "支部联系点".into(), from: Subject::Person(person), to: Subject::Body(body), since: on },
        Event::Unlinked { link, on },
        Event::ItemOpened { item: ItemId(new), kind: "议定事项".into(), body, opened_by: None, opened: on, owner: Some(person), due: Some(on), text: Sealed::Open(Slim::new()) },
        Event::ItemClosed { item, on, by },
        Event::ItemVerified { item, on, by },
        Event::TakenUp { uptake: Uptake { unit, body: [None, site.bodies.keys().find(|id| site.unit_of(Subject::Body(**id)) == Some(unit)).copied()][d.below(2)], kind: KINDS[d.below(KINDS.len())].into(), from: [None, Some(on)][d.below(2)] } },
        Event::Waived { waiver: Waiver { duty: duty.clone(), subject, period: period.clone(), ground: Words::Sealed(Sealed::Open("某".into())), by, owner: Some(KeyOwner::Body(body)) } },
        Event::ReasonGiven { duty: duty.clone(), subject, period: period.clone(), owner: KeyOwner::Body(body), text: Sealed::Open("某".into()) },
        Event::Extended { extension: Extension { duty, subject, period, until: on, approved_by: body, approved: on } },
        Event::ImportBegun { import: ImportId(new) },
        Event::published(ImportId(new), Vec::new(), 0),
        Event::ImportUndone { import, registers: true },
        Event::ImportAbandoned { import: ImportId(new), why: Abandoned::LeftOver },
        Event::CommandUsed { command: "evaluate".into() },
        Event::AccountChanged { account: AccountId(new), change: AccountChange::LoggedIn, of: None },
        Event::UnitOpensAccounts { unit, own: true, of: None },
        Event::LogRead { repeats: repeats() },
        Event::ActRefused { action: "登记".into(), thing: Entity::Site, repeats: repeats() },
    ]
}

/// The entities that stand otherwise in a later state of a site than before.
pub(super) fn changed(before: &Site, after: &Site) -> Vec<Entity> {
    fn of_map<K: Ord + Copy, V: PartialEq>(before: &Map<K, V>, after: &Map<K, V>, entity: fn(K) -> Entity) -> Vec<Entity> {
        let keys: BTreeSet<K> = before.keys().chain(after.keys()).copied().collect();
        keys.into_iter().filter(|key| before.get(key) != after.get(key)).map(entity).collect()
    }
    fn of_list<V: PartialEq + Clone>(before: &List<V>, after: &List<V>, entity: fn(u64) -> Entity) -> Vec<Entity> {
        let places = 0..before.len().max(after.len());
        places.filter(|place| before.get(*place) != after.get(*place)).map(|place| entity(place as u64)).collect()
    }
    let proposed = |site: &Site| site.proposals.values().map(|open| (open.id, true)).chain(site.settled.keys().map(|id| (*id, false))).collect::<BTreeSet<_>>();
    let branches = |site: &Site, person: PersonId| site.memberships.iter().filter(|one| one.person == person).cloned().collect::<Vec<_>>();
    let ledgers: BTreeSet<_> = before.uptakes.keys().chain(after.uptakes.keys()).filter(|ledger| before.uptakes.get(*ledger) != after.uptakes.get(*ledger)).collect();
    [
        of_map(&before.units, &after.units, Entity::Unit),
        of_map(&before.bodies, &after.bodies, Entity::Body),
        of_map(&before.people, &after.people, Entity::Person),
        of_map(&before.posts, &after.posts, Entity::Post),
        of_map(&before.holdings, &after.holdings, Entity::Holding),
        of_map(&before.links, &after.links, Entity::Link),
        of_map(&before.records, &after.records, Entity::Record),
        of_map(&before.items, &after.items, Entity::Item),
        of_list(&before.waivers, &after.waivers, Entity::Waiver),
        of_list(&before.reasons, &after.reasons, Entity::Reason),
        of_list(&before.extensions, &after.extensions, Entity::Extension),
        proposed(before).symmetric_difference(&proposed(after)).map(|(id, _)| Entity::Proposal(*id)).collect(),
        ledgers.into_iter().cloned().map(Entity::Ledger).collect(),
        before.people.keys().filter(|person| branches(before, **person) != branches(after, **person)).map(|person| Entity::Memberships(*person)).collect(),
        before.imports.ids().chain(after.imports.ids()).filter(|import| before.imports.names(*import) != after.imports.names(*import)).map(Entity::Import).collect(),
    ]
    .concat()
}
