//! `jishi import`: workbooks in, a preview of each sheet, and all or nothing unless the good rows are asked for.

use crate::args::{Format, Import};
use crate::failure::Failure;
use crate::{clock, output, packs, reading, site};
use jishi_intake::{Mapping, Options, SheetReport, Workbook};
use jishi_store::Command;
use serde::Serialize;
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
    /// Sheet by sheet.
    sheets: Vec<SheetReport>,
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
        let refused = plan.sheets.iter().any(|sheet| !sheet.refused.is_empty());
        let facts = plan.events.len();
        let write = !options.dry_run && facts > 0 && (!refused || options.skip_bad);
        if write {
            let command = Command::events(site::fresh_id(), site::asked(now), plan.events);
            store.append_import(command, plan.import, plan.files).await.map_err(|error| site::of_store(&error, data))?;
        }
        site::close(store).await?;
        Ok(Answer { written: write, facts, sheets: plan.sheets })
    })?;
    let refused = answer.sheets.iter().any(|sheet| !sheet.refused.is_empty());
    if options.format == Format::Json {
        output::json(&answer)?;
    } else {
        output::say(&in_words(&answer, options, refused))?;
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

fn in_words(answer: &Answer, options: &Import, refused: bool) -> String {
    let mut out = String::new();
    for sheet in &answer.sheets {
        let name = if sheet.sheet.is_empty() { sheet.file.clone() } else { format!("{} / {}", sheet.file, sheet.sheet) };
        out += &format!(
            "{name}：新增 {}，变更 {}，不变 {}，提醒 {}，不收 {}\n",
            sheet.created, sheet.changed, sheet.unchanged, sheet.warnings.len(), sheet.refused.len()
        );
        for refusal in &sheet.refused {
            out += &format!("  不收 {}：{}。办法：{}\n", refusal.cell, refusal.reasons.join("；"), refusal.help);
        }
        for warning in &sheet.warnings {
            out += &format!("  提醒 {}：{}\n", warning.cell, warning.message);
        }
    }
    out += match (answer.written, options.dry_run) {
        (true, _) if refused => "好的行已写入；不收的行请改正后再导入，已写入的不会重复。\n",
        (true, _) => "已写入。\n",
        (false, true) => "这是预览，没有写入。\n",
        (false, false) if refused => "有不收的行，什么都没有写入。改正后再导入，或加 --skip-bad 只收好的行。\n",
        (false, false) => "没有新的内容，什么都没有改动。\n",
    };
    out
}
