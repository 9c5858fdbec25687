//! Dated parameters.

use crate::finding::{At, Finding};
use crate::near::suggest;

/// # B075 没有这个参数
///
/// 〔〕里的参数没有定义。
///
/// 为什么：数字没有着落，责任就不完整。
///
/// 怎么改：改成提示的名称，或先写一项 参数；数字也可以直接写在责任里。
pub(crate) fn unknown_parameter<'a>(at: At, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(name, known, "检查名称，或先定义这个 参数");
    Finding::error("B075", at, format!("没有参数“{name}”"), help)
}

/// # B076 参数还没有值
///
/// 文件已经施行，参数最早的一个值却还没有开始。
///
/// 为什么：从施行到那一天之间，责任没有数字可用。
///
/// 怎么改：补一个从施行日起的值，或去掉最早一个值的 自。
pub(crate) fn not_in_force(at: At, name: &str, starts: &str, needed: &str, value: At) -> Finding {
    let message = format!("参数“{name}”从 {starts} 起才有值，而本文件自 {needed} 施行");
    Finding::error("B076", at, message, "给参数补一个从施行日起的值，或去掉最早一个值的 自").related(value, "参数最早的值")
}

/// # B077 参数同一天有两个值
///
/// 同一个参数从同一天起写了两个不同的值，可能在两个包里。
///
/// 为什么：两份文件数字不同时，系统不替人决定用哪个。
///
/// 怎么改：核对原文只留一个；两份文件各有规定时，分成两个参数。
pub(crate) fn conflict(at: At, name: &str, first: At) -> Finding {
    let message = format!("参数“{name}”从同一天起有两个不同的值");
    Finding::error("B077", at, message, "核对原文只留一个；两份文件各有规定时，分成两个参数").related(first, "另一个值")
}
