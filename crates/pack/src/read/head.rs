//! Heads: `pack.yaml` of each pack, and the order among packs.

use super::keys::Keys;
use super::{Tree, top_of};
use crate::compiler::Compiler;
use crate::check::head as check;
use crate::finding::At;
use crate::model::Pack;
use crate::node::Text;
use jishi_base::ArticleStyle;
use std::collections::{BTreeMap, BTreeSet};

/// The file name of a head.
pub(crate) const HEAD: &str = "pack.yaml";

/// Reads the heads; gives the short name of each folder.
pub(crate) fn read<'t>(c: &mut Compiler, trees: &'t [Tree<'t>]) -> BTreeMap<&'t str, String> {
    let mut shorts = BTreeMap::new();
    let mut uses: BTreeMap<String, Vec<&Text>> = BTreeMap::new();
    let mut places: BTreeMap<String, At> = BTreeMap::new();
    for tree in trees {
        if !trees.iter().any(|other| other.dir == tree.dir && other.file == HEAD) {
            c.incomplete = true;
            c.findings.push(check::no_head(top_of(tree.index), tree.dir));
        }
        if tree.file != HEAD {
            continue;
        }
        let Some((short, pack, used)) = head(c, tree) else {
            c.incomplete = true;
            continue;
        };
        shorts.insert(tree.dir, pack.short.clone());
        if let Some(first) = places.get(&pack.short) {
            c.findings.push(check::duplicate_pack(short, *first));
            continue;
        }
        places.insert(pack.short.clone(), short.at);
        uses.insert(pack.short.clone(), used);
        c.library.packs.insert(pack.short.clone(), pack);
    }
    check_uses(c, &uses);
    shorts
}

/// One head by itself.
pub(crate) fn read_head(c: &mut Compiler, tree: &Tree<'_>) -> Option<Pack> {
    head(c, tree).map(|(_, pack, _)| pack)
}

fn head<'t>(c: &mut Compiler, tree: &'t Tree<'t>) -> Option<(&'t Text, Pack, Vec<&'t Text>)> {
    let mut keys = Keys::of(tree.root.as_ref()?, &mut c.findings)?;
    let findings = &mut c.findings;
    let short = keys.need_text("包", "意见", findings);
    let title = keys.need_text("全称", "关于加强和改进全省机关党的建设的若干意见", findings);
    let issuer = keys.text("发文", findings).map(|text| text.value.clone());
    let date = keys.date("日期", findings);
    let style = keys.text("条式", findings).map_or(Some(ArticleStyle::default()), |text| {
        let style = style_of(&text.value);
        if style.is_none() {
            findings.push(check::bad_style(text));
        }
        style
    });
    let at = keys.key("条数").map_or_else(|| short.map_or(keys.at, |short| short.at), |key| key.at);
    let articles = keys.get("条数", findings).and_then(|node| match &node.shape {
        crate::node::Shape::Text(text) => text.value.parse::<u32>().ok(),
        _ => None,
    });
    if articles.is_none() {
        findings.push(check::no_article_count(at));
    }
    let used = keys.texts("引用", findings);
    keys.text("说明", findings);
    keys.close(findings);
    let short = short?;
    let pack = Pack {
        short: short.value.clone(),
        title: title.map(|text| text.value.clone()).unwrap_or_default(),
        issuer,
        date,
        style: style.unwrap_or_default(),
        // A head without a count is reported once, not at every citation of it.
        articles: articles.unwrap_or(u32::MAX),
        uses: used.iter().map(|text| text.value.clone()).collect(),
    };
    Some((short, pack, used))
}

fn style_of(word: &str) -> Option<ArticleStyle> {
    match word {
        "条" => Some(ArticleStyle::Article),
        "款" => Some(ArticleStyle::Bracket),
        "项" => Some(ArticleStyle::Heading),
        _ => None,
    }
}

fn check_uses(c: &mut Compiler, uses: &BTreeMap<String, Vec<&Text>>) {
    for (pack, used) in uses {
        for name in used {
            if !uses.contains_key(&name.value) {
                let finding = check::missing_pack(name, uses.keys().map(String::as_str));
                c.unknown(finding);
            } else if let Some(path) = way_back(pack, &name.value, uses) {
                // Each circle is reported once, from its first member.
                if path.iter().min() == Some(pack) {
                    c.findings.push(check::circle(name.at, &path));
                }
            }
        }
    }
}

/// The way from `from` over `to` back to `from`, where there is one.
fn way_back(from: &str, to: &str, uses: &BTreeMap<String, Vec<&Text>>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![vec![from.to_owned(), to.to_owned()]];
    while let Some(path) = open.pop() {
        let last = path.last()?;
        if last == from {
            return Some(path);
        }
        if !seen.insert(last.clone()) {
            continue;
        }
        for next in uses.get(last).into_iter().flatten() {
            let mut longer = path.clone();
            longer.push(next.value.clone());
            open.push(longer);
        }
    }
    None
}
