//! What was measured, and what the system says of a process.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What clients enter that wait for each answer.
pub struct InTurn {
    pub clients: usize,
    /// Records a second.
    pub rate: f64,
    /// Seconds of the processor for each.
    pub cpu: f64,
}

/// All that is told at the end.
#[derive(Default)]
pub struct Report {
    pub viewers: usize,
    /// In megabytes.
    pub memory_before: u64,
    pub memory_after: u64,
    pub first_pages: Vec<Duration>,
    pub in_turn: Vec<InTurn>,
    pub reads: Vec<Duration>,
    /// By status.
    pub failed_reads: BTreeMap<u16, usize>,
    pub writes: Vec<Duration>,
    pub failed_writes: BTreeMap<u16, usize>,
    /// How long the import took, and what it says.
    pub import: (Duration, String),
    /// Seconds of the processor, while it was loaded.
    pub cpu: f64,
    pub seconds: f64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} 人在看；载入后内存 {} MB，压过后 {} MB", self.viewers, self.memory_before, self.memory_after)?;
        writeln!(f, "第一次看的页：{}", spread(&self.first_pages))?;
        for InTurn { clients, rate, cpu } in &self.in_turn {
            writeln!(f, "{clients} 个程序一条接一条登记：每秒 {rate:.0} 条，每条用处理器 {:.1} ms", cpu * 1000.0)?;
        }
        writeln!(f, "读：{}，没有答好的 {:?}", spread(&self.reads), self.failed_reads)?;
        writeln!(f, "写：{}，没有答好的 {:?}", spread(&self.writes), self.failed_writes)?;
        writeln!(f, "导入：{:.1} 秒，{}", self.import.0.as_secs_f64(), self.import.1)?;
        write!(f, "压了 {:.0} 秒，程序用了处理器 {:.1} 秒", self.seconds, self.cpu)
    }
}

/// `1000 次，中位 3 ms，p99 18 ms，最慢 40 ms`
fn spread(times: &[Duration]) -> String {
    let mut sorted = times.to_vec();
    sorted.sort();
    let at = |share: usize| sorted.get((sorted.len().saturating_sub(1) * share).div_ceil(100)).map_or(0, Duration::as_millis);
    format!("{} 次，中位 {} ms，p99 {} ms，最慢 {} ms", sorted.len(), at(50), at(99), at(100))
}

/// What a process holds in memory, in megabytes.
pub fn memory(process: u32) -> u64 {
    let told = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() >> 10
}

/// How many seconds of the processor a process has used; the system counts in hundredths.
pub fn cpu(process: u32) -> f64 {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = told.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}
