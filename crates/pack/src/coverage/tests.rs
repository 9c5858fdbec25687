//! What counts as covering a sentence.

use super::coverage;
use crate::model::{Library, NoDuty, Origin, RecordKind, Belongs};
use jishi_base::Citation;

const TEXT: &str = "（一）先说题目。每半年至少专题研究１次“党建”。要及时报告。\n（二）一般要求。坚持学习。\n（三）没有人管。";

fn cite(article: u32, quote: Option<&str>) -> Citation {
    Citation { document: "意见".into(), article, quote: quote.map(Into::into) }
}

fn library(cited: &[Citation], declared: &[Citation]) -> Library {
    let kind = RecordKind {
        name: "会议".into(), aliases: vec![], citations: cited.to_vec(), belongs: Belongs::Body, object: None, quorum: None,
        same_by: vec![], fields: vec![], origin: Origin::default(),
    };
    Library {
        record_kinds: [("会议".to_owned(), kind)].into(),
        no_duty: declared.iter().map(|c| NoDuty { citation: c.clone(), reason: "原则".into() }).collect(),
        ..Library::default()
    }
}

#[test]
fn quotes_are_found_whatever_their_width() {
    let got = coverage(&library(&[cite(1, Some("至少专题研究1次 \"党建\""))], &[cite(2, None)]), "意见", TEXT);
    let cited: Vec<usize> = got.articles.iter().map(|a| a.sentences.iter().filter(|s| !s.cited_by.is_empty()).count()).collect();
    assert_eq!((cited, got.unmatched.len()), (vec![1, 0, 0], 0));
    assert!(got.articles[1].sentences.iter().all(|s| s.declared && s.reason.as_deref() == Some("原则")));
    assert_eq!((got.uncovered_articles, got.uncovered_sentences), (vec![3], 3));
}

#[test]
fn a_quote_over_two_sentences_covers_both() {
    let got = coverage(&library(&[cite(1, Some("党建”。要及时"))], &[]), "意见", TEXT);
    assert_eq!(got.articles[0].sentences.iter().filter(|s| !s.cited_by.is_empty()).count(), 2);
}

#[test]
fn an_article_cited_without_a_quote_leaves_its_sentences_open() {
    let got = coverage(&library(&[cite(1, None)], &[]), "意见", TEXT);
    assert_eq!(got.articles[0].cited_by, ["会议"]);
    assert_eq!((got.uncovered_articles, got.uncovered_sentences), (vec![2, 3], 6));
}

#[test]
fn citations_that_the_text_does_not_bear_out() {
    let got = coverage(&library(&[cite(9, None), cite(1, Some("没有这句")), cite(1, Some("。"))], &[]), "意见", TEXT);
    assert_eq!(got.unmatched.len(), 3);
}
