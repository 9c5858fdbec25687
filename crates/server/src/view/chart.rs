//! Bars and a line as SVG in whole numbers; the numbers they show stand beside them.

use crate::view::tally::Tally;

/// Widths of a bar's parts in thousandths of the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bar {
    pub(crate) done: usize,
    pub(crate) late: usize,
    pub(crate) soft: usize,
    /// Where the second and third part begin.
    pub(crate) late_from: usize,
    pub(crate) soft_from: usize,
}

/// The bar of a tally. What is there is seen: a part is never thinner than 8.
pub(crate) fn bar(tally: Tally) -> Bar {
    let whole = tally.all().max(1);
    let width = |part: usize| if part == 0 { 0 } else { (part * 1000 / whole).max(8) };
    let (late, soft) = (width(tally.late), width(tally.soft));
    let done = width(tally.done).min(1000 - late - soft);
    Bar { done, late, soft, late_from: done, soft_from: done + late }
}

/// A month of the line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    pub(crate) month: i8,
    pub(crate) on_time: usize,
    pub(crate) of: usize,
    pub(crate) percent: usize,
    pub(crate) x: usize,
    pub(crate) y: usize,
    /// The month is not over.
    pub(crate) open: bool,
    pub(crate) href: String,
}

/// The line of the months.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trend {
    pub(crate) points: Vec<Point>,
    /// `28,31 72,40 …`
    pub(crate) line: String,
    /// Heights and labels of the rules.
    pub(crate) rules: Vec<(usize, usize)>,
}

const TOP: usize = 22;
const BOTTOM: usize = 110;

/// Places the months (number, on time, of how many, not over, link) between the lowest ten and 100 %.
pub(crate) fn trend(months: Vec<(i8, usize, usize, bool, String)>) -> Option<Trend> {
    let percent = |on_time: usize, of: usize| (on_time * 100 + of / 2) / of.max(1);
    let lowest = months.iter().map(|(_, on_time, of, ..)| percent(*on_time, *of)).min()?;
    let floor = (lowest / 10 * 10).min(80);
    let height = |percent: usize| BOTTOM - (percent - floor) * (BOTTOM - TOP) / (100 - floor);
    let points: Vec<Point> = months
        .into_iter()
        .map(|(month, on_time, of, open, href)| {
            let percent = percent(on_time, of);
            let x = 28 + 40 * usize::try_from(month - 1).unwrap_or_default();
            Point { month, on_time, of, percent, x, y: height(percent), open, href }
        })
        .collect();
    let line: Vec<String> = points.iter().map(|point| format!("{},{}", point.x, point.y)).collect();
    let rules = [floor, (floor + 100) / 2, 100].map(|percent| (height(percent), percent)).to_vec();
    Some(Trend { line: line.join(" "), points, rules })
}
