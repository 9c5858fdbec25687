//! 适用, 未启用, 期中, 免除, 延期, 力度.

use super::build::*;
use crate::status::Status;
use jishi_base::Citation;
use jishi_calendar::Cadence;
use jishi_facts::{Event, Stamp, Uptake};
use jishi_pack::{Exemption, ExtensionRule, Fact, Force, Form, Given, GivenBody, GivenMember, Op, Operand, Who};

#[test]
fn a_ledger_is_judged_from_the_day_it_was_taken_up() {
    let duty = meetings(Cadence::Quarter, 1);
    let from = |day_: &str, written: &[&str]| Given { taken_up: Some(day(day_)), ..given(branch(), "支部党员大会", written) };
    check(&duty, from("2026-02-15", &[]), "2026-08-01", &["2026Q1 不适用", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]);
    check(&duty, from("2026-02-15", &["2026-01-10"]), "2026-08-01", &["2026Q1 已完成", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]);
    // what was left undone stays undone, however many years go by
    let yearly = meetings(Cadence::Year, 1);
    check(&yearly, from("2023-01-01", &["2025-03-03"]), "2026-08-01", &["2023 逾期", "2024 逾期", "2025 已完成", "2026 待办"]);
    // not yet taken up on the day judged
    check(&duty, from("2026-09-01", &[]), "2026-08-01", &["2026Q3 不适用"]);
    let never = Given { not_taken_up: vec!["支部党员大会".to_owned()], ..given(branch(), "支部党员大会", &[]) };
    let instances = judged(&duty, never, "2026-08-01");
    assert_eq!(labels(&instances), ["2026Q3 不适用"]);
    assert_eq!(instances[0].missing, ["未启用：支部党员大会"]);
}

/// The day of an uptake does not move with the day that is judged: at New Year nothing that was left undone is gone.
#[test]
fn new_year_settles_nothing() {
    let site = Given { taken_up: Some(day("2026-01-01")), ..given(branch(), "支部党员大会", &["2026-03-03"]) };
    let duty = meetings(Cadence::Quarter, 1);
    let of_2026 = |on: &str| -> Vec<String> {
        let instances = judged(&duty, site.clone(), on);
        labels(&instances).into_iter().filter(|label| label.starts_with("2026")).collect()
    };
    assert_eq!(of_2026("2026-12-31"), ["2026Q1 已完成", "2026Q2 逾期", "2026Q3 逾期", "2026Q4 待办"]);
    for later in ["2027-01-01", "2028-01-01", "2031-06-01"] {
        assert_eq!(of_2026(later), ["2026Q1 已完成", "2026Q2 逾期", "2026Q3 逾期", "2026Q4 逾期"], "{later}");
    }
    // before it, nothing is owed
    check(&duty, site, "2025-08-01", &["2025Q3 不适用"]);
}

/// A body that took its ledger up on a day of its own is judged from that day, whenever its unit did.
#[test]
fn a_bodys_own_day_stands_before_that_of_its_unit() {
    let duty = meetings(Cadence::Quarter, 1);
    let mut site = site(&duty, Given { taken_up: Some(day("2026-01-01")), ..given(branch(), "支部党员大会", &[]) }, "2026-12-31");
    let body = site.bodies.values().find(|body| body.unit.is_some()).expect("a branch").clone();
    let labels_on = |site: &jishi_facts::Site| labels(&said(&duty, site, "2026-12-31"));
    assert_eq!(labels_on(&site), ["2026Q1 逾期", "2026Q2 逾期", "2026Q3 逾期", "2026Q4 待办"]);
    let uptake = Uptake { unit: body.unit.expect("a unit"), body: Some(body.id), kind: "支部党员大会".to_owned(), from: Some(day("2026-07-01")) };
    let stamp = Stamp { seq: site.size, at: 0, day: day("2026-07-01"), actor: "".into() };
    site.apply(&stamp, &Event::TakenUp { uptake });
    assert_eq!(labels_on(&site), ["2026Q3 逾期", "2026Q4 待办"]);
}

