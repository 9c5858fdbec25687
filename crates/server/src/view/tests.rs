//! Dates, marks, addresses, filters and charts, each by a table of cases.

mod desk;
mod lists;
pub(crate) mod world;

use crate::encoding;
use crate::view::chart::{self, Bar};
use crate::view::filter::Query;
use crate::view::tally::Tally;
use crate::urgency::urgency;
use crate::view::{Tone, links, marks, tone, when};
use crate::dates;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Status, Verdict};
use jishi_facts::Subject;
use jishi_pack::Force;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub(crate) fn verdict(status: Status, force: Force, due: Option<&str>) -> Verdict {
    Verdict {
        duty: 0, edition: 0, subject: Subject::Body(BodyId(1)), unit: None, period: Period::Year(2026), status, force, due: due.map(day),
        moved_from: None, provisional: false, owner: Default::default(), times: 0, last: None, amount: None,
    }
}

#[test]
fn dates_are_written_as_people_write_them() {
    let now = day("2026-11-24");
    let table = [("2026-10-01", "10月1日"), ("2027-02-15", "2027年2月15日"), ("2025-12-31", "2025年12月31日")];
    for (date, words) in table {
        assert_eq!(dates::short(day(date), now), words);
    }
    assert_eq!((dates::weekday(now), dates::weekday(day("2026-11-29"))), ("星期二", "星期日"));
    assert_eq!((dates::days(now, day("2027-02-15")), dates::days(now, day("2026-10-01"))), (83, -54));
}

#[test]
fn by_when_is_said_in_two_lines() {
    let table = [
        (Status::Overdue, Some("2026-10-01"), "逾期 54 天", "应于 10月1日前"),
        (Status::Overdue, None, "逾期", ""),
        (Status::Due, Some("2027-02-15"), "剩 83 天", "2027年2月15日前"),
        (Status::Due, Some("2026-11-24"), "今天到期", "11月24日前"),
        (Status::FactMissing, Some("2026-11-23"), "期限已过", "11月23日前"),
        (Status::Due, None, "待办", ""),
        (Status::Met, Some("2026-10-01"), "已完成", ""),
        (Status::Waived, Some("2026-10-01"), "免除", ""),
    ];
    for (status, due, head, note) in table {
        let said = when(&verdict(status, Force::Must, due), day("2026-11-24"));
        assert_eq!((said.head.as_str(), said.note.as_str()), (head, note), "{status:?}");
    }
}

#[test]
fn red_is_kept_for_what_must_be_done_and_is_late() {
    for status in Status::ALL {
        for force in [Force::Must, Force::Should, Force::May, Force::Explore] {
            let red = tone(&verdict(status, force, None)) == Tone::Late;
            assert_eq!(red, status == Status::Overdue && force == Force::Must, "{status:?} {force:?}");
        }
    }
}

#[test]
fn what_must_be_acted_on_comes_first_and_the_soonest_of_it() {
    let order = [
        verdict(Status::Overdue, Force::Must, Some("2026-01-01")),
        verdict(Status::Overdue, Force::Must, Some("2026-10-01")),
        verdict(Status::Overdue, Force::Should, Some("2025-01-01")),
        verdict(Status::FactMissing, Force::Must, None),
        verdict(Status::Due, Force::Must, Some("2026-11-30")),
        verdict(Status::Due, Force::Must, Some("2026-12-31")),
        verdict(Status::Upcoming, Force::Must, Some("2026-12-01")),
        verdict(Status::Met, Force::Must, Some("2026-06-30")),
        verdict(Status::MetLate, Force::Must, Some("2026-03-31")),
        verdict(Status::Waived, Force::Must, None),
        verdict(Status::NotApplicable, Force::Must, None),
    ];
    assert!(order.windows(2).all(|pair| urgency(&pair[0], day("2026-11-24")) <= urgency(&pair[1], day("2026-11-24"))));
}

#[test]
fn facts_in_a_sentence_are_marked() {
    let table = [
        ("自 2026-04-01 起空缺", "自 [2026-04-01] 起空缺"),
        ("应于2026年9月10日前换届", "应于[2026年9月10日]前换届"),
        ("9月14日调动，默认 30 日内", "[9月14日]调动，默认 [30 日]内"),
        ("2026年第三季度内已有 2 次", "[2026年第三季度]内已有 [2 次]"),
        ("2026年上半年、2026年9月、2026年", "[2026年上半年]、[2026年9月]、[2026年]"),
        ("还差 1.5 学时", "还差 [1.5 学时]"),
        ("合计 32 分", "合计 32 分"),
        ("由书记魏静办理", "由[书记魏静]办理"),
        ("依据（十九）第 3", "依据（十九）第 3"),
        ("", ""),
    ];
    for (sentence, marked) in table {
        let said: String = marks::mark(sentence, &["书记魏静"]).iter().map(|p| if p.marked { format!("[{}]", p.text) } else { p.text.clone() }).collect();
        assert_eq!(said, marked);
    }
}

