//! `jishi rebuild`: the tables made anew from the journal; with `--check` only compared with it.

use crate::args::{Format, Rebuild};
use crate::failure::Failure;
use crate::{output, site};
use std::process::ExitCode;

pub fn run(options: &Rebuild) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let differences = site::block_on(async {
        let store = site::open(data).await?;
        let fail = |error| site::of_store(&error, data);
        if !options.check {
            store.rebuild().await.map_err(fail)?;
        }
        let differences = store.rebuild_check().await.map_err(fail)?;
        site::close(store).await?;
        Ok(differences)
    })?;
    if options.format == Format::Json {
        let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
        output::json(&serde_json::json!({ "ok": differences.is_empty(), "differences": lines }))?;
    } else if differences.is_empty() {
        output::say(if options.check { "各表与日志一致。\n" } else { "已由日志重建各表，与日志一致。\n" })?;
    } else {
        differences.iter().try_for_each(|difference| output::say(&format!("{difference}\n")))?;
        output::say(&format!("共 {} 处与日志不一致。日志为准：用 jishi rebuild 重建各表。\n", differences.len()))?;
    }
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
