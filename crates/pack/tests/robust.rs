//! However a good pack is damaged, loading ends without a panic: in a library, or in errors that each name a place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod common;

use jishi_base::Severity;
use jishi_pack::{SourceFile, load, render_all, to_json};
use proptest::prelude::*;

/// What a slip of the hand, a wrong keyboard or ill will puts into a text.
const SCRAPS: [&str; 28] = [
    "：", "，", "（", "）", "“", "”", "〔", "〕", "\t", "\n", "- ", ": ", "[", "]", "{", "}", "&甲 ", "*甲", "!甲 ", "\"", "'", "#", "|\n",
    "---\n", "\u{0}", "且", "非 ", "\u{feff}",
];

/// Loads the good packs with one text changed, and checks what must hold of any outcome.
fn check(sources: &mut [SourceFile], index: usize, text: String) -> Result<(), String> {
    let original = std::mem::replace(&mut sources[index].text, text);
    let outcome = load(sources);
    let errors = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let mut verdict = Ok(());
    if outcome.library.is_some() == (errors > 0) {
        verdict = Err(format!("a library: {}, errors: {errors}", outcome.library.is_some()));
    }
    // Finding a place is as long as the text: a few hundred are enough.
    for diagnostic in outcome.diagnostics.iter().take(300) {
        let Some(source) = sources.iter().find(|source| source.path() == diagnostic.file) else {
            verdict = Err(format!("no such file: {diagnostic:?}"));
            continue;
        };
        let within = diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end <= source.text.len();
        let whole = source.text.is_char_boundary(diagnostic.span.start) && source.text.is_char_boundary(diagnostic.span.end);
        let json = to_json(diagnostic, &source.text);
        let lines = source.text.lines().count().max(1) as u64 + 1;
        let counted = json["line"].as_u64().is_some_and(|line| (1..=lines).contains(&line)) && json["column"].as_u64() >= Some(1);
        if !(within && whole && counted && diagnostic.code.starts_with('B')) {
            verdict = Err(format!("out of place: {diagnostic:?} {json}"));
        }
    }
    let shown = render_all(outcome.diagnostics.get(..3).unwrap_or(&outcome.diagnostics), sources, true);
    if shown.is_empty() != outcome.diagnostics.is_empty() {
        verdict = Err("nothing is shown".to_owned());
    }
    let damaged = std::mem::replace(&mut sources[index].text, original);
    verdict.map_err(|why| format!("{why}\n{damaged}"))
}

#[test]
fn every_line_may_go_missing_or_come_twice() {
    let mut sources = common::sets(&["base", "good"]);
    for index in 0..sources.len() {
        let lines: Vec<String> = sources[index].text.split_inclusive('\n').map(str::to_owned).collect();
        for at in 0..lines.len() {
            let without: String = lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| line.as_str()).collect();
            let twice: String =
                lines.iter().enumerate().flat_map(|(line, text)| [text.as_str(), if line == at { text } else { "" }]).collect();
            check(&mut sources, index, without).unwrap();
            check(&mut sources, index, twice).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn characters_may_be_dropped_changed_or_added(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, prop::sample::select(&SCRAPS[..])), 1..4),
    ) {
        let mut sources = common::sets(&["base", "good"]);
        let index = file.index(sources.len());
        let mut chars: Vec<char> = sources[index].text.chars().collect();
        for (place, dropped, scrap) in changes {
            let at = place.index(chars.len().max(1)).min(chars.len());
            // Most changes drop nothing or one character; some drop a stretch.
            let end = (at + if dropped < 30 { dropped % 2 } else { dropped }).min(chars.len());
            chars.splice(at..end, scrap.chars());
        }
        check(&mut sources, index, chars.into_iter().collect()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_text_is_answered(text in "(责任|依据|力度|: |：|\n|  |- |\\[|\\]|\\{|\\}|甲|，|\"|〔|条数|包|&|\\*|\t|当|=|且|非|（|）){0,60}", head in any::<bool>()) {
        let mut sources = common::sets(&["base", "good"]);
        let index = sources.iter().position(|source| (source.file == "pack.yaml") == head).unwrap();
        check(&mut sources, index, text).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn many_mistakes_end() {
    let mut sources = common::sets(&["base", "good"]);
    let index = sources.iter().position(|source| source.file == "第十八条.yaml").unwrap();
    let duty = |n: usize| {
        format!(
            "- 责任: 责任{n}\n  依据: 意见 第{n}条\n  力度: 应该\n  主体: 第{n}组\n  频次: 每旬 至少 1 次\n  凭据: 会议{n}（议题 = {n}）\n"
        )
    };
    check(&mut sources, index, (1..3000).map(duty).collect()).map_err(|why| why.chars().take(300).collect::<String>()).unwrap();
    let groups: String = (1..4000).map(|n| format!("- 归类: 组{n}\n  包含: [组{}]\n", n + 1)).collect();
    check(&mut sources, index, groups).map_err(|why| why.chars().take(300).collect::<String>()).unwrap();
}

#[test]
fn deep_and_long_conditions_end() {
    let mut sources = common::sets(&["base", "good"]);
    let index = sources.iter().position(|source| source.file == "第十八条.yaml").unwrap();
    let with = |condition: String| sources[index].text.replace("议题 = 专题研究机关党建", &condition);
    let texts = [
        with("非 ".repeat(100_000)),
        with(format!("{}议题 = 学习{}", "（".repeat(100_000), "）".repeat(100_000))),
        with(vec!["议题 = 学习"; 20_000].join(" 且 ")),
        with(vec!["第一议题 = 学习"; 3_000].join(" 或 ")),
    ];
    for text in texts {
        check(&mut sources, index, text).map_err(|why| why.chars().take(300).collect::<String>()).unwrap();
    }
}
