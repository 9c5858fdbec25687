//! Duties that cannot both be met.

use crate::finding::{At, Finding};

/// # B130 上限低于频次
///
/// 同一主体的同一种记录，一条责任要求至少若干次，另一条只许至多更少次。
///
/// 为什么：两条不能同时做到，系统不替人决定违反哪一条。
///
/// 怎么改：核对两处原文；改正写错的次数或期，或把凭据分开。
pub(crate) fn cap_below_demand(at: At, cap: &str, demand: &str, demanded: At) -> Finding {
    let message = format!("“{cap}”允许的次数少于“{demand}”要求的次数，不能同时做到");
    Finding::error("B130", at, message, "核对两处原文，改正次数或期，或把凭据分开").related(demanded, "要求更多次的责任")
}
