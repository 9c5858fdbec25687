//! Who came or did not, in words: `张三（出差）、李四（病假）`, `张三和李四`, `因公出差2人（张三、李四）`, `张三(出差)李四(病假)`. The names
//! of the register divide the text; what is left may be a reason, a count or a mark. Anything else is handed back unread.

use super::name::{self, Name};
use crate::text;
use crate::lexicon::RollWords;
use jishi_base::numeral;

/// What the cell says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Roll {
    /// Names with their notes, those of the register and others.
    pub(crate) names: Vec<Name>,
    /// The numbers of people it states, where it does: 缺席2人.
    pub(crate) stated: Vec<u32>,
    /// Are reasons given?
    pub(crate) reasons: bool,
    /// Does it speak of everybody: 全体党员?
    pub(crate) everybody: bool,
    /// Does it speak of those who did not come: 除…外, 病假?
    pub(crate) missing: bool,
    /// What is none of these.
    pub(crate) unread: Vec<String>,
}

/// The names of a register, as a text is divided by them.
pub(crate) struct Register<'r> {
    /// Is it a name, without dots and spaces?
    pub(crate) known: &'r dyn Fn(&str) -> bool,
    /// The most letters of a name.
    pub(crate) longest: usize,
}

/// Marks at which one entry ends.
const MARKS: [char; 17] = ['、', '，', ',', '；', ';', '/', '|', '\n', '\r', '\t', '。', '+', '&', '：', ':', '-', '—'];

/// Reads the cell's text. `nobody` are the words for an empty list.
pub(crate) fn read(written: &str, nobody: &[String], words: &RollWords, register: &Register<'_>) -> Roll {
    let whole = text::squeezed(&text::half_width(written));
    let bare = whole.trim_end_matches(['。', '.', ';', ',']);
    let mut scan = Scan { words, register, roll: Roll::default(), last: Last::Mark, rest: String::new(), attached: false };
    if bare.is_empty() || nobody.iter().any(|word| text::half_width(word) == bare) {
        return scan.roll;
    }
    for segment in text::split_outside(written, &['；', ';', '\n', '\r']) {
        let segment = scan.label(segment);
        let chars: Vec<char> = text::half_width(segment).chars().collect();
        scan.list(&chars);
    }
    scan.roll
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Mark,
    Name,
    /// A word about those who came: a number after it is none of the list.
    Came,
    Word,
}

struct Scan<'s> {
    words: &'s RollWords,
    register: &'s Register<'s>,
    roll: Roll,
    last: Last,
    /// What is not understood so far, and whether it stands right behind a name.
    rest: String,
    attached: bool,
}

