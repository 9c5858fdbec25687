//! `jishi import`: workbooks in, a preview of each sheet, and all or nothing unless the good rows are asked for.

use crate::args::{Format, Import};
use crate::failure::Failure;
use crate::{clock, output, packs, reading, site};
use jishi_base::ImportId;
use jishi_calendar::Date;
use jishi_intake::{Lookup, Mapping, Options, SheetReport, Summary, Workbook};
use jishi_server::refusals_workbook;
use jishi_store::Command;
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Rows were refused and nothing was written.
const REFUSED: u8 = 2;

/// What the command answers in JSON.
#[derive(Serialize)]
struct Answer {
    /// Were facts written?
    written: bool,
    /// Number of facts proposed or written.
    facts: usize,
    #[serde(flatten)]
    summary: Summary,
}

pub fn run(options: &Import) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let library = packs::of_site(data)?;
    let mapping = mapping(options)?;
    let now = clock::now(options.today);
    let (workbooks, unreadable) = read_all(options)?;
    let answer = site::block_on(async {
        let store = site::open(data).await?;
        let view = store.view(&store.owner_on_this_machine());
        let wanted = Options { import: ImportId::fresh(&mut site::SystemIds), today: now.day, from: options.from, unit: None };
        let contents = store.contents(&store.owner_on_this_machine());
        let blind = |number: &str| store.blind_index(number);
        let mut plan = jishi_intake::plan(&workbooks, &library, &view, &mapping, &wanted, &mut site::SystemIds, Lookup { blind: &blind, contents: &*contents });
        plan.sheets.extend(unreadable);
        let refused = plan.has_refused();
        if let Some(path) = options.refusals.as_deref().filter(|_| refused) {
            write_refusals(path, &plan.sheets, now.day)?;
        }
        let (facts, summary) = (plan.events.len(), Summary::of(&plan.sheets, &plan.taken_up));
        let write = !options.dry_run && facts > 0 && (!refused || options.skip_bad);
        if write {
            let command = Command::events(site::fresh_id(), site::asked(now), plan.events);
            let import = jishi_store::Import { on_part: Arc::new(output::progress), ..jishi_store::Import::new(command, plan.import, plan.files) };
            store.import(import).await.map_err(|error| site::of_store(&error, data))?;
        }
        site::close(store).await?;
        Ok(Answer { written: write, facts, summary })
    })?;
    let refused = answer.summary.total.refused > 0;
    let unrecognised = unrecognised(&answer.summary);
    if options.format == Format::Json {
        output::json(&answer)?;
    } else {
        output::say(&in_words(&answer, options))?;
    }
    Ok(if (refused && !options.skip_bad) || !unrecognised.is_empty() { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

/// Files of which no sheet was recognised: nothing of them has been looked at.
fn unrecognised(summary: &Summary) -> Vec<&str> {
    let mut files: Vec<&str> = summary.sheets.iter().map(|sheet| sheet.file.as_str()).collect();
    files.dedup();
    let passed_over = |file: &&str| summary.sheets.iter().filter(|sheet| sheet.file == **file).all(|sheet| sheet.table.is_none() && sheet.refused_rows == 0);
    files.into_iter().filter(passed_over).collect()
}

fn mapping(options: &Import) -> Result<Mapping, Failure> {
    let fault = |error: jishi_intake::MappingError| Failure::new(error.to_string(), "请对照文档 docs/import.md 改正表头对照文件");
    let built_in = Mapping::built_in().map_err(fault)?;
    let Some(path) = &options.mapping else { return Ok(built_in) };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    built_in.overlaid(&text).map_err(fault)
}

/// A workbook with its file name.
type Named = (String, Workbook);

/// The workbooks that could be read, and a report for each that could not.
fn read_all(options: &Import) -> Result<(Vec<Named>, Vec<SheetReport>), Failure> {
    let (mut workbooks, mut unreadable) = (Vec::new(), Vec::new());
    for path in &options.files {
        match reading::read(path)? {
            Ok(workbook) => workbooks.push(workbook),
            Err(report) => unreadable.push(*report),
        }
    }
    Ok((workbooks, unreadable))
}

fn write_refusals(path: &Path, reports: &[SheetReport], day: Date) -> Result<(), Failure> {
    let bytes = refusals_workbook(reports, day).ok_or_else(|| Failure::new("不收的行太多，写不成一个工作簿", "请分成几次导入"))?;
    std::fs::write(path, bytes).map_err(|error| Failure::file(path, &error))
}

/// A cell with what is said of it.
type Said<'r> = (&'r str, String);

/// What is wrong in the same way, in one line with its cells; what differs from cell to cell, in the order of the first.
fn in_lines<'r>(found: impl Iterator<Item = (&'r str, String, &'r str)>) -> Vec<String> {
    let mut causes: Vec<(String, &str, Vec<Said<'_>>)> = Vec::new();
    for (cell, message, help) in found {
        let cause = without_quotes(&message);
        match causes.iter_mut().find(|(known, of, _)| *known == cause && *of == help) {
            Some((.., rows)) => rows.push((cell, message)),
            None => causes.push((cause, help, vec![(cell, message)])),
        }
    }
    causes.into_iter().map(|(cause, help, rows)| in_line(&cause, help, &rows)).collect()
}

/// A message without what stands in its quotes: rows that differ in nothing else have the same thing wrong.
fn without_quotes(message: &str) -> String {
    let mut pieces = message.split('“');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + "“…”" + piece.split_once('”').map_or("", |(_, rest)| rest))
}

