//! 顺序.

use super::build::*;
use jishi_calendar::Duration;
use jishi_pack::{Duty, Form, Given, Occurrence, RegisterEvent, Who};

fn sequence(at_least: Option<&str>, at_most: Option<&str>) -> Duty {
    let length = |text: Option<&str>| -> Option<Duration> { text.map(|text| text.parse().expect("a length")) };
    let form =
        Form::Sequence {
            first: records("征求意见"), then: records("民主生活会"), at_least: length(at_least), at_most: length(at_most)
        };
    duty(bodies("党组"), form)
}

fn steps(firsts: &[&str], thens: &[&str]) -> Given {
    let mut site = given(body("党组", "某厅党组"), "征求意见", firsts);
    site.records.extend(thens.iter().map(|then| record("民主生活会", then)));
    site
}

#[test]
fn second_after_first() {
    type Days<'t> = &'t [&'t str];
    let cases: &[(&Duty, Days, Days, Days)] = &[
        (&sequence(None, None), &["2026-03-01"], &["2026-03-10"], &["2026-03-10 已完成"]),
        (&sequence(None, None), &[], &["2026-03-10"], &["2026-03-10 逾期"]),
        (&sequence(None, None), &["2026-03-11"], &["2026-03-10"], &["2026-03-10 逾期"]),
        (&sequence(None, None), &["2026-03-01"], &[], &[]),
        (&sequence(Some("5 日"), None), &["2026-03-05"], &["2026-03-10"], &["2026-03-10 已完成"]),
        (&sequence(Some("5 日"), None), &["2026-03-06"], &["2026-03-10"], &["2026-03-10 逾期"]),
        // an earlier first step serves where the last is too near
        (&sequence(Some("5 日"), None), &["2026-03-01", "2026-03-06"], &["2026-03-10"], &["2026-03-10 已完成"]),
        (&sequence(None, Some("1 个月")), &["2026-02-10"], &["2026-03-10"], &["2026-03-10 已完成"]),
        (&sequence(None, Some("1 个月")), &["2026-02-09"], &["2026-03-10"], &["2026-03-10 逾期"]),
        // a first step asks for nothing by itself
        (&sequence(None, Some("1 个月")), &["2026-04-20"], &[], &[]),
        // the first step would have come before the ledger
        (&sequence(Some("5 日"), None), &[], &["2026-01-04"], &["2026-01-04 不适用"]),
    ];
    for (duty, firsts, thens, expected) in cases {
        check(duty, steps(firsts, thens), "2026-06-01", expected);
    }
}

#[test]
fn the_bound_that_failed_is_named() {
    let missing = |duty: &Duty, firsts: &[&str]| judged(duty, steps(firsts, &["2026-03-10"]), "2026-06-01")[0].missing.join("");
    assert_eq!(missing(&sequence(None, None), &[]), "此前没有征求意见");
    assert_eq!(missing(&sequence(Some("5 日"), None), &["2026-03-06"]), "此前 2026-03-06 的征求意见到当日不满 5 日");
    assert_eq!(missing(&sequence(None, Some("1 个月")), &["2026-02-09"]), "此前 2026-02-09 的征求意见到当日已超过 1 个月");
}

#[test]
fn steps_may_be_register_events() {
    let who = Who::Holders { kinds: vec!["党支部".to_owned()], titles: Vec::new() };
    let form =
        Form::Sequence {
            first: records("谈心谈话"), then: Occurrence::Register(RegisterEvent::Appointed), at_least: None, at_most: None
        };
    let mut body = branch();
    body.holdings = vec![holding("书记", "张三", Some("2026-03-02"), None), holding("副书记", "李四", Some("2026-03-02"), None)];
    let duty = duty(who, form);
    check(&duty, given(body, "谈心谈话", &["2026-02-20 张三"]), "2026-06-01", &["张三 2026-03-02 已完成", "李四 2026-03-02 逾期"]);
}
