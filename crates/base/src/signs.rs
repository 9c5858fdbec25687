//! Signs that are never taken into a text: what nobody can see, and what turns the direction of reading.
//!
//! With them two texts look alike and differ (a name that no search finds), or one text looks like another; a NUL cannot
//! be stored in PostgreSQL at all. One table for every entrance and both databases: controls but for the ends of lines and
//! the tabulator, direction marks, zero-width and other signs that Unicode calls ignorable, noncharacters. Signs that
//! choose the form of a rare character (variation selectors) are letters' business and stay.

use jishi_defence::Defence;
use std::fmt;

/// What to do about such a sign in a text that one typed or pasted.
pub const HELP: &str = "请删去这个符号；看不见、删不掉时，把这一处清空，重新手工输入";

/// First and last of a range, and its name. In order.
const NEVER: &[(char, char, &str)] = &[
    ('\0', '\0', "空字符"),
    ('\u{1}', '\u{8}', "控制符"),
    ('\u{b}', '\u{b}', "纵向制表符"),
    ('\u{c}', '\u{c}', "换页符"),
    ('\r', '\r', "单独的回车符"),
    ('\u{e}', '\u{1f}', "控制符"),
    ('\u{7f}', '\u{9f}', "控制符"),
    ('\u{ad}', '\u{ad}', "软连字符"),
    ('\u{34f}', '\u{34f}', "组合连接符"),
    ('\u{61c}', '\u{61c}', "文字方向标记"),
    ('\u{115f}', '\u{1160}', "韩文填充符"),
    ('\u{17b4}', '\u{17b5}', "高棉文隐元音"),
    ('\u{180e}', '\u{180e}', "蒙古文元音分隔符"),
    ('\u{200b}', '\u{200b}', "零宽空格"),
    ('\u{200c}', '\u{200c}', "零宽不连字"),
    ('\u{200d}', '\u{200d}', "零宽连字"),
    ('\u{200e}', '\u{200f}', "文字方向标记"),
    ('\u{2028}', '\u{2028}', "行分隔符"),
    ('\u{2029}', '\u{2029}', "段分隔符"),
    ('\u{202a}', '\u{202e}', "改变文字方向的符号"),
    ('\u{2060}', '\u{2060}', "词连接符"),
    ('\u{2061}', '\u{2065}', "隐形运算符"),
    ('\u{2066}', '\u{2069}', "改变文字方向的符号"),
    ('\u{206a}', '\u{206f}', "废弃的格式符"),
    ('\u{3164}', '\u{3164}', "韩文填充符"),
    ('\u{fdd0}', '\u{fdef}', "非字符"),
    ('\u{feff}', '\u{feff}', "字节序标记"),
    ('\u{ffa0}', '\u{ffa0}', "韩文填充符"),
    ('\u{fff0}', '\u{fffb}', "隐形格式符"),
    ('\u{fffe}', '\u{ffff}', "非字符"),
    ('\u{1bca0}', '\u{1bca3}', "速记格式符"),
    ('\u{1d173}', '\u{1d17a}', "乐谱格式符"),
    ('\u{1fffe}', '\u{1ffff}', "非字符"),
    ('\u{2fffe}', '\u{2ffff}', "非字符"),
    ('\u{3fffe}', '\u{3ffff}', "非字符"),
    ('\u{4fffe}', '\u{4ffff}', "非字符"),
    ('\u{5fffe}', '\u{5ffff}', "非字符"),
    ('\u{6fffe}', '\u{6ffff}', "非字符"),
    ('\u{7fffe}', '\u{7ffff}', "非字符"),
    ('\u{8fffe}', '\u{8ffff}', "非字符"),
    ('\u{9fffe}', '\u{9ffff}', "非字符"),
    ('\u{afffe}', '\u{affff}', "非字符"),
    ('\u{bfffe}', '\u{bffff}', "非字符"),
    ('\u{cfffe}', '\u{cffff}', "非字符"),
    ('\u{dfffe}', '\u{dffff}', "非字符"),
    ('\u{e0000}', '\u{e00ff}', "标签符"),
    ('\u{e01f0}', '\u{e0fff}', "标签符"),
    ('\u{efffe}', '\u{effff}', "非字符"),
    ('\u{ffffe}', '\u{fffff}', "非字符"),
    ('\u{10fffe}', '\u{10ffff}', "非字符"),
];

/// A sign that is never taken: `零宽空格 U+200B`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sign {
    code: char,
    name: &'static str,
}

impl Sign {
    /// The sign, if it is one that is never taken. A `\r` is one by itself, but not before a `\n`.
    #[must_use]
    pub fn of(code: char) -> Option<Self> {
        let range = NEVER.get(NEVER.partition_point(|(_, last, _)| *last < code))?;
        (range.0 <= code && Defence::SignsAreSeen.holds()).then_some(Self { code, name: range.2 })
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} U+{:04X}", self.name, u32::from(self.code))
    }
}

/// Where the first such sign stands in a text. Shown as what is wrong with the text:
/// `第 3 个字后面有看不见的符号（零宽空格 U+200B）`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stray {
    /// Characters before it.
    pub after: usize,
    /// Which it is.
    pub sign: Sign,
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after {
            0 => f.write_str("开头")?,
            after => write!(f, "第 {after} 个字后面")?,
        }
        write!(f, "有看不见的符号（{}）", self.sign)
    }
}

/// The first sign of a text that is never taken.
#[must_use]
pub fn stray(text: &str) -> Option<Stray> {
    let mut signs = text.chars().peekable();
    let mut after = 0;
    while let Some(code) = signs.next() {
        let ends_line = code == '\r' && signs.peek() == Some(&'\n');
        if let Some(sign) = Sign::of(code).filter(|_| !ends_line) {
            return Some(Stray { after, sign });
        }
        after += usize::from(!ends_line);
    }
    None
}

/// The same text with every end of a line written `\n`, as it is kept.
#[must_use]
pub fn with_plain_line_ends(text: String) -> String {
    if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text }
}

/// The same text without such signs: for what was kept before they were refused, when it is written anew.
#[must_use]
pub fn without(text: &str) -> String {
    text.chars().filter(|code| Sign::of(*code).is_none()).collect()
}

/// The same text with each such sign written out, `〈U+202E〉`: for messages that must repeat it.
#[must_use]
pub fn written_out(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, code| {
        match Sign::of(code) {
            Some(_) => out.push_str(&format!("〈U+{:04X}〉", u32::from(code))),
            None => out.push(code),
        }
        out
    })
}

#[cfg(test)]
mod tests;
