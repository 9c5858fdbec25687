//! Directions of dependency between our crates, and which crate may stand on which outside part: two small tables.

use super::Finding;
use super::manifest::{Dependency, dependencies};
use crate::tree::Tree;

/// What a crate of ours may know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Beneath the layers: everybody may know it, and it knows nobody.
    Beneath,
    /// In a layer: it knows the layers below it.
    Layer(u8),
    /// The outermost layer: it knows everything but chores.
    Outermost,
    /// The synthetic site: it knows layers 0–2, and only the outermost layer and tests know it.
    Demo,
    /// Chores: nobody knows them.
    Chores,
}
use Place::{Beneath, Chores, Demo, Layer, Outermost};

/// Where each crate stands. A new crate is entered here first.
const PLACES: [(&str, Place); 19] = [
    ("jishi-defence", Beneath),
    ("jishi-base", Layer(0)),
    ("jishi-calendar", Layer(0)),
    ("jishi-journal", Layer(0)),
    ("jishi-seal", Layer(0)),
    ("jishi-pack", Layer(1)),
    ("jishi-facts", Layer(1)),
    ("jishi-evaluate", Layer(2)),
    ("jishi-workflow", Layer(2)),
    ("jishi-score", Layer(2)),
    ("jishi-authorize", Layer(2)),
    ("jishi-intake", Layer(3)),
    ("jishi-documents", Layer(3)),
    ("jishi-store", Layer(3)),
    ("jishi-server", Outermost),
    ("jishi-cli", Outermost),
    ("jishi-demo", Demo),
    ("jishi-attacks", Chores),
    ("xtask", Chores),
];

/// Outside parts that only the named crates may use, and where to turn instead. Tests may use them.
const GUARDED: [(&[&str], &[&str], &str); 5] = [
    (&["sea-orm", "sea-orm-migration", "sqlx", "rusqlite"], &["jishi-store"], "数据库只由 store 接触；在 store 里加一个查询"),
    (&["serde-saphyr"], &["jishi-pack", "jishi-intake"], "YAML 只由 pack（和 intake 的对应表）读；用它们读好的类型"),
    (&["tokio"], &["jishi-store", "jishi-server", "jishi-cli"], "里层是纯函数，不用异步；把数据作为参数传入"),
    (&["aes-gcm-siv", "hkdf", "hmac", "argon2", "ed25519-dalek", "sm3", "sm4", "zeroize"], &["jishi-seal"], "密码学只在 seal；用它的接口"),
    (&["getrandom", "rand"], &["jishi-store", "jishi-cli"], "随机数由最外层注入；用 IdSource 一类参数"),
];

fn place(name: &str) -> Option<Place> {
    PLACES.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
}

/// Layer of the crate in `crates/<folder>`, where it has one.
pub fn layer_of(folder: &str) -> Option<u8> {
    match place(&format!("jishi-{folder}"))? {
        Beneath => Some(0),
        Layer(layer) => Some(layer),
        Outermost | Demo | Chores => None,
    }
}

/// Is the crate in `crates/<folder>` in one of the layers 0 to 4?
pub fn is_of_program(folder: &str) -> bool {
    matches!(place(&format!("jishi-{folder}")), Some(Layer(_) | Outermost))
}

/// Every manifest of a crate against both tables.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in tree.files.iter().filter(|file| file.name() == "Cargo.toml" && file.path != "Cargo.toml") {
        let name = package_name(&file.text);
        let Some(from) = place(name) else {
            out.push(Finding::new(&file.path, 0, format!("{name} 不在分层表里；先在 xtask/src/tidy/layers.rs 里给它一个位置")));
            continue;
        };
        for dependency in dependencies(&file.text) {
            let wrong = direction(from, name, &dependency).or_else(|| guarded(name, &dependency));
            out.extend(wrong.map(|message| Finding::new(&file.path, dependency.line, message)));
        }
    }
    out
}

fn package_name(manifest: &str) -> &str {
    let line = manifest.lines().find_map(|line| line.strip_prefix("name = "));
    line.unwrap_or_default().trim().trim_matches('"')
}

fn direction(from: Place, name: &str, dependency: &Dependency) -> Option<String> {
    let to = match place(&dependency.name) {
        Some(to) => to,
        None if dependency.name.starts_with("jishi-") => return Some(format!("{} 不在分层表里", dependency.name)),
        None => return None,
    };
    let allowed = match (from, to) {
        (_, Chores) | (Beneath, _) => false,
        (_, Beneath) => true,
        (Outermost | Chores, _) => true,
        (Demo, Layer(layer)) => layer <= 2,
        (Layer(from), Layer(to)) => to < from || (dependency.dev && to == from),
        (Layer(_), Demo) => dependency.dev,
        (Demo, Demo) | (Layer(_) | Demo, Outermost) => false,
    };
    (!allowed).then(|| format!("{name} 不可依赖 {}：只能依赖更里面的层；把共用的部分移到里层，或作为参数传入", dependency.name))
}

fn guarded(name: &str, dependency: &Dependency) -> Option<String> {
    let (_, _, instead) = GUARDED
        .iter()
        .find(|(parts, users, _)| parts.contains(&dependency.name.as_str()) && !users.contains(&name))
        .filter(|_| !dependency.dev)?;
    Some(format!("{name} 不可使用 {}：{instead}", dependency.name))
}
