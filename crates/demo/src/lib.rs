//! A lawful, lively, synthetic site, the same for the same seed (beside the layers).
//!
//! First the cast: units, bodies, people, posts and what changes among them ([`cast`]). Then two years of life ([`life`]):
//! the usual meetings by hand, everything else read from the duties of the packs. Last the events, by day of entry ([`emit`]).
//!
//! Nobody in it exists: units are called 示范 or 演示, identity numbers bear an area code that was never given out.
//!
//! Absent on purpose: today's date and the key of the blind index (they are handed in), judgement, storage.

mod cast;
mod complete;
mod days;
mod dice;
mod draft;
mod emit;
mod fit;
mod life;
mod past;
mod words;
mod world;

use jishi_calendar::Date;
use jishi_facts::Event;
use jishi_pack::Library;

/// What site is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Departments, besides the work committee's own unit.
    pub units: usize,
    /// Another seed gives another site.
    pub seed: u64,
    /// The last day of the two years told; nothing happens or is entered later.
    pub today: Date,
    /// At least so many records: earlier years are added until there are.
    pub records: usize,
}

/// The site as events with their days of entry, sorted by day and foldable in that order.
///
/// `blind` gives the blind index of an identity number. The same options, library and `blind` give the same events.
#[must_use]
pub fn generate(options: &Options, library: &Library, blind: &dyn Fn(&str) -> String) -> Vec<(Date, Event)> {
    let mut world = world::World::new(options, library);
    cast::build(&mut world, options.units);
    life::live(&mut world);
    past::fill(emit::events(world, blind), options.records, options.seed)
}

#[cfg(test)]
mod tests;
