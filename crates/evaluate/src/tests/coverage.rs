//! 覆盖.

use super::build::*;
use crate::status::Status;
use jishi_calendar::Cadence;
use jishi_pack::{Evidence, Form, Given, GivenBody, Set};

fn branches(records: &[&str]) -> Given {
    let under = |name: &str| GivenBody { parent: Some("机关委员会".to_owned()), ..body("党支部", name) };
    Given {
        bodies: vec![body("机关党委", "机关委员会"), under("甲支部"), under("乙支部")], ..given(branch(), "观摩", records)
    }
}

#[test]
fn every_branch_below() {
    let form = Form::Coverage { cadence: Cadence::Year, set: Set::Below(vec!["党支部".to_owned()]), evidence: of("观摩") };
    let duty = duty(bodies("机关党委"), form);
    check(&duty, branches(&["2026-03-01 甲支部"]), "2026-08-01", &["2026 待办"]);
    check(&duty, branches(&["2026-03-01 甲支部", "2026-04-01 （对象 = 乙支部）"]), "2026-08-01", &["2026 已完成"]);
    // the record may belong to the branches instead of naming them
    check(&duty, branches(&["2026-03-01 （组织 = 甲支部、乙支部）"]), "2026-08-01", &["2026 已完成"]);
    let open = judged(&duty, branches(&["2026-03-01 甲支部"]), "2026-08-01");
    assert_eq!(open[0].missing, ["未覆盖：乙支部"]);
    assert_eq!(open[0].evidence.len(), 1);
    let none = Given { bodies: vec![body("机关党委", "机关委员会")], ..branches(&[]) };
    check(&duty, none, "2026-08-01", &["2026 不适用"]);
}

#[test]
fn every_member_by_attendance_or_by_object() {
    let form = |evidence: Evidence| Form::Coverage { cadence: Cadence::HalfYear, set: Set::Members, evidence };
    let site = |kind: &str, written: &[&str]| {
        let mut body = branch();
        body.members = vec![member("张三"), member("李四")];
        given(body, kind, written)
    };
    let talks = duty(bodies("党支部"), form(of("谈心谈话")));
    let first = |given: Given, duty: &jishi_pack::Duty| judged(duty, given, "2026-08-01")[0].clone();
    assert_eq!(first(site("谈心谈话", &["2026-03-01 张三、李四"]), &talks).status, Status::Met);
    assert_eq!(first(site("谈心谈话", &["2026-03-01 张三"]), &talks).missing, ["未覆盖：李四"]);
    let days = duty(bodies("党支部"), form(Evidence { by: jishi_pack::Counting::Attendance, ..of("主题党日") }));
    assert_eq!(first(site("主题党日", &["2026-03-01", "2026-04-01 （缺席 = 李四）"]), &days).status, Status::Met);
    assert_eq!(first(site("主题党日", &["2026-04-01 （缺席 = 李四）"]), &days).status, Status::Overdue);
}
