//! From which day a duty is judged: when the ledgers it is judged by were taken up (启用). No data is not "not done".

use crate::context::Context;
use jishi_base::{BodyId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_facts::Subject;
use jishi_pack::{Bound, Duty, Evidence, Expr, Fact, Form, Node, Occurrence, Operand, RegisterEvent, Term, Who};
use std::collections::BTreeSet;

/// The registers that a unit takes up, by the name an uptake gives them.
pub mod register {
    /// Bodies, their terms, relations and entries.
    pub const BODIES: &str = "组织";
    /// Posts and their holders.
    pub const POSTS: &str = "职务";
    /// Members.
    pub const MEMBERS: &str = "党员";
    /// Contact links.
    pub const LINKS: &str = "联系";
}

/// What must be taken up before a duty can be judged.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needs<'a> {
    /// Of each group of record kinds at least one.
    pub records: Vec<Vec<&'a str>>,
    /// Every one of these registers.
    pub registers: BTreeSet<&'static str>,
}

/// From when a duty is judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// From this day.
    From(Date),
    /// Not at all: these ledgers have not been taken up.
    NotTakenUp(Ledgers),
}

/// Some of the ledgers that a duty needs, as marks on their places among [`Needs::ledgers`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ledgers(u32);

impl Ledgers {
    fn of(places: impl Iterator<Item = usize>) -> Self {
        Self(places.filter(|place| *place < 32).fold(0, |marks, place| marks | 1 << place))
    }

    /// Their names.
    #[must_use]
    pub fn names(self, duty: &Duty) -> Vec<String> {
        let all = needs(duty).ledgers().into_iter().enumerate();
        all.filter(|(place, _)| self.0.checked_shr(u32::try_from(*place).unwrap_or(32)).is_some_and(|marks| marks & 1 == 1))
            .map(|(_, name)| name)
            .collect()
    }
}

/// What a duty needs.
#[must_use]
pub fn needs(duty: &Duty) -> Needs<'_> {
    let mut needs = Needs::default();
    match &duty.form {
        Form::Periodic { evidence, .. }
        | Form::Quota { evidence, .. }
        | Form::Coverage { evidence, .. }
        | Form::Gap { evidence, .. }
        | Form::Cap(Bound::AtMost { evidence, .. } | Bound::NotMoreThanLast { evidence, .. }) => needs.evidence(evidence),
        Form::Triggered { trigger, evidence, .. } => {
            needs.occurrence(trigger);
            needs.evidence(evidence);
        }
        Form::State { condition, .. } => {
            needs.condition(condition);
            if matches!(duty.who, Who::Posts { .. } | Who::Holders { .. }) {
                needs.registers.insert(register::POSTS);
            }
        }
        Form::Each { of, then, .. } => {
            needs.kinds(&of.kinds);
            if let Some((evidence, _)) = then {
                needs.evidence(evidence);
            }
        }
        Form::Cap(Bound::Share { each, .. }) => needs.kinds(&each.kinds),
        Form::Followup { items, .. } => needs.records.push(vec![items]),
        Form::Sequence { first, then, .. } => {
            needs.occurrence(first);
            needs.occurrence(then);
        }
    }
    needs
}

impl<'a> Needs<'a> {
    /// Everything that is needed, by name: the registers, then the groups of kinds.
    #[must_use]
    pub fn ledgers(&self) -> Vec<String> {
        self.registers.iter().map(|name| (*name).to_owned()).chain(self.records.iter().map(|group| group.join("或"))).collect()
    }

    fn kinds(&mut self, kinds: &'a [String]) {
        self.records.push(kinds.iter().map(String::as_str).collect());
    }

    fn occurrence(&mut self, occurrence: &'a Occurrence) {
        match occurrence {
            Occurrence::Records(selector) => self.kinds(&selector.kinds),
            Occurrence::Register(event) => drop(self.registers.insert(register_of(*event))),
        }
    }

    /// Alternatives: a register event among them is always at hand, so that no ledger is needed.
    fn evidence(&mut self, evidence: &'a Evidence) {
        let mut kinds = Vec::new();
        for occurrence in &evidence.any {
            match occurrence {
                Occurrence::Records(selector) => kinds.extend(selector.kinds.iter().map(String::as_str)),
                Occurrence::Register(event) => {
                    self.registers.insert(register_of(*event));
                    return;
                }
            }
        }
        self.records.push(kinds);
    }

