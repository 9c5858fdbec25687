//! 全年一览: the regular duties of a year as a grid, a row a duty; every cell leads to the instance behind it.

use crate::snapshot::Snapshot;
use crate::view::filter::year_of;
use crate::view::{links, tone};
use crate::view::Tone;
use jishi_calendar::Period;
use jishi_evaluate::{Verdict, Status};
use std::collections::BTreeMap;

/// What a column is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Columns {
    /// Four: beside other things. A cell of a monthly duty counts three.
    Quarters,
    /// Twelve: a cell is one instance, as wide as its period.
    Months,
}

/// The grid of a year.
pub(crate) struct Grid {
    pub(crate) year: i16,
    pub(crate) months: bool,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Duties that found no room.
    pub(crate) more: usize,
}

/// A duty's year.
pub(crate) struct Row {
    pub(crate) duty: String,
    pub(crate) cells: Vec<Cell>,
}

/// What stands for one or several instances.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    /// Columns it takes.
    pub(crate) span: usize,
    pub(crate) class: &'static str,
    pub(crate) mark: String,
    /// The same in words: 三季度，已完成 2，逾期 1.
    pub(crate) words: String,
    /// The most urgent instance behind it; empty where nothing was asked.
    pub(crate) href: String,
}

/// The year of one subject's `instances`, at most so many rows; `None` where nothing regular was asked in it.
pub(crate) fn grid<'a>(snapshot: &Snapshot, instances: impl Iterator<Item = &'a Verdict>, columns: Columns, most: usize) -> Option<Grid> {
    let year = snapshot.as_of().year();
    let mut duties: BTreeMap<usize, Vec<&Verdict>> = BTreeMap::new();
    for instance in instances.filter(|i| is_regular(i.period) && year_of(i, snapshot.as_of()) == year) {
        duties.entry(instance.duty).or_default().push(instance);
    }
    duties.retain(|_, all| all.iter().any(|i| i.status != Status::NotApplicable));
    let mut rows: Vec<((u8, bool), Row)> = duties.values_mut().filter_map(|all| row(snapshot, all, columns)).collect();
    // What is done more often stands first: months, quarters, halves, the year; of these what still wants something; then
    // as the packs have it.
    rows.sort_by_key(|(place, _)| *place);
    let more = rows.len().saturating_sub(most);
    let rows: Vec<Row> = rows.into_iter().take(most).map(|(_, row)| row).collect();
    (!rows.is_empty()).then(|| Grid { year, months: columns == Columns::Months, heads: heads(columns), rows, more })
}

fn is_regular(period: Period) -> bool {
    matches!(period, Period::Year(_) | Period::HalfYear(..) | Period::Quarter(..) | Period::Month(..))
}

fn heads(columns: Columns) -> Vec<String> {
    match columns {
        Columns::Quarters => ["一季", "二季", "三季", "四季"].map(str::to_owned).to_vec(),
        Columns::Months => (1..=12).map(|month| format!("{month}月")).collect(),
    }
}

fn row(snapshot: &Snapshot, all: &mut [&Verdict], columns: Columns) -> Option<((u8, bool), Row)> {
    all.sort_by_key(|i| i.period);
    let first = all.first()?;
    let (months, often) = match first.period {
        Period::Month(..) => (1, 0),
        Period::Quarter(..) => (3, 1),
        Period::HalfYear(..) => (6, 2),
        _ => (12, 3),
    };
    let width = if columns == Columns::Quarters { 3 } else { 1 };
    let (cells_of, step) = (12 / width.max(months), width.max(months));
    let cells = (0..cells_of).map(|place| {
        let within = |i: &&&Verdict| i.period.first().is_some_and(|day| (usize::from(day.month().unsigned_abs()) - 1) / step == place);
        let group: Vec<&Verdict> = all.iter().filter(within).copied().collect();
        cell(snapshot, &group, step / width, place_words(step, place))
    });
    let settled = !all.iter().any(|i| rank(i) <= 3);
    Some(((often, settled), Row { duty: snapshot.duty(first)?.name.clone(), cells: cells.collect() }))
}

fn place_words(months: usize, place: usize) -> String {
    match months {
        1 => format!("{}月", place + 1),
        3 => format!("{}季度", ["一", "二", "三", "四"].get(place).unwrap_or(&"")),
        6 => if place == 0 { "上半年" } else { "下半年" }.to_owned(),
        _ => "全年".to_owned(),
    }
}

fn cell(snapshot: &Snapshot, group: &[&Verdict], span: usize, place: String) -> Cell {
    let Some(worst) = group.iter().min_by_key(|i| rank(i)) else {
        return Cell { span, class: "u", mark: String::new(), words: format!("{place}，没有要求"), href: String::new() };
    };
    let done = group.iter().filter(|i| matches!(i.status, Status::Met | Status::MetLate)).count();
    let (class, mark) = look(worst);
    let counted = group.len() > 1 && !matches!(worst.status, Status::NotApplicable | Status::Upcoming | Status::Waived);
    let mark = if counted { done.to_string() } else { mark.to_owned() };
    Cell { span, class, mark, words: format!("{place}，{}", words(group)), href: links::instance(snapshot, worst) }
}

/// What stands for the whole cell: the most urgent of it. What is not asked gives way to what is.
fn rank(instance: &Verdict) -> u8 {
    match (tone(instance), instance.status) {
        (Tone::Late, _) => 0,
        (_, Status::Overdue) => 1,
        (_, Status::FactMissing) => 2,
        (_, Status::Due) => 3,
        (_, Status::MetLate) => 4,
        (_, Status::Met) => 5,
        (_, Status::Upcoming) => 6,
        (_, Status::Waived) => 7,
        (_, Status::NotApplicable) => 8,
    }
}

/// Class and mark. Red only where a person must act.
fn look(instance: &Verdict) -> (&'static str, &'static str) {
    match (tone(instance), instance.status) {
        (Tone::Late, _) => ("o", "逾"),
        (_, Status::Overdue) => ("l", "逾"),
        (_, Status::FactMissing) => ("l", "缺"),
        (_, Status::Due) => ("d", "待"),
        (_, Status::Met) => ("m", "✓"),
        (_, Status::MetLate) => ("m", "补"),
        (_, Status::Upcoming) => ("u", "·"),
        (_, Status::Waived) => ("u", "免"),
        (_, Status::NotApplicable) => ("u", "—"),
    }
}

/// `已完成`, or `已完成 2，逾期 1`.
fn words(group: &[&Verdict]) -> String {
    if let [only] = group {
        return only.status.word().to_owned();
    }
    let count = |status: Status| group.iter().filter(|i| i.status == status).count();
    let parts = Status::ALL.into_iter().map(|status| (status, count(status))).filter(|(_, count)| *count > 0);
    parts.map(|(status, count)| format!("{} {count}", status.word())).collect::<Vec<_>>().join("，")
}
