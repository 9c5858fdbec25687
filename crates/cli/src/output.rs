//! Output as a table, JSON or CSV. Chinese characters are two columns wide.

use crate::args::Format;
use crate::failure::Failure;
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Writes `text` to standard output; a reader that has gone away is no error.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new("结果写不出来", error)),
        _ => Ok(()),
    }
}

/// Says how many parts of how many are written, in one line, to somebody who looks.
pub fn progress(done: usize, of: usize) {
    let mut out = std::io::stderr().lock();
    if out.is_terminal() {
        let end = if done == of { "\n" } else { "" };
        // Whoever has gone away misses nothing.
        let _ = write!(out, "\r正在写入：{done} / {of} 批{end}").and_then(|()| out.flush());
    }
}

/// Says what of a site others on the machine may use.
pub fn warn_wide(wide: &[String]) -> Result<(), Failure> {
    wide.iter().try_for_each(|words| say(&format!("注意：{words}\n")))
}

/// Writes a value as pretty JSON.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new("结果不能写成 JSON", error))?;
    say(&(text + "\n"))
}

/// Writes rows under a heading in the format asked for; `value` is what JSON gets.
pub fn rows(format: Format, value: &impl Serialize, heading: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    match format {
        Format::Json => json(value),
        Format::Csv => say(&csv(heading, rows)),
        Format::Table => say(&table(heading, rows)),
    }
}

/// How many terminal columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if c as u32 >= 0x1100 { 2 } else { 1 }).sum()
}

fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = heading.iter().map(|h| width(h)).collect();
    for row in rows {
        for (slot, cell) in widths.iter_mut().zip(row) {
            *slot = (*slot).max(width(cell));
        }
    }
    let line = |cells: &[String]| {
        let mut out = String::new();
        for (index, (cell, wide)) in cells.iter().zip(&widths).enumerate() {
            out.push_str(cell);
            if index + 1 < cells.len() {
                out.push_str(&" ".repeat(wide - width(cell) + 2));
            }
        }
        out.push('\n');
        out
    };
    let mut out = line(&heading.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
    rows.iter().for_each(|row| out.push_str(&line(row)));
    out
}

/// CSV with a byte order mark, as Excel wants it. A cell that a spreadsheet would take for a formula is quoted by `'`.
fn csv(heading: &[&str], rows: &[Vec<String>]) -> String {
    fn cell(text: &str) -> String {
        let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) { format!("'{text}") } else { text.to_owned() };
        if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
    }
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let mut out = String::from("\u{feff}");
    out.push_str(&line(heading.iter().map(|h| cell(h)).collect()));
    rows.iter().for_each(|row| out.push_str(&line(row.iter().map(|c| cell(c)).collect())));
    out
}
