//! `jishi rebuild`: what is derived and kept (the words that texts are found by) made anew from journal and contents; with `--check`
//! these are verified, and it is only compared with them.

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
        output::say(if options.check { "日志和密文完整，查找用的表与它们一致。\n" } else { "已由日志和密文重建查找用的表，与它们一致。\n" })?;
    } else {
        differences.iter().try_for_each(|difference| output::say(&format!("{difference}\n")))?;
        output::say(&format!("共 {} 处与日志不一致。日志为准：用 jishi rebuild 重建。\n", differences.len()))?;
    }
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
