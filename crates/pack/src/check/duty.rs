//! The parts every duty has: force, subject, owner, confidence, one form.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;

/// # B080 力度写错
///
/// 力度不是 应当、一般、可以、探索 之一。
///
/// 为什么：力度决定逾期怎样显示、能不能说明理由。
///
/// 怎么改：照原文的用词选一个：应当（必须）· 一般（原则上）· 可以 · 探索。
pub(crate) fn bad_force(text: &Text) -> Finding {
    let help = suggest(&text.value, ["应当", "一般", "可以", "探索"], "写 应当、一般、可以、探索 之一");
    Finding::error("B080", text.at, format!("不认识的力度“{}”", text.value), help)
}

/// # B081 主体写错
///
/// 看不懂责任由谁承担。
///
/// 为什么：主体决定责任落到哪些组织、哪些人头上。
///
/// 怎么改：写组织类别（几个用顿号）、党员、人群名，或 党组 的 任职者（书记、副书记）、机关党委 的 职务（书记）。
pub(crate) fn bad_who(at: At, why: &str) -> Finding {
    let help = "写组织类别（几个用顿号）、党员、人群名，或“党组 的 任职者（书记、副书记）”“机关党委 的 职务（书记）”";
    Finding::error("B081", at, why, help)
}

/// # B082 没有人负责
///
/// 定不下来由哪个职务的人去办。
///
/// 为什么：没有人负责的事不会有人做；到期提醒也不知道发给谁。
///
/// 怎么改：写上 负责，如 负责: 本组织 书记；或在组织类别里写 负责。
pub(crate) fn nobody_owns(at: At, name: &str) -> Finding {
    Finding::error("B082", at, format!("“{name}”没有人负责"), "写上 负责: 本组织 书记，或在组织类别里写 负责")
}

/// # B083 负责写错
///
/// 看不懂由谁负责，或这样的主体用不上这种写法。
///
/// 为什么：每条责任要找得到一个具体的人。
///
/// 怎么改：写 本人、本组织 书记、上级组织 书记、所在党支部 书记、本单位 机关党委 书记、本单位 机关党委 的上级 书记 之一。
pub(crate) fn bad_owner(at: At, why: &str) -> Finding {
    let help = "写 本人、本组织 书记、上级组织 书记、所在党支部 书记、本单位 机关党委 书记、本单位 机关党委 的上级 书记 之一";
    Finding::error("B083", at, why, help)
}

/// # B084 可信写错
///
/// 可信不是 已核、默认 或 待核。
///
/// 为什么：数字是原文的、默认的，还是没有核对过的，要一直显示到屏幕上。
///
/// 怎么改：写 已核（原文里有）、默认（原文没有数字，这个数是默认，单位可改）或 待核（没有见到原文），后两个可带（说明）。
pub(crate) fn bad_confidence(text: &Text) -> Finding {
    Finding::error("B084", text.at, format!("不认识的可信“{}”", text.value), "写 已核、默认 或 待核，后两个可带（说明）")
}

/// # B085 责任没有形式
///
/// 责任没有写十种形式中的任何一种。
///
/// 为什么：没有形式就不知道怎样算完成。
///
/// 怎么改：写 频次、定量、覆盖、触发、状态、每次、上限、跟踪、顺序、间隔 之一；只要求保存的，写成记录。
pub(crate) fn no_form(at: At, name: &str) -> Finding {
    let help = "写 频次、定量、覆盖、触发、状态、每次、上限、跟踪、顺序、间隔 之一";
    Finding::error("B085", at, format!("“{name}”没有写是哪种形式"), help)
}

/// # B086 责任有两种形式
///
/// 一条责任写了两种形式。
///
/// 为什么：一条责任只判断一件事，才说得清完成了没有。
///
/// 怎么改：分成两条责任，各取名称。
pub(crate) fn two_forms(second: &Text, first: &Text) -> Finding {
    let message = format!("同一条责任既写了“{}”又写了“{}”", first.value, second.value);
    Finding::error("B086", second.at, message, "分成两条责任").related(first.at, "前一种形式")
}

/// # B087 这种形式用不上这个键
///
/// 键本身没有错，但与这条责任的形式无关。
///
/// 为什么：写了不起作用的键，会让人以为它生效。
///
/// 怎么改：删去，或换成需要它的形式。
pub(crate) fn key_without_form(key: &Text, form: &str) -> Finding {
    Finding::error("B087", key.at, format!("形式“{form}”用不上“{}”", key.value), "删去这个键，或换一种形式")
}

/// # B088 中止 还不能写
///
/// 写了 中止（权利停止行使，期满恢复）。
///
/// 为什么：系统不登记受处分的人，不知道谁的哪项权利从哪天停到哪天；写了而不起作用，会让人以为它在算。
///
/// 怎么改：删去 中止，把影响期写在 口径 里，由人掌握。
pub(crate) fn no_suspension(key: &Text) -> Finding {
    Finding::error("B088", key.at, "“中止”还不起作用：系统不登记受处分的人", "删去 中止，把影响期写在 口径 里，由人掌握")
}