#[test]
fn bodies_and_people_that_come_or_go() {
    let duty = meetings(Cadence::Quarter, 1);
    let founded = |on: &str| GivenBody { founded: Some(day(on)), ..branch() };
    let closed = |on: &str| GivenBody { closed: Some(day(on)), ..branch() };
    let cases: &[(GivenBody, &[&str], &[&str])] = &[
        (founded("2026-02-10"), &[], &["2026Q1 不适用", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]),
        (founded("2026-02-10"), &["2026-03-10"], &["2026Q1 已完成", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]),
        (founded("2026-01-01"), &[], &["2026Q1 逾期", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]),
        (founded("2026-04-01"), &[], &["2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]),
        (closed("2026-05-05"), &[], &["2026Q1 逾期", "2026Q2 不适用"]),
        (closed("2026-04-01"), &[], &["2026Q1 逾期"]),
        // a closing that is still ahead on the day judged is not known yet
        (closed("2026-09-01"), &[], &["2026Q1 逾期", "2026Q2 逾期", "2026Q3 待办", "2026Q4 未到期"]),
    ];
    for (body, written, expected) in cases {
        check(&duty, given(body.clone(), "支部党员大会", written), "2026-08-01", expected);
    }
    let strict = jishi_pack::Duty { counts_mid_period: Some(jishi_pack::MidPeriod::Counts), ..duty.clone() };
    check(
        &strict,
        given(founded("2026-02-10"), "支部党员大会", &[]),
        "2026-05-01",
        &["2026Q1 逾期", "2026Q2 待办", "2026Q3 未到期", "2026Q4 未到期"],
    );
}

#[test]
fn members_that_join_owe_in_full_and_those_who_left_nothing() {
    let form = Form::Periodic { cadence: Cadence::HalfYear, at_least: 1, after: None, evidence: of("谈心谈话") };
    let who = |from: Option<&str>, until: Option<&str>| {
        let mut body = branch();
        body.members.push(GivenMember { from: from.map(day), until: until.map(day), ..member("张三") });
        given(body, "谈心谈话", &[])
    };
    let duty = duty(Who::Members, form);
    check(&duty, who(Some("2026-05-05"), None), "2026-08-01", &["2026上半年 逾期", "2026下半年 待办"]);
    check(&duty, who(None, Some("2026-05-05")), "2026-08-01", &["2026上半年 不适用"]);
    check(&duty, who(Some("2026-07-05"), None), "2026-08-01", &["2026下半年 待办"]);
    let lenient = jishi_pack::Duty { counts_mid_period: Some(jishi_pack::MidPeriod::Exempt), ..duty };
    check(&lenient, who(Some("2026-05-05"), None), "2026-08-01", &["2026上半年 不适用", "2026下半年 待办"]);
}

#[test]
fn conditions_of_application() {
    let applies = fact(Fact::FullMemberCount, "", Op::Ge, number(7));
    let duty = jishi_pack::Duty { applies: Some(applies), ..meetings(Cadence::Year, 1) };
    let size = |full_members| given(GivenBody { full_members, ..branch() }, "支部党员大会", &[]);
    check(&duty, size(7), "2026-08-01", &["2026 待办"]);
    check(&duty, size(6), "2026-08-01", &["2026 不适用"]);
    let entry = fact(Fact::Entry, "机关工作人员", Op::Ge, number(100));
    let unknown = jishi_pack::Duty { applies: Some(entry), ..meetings(Cadence::Year, 1) };
    // a ledger that is not kept is no missing fact
    let not_kept = Given { not_taken_up: vec!["支部党员大会".to_owned()], ..size(7) };
    check(&unknown, not_kept, "2026-08-01", &["2026 不适用"]);
    let instances = judged(&unknown, size(7), "2026-08-01");
    assert_eq!(
        (instances[0].status, instances[0].missing.as_slice()),
        (Status::FactMissing, &["甲支部没有登记“机关工作人员”".to_owned()][..])
    );
}

#[test]
fn grounds_waivers_and_extensions() {
    let elderly = expr(
        "情形 包含 年老体弱",
        jishi_pack::Node::Compare {
            left: jishi_pack::Term::Fact { name: Fact::Conditions, argument: String::new() },
            op: Op::Has,
            right: Operand::Text("年老体弱".to_owned()),
        },
    );
    let citation = Citation { document: "教管条例".to_owned(), article: 23, quote: None };
    let form = Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: of("谈心谈话") };
    let duty = jishi_pack::Duty { exemptions: vec![Exemption { when: elderly, citation }], ..duty(Who::Members, form) };
    let mut body = branch();
    body.members.push(GivenMember { conditions: vec!["年老体弱".to_owned()], ..member("李四") });
    body.members.push(member("张三"));
    check(&duty, given(body.clone(), "谈心谈话", &[]), "2026-08-01", &["张三 2026 待办", "李四 2026 免除"]);
    // That they are exempt is said wherever the duty is; which circumstances they are in is not.
    let said = judged(&duty, given(body, "谈心谈话", &[]), "2026-08-01").into_iter().flat_map(|instance| instance.because).collect::<String>();
    assert!(said.contains("符合“本人登记的情形”，依据教管条例 第二十三条免除") && !said.contains("年老"), "{said}");

    let waived =
        Given { waivers: vec![("2026上半年".to_owned(), "上级批准".to_owned())], ..given(branch(), "支部党员大会", &[]) };
    check(&meetings(Cadence::HalfYear, 1), waived, "2026-08-01", &["2026上半年 免除", "2026下半年 待办"]);

    let rule = ExtensionRule { at_most: "3 个月".parse().expect("a length"), approver: "上级组织".to_owned(), citation: None };
    let extensible = jishi_pack::Duty { extension: Some(rule), ..meetings(Cadence::HalfYear, 1) };
    let until = |until: &str, written: &[&str]| Given {
        extensions: vec![("2026上半年".to_owned(), day(until))],
        ..given(branch(), "支部党员大会", written)
    };
    check(&extensible, until("2026-09-30", &[]), "2026-08-01", &["2026上半年 待办", "2026下半年 待办"]);
    // more than the rule allows is no extension
    check(&extensible, until("2026-10-01", &[]), "2026-08-01", &["2026上半年 逾期", "2026下半年 待办"]);
    check(&meetings(Cadence::HalfYear, 1), until("2026-09-30", &[]), "2026-08-01", &["2026上半年 逾期", "2026下半年 待办"]);
    let met = judged(&extensible, until("2026-09-30", &["2026-07-20"]), "2026-08-01");
    assert_eq!((met[0].status, met[0].due, met[0].moved_from), (Status::Met, Some(day("2026-09-30")), Some(day("2026-06-30"))));
    assert_eq!(met[1].moved_from, None);
}

#[test]
fn force() {
    let with = |force| jishi_pack::Duty { force, ..meetings(Cadence::HalfYear, 1) };
    let site = || given(branch(), "支部党员大会", &[]);
    check(&with(Force::Should), site(), "2026-08-01", &["2026上半年 逾期", "2026下半年 待办"]);
    check(&with(Force::May), site(), "2026-08-01", &["2026上半年 不适用", "2026下半年 待办"]);
    check(&with(Force::Explore), site(), "2026-08-01", &[]);
}
