//! Splits an official text into its articles and sentences, whatever it numbers them by: 第X条, （一） or 一、.
//!
//! Only markers at the beginning of a line count: `依照本条例第十条` inside a sentence is no article. Which of the three
//! writings numbers the articles is read off the text: 第X条 wherever it occurs; else （一） where it runs on through the
//! whole document; else 一、, whose （一） are then parts of it.

use jishi_base::{ArticleStyle, numeral};

/// An article of an official text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// Its number.
    pub number: u32,
    /// Its short heading, empty where it has none.
    pub title: String,
    /// Its sentences, in order, with their closing marks.
    pub sentences: Vec<String>,
}

/// The articles of a text and how it numbers them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficialText {
    /// How the articles are numbered.
    pub style: ArticleStyle,
    /// The articles in order.
    pub articles: Vec<Article>,
}

/// A marker at the beginning of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Marker {
    Article(u32),
    Bracket(u32),
    Heading(u32),
    Chapter,
}

const LONGEST_TITLE: usize = 30;

/// Splits `text`. A text without any marker has no articles.
#[must_use]
pub fn split(text: &str) -> OfficialText {
    let lines = paragraphs(text);
    let marked: Vec<(Option<Marker>, &str)> = lines.iter().map(|line| marker(line)).collect();
    let style = style_of(&marked);
    let mut articles: Vec<(u32, Vec<&str>)> = Vec::new();
    let mut open = false;
    for (marker, rest) in &marked {
        let number = match (style, marker) {
            (ArticleStyle::Article, Some(Marker::Article(n)))
            | (ArticleStyle::Bracket, Some(Marker::Bracket(n)))
            | (ArticleStyle::Heading, Some(Marker::Heading(n))) => Some(*n),
            _ => None,
        };
        let closes = matches!((style, marker), (_, Some(Marker::Chapter)) | (ArticleStyle::Bracket, Some(Marker::Heading(_)))) || is_annex(rest);
        match number {
            Some(number) => {
                restart_after_contents(&mut articles, number);
                articles.push((number, vec![rest]));
                open = true;
            }
            None if closes => open = false,
            None if open => {
                if let Some((_, body)) = articles.last_mut() {
                    body.push(rest);
                }
            }
            None => {}
        }
    }
    OfficialText { style, articles: articles.into_iter().map(|(number, body)| article(number, &body)).collect() }
}

/// A table of contents lists the same numbers without sentences: when the numbering begins again, it is forgotten.
fn restart_after_contents(articles: &mut Vec<(u32, Vec<&str>)>, number: u32) {
    let ends = |line: &&str| line.contains(['。', '！', '？']);
    if number == 1 && !articles.iter().any(|(_, body)| body.iter().any(ends)) {
        articles.clear();
    }
}

fn article(number: u32, body: &[&str]) -> Article {
    let sentences: Vec<String> = body.iter().flat_map(|paragraph| sentences(paragraph)).collect();
    let heading = sentences.first().map(|s| s.trim_end_matches('。')).filter(|s| {
        sentences.len() > 1 && s.chars().count() <= LONGEST_TITLE && !s.ends_with(['：', '；', '，']) && !s.contains('，')
    });
    Article { number, title: heading.unwrap_or_default().to_owned(), sentences }
}

/// Lines as paragraphs: a line broken in the middle of a sentence goes on with the next.
fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut broken = false;
    for line in text.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '#' | '*' | '>'));
        if line.is_empty() {
            broken = false;
            continue;
        }
        let (begins, content) = marker(line);
        match out.last_mut() {
            Some(last) if broken && begins.is_none() => last.push_str(line),
            _ => out.push(line.to_owned()),
        }
        // A heading stands alone on its line; only a line that has begun a sentence can be broken.
        broken = !content.ends_with(['。', '！', '？', '；', '：', '”', '）']) && content.contains(['，', '。', '；']);
    }
    out
}

/// The marker that a line begins with, and what follows it.
fn marker(line: &str) -> (Option<Marker>, &str) {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix('第')
        && let Some((number, mark, rest)) = numbered(rest, &["条", "章", "节", "编"])
    {
        let found = if mark == "条" { Marker::Article(number) } else { Marker::Chapter };
        return (Some(found), rest);
    }
    if let Some(rest) = line.strip_prefix(['（', '('])
        && let Some((number, _, rest)) = numbered(rest, &["）", ")"])
    {
        return (Some(Marker::Bracket(number)), rest);
    }
    if let Some((number, _, rest)) = numbered(line, &["、", "．"]) {
        // 1、 is a point inside an article; only 一、 numbers one.
        if !line.starts_with(|c: char| c.is_ascii_digit()) {
            return (Some(Marker::Heading(number)), rest);
        }
    }
    (None, line)
}

fn numbered<'a>(text: &'a str, marks: &[&'static str]) -> Option<(u32, &'static str, &'a str)> {
    let (at, mark) = marks.iter().filter_map(|mark| text.find(mark).map(|at| (at, *mark))).min_by_key(|(at, _)| *at)?;
    let digits: String = text[..at].chars().filter(|c| !c.is_whitespace()).collect();
    let number = numeral::read(&digits)?;
    Some((number, mark, text[at + mark.len()..].trim_start_matches(|c: char| c.is_whitespace() || c == '*')))
}

fn style_of(marked: &[(Option<Marker>, &str)]) -> ArticleStyle {
    if marked.iter().any(|(m, _)| matches!(m, Some(Marker::Article(_)))) {
        return ArticleStyle::Article;
    }
    // （一） runs on through the document where some heading's first bracket is not （一） and none is out of order.
    let (mut last, mut in_order, mut across, mut after_heading, mut headings) = (0, true, false, false, 0);
    for (marker, _) in marked {
        match marker {
            Some(Marker::Heading(_)) => (after_heading, headings) = (true, headings + 1),
            Some(Marker::Bracket(number)) => {
                in_order &= *number == last + 1;
                across |= after_heading && *number > 1;
                (last, after_heading) = (*number, false);
            }
            _ => {}
        }
    }
    if in_order && last > 0 && (across || headings == 0) { ArticleStyle::Bracket } else { ArticleStyle::Heading }
}

fn is_annex(line: &str) -> bool {
    ["附件", "附表", "附录"].iter().any(|word| line.starts_with(word))
}

/// Sentences of a paragraph: each ends at 。！？ with what closes it; what is left at the end is one too.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = String::new();
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        current.push(c);
        if matches!(c, '。' | '！' | '？') {
            while let Some(close) = chars.next_if(|next| matches!(next, '”' | '’' | '」' | '）' | '。' | '！' | '？')) {
                current.push(close);
            }
            out.push(current.trim().to_owned());
            current.clear();
        }
    }
    if !current.trim().is_empty() {
        out.push(current.trim().to_owned());
    }
    out
}

#[cfg(test)]
mod tests;
