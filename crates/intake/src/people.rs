//! Which person a name means: by identity number, else by name within the branch, else by name within the unit where
//! only one has it. A name that could be two people is doubtful, and shown.

use crate::values::name;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::Site;
use jishi_pack::{BodyMeaning, Library};
use std::collections::{BTreeMap, BTreeSet};

/// An index of the people of a site.
#[derive(Default)]
pub(crate) struct People {
    blind: BTreeMap<String, PersonId>,
    /// By the letters of the name: dots and spaces are written in many ways.
    names: BTreeMap<(UnitId, String), Vec<PersonId>>,
    /// The most letters of a name.
    longest: usize,
    branches: BTreeMap<PersonId, Vec<Stay>>,
    members: BTreeMap<BodyId, Vec<(PersonId, Stay)>>,
    /// What names of branches end with, the longest first.
    endings: Vec<String>,
}

/// Membership of one person in one branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stay {
    pub(crate) body: BodyId,
    from: Option<Date>,
    until: Option<Date>,
}

impl Stay {
    pub(crate) fn holds(&self, day: Date) -> bool {
        jishi_facts::site::holds(self.from, self.until, day)
    }

    pub(crate) fn open(&self) -> bool {
        self.until.is_none()
    }
}

/// What narrows a name.
#[derive(Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    /// The branch, or the branches of a joint meeting; none where any will do.
    pub(crate) branches: &'a [BodyId],
    /// Stays count on this day.
    pub(crate) day: Option<Date>,
    /// People who come first where a name is ambiguous.
    pub(crate) prefer: Option<&'a BTreeSet<PersonId>>,
    /// A note that stood in brackets after the name.
    pub(crate) note: Option<&'a str>,
}

/// Whom a name means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Whom {
    /// One person; `outside` where he does not belong to the branch that was asked for.
    One { person: PersonId, outside: bool },
    Several(Vec<PersonId>),
    Nobody,
}

impl People {
    pub(crate) fn new(library: &Library, site: &Site) -> Self {
        let endings = library.kinds_meaning(BodyMeaning::Branch).flat_map(|kind| kind.endings.clone()).collect();
        let mut people = Self { endings, ..Self::default() };
        for person in site.people.values() {
            // Somebody restricted is known, so that a row about them is not taken for somebody new.
            if let Some(details) = person.details.kept() {
                people.add(person.id, person.unit, &details.name, person.blind.as_deref());
            }
        }
        people.memberships(site);
        people
    }

    pub(crate) fn add(&mut self, id: PersonId, unit: UnitId, name: &str, blind: Option<&str>) {
        let letters = name::letters(name);
        self.longest = self.longest.max(letters.chars().count());
        let named = self.names.entry((unit, letters)).or_default();
        if !named.contains(&id) {
            named.push(id);
        }
        if let Some(blind) = blind {
            self.blind.insert(blind.to_owned(), id);
        }
    }

    /// Takes the memberships anew; called when the registers have been read.
    pub(crate) fn memberships(&mut self, site: &Site) {
        self.branches.clear();
        self.members.clear();
        for membership in &site.memberships {
            let stay = Stay { body: membership.body, from: site.member_since(membership), until: membership.until };
            self.stay(membership.person, stay);
        }
    }

    /// A person registered in a branch a moment ago.
    pub(crate) fn joined(&mut self, person: PersonId, body: BodyId, from: Option<Date>) {
        self.stay(person, Stay { body, from, until: None });
    }

    fn stay(&mut self, person: PersonId, stay: Stay) {
        self.branches.entry(person).or_default().push(stay);
        self.members.entry(stay.body).or_default().push((person, stay));
    }

    pub(crate) fn by_blind(&self, blind: &str) -> Option<PersonId> {
        self.blind.get(blind).copied()
    }

    pub(crate) fn named(&self, unit: UnitId, name: &str) -> &[PersonId] {
        self.names.get(&(unit, name::letters(name))).map_or(&[], Vec::as_slice)
    }

