//! Heads of packs: what a pack is, and which others it uses.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;

/// # B030 没有包头
///
/// 文件夹里没有 pack.yaml。
///
/// 为什么：没有包头，就不知道依据的是哪份文件、有多少条。
///
/// 怎么改：新建 pack.yaml，写上 包、全称、条数。
pub(crate) fn no_head(at: At, dir: &str) -> Finding {
    Finding::error("B030", at, format!("制度包“{dir}”里没有 pack.yaml"), "新建 pack.yaml，写上 包、全称、条式、条数")
}

/// # B031 引用的包不在
///
/// “引用”里写的包没有一起提供。
///
/// 为什么：缺了它，用到的名称就没有着落。
///
/// 怎么改：改成提示的简称，或把那个包放进来。
pub(crate) fn missing_pack<'a>(name: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(&name.value, known, "检查简称，或把这个包也放进来");
    Finding::error("B031", name.at, format!("引用的包“{}”不在", name.value), help)
}

/// # B032 引用成了圈
///
/// 几个包互相引用，绕回了自己。
///
/// 为什么：成了圈就分不清谁以谁为前提。
///
/// 怎么改：去掉其中一处引用；两包共用的词汇放进第三个包。依据另一份文件的条文不需要引用它。
pub(crate) fn circle(at: At, path: &[String]) -> Finding {
    let help = "去掉其中一处引用；共用的词汇放进单独的包。只是依据那份文件的条文，不必引用";
    Finding::error("B032", at, format!("引用成了圈：{}", path.join(" → ")), help)
}

/// # B033 两个包同名
///
/// 两个文件夹的包头写了同一个简称。
///
/// 为什么：依据写简称，同名就分不清是哪份文件。
///
/// 怎么改：改其中一个的简称。
pub(crate) fn duplicate_pack(name: &Text, first: At) -> Finding {
    Finding::error("B033", name.at, format!("简称“{}”已被另一个包使用", name.value), "换一个简称").related(first, "先用的包")
}

/// # B034 条数没有写或写错
///
/// 包头没有写 条数，或不是整数。
///
/// 为什么：有了条数，引用到不存在的条就能立刻发现。
///
/// 怎么改：写文件一共有多少条，如 条数: 20；不对应文件的包写 条数: 0。
pub(crate) fn no_article_count(at: At) -> Finding {
    Finding::error("B034", at, "“条数”应为整数", "写文件一共有多少条，如 条数: 20；不对应文件的包写 条数: 0")
}

/// # B035 条式写错
///
/// 条式不是 条、款、项 之一。
///
/// 为什么：页面照文件自己的写法显示条文号。
///
/// 怎么改：第十九条 写 条；（十九） 写 款；十九、 写 项。
pub(crate) fn bad_style(text: &Text) -> Finding {
    Finding::error("B035", text.at, format!("不认识的条式“{}”", text.value), "第十九条 写 条；（十九）写 款；十九、写 项")
}