fn in_line(cause: &str, help: &str, rows: &[Said<'_>]) -> String {
    let cells = rows.iter().map(|(cell, _)| *cell).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("、");
    let help = if help.is_empty() { String::new() } else { format!("。办法：{help}") };
    match rows {
        [(_, first), rest @ ..] if rest.iter().all(|(_, message)| message == first) => format!("{cells}：{first}{help}"),
        _ => {
            let mut quoted: Vec<String> = Vec::new();
            for (_, message) in rows {
                let said = message.split('“').skip(1).filter_map(|rest| rest.split('”').next()).collect::<Vec<_>>().join(" ");
                if !said.is_empty() && !quoted.contains(&said) {
                    quoted.push(said);
                }
            }
            let quoted = if quoted.is_empty() { String::new() } else { format!("（{}）", quoted.join("、")) };
            format!("{} 处 {cells}：{cause}{quoted}{help}", rows.len())
        }
    }
}

fn in_words(answer: &Answer, options: &Import) -> String {
    let (summary, mut out) = (&answer.summary, String::new());
    for sheet in &summary.sheets {
        let name = if sheet.sheet.is_empty() { sheet.file.clone() } else { format!("{} / {}", sheet.file, sheet.sheet) };
        out += &format!(
            "{name}：新增 {}，变更 {}，不变 {}，提醒 {}，不收 {}\n",
            sheet.created, sheet.changed, sheet.unchanged, sheet.warned, sheet.refused_rows
        );
        for line in in_lines(sheet.refused.iter().map(|row| (row.cell.as_str(), row.reasons.join("；"), row.help.as_str()))) {
            out += &format!("  不收 {line}\n");
        }
        for line in in_lines(sheet.warnings.iter().map(|warning| (warning.cell.as_str(), warning.message.clone(), ""))) {
            out += &format!("  提醒 {line}\n");
        }
    }
    if summary.more_sheets > 0 {
        out += &format!("还有 {} 张表没有列出。\n", summary.more_sheets);
    }
    for taken in &summary.taken_up {
        let more = if taken.count > taken.first.len() { format!("等 {} 个", taken.count) } else { String::new() };
        out += &format!("启用台账：{}{more}，从 {} 起：{}\n", taken.first.join("、"), taken.from, taken.kinds.join("、"));
    }
    if summary.more_taken_up > 0 {
        out += &format!("还有 {} 种启用没有列出。\n", summary.more_taken_up);
    }
    let (refused, shown) = (summary.total.refused, summary.sheets.iter().map(|sheet| sheet.refused.len()).sum::<usize>());
    if refused > shown {
        out += &format!("不收的共 {refused} 行，上面列了 {shown} 行：\n");
        for cause in &summary.refusals {
            out += &format!("  {} 行：{}\n", cause.rows, cause.cause);
        }
    }
    out += &match &options.refusals {
        Some(path) if refused > 0 => format!("不收的行已写进“{}”，改好再导入。\n", path.display()),
        None if refused > shown => "加 --refusals 文件.xlsx，把不收的行全部写成工作簿。\n".to_owned(),
        _ => String::new(),
    };
    let unrecognised = unrecognised(summary);
    if !unrecognised.is_empty() {
        out += &format!("没有认出来的文件：{}。里面的内容都没有导入，原因见上面的提醒。\n", unrecognised.join("、"));
    }
    out += match (answer.written, options.dry_run) {
        (true, _) if refused > 0 => "好的行已写入；不收的行请改正后再导入，已写入的不会重复。\n",
        (true, _) => "已写入。\n",
        (false, true) => "这是预览，没有写入。\n",
        (false, false) if refused > 0 => "有不收的行，什么都没有写入。改正后再导入，或加 --skip-bad 只收好的行。\n",
        (false, false) if !unrecognised.is_empty() => "什么都没有写入。\n",
        (false, false) => "没有新的内容，什么都没有改动。\n",
    };
    out
}
