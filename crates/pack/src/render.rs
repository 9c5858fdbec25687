//! Diagnostics as a person reads them: the excerpt, the marked place, what to write instead; and as JSON for programs.

use crate::SourceFile;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use jishi_base::{Diagnostic, Severity, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// Lines that an excerpt shows at most; a place that reaches further is marked up to there.
const MOST_LINES: usize = 4;

/// The diagnostic with an excerpt of `source_text`, the text of its file. Ends with a line feed.
#[must_use]
pub fn render(diagnostic: &Diagnostic, source_text: &str, color: bool) -> String {
    let same = diagnostic.related.as_ref().is_some_and(|(file, ..)| *file == diagnostic.file);
    draw(diagnostic, source_text, same.then_some(source_text), color)
}

/// Every diagnostic with its excerpts, parted by empty lines.
#[must_use]
pub fn render_all(diagnostics: &[Diagnostic], sources: &[SourceFile], color: bool) -> String {
    let text_of = |path: &str| sources.iter().find(|source| source.path() == path).map(|source| source.text.as_str());
    let drawn = diagnostics.iter().map(|diagnostic| {
        let second = diagnostic.related.as_ref().and_then(|(file, ..)| text_of(file));
        draw(diagnostic, text_of(&diagnostic.file).unwrap_or_default(), second, color)
    });
    drawn.collect::<Vec<_>>().join("\n")
}

fn draw(diagnostic: &Diagnostic, text: &str, second: Option<&str>, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name("错误"),
        Severity::Warning => Level::WARNING.with_name("提醒"),
    };
    let snippet = Snippet::source(text).path(&diagnostic.file).annotation(AnnotationKind::Primary.span(visible(diagnostic.span, text)));
    let help = Level::HELP.with_name("帮助").message(&diagnostic.help);
    let mut groups = vec![level.primary_title(&diagnostic.message).id(diagnostic.code).element(snippet).element(help)];
    if let (Some((file, span, label)), Some(second)) = (&diagnostic.related, second) {
        let snippet = Snippet::source(second).path(file).annotation(AnnotationKind::Context.span(visible(*span, second)));
        groups.push(Level::NOTE.with_name("另见").secondary_title(label).element(snippet));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&groups) + "\n"
}

/// The diagnostic for programs: place in lines and columns (characters, from 1), and the lines it lies on.
#[must_use]
pub fn to_json(diagnostic: &Diagnostic, source_text: &str) -> Value {
    let start = diagnostic.span.locate(source_text);
    let end = Span::new(diagnostic.span.end, diagnostic.span.end).locate(source_text);
    let marked = visible(diagnostic.span, source_text);
    let lines = source_text.lines().skip(start.line - 1).take(line_count(source_text, &marked));
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "file": diagnostic.file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line.max(start.line),
        "end_column": end.column,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "excerpt": lines.collect::<Vec<_>>().join("\n"),
    })
}

/// The bytes to mark: whole characters, at least one where there is one, no more than a few lines.
fn visible(span: Span, text: &str) -> Range<usize> {
    let start = boundary(text, span.start.min(text.len()));
    let mut end = boundary(text, span.end.clamp(start, text.len()));
    if let Some(marked) = text.get(start..end) {
        let cut = marked.match_indices('\n').nth(MOST_LINES - 1).map(|(at, _)| start + at);
        end = cut.unwrap_or(start + marked.trim_end().len().max(usize::from(!marked.is_empty())));
    }
    if end == start {
        end += text.get(start..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n').map_or(0, char::len_utf8);
    }
    start..boundary(text, end)
}

fn line_count(text: &str, marked: &Range<usize>) -> usize {
    text.get(marked.clone()).map_or(1, |marked| marked.matches('\n').count() + 1)
}

/// The nearest character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