#[test]
fn marking_never_loses_a_letter() {
    for sentence in ["2026-1-1、12345678901234 次、1.、é2026年13月", "－12 月—3.4567 元 %"] {
        let said: String = marks::mark(sentence, &["", "月"]).into_iter().map(|piece| piece.text).collect();
        assert_eq!(said, sentence);
    }
}

#[test]
fn addresses_carry_what_they_must_and_no_more() {
    let table = [("主题党日", "主题党日"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("“引号”", "%E2%80%9C引号%E2%80%9D"), ("1 2&3=%", "1%202%263%3D%25"), ("\u{202e}x", "%E2%80%AEx")];
    for (text, encoded) in table {
        assert_eq!(encoding::encode(text), encoded);
    }
    assert_eq!(links::duties(UnitId(0), &[("status", ""), ("duty", "甲乙")]), format!("/units/{}/duties?duty=甲乙", UnitId(0)));
    for subject in [Subject::Body(BodyId(5)), Subject::Person(PersonId(7))] {
        assert_eq!(links::read_subject(&links::subject(subject)), Some(subject));
    }
    for bad in ["", "body", "body-", "soul-00000000000000000000000001", "body-x"] {
        assert_eq!(links::read_subject(bad), None, "{bad}");
    }
}

#[test]
fn periods_travel_in_addresses() {
    let table = [("2026上半年", Some((Period::HalfYear(2026, 1), 1))), ("2026-02~3", Some((Period::Month(2026, 2), 3))), ("now", Some((Period::Now, 1))),
        ("2026-04-01_2026-10-01", Some((Period::Clock(day("2026-04-01"), day("2026-10-01")), 1))), ("2026-04-01_", None), ("2026~x", None), ("", None)];
    for (text, period) in table {
        assert_eq!(links::read_period(text), period, "{text}");
    }
}

#[test]
fn a_filter_keeps_its_parts_and_drops_the_page() {
    let query = Query { status: "overdue".into(), page: "3".into(), q: "张".into(), ..Query::default() };
    assert_eq!(encoding::query(&query.with("page", "4")), "?status=overdue&q=张&page=4");
    assert_eq!(encoding::query(&query.with("status", "")), "?q=张");
}

#[test]
fn a_tally_names_what_matters_most() {
    let table = [
        (Tally { done: 312, late: 9, open: 18, ..Tally::default() }, "312 / 339，逾期 9"),
        (Tally { done: 71, open: 24, ..Tally::default() }, "71 / 95，待办 24"),
        (Tally { done: 1, unknown: 1, open: 5, ..Tally::default() }, "1 / 7，缺事实 1"),
        (Tally { done: 3, ..Tally::default() }, "3 / 3"),
        (Tally::default(), "0 / 0"),
    ];
    for (tally, words) in table {
        assert_eq!(tally.words(), words);
    }
}

#[test]
fn a_bar_shows_every_part_and_never_more_than_the_whole() {
    let whole = |bar: Bar| bar.done + bar.late + bar.soft;
    let thin = chart::bar(Tally { done: 10_000, late: 1, soft: 1, ..Tally::default() });
    assert_eq!((thin.late, thin.soft, whole(thin)), (8, 8, 1000));
    assert_eq!(whole(chart::bar(Tally::default())), 0);
    assert_eq!(chart::bar(Tally { done: 1, open: 1, ..Tally::default() }).done, 500);
}

#[test]
fn a_trend_stays_in_its_picture() {
    let month = |number, on_time, of| (number, on_time, of, false, String::new());
    let trend = chart::trend(vec![month(1, 98, 100), month(2, 0, 4), month(12, 4, 4)]).expect("months");
    assert!(trend.points.iter().all(|p| (22..=110).contains(&p.y) && (28..=490).contains(&p.x)));
    assert_eq!(trend.rules.iter().map(|rule| rule.1).collect::<Vec<_>>(), [0, 50, 100]);
    assert!(chart::trend(vec![]).is_none());
}
