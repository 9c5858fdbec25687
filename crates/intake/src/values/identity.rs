//! Identity numbers: 18 digits with the check digit of GB 11643 (ISO 7064 MOD 11-2) and a birth that exists.
//!
//! The number itself never stands in a message.

use super::{Outcome, Problem};
use crate::text;
use crate::workbook::Cell;
use jishi_calendar::Date;

/// A valid identity number.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// 18 characters, X in upper case.
    pub(crate) number: String,
    /// Day of birth.
    pub(crate) birth: Date,
    /// 男 or 女, by the 17th digit.
    pub(crate) sex: &'static str,
}

/// Reads an identity number; `None` where the cell says that it is not given (无, or masked with *).
pub(crate) fn read(cell: &Cell, notes: &mut Vec<String>) -> Outcome<Option<Identity>> {
    let written = match cell {
        Cell::Text(written) => written,
        Cell::Number(number) if *number >= 1e15 => {
            return Err(Problem::new(
                "身份号码存成了数字，后几位已经变成 0，找不回来",
                "请把这一列设为“文本”格式，再重新填写 18 位号码",
            ));
        }
        Cell::Number(number) if *number >= 1e14 => return Err(old()),
        _ => return Err(Problem::new("这不是身份号码", "请填写 18 位公民身份号码")),
    };
    let number: String = text::half_width(written)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '‘' | '`' | '-' | '\u{200b}' | '\u{feff}'))
        .map(|c| if matches!(c, 'x' | '×' | 'Ｘ') { 'X' } else { c })
        .collect();
    if number.is_empty() || matches!(number.as_str(), "无" | "/" | "不详" | "待补") {
        return Ok(None);
    }
    if number.contains(['*', '＊', '●', '•', '#']) {
        notes.push("身份号码有遮盖，没有记入，这个人按姓名和支部识别".to_owned());
        return Ok(None);
    }
    check(number).map(Some)
}

fn old() -> Problem {
    Problem::new("这是 15 位的旧号码", "请填写现在的 18 位公民身份号码")
}

fn check(number: String) -> Outcome<Identity> {
    let bytes = number.as_bytes();
    let digits = |range: std::ops::Range<usize>| number.get(range).and_then(|part| part.parse::<i16>().ok());
    let plain = number.bytes().take(17).all(|byte| byte.is_ascii_digit());
    if number.len() == 15 && plain {
        return Err(old());
    }
    if number.len() != 18 || !plain || !bytes.last().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'X') {
        return Err(Problem::new(
            format!("身份号码应为 18 位（前 17 位是数字，末位是数字或 X），现在是 {} 位", number.chars().count()),
            "请对照身份证核对号码",
        ));
    }
    let birth = digits(6..10).zip(digits(10..12)).zip(digits(12..14)).and_then(|((year, month), day)| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().filter(|date| date.year() >= 1900)
    });
    match (birth, check_digit(bytes) == bytes.last().copied()) {
        (Some(birth), true) => {
            let odd = bytes.get(16).is_some_and(|digit| digit % 2 == 1);
            Ok(Identity { number, birth, sex: if odd { "男" } else { "女" } })
        }
        (birth, right) => {
            let mut wrong = Vec::new();
            if birth.is_none() {
                wrong.push("第 7 至 14 位的出生日期不存在");
            }
            if !right {
                wrong.push("末位校验码不对，号码里至少有一位写错了");
            }
            Err(Problem::new(format!("身份号码{}", wrong.join("，")), "请对照身份证核对号码"))
        }
    }
}

/// The check digit that the first 17 digits ask for.
pub(crate) fn check_digit(bytes: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = WEIGHTS.iter().zip(bytes).map(|(weight, byte)| weight * u32::from(byte.saturating_sub(b'0'))).sum();
    b"10X98765432".get((sum % 11) as usize).copied()
}
