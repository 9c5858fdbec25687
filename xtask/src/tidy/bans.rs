//! What code may not name. Layers 0–2 are pure: no clock, files, network, randomness, environment or unordered iteration.

use super::Finding;
use super::layers::layer_of;
use crate::rust::{code, paths};
use crate::tree::{File, Tree};

/// Names banned in layers 0–2, and what to use instead. Tests may read files: a recorded case is one.
const PURE: [(&str, &str); 24] = [
    ("std::time", "时间由参数传入；日期用 jishi_calendar::Date，长度用 jishi_calendar::Duration"),
    ("Instant", "计时放在最外层或 benches"),
    ("SystemTime", "日期由参数传入（jishi_calendar::Date）"),
    ("Zoned::now", "“今天”由参数传入（jishi_calendar::Date）"),
    ("Timestamp::now", "录入时刻由参数传入"),
    ("std::fs", "文件由 store 或 cli 读好，把内容作为参数传入"),
    ("std::path", "里层只认识名字（&str），路径留在 cli"),
    ("std::io", "里层收发字节切片和字符串，读写留在外层"),
    ("std::net", "网络只在 server"),
    ("std::env", "设置由参数传入"),
    ("std::process", "进程只由 cli 启动"),
    ("std::thread", "里层是纯函数；要并行，由外层分片调用"),
    ("std::sync::mpsc", "里层是纯函数，直接返回值"),
    ("rand", "随机由参数传入（jishi_base::IdSource）"),
    ("getrandom", "随机由参数传入（jishi_base::IdSource）"),
    ("HashMap", "次序须确定：用 BTreeMap"),
    ("HashSet", "次序须确定：用 BTreeSet"),
    ("RandomState", "次序须确定：用 BTreeMap"),
    ("DefaultHasher", "散列用 jishi_journal 或 jishi_seal 的 SHA-256"),
    ("println!", "把要说的话作为返回值"),
    ("eprintln!", "把要说的话作为返回值"),
    ("print!", "把要说的话作为返回值"),
    ("eprint!", "把要说的话作为返回值"),
    ("SystemRandom", "随机由参数传入（jishi_base::IdSource）"),
];

/// Names banned everywhere.
const UNFINISHED: [(&str, &str); 3] =
    [(concat!("to", "do!"), "写完它，或不写它"), (concat!("unimple", "mented!"), "写完它，或不写它"), (concat!("d", "bg!"), "调试完删去")];

/// Marks of unfinished work, in any source text.
const MARKS: [&str; 3] = [concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X:")];

/// Banned names in Rust, and marks of unfinished work in every source.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in &tree.files {
        if file.ending() == "rs" {
            out.extend(banned_names(file));
        }
        if matches!(file.ending(), "rs" | "mjs" | "js" | "css" | "html" | "sh" | "yaml" | "toml") || file.name() == "Makefile" {
            out.extend(marks(file));
        }
    }
    out
}

fn banned_names(file: &File) -> Vec<Finding> {
    let bans: Vec<(&str, &str)> = if is_pure(&file.path) { [PURE.as_slice(), &UNFINISHED].concat() } else { UNFINISHED.to_vec() };
    let names = paths(&code(&file.text));
    let broken = names.iter().filter_map(|name| Some((name, bans.iter().find(|(ban, _)| name.contains(ban))?)));
    broken.map(|(name, (ban, instead))| Finding::new(&file.path, name.line, format!("这里不用 {ban}：{instead}"))).collect()
}

/// Is this a source of layers 0–2 that is no test?
fn is_pure(path: &str) -> bool {
    let Some((folder, inside)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else { return false };
    let test = inside.ends_with("tests.rs") || inside.starts_with("tests/") || inside.contains("/tests/");
    !test && layer_of(folder).is_some_and(|layer| layer <= 2)
}

fn marks(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| Some((index, MARKS.iter().find(|mark| line.contains(*mark))?)))
        .map(|(index, mark)| Finding::new(&file.path, index + 1, format!("源码里不留 {mark}：做完它，或写进问题单")))
        .collect()
}
