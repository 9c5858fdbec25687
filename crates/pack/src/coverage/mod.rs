//! Which articles and sentences of an official text the packs answer for, and which nobody has spoken of.

use crate::model::Library;
use crate::text::{OfficialText, split};
use jishi_base::Citation;
use serde::Serialize;

/// What the packs say of a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Coverage {
    /// The pack's short name.
    pub document: String,
    /// Articles in order.
    pub articles: Vec<ArticleCoverage>,
    /// Citations of this document that the text does not bear out.
    pub unmatched: Vec<Unmatched>,
    /// Numbers of the articles that nothing cites and nobody has declared.
    pub uncovered_articles: Vec<u32>,
    /// Number of sentences that nothing cites and nobody has declared.
    pub uncovered_sentences: usize,
}

/// One article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ArticleCoverage {
    /// Its number.
    pub article: u32,
    /// Its short heading, empty where it has none.
    pub title: String,
    /// Duties and record kinds that cite it.
    pub cited_by: Vec<String>,
    /// Its sentences.
    pub sentences: Vec<SentenceCoverage>,
}

/// One sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SentenceCoverage {
    /// As the text has it.
    pub text: String,
    /// Duties and record kinds that quote it.
    pub cited_by: Vec<String>,
    /// Declared to ask for nothing that a system can keep (不设责任).
    pub declared: bool,
    /// Why, where declared.
    pub reason: Option<String>,
}

/// A citation that the text does not bear out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unmatched {
    /// The duty, record kind or declaration.
    pub by: String,
    /// The citation as written.
    pub citation: String,
    /// What is wrong.
    pub why: String,
}

/// Compares `text` with what `library` cites of `document`.
#[must_use]
pub fn coverage(library: &Library, document: &str, text: &str) -> Coverage {
    let OfficialText { articles, .. } = split(text);
    let mut out: Vec<ArticleCoverage> = articles
        .into_iter()
        .map(|article| ArticleCoverage {
            article: article.number,
            title: article.title,
            cited_by: Vec::new(),
            sentences: article
                .sentences
                .into_iter()
                .map(|text| SentenceCoverage { text, cited_by: Vec::new(), declared: false, reason: None })
                .collect(),
        })
        .collect();
    let mut unmatched = Vec::new();
    for (by, citation, declared) in citations(library).filter(|(_, citation, _)| citation.document == document) {
        if let Err(why) = mark(&mut out, &by, citation, declared) {
            unmatched.push(Unmatched { by, citation: citation.to_string(), why });
        }
    }
    let covered = |s: &SentenceCoverage| s.declared || !s.cited_by.is_empty();
    Coverage {
        document: document.to_owned(),
        uncovered_articles: out.iter().filter(|a| a.cited_by.is_empty() && !a.sentences.iter().all(covered)).map(|a| a.article).collect(),
        uncovered_sentences: out.iter().flat_map(|a| &a.sentences).filter(|s| !covered(s)).count(),
        articles: out,
        unmatched,
    }
}

/// Everything in the library that cites: who, what, and the reason where it declares that no duty follows.
fn citations(library: &Library) -> impl Iterator<Item = (String, &Citation, Option<&str>)> {
    let duties = library.duties.iter().flat_map(|duty| {
        let further = duty.exemptions.iter().map(|e| &e.citation).chain(duty.extension.iter().filter_map(|e| e.citation.as_ref()));
        duty.citations.iter().chain(further).map(|citation| (duty.name.clone(), citation, None))
    });
    let records = library.record_kinds.values().flat_map(|kind| {
        let fields = kind.fields.iter().filter_map(|field| field.citation.as_ref());
        kind.citations.iter().chain(fields).map(|citation| (kind.name.clone(), citation, None))
    });
    let declared = library.no_duty.iter().map(|no| (format!("不设责任：{}", no.reason), &no.citation, Some(no.reason.as_str())));
    duties.chain(records).chain(declared)
}

fn mark(articles: &mut [ArticleCoverage], by: &str, citation: &Citation, declared: Option<&str>) -> Result<(), String> {
    let article = articles
        .iter_mut()
        .find(|article| article.article == citation.article)
        .ok_or_else(|| format!("原文没有第 {} 条", citation.article))?;
    let quoted = match &citation.quote {
        Some(quote) => quoted_sentences(article, quote)?,
        // A declaration without a quotation stands for the whole article; a duty's citation does not.
        None if declared.is_some() => (0..article.sentences.len()).collect(),
        None => Vec::new(),
    };
    for index in quoted {
        let sentence = &mut article.sentences[index];
        match declared {
            Some(reason) => (sentence.declared, sentence.reason) = (true, Some(reason.to_owned())),
            None => push_once(&mut sentence.cited_by, by),
        }
    }
    if declared.is_none() {
        push_once(&mut article.cited_by, by);
    }
    Ok(())
}

fn push_once(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|entry| entry == name) {
        list.push(name.to_owned());
    }
}

/// Indexes of the sentences that `quote` touches. The quotation must occur exactly once in the article.
fn quoted_sentences(article: &ArticleCoverage, quote: &str) -> Result<Vec<usize>, String> {
    let quote = fold(quote);
    let folded: Vec<String> = article.sentences.iter().map(|s| fold(&s.text)).collect();
    let whole = folded.concat();
    let mut places = whole.match_indices(&quote);
    let Some((start, _)) = places.next().filter(|_| !quote.is_empty()) else {
        return Err("引文在这一条的原文里找不到".to_owned());
    };
    if places.next().is_some() {
        return Err("引文在这一条里出现不止一次，请引得长一些".to_owned());
    }
    let end = start + quote.len();
    let mut at = 0;
    let mut touched = Vec::new();
    for (index, sentence) in folded.iter().enumerate() {
        if at < end && start < at + sentence.len() {
            touched.push(index);
        }
        at += sentence.len();
    }
    Ok(touched)
}

/// Folds what differs between copies of a text: spaces, full-width figures and letters, the shape of quotation marks.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '“' | '”' | '「' | '」' | '『' | '』' => '"',
            '‘' | '’' => '\'',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests;
