//! `jishi explain`: why a duty has the status it has, in plain Chinese.

use super::evaluate::{known_duty, show};
use crate::args::{Explain, Format};
use crate::failure::Failure;
use crate::{output, packs, site};
use jishi_evaluate::{Instance, Speaker, Titled};
use jishi_pack::Library;
use std::process::ExitCode;

pub fn run(options: &Explain) -> Result<ExitCode, Failure> {
    let library = packs::of_site(&options.data.data)?;
    known_duty(&library, &options.duty)?;
    show(&options.data.data, "explain", options.known_at, |shown| print(options, &library, &shown))
}

fn print(options: &Explain, library: &Library, shown: &Titled<'_>) -> Result<ExitCode, Failure> {
    let words = Speaker::new(library, shown);
    let all = words.by_name(jishi_evaluate::evaluate(library, shown.site, &site::workdays(), options.as_of));
    let of_duty: Vec<&Instance> = all.iter().filter(|instance| library.duties[instance.duty].name == options.duty).collect();
    let of_subject: Vec<&Instance> = match of_duty.iter().filter(|i| words.subject(i) == options.subject).copied().collect::<Vec<_>>() {
        exact if !exact.is_empty() => exact,
        _ => of_duty.iter().filter(|i| words.subject(i).contains(&options.subject)).copied().collect(),
    };
    if of_subject.is_empty() {
        let mut names: Vec<String> = of_duty.iter().map(|i| words.subject(i)).collect();
        names.dedup();
        names.truncate(8);
        let help = if names.is_empty() { "这项责任目前没有主体".to_owned() } else { format!("有这项责任的主体如：{}", names.join("、")) };
        return Err(Failure::new(format!("“{}”没有“{}”这项责任", options.subject, options.duty), help));
    }
    let chosen: Vec<&Instance> = of_subject.iter().filter(|i| options.period.as_ref().is_none_or(|p| i.period.to_string() == *p)).copied().collect();
    if chosen.is_empty() {
        let periods: Vec<String> = of_subject.iter().map(|i| i.period.to_string()).collect();
        return Err(Failure::new(format!("没有“{}”这一期", options.period.as_deref().unwrap_or_default()), format!("有这些期：{}", periods.join("、"))));
    }
    let explanations: Vec<_> = chosen.iter().map(|instance| jishi_evaluate::explain(library, shown, instance, options.as_of)).collect();
    if options.format == Format::Json {
        let rows: Vec<_> = chosen
            .iter()
            .zip(&explanations)
            .map(|(instance, explanation)| {
                serde_json::json!({ "instance": jishi_evaluate::row(library, shown, instance), "text": explanation.to_text(shown), "because": explanation.because })
            })
            .collect();
        output::json(&rows)?;
    } else {
        let texts: Vec<String> = explanations.iter().map(|explanation| explanation.to_text(shown)).collect();
        output::say(&(texts.join("\n\n").trim_end().to_owned() + "\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
