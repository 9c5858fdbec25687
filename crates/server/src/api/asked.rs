//! How parts of an address are read.

use super::named::iso;
use super::problem::ApiError;
use jishi_calendar::Date;
use std::str::FromStr;

/// An id in an address.
pub(crate) fn id<T: FromStr>(name: &'static str, text: Option<&String>) -> Result<Option<T>, ApiError> {
    text.map(|text| text.parse().map_err(|_| ApiError::Query(name, "请照抄别处给出的编号。"))).transpose()
}

/// A day in an address.
pub(crate) fn day(name: &'static str, text: Option<&String>) -> Result<Option<Date>, ApiError> {
    text.map(|text| iso(text).ok_or(ApiError::Query(name, "请写成 2026-03-10 的样子。"))).transpose()
}
