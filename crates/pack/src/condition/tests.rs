//! Conditions as text: precedence, brackets, and what is said where one is wrong.

use super::parser::parse;
use super::syntax::{Cond, Right, Shape};

/// The shape in one line: `(a = 1 & (b | !c))`.
fn show(cond: &Cond) -> String {
    let join = |parts: &[Cond], with: &str| format!("({})", parts.iter().map(show).collect::<Vec<_>>().join(with));
    match &cond.shape {
        Shape::All(parts) => join(parts, " & "),
        Shape::Any(parts) => join(parts, " | "),
        Shape::Not(inner) => format!("!{}", show(inner)),
        Shape::Known(name) => format!("?{}", name.word),
        Shape::Share { part, whole, op, bound } => format!("{}/{} {op:?} {}", part.word, whole.word, bound.value),
        Shape::Compare { left, op, right, .. } => {
            let argument = left.argument.as_ref().map(|word| format!("<{}>", word.value)).unwrap_or_default();
            let right = match right {
                Right::Word { word, unit } => word.value.clone() + unit.as_ref().map_or("", |unit| unit.value.as_str()),
                Right::Name(name) => name.word.clone(),
                Right::List(words) => words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(","),
            };
            format!("{}{argument} {op:?} {right}", left.word)
        }
    }
}

#[test]
fn shapes() {
    for (text, shape) in [
        ("议题 = 学习", "议题 Eq 学习"),
        ("议题=学习", "议题 Eq 学习"),
        ("应到 >= 3 人", "应到 Ge 3人"),
        ("甲 = 一 或 乙 = 二 且 丙 = 三", "(甲 Eq 一 | (乙 Eq 二 & 丙 Eq 三))"),
        ("（甲 = 一 或 乙 = 二）且 丙 = 三", "((甲 Eq 一 | 乙 Eq 二) & 丙 Eq 三)"),
        ("非（甲 = 一）", "!甲 Eq 一"),
        ("非 非 有 甲", "!!?甲"),
        ("有上级（领导） = 是", "有上级<领导> Eq 是"),
        ("任职者任职（机关党委 副书记） = 是", "任职者任职<机关党委 副书记> Eq 是"),
        ("实到 占 应到 ≥ 1/2", "实到/应到 Ge 1/2"),
        ("职务 属于 [书记, 副书记]", "职务 In 书记,副书记"),
        ("职务 属于（书记、副书记）", "职务 In 书记,副书记"),
        ("议题 = “学习 传达”", "议题 Eq 学习 传达"),
        ("情形 包含 年老体弱", "情形 Has 年老体弱"),
        ("在任人数（书记） ≥ 在任人数（副书记）", "在任人数<书记> Ge 在任人数"),
    ] {
        assert_eq!(parse(text).map(|cond| show(&cond)).as_deref(), Ok(shape), "{text}");
    }
}

#[test]
fn mistakes_are_marked() {
    for (text, marked, bracket) in [
        ("议题 学习", "学习", false),
        ("议题 =", "", false),
        ("= 学习", "=", false),
        ("议题 = 学习 且", "", false),
        ("议题 = 学习，应到 ≥ 3", "，", false),
        ("（议题 = 学习", "（", true),
        ("议题 = 学习）", "）", true),
        ("职务 属于 [书记）", "）", true),
        ("职务 属于 []", "", false),
        ("且 = 学习", "且", false),
        ("", "", false),
    ] {
        let Err(wrong) = parse(text) else { panic!("{text}") };
        assert_eq!((&text[wrong.range.clone()], wrong.bracket), (marked, bracket), "{text}: {}", wrong.why);
    }
}
