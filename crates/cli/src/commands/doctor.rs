//! `jishi doctor`: is the program whole, are the data sound; `--red-lines` prints the self-check for the site's filing.

use crate::args::{Doctor, Format};
use crate::failure::Failure;
use crate::red_lines::Names;
use crate::{clock, output, packs, site};
use jishi_facts::{PlainWords, Timestamp};
use jishi_store::{Store, copy};
use serde::Serialize;
use std::process::ExitCode;

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    check: String,
    ok: bool,
    detail: String,
}

pub fn run(options: &Doctor) -> Result<ExitCode, Failure> {
    let ok = if options.red_lines { red_lines(options.format)? } else { health(options)? };
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn red_lines(format: Format) -> Result<bool, Failure> {
    let names = Names::collect(&packs::built_in()?);
    let findings = names.check();
    let ok = findings.iter().all(|finding| finding.found.is_empty());
    if format == Format::Json {
        output::json(&serde_json::json!({ "ok": ok, "version": env!("CARGO_PKG_VERSION"), "names": names.len(), "checks": findings }))?;
        return Ok(ok);
    }
    output::say(&format!("基石 {} 红线自查（{}）\n", env!("CARGO_PKG_VERSION"), clock::now(None).day))?;
    output::say(&format!("查看了网址、数据表、页面和制度包中的 {} 个名称。\n\n", names.len()))?;
    for finding in &findings {
        let verdict = if finding.found.is_empty() { "没有".to_owned() } else { format!("发现：{}", finding.found.join("；")) };
        output::say(&format!("{} {}：{verdict}\n   依据：{}\n", if finding.found.is_empty() { "✓" } else { "✗" }, finding.rule, finding.basis))?;
    }
    output::say(if ok { "\n结论：没有触及红线。\n" } else { "\n结论：有触及红线之处，不得使用。\n" })?;
    Ok(ok)
}

fn health(options: &Doctor) -> Result<bool, Failure> {
    let mut checks = Vec::new();
    let library = packs::built_in();
    checks.push(match &library {
        Ok(library) => check("内置制度包", true, format!("{} 个包，{} 条责任", library.packs.len(), library.duties.len())),
        Err(_) => check("内置制度包", false, "没有通过检查".to_owned()),
    });
    let year = clock::now(None).day.year();
    let known = site::workdays().year(year).map(|known| known.notice.clone());
    checks.push(check("节假日", known.is_some(), known.unwrap_or_else(|| format!("没有 {year} 年的放假安排，按周一至周五暂算"))));
    if let Some(data) = &options.data {
        checks.extend(site::block_on(data_checks(data))?);
    }
    let ok = checks.iter().all(|check| check.ok);
    let rows: Vec<Vec<String>> = checks.iter().map(|c| vec![if c.ok { "正常" } else { "异常" }.to_owned(), c.check.clone(), c.detail.clone()]).collect();
    output::rows(options.format, &checks, &["结果", "项目", "说明"], &rows)?;
    Ok(ok)
}

/// Opening asserts the database's settings; verifying reads the whole journal.
async fn data_checks(data: &str) -> Result<Vec<Check>, Failure> {
    let (location, keys) = site::location(data)?;
    let (privacy, backups) = (privacy(data)?, check("备份", true, backups(&copy::last(&location, &keys))));
    let store = match Store::open_read_only(&location, &keys).await {
        Ok(store) => store,
        // What others may read of it is said where it is wider than it should be: of what is not there nothing is.
        Err(error) => return Ok([check("数据", false, error.to_string()), backups].into_iter().chain(Some(privacy).filter(|privacy| !privacy.ok)).collect()),
    };
    let mut checks = vec![check("数据库设置", true, "每个连接都已核对".to_owned()), privacy, backups];
    checks.push(clock_check(store.last_in_use()));
    checks.push(match store.verify().await {
        Ok(verdict) => check("日志", true, format!("{} 条，完整", verdict.size)),
        Err(error) => check("日志", false, error.to_string()),
    });
    checks.push(match store.rebuild_check().await {
        Ok(differences) => check("查找用的表与日志", differences.is_empty(), format!("{} 处不一致", differences.len())),
        Err(error) => check("查找用的表与日志", false, error.to_string()),
    });
    checks.push(check("旧条目里的明文", true, plain(&store.view(&store.owner_on_this_machine()).plain)));
    checks.extend(store.warnings().iter().map(|warning| check("提醒", true, warning.clone())));
    site::close(store).await?;
    Ok(checks)
}

/// When the last backup was made, and when one was last tried.
fn backups(known: &copy::Backups) -> String {
    let made = known.made.map_or("还没有做过备份".to_owned(), |(at, size)| format!("最近一次 {}（{size} 条）", clock::china(at)));
    let tried = known.tried.map_or("还没有核对或恢复过".to_owned(), |at| format!("最近一次核对或恢复 {}", clock::china(at)));
    format!("{made}；{tried}")
}

/// Can anybody but its owner come to the data?
fn privacy(data: &str) -> Result<Check, Failure> {
    let wide = site::wide(data)?;
    let detail = if wide.is_empty() { "只有所有者能进入和读写".to_owned() } else { wide.join("；") };
    Ok(check("数据的文件权限", wide.is_empty(), detail))
}

/// Counted, never shown: entries of an earlier program hold them for ever.
fn plain(words: &PlainWords) -> String {
    match (words.places, words.grounds) {
        (0, 0) => "没有".to_owned(),
        (places, grounds) => format!("{places} 条有文件名、表名，{grounds} 条有依据；日志不能改动，去不掉，新的条目都已加密"),
    }
}

/// Is the clock behind the last use of the site? Then either it is slow now, or it was fast at that time.
fn clock_check(latest: Option<Timestamp>) -> Check {
    let behind = latest.map_or(0, |latest| latest.saturating_sub(clock::now(None).at));
    let ok = behind <= jishi_server::CLOCK_BACK;
    check("时钟", ok, if ok { "没有比最后一次使用早".to_owned() } else { jishi_server::clock_said(behind) })
}

fn check(name: &str, ok: bool, detail: String) -> Check {
    Check { check: name.to_owned(), ok, detail }
}
