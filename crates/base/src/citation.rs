//! Citations: which article of which document a thing rests on, and optionally which sentence.
//!
//! Three writings of the same thing: in packs `意见 第十九条`, in data `意见19`, on pages `意见（十九）` or
//! `支部条例 第二十二条`, as the document itself numbers its articles.

use crate::numeral;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a document numbers its articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum ArticleStyle {
    /// 第十九条
    #[default]
    #[serde(rename = "条")]
    Article,
    /// （十九）
    #[serde(rename = "款")]
    Bracket,
    /// 十九、
    #[serde(rename = "项")]
    Heading,
}

/// One article of one document, with an optional unique piece of the sentence that is meant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Citation {
    /// The pack's short name, such as `意见`.
    pub document: String,
    /// The article's number.
    pub article: u32,
    /// A piece of the text that occurs once in the article.
    pub quote: Option<String>,
}

impl Citation {
    /// The key used in data: `意见19`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}{}", self.document, self.article)
    }

    /// As a page shows it: `意见（十九）`, `支部条例 第二十二条`.
    #[must_use]
    pub fn on_page(&self, style: ArticleStyle) -> String {
        let number = numeral::write(self.article);
        match style {
            ArticleStyle::Article => format!("{} 第{number}条", self.document),
            ArticleStyle::Bracket => format!("{}（{number}）", self.document),
            ArticleStyle::Heading => format!("{} {number}、", self.document),
        }
    }

    /// Reads the pack's writing: `意见 第十九条`, `意见 第十九条 "一般应在6个月内补齐"`, `意见（十九）`.
    ///
    /// # Errors
    /// A sentence in Chinese that says what was expected.
    pub fn read(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "依据应写成“意见 第十九条”，需要指明句子时在后面加引号引用原文";
        let text = text.trim();
        let (head, quote) = match text.find(['"', '“', '「']) {
            Some(at) => {
                let quote = text[at..].trim_matches(|c| matches!(c, '"' | '“' | '”' | '「' | '」')).trim();
                if quote.is_empty() {
                    return Err("引号里没有原文".to_owned());
                }
                (text[..at].trim(), Some(quote.to_owned()))
            }
            None => (text, None),
        };
        let (document, number) = if let Some((document, rest)) = head.split_once('第') {
            (document, rest.trim().strip_suffix('条').ok_or(SHAPE)?)
        } else if let Some((document, rest)) = head.split_once('（') {
            (document, rest.trim().strip_suffix('）').ok_or(SHAPE)?)
        } else {
            return Err(SHAPE.to_owned());
        };
        let document = document.trim();
        if document.is_empty() {
            return Err(SHAPE.to_owned());
        }
        let article = numeral::read(number.trim()).filter(|&n| n > 0).ok_or(SHAPE)?;
        Ok(Self { document: document.to_owned(), article, quote })
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第{}条", self.document, numeral::write(self.article))?;
        match &self.quote {
            Some(quote) => write!(f, " “{quote}”"),
            None => Ok(()),
        }
    }
}
