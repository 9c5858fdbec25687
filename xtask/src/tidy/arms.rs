//! What an event does is said of each event: no `match` on events or entities in the program has an arm for all others, so that
//! an event or entity that is added does not compile until somebody has thought about it.

use super::Finding;
use crate::rust::code;
use crate::tree::{File, Tree};

/// The enums, and where their `impl`s call them `Self`.
const CLOSED: [&str; 2] = ["Event", "Entity"];
const HOME: &str = "crates/facts/src/";

/// Enums of the same name that are none of ours.
const OTHERS: [&str; 1] = ["crates/pack/src/yaml/"];

/// Every arm for all others in a `match` of which another arm names an event or an entity.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| is_of_program(&file.path)).flat_map(found).collect()
}

/// Is it a source of the program, and no test?
fn is_of_program(path: &str) -> bool {
    let Some((_, inside)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else { return false };
    let test = inside.ends_with("tests.rs") || inside.starts_with("tests/") || inside.contains("/tests/") || inside == "testing.rs";
    path.ends_with(".rs") && !test && !OTHERS.iter().any(|other| path.starts_with(other))
}

fn found(file: &File) -> Vec<Finding> {
    let code = code(&file.text);
    let mut out = Vec::new();
    for (at, _) in code.match_indices("match ").filter(|(at, _)| !code[..*at].ends_with(is_word)) {
        let Some(opens) = opening(&code, at) else { continue };
        let arms = arms(&code, opens);
        let named = arms.iter().find_map(|(_, pattern)| CLOSED.into_iter().find(|closed| names(pattern, closed, file, &code[..at])));
        let Some(closed) = named else { continue };
        for (start, _) in arms.iter().filter(|(_, pattern)| is_for_all_others(pattern)) {
            let line = code[..*start].matches('\n').count() + 1;
            let message = format!("对 {closed} 的 match 有一支管其余所有的：逐一写出来，新加的才不会漏掉");
            out.push(Finding::new(&file.path, line, message));
        }
    }
    out
}

/// Does a pattern name a variant of the enum: `Event::Related`, or `Self::Related` in an `impl` of it?
fn names(pattern: &str, closed: &str, file: &File, before: &str) -> bool {
    let path = |name: &str| pattern.match_indices(&format!("{name}::")).any(|(at, _)| !pattern[..at].ends_with(|c| is_word(c) || c == ':'));
    let own = || file.path.starts_with(HOME) && before.rfind("\nimpl ").is_some_and(|at| before[at..].starts_with(&format!("\nimpl {closed} ")));
    path(closed) || (path("Self") && own())
}

/// A pattern that any value fits: `_`, or a name for whatever it is; with a condition or without.
fn is_for_all_others(pattern: &str) -> bool {
    let pattern = pattern.split(" if ").next().unwrap_or_default().trim();
    pattern.split('|').map(str::trim).any(|one| one == "_" || (one.starts_with(char::is_lowercase) && one.chars().all(is_word)))
}

/// Where the block of a `match` opens: the first brace that stands in no bracket.
fn opening(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in code[from..].char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(from + at),
            ';' if depth == 0 => return None,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

/// The patterns of the arms of a block, each with where it begins.
fn arms(code: &str, opens: usize) -> Vec<(usize, String)> {
    let (mut out, mut depth, mut begins, mut in_pattern) = (Vec::new(), 0, opens + 1, true);
    let signs: Vec<(usize, char)> = code[opens..].char_indices().map(|(at, sign)| (opens + at, sign)).collect();
    for (place, &(at, sign)) in signs.iter().enumerate() {
        let next = signs.get(place + 1).map(|(_, sign)| *sign);
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '=' if depth == 1 && in_pattern && next == Some('>') => {
                let pattern = &code[begins..at];
                let blanks = pattern.len() - pattern.trim_start().len();
                out.push((begins + blanks, pattern.trim().to_owned()));
                in_pattern = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        // An arm ends with a comma, or with the block that it is.
        let follows = || code[at + sign.len_utf8()..].trim_start();
        let ends_block = sign == '}' && depth == 1 && !follows().starts_with(['.', ',', '?']) && !follows().starts_with("else");
        if !in_pattern && ((sign == ',' && depth == 1) || ends_block) {
            (begins, in_pattern) = (at + sign.len_utf8(), true);
        }
    }
    out
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}
