//! The modules of a crate form no circle: at every level, what lies side by side can be put in an order in which each knows only
//! what comes before it.
//!
//! A path from one module into another is an edge between the two neighbours under which they lie, re-exports followed. Tests are
//! left out: they may look at everything. A folder and what lies in it are one thing from outside, so the two are no neighbours.

use super::Finding;
use crate::modules::{Modules, Place};
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which neighbour names which, with the first place where it does: file and line.
type Edges<'t> = BTreeMap<String, BTreeMap<String, (&'t str, usize)>>;

/// The shortest circle of every knot of neighbours, in every crate.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut crates: BTreeMap<&str, Vec<(&str, &File)>> = BTreeMap::new();
    for file in tree.files.iter().filter(|file| file.ending() == "rs") {
        if let Some((folder, inside)) = file.path.split_once("/src/") {
            crates.entry(folder).or_default().push((inside, file));
        }
    }
    crates.values().flat_map(|sources| of_crate(&Modules::of(sources))).collect()
}

fn of_crate(modules: &Modules) -> Vec<Finding> {
    let mut levels: BTreeMap<Place, Edges> = BTreeMap::new();
    for (from, module) in &modules.all {
        for named in &module.named {
            let Some(to) = modules.holder(from, &named.segments) else { continue };
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
                let edges = levels.entry(from[..shared].to_vec()).or_default();
                edges.entry(one.clone()).or_default().entry(other.clone()).or_insert((module.file, named.line));
            }
        }
    }
    levels.values().flat_map(knots).collect()
}

/// One finding for each set of neighbours that all lead to each other.
fn knots(edges: &Edges) -> Vec<Finding> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut out = Vec::new();
    for start in edges.keys() {
        if told.contains(start) {
            continue;
        }
        let reached = reach(edges, start);
        let knot: BTreeSet<String> = reached.into_iter().filter(|other| reach(edges, other).contains(start)).collect();
        let circle = knot.iter().filter_map(|module| circle(edges, module)).min_by_key(Vec::len);
        out.extend(circle.map(|circle| finding(edges, &circle, knot.len())));
        told.extend(knot);
    }
    out
}

/// Everything that a module leads to, itself only where it leads back.
fn reach(edges: &Edges, start: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut next = vec![start];
    while let Some(at) = next.pop() {
        next.extend(edges.get(at).into_iter().flat_map(BTreeMap::keys).filter(|to| seen.insert((*to).clone())).map(String::as_str));
    }
    seen
}

/// The shortest way from a module back to itself: every module on it, the first one again at its end.
fn circle(edges: &Edges, start: &str) -> Option<Vec<String>> {
    let mut ways = VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for to in edges.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
            let longer = [way.as_slice(), std::slice::from_ref(to)].concat();
            if to == start {
                return Some(longer);
            }
            if seen.insert(to) {
                ways.push_back(longer);
            }
        }
    }
    None
}

fn finding(edges: &Edges, circle: &[String], size: usize) -> Finding {
    let steps: Vec<(&String, &String, (&str, usize))> =
        circle.windows(2).map(|pair| (&pair[0], &pair[1], edges[&pair[0]][&pair[1]])).collect();
    let way: Vec<String> = steps.iter().map(|(from, to, (file, line))| format!("{from} → {to}（{file}:{line}）")).collect();
    let (_, _, (file, line)) = steps[0];
    let more = if size + 1 > circle.len() { format!("；它所在的结共有 {size} 个模块") } else { String::new() };
    Finding::new(file, line, format!("模块绕成一圈：{}{more}。把共用的部分移到两者之下的模块，或移到用它的那一个里", way.join("，")))
}
