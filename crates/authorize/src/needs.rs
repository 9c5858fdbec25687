//! What right each event needs, and where. One exhaustive table: an event that is added says here what it needs, or nothing
//! compiles. `docs/permissions.md` says the same for people.
//!
//! Posts give rights over what stands below their bodies. So whatever moves, turns, opens or ends a body, needs the right to
//! give its posts: else a body could be hung where one reaches it.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must be looked at.

use crate::Site;
use crate::actor::Resource;
use jishi_pack::Action;
use jishi_base::{BodyId, HoldingId, LinkId, PersonId, PostId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Entity, Event, Ledger, Roles, Subject};

/// A right that an event needs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Need {
    /// The right.
    pub(crate) action: Action,
    /// Where: one of these is enough.
    pub(crate) at: Vec<Resource>,
}

/// The rights that an event needs: all of them. `before` is the site before the command, `registers` what its earlier
/// events have made of the registers, `date` the day on which it is written.
pub(crate) fn needs(event: &Event, before: &Site, registers: &Site, date: Date) -> Vec<Need> {
    use Action::{Appoint, Correct, Erase, Import, Record, Settle};
    match event {
        Event::UnitRegistered { .. } => one(Import, Resource::Site),
        // A body outside the site is a name: nobody holds it, and nothing is seen of it.
        Event::BodyRegistered { unit, .. } => unit.map_or_else(Vec::new, |unit| one(Import, Resource::Unit(unit))),
        Event::BodyRenamed { body, .. } | Event::BodyEntry { body, .. } | Event::TermStarted { body, .. } | Event::TermCorrected { body, .. } => {
            one(Import, Resource::Body(*body))
        }
        Event::BodyKindCorrected { body, .. }
        | Event::BodyFoundedOn { body, .. }
        | Event::BodyClosed { body, .. }
        | Event::Related { body, .. }
        | Event::Unrelated { body, .. }
        | Event::PostOpened { body, .. } => one(Appoint, Resource::Body(*body)),
        Event::PostAbolished { post, .. } | Event::HolderAppointed { post, .. } => of_post(registers, *post),
        Event::HolderLeft { holding, .. } | Event::HoldingCorrected { holding, .. } => of_holding(registers, *holding),
        Event::PersonRegistered { unit, .. } => one(Import, Resource::Unit(*unit)),
        Event::PersonChanged { person, .. } | Event::PersonErased { person, .. } => of_person(registers, *person),
        // Who proposes and who confirms is asked of the table of powers besides.
        Event::ErasureProposed { person, .. }
        | Event::ErasureSettled { person, .. }
        | Event::PersonRestricted { person }
        | Event::RestrictionLifted { person } => one(Erase, Resource::Person(*person)),
        Event::MemberJoined { body, .. } | Event::MemberLeft { body, .. } => one(Record, Resource::Body(*body)),
        Event::Linked { from, to, .. } => of_ends(*from, *to),
        Event::Unlinked { link, .. } => of_link(registers, *link),
        Event::Recorded { bodies, people, .. } => of_content(bodies, people),
        Event::RecordCorrected { record, bodies, people, .. } => [one(Correct, Resource::Record(*record)), of_content(bodies, people)].concat(),
        Event::RecordWithdrawn { record } => one(Correct, Resource::Record(*record)),
        Event::ItemOpened { body, .. } => one(Record, Resource::Body(*body)),
        Event::ItemClosed { item, .. } | Event::ItemVerified { item, .. } => one(Settle, Resource::Item(*item)),
        Event::TakenUp { uptake } => of_ledger(&uptake.ledger()),
        Event::Waived { waiver } => one(Settle, owing(before, waiver.subject, date)),
        Event::ReasonGiven { subject, .. } => one(Settle, owing(before, *subject, date)),
        Event::Extended { extension } => one(Settle, owing(before, extension.subject, date)),
        // What an import changed needs its right entity by entity.
        Event::ImportUndone { .. } => event.touches(before).iter().flat_map(|entity| of_entity(before, entity)).collect(),
        // These tell of something that was asked for otherwise, where its own right was asked.
        Event::ImportBegun { .. }
        | Event::ImportAbandoned { .. }
        | Event::ImportPublished { .. }
        | Event::CommandUsed { .. }
        | Event::LogInRules { .. }
        | Event::AccountChanged { .. }
        | Event::UnitOpensAccounts { .. }
        | Event::LogInFailed { .. }
        | Event::ActRefused { .. }
        | Event::Exported { .. }
        | Event::Opened { .. }
        | Event::LogRead { .. } => Vec::new(),
    }
}

