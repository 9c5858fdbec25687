//! Earlier years: the records of the two years told, once more for each two years before them, so that a site has as many
//! records as one that has been kept for long. They lie before every ledger was taken up, and no duty is judged by them.

use jishi_base::{IdSource, RecordId, SeededIds};
use jishi_calendar::{Date, years_after};
use jishi_facts::Event;

/// Adds records of earlier years until there are so many in all. Each is entered on the day of the one that it repeats.
pub(crate) fn fill(events: Vec<(Date, Event)>, records: usize, seed: u64) -> Vec<(Date, Event)> {
    let told = events.iter().filter(|(_, event)| matches!(event, Event::Recorded { .. })).count();
    let mut missing = records.saturating_sub(told);
    if told == 0 {
        return events;
    }
    let (times, mut ids) = (missing.div_ceil(told), SeededIds::new(seed ^ 0x7061_7374));
    let mut out = Vec::with_capacity(events.len() + missing);
    for (day, event) in events {
        if let Event::Recorded { kinds, bodies, date, fields, people, text, .. } = &event {
            for earlier in 1..=times.min(missing) {
                let back = i32::try_from(earlier).unwrap_or(i32::MAX).saturating_mul(-2);
                let again = Event::Recorded {
                    record: RecordId(ids.next_id()), kinds: kinds.clone(), bodies: bodies.clone(), date: years_after(*date, back), fields: fields.clone(),
                    people: people.clone(), text: text.clone(), source: None,
                };
                out.push((day, again));
            }
            missing = missing.saturating_sub(times);
        }
        out.push((day, event));
    }
    out
}
