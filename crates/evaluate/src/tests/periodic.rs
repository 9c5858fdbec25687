//! 频次 and 定量.

use super::build::*;
use jishi_base::Number;
use jishi_calendar::Cadence;
use jishi_pack::{Evidence, Form, Given, Occurrence, Who};

#[test]
fn each_period_has_its_status() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        // nothing done
        ("2026-03-31", &[], &["2026Q1 待办", "2026Q2 未到期", "2026Q3 未到期", "2026Q4 未到期"]),
        ("2026-04-01", &[], &["2026Q1 逾期", "2026Q2 待办", "2026Q3 未到期", "2026Q4 未到期"]),
        // first and last day of the period count
        ("2026-05-01", &["2026-03-31", "2026-04-01"], &["2026Q1 已完成", "2026Q2 已完成", "2026Q3 未到期", "2026Q4 未到期"]),
        // the event's day decides, and what has not happened yet is not known
        ("2026-02-01", &["2026-02-02"], &["2026Q1 待办", "2026Q2 未到期", "2026Q3 未到期", "2026Q4 未到期"]),
        // made up later, and entered as such: it counts for the quarter it makes up for, and not for its own
        ("2026-05-01", &["2026-04-10 （补办期间 = 2026Q1）"], &["2026Q1 补办", "2026Q2 待办", "2026Q3 未到期", "2026Q4 未到期"]),
        // later without saying so is not made up
        ("2026-05-01", &["2026-04-10"], &["2026Q1 逾期", "2026Q2 已完成", "2026Q3 未到期", "2026Q4 未到期"]),
    ];
    for (at, written, expected) in cases {
        check(&meetings(Cadence::Quarter, 1), given(branch(), "支部党员大会", written), at, expected);
    }
}

#[test]
fn several_are_needed() {
    let duty = meetings(Cadence::HalfYear, 2);
    let cases: &[(&[&str], &str)] = &[
        (&["2026-01-05"], "2026上半年 逾期"),
        (&["2026-01-05", "2026-06-30"], "2026上半年 已完成"),
        (&["2026-01-05", "2026-07-30 （补办期间 = 2026上半年）"], "2026上半年 补办"),
        // one meeting entered twice on a day is two meetings here: the kind names nothing to tell them by
        (&["2026-01-05", "2026-01-05"], "2026上半年 已完成"),
    ];
    for (written, expected) in cases {
        let labels = labels(&judged(&duty, given(branch(), "支部党员大会", written), "2026-08-01"));
        assert_eq!(labels[0], *expected, "{written:?}");
    }
    let open = judged(&duty, given(branch(), "支部党员大会", &["2026-07-05"]), "2026-08-01");
    assert_eq!((open[1].missing.as_slice(), open[1].due), (&["还差 1 次".to_owned()][..], Some(day("2026-12-31"))));
}

#[test]
fn any_of_several_kinds_will_do() {
    let any = vec![records("支部党员大会"), records("主题党日")];
    let duty = jishi_pack::Duty {
        form: Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: Evidence { any, by: jishi_pack::Counting::Object } },
        ..meetings(Cadence::Year, 1)
    };
    let site = Given { not_taken_up: vec!["支部党员大会".to_owned()], ..given(branch(), "主题党日", &["2026-01-05"]) };
    check(&duty, site, "2026-02-01", &["2026 已完成"]);
    let neither =
        Given { not_taken_up: vec!["支部党员大会".to_owned(), "主题党日".to_owned()], ..given(branch(), "主题党日", &[]) };
    check(&duty, neither, "2026-02-01", &["2026 不适用"]);
    assert!(matches!(duty.form, Form::Periodic { evidence: Evidence { ref any, .. }, .. } if matches!(any[0], Occurrence::Records(_))));
}

#[test]
fn hours_are_summed() {
    let form = Form::Quota {
        cadence: Cadence::Year,
        measure: "学时".to_owned(),
        at_least: Number::whole(32),
        unit: "学时".to_owned(),
        evidence: of("学时"),
    };
    let duty = duty(Who::Members, form);
    let site = |written: &[&str]| {
        let mut body = branch();
        body.members.push(member("张三"));
        given(body, "学时", written)
    };
    let cases: &[(&str, &[&str], &str, &[&str])] = &[
        ("2026-11-24", &["2026-01-05 张三 甲（学时 = 30）"], "2026 待办", &["还差 2 学时"]),
        ("2026-11-24", &["2026-01-05 张三 甲（学时 = 30）", "2026-02-05 张三 乙（学时 = 2）"], "2026 已完成", &[]),
        // the same entry twice counts once
        ("2026-11-24", &["2026-01-05 张三 甲（学时 = 16）", "2026-01-05 张三 甲（学时 = 16）"], "2026 待办", &["还差 16 学时"]),
        // another person's hours do not count
        ("2026-11-24", &["2026-01-05 李四 甲（学时 = 32）", "2026-01-05 张三 甲（学时 = 0.5）"], "2026 待办", &["还差 31.5 学时"]),
        // an entry that does not say how much leaves it open
        ("2026-11-24", &["2026-01-05 张三 甲"], "2026 缺事实", &["2026-01-05 甲没有登记“学时”"]),
        ("2026-11-24", &["2026-01-05 张三 甲", "2026-02-05 张三 乙（学时 = 32）"], "2026 已完成", &[]),
    ];
    for (at, written, expected, missing) in cases {
        let instances: Vec<_> = judged(&duty, site(written), at).into_iter().filter(|i| i.subject_name == "张三").collect();
        assert_eq!(labels(&instances), [*expected], "{written:?}");
        assert_eq!(instances[0].missing, *missing, "{written:?}");
    }
}
