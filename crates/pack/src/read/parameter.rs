//! Parameters: numbers that change with time, each value with its source.

use super::keys::{Keys, list_of};
use super::Entry;
use crate::compiler::{Compiler, Dated};
use crate::check::{duty, parameter as check};
use crate::finding::At;
use crate::model::{Confidence, UsedParameter};
use crate::node::{Node, Text};
use jishi_calendar::Date;
use std::collections::BTreeSet;

/// The days on which a value that was used gave way to the next.
pub(crate) fn changes(used: &[UsedParameter]) -> BTreeSet<Date> {
    let later = |value: &&UsedParameter| used.iter().any(|other| other.name == value.name && other.from < value.from);
    used.iter().filter(later).filter_map(|value| value.from).collect()
}

/// 参数
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let node = keys.need("值", "[{ 自: 2019-12-30, 值: 6 个月, 依据: 意见 第十九条 }]", &mut c.findings);
    let items = node.map(|node| list_of(node, &mut c.findings)).unwrap_or_default();
    keys.close(&mut c.findings);
    let name = entry.name.value.clone();
    let mut parameter = c.parameters.remove(&name).unwrap_or_default();
    let values: Vec<Dated> = items.iter().filter_map(|item| dated(c, item)).collect();
    for value in values {
        match parameter.values.iter().find(|earlier| earlier.from == value.from) {
            Some(earlier) if earlier.value != value.value => c.findings.push(check::conflict(value.at, &name, earlier.at)),
            Some(_) => {}
            None => parameter.values.push(value),
        }
    }
    parameter.values.sort_by_key(|value| value.from);
    c.parameters.insert(name, parameter);
}

fn dated(c: &mut Compiler, item: &Node) -> Option<Dated> {
    let mut keys = Keys::of(item, &mut c.findings)?;
    let from = keys.date("自", &mut c.findings);
    let value = keys.need_text("值", "6 个月", &mut c.findings);
    let citation = keys.need_text("依据", "意见 第十九条", &mut c.findings);
    let confidence = keys.text("可信", &mut c.findings);
    keys.close(&mut c.findings);
    let citation = citation.and_then(|text| c.citation(text));
    let confidence = confidence.map(|text| confidence_of(c, text)).unwrap_or_default();
    let value = value?;
    Some(Dated { from, value: value.value.clone(), citation, confidence, at: value.at })
}

/// 已核, 默认, 待核, 默认（说明）, 待核（说明）
pub(crate) fn confidence_of(c: &mut Compiler, text: &Text) -> Confidence {
    let word = text.value.trim();
    let read = match word {
        "已核" => Some(Confidence::Verified),
        _ => word.strip_prefix("默认").and_then(note).map(Confidence::OurOwn),
    };
    let read = read.or_else(|| word.strip_prefix("待核").and_then(note).map(Confidence::Unverified));
    read.unwrap_or_else(|| {
        c.findings.push(duty::bad_confidence(text));
        Confidence::Verified
    })
}

/// What follows the word: nothing, or a note in brackets; `None` where it is neither.
fn note(rest: &str) -> Option<Option<String>> {
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(None);
    }
    let inside = rest.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    Some(Some(inside.trim().to_owned()))
}

impl Compiler {
    /// `text` with the value of each 〔parameter〕 put in; the values used are noted in `used`.
    ///
    /// The value put in is the one of [`Compiler::on`], the last where no day is set; [`UsedParameter`] keeps every dated value.
    pub fn expand(&mut self, text: &Text, pack: &str, used: &mut Vec<UsedParameter>) -> Option<Text> {
        if !text.value.contains('〔') {
            return Some(text.clone());
        }
        let mut value = String::new();
        let (mut rest, mut offset) = (text.value.as_str(), 0);
        while let Some((before, after)) = rest.split_once('〔') {
            let (name, tail) = after.split_once('〕').or_else(|| {
                self.findings.push(crate::check::condition::bracket(text.at, "“〔”没有另一半“〕”"));
                None
            })?;
            let start = offset + before.len() + '〔'.len_utf8();
            let put = self.parameter(name.trim(), text.part(start..start + name.len()), pack, used)?;
            value.push_str(before);
            value.push_str(&put);
            offset = start + name.len() + '〕'.len_utf8();
            rest = tail;
        }
        value.push_str(rest);
        // What follows the first parameter stands elsewhere than in the file.
        let same = text.value.find('〔').unwrap_or_default();
        Some(Text { value, at: text.at, start: text.start, same })
    }

    fn parameter(&mut self, name: &str, at: At, pack: &str, used: &mut Vec<UsedParameter>) -> Option<String> {
        let Some(parameter) = self.parameters.get(name) else {
            let finding = check::unknown_parameter(at, name, self.parameters.keys().map(String::as_str));
            self.unknown(finding);
            return None;
        };
        let put = parameter.on(self.on)?.value.clone();
        let first = parameter.values.first()?;
        let since = self.library.packs.get(pack).and_then(|pack| pack.date);
        if let (Some(since), Some(from)) = (since, first.from)
            && since < from
        {
            self.findings.push(check::not_in_force(at, name, &from.to_string(), &since.to_string(), first.at));
        }
        for value in &parameter.values {
            let use_of = UsedParameter {
                name: name.to_owned(),
                value: value.value.clone(),
                from: value.from,
                citation: value.citation.clone(),
                confidence: value.confidence.clone(),
            };
            if !used.contains(&use_of) {
                used.push(use_of);
            }
        }
        Some(put)
    }
}
