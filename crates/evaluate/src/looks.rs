//! Which kinds of records and items a duty looks at: a record of another kind leaves it as it stands.

use jishi_pack::{Bound, Duty, Evidence, Form, Library, Occurrence, Selector, Set};
use std::collections::BTreeSet;

/// The kinds that a duty looks at, in all its editions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Looks {
    /// Of records and items that are about the subject, or about what it must reach.
    pub own: BTreeSet<String>,
    /// Those among them that it looks at in bodies below as well, of whatever unit these are.
    pub below: BTreeSet<String>,
}

/// What each duty of a library looks at, in the order of the duties.
#[must_use]
pub fn looks(library: &Library) -> Vec<Looks> {
    library.duties.iter().map(Looks::of).collect()
}

/// Does a duty rest on what is about others than its subject: those whom it must reach?
pub(crate) fn reaches_others(duty: &Duty) -> bool {
    duty.editions().any(|edition| matches!(edition.duty.form, Form::Coverage { .. }))
}

impl Looks {
    /// What one duty looks at.
    #[must_use]
    pub fn of(duty: &Duty) -> Self {
        let mut looks = Self::default();
        duty.editions().for_each(|edition| looks.form(&edition.duty.form));
        looks
    }

    /// What either of two looks at.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.own.extend(other.own);
        self.below.extend(other.below);
        self
    }

    fn form(&mut self, form: &Form) {
        match form {
            Form::Coverage { set, evidence, .. } => {
                self.evidence(evidence);
                if matches!(set, Set::Below(_) | Set::Related { .. }) {
                    self.below.extend(kinds(evidence).cloned());
                }
            }
            Form::Periodic { evidence, .. }
            | Form::Quota { evidence, .. }
            | Form::Gap { evidence, .. }
            | Form::Cap(Bound::AtMost { evidence, .. } | Bound::NotMoreThanLast { evidence, .. }) => self.evidence(evidence),
            Form::Triggered { trigger, repeat, evidence, .. } => {
                self.occurrence(trigger);
                repeat.iter().filter_map(|repeat| repeat.until.as_ref()).for_each(|until| self.occurrence(until));
                self.evidence(evidence);
            }
            Form::State { .. } => {}
            Form::Each { of, then, .. } => {
                self.selector(of);
                then.iter().for_each(|(evidence, _)| self.evidence(evidence));
            }
            Form::Cap(Bound::Share { each, .. }) => self.selector(each),
            Form::Followup { items, .. } => drop(self.own.insert(items.clone())),
            Form::Sequence { first, then, .. } => {
                self.occurrence(first);
                self.occurrence(then);
            }
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.own.extend(kinds(evidence).cloned());
    }

    fn occurrence(&mut self, occurrence: &Occurrence) {
        if let Occurrence::Records(selector) = occurrence {
            self.selector(selector);
        }
    }

    fn selector(&mut self, selector: &Selector) {
        self.own.extend(selector.kinds.iter().cloned());
    }
}

fn kinds(evidence: &Evidence) -> impl Iterator<Item = &String> {
    let selectors = evidence.any.iter().filter_map(|one| if let Occurrence::Records(selector) = one { Some(selector) } else { None });
    selectors.flat_map(|selector| &selector.kinds)
}
