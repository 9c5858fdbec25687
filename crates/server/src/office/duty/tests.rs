//! What was seen of a duty, as forms and headers carry it.

use super::{AsSeen, within};
use crate::testing::{library, workdays};
use crate::view::tests::verdict;
use jishi_calendar::Date;
use jishi_evaluate::Status;
use jishi_pack::Force;

#[test]
fn what_was_seen_is_read_as_it_was_written() {
    for (decisions, status) in (0..).zip(Status::ALL) {
        for due in [None, Some("2026-12-31".parse().expect("a day"))] {
            let seen = AsSeen { decisions, status, due };
            assert_eq!(seen.to_string().parse(), Ok(seen), "{seen}");
            assert!(seen.to_string().bytes().all(|b| b.is_ascii_graphic() && b != b'"'), "fit for a header: {seen}");
        }
    }
}

#[test]
fn anything_else_is_nothing_that_was_seen() {
    for text in ["", "0", "0.1", "a.1.", "0.8.", "0.x.", "0.1.昨天", "0.1.2026-13-01", "-1.1."] {
        assert_eq!(text.parse::<AsSeen>(), Err(()), "{text}");
    }
}

/// A duty that was extended is extended further no further than one extension reaches from its own last day: what goes beyond
/// would be judged as none at all.
#[test]
fn a_further_extension_is_measured_from_the_first_day() {
    let (library, workdays) = (library(), workdays());
    let duty = library.duties.iter().find(|duty| duty.extension.is_some()).expect("a duty that may be extended");
    let due: Date = "2026-03-31".parse().expect("a day");
    let latest = duty.extension.as_ref().expect("a rule").at_most.after(due, &workdays).date;
    let mut one = verdict(Status::Due, Force::Must, Some("2026-03-31"));
    let day_after = |day: Date| day.tomorrow().expect("a day");
    assert!(within(duty, &one, latest, &workdays).is_ok() && within(duty, &one, day_after(latest), &workdays).is_err());
    (one.due, one.moved_from) = (Some(day_after(due)), Some(due));
    assert!(within(duty, &one, latest, &workdays).is_ok() && within(duty, &one, day_after(latest), &workdays).is_err(), "further, within the same bound");
    assert!(within(duty, &one, due, &workdays).is_err(), "not back");
    one.due = Some(latest);
    let refusal = within(duty, &one, day_after(latest), &workdays).expect_err("as far as it goes");
    assert!(refusal.reason.contains("最后一天"), "{refusal:?}");
}
