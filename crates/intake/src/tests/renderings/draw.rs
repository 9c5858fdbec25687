//! What is drawn by a seed: numbers, and by them the ways in which a workbook is written.

/// Numbers by a seed, the same on every machine (splitmix64).
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// Once in `of` times.
    pub(super) fn once_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub(super) fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}

/// How days are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Days {
    Iso,
    Slashes,
    Dots,
    Padded,
    Chinese,
    ChinesePadded,
    Numerals,
    EightDigits,
    EightFigures,
    DateCell,
    Serial,
    FullWidth,
    Weekday,
    Clock,
}

pub(super) const DAYS: [Days; 14] = [
    Days::Iso, Days::Slashes, Days::Dots, Days::Padded, Days::Chinese, Days::ChinesePadded, Days::Numerals, Days::EightDigits, Days::EightFigures,
    Days::DateCell, Days::Serial, Days::FullWidth, Days::Weekday, Days::Clock,
];

/// How those who did not come are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Absence {
    Brackets,
    HalfBrackets,
    Names,
    And,
    Spaces,
    ByReason,
    Counted,
    RunTogether,
    EtAl,
    Lines,
    Colon,
    CountFirst,
    Numbered,
    Mixed,
}

pub(super) const ABSENCES: [Absence; 14] = [
    Absence::Brackets, Absence::HalfBrackets, Absence::Names, Absence::And, Absence::Spaces, Absence::ByReason, Absence::Counted, Absence::RunTogether,
    Absence::EtAl, Absence::Lines, Absence::Colon, Absence::CountFirst, Absence::Numbered, Absence::Mixed,
];

/// How a ledger of several bodies is divided into sheets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Split {
    Whole,
    ByBranch,
    ByKind,
    ByQuarter,
    /// One sheet, with the names of the branches over their rows.
    Sections,
    /// One form for each meeting.
    Forms,
    /// Headings down the first column, a column for each row.
    Turned,
}

/// How the workbooks of one rendering are written.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// All tables in one workbook, or each in its own.
    pub(super) one_book: bool,
    /// 0: a workbook; 1: UTF-8; 2: UTF-8 with its mark; 3: GB 18030.
    pub(super) csv: usize,
    pub(super) tabs: bool,
    pub(super) inline_strings: bool,
    pub(super) since_1904: bool,
    pub(super) columns_turned: bool,
    pub(super) rows_turned: bool,
    pub(super) sheets_turned: bool,
    pub(super) title: bool,
    pub(super) title_merged: bool,
    pub(super) unit_row: usize,
    pub(super) blank_above: usize,
    pub(super) blank_rows: bool,
    pub(super) blank_left: usize,
    pub(super) blank_column: bool,
    pub(super) other_headings: bool,
    /// 0: plain; spaces, line ends, stars, brackets.
    pub(super) headings: usize,
    pub(super) two_rows: bool,
    pub(super) numbering: usize,
    pub(super) empty: &'static str,
    pub(super) totals: usize,
    pub(super) signatures: usize,
    pub(super) notes: usize,
    pub(super) repeated: bool,
    pub(super) merged: bool,
    pub(super) ditto: bool,
    pub(super) names: usize,
    pub(super) dots: &'static str,
    pub(super) ids: usize,
    pub(super) sexes: usize,
    pub(super) sex_formula: bool,
    pub(super) ethnic_bare: bool,
    pub(super) phones: usize,
    pub(super) years: usize,
    pub(super) bodies: usize,
    pub(super) posts: usize,
    pub(super) kinds: usize,
    pub(super) categories: usize,
    pub(super) nobody: &'static str,
    pub(super) attendees: bool,
    pub(super) numbers: usize,
    pub(super) hidden_row: bool,
    pub(super) hidden_column: bool,
    pub(super) trailing: bool,
    pub(super) counted_by_formula: bool,
    pub(super) joint: &'static str,
    pub(super) sheet_names: usize,
    pub(super) more_columns: bool,
    pub(super) without_year: bool,
    pub(super) rich: bool,
    pub(super) days: Option<Days>,
    pub(super) absence: Option<Absence>,
    pub(super) meetings: Split,
    pub(super) roster: Split,
    pub(super) posts_split: Split,
    pub(super) bodies_split: Split,
    pub(super) reports_split: Split,
}

