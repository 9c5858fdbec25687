//! What is asked of a judgement: some of what there is to judge, the rest of which stands.

use crate::looks::reached;
use crate::registers::{Registers, get};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Site, Subject};
use jishi_pack::{Duty, Set};
use std::collections::BTreeSet;

/// Some days, or all where none are named.
pub(crate) type Days<'d> = Option<&'d BTreeSet<Date>>;

/// Some of what there is to judge.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The units whose subjects are judged.
    pub units: &'a BTreeSet<UnitId>,
    /// Which of their duties; those are named by their index in the library.
    pub which: Which<'a>,
}

/// Which duties of whom are judged.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All of everybody.
    All,
    /// These, of these subjects.
    Of(&'a BTreeSet<usize>, &'a BTreeSet<Subject>),
    /// Those that may stand otherwise.
    Stirred(&'a Stirred),
}

/// What may stand otherwise since something has happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stirred {
    /// The duties that look at what happened: as far as a subject is concerned by it.
    pub duties: BTreeSet<usize>,
    /// Others that judge each record of what happened by itself ([`Looks::raising`](crate::Looks)): what is raised on these days.
    pub by_day: BTreeSet<usize>,
    /// The days of what happened.
    pub days: BTreeSet<Date>,
    /// Whom it concerns.
    pub concern: Concern,
    /// Duties about which something was decided, each of one subject.
    pub decided: BTreeSet<(usize, Subject)>,
}

/// The subjects that are concerned by what happened about some bodies and people; never too few, whatever their duties look at.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Concern {
    /// Those who have to do with it themselves.
    near: BTreeSet<Subject>,
    /// The bodies of people who have to do with it: they may have to reach their members; with their posts, as all that follow.
    around: BTreeSet<Subject>,
    /// What stands above bodies that have to do with it, and may have to reach what is below.
    above: BTreeSet<Subject>,
    /// The bodies of the same units.
    beside: BTreeSet<Subject>,
}

impl Asked<'_> {
    /// May a duty of this subject be among those that are judged?
    pub(crate) fn may_ask_of(&self, subject: Subject) -> bool {
        match self.which {
            Which::All => true,
            Which::Of(_, subjects) => subjects.contains(&subject),
            Which::Stirred(stirred) => stirred.concern.may_reach(subject) || stirred.decided.iter().any(|(_, whose)| *whose == subject),
        }
    }
}

impl<'a> Which<'a> {
    /// The only days of which what a duty of this subject raises is judged.
    pub(crate) fn asks_days(self, index: usize, subject: Subject) -> Days<'a> {
        if let Self::Stirred(stirred) = self { stirred.days_of(index, subject) } else { None }
    }

    /// Is the duty, by its index in the library, of this subject one of those that are judged?
    pub(crate) fn asks(self, index: usize, duty: &Duty, subject: Subject) -> bool {
        match self {
            Self::All => true,
            Self::Of(duties, subjects) => duties.contains(&index) && subjects.contains(&subject),
            Self::Stirred(stirred) => stirred.has(index, duty, subject),
        }
    }

    /// Is the duty one of those that are judged, of anybody?
    pub(crate) fn asks_duty(self, index: usize) -> bool {
        match self {
            Self::All => true,
            Self::Of(duties, _) => duties.contains(&index),
            Self::Stirred(stirred) => stirred.has_duty(index),
        }
    }
}

impl Stirred {
    /// May the duty of this subject stand otherwise?
    #[must_use]
    pub fn has(&self, index: usize, duty: &Duty, subject: Subject) -> bool {
        let looks = self.duties.contains(&index) || self.by_day.contains(&index);
        (looks && self.concern.reaches(duty, subject)) || self.decided.contains(&(index, subject))
    }

    /// The only days of which what the duty of this subject raises may stand otherwise.
    #[must_use]
    pub fn days_of(&self, index: usize, subject: Subject) -> Option<&BTreeSet<Date>> {
        let whole = self.duties.contains(&index) || self.decided.contains(&(index, subject));
        (!whole && self.by_day.contains(&index)).then_some(&self.days)
    }

    /// May the duty of anybody?
    #[must_use]
    pub fn has_duty(&self, index: usize) -> bool {
        self.duties.contains(&index) || self.by_day.contains(&index) || self.decided.range((index, FIRST)..).next().is_some_and(|(duty, _)| *duty == index)
    }
}

/// No subject comes before it.
const FIRST: Subject = Subject::Body(BodyId(0));

impl Concern {
    /// Whom it concerns that something happened about these bodies and people: whoever was ever in one of the bodies or held a post
    /// in it, the bodies of the people, their posts; and, where others are to be reached, the bodies above all these and those of
    /// the same units.
    #[must_use]
    pub fn of(site: &Site, registers: &Registers, happened: impl IntoIterator<Item = Subject>) -> Self {
        let (mut bodies, mut people) = (BTreeSet::new(), BTreeSet::new());
        for subject in happened {
            match subject {
                Subject::Body(body) => drop(bodies.insert(body)),
                Subject::Person(person) => drop(people.insert(person)),
                Subject::Post(_) => {}
            }
        }
        let who: BTreeSet<PersonId> = bodies.iter().flat_map(|body| registers.everybody(*body)).chain(people.iter().copied()).collect();
        let places: BTreeSet<BodyId> = people.iter().flat_map(|person| registers.bodies_of(site, *person)).chain(bodies).collect();
        let around: BTreeSet<BodyId> = who.iter().flat_map(|person| registers.bodies_of(site, *person)).collect();
        let units: BTreeSet<UnitId> = places.iter().filter_map(|body| site.unit_of(Subject::Body(*body))).collect();
        let beside = units.iter().flat_map(|unit| get(&registers.bodies_of_unit, unit)).map(|body| body.id).collect();
        let all = |bodies: &BTreeSet<BodyId>| with_posts(registers, bodies).collect();
        let near = with_posts(registers, &places).chain(who.iter().map(|person| Subject::Person(*person))).collect();
        Self { near, around: all(&around), above: all(&site.with_above(places)), beside: all(&beside) }
    }

    /// Is a duty of this subject among what it concerns?
    fn reaches(&self, duty: &Duty, subject: Subject) -> bool {
        let reaches = |set: &Set| match set {
            // Where the person belongs depends on the day.
            _ if matches!(subject, Subject::Person(_)) => true,
            Set::Members => self.around.contains(&subject),
            Set::Below(_) | Set::Related { .. } => self.above.contains(&subject),
            Set::InUnit(_) => self.beside.contains(&subject),
        };
        self.near.contains(&subject) || reached(duty).any(reaches)
    }

    /// May it concern any duty of this subject?
    fn may_reach(&self, subject: Subject) -> bool {
        matches!(subject, Subject::Person(_)) || [&self.near, &self.around, &self.above, &self.beside].iter().any(|of| of.contains(&subject))
    }
}

fn with_posts(registers: &Registers, bodies: &BTreeSet<BodyId>) -> impl Iterator<Item = Subject> {
    let posts = bodies.iter().flat_map(|body| get(&registers.posts_of_body, body)).map(|post| Subject::Post(post.id));
    bodies.iter().map(|body| Subject::Body(*body)).chain(posts)
}
