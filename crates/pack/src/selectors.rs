//! The selections of records inside a form, for whoever asks what a duty looks at.

use crate::model::{Bound, Evidence, Form, Occurrence, Selector, Set};

impl Form {
    /// What counts for it, where it asks for records in a period or after a trigger.
    #[must_use]
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Periodic { evidence, .. }
            | Self::Quota { evidence, .. }
            | Self::Coverage { evidence, .. }
            | Self::Triggered { evidence, .. }
            | Self::Gap { evidence, .. }
            | Self::Cap(Bound::AtMost { evidence, .. } | Bound::NotMoreThanLast { evidence, .. }) => Some(evidence),
            Self::Each { then, .. } => then.as_ref().map(|(evidence, _)| evidence),
            Self::Cap(Bound::Share { .. }) | Self::State { .. } | Self::Followup { .. } | Self::Sequence { .. } => None,
        }
    }

    /// Every selection of records in it: 每次 first, then the evidence, then the trigger or the two of a sequence.
    #[must_use]
    pub fn selectors(&self) -> Vec<&Selector> {
        let each = match self {
            Self::Each { of, .. } | Self::Cap(Bound::Share { each: of, .. }) => Some(of),
            _ => None,
        };
        let others = match self {
            Self::Triggered { trigger, repeat, .. } => std::iter::once(trigger).chain(repeat.iter().filter_map(|repeat| repeat.until.as_ref())).collect(),
            Self::Sequence { first, then, .. } => vec![first, then],
            _ => Vec::new(),
        };
        let evidence = self.evidence().into_iter().flat_map(|evidence| &evidence.any);
        each.into_iter().chain(evidence.chain(others).filter_map(Occurrence::records)).collect()
    }
}

impl Form {
    /// Must each member of a body be reached?
    #[must_use]
    pub fn reaches_members(&self) -> bool {
        matches!(self, Self::Coverage { set: Set::Members, .. })
    }

    /// Does it ask for one record because of another, so that the two must be about the same matter?
    #[must_use]
    pub fn relates_records(&self) -> bool {
        match self {
            Self::Triggered { trigger, .. } => trigger.records().is_some(),
            Self::Sequence { first, then, .. } => first.records().is_some() && then.records().is_some(),
            Self::Each { then, .. } => then.is_some(),
            _ => false,
        }
    }
}

impl Evidence {
    /// The selections of records in it.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.any.iter().filter_map(Occurrence::records)
    }
}

impl Occurrence {
    /// The selection, where it is one of records.
    #[must_use]
    pub fn records(&self) -> Option<&Selector> {
        match self {
            Self::Records(selector) => Some(selector),
            Self::Register(_) => None,
        }
    }
}
