//! Words that are used but not known: kinds of bodies, records, fields, code lists and their values.

use crate::finding::{At, Finding};
use crate::near::suggest;
use crate::node::Text;

/// What to write: the full name of an alias, else the nearest known name.
fn help<'a>(name: &str, full: Option<&str>, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    full.map_or_else(|| suggest(name, known, otherwise), |full| format!("“{name}”是“{full}”的别名，这里写全名"))
}

/// # B060 没有这种组织类别
///
/// 用到的组织类别没有定义。
///
/// 为什么：责任按组织类别落到每个组织头上，写错了就谁也不承担。
///
/// 怎么改：改成提示的名称，或先写一项 组织类别。
pub(crate) fn unknown_body_kind<'a>(at: At, name: &str, full: Option<&str>, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = help(name, full, known, "检查名称，或先定义这种 组织类别");
    Finding::error("B060", at, format!("没有“{name}”这种组织类别"), help)
}

/// # B061 没有这种记录
///
/// 用到的记录或归类没有定义。
///
/// 为什么：凭据指向不存在的记录，责任就永远完不成。
///
/// 怎么改：改成提示的名称，或先写一项 记录。
pub(crate) fn unknown_record<'a>(at: At, name: &str, full: Option<&str>, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = help(name, full, known, "检查名称，或先定义这种 记录；登记簿事件写 登记（换届）");
    Finding::error("B061", at, format!("没有“{name}”这种记录或归类"), help)
}

/// # B062 没有这张代码表
///
/// 字段用的代码表没有定义。
///
/// 为什么：单选、多选的值要从代码表里选。
///
/// 怎么改：改成提示的名称，或先写一项 代码。
pub(crate) fn unknown_code_list<'a>(text: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(&text.value, known, "检查名称，或先定义这张 代码 表");
    Finding::error("B062", text.at, format!("没有代码表“{}”", text.value), help)
}

/// # B063 代码表里没有这个值
///
/// 条件或例里写的值不在字段的代码表里。
///
/// 为什么：记录里永远不会出现这个值，条件就永远不成立。
///
/// 怎么改：改成提示的值，或在代码表里补上。
pub(crate) fn unknown_code_value<'a>(at: At, value: &str, list: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(value, known.iter().copied(), &format!("可用的值：{}", known.join("、")));
    Finding::error("B063", at, format!("代码表“{list}”里没有“{value}”"), help)
}

/// # B064 字段类型写错
///
/// 类型不是规定的几种之一，或单选、多选没有写 代码。
///
/// 为什么：类型决定怎样填、怎样比。
///
/// 怎么改：写 文本、数字、日期、是否、单选、多选、期、人员、组织 之一；单选、多选加上 代码。
pub(crate) fn bad_field_type(at: At, written: &str) -> Finding {
    let help = "写 文本、数字、日期、是否、单选、多选、期、人员、组织 之一；单选、多选还要写 代码";
    Finding::error("B064", at, format!("字段类型“{written}”不对"), help)
}

/// # B065 归属写错
///
/// 归属不是 组织 或 人员。
///
/// 为什么：归属决定记录算在谁的账上。
///
/// 怎么改：会议等写 组织，谈话、培训等写 人员。
pub(crate) fn bad_belongs(text: &Text) -> Finding {
    Finding::error("B065", text.at, format!("不认识的归属“{}”", text.value), "会议等写 组织；谈话、培训等写 人员")
}

/// # B066 归属人员的记录没有可用的对象
///
/// 记录写了 归属: 人员，却没有写 对象；或对象不是人员、组织字段。
///
/// 为什么：不知道记录是哪个角色的人的，就算不到任何人头上。
///
/// 怎么改：写 对象: 学员 这样的人员字段名。
pub(crate) fn no_object(at: At, why: &str) -> Finding {
    Finding::error("B066", at, why, "写 对象，值为本记录的一个人员（或组织）字段，如 对象: 学员")
}

/// # B067 这类组织没有列出这个职务（提醒）
///
/// 写到的职务不在该组织类别的 职务 里。
///
/// 为什么：职务写错时，责任找不到人。
///
/// 怎么改：核对职务名称，或在 组织类别 的 职务 里补上。
pub(crate) fn unusual_title<'a>(at: At, title: &str, kind: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(title, known, "核对职务名称，或在组织类别的 职务 里补上");
    Finding::warning("B067", at, format!("“{kind}”没有列出职务“{title}”"), help)
}

/// # B068 读自的不是文本字段
///
/// 读自 里写的字段不是文本，或本字段不是单选、多选。
///
/// 为什么：读自是从文本里按识别词得出代码值，别的类型没有文字可读。
///
/// 怎么改：写本记录的文本字段名。
pub(crate) fn bad_read_from(at: At, why: &str) -> Finding {
    Finding::error("B068", at, why, "读自 只用于单选、多选字段，值为本记录的文本字段名")
}

/// # B069 没有这个字段
///
/// 写到的字段不在这种记录里。
///
/// 为什么：读不到的字段会让判断永远没有结果。
///
/// 怎么改：改成提示的字段名，或在记录里补上这个字段。
pub(crate) fn unknown_field<'a>(at: At, field: &str, record: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(field, known, "检查字段名，或在这种记录里补上它");
    Finding::error("B069", at, format!("记录“{record}”没有字段“{field}”"), help)
}

/// # B070 归类互相包含
///
/// 归类里包含了自己，或绕了一圈又包含自己。
///
/// 为什么：展开时没有尽头。
///
/// 怎么改：归类里只写记录名，或去掉绕回来的一处。
pub(crate) fn group_circle(at: At, name: &str) -> Finding {
    Finding::error("B070", at, format!("归类“{name}”包含了自己，或套得太深"), "去掉绕回来的一处，最好只写记录名")
}

/// # B071 密级写错
///
/// 密级不是规定的几种之一。
///
/// 为什么：密级决定一项内容要不要先打开才看得见、打开时要不要记入日志。
///
/// 怎么改：写 公开、内部、敏感、纪检 之一；内部可以不写。
pub(crate) fn bad_label(text: &Text) -> Finding {
    Finding::error("B071", text.at, format!("不认识的密级“{}”", text.value), "写 公开、内部、敏感、纪检 之一；内部可以不写")
}

/// # B072 名称不能加密级
///
/// 给主题、题目、内容、事由、名称这类文本字段写了 敏感 或 纪检。
///
/// 为什么：名单、台账和责任的说明用它称呼这条记录，挡不住。
///
/// 怎么改：敏感的内容另用一个字段写，名称里不写。
pub(crate) fn closed_title(at: At, field: &str) -> Finding {
    Finding::error("B072", at, format!("“{field}”是记录的名称，不能加密级"), "敏感的内容另用一个字段写，名称里不写")
}