impl Style {
    /// As nobody could doubt it.
    pub(super) fn plain() -> Self {
        Self {
            one_book: false, csv: 0, tabs: false, inline_strings: false, since_1904: false, columns_turned: false, rows_turned: false,
            sheets_turned: false, title: true, title_merged: false, unit_row: 1, blank_above: 0, blank_rows: false, blank_left: 0, blank_column: false,
            other_headings: false, headings: 0, two_rows: false, numbering: 0, empty: "", totals: 0, signatures: 0, notes: 0, repeated: false,
            merged: false, ditto: false, names: 0, dots: "·", ids: 0, sexes: 0, sex_formula: false, ethnic_bare: false, phones: 0, years: 0,
            bodies: 0, posts: 0, kinds: 0, categories: 0, nobody: "", attendees: false, numbers: 0, hidden_row: false, hidden_column: false,
            trailing: false, counted_by_formula: false, joint: "、", sheet_names: 0, more_columns: false, without_year: false, rich: false,
            days: Some(Days::Iso), absence: Some(Absence::Brackets), meetings: Split::Whole, roster: Split::Whole, posts_split: Split::Whole,
            bodies_split: Split::Whole, reports_split: Split::Whole,
        }
    }

    /// By a seed.
    pub(super) fn drawn(draw: &mut Draw) -> Self {
        let mut style = Self {
            one_book: draw.once_in(2),
            csv: if draw.once_in(4) { 1 + draw.below(3) } else { 0 },
            tabs: draw.once_in(3),
            inline_strings: draw.once_in(4),
            since_1904: draw.once_in(6),
            columns_turned: draw.once_in(2),
            rows_turned: draw.once_in(2),
            sheets_turned: draw.once_in(2),
            title: !draw.once_in(4),
            title_merged: draw.once_in(2),
            unit_row: draw.below(4),
            blank_above: draw.below(3),
            blank_rows: draw.once_in(4),
            blank_left: draw.below(6) / 4,
            blank_column: draw.once_in(6),
            other_headings: draw.once_in(2),
            headings: draw.below(7),
            two_rows: draw.once_in(4),
            numbering: draw.below(4),
            empty: *draw.of(&["", "", "无", "/", "—", "——", "-", "暂无", "N/A", "　", "不详"]),
            totals: draw.below(5),
            signatures: draw.below(4),
            notes: draw.below(4),
            repeated: draw.once_in(6),
            merged: draw.once_in(3),
            ditto: draw.once_in(8),
            names: draw.below(4),
            dots: *draw.of(&["·", "•", "・", "．", ".", "‧", ""]),
            ids: draw.below(5),
            sexes: draw.below(3),
            sex_formula: draw.once_in(6),
            ethnic_bare: draw.once_in(2),
            phones: draw.below(5),
            years: draw.below(5),
            bodies: draw.below(3),
            posts: draw.below(3),
            kinds: draw.below(3),
            categories: draw.below(4),
            nobody: *draw.of(&["", "无", "全勤", "/", "—", "全部到会", "无缺席", "0", "全员到齐", "没有"]),
            attendees: draw.once_in(5),
            numbers: draw.below(6),
            hidden_row: draw.once_in(8),
            hidden_column: draw.once_in(8),
            trailing: draw.once_in(3),
            counted_by_formula: draw.once_in(6),
            joint: *draw.of(&["、", "，", ",", "；", "\n", "和", "/", " "]),
            sheet_names: draw.below(4),
            more_columns: draw.once_in(3),
            without_year: draw.once_in(10),
            rich: draw.once_in(6),
            days: if draw.once_in(4) { None } else { Some(*draw.of(&DAYS)) },
            absence: if draw.once_in(3) { None } else { Some(*draw.of(&ABSENCES)) },
            meetings: *draw.of(&[Split::Whole, Split::Whole, Split::ByBranch, Split::ByKind, Split::ByQuarter, Split::Sections, Split::Forms]),
            roster: *draw.of(&[Split::Whole, Split::Whole, Split::ByBranch, Split::Sections]),
            posts_split: *draw.of(&[Split::Whole, Split::Whole, Split::ByBranch]),
            bodies_split: *draw.of(&[Split::Whole, Split::Whole, Split::Turned]),
            reports_split: *draw.of(&[Split::Whole, Split::Turned]),
        };
        style.settle();
        style
    }

    /// What cannot be together: nobody writes a text file with cells, a sheet without the name of its unit anywhere, a list
    /// that says both who came and who did not.
    fn settle(&mut self) {
        if self.csv > 0 {
            (self.one_book, self.merged, self.rich, self.inline_strings, self.since_1904) = (false, false, false, false, false);
            (self.hidden_row, self.hidden_column, self.sex_formula, self.counted_by_formula) = (false, false, false, false);
            (self.two_rows, self.title_merged) = (false, false);
        }
        self.ditto &= !self.rows_turned && !self.merged;
    }
}
