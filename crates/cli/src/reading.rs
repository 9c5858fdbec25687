//! Reads a workbook in a child process whose memory and time are limited: a small file can inflate without bound, and
//! a malformed one can break its reader. What the child says is all that comes back.

use crate::failure::Failure;
use jishi_base::signs::{stray, written_out};
use jishi_defence::Defence;
use jishi_intake::{Limits, ReadError, SheetReport, Workbook, read_file};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Address space of the child, in bytes.
const MEMORY: u64 = 768 << 20;
/// Processor time of the child, in seconds.
const SECONDS: u64 = 60;
/// What the child may print, in bytes: more is no ledger.
const ANSWER: u64 = 256 << 20;

/// What the child answers.
type Answer = Result<Workbook, (String, String)>;

/// A workbook by its file name, or the report that the file was refused.
pub fn read(path: &Path) -> Result<Result<(String, Workbook), Box<SheetReport>>, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(stray) = stray(&name) {
        return Ok(Err(Box::new(SheetReport::of_file(&written_out(&name), &format!("文件的名称{stray}，没有读取"), "请把文件改名，再导入"))));
    }
    let file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
    // One byte more than the limit is enough to see that it is too large.
    let mut bytes = Vec::new();
    file.take(Limits::default().container + 1).read_to_end(&mut bytes).map_err(|error| Failure::file(path, &error))?;
    let workbook = self::bytes(&name, bytes);
    Ok(workbook.map(|workbook| (name, workbook)))
}

/// A workbook from its bytes, or the report that it was refused; `name` is shown.
pub fn bytes(name: &str, bytes: Vec<u8>) -> Result<Workbook, Box<SheetReport>> {
    match ask_child(name, &bytes) {
        Some(Ok(workbook)) => Ok(workbook),
        Some(Err((reason, help))) => Err(Box::new(SheetReport::of_file(name, &reason, &help))),
        None => Err(Box::new(SheetReport::of_file(name, "读取这个文件时超出了内存或时间限制，没有读取", "请把它拆成几个较小的工作簿，或另存为新的 xlsx 再试"))),
    }
}

/// `None` where the child broke off without an answer.
fn ask_child(name: &str, bytes: &[u8]) -> Option<Answer> {
    // The name itself may be somebody's, and arguments are seen by everybody on the machine.
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).filter(|ending| matches!(ending.as_str(), "csv" | "tsv"));
    let program = std::env::current_exe().ok()?;
    let mut child = Command::new(program)
        .arg("read-workbook")
        .args(ending)
        .env_clear()
        .envs(jishi_defence::handed_on())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let mut output = child.stdout.take()?;
    let answer = std::thread::scope(|scope| {
        // The child reads everything before it answers; a child that has gone away is noticed by its missing answer.
        scope.spawn(move || input.write_all(bytes));
        let mut answer = Vec::new();
        output.by_ref().take(ANSWER).read_to_end(&mut answer).ok().map(|_| answer)
    });
    // Whatever it still does is of no use.
    let _ = child.kill();
    let _ = child.wait();
    serde_json::from_slice(&answer?).ok()
}

/// The child: bytes on standard input, an [`Answer`] on standard output.
pub fn child(ending: &str) -> Result<ExitCode, Failure> {
    let limits = [(rlimit::Resource::AS, MEMORY), (rlimit::Resource::CPU, SECONDS), (rlimit::Resource::CORE, 0)];
    for (resource, limit) in limits.into_iter().filter(|_| Defence::ReadersAreLimited.holds()) {
        rlimit::setrlimit(resource, limit, limit).map_err(|error| Failure::new("子进程不能设限", error))?;
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new("子进程读不到文件", error))?;
    let answer: Answer = read_file(&format!(".{ending}"), &bytes, &Limits::default()).map_err(|error: ReadError| (error.to_string(), error.help().to_owned()));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &answer).map_err(|error| Failure::new("子进程写不出结果", error))?;
    out.flush().map_err(|error| Failure::new("子进程写不出结果", error))?;
    Ok(ExitCode::SUCCESS)
}
