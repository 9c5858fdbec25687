//! The keys of one entry, taken one by one; what is never asked for is unknown.

use crate::check::{names, shape, syntax};
use crate::finding::{At, Findings};
use crate::dates::read_date;
use crate::node::{Node, Shape, Text};
use jishi_base::Number;
use jishi_calendar::{Date, Duration};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a mapping, and which of them have been asked for.
pub(crate) struct Keys<'t> {
    /// Where the mapping stands.
    pub at: At,
    pairs: &'t [(Text, Node)],
    asked: Vec<&'static str>,
}

impl<'t> Keys<'t> {
    /// The keys of `node`; says where a key is written twice. `None` where it is no mapping.
    pub fn of(node: &'t Node, findings: &mut Findings) -> Option<Self> {
        let Shape::Map(pairs) = &node.shape else {
            findings.push(not_a_map(node));
            return None;
        };
        let mut seen: BTreeMap<&str, At> = BTreeMap::new();
        for (key, _) in pairs {
            match seen.get(key.value.as_str()) {
                Some(first) => findings.push(syntax::duplicate_key(key.at, &key.value, *first)),
                None => drop(seen.insert(&key.value, key.at)),
            }
        }
        Some(Self { at: node.at, pairs, asked: Vec::new() })
    }

    /// The key as written, where it is there.
    pub fn key(&self, key: &str) -> Option<&'t Text> {
        self.pairs.iter().map(|(name, _)| name).find(|name| name.value == key)
    }

    /// Which of `words` stand here as keys, in the order written.
    pub fn among(&self, words: &[&str]) -> Vec<&'t Text> {
        self.pairs.iter().map(|(key, _)| key).filter(|key| words.contains(&key.value.as_str())).collect()
    }

    /// Every pair, in the order written.
    pub fn pairs(&self) -> &'t [(Text, Node)] {
        self.pairs
    }

    /// Was `key` asked for?
    pub fn was_asked(&self, key: &str) -> bool {
        self.asked.contains(&key)
    }

    /// The value of `key`. A key without a value is reported.
    pub fn get(&mut self, key: &'static str, findings: &mut Findings) -> Option<&'t Node> {
        self.asked.push(key);
        let (name, node) = self.pairs.iter().find(|(name, _)| name.value == key)?;
        if node.shape == Shape::Empty {
            findings.push(shape::empty_value(name.at, key));
            return None;
        }
        Some(node)
    }

    /// The value of `key`, which must be there.
    pub fn need(&mut self, key: &'static str, example: &str, findings: &mut Findings) -> Option<&'t Node> {
        if self.key(key).is_none() {
            self.asked.push(key);
            // 类型：文本 in braces is one key; its colon is reported, not the key it should have been.
            let misspelt = self.pairs.iter().any(|(name, _)| name.value.strip_prefix(key).is_some_and(|rest| rest.starts_with('：')));
            if !misspelt {
                findings.push(shape::missing_key(head_of(self), key, example));
            }
            return None;
        }
        self.get(key, findings)
    }

    /// The text of `key`.
    pub fn text(&mut self, key: &'static str, findings: &mut Findings) -> Option<&'t Text> {
        self.get(key, findings).and_then(|node| text_of(node, findings))
    }

    /// The text of `key`, which must be there.
    pub fn need_text(&mut self, key: &'static str, example: &str, findings: &mut Findings) -> Option<&'t Text> {
        self.need(key, example, findings).and_then(|node| text_of(node, findings))
    }

    /// The texts of `key`: one text, or a list of them.
    pub fn texts(&mut self, key: &'static str, findings: &mut Findings) -> Vec<&'t Text> {
        self.get(key, findings).map(|node| texts_of(node, findings)).unwrap_or_default()
    }

    /// The words of `key`: one text, or a list of them, none twice.
    pub fn words(&mut self, key: &'static str, findings: &mut Findings) -> Vec<String> {
        let (mut words, mut seen) = (Vec::new(), BTreeSet::new());
        for text in self.texts(key, findings) {
            if seen.insert(&text.value) {
                words.push(text.value.clone());
            } else {
                findings.push(names::duplicate_member(text.at, key, &text.value));
            }
        }
        words
    }

    /// The date of `key`.
    pub fn date(&mut self, key: &'static str, findings: &mut Findings) -> Option<Date> {
        self.text(key, findings).and_then(|text| date_of(text, findings))
    }

    /// 是 or 否; 否 where the key is not there.
    pub fn flag(&mut self, key: &'static str, findings: &mut Findings) -> bool {
        match self.text(key, findings) {
            Some(text) if text.value == "是" => true,
            Some(text) if text.value != "否" => {
                findings.push(shape::not_flag(text));
                false
            }
            _ => false,
        }
    }

    /// Reports every key that was never asked for.
    pub fn close(self, findings: &mut Findings) {
        for (key, _) in self.pairs {
            if self.asked.contains(&key.value.as_str()) {
                continue;
            }
            findings.push(match key.value.find('：') {
                Some(at) => syntax::full_width_colon(key.part(at..at + '：'.len_utf8())),
                None => shape::unknown_key(key, self.asked.iter().copied()),
            });
        }
    }
}

/// Where a missing key is reported: at the first key, which names the entry.
fn head_of(keys: &Keys<'_>) -> At {
    keys.pairs.first().map_or(keys.at, |(key, value)| match &value.shape {
        Shape::Text(text) => At::new(keys.at.file, key.at.span.start, text.at.span.end),
        _ => key.at,
    })
}

/// Why a text stands where keys should: most often the colon is the wrong one.
fn not_a_map(node: &Node) -> crate::finding::Finding {
    if let Shape::Text(text) = &node.shape {
        if let Some(at) = crate::yaml::key_colon(&text.value) {
            return syntax::full_width_colon(text.part(at..at + '：'.len_utf8()));
        }
        if let Some(at) = text.value.find(':') {
            return syntax::colon_without_space(text.part(at..at + 1));
        }
    }
    shape::wrong_shape(node, "一组“键: 值”")
}

/// The text of a node.
pub(crate) fn text_of<'t>(node: &'t Node, findings: &mut Findings) -> Option<&'t Text> {
    match &node.shape {
        Shape::Text(text) => Some(text),
        _ => {
            findings.push(shape::wrong_shape(node, "一段文字"));
            None
        }
    }
}

/// The items of a list.
pub(crate) fn list_of<'t>(node: &'t Node, findings: &mut Findings) -> &'t [Node] {
    match &node.shape {
        Shape::List(items) => items,
        _ => {
            findings.push(shape::wrong_shape(node, "一个列表"));
            &[]
        }
    }
}

/// A list's items, or the node itself where it is no list.
pub(crate) fn one_or_many(node: &Node) -> &[Node] {
    match &node.shape {
        Shape::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// One text, or a list of texts.
pub(crate) fn texts_of<'t>(node: &'t Node, findings: &mut Findings) -> Vec<&'t Text> {
    one_or_many(node).iter().filter_map(|item| text_of(item, findings)).collect()
}

/// A date as `2026-03-10`.
pub(crate) fn date_of(text: &Text, findings: &mut Findings) -> Option<Date> {
    let date = read_date(&text.value);
    if date.is_none() {
        findings.push(shape::bad_date(text.at, &text.value));
    }
    date
}

/// A length in time, at least one of its unit.
pub(crate) fn duration_of(text: &Text, findings: &mut Findings) -> Option<Duration> {
    let length = text.value.parse::<Duration>().ok().filter(|length| length.count > 0);
    if length.is_none() {
        findings.push(shape::bad_duration(text.at, &text.value));
    }
    length
}

/// A number.
pub(crate) fn number_of(text: &Text, findings: &mut Findings) -> Option<Number> {
    let number = text.value.parse().ok();
    if number.is_none() {
        findings.push(shape::not_number(text));
    }
    number
}
