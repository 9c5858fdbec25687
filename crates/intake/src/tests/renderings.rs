//! One department, written in many ways, is one site: whatever the style of days and names, the order of rows and columns,
//! the sheets, headings, merges, dashes and words of absence, the import makes the same facts and doubts nothing that it
//! does not doubt where all is written plainly. 50 ways here, 1,000 with `JISHI_DEEP=1`; `JISHI_SEED=n` tries one.
//!
//! What is drawn (`draw::Style`, one field for each):
//!
//! - **files**: one workbook or one for each table; xlsx, or csv and tsv in UTF-8, in UTF-8 with its mark, in GB 18030; texts shared or
//!   in the cells, in one run or several; days counted from 1900 or from 1904; the order of sheets; their names;
//! - **sheets**: whole, by branch, by kind, by quarter, under the names of branches, one form for each meeting, turned by columns;
//! - **above**: a title, merged or not; the unit in one of three ways or none; blank rows; a blank column to the left, one between;
//! - **headings**: the order of columns, synonyms, spaces, line ends, stars, brackets and colons in them, two rows with a group
//!   over some, more columns that nobody needs, headings that are repeated further down;
//! - **rows**: their order, blank rows between, a column of numbers (typed, as text, by formula), cells that are merged downwards or
//!   say 同上, hidden rows, hidden columns;
//! - **below**: totals with and without figures, signatures, notes;
//! - **cells**: fourteen styles of days, or all mixed, with the year or without it; fourteen ways to list absentees, or those who came;
//!   words for nobody; dashes and words for nothing; spaces behind a text; names spaced out, dots in names of minorities; identity
//!   numbers, sexes (also by formula), peoples, telephone numbers, years of a term, numbers (also by formula), names of bodies long and
//!   short, joint meetings, titles of posts, kinds of meetings, categories of members.

mod cells;
mod draw;
mod facts;
mod model;
mod sheets;
mod write;

use super::support::{apply, preview};
use crate::{Limits, Mapping, Plan, SheetReport, Workbook, read_file};
use cells::Pen;
use draw::{Draw, Style};
use jishi_facts::Site;
use std::collections::BTreeSet;

/// The workbooks of a style, as read.
fn rendered(style: Style, draw: &mut Draw) -> Vec<(String, Workbook)> {
    let mapping = Mapping::built_in().expect("mapping");
    let mut pen = Pen { style, draw };
    let grids = sheets::grids(&mut pen, &mapping, &model::ledgers());
    let files = write::files(&mut pen, grids);
    files.into_iter().map(|(name, bytes)| {
        let workbook = read_file(&name, &bytes, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, workbook)
    }).collect()
}

/// What is said about the sheets: doubts and refusals with their places.
fn said(plan: &Plan) -> Vec<String> {
    let of_sheet = |sheet: &SheetReport| {
        let place = format!("{} {}", sheet.file, sheet.sheet);
        let doubts = sheet.warnings.iter().map(|warning| format!("{place} {} {}", warning.cell, warning.message));
        let refused = sheet.refused.iter().map(|refused| format!("{place} {} 拒绝 {}", refused.cell, refused.reasons.join("；")));
        doubts.chain(refused).collect::<Vec<_>>()
    };
    plan.sheets.iter().flat_map(of_sheet).collect()
}

/// What must be said because it was written so: what is hidden, what a formula gave, which year was meant, whom a list
/// leaves out.
fn is_called_for(style: &Style, message: &str) -> bool {
    (style.hidden_row && message.contains("行是隐藏的"))
        || (style.hidden_column && message.contains("列是隐藏的"))
        || ((style.sex_formula || style.counted_by_formula) && message.contains("由公式得出"))
        || (style.without_year && message.contains("没有写年份"))
        || (style.attendees && message.contains("按名单，应到"))
}

/// What of a style is not plain.
fn unusual(style: &Style) -> String {
    let (drawn, plain) = (format!("{style:?}"), format!("{:?}", Style::plain()));
    drawn.split(", ").zip(plain.split(", ")).filter(|(drawn, plain)| drawn != plain).map(|(drawn, _)| drawn).collect::<Vec<_>>().join(", ")
}

/// How a rendering differs from the plain one; empty where it does not.
fn differences(seed: u64, plain: &BTreeSet<String>) -> Vec<String> {
    let mut draw = Draw::new(seed);
    let style = Style::drawn(&mut draw);
    let mut site = Site::default();
    let plan = preview(&site, 1, &rendered(style.clone(), &mut draw));
    apply(&mut site, &plan);
    let facts = facts::of(&site);
    let lacking = plain.difference(&facts).map(|fact| format!("  缺 {fact}"));
    let more = facts.difference(plain).map(|fact| format!("  多 {fact}"));
    let doubts = said(&plan).into_iter().filter(|message| !is_called_for(&style, message)).map(|message| format!("  说 {message}"));
    let mut all: Vec<String> = doubts.take(6).chain(lacking.take(4)).chain(more.take(4)).collect();
    if !all.is_empty() {
        all.insert(0, format!("种子 {seed}：{}", unusual(&style)));
        // A thousand take long: each is said when it is found.
        eprintln!("{}", all.join("\n"));
    }
    all
}

#[test]
fn however_a_department_is_written_it_is_one_site() {
    let mut draw = Draw::new(0);
    let mut site = Site::default();
    let plan = preview(&site, 1, &rendered(Style::plain(), &mut draw));
    assert_eq!(said(&plan), Vec::<String>::new());
    apply(&mut site, &plan);
    let plain = facts::of(&site);
    assert!(plain.len() > 200, "{}", plain.len());
    let chosen = std::env::var("JISHI_SEED").ok().and_then(|seed| seed.parse().ok());
    let many = if std::env::var_os("JISHI_DEEP").is_some() { 1_000 } else { 50 };
    let seeds = chosen.map_or(1..=many, |seed: u64| seed..=seed);
    // Every other seed beside the rest: two at a time.
    let of = |odd: u64| {
        let (plain, seeds) = (&plain, seeds.clone());
        move || seeds.filter(|seed| seed % 2 == odd).map(|seed| differences(seed, plain)).filter(|differences| !differences.is_empty()).collect::<Vec<_>>()
    };
    let wrong: Vec<Vec<String>> = std::thread::scope(|threads| {
        let even = threads.spawn(of(0));
        let odd = of(1)();
        odd.into_iter().chain(even.join().unwrap()).collect()
    });
    let shown: Vec<String> = wrong.iter().take(12).flatten().cloned().collect();
    assert!(wrong.is_empty(), "{} 种写法读得不一样：\n{}", wrong.len(), shown.join("\n"));
}
