//! Signs that are never taken ([`jishi_base::signs`]) in what was typed into a form: each a fault at its field.

use super::fault::Fault;
use super::typed::Typed;
use jishi_base::signs::HELP;

/// How the pages call their fields, by the fields' names. Those of a record are called by the pack.
const LABELS: [(&str, &str); 12] = [
    ("date", "日期"),
    ("with", "一起开的党组织"),
    ("reasons", "没来的原因"),
    ("text", "写的理由或依据"),
    ("name", "姓名"),
    ("login", "登录名"),
    ("label", "用途"),
    ("code", "提取码"),
    ("body", "组织"),
    ("on", "日期"),
    ("until", "延到的日期"),
    ("note", "说明"),
];

fn label(field: &str) -> String {
    let item = || field.strip_prefix("item")?.split(':').next()?.parse::<usize>().ok();
    match (field.strip_prefix("f:"), LABELS.iter().find(|(name, _)| *name == field)) {
        (Some(of_record), _) => jishi_base::signs::written_out(of_record),
        (_, Some((_, label))) => (*label).to_owned(),
        _ => item().map_or_else(|| "提交的内容".to_owned(), |row| format!("第 {row} 项议定事项")),
    }
}

/// Every field that carries such a sign.
pub(crate) fn strays(typed: &Typed) -> Vec<Fault> {
    let fault = |(field, stray): (&str, jishi_base::signs::Stray)| Fault {
        field: field.to_owned(),
        message: format!("{}：{stray}", label(field)),
        help: HELP.to_owned(),
    };
    typed.strays().map(fault).collect()
}
