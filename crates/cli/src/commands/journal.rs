//! `jishi journal`: verify it from the beginning, sign a checkpoint to keep elsewhere, export it for a check off-line.

use crate::args::{Format, Journal};
use crate::failure::Failure;
use crate::{clock, output, site};
use jishi_store::{SignedCheckpoint, Store};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub fn run(command: &Journal) -> Result<ExitCode, Failure> {
    match command {
        Journal::Verify { data, against, format } => verify(&data.data, against.as_ref(), *format),
        Journal::Checkpoint { data, out, format } => checkpoint(&data.data, out.as_ref(), *format),
        Journal::Export { data, out, format } => export(&data.data, out.as_ref(), *format),
    }
}

async fn open(data: &str) -> Result<Store, Failure> {
    let (location, keys) = site::location(data)?;
    Store::open_read_only(&location, &keys).await.map_err(|error| site::of_store(&error, data))
}

fn verify(data: &str, against: Option<&PathBuf>, format: Format) -> Result<ExitCode, Failure> {
    let kept = against.map(|path| read_checkpoint(path)).transpose()?;
    let verdict = site::block_on(async {
        let store = open(data).await?;
        let held = kept.as_ref().map_or(Ok(()), |kept| store.hold_to(kept));
        let verdict = store.verify().await.and_then(|verdict| held.map(|()| verdict)).map_err(|error| site::of_store(&error, data))?;
        site::close(store).await?;
        Ok(verdict)
    })?;
    let root = jishi_journal::to_hex(&verdict.root);
    if format == Format::Json {
        let against = kept.as_ref().map(|kept| kept.checkpoint.size);
        output::json(&serde_json::json!({ "ok": true, "size": verdict.size, "root": root, "erased": verdict.erased, "against": against }))?;
    } else {
        output::say(&format!("日志完整：{} 条，根值 {root}。", verdict.size))?;
        if let Some(kept) = &kept {
            output::say(&format!("与 {} 的检查点（{} 条）相符。", kept.checkpoint.at, kept.checkpoint.size))?;
        }
        output::say(&if verdict.erased > 0 { format!("其中 {} 条的内容已按规定删除。\n", verdict.erased) } else { "\n".to_owned() })?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read_checkpoint(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    text.parse().map_err(|why: &str| Failure::new(format!("{} 不能用：{why}", path.display()), "请用 jishi journal checkpoint 写出的原文件"))
}

fn checkpoint(data: &str, out: Option<&PathBuf>, format: Format) -> Result<ExitCode, Failure> {
    let signed = site::block_on(async {
        let store = open(data).await?;
        let signed = store.sign_checkpoint(&clock::utc(clock::now(None).at));
        site::close(store).await?;
        Ok(signed)
    })?;
    let (text, said) = (signed.to_string(), &signed.checkpoint);
    if let Some(path) = out {
        std::fs::write(path, &text).map_err(|error| Failure::file(path, &error))?;
    }
    match (format, out) {
        (Format::Json, _) => {
            output::json(&serde_json::json!({ "size": said.size, "root": jishi_journal::to_hex(&said.root), "at": said.at, "text": text }))?;
        }
        (_, None) => output::say(&text)?,
        (_, Some(path)) => output::say(&format!(
            "已写到 {}（{} 条，短码 {}）。请留在数据库管理员写不到的地方；以后用 jishi journal verify --against 核对。\n",
            path.display(), said.size, said.short_code()
        ))?,
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
