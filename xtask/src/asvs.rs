//! The ledger of security requirements (`security/asvs.toml`): one row for each of the 345 of ASVS 5.0, held to the tree.
//!
//! A row that says *pass* names a test that is there and is run, or a document; one that says anything else says why.

mod tests_named;

use crate::tree::Tree;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where it lies.
const LEDGER: &str = "security/asvs.toml";
/// What says in plain words what is promised; it names tests and their modules.
const PROMISES: &str = "docs/security.md";

/// Requirements of each level, 1 to 3, in each chapter, from the first: the standard's own counts.
const CHAPTERS: [[usize; 3]; 17] = [
    [8, 19, 3],
    [4, 7, 2],
    [8, 11, 12],
    [2, 8, 6],
    [4, 5, 4],
    [13, 22, 12],
    [6, 12, 1],
    [4, 3, 6],
    [4, 3, 0],
    [5, 24, 7],
    [3, 11, 10],
    [3, 6, 3],
    [1, 12, 8],
    [2, 7, 4],
    [3, 10, 8],
    [0, 16, 1],
    [0, 7, 5],
];

/// How a requirement stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It holds: see the test or the document.
    Pass,
    /// It speaks of what the program does not have.
    Na,
    /// It does not hold, on purpose: the note says why.
    Waived,
    /// It does not hold yet.
    Open,
}

/// A row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `6.3.8`
    id: String,
    level: u8,
    status: Status,
    /// `crate::path::test`
    test: Option<String>,
    /// Path from the root, with an anchor where it helps.
    document: Option<String>,
    note: String,
}

/// The whole ledger.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    requirement: Vec<Requirement>,
}

/// Reads it.
///
/// # Errors
/// Where it is missing or cannot be read.
pub fn read(tree: &Tree) -> Result<Ledger, String> {
    let file = tree.files.iter().find(|file| file.path == LEDGER).ok_or_else(|| format!("没有 {LEDGER}"))?;
    basic_toml::from_str(&file.text).map_err(|error| format!("{LEDGER}：{error}"))
}

/// What is wrong with it. `run`: the tests that are run, as nextest lists them one a line.
pub fn check(tree: &Tree, ledger: &Ledger, run: Option<&str>) -> Vec<String> {
    let there = tests_named::tests(tree);
    let run: Option<BTreeSet<String>> = run.map(|lines| lines.lines().filter_map(tests_named::listed).collect());
    let mut out: Vec<String> = ledger.requirement.iter().flat_map(|row| faults(tree, row, &there, run.as_ref())).collect();
    out.extend(counted(ledger));
    out.extend(unheard(tree, &there));
    out
}

fn faults(tree: &Tree, row: &Requirement, there: &BTreeSet<String>, run: Option<&BTreeSet<String>>) -> Vec<String> {
    let mut out = Vec::new();
    let mut fault = |what: String| out.push(format!("{LEDGER}: {}：{what}", row.id));
    if row.note.trim().is_empty() {
        fault("没有说明（note）".to_owned());
    }
    if row.status == Status::Pass && row.test.is_none() && row.document.is_none() {
        fault("写了 pass，却没有测试也没有文件".to_owned());
    }
    if let Some(test) = &row.test {
        if !there.contains(test) {
            fault(format!("没有这个测试：{test}"));
        } else if run.is_some_and(|run| !run.contains(test)) {
            fault(format!("这个测试没有运行：{test}"));
        }
    }
    if let Some(document) = &row.document
        && !stands(tree, document)
    {
        fault(format!("没有这个文件，或没有这个标题：{document}"));
    }
    out
}

/// Tests and modules that the promises name and that are not there.
fn unheard(tree: &Tree, there: &BTreeSet<String>) -> Vec<String> {
    let text = tree.files.iter().find(|file| file.path == PROMISES).map_or("", |file| file.text.as_str());
    let named = text.split('`').skip(1).step_by(2).filter(|name| name.starts_with("jishi_") && name.contains("::"));
    let known = |name: &str| there.iter().any(|test| test == name || test.starts_with(&format!("{name}::")));
    named.filter(|name| !known(name)).map(|name| format!("{PROMISES}: 没有这个测试：{name}")).collect()
}

/// Is there such a document, with such a heading?
fn stands(tree: &Tree, document: &str) -> bool {
    let (path, anchor) = document.split_once('#').map_or((document, None), |(path, anchor)| (path, Some(anchor)));
    let anchored = |text: &str| anchor.is_none_or(|anchor| text.lines().filter_map(heading).any(|heading| heading == anchor));
    tree.files.iter().any(|file| file.path == path && anchored(&file.text))
}

/// The anchor of a heading, as pages of code give it: lower case, blanks as hyphens, signs left out.
fn heading(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = title.chars().filter(|sign| sign.is_alphanumeric() || [' ', '-', '_'].contains(sign));
    Some(kept.flat_map(char::to_lowercase).map(|sign| if sign == ' ' { '-' } else { sign }).collect())
}

/// Every requirement once, and as many of each level in each chapter as the standard has.
fn counted(ledger: &Ledger) -> Vec<String> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut found = BTreeMap::<(usize, u8), usize>::new();
    for row in &ledger.requirement {
        if !seen.insert(row.id.as_str()) {
            out.push(format!("{LEDGER}: {} 写了两次", row.id));
        }
        let parts: Vec<usize> = row.id.split('.').filter_map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [chapter @ 1..=17, _, _] if (1..=3).contains(&row.level) => *found.entry((*chapter, row.level)).or_default() += 1,
            _ => out.push(format!("{LEDGER}: {}（{} 级）不是 ASVS 5.0 的编号和级别", row.id, row.level)),
        }
    }
    for (chapter, levels) in (1..).zip(CHAPTERS) {
        for (level, wanted) in (1..).zip(levels) {
            let count = found.get(&(chapter, level)).copied().unwrap_or_default();
            if count != wanted {
                out.push(format!("{LEDGER}: 第 {chapter} 章第 {level} 级应有 {wanted} 项，写了 {count} 项"));
            }
        }
    }
    out
}

/// How many stand how, by level.
pub fn counts(ledger: &Ledger) -> String {
    let count = |level: u8, status: Status| ledger.requirement.iter().filter(|row| row.level == level && row.status == status).count();
    let line = |level: u8| {
        let of = |status| count(level, status);
        format!("{level} 级：通过 {}，不适用 {}，不取 {}，未达 {}", of(Status::Pass), of(Status::Na), of(Status::Waived), of(Status::Open))
    };
    format!("asvs: {} 项\n{}\n{}\n{}", ledger.requirement.len(), line(1), line(2), line(3))
}

#[cfg(test)]
mod tests;
