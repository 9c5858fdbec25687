//! 每次.

use super::build::*;
use crate::status::Status;
use jishi_pack::Form;

#[test]
fn every_meeting_has_its_first_item() {
    let form = Form::Each { of: selector(&["党组会议"], None), must: Some(field_is("第一议题", "学习")), then: None };
    let duty = duty(bodies("党组"), form);
    let site = given(
        body("党组", "某厅党组"),
        "党组会议",
        &[
            "2025-12-20 （第一议题 = 无）",
            "2026-01-09 （第一议题 = 学习）",
            "2026-07-03 （第一议题 = 无）",
            "2026-08-03",
            "2026-12-03 （第一议题 = 无）",
        ],
    );
    check(&duty, site.clone(), "2026-11-24", &["2026-01-09 已完成", "2026-07-03 逾期", "2026-08-03 缺事实"]);
    let instances = judged(&duty, site, "2026-11-24");
    assert_eq!(instances[2].missing, ["2026-08-03 党组会议没有登记“第一议题”"]);
    assert_eq!(instances[1].evidence.len(), 1);
}

#[test]
fn a_meeting_is_followed_by_its_report() {
    let form =
        Form::Each { of: selector(&["民主生活会"], None), must: None, then: Some((of("民主生活会报告"), within("15 日"))) };
    let duty = duty(bodies("党组"), form);
    let cases: &[(&str, &[&str], &str)] = &[
        ("2026-01-20", &[], "2026-01-10 待办"),
        ("2026-01-25", &[], "2026-01-10 待办"),
        ("2026-01-26", &[], "2026-01-10 逾期"),
        ("2026-03-01", &["2026-01-25"], "2026-01-10 已完成"),
        ("2026-03-01", &["2026-01-26"], "2026-01-10 补办"),
        ("2026-03-01", &["2026-01-09"], "2026-01-10 逾期"),
    ];
    for (at, reports, expected) in cases {
        let mut site = given(body("党组", "某厅党组"), "民主生活会", &["2026-01-10"]);
        site.records.extend(reports.iter().map(|report| record("民主生活会报告", report)));
        check(&duty, site, at, &[expected]);
    }
}

#[test]
fn both_at_once() {
    let form = Form::Each {
        of: selector(&["党组会议"], None),
        must: Some(field_is("第一议题", "学习")),
        then: Some((of("民主生活会报告"), within("15 日"))),
    };
    let duty = duty(bodies("党组"), form);
    let statuses = |written: &str| judged(&duty, given(body("党组", "某厅党组"), "党组会议", &[written]), "2026-06-01")[0].status;
    assert_eq!(statuses("2026-01-09 （第一议题 = 无）"), Status::Overdue);
    assert_eq!(statuses("2026-05-29 （第一议题 = 学习）"), Status::Due);
}
