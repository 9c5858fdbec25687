//! 触发.

use super::build::*;
use jishi_pack::{Deadline, Duty, Evidence, Form, Given, GivenBody, GivenMember, Occurrence, RegisterEvent, Who};

fn triggered(who: Who, trigger: Occurrence, deadline: Deadline, evidence: Evidence) -> Duty {
    duty(who, Form::Triggered { trigger, deadline, opens: None, lead: None, repeat: None, evidence })
}

#[test]
fn a_record_starts_a_clock() {
    let duty = triggered(Who::Members, records("岗位变动"), within("30 日"), of("谈心谈话"));
    let site = |talks: &[&str]| {
        let mut body = branch();
        body.members.push(member("张三"));
        let mut given = given(body, "岗位变动", &["2026-03-28 张三"]);
        given.records.extend(talks.iter().map(|talk| record("谈心谈话", talk)));
        given
    };
    let cases: &[(&str, &[&str], &str)] = &[
        ("2026-03-27", &[], ""),
        ("2026-03-28", &[], "2026-03-28 待办"),
        ("2026-04-27", &[], "2026-03-28 待办"),
        ("2026-04-28", &[], "2026-03-28 逾期"),
        ("2026-05-30", &["2026-03-28 张三"], "2026-03-28 已完成"),
        ("2026-05-30", &["2026-04-27 张三"], "2026-03-28 已完成"),
        ("2026-05-30", &["2026-04-28 张三"], "2026-03-28 补办"),
        // before the change, or with somebody else: not this talk
        ("2026-05-30", &["2026-03-27 张三"], "2026-03-28 逾期"),
        ("2026-05-30", &["2026-04-01 李四"], "2026-03-28 逾期"),
    ];
    for (at, talks, expected) in cases {
        let labels = labels(&judged(&duty, site(talks), at).into_iter().filter(|i| i.subject_name == "张三").collect::<Vec<_>>());
        assert_eq!(labels.join("；"), *expected, "{at} {talks:?}");
    }
    // both ledgers are needed
    let never = Given { not_taken_up: vec!["谈心谈话".to_owned()], ..site(&[]) };
    check(&duty, never, "2026-05-30", &["now 不适用"]);
    // what happened before the ledger is not judged
    let late = Given { taken_up: Some(day("2026-04-01")), ..site(&[]) };
    check(&duty, late, "2026-05-30", &[]);
    // one who left in time owes no talk any more
    let mut gone = site(&[]);
    gone.bodies[0].members[0] = GivenMember { until: Some(day("2026-04-10")), ..member("张三") };
    check(&duty, gone, "2026-05-30", &["2026-03-28 不适用"]);
}

