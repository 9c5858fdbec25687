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
    /// Those among its own of which each record is judged by itself, and changes nothing that was raised on another day.
    pub raising: BTreeSet<String>,
}

/// What each duty of a library looks at, in the order of the duties.
#[must_use]
pub fn looks(library: &Library) -> Vec<Looks> {
    library.duties.iter().map(|duty| Looks::of(library, duty)).collect()
}

/// Those whom a duty must reach, where it rests on what is about others than its subject.
pub(crate) fn reached(duty: &Duty) -> impl Iterator<Item = &Set> {
    duty.editions().filter_map(|edition| if let Form::Coverage { set, .. } = &edition.duty.form { Some(set) } else { None })
}

impl Looks {
    /// What one duty looks at.
    #[must_use]
    pub fn of(library: &Library, duty: &Duty) -> Self {
        let mut looks = Self::default();
        duty.editions().for_each(|edition| looks.form(&edition.duty.form));
        // One record may be the same as another of another day.
        let apart = |kind: &&String| library.record_kinds.get(kind.as_str()).is_some_and(|kind| kind.same_by.is_empty());
        if duty.earlier.is_empty() {
            looks.raising = raising(&duty.form).into_iter().filter(apart).cloned().collect();
        }
        looks
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

/// The kinds of records that are judged one by one, and are looked at for nothing else.
fn raising(form: &Form) -> Vec<&String> {
    match form {
        Form::Each { of, then: None, .. } | Form::Cap(Bound::Share { each: of, .. }) => of.kinds.iter().collect(),
        Form::Sequence { first, then: Occurrence::Records(then), .. } => {
            let before = if let Occurrence::Records(first) = first { &first.kinds[..] } else { &[] };
            then.kinds.iter().filter(|kind| !before.contains(kind)).collect()
        }
        _ => Vec::new(),
    }
}

fn kinds(evidence: &Evidence) -> impl Iterator<Item = &String> {
    let selectors = evidence.any.iter().filter_map(|one| if let Occurrence::Records(selector) = one { Some(selector) } else { None });
    selectors.flat_map(|selector| &selector.kinds)
}
