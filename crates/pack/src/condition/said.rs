//! A condition as a sentence says it: 环节为公示 for `环节 = 公示`. Signs and brackets of the language are not shown to readers.

use super::{Kind, Token, lex};

/// The condition in words.
pub(super) fn said(source: &str) -> String {
    let tokens = lex(source);
    let mut out = String::new();
    let mut rest = tokens.as_slice();
    while let [token, after @ ..] = rest {
        rest = after;
        let text = token.text(source);
        match token.kind {
            Kind::Relation if yes(after, source) => rest = after.get(1..).unwrap_or_default(),
            Kind::Relation => out += relation(text),
            Kind::Word if text == "属于" => rest = one_of(&mut out, source, after),
            Kind::Word if text == "非" => rest = not(&mut out, source, after),
            Kind::Word if matches!(text, "且" | "或") => out = out + "，" + text,
            Kind::Word => word(&mut out, text),
            Kind::Quoted => out = out + "“" + text + "”",
            Kind::Open => out.push('（'),
            Kind::Close => out.push('）'),
            Kind::ListOpen | Kind::ListClose => {}
            Kind::Comma => out.push('、'),
        }
    }
    out
}

fn relation(sign: &str) -> &'static str {
    match sign {
        "≠" | "!=" | "！=" | "<>" => "不为",
        "≥" | ">=" => "不少于",
        ">" | "＞" => "大于",
        "≤" | "<=" => "不多于",
        "<" | "＜" => "少于",
        _ => "为",
    }
}

/// `设支委会 = 是` is said as 设支委会.
fn yes(after: &[Token], source: &str) -> bool {
    after.first().is_some_and(|token| token.is_word(source, "是"))
}

/// `职务 属于 [书记, 副书记]`: 职务为书记、副书记之一.
fn one_of<'t>(out: &mut String, source: &str, after: &'t [Token]) -> &'t [Token] {
    let end = after.iter().position(|token| matches!(token.kind, Kind::ListClose | Kind::Close)).unwrap_or(after.len());
    let (list, rest) = after.split_at_checked(end).unwrap_or((after, &[]));
    let values: Vec<&str> = list.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted)).map(|token| token.text(source)).collect();
    *out = format!("{out}为{}之一", values.join("、"));
    rest.get(1..).unwrap_or_default()
}

/// `非 有 登记` is said as 没有登记.
fn not<'t>(out: &mut String, source: &str, after: &'t [Token]) -> &'t [Token] {
    let lacks = after.first().is_some_and(|token| token.is_word(source, "有"));
    out.push_str(if lacks { "没有" } else { "并非" });
    after.get(usize::from(lacks)..).unwrap_or_default()
}

/// Words run together as Chinese does; a number, and a second word of an argument, stand apart.
fn word(out: &mut String, text: &str) {
    let apart = text.starts_with(|c: char| c.is_ascii_digit()) || out.ends_with(|c: char| c.is_ascii_digit());
    if apart && !out.is_empty() {
        out.push(' ');
    }
    out.push_str(text);
}

#[cfg(test)]
mod tests;
