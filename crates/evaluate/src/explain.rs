//! A duty instance explained in full: the sentence, the articles, what counted, what is missing, whose move it is.

use crate::instance::Instance;
use crate::why;
use crate::words::{EvidenceLine, Names, Speaker};
use jishi_calendar::Date;
use jishi_pack::{Confidence, Library};
use std::fmt::Write;

/// An article that an instance rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// The key in data: 意见19.
    pub key: String,
    /// As a page shows it: 意见（十九）.
    pub on_page: String,
    /// The sentence meant, where one is.
    pub quote: Option<String>,
}

/// Everything a person asks of a status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// Whose duty, for when, and what its status is.
    pub sentence: String,
    /// The day it is judged on.
    pub as_of: Date,
    /// Articles, the main one first.
    pub articles: Vec<Article>,
    /// 应当, 一般, 可以, 探索.
    pub force: String,
    /// 口径
    pub reading: Option<String>,
    /// 已核, or 默认 or 待核 with its note.
    pub confidence: String,
    /// How the status follows, a sentence each.
    pub because: Vec<String>,
    /// What counted.
    pub counted: Vec<EvidenceLine>,
    /// What was looked at and did not count.
    pub not_counted: Vec<EvidenceLine>,
    /// What is missing.
    pub missing: Vec<String>,
    /// The steps a person takes.
    pub steps: Vec<String>,
    /// Whose move it is.
    pub owner: String,
    /// The last day in time.
    pub due: Option<Date>,
}

/// Explains an instance of `library` to one who knows these names.
#[must_use]
pub fn explain(library: &Library, names: &dyn Names, instance: &Instance, as_of: Date) -> Explanation {
    let words = Speaker::new(library, names);
    let duty = library.duties.get(instance.duty);
    let sentence = format!(
        "{}{}：{}，{}，{}。",
        words.subject(instance),
        words.in_unit(instance),
        duty.map_or("", |duty| duty.name.as_str()),
        instance.period.in_words(),
        instance.status.word()
    );
    let (counted, not_counted) = words.evidence(instance).into_iter().partition(|fact| fact.not_counted.is_none());
    let citations = duty.map_or(&[][..], |duty| duty.citations.as_slice());
    let articles = citations.iter().map(|c| Article { key: c.key(), on_page: why::on_page(library, c), quote: c.quote.clone() }).collect();
    Explanation {
        sentence,
        as_of,
        articles,
        counted,
        not_counted,
        force: instance.force.word().to_owned(),
        reading: duty.and_then(|duty| duty.reading.clone()),
        confidence: duty.map_or_else(String::new, |duty| confidence(&duty.confidence)),
        because: words.because(instance),
        missing: words.missing(instance),
        steps: duty.map_or_else(Vec::new, |duty| duty.steps.clone()),
        owner: words.owner(instance),
        due: instance.due,
    }
}

fn confidence(confidence: &Confidence) -> String {
    if confidence.note().is_empty() { confidence.word().to_owned() } else { format!("{}（{}）", confidence.word(), confidence.note()) }
}

impl Explanation {
    /// As plain text for a terminal, with the names of the files that facts were read from.
    #[must_use]
    pub fn to_text(&self, names: &dyn Names) -> String {
        let mut out = format!("{}\n", self.sentence);
        let articles: Vec<String> = self
            .articles
            .iter()
            .map(|a| a.quote.as_ref().map_or_else(|| a.on_page.clone(), |quote| format!("{}“{quote}”", a.on_page)))
            .collect();
        section(&mut out, "依据", &articles);
        line(&mut out, "力度", &format!("{}；可信：{}", self.force, self.confidence));
        section(&mut out, "怎样判的", &self.because);
        section(&mut out, "计入", &self.counted.iter().map(|counted| in_words(names, counted)).collect::<Vec<_>>());
        section(&mut out, "看过而未计入", &self.not_counted.iter().map(|counted| in_words(names, counted)).collect::<Vec<_>>());
        section(&mut out, "还缺", &self.missing);
        if let Some(due) = self.due {
            line(&mut out, "期限", &due.to_string());
        }
        line(&mut out, "由谁办", &self.owner);
        section(&mut out, "办法", &self.steps);
        if let Some(reading) = &self.reading {
            line(&mut out, "口径", reading);
        }
        line(&mut out, "判断日期", &self.as_of.to_string());
        out
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{name}：{value}");
}

fn section(out: &mut String, name: &str, lines: &[String]) {
    match lines {
        [] => {}
        [one] => line(out, name, one),
        many => {
            let _ = writeln!(out, "{name}：");
            for (number, text) in many.iter().enumerate() {
                let _ = writeln!(out, "  {}. {text}", number + 1);
            }
        }
    }
}

/// `2026-03-10 专题党课（2026-05-02 录入；学时.xlsx“学时”第 12 行）：重复登记，只计一次`
fn in_words(names: &dyn Names, counted: &EvidenceLine) -> String {
    let entered = counted.entered.filter(|day| *day != counted.date).map(|day| format!("{day} 录入"));
    let source = counted.source.as_ref().map(|source| match names.read_at(source) {
        Some(at) => format!("{}“{}”第 {} 行", at.file, at.sheet, at.row),
        None => format!("导入的工作簿第 {} 行", source.row),
    });
    let notes: Vec<String> = entered.into_iter().chain(source).collect();
    let notes = if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("；")) };
    let why = counted.not_counted.as_ref().map(|why| format!("：{why}")).unwrap_or_default();
    format!("{} {}{notes}{why}", counted.date, counted.title)
}