#[test]
fn the_end_of_a_term() {
    let end = Occurrence::Register(RegisterEvent::TermEnds);
    let duty = duty(
        bodies("党支部"),
        Form::Triggered {
            trigger: end,
            deadline: within("0 日"),
            opens: Some("6 个月".parse().expect("a length")),
            lead: None, repeat: None,
            evidence: event(RegisterEvent::TermStarted),
        },
    );
    let terms = |terms: &[(&str, u8)]| {
        let terms = terms.iter().map(|(from, years)| (day(from), *years)).collect();
        given(GivenBody { terms, ..branch() }, "支部党员大会", &[])
    };
    type Terms<'t> = &'t [(&'t str, u8)];
    let cases: &[(&str, Terms, &[&str])] = &[
        ("2026-03-09", &[("2023-09-10", 3)], &["2026-09-10 未到期"]),
        ("2026-03-10", &[("2023-09-10", 3)], &["2026-09-10 待办"]),
        ("2026-09-10", &[("2023-09-10", 3)], &["2026-09-10 待办"]),
        ("2026-09-11", &[("2023-09-10", 3)], &["2026-09-10 逾期"]),
        ("2026-11-24", &[("2023-09-10", 3), ("2026-09-10", 3)], &["2026-09-10 已完成", "2029-09-10 未到期"]),
        ("2026-11-24", &[("2023-09-10", 3), ("2026-08-01", 3)], &["2026-09-10 已完成", "2029-08-01 未到期"]),
        ("2026-11-24", &[("2023-09-10", 3), ("2026-10-01", 3)], &["2026-09-10 补办", "2029-10-01 未到期"]),
        // a term that is entered for later is not known yet
        ("2026-09-20", &[("2023-09-10", 3), ("2026-10-01", 3)], &["2026-09-10 逾期"]),
        // what has stood open for years still stands; what was settled years ago is past
        ("2026-11-24", &[("2018-09-10", 3)], &["2021-09-10 逾期"]),
        ("2026-11-24", &[("2018-09-10", 3), ("2021-09-01", 5)], &["2026-09-01 逾期"]),
        // 29 February ends a term on the 28th
        ("2026-11-24", &[("2024-02-29", 3)], &["2027-02-28 待办"]),
        // no term is registered: when it ends is not known
        ("2026-11-24", &[], &["now 缺事实"]),
    ];
    for (at, list, expected) in cases {
        check(&duty, terms(list), at, expected);
    }
}

#[test]
fn a_notice_before_the_end_of_a_term() {
    let end = Occurrence::Register(RegisterEvent::TermEnds);
    let duty = triggered(bodies("党支部"), end, before("6 个月"), of("换届提醒"));
    let site = |written: &[&str]| given(GivenBody { terms: vec![(day("2023-09-10"), 3)], ..branch() }, "换届提醒", written);
    let cases: &[(&str, &[&str], &str)] = &[
        ("2025-09-09", &[], "2026-09-10 未到期"),
        ("2026-03-10", &[], "2026-09-10 待办"),
        ("2026-03-11", &[], "2026-09-10 逾期"),
        ("2026-04-11", &["2026-03-10"], "2026-09-10 已完成"),
        ("2026-04-11", &["2026-03-11"], "2026-09-10 补办"),
    ];
    for (at, written, expected) in cases {
        let got = labels(&judged(&duty, site(written), at));
        assert_eq!(got, [*expected], "{at} {written:?}");
    }
}

#[test]
fn anniversaries() {
    let joined = Occurrence::Register(RegisterEvent::Joined);
    let duty = duty(
        Who::Members,
        Form::Triggered { trigger: joined, deadline: within("30 日"), opens: None, lead: None, repeat: Some(jishi_pack::Repeat { cadence: jishi_calendar::Cadence::Year, until: None }), evidence: of("谈心谈话") },
    );
    let mut body = branch();
    body.members.push(GivenMember { joined: Some(day("2020-02-29")), confirmed: Some(day("2021-02-28")), ..member("张三") });
    let kept = body.clone();
    let site = |written: &[&str]| given(kept.clone(), "谈心谈话", written);
    check(&duty, site(&[]), "2026-02-01", &["2026-02-28 未到期"]);
    check(&duty, site(&[]), "2026-03-01", &["2026-02-28 待办"]);
    check(&duty, site(&["2026-03-20 张三"]), "2026-05-01", &["2026-02-28 已完成"]);
    check(&duty, site(&[]), "2026-05-01", &["2026-02-28 逾期"]);
    // what is done for one anniversary is not done for the one before
    let two_years = Given { taken_up: Some(day("2025-01-01")), ..site(&["2026-03-20 张三"]) };
    check(&duty, two_years, "2026-05-01", &["2025-02-28 逾期", "2026-02-28 已完成"]);
    // who leaves is asked nothing that is still to come, from the day of leaving on
    body.members[0].until = Some(day("2026-02-01"));
    check(&duty, given(body.clone(), "谈心谈话", &[]), "2026-01-31", &["2026-02-28 未到期"]);
    check(&duty, given(body, "谈心谈话", &[]), "2026-02-01", &[]);
}

#[test]
fn a_clock_that_ran_on_into_the_ledger() {
    let duty = triggered(Who::Members, Occurrence::Register(RegisterEvent::Joined), within("1 年"), of("谈心谈话"));
    let site = |joined: &str| {
        let mut body = branch();
        body.members.push(GivenMember { joined: Some(day(joined)), ..member("张三") });
        given(body, "谈心谈话", &[])
    };
    check(&duty, site("2025-01-01"), "2026-06-30", &["2025-01-01 逾期"]);
    check(&duty, site("2024-12-31"), "2026-06-30", &[]);
}

#[test]
fn probation_and_its_end() {
    let ends = Occurrence::Register(RegisterEvent::ProbationEnds);
    let duty = triggered(Who::Members, ends, within("1 个月"), event(RegisterEvent::Confirmed));
    let site = |confirmed: Option<&str>| {
        let mut body = branch();
        body.members.push(GivenMember { joined: Some(day("2025-04-20")), confirmed: confirmed.map(day), ..member("张三") });
        given(body, "支部党员大会", &[])
    };
    check(&duty, site(None), "2026-04-01", &["2026-04-20 未到期"]);
    check(&duty, site(None), "2026-05-20", &["2026-04-20 待办"]);
    check(&duty, site(None), "2026-05-21", &["2026-04-20 逾期"]);
    check(&duty, site(Some("2026-04-20")), "2026-05-21", &["2026-04-20 已完成"]);
    check(&duty, site(Some("2026-06-20")), "2026-07-21", &["2026-04-20 补办"]);
}

#[test]
fn new_holders_are_talked_with() {
    let who = Who::Holders { kinds: vec!["党支部".to_owned()], titles: vec!["书记".to_owned()] };
    let duty = triggered(who, Occurrence::Register(RegisterEvent::Appointed), within("10 个工作日"), of("谈心谈话"));
    let mut body = branch();
    body.holdings = vec![holding("书记", "张三", Some("2026-03-02"), None), holding("组织委员", "李四", Some("2026-03-02"), None)];
    let instances = judged(&duty, given(body.clone(), "谈心谈话", &[]), "2026-03-16");
    assert_eq!(labels(&instances), ["2026-03-02 待办"]);
    // no holidays are known: reckoned by weekdays and marked
    assert_eq!((instances[0].due, instances[0].provisional), (Some(day("2026-03-16")), true));
    check(&duty, given(body, "谈心谈话", &["2026-03-10 张三"]), "2026-05-01", &["2026-03-02 已完成"]);
}

/// Of a birthday of which only the month is known, the month decides before it and long after it; within it the day is lacking.
#[test]
fn an_anniversary_of_which_only_the_month_is_known() {
    let form = Form::Triggered {
        trigger: Occurrence::Register(RegisterEvent::Joined), deadline: within("7 日"), opens: None, lead: None,
        repeat: Some(jishi_pack::Repeat { cadence: jishi_calendar::Cadence::Year, until: None }), evidence: of("谈心谈话"),
    };
    let duty = duty(Who::Members, form);
    let mut body = branch();
    body.members.push(member("李四"));
    let month = jishi_calendar::PartialDate { day: None, ..day("2020-05-01").into() };
    let judged_at = |written: &[&str], at: &str| {
        let mut site = site(&duty, given(body.clone(), "谈心谈话", written), at);
        let person = *site.people.keys().next().expect("a person");
        let details = jishi_facts::PersonDetails { name: "李四".into(), joined_month: Some(month), ..jishi_facts::PersonDetails::default() };
        let event = jishi_facts::Event::PersonChanged { person, blind: None, details: jishi_facts::Sealed::Open(details), source: None };
        let stamp = jishi_facts::Stamp { seq: site.size, at: 0, day: day(at), actor: "".into() };
        site.apply(&stamp, &event);
        labels(&said(&duty, &site, at))
    };
    assert_eq!(judged_at(&[], "2026-04-30"), ["2026-05-31 未到期"]);
    assert_eq!(judged_at(&[], "2026-05-01"), ["2026-05-31 缺事实"]);
    assert_eq!(judged_at(&["2026-05-20 李四"], "2026-07-01"), ["2026-05-31 缺事实"]);
    assert_eq!(judged_at(&[], "2026-06-07"), ["2026-05-31 缺事实"]);
    assert_eq!(judged_at(&[], "2026-06-08"), ["2026-05-31 逾期"]);
}
