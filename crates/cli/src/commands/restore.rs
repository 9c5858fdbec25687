//! `jishi restore`: a site from a backup, on an empty folder or an empty database, and nobody back who was erased.

use super::backup::{newest, passphrase};
use crate::args::{Format, Restore};
use crate::failure::Failure;
use crate::{clock, output, site};
use jishi_store::copy::{self, Inside};
use jishi_store::{Keys, Restored, Restoring, SystemEntropy};
use std::process::ExitCode;

pub fn run(options: &Restore) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let (location, keys) = site::location(data)?;
    let root = options.root_key.as_ref().map_or_else(|| keys.clone(), Keys::at);
    let passphrase = passphrase(options.passphrase_file.as_deref())?;
    let words = passphrase.as_ref().map(|words| words.as_str());
    let fail = |error| site::of_store(&error, data);
    let path = newest(&options.backup)?;
    let backup = Inside::open(&path, Some(&root), words).map_err(fail)?;
    let newer = options.keys_from.as_ref().map(|path| Inside::open(&newest(path)?, Some(&root), words).map_err(fail)).transpose()?;
    let lists = options.erasures.iter().map(|path| jishi_store::list_in(path).map_err(fail)).collect::<Result<Vec<_>, _>>()?;
    let now = clock::now(None);
    let wanted = Restoring {
        backup: &backup,
        newer: newer.as_ref(),
        lists: &lists,
        without_lists: options.without_erasures,
        asked: site::asked(now),
    };
    let restored = site::block_on(async {
        jishi_store::restore(&location, &keys, &wanted, Box::new(SystemEntropy)).await.map_err(|error| site::of_store(&error, data))
    })?;
    copy::note_tried(&location, &keys, now.at).map_err(fail)?;
    let (root, wide) = (jishi_journal::to_hex(&restored.root), site::wide(data)?);
    if options.format == Format::Json {
        output::json(&serde_json::json!({
            "restored": path.display().to_string(), "size": restored.size, "root": root, "erased": restored.erased,
            "lost": restored.lost, "ended": restored.ended, "wide": wide,
        }))?;
    } else {
        output::say(&said(&restored, &root, options.without_erasures))?;
        output::warn_wide(&wide)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn said(restored: &Restored, root: &str, without: bool) -> String {
    let mut said = format!("已恢复，并从头核验过：日志 {} 条，根值 {root}；其后记了这次恢复。\n", restored.size);
    if restored.erased > 0 {
        said += &format!("备份以后删除过个人信息的 {} 人，已照名单重新删除。\n", restored.erased);
    }
    if without {
        said += "没有用删除名单：备份以后按规定删除过的个人信息，可能又在里面了，请查明后重新删除。\n";
    }
    if restored.lost > 0 {
        said += &format!("原来这里的站点还有 {} 条是备份以后录入的，不在其中。\n", restored.lost);
    }
    if restored.ended > 0 {
        said += &format!("登录、接口令牌和一次性链接 {} 个已全部作废，请重新登录、重新发放。\n", restored.ended);
    }
    said + "备份以后停用过的账户现在又是启用的，请安全管理员核对账户。\n"
}
