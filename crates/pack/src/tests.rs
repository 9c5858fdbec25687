//! Tables for the small words of packs: phrases, near names, facts.

use crate::facts::FACTS;
use crate::finding::{At, Findings};
use crate::near::nearest;
use crate::read::phrase;
use crate::node::Text;
use jishi_calendar::Cadence;

fn text(value: &str) -> Text {
    Text { value: value.to_owned(), at: At::default(), start: 0, same: value.len() }
}

#[test]
fn cadences() {
    for (written, expected) in [
        ("每季度 至少 1 次", Some((Cadence::Quarter, 1))),
        ("每半年至少一次", Some((Cadence::HalfYear, 1))),
        ("每月 至少 31 次", Some((Cadence::Month, 31))),
        ("每月 至少 32 次", None),
        ("每年 至少 0 次", None),
        ("每周 至少 1 次", None),
        ("每年 不少于 1 次", None),
        ("季度 至少 1 次", None),
    ] {
        let mut findings = Findings::default();
        assert_eq!(phrase::at_least(&text(written), &mut findings), expected, "{written}");
        assert_eq!(findings.any_error(), expected.is_none(), "{written}");
    }
}

#[test]
fn deadlines_and_usual_months() {
    for (written, expected) in [
        ("30 日内", Some(("30 日", false))),
        ("10个工作日内", Some(("10 个工作日", false))),
        ("当日", Some(("0 日", false))),
        ("前 1 个月", Some(("1 个月", true))),
        ("30 日", None),
        ("0 日内", None),
        ("尽快", None),
    ] {
        let read =
            phrase::deadline(&text(written), &mut Findings::default()).map(|deadline| (deadline.length.to_string(), deadline.before));
        assert_eq!(read, expected.map(|(length, before)| (length.to_owned(), before)), "{written}");
    }
    for (written, expected) in [
        ("第四季度", Some((10, 12))),
        ("上半年", Some((1, 6))),
        ("11月至12月", Some((11, 12))),
        ("7月", Some((7, 7))),
        ("13月", None),
        ("第五季度", None),
    ] {
        let read = phrase::usual(&text(written), &mut Findings::default()).map(|usual| (usual.first_month, usual.last_month));
        assert_eq!(read, expected, "{written}");
    }
}

#[test]
fn near_names() {
    let names = ["支部党员大会", "党课", "组织生活会"];
    for (word, expected) in
        [("党员大会", Some("支部党员大会")), ("支部党员大汇", Some("支部党员大会")), ("组织生活", Some("组织生活会")), ("座谈", None)]
    {
        assert_eq!(nearest(word, names), expected, "{word}");
    }
}

#[test]
fn every_fact_is_described() {
    let described = include_str!("../../../docs/pack-language.md");
    for row in &FACTS {
        assert!(described.contains(row.name), "{}", row.name);
    }
}
