//! Logins: one way of writing, and what may be one.

use super::{admissible, normal};

#[test]
fn all_ways_of_writing_are_one() {
    for written in ["zhang.san", " Zhang.San ", "ＺＨＡＮＧ．ＳＡＮ", "\u{3000}zhang.SAN\n"] {
        assert_eq!(normal(written), "zhang.san", "{written:?}");
    }
}

#[test]
fn what_may_be_a_login() {
    for (login, good) in [
        ("ab", true),
        ("张三", true),
        ("zhang_san-2@厅", true),
        ("a", false),
        ("", false),
        (" a ", false),
        ("zhang san", false),
        ("zhang\u{200b}san", false),
        ("<b>ab</b>", false),
        (&"a".repeat(64), true),
        (&"a".repeat(65), false),
    ] {
        assert_eq!(admissible(login).is_ok(), good, "{login:?}");
    }
}
