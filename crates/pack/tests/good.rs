//! The good packs of the suite load without a word, and mean what they say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod common;

use jishi_base::{Label, Number};
use jishi_calendar::Cadence;
use jishi_pack::{Confidence, Force, Form, Library, Meaning, Owner, Readers, SourceFile, load};

fn library() -> Library {
    let outcome = load(&common::sets(&["base", "good"]));
    assert_eq!(outcome.diagnostics, []);
    outcome.library.unwrap()
}

fn form(library: &Library, name: &str) -> Form {
    library.duties.iter().find(|duty| duty.name == name).unwrap().form.clone()
}

#[test]
fn every_form_is_read() {
    let library = library();
    for word in ["频次", "定量", "覆盖", "触发", "状态", "每次", "上限", "跟踪", "顺序", "间隔"] {
        assert!(library.duties.iter().any(|duty| duty.form.word() == word), "{word}");
    }
    let Form::Quota { cadence, at_least, measure, .. } = form(&library, "党员学时") else { panic!() };
    assert_eq!((cadence, at_least, measure.as_str()), (Cadence::Year, Number::whole(32), "学时"));
}

#[test]
fn overlays_tighten() {
    let library = library();
    let duty = library.duties.iter().find(|duty| duty.name == "支部党员大会").unwrap();
    let Form::Periodic { at_least, .. } = duty.form else { panic!() };
    assert_eq!((at_least, duty.force), (2, Force::Must));
    assert_eq!(duty.citations.last().unwrap().key(), "本厅制度3");
    assert_eq!(duty.examples.len(), 1, "the original's examples no longer hold");
}

#[test]
fn a_group_stands_for_its_kinds_in_what_may_be_held_together() {
    let library = library();
    let duty = library.duties.iter().find(|duty| duty.name == "逐支部观摩").unwrap();
    let group = &library.groups["组织生活"];
    assert!(group.len() > 1 && duty.together.starts_with(group), "{:?}", duty.together);
    assert_eq!(duty.together.last().unwrap(), "学习培训");
    assert!(jishi_pack::print::print(&library, "十种形式").contains("、学习培训合开：开一次会，记一次"));
}

/// A kind's label goes for its fields but for what the record is called by; a field's own stands above it.
#[test]
fn labels_are_read() {
    let file = |file: &str, text: &str| SourceFile { pack_dir: "密级".into(), file: file.into(), text: text.into() };
    let kind = "- 记录: 座谈会\n  依据: 无出处\n  归属: 组织\n  密级: 纪检\n  字段:\n    - { 字段: 主题, 类型: 文本 }\n    - { 字段: 文号, 类型: 文本 }\n    \
                - { 字段: 人数, 类型: 数字, 密级: 内部 }\n    - { 字段: 情况, 类型: 文本, 密级: 敏感 }\n    \
                - { 字段: 公告, 类型: 文本, 密级: 公开 }\n    - { 字段: 缺席原因, 类型: 文本, 密级: 敏感, 可看: 考勤 }\n";
    let mut sources = common::sets(&["base"]);
    sources.extend([file("pack.yaml", "包: 密级\n全称: 密级\n条式: 条\n条数: 1\n"), file("记录.yaml", kind)]);
    let outcome = load(&sources);
    assert_eq!(outcome.diagnostics, []);
    let library = outcome.library.unwrap();
    let labels: Vec<Label> = library.record_kinds["座谈会"].fields.iter().map(|field| field.label).collect();
    assert_eq!(labels, [Label::Internal, Label::Discipline, Label::Internal, Label::Sensitive, Label::Public, Label::Sensitive]);
    let kept = |field: &str| library.keeping(&["座谈会".to_owned()], field).readers;
    assert_eq!(["文号", "情况", "公告", "缺席原因"].map(kept), [Readers::Discipline, Readers::Record, Readers::Record, Readers::Attendance]);
    let two = library.keeping(&["座谈会".to_owned(), "党课".to_owned()], "主题");
    assert_eq!((two.label, library.keeping::<&str>([], "缺席原因").label), (Label::Internal, Label::Internal), "of a field that no kind has, what is shared");
    let printed = jishi_pack::print::print(&library, "密级");
    assert!(printed.contains("文号〔纪检〕") && printed.contains("情况〔敏感〕") && !printed.contains("人数〔"), "{printed}");
}

/// What is said of a shared field goes for every field of its name and type, and for no other.
#[test]
fn meanings_are_said_once() {
    let file = |file: &str, text: &str| SourceFile { pack_dir: "含义".into(), file: file.into(), text: text.into() };
    let kind = "- { 共用字段: 到会人, 类型: 人员, 含义: 到会, 密级: 敏感 }\n- 记录: 座谈会\n  依据: 无出处\n  归属: 组织\n  字段:\n    - { 字段: 缺席, 类型: 人员 }\n    \
                - { 字段: 未到, 类型: 人员, 含义: 缺席 }\n    - { 字段: 主题, 类型: 数字 }\n    - { 字段: 应到, 类型: 数字, 要素: 否 }\n    - { 字段: 到会人, 类型: 人员 }\n";
    let mut sources = common::sets(&["base"]);
    sources.extend([file("pack.yaml", "包: 含义\n全称: 含义\n条式: 条\n条数: 1\n"), file("记录.yaml", kind)]);
    let outcome = load(&sources);
    assert_eq!(outcome.diagnostics, []);
    let library = outcome.library.unwrap();
    let fields = &library.record_kinds["座谈会"].fields;
    let meant: Vec<Option<Meaning>> = fields.iter().map(|field| field.meaning).collect();
    assert_eq!(meant, [Some(Meaning::Absent), Some(Meaning::Absent), None, Some(Meaning::Expected), Some(Meaning::Present)]);
    assert_eq!((fields[3].essential, fields[4].label), (true, Label::Sensitive));
    assert_eq!(library.meanings.names(Meaning::Absent), ["缺席", "请假", "未到"], "the shared ones first");
    assert_eq!(library.titles(), ["主题", "内容"]);
}

#[test]
fn parameters_are_put_in_and_kept() {
    let library = library();
    let duty = library.duties.iter().find(|duty| duty.name == "书记空缺及时补齐").unwrap();
    let Form::State { grace, .. } = &duty.form else { panic!() };
    assert_eq!(grace.unwrap().to_string(), "3 个月");
    assert_eq!(duty.parameters.len(), 2);
    assert_eq!(duty.confidence, Confidence::Unverified(Some("尚未见原文".to_owned())));
    assert_eq!(duty.owner, Owner::Parent("书记".to_owned()));
}

#[test]
fn examples_are_read() {
    let library = library();
    let duty = library.duties.iter().find(|duty| duty.name == "党组专题研究机关党建").unwrap();
    let example = &duty.examples[0];
    assert_eq!(example.given.records[0].kinds, ["党组会议"]);
    assert_eq!(example.given.records[0].text, "专题研究机关党建");
    assert_eq!(example.then[1], (None, Some("2026下半年".to_owned()), "待办".to_owned()));
}