    fn condition(&mut self, expr: &'a Expr) {
        match &expr.node {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Node::Not(inner) => self.condition(inner),
            Node::Compare { left, right, .. } => {
                self.term(left);
                if let Operand::Term(term) = right {
                    self.term(term);
                }
            }
            Node::Share { part, whole, .. } => {
                self.term(part);
                self.term(whole);
            }
            Node::Known(term) => self.term(term),
        }
    }

    fn term(&mut self, term: &Term) {
        let Term::Fact { name, .. } = term else { return };
        self.registers.insert(match name {
            Fact::HoldersOf | Fact::Title | Fact::Held | Fact::HolderAlsoHolds | Fact::HoldsPostIn => register::POSTS,
            Fact::MemberCount | Fact::UnitMemberCount | Fact::FullMemberCount | Fact::ProbationaryCount => register::MEMBERS,
            Fact::Age | Fact::Standing | Fact::Conditions | Fact::PartyYears => register::MEMBERS,
            Fact::HasLink => register::LINKS,
            _ => register::BODIES,
        });
    }
}

fn register_of(event: RegisterEvent) -> &'static str {
    match event {
        RegisterEvent::TermStarted | RegisterEvent::TermEnds | RegisterEvent::Founded | RegisterEvent::Closed => register::BODIES,
        RegisterEvent::Appointed | RegisterEvent::Left => register::POSTS,
        _ => register::MEMBERS,
    }
}

/// From when a duty with these needs is judged of a subject.
#[must_use]
pub fn start<'a>(cx: &Context<'a>, needs: &Needs<'a>, (subject, unit): (Subject, UnitId)) -> Start {
    let registers = needs.registers.iter().enumerate();
    let mut missing: Vec<usize> = registers.filter(|(_, name)| !register_kept(cx, unit, name)).map(|(place, _)| place).collect();
    let mut from = new_year(cx.as_of, if needs.records.is_empty() { -1 } else { 0 });
    let keepers = if needs.records.is_empty() { BTreeSet::new() } else { keepers(cx, subject) };
    for (at, group) in needs.records.iter().enumerate() {
        match group.iter().filter_map(|kind| taken_up(cx, unit, &keepers, kind)).min() {
            Some(day) => from = if at == 0 { day } else { from.max(day) },
            None => missing.push(needs.registers.len() + at),
        }
    }
    if missing.is_empty() { Start::From(from) } else { Start::NotTakenUp(Ledgers::of(missing.into_iter())) }
}

/// The bodies in whose ledgers what is about a subject is recorded: a body itself, that of a post, those that a person, or who
/// holds the post, belongs to or acts in.
fn keepers(cx: &Context, subject: Subject) -> BTreeSet<BodyId> {
    match subject {
        Subject::Body(body) => [body].into(),
        Subject::Person(person) => cx.bodies_of_person(person).collect(),
        Subject::Post(post) => {
            let holders = cx.holdings_of_post(post).iter().flat_map(|held| cx.bodies_of_person(held.person));
            cx.site.posts.get(&post).map(|post| post.body).into_iter().chain(holders).collect()
        }
    }
}

/// 1 January of the year of `date`, or of another year so far from it.
#[must_use]
pub fn new_year(date: Date, years: i16) -> Date {
    Period::Year(date.year() + years).first().unwrap_or(date)
}

/// The first day of the ledger of a kind, where any of the bodies keeps one by the day judged: days of their own stand before those
/// of their units.
fn taken_up(cx: &Context, unit: UnitId, keepers: &BTreeSet<BodyId>, kind: &str) -> Option<Date> {
    let units = || keepers.iter().filter_map(|body| Some((cx.site.unit_of(Subject::Body(*body))?, *body)));
    let own = units().filter_map(|(unit, body)| cx.uptake(unit, Some(body), kind)).min();
    let whole = || units().map(|(unit, _)| unit).chain([unit]).filter_map(|unit| cx.uptake(unit, None, kind)).min();
    own.or_else(whole).filter(|day| *day <= cx.as_of)
}

/// Was the ledger of any of these kinds kept throughout since `day`?
#[must_use]
pub fn kept_since<'a>(cx: &Context<'a>, (subject, unit): (Subject, UnitId), kinds: impl IntoIterator<Item = &'a str>, day: Date) -> bool {
    let keepers = keepers(cx, subject);
    kinds.into_iter().any(|kind| taken_up(cx, unit, &keepers, kind).is_some_and(|from| from <= day))
}

/// A register is kept once it is taken up, from whatever day: what it says stands until it says otherwise.
fn register_kept(cx: &Context, unit: UnitId, name: &'static str) -> bool {
    cx.uptake(unit, None, name).is_some()
}
