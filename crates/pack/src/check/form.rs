//! The phrases of forms and modifiers.

use crate::finding::{At, Finding};
use crate::near::suggest;

/// # B090 句式不对
///
/// 形式或修饰的写法不是规定的句式。
///
/// 为什么：句式固定，才能既给人读又给机器判断。
///
/// 怎么改：照提示的句式改写。
pub(crate) fn bad_phrase(at: At, key: &str, written: &str, example: &str) -> Finding {
    Finding::error("B090", at, format!("“{key}”的写法不对：{written}"), format!("写成“{example}”的样子"))
}

/// # B091 做不到的频次
///
/// 频次按字面做不到，或等于没有要求：每旬、每周、至少 0 次、每月至少 40 次。
///
/// 为什么：多半是数字或期写错；党内法规只按月、季度、半年、年要求。
///
/// 怎么改：写 每月、每季度、每半年、每年 之一，次数至少为 1，且不超过那一期的天数。
pub(crate) fn impossible(at: At, why: impl Into<String>) -> Finding {
    Finding::error("B091", at, why, "写 每月、每季度、每半年、每年 之一，次数至少为 1，不超过那一期的天数")
}

/// # B092 时限写错
///
/// 时限的写法不对。
///
/// 为什么：时限决定哪一天算逾期。
///
/// 怎么改：写 30 日内、10 个工作日内、6 个月内、当日，或 前 1 个月。
pub(crate) fn bad_deadline(at: At, written: &str) -> Finding {
    Finding::error("B092", at, format!("“{written}”不是时限"), "写“30 日内”“10 个工作日内”“6 个月内”“当日”或“前 1 个月”")
}

/// # B093 没有这种登记簿事件
///
/// 登记（）里写的不是系统记得的事件。
///
/// 为什么：登记簿只有固定的几种事件。
///
/// 怎么改：写 换届、届满、成立、撤销、任职、免职、入党、转正、预备期满、转入、转出 之一；别的事写成记录。
pub(crate) fn unknown_event<'a>(at: At, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(name, known.iter().copied(), &format!("可用：{}；别的事写成记录", known.join("、")));
    Finding::error("B093", at, format!("没有登记簿事件“{name}”"), help)
}

/// # B094 选记录的写法不对
///
/// 凭据、触发等处选记录的写法不对。
///
/// 为什么：要知道哪些记录算数。
///
/// 怎么改：写记录名，需要时在后面加（条件）；几种用“或”连接；登记簿事件写 登记（换届）。
pub(crate) fn bad_selector(at: At, why: &str) -> Finding {
    Finding::error("B094", at, why, "写 记录名 或 记录名（条件），几种用“ 或 ”连接；登记簿事件写 登记（换届）")
}
