//! 主体 and 人群: who owes a duty.

use super::keys::text_of;
use super::phrase::{listed, squeeze};
use crate::compiler::known_body_kind;
use crate::compiler::{Compiler, Sort};
use crate::check::{duty as check, vocabulary};
use crate::finding::At;
use crate::model::Who;
use crate::node::{Node, Shape, Text};

/// Reads 主体, or 取自 of a group of people. A list of kinds of bodies may be written as a list.
pub(crate) fn read(c: &mut Compiler, node: &Node) -> Option<Who> {
    if let Shape::List(items) = &node.shape {
        let texts: Vec<&Text> = items.iter().filter_map(|item| text_of(item, &mut c.findings)).collect();
        let names: Vec<&str> = texts.iter().map(|text| text.value.as_str()).collect();
        return bodies(c, &names, node.at);
    }
    let text = text_of(node, &mut c.findings)?;
    phrase(c, &text.value, text.at)
}

fn phrase(c: &mut Compiler, written: &str, at: At) -> Option<Who> {
    let squeezed = squeeze(written);
    if squeezed == "党员" {
        return Some(Who::Members);
    }
    if let Some(who) = c.people.get(&squeezed) {
        return Some(who.clone());
    }
    let Some((kinds, what)) = squeezed.split_once('的') else {
        return bodies(c, &listed(&squeezed), at);
    };
    let Who::Bodies(kinds) = bodies(c, &listed(kinds), at)? else { return None };
    let (word, titles) = titles(what);
    match word {
        "任职者" => {
            check_titles(c, &kinds, &titles, at);
            Some(Who::Holders { kinds, titles })
        }
        "职务" => {
            check_titles(c, &kinds, &titles, at);
            Some(Who::Posts { kinds, titles })
        }
        _ => {
            c.findings.push(check::bad_who(at, &format!("看不懂“{written}”：“的”后面应为 任职者 或 职务")));
            None
        }
    }
}

/// `任职者（书记、副书记）` as its word and the titles.
fn titles(what: &str) -> (&str, Vec<String>) {
    match what.split_once(['（', '(']) {
        Some((word, rest)) => (word, listed(rest.trim_end_matches(['）', ')'])).into_iter().map(str::to_owned).collect()),
        None => (what, Vec::new()),
    }
}

fn bodies(c: &mut Compiler, names: &[&str], at: At) -> Option<Who> {
    if names.is_empty() {
        c.findings.push(check::bad_who(at, "没有写主体"));
        return None;
    }
    if let Some(group) = names.iter().find(|name| c.declared(Sort::People, name) || **name == "党员") {
        // A group alone that could not be read has been reported where it is written.
        if names.len() > 1 {
            c.findings.push(check::bad_who(at, &format!("“{group}”是人，不能与组织类别写在一起")));
        }
        return None;
    }
    let known: Vec<bool> = names.iter().map(|name| known_body_kind(c, name, at)).collect();
    known.iter().all(|known| *known).then(|| Who::Bodies(names.iter().map(|name| (*name).to_owned()).collect()))
}

/// Reports a title that none of the kinds lists.
pub(crate) fn check_titles(c: &mut Compiler, kinds: &[String], titles: &[String], at: At) {
    for title in titles {
        let listed: Vec<String> =
            kinds.iter().filter_map(|kind| c.library.body_kinds.get(kind)).flat_map(|kind| kind.posts.clone()).collect();
        if !listed.is_empty() && !listed.contains(title) {
            let finding = vocabulary::unusual_title(at, title, &kinds.join("、"), listed.iter().map(String::as_str));
            c.findings.push(finding);
        }
    }
}
