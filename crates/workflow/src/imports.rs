//! How an import is taken back: what would go, what stands on it, and the decision.
//!
//! | the import's | nothing stands on its registers | something does |
//! |---|---|---|
//! | records that it brought | withdrawn | withdrawn |
//! | records that it corrected | as before | as before |
//! | records changed again since | stay | stay |
//! | units, bodies, people, branches, posts, holders, ledgers taken up | as before, or gone | stay |
//!
//! Something stands on the registers where an entry has been changed again since, or where something entered otherwise
//! names what the import brought. Half a register would be worse than all of it: so it is all of them or none.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say whether an import brings it.

use crate::Refusal;
use jishi_base::{BodyId, ImportId, PersonId, PostId, UnitId};
use jishi_facts::{Entity, Event, Ground, Site, Subject};
use std::collections::BTreeSet;

/// What taking an import back would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outlook {
    /// Records that would be withdrawn.
    pub withdrawn: usize,
    /// Records that would be as they were before a correction.
    pub restored: usize,
    /// Entries of the registers that would be gone.
    pub gone: Vec<Entity>,
    /// Entries of the registers that would be as they were before a change.
    pub changed_back: Vec<Entity>,
    /// Records that have been changed since, and stay.
    pub kept: Vec<Entity>,
    /// What stands on the registers; they can be taken back where there is nothing.
    pub standing: Vec<Standing>,
}

impl Outlook {
    /// Is there anything to take back: of all that it changed, or of its records only?
    #[must_use]
    pub fn leaves_any(&self, registers: bool) -> bool {
        self.withdrawn + self.restored > 0 || (registers && !(self.gone.is_empty() && self.changed_back.is_empty()))
    }
}

/// Something that keeps an import's registers from being taken back.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// An entry that has been changed again since.
    Changed(Entity),
    /// Something entered otherwise that names what the import brought.
    Names(Entity),
    /// A waiver, a reason or an extension.
    Excuse(Subject),
    /// A person's account.
    Account(PersonId),
}

/// What taking an import back would do now; none where that is no longer known. `accounts`: the people who have one.
#[must_use]
pub fn outlook(site: &Site, import: ImportId, accounts: &BTreeSet<PersonId>) -> Option<Outlook> {
    let import = site.imports.get(import).filter(|import| import.can_be_undone())?;
    let (created, changed) = (import.created(), import.changed_since(site));
    let mut outlook = Outlook::default();
    let stands = |id| site.records.get(id).is_some_and(|record| !record.withdrawn);
    for entity in import.entities() {
        let record = if let Entity::Record(id) = entity { Some(id) } else { None };
        match (record, changed.contains(entity), created.contains(entity)) {
            (Some(id), true, _) => outlook.kept.extend(stands(id).then(|| entity.clone())),
            (Some(_), false, true) => outlook.withdrawn += 1,
            (Some(_), false, false) => outlook.restored += 1,
            (None, true, _) => outlook.standing.push(Standing::Changed(entity.clone())),
            (None, false, true) => outlook.gone.push(entity.clone()),
            (None, false, false) => outlook.changed_back.push(entity.clone()),
        }
    }
    let brought = Brought::of(&created);
    // What the import itself entered goes with it, or has been listed as changed.
    let known: BTreeSet<&Entity> = import.entities().filter(|entity| !outlook.kept.contains(entity)).collect();
    outlook.standing.extend(brought.named_by(site).filter(|entity| !known.contains(entity)).map(Standing::Names));
    outlook.standing.extend(brought.excuses(site).map(Standing::Excuse));
    outlook.standing.extend(accounts.iter().filter(|person| brought.people.contains(person)).map(|person| Standing::Account(*person)));
    Some(outlook)
}

/// Decides to take an import back. The people that it brought are erased: nothing of what should not have come stays.
///
/// # Errors
/// Where nothing is left to take back, or where the registers were asked for and something stands on them.
pub(crate) fn undo(site: &Site, import: ImportId, registers: bool, accounts: &BTreeSet<PersonId>) -> Result<Vec<Event>, Refusal> {
    let Some(outlook) = outlook(site, import, accounts) else {
        return Err(Refusal::new("这次导入已经撤回，或太早，不能整批撤回了", "请逐条更正或撤回"));
    };
    if registers && !outlook.standing.is_empty() {
        return Err(Refusal::new("导入以后又有内容用到了这次导入的组织和人员，登记簿不能整批还原", "请重新打开撤回的页面，看看是哪些内容"));
    }
    if !outlook.leaves_any(registers) {
        return Err(Refusal::new("这次导入没有可以撤回的内容了", "请返回导入页面"));
    }
    let people = outlook.gone.iter().filter_map(|entity| if let Entity::Person(person) = entity { Some(*person) } else { None });
    let erased = people.filter(|_| registers).map(|person| Event::PersonErased { person, ground: Ground::ImportUndone, imports: BTreeSet::new() });
    Ok([Event::ImportUndone { import, registers }].into_iter().chain(erased).collect())
}

