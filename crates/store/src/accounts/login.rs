//! The name that an account logs in by: how it may be written, and that all ways of writing it are one.

use crate::StoreError;
use crate::accounts::refused;

/// Signs in a login.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=64;

/// The one way of writing it: blanks around it dropped, full-width signs narrowed, lower case.
pub(crate) fn normal(login: &str) -> String {
    let narrow = |sign: char| match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        _ => sign,
    };
    login.trim().chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// A login for a new account, in its one way of writing.
///
/// # Errors
/// A refusal where it is too short, too long, or has other signs in it.
pub(super) fn admissible(login: &str) -> Result<String, StoreError> {
    let login = normal(login);
    if !LENGTH.contains(&login.chars().count()) {
        return refused(format!("登录名应为 {} 至 {} 个字符", LENGTH.start(), LENGTH.end()), "请用本单位统一的写法，例如姓名全拼或工号");
    }
    if !login.chars().all(|sign| sign.is_alphanumeric() || ".-_@".contains(sign)) {
        return refused("登录名只能用汉字、字母、数字和 . - _ @", "请去掉空格和其他符号");
    }
    Ok(login)
}

#[cfg(test)]
mod tests;
