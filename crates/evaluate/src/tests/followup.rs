//! 跟踪.

use super::build::*;
use jishi_pack::{Form, Given, GivenItem};

#[test]
fn items_are_closed_and_verified_by_another() {
    let duty = duty(bodies("党支部"), Form::Followup { items: "议定事项".to_owned() });
    let item = |due: Option<&str>, owner: Option<&str>, closed: Option<&str>, verified: Option<(&str, &str)>| GivenItem {
        opened: day("2026-03-01"),
        due: due.map(day),
        owner: owner.map(str::to_owned),
        closed: closed.map(day),
        verified: verified.map(|(name, on)| (name.to_owned(), day(on))),
    };
    let due = Some("2026-06-30");
    let cases: &[(&str, GivenItem, &str)] = &[
        ("2026-06-30", item(due, Some("张三"), None, None), "2026-03-01/2026-06-30 待办"),
        ("2026-07-01", item(due, Some("张三"), None, None), "2026-03-01/2026-06-30 逾期"),
        ("2026-06-30", item(due, Some("张三"), Some("2026-06-10"), None), "2026-03-01/2026-06-30 待办"),
        ("2026-07-01", item(due, Some("张三"), Some("2026-06-10"), None), "2026-03-01/2026-06-30 逾期"),
        ("2026-08-01", item(due, Some("张三"), Some("2026-06-10"), Some(("李四", "2026-06-30"))), "2026-03-01/2026-06-30 已完成"),
        ("2026-08-01", item(due, Some("张三"), Some("2026-06-10"), Some(("李四", "2026-07-01"))), "2026-03-01/2026-06-30 补办"),
        // the doer is no verifier
        ("2026-08-01", item(due, Some("张三"), Some("2026-06-10"), Some(("张三", "2026-06-12"))), "2026-03-01/2026-06-30 逾期"),
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