impl Scan<'_> {
    /// `病假：张三`: a label without a name says why, or how many; a name before the colon has its reason behind it.
    fn label<'t>(&mut self, segment: &'t str) -> &'t str {
        let Some((label, rest)) = segment.split_once(['：', ':']) else { return segment };
        let chars: Vec<char> = text::half_width(label).chars().collect();
        if (0..chars.len()).any(|at| self.known(&chars, at).is_some()) {
            let mut one = Scan { roll: Roll::default(), last: Last::Mark, rest: String::new(), ..*self };
            one.list(&chars);
            self.roll.names.append(&mut one.roll.names);
            self.roll.unread.append(&mut one.roll.unread);
            self.roll.stated.append(&mut one.roll.stated);
            self.roll.reasons = true;
            // Names behind the reason of a name: 张三：病假，李四：出差.
            let chars: Vec<char> = text::half_width(rest).chars().collect();
            return if (0..chars.len()).any(|at| self.known(&chars, at).is_some()) { rest } else { "" };
        }
        let plain = text::squeezed(label);
        let says = |words: &[String]| words.iter().any(|word| plain.contains(word.as_str()));
        self.roll.missing |= says(&self.words.missing);
        self.roll.everybody |= says(&self.words.everybody);
        let counts = counts(&chars);
        self.roll.reasons |= counts.is_empty() && !says(&self.words.labels);
        if !says(&self.words.came) || says(&self.words.missing) {
            self.roll.stated.extend(counts);
        }
        rest
    }

    fn list(&mut self, chars: &[char]) {
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            at += self.step(chars, at, c);
        }
        self.flush(true);
        self.last = Last::Mark;
    }

    /// Reads what begins at `at`; how many characters it was.
    fn step(&mut self, chars: &[char], at: usize, c: char) -> usize {
        if matches!(c, '(' | '[' | '【' | '〔') {
            return self.bracket(chars, at);
        }
        if ('①'..='⑳').contains(&c) || MARKS.contains(&c) && !(c == '-' && self.rest.ends_with(|c: char| c.is_ascii_alphabetic())) {
            self.flush(true);
            self.last = Last::Mark;
            return 1;
        }
        if c.is_whitespace() {
            // 孙 七 is one name; 孙七 钱八 are two.
            if self.rest.chars().count() > 1 {
                self.flush(false);
            }
            return 1;
        }
        if let Some((name, length)) = self.known(chars, at) {
            self.flush(false);
            self.roll.names.push(Name { name, note: None });
            self.last = Last::Name;
            return length;
        }
        if let Some((count, length)) = count(chars, at) {
            self.flush(false);
            if self.last != Last::Came {
                self.roll.stated.push(count);
            }
            self.last = Last::Word;
            return length;
        }
        if let Some(length) = self.word(chars, at) {
            return length;
        }
        if self.rest.is_empty() {
            let apart = at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(|before| before.is_whitespace());
            self.attached = self.last == Last::Name && !apart;
        }
        self.rest.push(c);
        1
    }

    /// What stands in brackets is the note of the name before them; after anything else it is a list.
    fn bracket(&mut self, chars: &[char], at: usize) -> usize {
        let mut depth = 0usize;
        let end = chars.iter().enumerate().skip(at).find_map(|(end, c)| {
            match c {
                '(' | '[' | '【' | '〔' => depth += 1,
                ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0).then_some(end)
        });
        let end = end.unwrap_or(chars.len());
        let inside = chars.get(at + 1..end).unwrap_or_default();
        // 孙七（病假）: somebody who is not on the register has a note like the others.
        let stranger = self.last != Last::Name && self.is_name(&self.rest.clone());
        self.flush(stranger);
        if self.last == Last::Name {
            let note: String = inside.iter().collect::<String>().trim().to_owned();
            self.roll.reasons = true;
            self.roll.missing |= self.words.missing.iter().any(|word| note.contains(word.as_str()));
            if let Some(name) = self.roll.names.last_mut().filter(|name| name.note.is_none() && !note.is_empty()) {
                name.note = Some(note);
            }
        } else {
            let inside: Vec<char> = inside.to_vec();
            self.list(&inside);
            self.last = Last::Word;
        }
        end + 1 - at
    }

    /// A word of the tables, the longest first; a single character only where it cannot be part of a name.
    fn word(&mut self, chars: &[char], at: usize) -> Option<usize> {
        let begins = |word: &String| word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c));
        let longest = |words: &[String]| words.iter().filter(|word| begins(word)).map(|word| word.chars().count()).max();
        let lists = [&self.words.reasons, &self.words.labels, &self.words.came, &self.words.everybody, &self.words.missing];
        let length = lists.iter().filter_map(|words| longest(words)).max();
        if let Some(length) = length.filter(|length| *length > 1 || self.rest.is_empty()) {
            self.flush(false);
            let is = |words: &[String]| longest(words) == Some(length);
            self.roll.reasons |= is(&self.words.reasons);
            self.roll.everybody |= is(&self.words.everybody);
            self.roll.missing |= is(&self.words.missing);
            self.last = if is(&self.words.came) && !is(&self.words.missing) { Last::Came } else { Last::Word };
            return Some(length);
        }
        let link = longest(&self.words.links)?;
        let ends = chars.get(at + link).is_none_or(|next| MARKS.contains(next) || matches!(next, '(' | ')')) || count(chars, at + link).is_some();
        if self.rest.is_empty() || ends || self.known(chars, at + link).is_some() {
            self.flush(false);
            // 张三和: what follows is the next of the list, no reason of 张三.
            self.last = if self.last == Last::Came { Last::Came } else { Last::Word };
            return Some(link);
        }
        None
    }

    /// The name of the register that begins at `at`, the longest, and how much of the text it is. Spaces and dots inside
    /// a name are no part of it. A single character is a name only where nothing stands around it.
    fn known(&self, chars: &[char], at: usize) -> Option<(String, usize)> {
        let skipped = |c: &char| c.is_whitespace() || name::is_dot(*c);
        if chars.get(at).is_none_or(skipped) {
            return None;
        }
        let (mut letters, mut found) = (String::new(), None);
        for (length, c) in chars.iter().skip(at).enumerate().filter(|(_, c)| !skipped(c)).take(self.register.longest) {
            if MARKS.contains(c) && *c != '-' {
                break;
            }
            letters.push(*c);
            let count = letters.chars().count();
            let alone = || self.rest.is_empty() && self.last == Last::Mark && chars.get(at + 1).is_none_or(|next| MARKS.contains(next) || *next == '(');
            if (count > 1 || alone()) && (self.register.known)(&letters) {
                found = Some((letters.clone(), length + 1));
            }
        }
        found
    }

    fn is_name(&self, written: &str) -> bool {
        let plain = text::squeezed(written);
        let length = plain.chars().filter(|c| name::is_han(*c)).count();
        let dotted = plain.chars().any(|c| name::is_dot(c) || c.is_ascii_alphabetic());
        let begins = self.words.beginnings.iter().any(|word| plain.starts_with(word.as_str()));
        let linked = plain.chars().all(|c| self.words.links.iter().any(|link| link.chars().eq([c])));
        !begins && !linked && (dotted || (2..=4).contains(&length)) && name::clean(&plain).is_ok()
    }

    /// Decides about what was not understood. `mark`: nothing follows that it could belong to.
    fn flush(&mut self, mark: bool) {
        let rest = std::mem::take(&mut self.rest);
        let plain = text::squeezed(&rest);
        if plain.is_empty() || !plain.chars().any(char::is_alphanumeric) {
            return;
        }
        let attached = std::mem::replace(&mut self.attached, false);
        // 1. and 2. before the entries of a list.
        if plain.contains('.') && plain.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return;
        }
        let links = |c: char| self.words.links.iter().any(|link| link.chars().eq([c]));
        if plain.chars().all(links) {
            return;
        }
        // 张三赴郑州: the reason of the name before it.
        if (attached || self.last != Last::Mark) && self.words.beginnings.iter().any(|word| plain.starts_with(word.as_str())) {
            self.roll.reasons = true;
            return;
        }
        // 等2人, 孙七等: what links it to the next is no part of a name.
        let plain = plain.trim_end_matches(links);
        let plain = plain.strip_suffix("同志").unwrap_or(plain);
        if !attached && self.is_name(plain) {
            self.stranger(plain);
        } else if !attached
            && let Some((first, second)) = plain.split_once(['和', '及', '与']).filter(|(first, second)| self.is_name(first) && self.is_name(second))
        {
            self.stranger(first);
            self.stranger(second);
        } else if mark && plain.chars().all(|c| c.is_ascii_digit()) {
            self.roll.stated.extend(plain.parse::<u32>().ok());
        } else {
            self.roll.unread.push(plain.to_owned());
        }
    }

    fn stranger(&mut self, written: &str) {
        if let Ok(name) = name::clean(written) {
            self.roll.names.push(name);
            self.last = Last::Name;
        }
    }
}

/// `2人`, `２ 名`, `两人`, and how much of the text it is.
fn count(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let figure = |c: &&char| c.is_ascii_digit() || "〇零一二两三四五六七八九十百".contains(**c);
    let figures: String = chars.iter().skip(at).take_while(figure).collect();
    let mut end = at + figures.chars().count();
    while chars.get(end).is_some_and(|c| c.is_whitespace()) {
        end += 1;
    }
    let unit = matches!(chars.get(end), Some('人' | '名' | '位' | '个'));
    let number = numeral::read(&figures.replace('两', "二")).filter(|_| unit)?;
    // 3名党员, 2个人.
    let more = if chars.get(end) == Some(&'个') && chars.get(end + 1) == Some(&'人') { 2 } else { 1 };
    Some((number, end + more - at))
}

/// Every number of people in a text.
fn counts(chars: &[char]) -> Vec<u32> {
    let (mut at, mut out) = (0, Vec::new());
    while at < chars.len() {
        match count(chars, at) {
            Some((number, length)) => {
                out.push(number);
                at += length;
            }
            None => at += 1,
        }
    }
    out
}
