//! Dates in every writing that clerks use, down to the day, the month or the year.

use super::{Outcome, Problem};
use crate::text;
use crate::workbook::Cell;
use jishi_base::numeral;
use jishi_calendar::{Date, PartialDate};
use std::borrow::Cow;

const HELP: &str = "请写成 2026-01-05 的样子";
/// Days as Excel counts them that may stand in a ledger: from 1927 on, for people are that old, to 2119.
const COUNTED_FIRST: i32 = 10_000;
const COUNTED_LAST: i32 = 80_000;
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A full day; `year` is that of the sheet, for days written without one: 1月20日.
pub(crate) fn day_of(cell: &Cell, year: Option<i16>, notes: &mut Vec<String>) -> Outcome<Date> {
    if let (Cell::Text(written), Some(year)) = (cell, year) {
        let plain = text::without_brackets(&text::half_width(written));
        let (first, _) = first_of_range(plain.trim());
        let first = without_time(first);
        if let ([month, day], [1..=2, 1..=2]) = (parts(first).unwrap_or_default().as_slice(), figures(first).as_slice()) {
            let date = checked(written.trim(), year.into(), Some(*month), Some(*day))?;
            notes.push(format!("“{}”没有写年份，按 {year} 年记", written.trim()));
            return date.date().ok_or_else(|| Problem::new("不是日期", HELP));
        }
    }
    day(cell, notes)
}

/// A full day.
pub(crate) fn day(cell: &Cell, notes: &mut Vec<String>) -> Outcome<Date> {
    let date = partial(cell, notes)?;
    date.date().ok_or_else(|| Problem::new(format!("“{}”没有写到日", cell.shown().trim()), "请写到日，如 2026-01-05"))
}

/// A day, month or year, as far as written.
pub(crate) fn partial(cell: &Cell, notes: &mut Vec<String>) -> Outcome<PartialDate> {
    match cell {
        Cell::Date(Some(date)) if YEARS.contains(&date.year()) => Ok((*date).into()),
        Cell::Month(year, month) if YEARS.contains(year) => Ok(PartialDate { year: *year, month: Some(*month), day: None }),
        Cell::Date(_) => Err(Problem::new("单元格的日期不存在或不在 1900 至 2100 年之间", HELP)),
        Cell::Number(number) => from_number(*number, notes),
        Cell::Text(text) => from_text(text, notes),
        other => Err(Problem::new(format!("“{}”不是日期", other.shown()), HELP)),
    }
}

/// 20260105, 202601, 2026, 1970.05, or a day as Excel counts it.
fn from_number(number: f64, notes: &mut Vec<String>) -> Outcome<PartialDate> {
    let shown = number.to_string();
    if !number.is_finite() || !(1900.0..=21_001_231.0).contains(&number) {
        return Err(Problem::new(format!("“{shown}”不是日期"), HELP));
    }
    let whole = number.trunc() as i32;
    if number.fract() == 0.0 {
        return match whole {
            1900..=2100 => checked(&shown, whole, None, None),
            COUNTED_FIRST..=COUNTED_LAST => serial(whole),
            190_001..=210_012 => checked(&shown, whole / 100, Some(whole % 100), None),
            19_000_101.. => checked(&shown, whole / 10_000, Some(whole / 100 % 100), Some(whole % 100)),
            _ => Err(Problem::new(format!("“{shown}”不是日期"), HELP)),
        };
    }
    if (COUNTED_FIRST..=COUNTED_LAST).contains(&whole) {
        return serial(whole);
    }
    // Year and month: 1970.05. A number has lost its last zero: 1985.1 was 1985.10.
    let hundredths = (number * 100.0).round();
    let month = (hundredths as i32) % 100;
    if (number * 100.0 - hundredths).abs() > 1e-6 {
        return Err(Problem::new(format!("“{shown}”不是日期"), HELP));
    }
    let read = checked(&shown, whole, Some(month), None)?;
    if month == 10 {
        notes.push(format!("单元格里是数字 {shown}，按 {whole} 年 10 月记；如是 1 月，请改成文字“{whole}.01”"));
    }
    Ok(read)
}

/// A cell of a workbook that counts days from 1904: a plain number in place of a day is that day. Others stay.
pub(crate) fn counted(cell: &Cell, since_1904: bool) -> Cow<'_, Cell> {
    /// From 1900-01-00 to 1904-01-01.
    const APART: i32 = 1_462;
    let days = match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) if text.trim().len() == 5 => text.trim().parse().ok(),
        _ => None,
    };
    let day = days.filter(|days| since_1904 && (f64::from(COUNTED_FIRST - APART)..=f64::from(COUNTED_LAST - APART)).contains(days)).and_then(|days| serial(days.trunc() as i32 + APART).ok());
    day.and_then(PartialDate::date).map_or(Cow::Borrowed(cell), |day| Cow::Owned(Cell::Date(Some(day))))
}

