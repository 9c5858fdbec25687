//! How often something was done, and how far that stands in the journal: what must be entered before one more is answered.
//! What is entered never falls short of what was answered; where much repeats it runs ahead, in powers of two.

/// So many alike are an entry each.
const EACH: u64 = 4;
/// Rows of a list that a program may read in a day before it is taken for taking the list out.
pub(crate) const FREE: u64 = 100;

/// So many times, over so many rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sum {
    pub(crate) times: u64,
    pub(crate) rows: u64,
}

/// In which steps a sort of deed is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Steps {
    /// Each is an entry.
    Single,
    /// The first few are an entry each; then one stands for as many more as there were.
    Doubling,
    /// The first rows are free; then one entry stands for all that was read and as much more.
    Rows,
}

/// How often something was done, and up to where the journal goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Count {
    pub(crate) done: Sum,
    pub(crate) entered: Sum,
}

/// An entry that is to be made: beyond what earlier ones say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Due {
    pub(crate) sum: Sum,
    /// Is it more than what has been done?
    pub(crate) ahead: bool,
}

impl Count {
    /// After one more of so many rows, and what must be entered before that is answered; nothing where it is covered.
    pub(crate) fn one_more(self, steps: Steps, rows: u64) -> (Self, Option<Due>) {
        let done = Sum { times: self.done.times.saturating_add(1), rows: self.done.rows.saturating_add(rows) };
        let covered = done.times <= self.entered.times && done.rows <= self.entered.rows;
        let free = steps == Steps::Rows && self.entered == Sum::default() && done.rows <= FREE;
        if covered || free {
            return (Self { done, ..self }, None);
        }
        let entered = match steps {
            Steps::Single => done,
            Steps::Doubling if done.times <= EACH => done,
            Steps::Doubling => Sum { times: doubled(done.times, 0), rows: done.rows },
            Steps::Rows => Sum { times: doubled(done.times, self.entered.times), rows: doubled(done.rows, self.entered.rows) },
        };
        (Self { done, entered }, Some(self.due(done, entered)))
    }

    /// What was done and could not be entered, and the count where it has been.
    pub(crate) fn owed(self) -> Option<(Self, Due)> {
        let after = Self { done: self.done, entered: self.done };
        (self.done.times > self.entered.times).then(|| (after, self.due(self.done, self.done)))
    }

    fn due(self, done: Sum, entered: Sum) -> Due {
        let sum = Sum { times: entered.times.saturating_sub(self.entered.times), rows: entered.rows.saturating_sub(self.entered.rows) };
        Due { sum, ahead: entered != done }
    }
}

/// The next power of two, and at least twice what there was.
fn doubled(done: u64, before: u64) -> u64 {
    Ord::max(done.checked_next_power_of_two().unwrap_or(u64::MAX), before.saturating_mul(2))
}

#[cfg(test)]
mod tests;
