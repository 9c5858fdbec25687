//! Names that were given twice.

use crate::finding::{At, Finding};
use crate::node::Text;

fn twice(code: &'static str, what: &str, name: &Text, first: At, help: &str) -> Finding {
    Finding::error(code, name.at, format!("{what}“{}”已经写过", name.value), help).related(first, "先写在这里")
}

/// # B050 记录重复
///
/// 同一个记录名写了两次，可能在两个包里。
///
/// 为什么：同一件事只登记一次，一种记录只能有一套字段。
///
/// 怎么改：只留一处；几份文件都要求这种记录时，把依据写成列表。
pub(crate) fn duplicate_record(name: &Text, first: At) -> Finding {
    twice("B050", "记录", name, first, "只留一处；几份文件都要求时把 依据 写成列表")
}

/// # B051 责任重复
///
/// 同一个责任名写了两次，可能在两个包里。
///
/// 为什么：两处要求不同时，系统不替人决定听谁的。
///
/// 怎么改：不同的责任取不同的名称；本单位要求更严时，用 收紧 写。
pub(crate) fn duplicate_duty(name: &Text, first: At) -> Finding {
    twice("B051", "责任", name, first, "换一个名称；本单位要求更严时写成 收紧")
}

/// # B052 代码重复
///
/// 同一个代码表写了两次。
///
/// 为什么：同一个词在两张表里含义可能不同。
///
/// 怎么改：合并成一张表。
pub(crate) fn duplicate_code(name: &Text, first: At) -> Finding {
    twice("B052", "代码", name, first, "合并成一张表")
}

/// # B053 词汇重复
///
/// 同一个组织类别、人群、归类、共用字段、权限或参数写了两次；或归类与记录同名、人群与组织类别同名。
///
/// 为什么：同名就分不清指的是哪一个。
///
/// 怎么改：只留一处，或换一个名称。
pub(crate) fn duplicate_word(what: &str, name: &Text, first: At) -> Finding {
    twice("B053", what, name, first, "只留一处，或换一个名称")
}

/// # B055 字段或代码值重复
///
/// 一种记录里同名的字段写了两次，或一张代码表里同一个值写了两次。
///
/// 为什么：第二个永远用不上。
///
/// 怎么改：删去重复的。
pub(crate) fn duplicate_member(at: At, what: &str, name: &str) -> Finding {
    Finding::error("B055", at, format!("{what}“{name}”已经写过"), "删去重复的一个")
}