/// Days as Excel counts them, from 1900 with its leap day that never was.
fn serial(days: i32) -> Outcome<PartialDate> {
    let epoch = jiff::civil::date(1899, 12, 30);
    let day = epoch.checked_add(jiff::Span::new().days(days)).map_err(|_| Problem::new("不是日期", HELP))?;
    Ok(day.into())
}

fn from_text(written: &str, notes: &mut Vec<String>) -> Outcome<PartialDate> {
    let shown = written.trim();
    let bad = || Problem::new(format!("“{shown}”认不出是哪一天"), HELP);
    let plain = text::without_brackets(&text::half_width(written));
    let plain = without_open_end(&plain);
    let (first, range) = first_of_range(plain);
    let parts: Vec<i32> = parts(without_time(first)).ok_or_else(bad)?;
    let lengths: Vec<usize> = figures(without_time(first));
    if range || parts.len() > 3 {
        notes.push(format!("“{shown}”是一段时间，按第一天记"));
    }
    match *parts.as_slice() {
        [one] => match lengths.first() {
            Some(8) => checked(shown, one / 10_000, Some(one / 100 % 100), Some(one % 100)),
            Some(6) if (1900..=2100).contains(&(one / 100)) => checked(shown, one / 100, Some(one % 100), None),
            Some(5) if (COUNTED_FIRST..=COUNTED_LAST).contains(&one) => serial(one),
            Some(4) => checked(shown, one, None, None),
            _ => Err(bad()),
        },
        [year, month] if lengths.first() == Some(&4) => checked(shown, year, Some(month), None),
        [year, month, day, ..] if lengths.first() == Some(&4) => checked(shown, year, Some(month), Some(day)),
        [_, _, _] => Err(Problem::new(format!("“{shown}”的年份不是四位，说不清是哪一年"), HELP)),
        _ => Err(bad()),
    }
}

/// Without 至今, 起, —: a time that goes on begins on the day before it.
fn without_open_end(text: &str) -> &str {
    let plain = text.trim().trim_end_matches('.');
    let plain = ["至今", "到今", "起", "以来", "今"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain);
    plain.trim_end_matches(['-', '—', '–', '~', '至', '到']).trim()
}

/// The part before 至, 到 or ~.
fn first_of_range(text: &str) -> (&str, bool) {
    match text.find(['至', '到', '~']) {
        Some(at) => (text.get(..at).unwrap_or_default().trim(), true),
        None => (text, false),
    }
}

/// Without a time of day and a day of the week.
fn without_time(text: &str) -> &str {
    if let Some(at) = text.find(['日', '号']) {
        return text.get(..at).unwrap_or_default();
    }
    let until = text.find(['T', '周', '星', '上', '下', '午']).or_else(|| text.find(':').and_then(|colon| text.get(..colon)?.rfind(' ')));
    until.and_then(|at| text.get(..at)).unwrap_or(text).trim()
}

const SEPARATORS: [char; 11] = ['年', '月', '-', '/', '.', '\\', '—', '–', '·', '、', ','];

fn pieces(text: &str) -> impl Iterator<Item = String> {
    text.split(SEPARATORS).map(text::squeezed).filter(|piece| !piece.is_empty())
}

fn figures(text: &str) -> Vec<usize> {
    pieces(text).map(|piece| piece.chars().count()).collect()
}

fn parts(text: &str) -> Option<Vec<i32>> {
    pieces(text).map(|piece| part(&piece)).collect()
}

/// 2026, 十二, 二〇二六.
fn part(piece: &str) -> Option<i32> {
    if piece.bytes().all(|byte| byte.is_ascii_digit()) {
        return piece.parse().ok();
    }
    let digits: Option<String> = piece
        .chars()
        .map(|c| "〇一二三四五六七八九".chars().position(|digit| digit == if matches!(c, '零' | '○' | 'O' | '0') { '〇' } else { c }))
        .map(|digit| digit.and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10)))
        .collect();
    match digits {
        Some(digits) if digits.len() == 4 => digits.parse().ok(),
        _ => numeral::read(piece).and_then(|number| i32::try_from(number).ok()),
    }
}

/// A date that exists.
fn checked(shown: &str, year: i32, month: Option<i32>, day: Option<i32>) -> Outcome<PartialDate> {
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year));
    let year = year.ok_or_else(|| Problem::new(format!("“{shown}”的年份不在 1900 至 2100 年之间"), HELP))?;
    let missing = |what: &str| Problem::new(format!("“{shown}”写错了：没有这个{what}"), HELP);
    let Some(month) = month else { return Ok(PartialDate { year, month: None, day: None }) };
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or_else(|| missing("月份"))?;
    let Some(day) = day else { return Ok(PartialDate { year, month: Some(month), day: None }) };
    let date = i8::try_from(day).ok().and_then(|day| Date::new(year, month, day).ok()).ok_or_else(|| missing("日子"))?;
    Ok(date.into())
}