fn one(action: Action, at: Resource) -> Vec<Need> {
    vec![Need { action, at: vec![at] }]
}

/// What it needs to put an entity back.
fn of_entity(site: &Site, entity: &Entity) -> Vec<Need> {
    match entity {
        Entity::Unit(unit) => of_unit(*unit),
        Entity::Ledger(ledger) => of_ledger(ledger),
        Entity::Body(body) => one(Action::Appoint, Resource::Body(*body)),
        Entity::Person(person) => of_person(site, *person),
        Entity::Memberships(person) => {
            let bodies = site.memberships.iter().filter(|membership| membership.person == *person).map(|membership| membership.body);
            bodies.flat_map(|body| one(Action::Record, Resource::Body(body))).collect()
        }
        Entity::Post(post) => of_post(site, *post),
        Entity::Holding(holding) => of_holding(site, *holding),
        Entity::Link(link) => of_link(site, *link),
        Entity::Record(record) => one(Action::Correct, Resource::Record(*record)),
        Entity::Item(item) => one(Action::Settle, Resource::Item(*item)),
        // These go back with nothing: an import gives back what it changed, and itself takes no other right.
        Entity::Site
        | Entity::Waiver(_)
        | Entity::Reason(_)
        | Entity::Extension(_)
        | Entity::Import(_)
        | Entity::Proposal(_)
        | Entity::Account(_) => Vec::new(),
    }
}

/// Who may record in a body's ledger may begin it.
fn of_ledger(ledger: &Ledger) -> Vec<Need> {
    ledger.body.map_or_else(|| of_unit(ledger.unit), |body| one(Action::Record, Resource::Body(body)))
}

fn of_unit(unit: UnitId) -> Vec<Need> {
    one(Action::Import, Resource::Unit(unit))
}

/// Of whom the registers hold nothing, there is nothing to change.
fn of_person(registers: &Site, person: PersonId) -> Vec<Need> {
    registers.people.get(&person).map_or_else(Vec::new, |person| of_unit(person.unit))
}

/// A post that nobody knows is nobody's to give.
fn of_post(registers: &Site, post: PostId) -> Vec<Need> {
    let at = registers.posts.get(&post).map_or(Resource::Post(post), |post| Resource::Body(post.body));
    one(Action::Appoint, at)
}

fn of_holding(registers: &Site, holding: HoldingId) -> Vec<Need> {
    registers.holdings.get(&holding).map_or_else(|| one(Action::Appoint, Resource::Site), |holding| of_post(registers, holding.post))
}

fn of_link(registers: &Site, link: LinkId) -> Vec<Need> {
    registers.links.get(&link).map_or_else(|| one(Action::Record, Resource::Site), |link| of_ends(link.from, link.to))
}

fn of_ends(from: Subject, to: Subject) -> Vec<Need> {
    [from, to].into_iter().flat_map(|end| one(Action::Record, resource(end))).collect()
}

/// To enter a record, it takes the right at each of its bodies; of one without a body, over one of its people.
fn of_content(bodies: &[BodyId], people: &Roles) -> Vec<Need> {
    if bodies.is_empty() {
        return vec![Need { action: Action::Record, at: people.values().flatten().map(|person| Resource::Person(*person)).collect() }];
    }
    bodies.iter().flat_map(|body| one(Action::Record, Resource::Body(*body))).collect()
}

/// Where a decision about a duty is asked for: a person's is asked at the branch.
fn owing(site: &Site, subject: Subject, date: Date) -> Resource {
    match subject {
        Subject::Person(person) => site.branch_of(person, date).map_or(Resource::Person(person), Resource::Body),
        Subject::Body(_) | Subject::Post(_) => resource(subject),
    }
}

fn resource(subject: Subject) -> Resource {
    match subject {
        Subject::Body(body) => Resource::Body(body),
        Subject::Post(post) => Resource::Post(post),
        Subject::Person(person) => Resource::Person(person),
    }
}
