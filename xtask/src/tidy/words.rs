//! The program knows no regulation by name: no text in a source of layers 0 to 4 is the name of a record kind, field, role, kind of
//! body, post or group of the packs. What the program must know of one, packs say (含义); code asks the library.

use super::Finding;
use super::layers::is_of_program;
use crate::rust::literals;
use crate::tree::{File, Tree};
use std::collections::BTreeSet;

/// Words that some pack uses as a name and that mean something else where the program says them: where, which, and why.
const ALLOWED: [(&str, &[&str], &str); 14] = [
    ("crates/", &["党员"], "the register of members, a subject and a bearer of rights: a word of the language of packs"),
    ("crates/", &["事项"], "what is followed to its end, as the program calls it, and the text of one"),
    ("crates/pack/src/", &["情形", "对象", "参加", "类别", "范围", "谈话", "支委会"], "keys and words of the language of packs"),
    ("crates/pack/src/model/", &["应到", "实到", "到会", "缺席", "缺席原因", "支部", "党支部"], "words for meanings, and for what a column of a ledger shows"),
    ("crates/pack/src/read/", &["主题", "学习", "党支部", "支部党员大会", "民主评议党员", "民主生活会", "委员", "支部委员会"], "examples in what is said of a mistake"),
    ("crates/evaluate/src/facts.rs", &["情形"], "a fact of the language of packs"),
    ("crates/authorize/src/sensitive.rs", &["情形"], "a part of what is registered of a person"),
    ("crates/authorize/src/powers/", &["机关党委", "对象"], "the table of what takes two people, which is about accounts"),
    ("crates/intake/src/mapping.rs", &["类型", "缺席", "到会"], "words of the mapping of workbooks"),
    ("crates/intake/src/lexicon.rs", &["到会"], "a key of the words that clerks write"),
    ("crates/intake/src/plan/belonging.rs", &["支部"], "what stands in the title of a roster"),
    ("crates/intake/src/plan/records.rs", &["类型"], "a column of workbooks"),
    ("crates/cli/src/roles.rs", &["党支部", "机关党委", "机关纪委", "党组", "机关工委", "书记", "副书记", "专职副书记", "成员"], "the script of the demonstration"),
    ("crates/", &["名称", "理由", "结果", "题目", "用途", "类型", "学时"], "plain words of screens and commands, and a unit of amounts"),
];

/// Every text that is a word of the packs, and not allowed where it stands.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let words = words(tree);
    let sources = tree.files.iter().filter(|file| file.ending() == "rs" && is_source(&file.path));
    sources.flat_map(|file| named(file, &words)).collect()
}

/// Exceptions that nothing needs any more. Only of the whole tree: a tree of one file needs few.
#[cfg(test)]
pub fn idle(tree: &Tree) -> Vec<(&'static str, &'static str)> {
    let words = words(tree);
    let sources: Vec<&File> = tree.files.iter().filter(|file| file.ending() == "rs" && is_source(&file.path)).collect();
    let said = |path: &str, word: &str| {
        let near = sources.iter().filter(|file| file.path.starts_with(path));
        words.contains(word) && near.flat_map(|file| literals(&file.text)).any(|(_, text)| text == word)
    };
    let all = ALLOWED.iter().flat_map(|(path, words, _)| words.iter().map(move |word| (*path, *word)));
    all.filter(|(path, word)| !said(path, word)).collect()
}

fn named(file: &File, words: &BTreeSet<String>) -> Vec<Finding> {
    let allowed = |word: &str| ALLOWED.iter().any(|(path, known, _)| file.path.starts_with(path) && known.contains(&word));
    let found = literals(&file.text).into_iter().filter(|(_, text)| words.contains(text) && !allowed(text));
    let message = |text: &str| {
        format!("“{text}”是制度包里的名称，程序不按名称认它：在包里写 含义，从 Library 问；另有所指的，写进 xtask/src/tidy/words.rs 并说明")
    };
    found.map(|(line, text)| Finding::new(&file.path, line, message(&text))).collect()
}

/// Is it a source of the program, and no test?
fn is_source(path: &str) -> bool {
    let Some((folder, inside)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else { return false };
    let test = inside.ends_with("tests.rs") || inside.starts_with("tests/") || inside.contains("/tests/") || inside == "testing.rs";
    !test && is_of_program(folder)
}

/// The names that packs give: what stands after one of these keys.
fn words(tree: &Tree) -> BTreeSet<String> {
    const ONE: [&str; 7] = ["记录", "字段", "共用字段", "组织类别", "归类", "人群", "台账"];
    const LIST: [&str; 4] = ["职务", "别名", "识别", "全称"];
    let mut words = BTreeSet::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with("packs/") && file.ending() == "yaml" && file.name() != "代码.yaml") {
        for line in file.text.lines().map(|line| line.split(" #").next().unwrap_or_default()) {
            for (key, value) in line.split(['{', ',']).flat_map(|part| part.split_once(": ")) {
                let key = key.trim().trim_start_matches("- ");
                if ONE.contains(&key) {
                    words.insert(value.trim().trim_end_matches('}').trim().to_owned());
                }
            }
            for (key, list) in LIST.iter().filter_map(|key| Some((key, line.split_once(&format!("{key}: ["))?.1))) {
                let list = list.split(']').next().unwrap_or_default();
                words.extend(list.split(',').map(|word| word.trim().to_owned()).filter(|_| !key.is_empty()));
            }
        }
    }
    words
}
