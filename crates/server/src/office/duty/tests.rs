//! What was seen of a duty, as forms and headers carry it.

use super::AsSeen;
use jishi_evaluate::Status;

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
