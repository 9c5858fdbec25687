//! What can be wrong with rights (权限), and with narrowing them (收窄).

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;

/// # B160 权限里不认识的词
///
/// 谁、何时、范围、经由、可以 里写的不是规定的词。
///
/// 为什么：认不出的权限不能给，也不能算没有写。
///
/// 怎么改：改成提示的词。
pub(crate) fn unknown(text: &Text, key: &str, known: &[&str]) -> Finding {
    let help = suggest(&text.value, known.iter().copied(), &format!("写 {} 之一", known.join("、")));
    Finding::error("B160", text.at, format!("{key}里不认识“{}”", text.value), help)
}

/// # B161 权限前后不合
///
/// 一条权限的几处互相不合：任职者没有写类别，党员管到全部，能更正却看不到全部，给职务管理系统的权限，等等。
///
/// 为什么：更正会替换整条记录，看不全的人会把看不到的部分丢掉；三员和职务分开，一人不能两样都有。
///
/// 怎么改：按提示改。
pub(crate) fn incoherent(at: At, name: &str, why: &str, help: &str) -> Finding {
    Finding::error("B161", at, format!("权限“{name}”{why}"), help)
}

/// # B162 权限写在单位自己的包里
///
/// 单位自己的包写了 权限。
///
/// 为什么：权限只随程序发布，经过审阅；单位自己的包只能使它更窄，不能给人权限。
///
/// 怎么改：去掉这一条；要使哪一条更窄，写 收窄 加那一条的名称。
pub(crate) fn own(name: &Text) -> Finding {
    Finding::error("B162", name.at, format!("单位自己的包不能写 权限“{}”", name.value), "去掉这一条；要使哪一条更窄，写 收窄 加那一条的名称")
}

/// # B163 收窄的权限不存在
///
/// 收窄 里的名称不是随程序发布的权限。
///
/// 为什么：收窄只能改已有的权限。
///
/// 怎么改：改成提示的名称；全部名称见 docs/permissions.md。
pub(crate) fn no_original<'a>(name: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    Finding::error("B163", name.at, format!("没有权限“{}”", name.value), suggest(&name.value, known, "核对名称；全部权限见权限表"))
}

/// # B164 收窄反而放宽
///
/// 收窄 给了原来没有的职务、范围、关系或可以做的事。
///
/// 为什么：单位自己的包只能使权限更窄。本组织及下级与本单位谁也不在谁之内：下级可能在别的单位。
///
/// 怎么改：只留原来就有的；范围写原来的，或写 本组织。
pub(crate) fn widens(at: At, name: &str, key: &str, what: &str, first: At) -> Finding {
    let help = "只留原来就有的；范围写原来的，或写 本组织";
    Finding::error("B164", at, format!("{key}“{what}”超出了权限“{name}”原来的"), help).related(first, "原来的权限")
}

/// # B165 收窄没有改变什么
///
/// 收窄 的各项与原来相同。
///
/// 为什么：多半是写漏了。
///
/// 怎么改：写上比原来窄的一项，或去掉这条收窄。
pub(crate) fn no_change(at: At, name: &str) -> Finding {
    Finding::error("B165", at, format!("收窄“{name}”没有改变什么"), "写上比原来窄的 职务、范围、经由 或 可以，或去掉这一条")
}

/// # B166 不能收窄的权限
///
/// 要收窄的是三员、本机所有者的权限，或经办账户的权限。
///
/// 为什么：账户要两个人办，少了其中一人就谁也进不来。
///
/// 怎么改：去掉这条收窄。
pub(crate) fn fixed(name: &Text) -> Finding {
    Finding::error("B166", name.at, format!("权限“{}”不能收窄：它是三员、本机所有者或经办账户的权限", name.value), "去掉这条收窄")
}
