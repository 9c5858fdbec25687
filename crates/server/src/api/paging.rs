//! Lists in pages: so many at a time, a cursor to go on from, and how many there are in all.

use super::problem::ApiError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page holds so many unless told otherwise.
const USUAL: usize = 50;
/// And so many at most.
const MOST: usize = 200;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// How many there are on all pages.
    pub(crate) total: usize,
    /// The cursor of the next page; none on the last.
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of what is made of its items, all at once.
    pub(crate) fn shown<U>(self, show: impl FnOnce(Vec<T>) -> Vec<U>) -> Page<U> {
        Page { items: show(self.items), total: self.total, next: self.next }
    }
}

/// Which page of a list that takes no other question.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Turn {
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    pub(crate) limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    pub(crate) cursor: Option<String>,
}

/// What lists are in the order of: a number, then a text that tells equals apart.
pub(crate) type Key = (i64, String);

/// The page that was asked for. Lists go on behind the last key seen, so that what comes or goes meanwhile moves nothing.
pub(crate) fn page<S, T>(
    mut all: Vec<(Key, S)>, limit: Option<&str>, cursor: Option<&str>, show: impl Fn(S) -> T,
) -> Result<Page<T>, ApiError> {
    let limit = read_limit(limit)?;
    let after = cursor.map(read_cursor).transpose()?;
    let total = all.len();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let from = after.map_or(0, |after| all.partition_point(|(key, _)| *key <= after));
    let next = all.get(from + limit..).filter(|rest| !rest.is_empty()).and_then(|_| all.get(from + limit - 1)).map(|(key, _)| write_cursor(key));
    let items = all.into_iter().skip(from).take(limit).map(|(_, entry)| show(entry)).collect();
    Ok(Page { items, total, next })
}

/// The place in an order that is already made.
pub(crate) fn place(at: usize) -> Key {
    (i64::try_from(at).unwrap_or(i64::MAX), String::new())
}

fn read_limit(limit: Option<&str>) -> Result<usize, ApiError> {
    let limit = limit.map_or(Some(USUAL), |text| text.parse().ok());
    limit.filter(|limit| (1..=MOST).contains(limit)).ok_or(ApiError::Query("limit", "请写 1 至 200 的整数。"))
}

fn write_cursor((number, text): &Key) -> String {
    jishi_journal::to_hex(format!("{number} {text}").as_bytes())
}

fn read_cursor(cursor: &str) -> Result<Key, ApiError> {
    let read = || {
        let text = String::from_utf8(jishi_journal::from_hex(cursor)?).ok()?;
        let (number, text) = text.split_once(' ')?;
        Some((number.parse().ok()?, text.to_owned()))
    };
    read().ok_or(ApiError::Query("cursor", "请照抄上一页的 next，或去掉它从头取。"))
}