    /// The most letters of a name.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Members of a branch on a day.
    pub(crate) fn members_on(&self, body: BodyId, day: Date) -> impl Iterator<Item = PersonId> {
        self.members.get(&body).into_iter().flatten().filter(move |(_, stay)| stay.holds(day)).map(|(person, _)| *person)
    }

    /// Members of a branch now.
    pub(crate) fn members_now(&self, body: BodyId) -> impl Iterator<Item = PersonId> {
        self.members.get(&body).into_iter().flatten().filter(|(_, stay)| stay.open()).map(|(person, _)| *person)
    }

    /// The last stay of somebody who belongs to no branch any more: which, and the day he left.
    pub(crate) fn left(&self, person: PersonId) -> Option<(BodyId, Date)> {
        let stays = self.branches.get(&person).filter(|stays| stays.iter().all(|stay| !stay.open()))?;
        stays.iter().filter_map(|stay| Some((stay.body, stay.until?))).max_by_key(|(_, until)| *until)
    }

    /// The branch a person is in now.
    pub(crate) fn branch(&self, person: PersonId) -> Option<BodyId> {
        self.branches.get(&person)?.iter().rev().find(|stay| stay.open()).map(|stay| stay.body)
    }

    /// The branch on a day.
    pub(crate) fn branch_on(&self, person: PersonId, day: Date) -> Option<BodyId> {
        self.branches.get(&person)?.iter().rev().find(|stay| stay.holds(day)).map(|stay| stay.body)
    }

    /// Everybody who ever belonged to a branch.
    pub(crate) fn members(&self, body: BodyId) -> impl Iterator<Item = PersonId> {
        self.members.get(&body).into_iter().flatten().map(|(person, _)| *person)
    }

    /// Is anybody registered in the branch at all?
    pub(crate) fn has_members(&self, body: BodyId) -> bool {
        self.members.contains_key(&body)
    }

    /// Whom a name of a unit means.
    pub(crate) fn whom(&self, site: &Site, unit: UnitId, name: &str, context: Context<'_>) -> Whom {
        let named = self.named(unit, name);
        let belongs = |person: &PersonId, strictly: bool| {
            context.branches.is_empty() || self.branches.get(person).is_some_and(|stays| {
                stays.iter().any(|stay| context.branches.contains(&stay.body) && (!strictly || context.day.is_none_or(|day| stay.holds(day))))
            })
        };
        for strictly in [true, false] {
            let inside: Vec<PersonId> = named.iter().copied().filter(|person| belongs(person, strictly)).collect();
            if let Some(person) = self.narrowed(site, &inside, context) {
                return Whom::One { person, outside: false };
            }
            if !inside.is_empty() {
                return Whom::Several(inside);
            }
        }
        match self.narrowed(site, named, context) {
            Some(person) => Whom::One { person, outside: true },
            None if named.is_empty() => Whom::Nobody,
            None => Whom::Several(named.to_vec()),
        }
    }

    fn narrowed(&self, site: &Site, people: &[PersonId], context: Context<'_>) -> Option<PersonId> {
        let only = |people: Vec<PersonId>| if let [person] = people.as_slice() { Some(*person) } else { None };
        only(people.to_vec())
            .or_else(|| only(people.iter().copied().filter(|person| context.note.is_some_and(|note| self.fits(site, *person, note))).collect()))
            .or_else(|| only(people.iter().copied().filter(|person| context.prefer.is_some_and(|prefer| prefer.contains(person))).collect()))
    }

    /// Does a note in brackets fit a person: 女, 办公室, 1970.05?
    fn fits(&self, site: &Site, person: PersonId, note: &str) -> bool {
        let details = site.people.get(&person).and_then(|person| person.details.open());
        let branch = self.branch(person).and_then(|body| site.bodies.get(&body));
        details.is_some_and(|details| details.sex.as_ref().is_some_and(|sex| sex == note))
            || branch.is_some_and(|branch| note.chars().count() > 1 && branch.name.contains(self.without_ending(note)))
    }

    /// A note without what names of branches end with.
    fn without_ending<'n>(&self, note: &'n str) -> &'n str {
        self.endings.iter().find_map(|ending| note.strip_suffix(ending.as_str())).unwrap_or(note)
    }
}
