//! Examples (例): their writing, and what it means that one fails.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;
use jishi_base::{Diagnostic, Severity, Span};

/// # B140 期写错
///
/// 则 里的期写法不对。
///
/// 为什么：要知道说的是哪一期的责任。
///
/// 怎么改：写 2026、2026上半年、2026Q1、2026-02、2026-09-10、2026-04-01/2026-10-01 或 now。
pub(crate) fn bad_period(at: At, written: &str) -> Finding {
    let help = "写 2026、2026上半年、2026Q1、2026-02、2026-09-10、2026-04-01/2026-10-01 或 now；几个主体时先写主体名";
    Finding::error("B140", at, format!("“{written}”不是期"), help)
}

/// # B141 状态写错
///
/// 则 里的状态不是八种之一。
///
/// 为什么：系统只给出这八种状态。
///
/// 怎么改：写 未到期、待办、已完成、补办、逾期、不适用、免除、缺事实 之一。
pub(crate) fn unknown_status<'a>(text: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(&text.value, known.iter().copied(), &format!("写 {} 之一", known.join("、")));
    Finding::error("B141", text.at, format!("没有状态“{}”", text.value), help)
}

/// # B142 例里的键不认识
///
/// 设 里的键不是组织类别，不是记录名，也不是规定的几个词。
///
/// 为什么：不认识的内容若被忽略，例就不是写的人想的那个例。
///
/// 怎么改：改成提示的名称。
pub(crate) fn unknown_given<'a>(key: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(&key.value, known, "写组织类别、记录名，或 会议、党员、任职、届、联系、事项、启用、未启用、延期、免除");
    Finding::error("B142", key.at, format!("例里没有“{}”这种记录或组织", key.value), help)
}

/// # B143 例里的记录写法不对
///
/// 记录不是“日期 原文（字段 = 值）”的样子。
///
/// 为什么：记录至少要有日期。
///
/// 怎么改：写成 2026-03-10 专题研究机关党建，需要时在后面加（字段 = 值，字段 = 值）。
pub(crate) fn bad_record(at: At, why: impl Into<String>) -> Finding {
    Finding::error("B143", at, why, "写成“2026-03-10 原文”，需要时在后面加（字段 = 值，字段 = 值）")
}

/// # B144 例里的登记写法不对
///
/// 党员、任职、届、事项等的写法不对。
///
/// 为什么：例要能还原成一个小小的登记簿。
///
/// 怎么改：照提示改写。
pub(crate) fn bad_given(at: At, what: &str, written: &str, example: &str) -> Finding {
    Finding::error("B144", at, format!("“{what}”的写法不对：{written}"), format!("写成“{example}”的样子"))
}

/// # B145 例里没有这个主体
///
/// 则 里写的主体名没有在 设 里出现。
///
/// 为什么：不存在的主体没有状态可比。
///
/// 怎么改：改成 设 里有的名称。
pub(crate) fn unknown_subject<'a>(name: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(&name.value, known, "写 设 里有的组织或人的名称");
    Finding::error("B145", name.at, format!("设 里没有“{}”", name.value), help)
}

/// # B900 例不成立
///
/// 照责任判断例里的情形，得出的状态与写的不同。
///
/// 为什么：例是责任的验收：要么责任写得不对，要么例写得不对。
///
/// 怎么改：看得出的状态和理由，改责任或改例。
#[must_use]
pub fn failing_example(file: &str, span: Span, message: String) -> Diagnostic {
    Diagnostic {
        code: "B900",
        severity: Severity::Error,
        file: file.to_owned(),
        span,
        message,
        help: "核对责任的写法，或改正例里的状态".to_owned(),
        related: None,
    }
}
