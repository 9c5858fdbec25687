//! Every code has a reproducer in `suite/pack/bad`, and what is said about it is recorded beside it.
//!
//! `JISHI_RECORD=1 cargo test -p jishi-pack --test bad` writes `expected.txt` anew; look at the difference before keeping it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod common;

use jishi_pack::{SourceFile, load_own, render_all};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Codes whose cause lies outside `load`: a failing example is found by judging.
const ELSEWHERE: [&str; 1] = ["B900"];

/// A case is one pack, or a folder of packs; the shared vocabulary comes with it.
fn sources(case: &Path) -> Vec<SourceFile> {
    let mut sources = common::sets(&["base", "rights"]);
    let own = common::pack(case);
    sources.extend(if own.is_empty() { common::packs(case) } else { own });
    sources
}

/// The code at the head of a case's name.
fn code(case: &Path) -> String {
    case.file_name().unwrap().to_str().unwrap().split('-').next().unwrap().to_owned()
}

/// The codes that `src/check` describes.
fn described() -> BTreeSet<String> {
    let checks = Path::new("src/check");
    let texts = common::entries(checks).into_iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| text.lines().filter_map(|line| line.strip_prefix("/// # ")).map(|line| line[..4].to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_code_is_provoked_and_recorded() {
    let (mut provoked, mut wrong) = (BTreeSet::new(), Vec::new());
    for case in common::entries(&common::suite().join("bad")) {
        let sources = sources(&case);
        // A case that is named so is of a unit's own pack.
        let outcome = load_own(&sources, &[], &|dir| dir.contains("本厅"));
        let code = code(&case);
        if !outcome.diagnostics.iter().any(|diagnostic| diagnostic.code == code) {
            wrong.push(format!("{}: {code} is not given", case.display()));
        }
        let shown = render_all(&outcome.diagnostics, &sources, false);
        if ["error", "warning", "help:", "note:", "expected"].iter().any(|word| shown.contains(word)) {
            wrong.push(format!("{}: a word that is not Chinese", case.display()));
        }
        let recorded = case.join("expected.txt");
        if std::env::var_os("JISHI_RECORD").is_some() {
            fs::write(&recorded, &shown).unwrap();
        } else if fs::read_to_string(&recorded).ok().as_deref() != Some(shown.as_str()) {
            wrong.push(format!("{} differs; now:\n{shown}", recorded.display()));
        }
        provoked.insert(code);
    }
    let elsewhere: BTreeSet<String> = ELSEWHERE.iter().map(|code| (*code).to_owned()).collect();
    let expected: BTreeSet<String> = described().difference(&elsewhere).cloned().collect();
    wrong.extend(expected.difference(&provoked).map(|code| format!("{code} has no reproducer")));
    wrong.extend(provoked.difference(&expected).map(|code| format!("{code} is not described")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_described_once() {
    assert!(described().len() >= 40);
}
