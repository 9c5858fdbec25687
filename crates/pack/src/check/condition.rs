//! Conditions: their writing, what they read, and whether they can ever hold.

use crate::finding::{At, Finding};
use crate::near::suggest;

/// # B100 条件写法不对
///
/// 条件不是“左 关系 右”的样子，或中间缺了连接词。
///
/// 为什么：条件要能逐项判断真假，并把理由说给人听。
///
/// 怎么改：写成 议题 = 学习；几项用 且、或 连接，前后空格；否定写 非（…）；登记了没有写 有 字段。
pub(crate) fn shape(at: At, why: impl Into<String>) -> Finding {
    Finding::error("B100", at, why, "写成“左 关系 右”，如 议题 = 学习；几项用 且、或 连接，前后空格")
}

/// # B101 条件的括号没有配对
///
/// 条件里的括号只有一半。
///
/// 为什么：括号决定先后，缺一半就有两种读法。
///
/// 怎么改：补上另一半括号。
pub(crate) fn bracket(at: At, why: impl Into<String>) -> Finding {
    Finding::error("B101", at, why, "补上另一半括号，全角半角都可以")
}

/// # B102 条件读了文本
///
/// 条件用到了文本字段。
///
/// 为什么：文本单独加密保存，可以被删除，也不该由机器去读人说了什么。
///
/// 怎么改：把要判断的内容做成单选、多选或是否字段，可用 读自 从文本得出。
pub(crate) fn reads_text(at: At, field: &str) -> Finding {
    let help = "把要判断的内容做成单选、多选或是否字段（可用 读自 由文本得出），条件读那个字段";
    Finding::error("B102", at, format!("“{field}”是文本，条件不能读文本"), help)
}

/// # B103 没有这个字段或事实
///
/// 条件左边的名称既不是记录的字段，也不是登记簿事实。
///
/// 为什么：读不到的东西永远是“不知道”。
///
/// 怎么改：改成提示的名称。
pub(crate) fn unknown_term<'a>(at: At, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(name, known.iter().copied(), &format!("可用：{}", known.join("、")));
    Finding::error("B103", at, format!("没有“{name}”这个字段或事实"), help)
}

/// # B104 类型不合
///
/// 关系或右边的值与左边的类型不合，如拿日期比大小于数字、把多选写成大于。
///
/// 为什么：不同类型的东西没法比。
///
/// 怎么改：数字和日期用 = ≠ ≥ > ≤ <；单选用 = ≠ 属于；多选用 包含；是否写 = 是。
pub(crate) fn wrong_type(at: At, why: impl Into<String>) -> Finding {
    let help = "数字、日期用 = ≠ ≥ > ≤ <；单选用 = ≠ 属于；多选用 包含（= 同义）；是否写 = 是 或 = 否；人员、组织只能写 有";
    Finding::error("B104", at, why, help)
}

/// # B105 事实与主体不合
///
/// 这项事实不属于这条责任的主体，如对党员问 党员数。
///
/// 为什么：登记簿里没有这样的内容，永远是“不知道”。
///
/// 怎么改：换成这种主体有的事实。
pub(crate) fn wrong_subject(at: At, fact: &str, subject: &str, known: &str) -> Finding {
    Finding::error("B105", at, format!("主体是{subject}时没有“{fact}”这项事实"), format!("可用：{known}"))
}

/// # B106 条件自相矛盾
///
/// 同一个字段被要求同时是两个值，或大于又小于，永远不会成立。
///
/// 为什么：这样的凭据永远不算数，责任永远完不成。
///
/// 怎么改：两个值都可以时用 或，或写 属于 [甲, 乙]。
pub(crate) fn never_holds(at: At, name: &str) -> Finding {
    let help = "两个值都可以时用“或”连接，或写 属于 [甲, 乙]";
    Finding::error("B106", at, format!("条件永远不会成立：对“{name}”的要求自相矛盾"), help)
}

/// # B107 占比写法不对
///
/// 占比不是“甲 占 乙 ≥ 1/2”的样子，或分数没有意义。
///
/// 为什么：二分之一以上、过半数、三分之二是不同的要求，必须写成分数和关系。
///
/// 怎么改：写成 实到 占 应到 ≥ 1/2；过半数写 > 1/2。
pub(crate) fn bad_share(at: At, why: impl Into<String>) -> Finding {
    Finding::error("B107", at, why, "写成 实到 占 应到 ≥ 1/2；过半数写 > 1/2")
}

/// # B108 事实的括号内容不对
///
/// 有的事实要在括号里写明是哪一种，有的不要；或括号里的内容不认识。
///
/// 为什么：如 在任人数（纪检委员）要知道数哪个职务。
///
/// 怎么改：照提示写括号里的内容。
pub(crate) fn bad_argument(at: At, fact: &str, expected: &str) -> Finding {
    Finding::error("B108", at, format!("“{fact}”的括号里写得不对"), expected)
}

/// # B109 没有代码表列出这种情形（提醒）
///
/// 条件里的 情形 不在任何一张代码表里。
///
/// 为什么：登记时选不到这种情形，免除就永远用不上。
///
/// 怎么改：核对用词，或把它写进一张代码表。
pub(crate) fn unlisted_ground<'a>(at: At, value: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(value, known, "核对用词，或把它写进一张代码表");
    Finding::warning("B109", at, format!("没有代码表列出情形“{value}”"), help)
}
