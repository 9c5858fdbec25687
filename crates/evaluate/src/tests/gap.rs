//! 间隔.

use super::build::*;
use jishi_pack::{Evidence, Form, Given, GivenMember, Occurrence, Who};

#[test]
fn no_longer_than_six_months_without() {
    let any = vec![Occurrence::Records(selector(&["支部党员大会", "主题党日"], None))];
    let form = Form::Gap { at_most: "6 个月".parse().expect("a length"), evidence: Evidence { any, by: jishi_pack::Counting::Attendance } };
    let duty = duty(Who::Members, form);
    let site = |written: &[&str], from: Option<&str>| {
        let mut body = branch();
        body.members.push(GivenMember { from: from.map(day), ..member("张三") });
        given(body, "主题党日", written)
    };
    let cases: &[(&str, &[&str], Option<&str>, &str)] = &[
        // everybody was there unless named absent
        ("2026-08-01", &["2026-02-01"], None, "now 已完成"),
        // where the branch held nothing, nobody missed anything
        ("2026-12-01", &["2026-02-01"], None, "now 已完成"),
        ("2026-12-01", &[], None, "now 已完成"),
        ("2026-12-01", &["2026-02-01 （缺席 = 张三）"], None, "now 已完成"),
        // from the first that was missed to the last
        ("2026-12-01", &["2026-02-01 （缺席 = 张三）", "2026-08-01 （缺席 = 张三）"], None, "now 已完成"),
        ("2026-12-01", &["2026-02-01 （缺席 = 张三）", "2026-08-02 （缺席 = 张三）"], None, "2026-02-01/2026-08-01 逾期"),
        ("2026-08-01", &["2026-02-01 （缺席 = 张三）", "2026-08-02 （缺席 = 张三）"], None, "now 已完成"),
        // whoever came once begins anew
        ("2026-12-01", &["2026-02-01 （缺席 = 张三）", "2026-05-05", "2026-08-02 （缺席 = 张三）"], None, "now 已完成"),
        // who came later was not there before
        ("2026-12-01", &["2026-02-01", "2026-08-03"], Some("2026-03-01"), "now 已完成"),
        ("2026-12-01", &["2026-02-01 （缺席 = 张三）", "2026-08-03 （缺席 = 张三）"], Some("2026-03-01"), "now 已完成"),
    ];
    for (at, written, from, expected) in cases {
        check(&duty, site(written, *from), at, &[expected]);
    }
    let gone = Given {
        bodies: vec![{
            let mut body = branch();
            body.members.push(GivenMember { until: Some(day("2026-03-01")), ..member("张三") });
            body
        }],
        ..Given::default()
    };
    check(&duty, gone, "2026-12-01", &[]);
}
