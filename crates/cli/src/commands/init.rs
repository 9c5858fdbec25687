//! `jishi init`: an empty site.

use crate::args::{Format, Init};
use crate::failure::Failure;
use crate::{clock, output, site};
use jishi_store::{Store, SystemEntropy};
use std::process::ExitCode;

pub fn run(options: &Init) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let today = clock::now(options.today).day;
    site::block_on(async {
        let (location, keys) = site::location(data)?;
        Store::init(&location, &keys, &mut SystemEntropy).await.map_err(|error| site::of_store(&error, data))
    })?;
    // A folder that was there before keeps its mode: its owner may have meant it, and is told.
    let wide = site::wide(data)?;
    if options.format == Format::Json {
        output::json(&serde_json::json!({ "created": true, "today": today.to_string(), "wide": wide }))?;
    } else {
        output::warn_wide(&wide)?;
        output::say("已建好空站点。下一步：jishi import 工作簿.xlsx --data 目录\n请把根密钥文件另存一份到安全的地方：丢了它，封存的内容就读不出来。\n")?;
    }
    Ok(ExitCode::SUCCESS)
}
