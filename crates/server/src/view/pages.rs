//! Lists so many rows a page.

/// Which rows of a list a page shows, and where the others are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pages {
    pub(crate) total: usize,
    /// The first row's number, from 1; 0 where there are none.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

impl Pages {
    /// The page asked for in an address, of `size` rows each; past the end it is the last. `None` where it cannot be read.
    pub(crate) fn new(total: usize, size: usize, asked: &str, turn: impl Fn(&str) -> String) -> Option<Self> {
        let asked: usize = if asked.is_empty() { 1 } else { asked.parse().ok().filter(|page| *page > 0)? };
        let pages = total.div_ceil(size).max(1);
        let page = asked.min(pages);
        let first = if total == 0 { 0 } else { (page - 1) * size + 1 };
        Some(Self {
            total,
            first,
            last: total.min(page * size),
            page,
            pages,
            previous: (page > 1).then(|| turn(&(page - 1).to_string())),
            next: (page < pages).then(|| turn(&(page + 1).to_string())),
        })
    }

    /// The rows of the page.
    pub(crate) fn of<'a, T>(&self, rows: &'a [T]) -> &'a [T] {
        rows.get(self.first.saturating_sub(1)..self.last).unwrap_or(&[])
    }
}
