//! Tables of cases: month ends, leap days, year's end, workdays, labels.
