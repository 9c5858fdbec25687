//! `cargo xtask site`: a large site for measuring, the same each time, and what making it cost.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// People of a unit of the demonstration, nearly.
const PEOPLE: usize = 125;
/// The last day told: two sites of different days are no measure of each other.
const DAY: &str = "2026-11-30";

/// Makes a site of about so many members and at least so many records in a folder, with the optimised program.
///
/// # Errors
/// Where the program cannot be built, or the folder holds a site already.
pub fn make(root: &Path, members: usize, records: usize, data: &Path) -> Result<String, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let built = Command::new("cargo").current_dir(root).args(["build", "--locked", "--profile", "demo", "--package", "jishi-cli"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("程序没有编译成功".to_owned());
    }
    let (before, began) = (written(), Instant::now());
    let units = members.div_ceil(PEOPLE).max(1).to_string();
    let made = Command::new(target.join("demo").join("jishi"))
        .args(["demo", "--no-serve", "--units", &units, "--records", &records.to_string(), "--today", DAY, "--format", "json", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .output()
        .map_err(|error| format!("程序没有运行：{error}"))?;
    if !made.status.success() {
        return Err(format!("站点没有建成：{}", String::from_utf8_lossy(&made.stderr)));
    }
    let (seconds, bytes, size) = (began.elapsed().as_secs_f64(), written().saturating_sub(before), size(data));
    let times = bytes / size.max(1);
    Ok(format!("{}用时 {seconds:.1} 秒，写盘 {} MB，站点 {} MB（{times} 倍）", String::from_utf8_lossy(&made.stdout), bytes >> 20, size >> 20))
}

/// What this process and the children it waited for wrote to disks.
fn written() -> u64 {
    let told = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    line.and_then(|bytes| bytes.trim().parse().ok()).unwrap_or_default()
}

fn size(data: &Path) -> u64 {
    let files = std::fs::read_dir(data).into_iter().flatten().filter_map(Result::ok);
    files.filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum()
}
