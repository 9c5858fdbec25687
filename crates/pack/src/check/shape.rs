//! A file that can be read, but whose pieces are not what stands in that place.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::{Node, Text};

/// # B020 写法的样子不对
///
/// 这里应写文字、列表或一组“键: 值”，写成了别的样子。
///
/// 为什么：每个键的值有固定的样子，样子不对就读不出意思。
///
/// 怎么改：照提示改写；列表写成 [甲, 乙]，一组键写成 { 键: 值 }。
pub(crate) fn wrong_shape(node: &Node, expected: &str) -> Finding {
    Finding::error("B020", node.at, format!("这里应为{expected}，现在是{}", node.shape.word()), format!("改写成{expected}"))
}

/// # B021 不认识的键
///
/// 这个键在这里没有意思。
///
/// 为什么：不认识的键若被忽略，写的人会以为它生效了。
///
/// 怎么改：改成提示的键，或删去。
pub(crate) fn unknown_key<'a>(key: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(&key.value, known.iter().copied(), &format!("可用的键：{}", known.join("、")));
    Finding::error("B021", key.at, format!("不认识的键“{}”", key.value), help)
}

/// # B022 缺少必需的键
///
/// 这一条少了必须写的键。
///
/// 为什么：少了它，这一条就没有完整的意思。
///
/// 怎么改：补上提示的键。
pub(crate) fn missing_key(at: At, key: &str, example: &str) -> Finding {
    Finding::error("B022", at, format!("缺少“{key}”"), format!("补上，如 {key}: {example}"))
}

/// # B023 键后面没有值
///
/// 写了键，没有写值。
///
/// 为什么：空值可能是忘了写，不能猜。
///
/// 怎么改：写上值，或删去这个键。
pub(crate) fn empty_value(at: At, key: &str) -> Finding {
    Finding::error("B023", at, format!("“{key}”后面没有值"), "写上值，或删去这一行")
}

/// # B024 看不出这一项是什么
///
/// 列表的一项里没有 责任、记录、参数 等任何一种的名字。
///
/// 为什么：每一项的种类由这个键决定。
///
/// 怎么改：补上种类和名称，如 责任: 党组专题研究机关党建。
pub(crate) fn no_sort(at: At, known: &str) -> Finding {
    Finding::error("B024", at, "看不出这一项是什么", format!("每项要有其中之一：{known}"))
}

/// # B025 一项写成了两种
///
/// 同一项里有两个表示种类的键，如同时有 责任 和 记录。
///
/// 为什么：一项只能是一种。多半是第二种前面少了“- ”。
///
/// 怎么改：在第二种前面另起一项，写“- ”。
pub(crate) fn two_sorts(second: &Text, first: &Text) -> Finding {
    let message = format!("同一项里既有“{}”又有“{}”", first.value, second.value);
    Finding::error("B025", second.at, message, "另起一项：在它前面写“- ”，与上一项对齐").related(first.at, "前一种写在这里")
}

/// # B026 应写“是”或“否”
///
/// 这里只能写 是 或 否。
///
/// 为什么：true、yes、有 等写法因人而异，统一写中文。
///
/// 怎么改：写 是 或 否。
pub(crate) fn not_flag(text: &Text) -> Finding {
    Finding::error("B026", text.at, format!("“{}”应写成“是”或“否”", text.value), "写 是 或 否")
}

/// # B027 应为数字
///
/// 这里要写一个数。
///
/// 为什么：要拿它计算和比较。
///
/// 怎么改：写阿拉伯数字，至多三位小数。
pub(crate) fn not_number(text: &Text) -> Finding {
    Finding::error("B027", text.at, format!("“{}”不是数字", text.value), "写阿拉伯数字，如 20")
}

/// # B028 日期写错
///
/// 日期的写法不对，或没有这一天。
///
/// 为什么：期限从日期推算，写法必须唯一。
///
/// 怎么改：写成 2026-03-10 的样子，月、日各两位；检查那个月有没有这一天。
pub(crate) fn bad_date(at: At, written: &str) -> Finding {
    Finding::error("B028", at, format!("“{written}”不是日期"), "写成 2026-03-10 的样子，月、日各两位，且确有这一天")
}

/// # B029 时长写错
///
/// 时长的写法不对。
///
/// 为什么：日、工作日、月、年的推算方法不同，必须写明单位。
///
/// 怎么改：写成 30 日、5 个工作日、6 个月、1 年。
pub(crate) fn bad_duration(at: At, written: &str) -> Finding {
    Finding::error("B029", at, format!("“{written}”不是时长"), "写成“30 日”“5 个工作日”“6 个月”或“1 年”")
}
