//! The program that people use has no switches: only the attacks ask for them, and only for their tests.

use super::Finding;
use super::manifest::sections;
use crate::tree::Tree;

/// The feature of `crates/defence` that lets a defence be switched off.
const FEATURE: &str = "switches";
/// Where it is defined, by this line alone.
const DEFINED: (&str, &str) = ("crates/defence/Cargo.toml", "switches = []");
/// Who may ask for it, in that section.
const ASKED: (&str, &str) = ("security/attacks/Cargo.toml", "dev-dependencies");

/// Every other manifest that speaks of it.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in tree.files.iter().filter(|file| file.name() == "Cargo.toml") {
        for (line, section, content) in sections(&file.text).filter(|(_, _, content)| content.contains(FEATURE)) {
            let allowed = (file.path.as_str(), content) == DEFINED || (file.path.as_str(), section) == ASKED;
            if !allowed {
                let message = "防线的开关只给 security/attacks 的测试用：正式的程序里没有开关，请从这里删去";
                out.push(Finding::new(&file.path, line, message));
            }
        }
    }
    out
}
