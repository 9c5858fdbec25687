//! Overlays: a unit's own pack may ask for more, never for less.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;

/// # B120 收紧的责任不存在
///
/// 收紧 后面的名称不是任何一条责任。
///
/// 为什么：收紧是在已有责任上要求更严。
///
/// 怎么改：改成提示的名称；本单位自己的新要求写成 责任。
pub(crate) fn unknown_duty<'a>(name: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(&name.value, known, "检查名称；本单位自己的新要求写成 责任");
    Finding::error("B120", name.at, format!("没有责任“{}”可以收紧", name.value), help)
}

/// # B121 收紧反而放宽了
///
/// 收紧后的要求比原来松：次数更少、时限更长、合计更低、力度更弱。
///
/// 为什么：下级的规定不能放宽上级的要求。
///
/// 怎么改：写得比原来更严，或删去这一条。
pub(crate) fn loosens(at: At, name: &str, was: &str, now: &str, original: At) -> Finding {
    let message = format!("“{name}”原来是“{was}”，这里写成“{now}”，放宽了");
    Finding::error("B121", at, message, "只能更严：次数更多、时限更短、合计更高、力度更强").related(original, "原来的责任")
}

/// # B122 收紧的写法与原责任不合
///
/// 原责任不是这种形式，或期、计量单位不同，比不出松紧。
///
/// 为什么：只有同一种要求才能比较松紧。
///
/// 怎么改：写与原责任相同的形式和期；要求不同的事，另写一条责任。
pub(crate) fn mismatch(at: At, name: &str, why: &str) -> Finding {
    Finding::error("B122", at, format!("“{name}”{why}，比不出松紧"), "用与原责任相同的形式和单位；要求另一件事时，另写一条责任")
}

/// # B123 收紧没有改变什么（提醒）
///
/// 收紧写的与原来一样。
///
/// 为什么：多半是数字写错，或原责任已经改过。
///
/// 怎么改：写得更严，或删去这一条。
pub(crate) fn no_change(at: At, name: &str) -> Finding {
    Finding::warning("B123", at, format!("对“{name}”的收紧与原来一样"), "写得更严，或删去这一条")
}
