//! From which day a duty is judged: when the unit took up the ledgers it is judged by (启用). No data is not "not done".

use crate::context::Context;
use jishi_base::UnitId;
use jishi_calendar::{Date, Period};
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

/// From when a duty is judged in a unit.
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
        Form::Followup { items } => needs.records.push(vec![items]),
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
            Fact::MemberCount | Fact::FullMemberCount | Fact::ProbationaryCount => register::MEMBERS,
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

/// From when a duty with these needs is judged in a unit.
#[must_use]
pub fn start<'a>(cx: &Context<'a>, needs: &Needs<'a>, unit: UnitId) -> Start {
    let registers = needs.registers.iter().enumerate();
    let mut missing: Vec<usize> = registers.filter(|(_, name)| !register_kept(cx, unit, name)).map(|(place, _)| place).collect();
    let mut from = new_year(cx.as_of, if needs.records.is_empty() { -1 } else { 0 });
    for (at, group) in needs.records.iter().enumerate() {
        match group.iter().filter_map(|kind| taken_up(cx, unit, kind)).min() {
            Some(day) => from = if at == 0 { day } else { from.max(day) },
            None => missing.push(needs.registers.len() + at),
        }
    }
    if missing.is_empty() { Start::From(from) } else { Start::NotTakenUp(Ledgers::of(missing.into_iter())) }
}

/// 1 January of the year of `date`, or of another year so far from it.
#[must_use]
pub fn new_year(date: Date, years: i16) -> Date {
    Period::Year(date.year() + years).first().unwrap_or(date)
}

/// The day from which a unit's ledger of a kind is judged; never earlier than 1 January of last year.
fn taken_up<'a>(cx: &Context<'a>, unit: UnitId, kind: &'a str) -> Option<Date> {
    match cx.uptake(unit, kind)? {
        Some(day) => (day <= cx.as_of).then(|| day.max(new_year(cx.as_of, -1))),
        // A ledger that begins in a later year was not yet kept in the year judged.
        None => cx.first_record(unit, kind).is_none_or(|first| first.year() <= cx.as_of.year()).then(|| new_year(cx.as_of, 0)),
    }
}

/// Was the ledger of any of these kinds kept throughout since `day`?
#[must_use]
pub fn kept_since<'a>(cx: &Context<'a>, unit: UnitId, kinds: impl IntoIterator<Item = &'a str>, day: Date) -> bool {
    kinds.into_iter().any(|kind| cx.uptake(unit, kind).flatten().is_some_and(|from| from <= day))
}

/// A register is kept once it is taken up, from whatever day: what it says stands until it says otherwise.
fn register_kept(cx: &Context, unit: UnitId, name: &'static str) -> bool {
    cx.uptake(unit, name).is_some()
}
