//! The modules of one crate as its sources lay them out, and which of them a path leads to. Tests are no part of it.

use crate::rust::{Import, Named, code, imports, paths};
use crate::tree::File;
use std::collections::{BTreeMap, BTreeSet};

/// Where a module stands: the names from the root of its crate, which itself is empty.
pub type Place = Vec<String>;

/// One module that is no test.
pub struct Module<'t> {
    /// The file that it is written in.
    pub file: &'t str,
    /// Every path named in it.
    pub named: Vec<Named>,
    imports: Vec<Import>,
}

/// The modules of a crate.
#[derive(Default)]
pub struct Modules<'t> {
    /// By where they stand.
    pub all: BTreeMap<Place, Module<'t>>,
}

/// Imports of imports are followed so far; a name that stands for itself ends there.
const DEPTH: usize = 8;

impl<'t> Modules<'t> {
    /// Of the sources of one crate: each with its path below `src/`.
    pub fn of(sources: &[(&str, &'t File)]) -> Self {
        let mut all = BTreeMap::new();
        let mut tests: BTreeSet<Place> = BTreeSet::new();
        for (inside, file) in sources {
            let place = place(inside);
            if place.iter().any(|name| name == "tests") {
                continue;
            }
            for (inner, text) in parts(&code(&file.text), &mut tests, &place) {
                let module = Module { file: &file.path, named: paths(&text), imports: imports(&text) };
                all.insert(place.iter().cloned().chain(inner).collect::<Place>(), module);
            }
        }
        all.retain(|place, _| !tests.iter().any(|test| place.starts_with(test)));
        Self { all }
    }

    /// The module that holds what `path` names in the module at `from`; `None` for what is of another crate or of the function alone.
    pub fn holder(&self, from: &Place, path: &[String]) -> Option<Place> {
        self.follow(from, path, DEPTH)
    }

    fn follow(&self, from: &Place, path: &[String], depth: usize) -> Option<Place> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Place::new(),
            "self" => from.clone(),
            "super" => above(from),
            name => self.member(from, name, depth)?,
        };
        for name in rest {
            at = match name.as_str() {
                "super" => above(&at),
                "self" => at,
                name => match self.member(&at, name, depth) {
                    Some(further) => further,
                    None => return Some(at),
                },
            };
        }
        Some(at)
    }

    /// What `name` is in the module at `at`: a module below it, or what it imports under that name.
    fn member(&self, at: &Place, name: &str, depth: usize) -> Option<Place> {
        let below: Place = at.iter().cloned().chain([name.to_owned()]).collect();
        if self.all.contains_key(&below) {
            return Some(below);
        }
        let imports = &self.all.get(at)?.imports;
        imports.iter().find(|import| import.name == name).and_then(|import| self.follow(at, &import.path, depth))
    }
}

fn above(place: &Place) -> Place {
    place[..place.len().saturating_sub(1)].to_vec()
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; `lib.rs` and `main.rs` are the root.
fn place(inside: &str) -> Place {
    let mut names: Place = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let file = names.last().map(String::as_str);
    if file == Some("mod") || (names.len() == 1 && matches!(file, Some("lib" | "main"))) {
        names.pop();
    }
    names
}

/// The text of a file by the modules written in it, each with the others blanked out, so that lines keep their numbers. What is for
/// tests alone is left out; a test that lies in a file of its own is entered into `tests`.
fn parts(code: &str, tests: &mut BTreeSet<Place>, place: &Place) -> Vec<(Place, String)> {
    const FOR_TESTS: &str = "#[cfg(test)]";
    let mut own = code.to_owned();
    let mut out = Vec::new();
    while let Some(start) = own.find(FOR_TESTS) {
        let after = start + FOR_TESTS.len();
        let item = &own[after..];
        let end = after + item.find([';', '{']).map_or(item.len(), |at| closing(item, at));
        if let Some(name) = declared(item) {
            tests.insert(place.iter().cloned().chain([name.to_owned()]).collect());
        }
        blank(&mut own, start, end);
    }
    while let Some((start, open, name)) = inline(&own) {
        let end = closing(&own, open);
        let text = format!("{}{}", blanked(&own[..=open]), &own[open + 1..end.saturating_sub(1)]);
        let below: Place = place.iter().cloned().chain([name.clone()]).collect();
        for (inner, text) in parts(&text, tests, &below) {
            out.push((std::iter::once(name.clone()).chain(inner).collect(), text));
        }
        blank(&mut own, start, end);
    }
    out.push((Place::new(), own));
    out
}

/// The name of a module that `item` declares, where that is what it is.
fn declared(item: &str) -> Option<&str> {
    let declaration = item.split([';', '{']).next()?.trim();
    declaration.rsplit_once("mod ").filter(|(before, _)| before.is_empty() || before.starts_with("pub")).map(|(_, name)| name.trim())
}

/// The first module that is written out in `code`: where it starts, its brace, its name.
fn inline(code: &str) -> Option<(usize, usize, String)> {
    code.match_indices("mod ").find_map(|(start, word)| {
        let begins = code[..start].chars().next_back().is_none_or(char::is_whitespace);
        let rest = &code[start + word.len()..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let gap = rest[name.len()..].find(|c: char| !c.is_whitespace())?;
        let open = start + word.len() + name.len() + gap;
        (begins && !name.is_empty() && code[open..].starts_with('{')).then_some((start, open, name))
    })
}

/// Past the `;` at `at`, or past the brace that closes the one there.
fn closing(code: &str, at: usize) -> usize {
    let mut depth = 0usize;
    for (index, sign) in code[at..].char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(sign, ';' | '}') {
            return at + index + 1;
        }
    }
    code.len()
}

fn blank(code: &mut String, start: usize, end: usize) {
    let blank = blanked(&code[start..end]);
    code.replace_range(start..end, &blank);
}

fn blanked(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect()
}
