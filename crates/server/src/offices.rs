//! In which offices people may act: found once for each person, for as long as the registers and the day are the same.

use jishi_authorize::{Acting, Register, acting_choices};
use jishi_base::PersonId;
use jishi_calendar::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Of those who have asked.
#[derive(Debug, Default)]
pub(crate) struct Offices(Mutex<BTreeMap<PersonId, Arc<[Acting]>>>);

impl Offices {
    /// Those of a person, the most far-reaching first; of the registers and the day that this is kept for.
    pub(crate) fn of(&self, person: PersonId, register: Register<'_>, day: Date) -> Arc<[Acting]> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&person).cloned();
        known.unwrap_or_else(|| {
            let found: Arc<[Acting]> = acting_choices(register, person, day).into();
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(person, found.clone());
            found
        })
    }
}
