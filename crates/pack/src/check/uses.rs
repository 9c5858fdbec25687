//! Names of packs that are used without being listed in 引用.

use crate::finding::{At, Finding};

/// # B054 用了没有引用的包（提醒）
///
/// 责任用到的名称写在另一个包里，而包头的 引用 没有列出那个包。
///
/// 为什么：单独拿出这个包时就缺了词汇。
///
/// 怎么改：在 pack.yaml 的 引用 里加上那个包。
pub(crate) fn not_listed(at: At, name: &str, home: &str) -> Finding {
    Finding::warning("B054", at, format!("“{name}”写在包“{home}”里，包头没有引用它"), format!("在 pack.yaml 的 引用 里加上“{home}”"))
}
