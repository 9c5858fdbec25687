//! Amounts: `8`, `８学时`, `二十三人`. Text where a number must be is refused.

use super::{Outcome, Problem};
use crate::text;
use crate::workbook::Cell;
use jishi_base::{Number, numeral};

const UNITS: [&str; 13] = ["学时", "课时", "小时", "人次", "人", "名", "个", "年", "次", "分", "元", "位", "届"];

/// An amount that is not negative, in thousandths at the finest.
pub(crate) fn read(cell: &Cell) -> Outcome<Number> {
    let number = match cell {
        Cell::Number(number) => from_float(*number),
        Cell::Text(text) => from_text(text),
        _ => None,
    };
    match number {
        Some(number) if number >= Number::default() => Ok(number),
        Some(_) => Err(Problem::new(format!("“{}”是负数", cell.shown().trim()), "请填写不小于 0 的数字")),
        None => Err(Problem::new(format!("“{}”不是数字", cell.shown().trim()), "请只填数字，如 8")),
    }
}

fn from_float(number: f64) -> Option<Number> {
    let thousandths = (number * 1000.0).round();
    let exact = (number * 1000.0 - thousandths).abs() < 1e-6 && thousandths.abs() < 1e12;
    exact.then(|| Number::thousandths(thousandths as i64))
}

fn from_text(written: &str) -> Option<Number> {
    let plain = text::squeezed(&text::half_width(written)).replace(',', "");
    let plain = UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain);
    let plain = plain.strip_prefix(['共', '约']).filter(|_| plain.starts_with('共')).unwrap_or(plain);
    plain.parse().ok().or_else(|| numeral::read(plain).map(|number| Number::whole(i64::from(number))))
}
