//! What counts, what does not, and why.

use super::build::*;
use crate::status::Status;
use jishi_calendar::Cadence;
use jishi_pack::{Duty, Form};

fn not_counted(instance: &Judged) -> Vec<String> {
    instance.evidence.iter().filter_map(|counted| counted.not_counted.clone()).collect()
}

#[test]
fn a_meeting_without_its_quorum_is_kept_and_does_not_count() {
    let duty = meetings(Cadence::Year, 1);
    let first = |written: &str| judged(&duty, given(branch(), "支部党员大会", &[written]), "2026-08-01").remove(0);
    assert_eq!(first("2026-03-01 （应到 = 10，实到 = 5）").status, Status::Met);
    let short = first("2026-03-01 （应到 = 10，实到 = 4）");
    assert_eq!((short.status, not_counted(&short)), (Status::Due, vec!["到会人数不够，记录在案，不计入".to_owned()]));
    let unknown = first("2026-03-01 （应到 = 10）");
    assert_eq!(unknown.status, Status::Met);
    assert!(unknown.because.contains(&"其中 1 次到会人数未登记，按成会计。".to_owned()), "{:?}", unknown.because);
}

#[test]
fn a_condition_on_the_record() {
    let evidence = of_when("党组会议", field_is("议题", "专题研究机关党建"));
    let duty = duty(bodies("党组"), Form::Periodic { cadence: Cadence::HalfYear, at_least: 1, after: None, evidence });
    let statuses = |written: &[&str]| judged(&duty, given(body("党组", "某厅党组"), "党组会议", written), "2026-08-01");
    let met = statuses(&["2026-03-10 专题研究机关党建"]);
    assert_eq!(labels(&met), ["2026上半年 已完成", "2026下半年 待办"]);
    let other = statuses(&["2026-03-10 人事任免"]);
    assert_eq!(labels(&other), ["2026上半年 逾期", "2026下半年 待办"]);
    assert_eq!(not_counted(&other[0]), ["不符合条件“议题 = 专题研究机关党建”"]);
    // it hangs on a field that is not entered
    let unknown = statuses(&["2026-03-10"]);
    assert_eq!(labels(&unknown), ["2026上半年 缺事实", "2026下半年 待办"]);
    assert_eq!(unknown[0].missing, ["2026-03-10 党组会议没有登记“议题”"]);
    // it would not decide anything any more
    assert_eq!(labels(&statuses(&["2026-03-10", "2026-04-10 专题研究机关党建"]))[0], "2026上半年 已完成");
}

#[test]
fn withdrawn_records_never_count() {
    let duty = meetings(Cadence::Year, 1);
    let mut site = site(&duty, given(branch(), "支部党员大会", &["2026-03-01"]), "2026-08-01");
    let judge = |site: &jishi_facts::Site| said(&duty, site, "2026-08-01").remove(0);
    assert_eq!(judge(&site).status, Status::Met);
    let records: Vec<_> = site.records.keys().copied().collect();
    for record in records {
        let stamp = jishi_facts::Stamp { seq: site.size, at: 0, day: day("2026-08-01"), actor: "测试".into() };
        site.apply(&stamp, &jishi_facts::Event::RecordWithdrawn { record });
    }
    let instance = judge(&site);
    assert_eq!((instance.status, not_counted(&instance)), (Status::Due, vec!["已撤回".to_owned()]));
}

#[test]
fn a_joint_activity_counts_for_every_body() {
    let duty =
        Duty { form: Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: of("主题党日") }, ..meetings(Cadence::Year, 1) };
    let mut joint = given(branch(), "主题党日", &["2026-03-01 （组织 = 甲支部、乙支部）"]);
    joint.bodies.push(body("党支部", "乙支部"));
    check(&duty, joint, "2026-08-01", &["乙支部 2026 已完成", "甲支部 2026 已完成"]);
}

#[test]
fn one_record_may_serve_several_kinds() {
    let any = vec![records("支部党员大会"), records("主题党日")];
    let evidence = jishi_pack::Evidence { any, by: jishi_pack::Counting::Object };
    let duty = Duty { form: Form::Periodic { cadence: Cadence::Year, at_least: 2, after: None, evidence }, ..meetings(Cadence::Year, 1) };
    let mut one = given(branch(), "主题党日", &["2026-03-01"]);
    one.records[0].kinds.push("支部党员大会".to_owned());
    // it is still one meeting
    check(&duty, one, "2026-08-01", &["2026 待办"]);
}
