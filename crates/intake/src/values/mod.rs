//! What a single cell says: dates, numbers, names, identity numbers, attendance in words. Pure functions from a cell
//! to a value or a [`Problem`]; doubts that do not stop the row go to `notes`.

pub(crate) mod date;
pub(crate) mod identity;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod roll;

use crate::text;
use crate::workbook::Cell;

/// Why a cell cannot be taken, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// What a reader of cells looks like.
pub(crate) type Outcome<T> = Result<T, Problem>;

/// Free text: trimmed, spaces and line ends kept inside. A number or day is taken as it is shown.
pub(crate) fn free_text(cell: &Cell) -> Outcome<String> {
    Ok(cell.shown().trim().to_owned())
}

/// A telephone number. Of a mobile number the digits alone: marks between them and the code of the country say nothing.
pub(crate) fn phone(cell: &Cell) -> Outcome<String> {
    let plain = text::squeezed(&text::half_width(&cell.shown()));
    let digits: String = plain.chars().filter(|c| !matches!(c, '-' | '—' | '–' | '.' | '(' | ')')).collect();
    let own = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086")).or_else(|| digits.strip_prefix("86")).unwrap_or(&digits);
    let mobile = own.len() == 11 && own.starts_with('1') && own.bytes().all(|byte| byte.is_ascii_digit());
    Ok(if mobile { own.to_owned() } else { plain })
}

/// A short word such as a title or a kind: without any space.
pub(crate) fn word(cell: &Cell) -> Outcome<String> {
    match cell {
        Cell::Text(text) => Ok(text::squeezed(text)),
        other => Err(Problem::new(format!("“{}”不是文字", other.shown()), "请填写文字")),
    }
}

/// 男 or 女.
pub(crate) fn sex(cell: &Cell) -> Outcome<String> {
    let text = word(cell)?;
    match text.trim_end_matches('性') {
        sex @ ("男" | "女") => Ok(sex.to_owned()),
        _ => Err(Problem::new(format!("性别写作“{text}”"), "请填写“男”或“女”")),
    }
}

/// An ethnic group, always with 族.
pub(crate) fn ethnicity(cell: &Cell) -> Outcome<String> {
    let text = word(cell)?;
    let plain = text.chars().all(|c| !c.is_ascii() && !c.is_numeric());
    if !plain || text.chars().count() > 8 {
        return Err(Problem::new(format!("民族写作“{text}”"), "请填写民族名称，如“汉族”"));
    }
    // 穿青人 and 其他 are no 族.
    Ok(if text.ends_with('族') || text.ends_with('人') || text.starts_with("其他") { text } else { format!("{text}族") })
}

/// 是 or 否.
pub(crate) fn flag(cell: &Cell) -> Outcome<bool> {
    let text = match cell {
        Cell::Bool(flag) => return Ok(*flag),
        other => text::squeezed(&other.shown()),
    };
    match text.as_str() {
        "是" | "有" | "√" | "✓" | "已" | "1" => Ok(true),
        no if is_no(no) => Ok(false),
        _ => Err(Problem::new(format!("写作“{text}”"), "请填写“是”或“否”")),
    }
}

/// Does a text say no?
pub(crate) fn is_no(text: &str) -> bool {
    matches!(text::squeezed(text).as_str(), "否" | "无" | "×" | "没有" | "未" | "0")
}
