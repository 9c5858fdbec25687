//! What can be wrong with ledgers (台账).

use crate::finding::{At, Finding};
use crate::model::LedgerOf;
use crate::near::suggest;
use crate::node::Text;

/// # B170 台账里不认识的词
///
/// 取自、含有、取 里写的不是规定的词，或这种台账没有这一栏。
///
/// 为什么：台账按含义取值，不按字段名；要打开才看得见的文字不进台账。
///
/// 怎么改：改成提示的词。
pub(crate) fn unknown(text: &Text, key: &str, known: &[&str]) -> Finding {
    let help = suggest(&text.value, known.iter().copied(), &format!("写 {} 之一", known.join("、")));
    Finding::error("B170", text.at, format!("{key}里不认识“{}”", text.value), help)
}

/// # B171 台账没有写收哪些记录
///
/// 取自 会议、谈话 的台账没有写 含有；或别的台账写了。
///
/// 为什么：含有决定哪些记录进这本台账。
///
/// 怎么改：写 含有: [应到, 缺席] 一类的含义；取自 定量、党员、事项 的不写。
pub(crate) fn which_records(at: At, name: &str, of: LedgerOf) -> Finding {
    let (why, help) = if of.is_of_records() { ("没有写收哪些记录", "写上 含有，如 [应到, 缺席]") } else { ("不收记录，却写了 含有", "去掉 含有") };
    Finding::error("B171", at, format!("台账“{name}”{why}"), help)
}

/// # B172 同一种台账写了两本
///
/// 取自相同的台账已经有一本。
///
/// 为什么：台账的地址按取自定，两本分不开。
///
/// 怎么改：只留一本。
pub(crate) fn second(text: &Text, earlier: &str) -> Finding {
    Finding::error("B172", text.at, format!("取自“{}”的台账已有“{earlier}”", text.value), "只留一本")
}
