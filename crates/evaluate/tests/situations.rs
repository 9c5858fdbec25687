//! Situations that are easily judged wrong, each recorded with its statuses and the sentences that explain them
//! (`suite/situations`). A situation is written as an example of the packs is; it is judged by the packs of this repository.
//! `JISHI_RECORD=1` writes what is judged now into the files, to be read before it is kept.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod packs;

use jishi_calendar::Workdays;
use jishi_evaluate::{Instance, Speaker, Titled, evaluate, examples};
use jishi_pack::Library;
use packs::{entries, sources};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A situation as it is written: its name, its duty, the example's lines, and what was recorded.
#[derive(Default, Debug)]
struct Situation {
    name: String,
    duty: String,
    example: Vec<String>,
    recorded: Vec<String>,
}

fn read(text: &str) -> Vec<Situation> {
    let mut out: Vec<Situation> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("- 情形: ") {
            out.push(Situation { name: name.to_owned(), ..Situation::default() });
            continue;
        }
        let one = out.last_mut().expect("a situation begins with its name");
        if let Some(duty) = line.strip_prefix("  责任: ") {
            duty.clone_into(&mut one.duty);
        } else if let Some(said) = line.strip_prefix("    - ") {
            one.recorded.push(said.to_owned());
        } else if line != "  结果:" {
            one.example.push(line.to_owned());
        }
    }
    out
}

/// The packs with every situation as one more example of its duty: before its own, in order.
fn library(situations: &[Situation]) -> Library {
    let mut sources = sources();
    for situation in situations {
        let heading = format!("- 责任: {}", situation.duty);
        let source = sources.iter_mut().find(|source| source.text.lines().any(|line| line.trim_end() == heading));
        assert!(source.is_some_and(|source| has_examples(&source.text, &heading)), "没有责任“{}”，或没有例", situation.duty);
    }
    for source in &mut sources {
        let (mut lines, mut duty) = (Vec::new(), "");
        for line in source.text.lines() {
            if line.starts_with("- ") {
                duty = line.trim_end().strip_prefix("- 责任: ").unwrap_or_default();
            }
            lines.push(line.to_owned());
            for situation in situations.iter().filter(|situation| line.trim_end() == "  例:" && situation.duty == duty) {
                let [given, at] = situation.example.as_slice() else { panic!("{}：写“设”和“时”各一行", situation.name) };
                lines.extend([format!("    - {}", given.trim()), format!("      {}", at.trim()), "      则: 未到期".to_owned()]);
            }
        }
        source.text = lines.join("\n");
    }
    let outcome = jishi_pack::load(&sources);
    outcome.library.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
}

fn has_examples(text: &str, heading: &str) -> bool {
    let duty = text.lines().skip_while(|line| line.trim_end() != heading).skip(1).take_while(|line| !line.starts_with("- "));
    duty.into_iter().any(|line| line.trim_end() == "  例:")
}

/// What is judged of the duty's example at a place: of each instance subject, period, status and its sentences.
fn judged(library: &Library, situation: &Situation, place: usize) -> Vec<String> {
    let at = library.duties.iter().position(|duty| duty.name == situation.duty).unwrap();
    let duty = &library.duties[at];
    let example = &duty.examples[place];
    let workdays = Workdays::default();
    let (site, contents) = examples::told(library, &workdays, duty, example);
    let names = Titled { site: &site, contents: &contents };
    let words = Speaker::new(library, &names);
    let instances = words.by_name(evaluate(library, &site, &workdays, example.at).into_iter().filter(|instance| instance.duty == at).collect());
    let line = |instance: &Instance| {
        let not_counted = words.evidence(instance).into_iter().filter_map(|fact| Some(format!("{} {}：{}。", fact.date, fact.title, fact.not_counted?)));
        let because: String = words.because(instance).into_iter().chain(not_counted).collect();
        format!("{} {} {}：{because}（{}）", words.subject(instance), instance.period, instance.status.word(), words.owner(instance))
    };
    instances.iter().map(line).collect()
}

#[test]
fn every_recorded_situation_comes_out_with_its_explanation() {
    let files: Vec<(PathBuf, String)> = entries(Path::new("../../suite/situations")).into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect();
    let all: Vec<Situation> = files.iter().flat_map(|(_, text)| read(text)).collect();
    let library = library(&all);
    let (mut wrong, mut places) = (Vec::new(), BTreeMap::new());
    for (file, text) in &files {
        let mut written: String = text.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        for situation in read(text) {
            let place = places.entry(situation.duty.clone()).or_insert(0);
            let got = judged(&library, &situation, *place);
            *place += 1;
            if got != situation.recorded {
                wrong.push(format!("{}\n  记录：{}\n  判为：{}", situation.name, situation.recorded.join("\n        "), got.join("\n        ")));
            }
            let lines = [format!("- 情形: {}", situation.name), format!("  责任: {}", situation.duty)];
            let said = got.iter().map(|line| format!("    - {line}"));
            for line in lines.into_iter().chain(situation.example).chain(["  结果:".to_owned()]).chain(said) {
                written.push_str(&line);
                written.push('\n');
            }
        }
        if std::env::var_os("JISHI_RECORD").is_some() {
            fs::write(file, written).unwrap();
        }
    }
    assert!(all.len() >= 60, "{}", all.len());
    assert!(wrong.is_empty(), "{} 个情形不对：\n{}", wrong.len(), wrong.join("\n"));
}
