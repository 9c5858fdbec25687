//! 收紧 only tightens: a table of what counts as stricter, looser, the same, or not comparable, for each form.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod common;

use jishi_pack::{SourceFile, load};

fn file(name: &str, text: String) -> SourceFile {
    SourceFile { pack_dir: "用例".to_owned(), file: name.to_owned(), text }
}

/// The code given for `overlay` on a duty of `form`; `None` where it is stricter and nothing is said.
fn code(who: &str, form: &str, overlay: &str) -> Option<&'static str> {
    let head = "包: 用例\n全称: 用例\n条数: 10\n引用: [基础]\n".to_owned();
    let duty = format!("- 责任: 甲\n  依据: 用例 第一条\n  力度: 一般\n  主体: {who}\n  {}\n", form.replace("; ", "\n  "));
    let tight = format!("- 收紧: 甲\n  依据: 用例 第二条\n  {overlay}\n");
    let mut sources = common::sets(&["base"]);
    sources.extend([file("pack.yaml", head), file("责任.yaml", duty + &tight)]);
    let outcome = load(&sources);
    assert!(outcome.diagnostics.len() < 2, "{:?}", outcome.diagnostics);
    outcome.diagnostics.first().map(|diagnostic| diagnostic.code)
}

#[test]
fn stricter_looser_or_neither() {
    const LOOSER: Option<&str> = Some("B121");
    const OTHER: Option<&str> = Some("B122");
    const SAME: Option<&str> = Some("B123");
    let periodic = "频次: 每半年 至少 1 次; 凭据: 党组会议";
    let quota = "定量: 每年 学时 合计 至少 32 学时; 凭据: 学习培训";
    let after = "触发: 登记（届满）; 时限: 6 个月内; 凭据: 登记（换届）";
    let before = "触发: 登记（届满）; 时限: 前 1 个月; 凭据: 登记（换届）";
    let state = "状态: 在任人数（书记） ≥ 1; 时限: 6 个月内";
    let each = "每次: 民主生活会; 随后: 民主生活会报告; 时限: 15 日内";
    let cap = "上限: 每年 至多 3 次; 凭据: 征求意见";
    let gap = "间隔: 不超过 6 个月; 凭据: 学习培训";
    let sequence = "顺序: { 先: 征求意见, 后: 民主生活会, 最短: 5 个工作日 }";
    for (who, form, overlay, expected) in [
        ("党组", periodic, "频次: 每半年 至少 2 次", None),
        ("党组", periodic, "频次: 每季度 至少 1 次", None),
        ("党组", periodic, "频次: 每半年 至少 1 次", SAME),
        ("党组", periodic, "频次: 每年 至少 9 次", LOOSER),
        ("党组", periodic, "力度: 应当", None),
        ("党组", periodic, "力度: 可以", LOOSER),
        ("党组", periodic, "时限: 10 日内", OTHER),
        ("党组", periodic, "口径: 没有改变什么", SAME),
        ("党员", quota, "定量: 每年 学时 合计 至少 40 学时", None),
        ("党员", quota, "定量: 每年 学时 合计 至少 24 学时", LOOSER),
        ("党员", quota, "定量: 每月 学时 合计 至少 40 学时", OTHER),
        ("党支部", after, "时限: 3 个月内", None),
        ("党支部", after, "时限: 1 年内", LOOSER),
        ("党支部", after, "时限: 前 1 个月", OTHER),
        ("党支部", before, "时限: 前 2 个月", None),
        ("党支部", before, "时限: 前 10 日", LOOSER),
        ("党支部", state, "时限: 90 日内", None),
        ("党支部", "状态: 在任人数（书记） ≥ 1", "时限: 90 日内", LOOSER),
        ("党组", each, "时限: 10 个工作日内", None),
        ("党组", each, "时限: 1 个月内", LOOSER),
        ("党组", cap, "上限: 每年 至多 2 次", None),
        ("党组", cap, "上限: 每年 至多 4 次", LOOSER),
        ("党组", cap, "上限: 每月 至多 1 次", OTHER),
        ("党员", gap, "间隔: 不超过 3 个月", None),
        ("党员", gap, "间隔: 不超过 1 年", LOOSER),
        ("党组", sequence, "最短: 10 个工作日", None),
        ("党组", sequence, "最短: 1 日", LOOSER),
        ("党组", sequence, "最长: 1 个月", None),
    ] {
        assert_eq!(code(who, form, overlay), expected, "{form}\n{overlay}");
    }
}
