//! 跟踪.

use super::build::*;
use jishi_pack::{Form, Given, GivenItem};

fn item(due: Option<&str>, owner: Option<&str>, closed: Option<&str>, verified: Option<(&str, &str)>) -> GivenItem {
    GivenItem {
        opened: day("2026-03-01"),
        due: due.map(day),
        owner: owner.map(str::to_owned),
        closed: closed.map(day),
        verified: verified.map(|(name, on)| (name.to_owned(), day(on))),
    }
}

#[test]
fn items_are_done_by_their_day() {
    let duty = duty(bodies("党支部"), Form::Followup { items: "议定事项".to_owned(), verify: None });
    let due = Some("2026-06-30");
    let cases: &[(&str, GivenItem, &str)] = &[
        ("2026-06-30", item(due, Some("张三"), None, None), "2026-03-01/2026-06-30 待办"),
        ("2026-07-01", item(due, Some("张三"), None, None), "2026-03-01/2026-06-30 逾期"),
        // who was in time stays in time, whenever it is verified
        ("2026-07-01", item(due, Some("张三"), Some("2026-06-30"), None), "2026-03-01/2026-06-30 已完成"),
        ("2026-08-01", item(due, Some("张三"), Some("2026-06-30"), Some(("李四", "2026-07-31"))), "2026-03-01/2026-06-30 已完成"),
        ("2026-08-01", item(due, Some("张三"), Some("2026-07-01"), None), "2026-03-01/2026-06-30 补办"),
        // what happens later is not known yet
        ("2026-06-11", item(due, Some("张三"), Some("2026-06-12"), Some(("李四", "2026-06-13"))), "2026-03-01/2026-06-30 待办"),
        ("2026-06-11", item(due, None, None, None), "2026-03-01/2026-06-30 缺事实"),
        ("2026-06-11", item(None, Some("张三"), None, None), "2026-03-01 缺事实"),
    ];
    for (at, item, expected) in cases {
        let site = Given { bodies: vec![branch()], items: vec![item.clone()], ..Given::default() };
        check(&duty, site, at, &[expected]);
    }
    let none = Given { bodies: vec![branch()], ..Given::default() };
    check(&duty, none.clone(), "2026-06-11", &[]);
    check(&duty, Given { not_taken_up: vec!["议定事项".to_owned()], ..none }, "2026-06-11", &["now 不适用"]);
}

#[test]
fn verification_is_a_matter_of_its_own() {
    let verify = Some("30 日".parse().expect("a length"));
    let duty = duty(bodies("党支部"), Form::Followup { items: "议定事项".to_owned(), verify });
    let closed = |verified| item(Some("2026-06-30"), Some("张三"), Some("2026-06-28"), verified);
    let (done, verify) = ("2026-03-01/2026-06-30 已完成", "2026-06-28/2026-07-28");
    let cases: &[(&str, GivenItem, &str)] = &[
        ("2026-07-28", closed(None), "待办"),
        ("2026-07-29", closed(None), "逾期"),
        ("2026-08-01", closed(Some(("李四", "2026-07-28"))), "已完成"),
        ("2026-08-01", closed(Some(("李四", "2026-07-29"))), "补办"),
        // the doer is no verifier
        ("2026-07-10", closed(Some(("张三", "2026-07-01"))), "待办"),
    ];
    for (at, item, expected) in cases {
        let site = Given { bodies: vec![branch()], items: vec![item.clone()], ..Given::default() };
        check(&duty, site, at, &[done, &format!("{verify} {expected}")]);
    }
}
