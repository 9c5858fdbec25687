//! 上限.

use super::build::*;
use jishi_calendar::Cadence;
use jishi_pack::{Bound, Form, Given, Op, Share};

#[test]
fn at_most_so_many() {
    let bound = Bound::AtMost { cadence: Cadence::HalfYear, count: 1, evidence: of("支部党员大会") };
    let duty = duty(bodies("党支部"), Form::Cap(bound));
    let site = |written: &[&str]| given(branch(), "支部党员大会", written);
    check(&duty, site(&[]), "2026-08-01", &["2026上半年 已完成", "2026下半年 未到期"]);
    check(&duty, site(&["2026-07-01"]), "2026-08-01", &["2026上半年 已完成", "2026下半年 未到期"]);
    check(&duty, site(&["2026-07-01", "2026-07-02"]), "2026-08-01", &["2026上半年 已完成", "2026下半年 逾期"]);
}

#[test]
fn not_more_than_last_year() {
    let duty = duty(bodies("党支部"), Form::Cap(Bound::NotMoreThanLast { cadence: Cadence::Year, measure: None, evidence: of("支部党员大会") }));
    let site = |written: &[&str]| given(branch(), "支部党员大会", written);
    check(&duty, site(&["2026-02-01"]), "2026-08-01", &["2026 不适用"]);
    check(&duty, site(&["2025-02-01", "2026-02-01"]), "2026-08-01", &["2026 未到期"]);
    check(&duty, site(&["2025-02-01", "2026-02-01", "2026-03-01"]), "2026-08-01", &["2026 逾期"]);
    // a year that was kept and had none is a bound of none
    let kept = Given { taken_up: Some(day("2024-01-01")), ..site(&["2026-02-01"]) };
    check(&duty, kept, "2026-08-01", &["2024 不适用", "2025 已完成", "2026 逾期"]);
}

#[test]
fn a_share_of_each() {
    let share = Share { part: "优秀人数".to_owned(), whole: "参评人数".to_owned(), op: Op::Le, numerator: 1, denominator: 3 };
    let duty = duty(bodies("党支部"), Form::Cap(Bound::Share { each: selector(&["民主评议党员"], None), share }));
    let site = given(
        branch(),
        "民主评议党员",
        &["2026-01-10 （优秀人数 = 5，参评人数 = 15）", "2026-02-10 （优秀人数 = 6，参评人数 = 15）", "2026-03-10 （优秀人数 = 6）"],
    );
    check(&duty, site, "2026-08-01", &["2026-01-10 已完成", "2026-02-10 逾期", "2026-03-10 缺事实"]);
}
