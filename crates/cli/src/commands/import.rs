//! `jishi import`: workbooks in, a preview of each sheet, and all or nothing unless the good rows are asked for.

use crate::args::{Format, Import};
use crate::failure::Failure;
use crate::{clock, output, packs, reading, site};
use jishi_calendar::Date;
use jishi_intake::{Mapping, Options, SheetReport, Summary, Workbook};
use jishi_server::refusals_workbook;
use jishi_store::Command;
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

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
        let wanted = Options { today: now.day, from: options.from, unit: None };
        let blind = |number: &str| store.blind_index(number);
        let mut plan = jishi_intake::plan(&workbooks, &library, &view, &mapping, &wanted, &mut site::SystemIds, &blind);
        plan.sheets.extend(unreadable);
        let refused = plan.has_refused();
        if let Some(path) = options.refusals.as_deref().filter(|_| refused) {
            write_refusals(path, &plan.sheets, now.day)?;
        }
        let (facts, summary) = (plan.events.len(), Summary::of(&plan.sheets));
        let write = !options.dry_run && facts > 0 && (!refused || options.skip_bad);
        if write {
            let command = Command::events(site::fresh_id(), site::asked(now), plan.events);
            store.append_import(command, plan.import, plan.files).await.map_err(|error| site::of_store(&error, data))?;
        }
        site::close(store).await?;
        Ok(Answer { written: write, facts, summary })
    })?;
    let refused = answer.summary.total.refused > 0;
    if options.format == Format::Json {
        output::json(&answer)?;
    } else {
        output::say(&in_words(&answer, options))?;
    }
    Ok(if refused && !options.skip_bad { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
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

fn in_words(answer: &Answer, options: &Import) -> String {
    let (summary, mut out) = (&answer.summary, String::new());
    for sheet in &summary.sheets {
        let name = if sheet.sheet.is_empty() { sheet.file.clone() } else { format!("{} / {}", sheet.file, sheet.sheet) };
        out += &format!(
            "{name}：新增 {}，变更 {}，不变 {}，提醒 {}，不收 {}\n",
            sheet.created, sheet.changed, sheet.unchanged, sheet.warned, sheet.refused_rows
        );
        for refusal in &sheet.refused {
            out += &format!("  不收 {}：{}。办法：{}\n", refusal.cell, refusal.reasons.join("；"), refusal.help);
        }
        for warning in &sheet.warnings {
            out += &format!("  提醒 {}：{}\n", warning.cell, warning.message);
        }
    }
    if summary.more_sheets > 0 {
        out += &format!("还有 {} 张表没有列出。\n", summary.more_sheets);
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
    out += match (answer.written, options.dry_run) {
        (true, _) if refused > 0 => "好的行已写入；不收的行请改正后再导入，已写入的不会重复。\n",
        (true, _) => "已写入。\n",
        (false, true) => "这是预览，没有写入。\n",
        (false, false) if refused > 0 => "有不收的行，什么都没有写入。改正后再导入，或加 --skip-bad 只收好的行。\n",
        (false, false) => "没有新的内容，什么都没有改动。\n",
    };
    out
}
