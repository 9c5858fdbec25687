//! `jishi journal`: verify it from the beginning, export it for a check off-line.

use crate::args::{Format, Journal};
use crate::failure::Failure;
use crate::{output, site};
use jishi_store::Store;
use std::path::PathBuf;
use std::process::ExitCode;

pub fn run(command: &Journal) -> Result<ExitCode, Failure> {
    match command {
        Journal::Verify { data, format } => verify(&data.data, *format),
        Journal::Export { data, out, format } => export(&data.data, out.as_ref(), *format),
    }
}

async fn open(data: &str) -> Result<Store, Failure> {
    let (location, keys) = site::location(data)?;
    Store::open_read_only(&location, &keys).await.map_err(|error| site::of_store(&error, data))
}

fn verify(data: &str, format: Format) -> Result<ExitCode, Failure> {
    let verdict = site::block_on(async {
        let store = open(data).await?;
        let verdict = store.verify().await.map_err(|error| site::of_store(&error, data))?;
        site::close(store).await?;
        Ok(verdict)
    })?;
    let root = jishi_journal::to_hex(&verdict.root);
    if format == Format::Json {
        output::json(&serde_json::json!({ "ok": true, "size": verdict.size, "root": root, "erased": verdict.erased }))?;
    } else {
        output::say(&format!("日志完整：{} 条，根值 {root}。", verdict.size))?;
        output::say(&if verdict.erased > 0 { format!("其中 {} 条的内容已按规定删除。\n", verdict.erased) } else { "\n".to_owned() })?;
    }
    Ok(ExitCode::SUCCESS)
}

fn export(data: &str, out: Option<&PathBuf>, format: Format) -> Result<ExitCode, Failure> {
    let mut bytes = Vec::new();
    site::block_on(async {
        let store = open(data).await?;
        store.export(&mut bytes).await.map_err(|error| site::of_store(&error, data))?;
        site::close(store).await
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let text = if format == Format::Json {
        let lines: Vec<&str> = text.lines().collect();
        serde_json::to_string_pretty(&serde_json::json!({ "lines": lines })).unwrap_or_default() + "\n"
    } else {
        text.into_owned()
    };
    match out {
        Some(path) => std::fs::write(path, &text).map_err(|error| Failure::file(path, &error))?,
        None => output::say(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}