/// What an import brought that other things can name.
#[derive(Default)]
struct Brought {
    units: BTreeSet<UnitId>,
    bodies: BTreeSet<BodyId>,
    people: BTreeSet<PersonId>,
    posts: BTreeSet<PostId>,
}

impl Brought {
    fn of(created: &BTreeSet<&Entity>) -> Self {
        let mut brought = Self::default();
        for entity in created {
            match entity {
                Entity::Unit(id) => drop(brought.units.insert(*id)),
                Entity::Body(id) => drop(brought.bodies.insert(*id)),
                Entity::Person(id) => drop(brought.people.insert(*id)),
                Entity::Post(id) => drop(brought.posts.insert(*id)),
                Entity::Ledger(_) | Entity::Memberships(_) | Entity::Holding(_) | Entity::Link(_) | Entity::Record(_) | Entity::Item(_) => {}
                // No import brings these.
                Entity::Site
                | Entity::Waiver(_)
                | Entity::Reason(_)
                | Entity::Extension(_)
                | Entity::Import(_)
                | Entity::Proposal(_)
                | Entity::Account(_) => {}
            }
        }
        brought
    }

    fn is(&self, subject: Subject) -> bool {
        match subject {
            Subject::Body(id) => self.bodies.contains(&id),
            Subject::Post(id) => self.posts.contains(&id),
            Subject::Person(id) => self.people.contains(&id),
        }
    }

    /// Everything that names some of it. Withdrawn records are history: they may name what is gone.
    fn named_by<'s>(&'s self, site: &'s Site) -> impl Iterator<Item = Entity> + 's {
        let (body, person) = (|id: &BodyId| self.bodies.contains(id), |id: &PersonId| self.people.contains(id));
        let of_unit = move |unit: Option<UnitId>| unit.is_some_and(|unit| self.units.contains(&unit));
        let bodies = site.bodies.values().filter(move |entry| of_unit(entry.unit) || entry.relations.iter().any(|relation| body(&relation.to)));
        let people = site.people.values().filter(move |entry| of_unit(Some(entry.unit)));
        let uptakes = site.uptakes.keys().filter(move |ledger| of_unit(Some(ledger.unit)) || ledger.body.as_ref().is_some_and(body));
        let memberships = site.memberships.iter().filter(move |membership| body(&membership.body) || person(&membership.person));
        let posts = site.posts.values().filter(move |post| body(&post.body));
        let holdings = site.holdings.values().filter(move |held| self.posts.contains(&held.post) || person(&held.person));
        let links = site.links.values().filter(|link| self.is(link.from) || self.is(link.to));
        let records = site.records.values().filter(|record| !record.withdrawn);
        let records = records.filter(move |record| record.bodies.iter().any(body) || record.people.values().flatten().any(person));
        let items = site.items.values();
        let items = items.filter(move |item| body(&item.body) || [item.owner, item.closed_by, item.verified_by].iter().flatten().any(person));
        bodies
            .map(|body| Entity::Body(body.id))
            .chain(people.map(|person| Entity::Person(person.id)))
            .chain(uptakes.cloned().map(Entity::Ledger))
            .chain(memberships.map(|membership| Entity::Memberships(membership.person)))
            .chain(posts.map(|post| Entity::Post(post.id)))
            .chain(holdings.map(|held| Entity::Holding(held.id)))
            .chain(links.map(|link| Entity::Link(link.id)))
            .chain(records.map(|record| Entity::Record(record.id)))
            .chain(items.map(|item| Entity::Item(item.id)))
    }

    /// Whose duties were excused, or by whom, among what it brought.
    fn excuses<'s>(&'s self, site: &'s Site) -> impl Iterator<Item = Subject> + 's {
        let waived = site.waivers.iter().filter(|waiver| self.is(waiver.subject) || self.people.contains(&waiver.by)).map(|waiver| waiver.subject);
        let reasons = site.reasons.iter().filter(|reason| self.is(reason.subject)).map(|reason| reason.subject);
        let later = site.extensions.iter().filter(|extension| self.is(extension.subject) || self.bodies.contains(&extension.approved_by));
        waived.chain(reasons).chain(later.map(|extension| extension.subject))
    }
}

#[cfg(test)]
mod tests;
