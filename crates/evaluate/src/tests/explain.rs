//! Explanations, rows, and the checking of packs' examples.

use super::build::*;
use crate::{Titled, check_examples, explain, row};
use jishi_calendar::{Cadence, Workdays};
use jishi_pack::{Confidence, Duty, Example, Given};

#[test]
fn an_explanation_in_full() {
    let duty = Duty {
        name: "支部党员大会".to_owned(),
        confidence: Confidence::Unverified(Some("次数待核".to_owned())),
        steps: vec!["定议题".to_owned(), "发通知".to_owned()],
        reading: Some("以会议日期为准".to_owned()),
        ..meetings(Cadence::Quarter, 2)
    };
    let given = given(branch(), "支部党员大会", &["2026-02-01 学习", "2026-03-01 （应到 = 9，实到 = 2）"]);
    let (library, (site, contents)) = (library(vec![duty.clone()]), with_texts(&duty, given, "2026-05-01"));
    let names = Titled { site: &site, contents: &contents };
    let instances = crate::evaluate(&library, &site, &Workdays::default(), day("2026-05-01"));
    insta::assert_snapshot!(explain(&library, &names, &instances[0], day("2026-05-01")).to_text(&names), @r#"
    甲支部（示例单位）：支部党员大会，2026年第一季度，逾期。
    依据：意见（十九）
    力度：应当；可信：待核（次数待核）
    怎样判的：
      1. 依据意见（十九），党支部应当每季度至少有 2 次支部党员大会。
      2. 到 2026-05-01，2026年第一季度内已有 1 次，期限为 2026-03-31，已逾期 31 天。
      3. 其中 1 次到会人数未登记，按成会计。
    计入：2026-02-01 学习（2026-05-01 录入）
    看过而未计入：2026-03-01 支部党员大会（2026-05-01 录入）：到会人数不够，记录在案，不计入
    还缺：还差 1 次
    期限：2026-03-31
    由谁办：甲支部书记（未登记）
    办法：
      1. 定议题
      2. 发通知
    口径：以会议日期为准
    判断日期：2026-05-01
    "#);
    let json = serde_json::to_string_pretty(&row(&library, &names, &instances[0])).expect("a row");
    insta::assert_snapshot!(json, @r#"
    {
      "duty": "支部党员大会",
      "articles": [
        "意见19"
      ],
      "subject": "甲支部",
      "subject_id": "7rjehexysjanf73gc6j3q45j8b",
      "subject_kind": "组织",
      "unit": "示例单位",
      "period": "2026Q1",
      "status": "逾期",
      "force": "应当",
      "due": "2026-03-31",
      "owner": "甲支部书记（未登记）",
      "evidence": [
        {
          "record": "3hqdadhm81ppww6k8bzy81a0m0",
          "date": "2026-02-01",
          "title": "学习"
        }
      ],
      "missing": [
        "还差 1 次"
      ],
      "confidence": "待核"
    }
    "#);
}

fn example(given: Given, then: &[(Option<&str>, Option<&str>, &str)]) -> Example {
    let owned = |text: &Option<&str>| text.map(str::to_owned);
    Example {
        given,
        at: day("2026-05-01"),
        then: then.iter().map(|(subject, period, status)| (owned(subject), owned(period), (*status).to_owned())).collect(),
        origin: jishi_pack::Origin::default(),
    }
}

#[test]
fn examples_that_come_out_and_that_do_not() {
    let site = || given(branch(), "支部党员大会", &["2026-02-01"]);
    let good = vec![
        example(site(), &[(None, Some("2026Q1"), "已完成"), (None, Some("2026Q2"), "待办")]),
        example(site(), &[(Some("甲支部"), Some("2026Q1"), "已完成")]),
        example(given(body("党组", "某党组"), "支部党员大会", &[]), &[(None, None, "不适用")]),
    ];
    let duty = Duty { examples: good, ..meetings(Cadence::Quarter, 1) };
    assert_eq!(check_examples(&library(vec![duty.clone()]), &Workdays::default()), []);

    let bad = vec![
        example(site(), &[(None, Some("2026Q1"), "逾期")]),
        example(site(), &[(None, Some("2025Q1"), "逾期")]),
        example(site(), &[(None, None, "已完成")]),
    ];
    let failures = check_examples(&library(vec![Duty { examples: bad, ..duty }]), &Workdays::default());
    let got: Vec<&str> = failures.iter().map(|failure| failure.got.as_str()).collect();
    assert_eq!(got, ["已完成", "没有这一项", "已完成、待办、未到期（有几项，请写明期）"]);
    assert!(failures[0].message.starts_with("“某责任”的例（2026-05-01 时2026Q1）应为“逾期”，判为“已完成”。"), "{}", failures[0].message);
}
