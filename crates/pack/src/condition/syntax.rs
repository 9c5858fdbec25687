//! The shape of a condition before names are resolved. Ranges are bytes of the condition's text.

use crate::model::Op;
use std::ops::Range;

/// A condition.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Cond {
    pub range: Range<usize>,
    pub shape: Shape,
}

/// Its shapes.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shape {
    /// 且
    All(Vec<Cond>),
    /// 或
    Any(Vec<Cond>),
    /// 非
    Not(Box<Cond>),
    /// 左 关系 右
    Compare { left: Name, op: Op, op_range: Range<usize>, right: Right },
    /// 甲 占 乙 ≥ 1/2
    Share { part: Name, whole: Name, op: Op, bound: Word },
    /// 有 字段
    Known(Name),
}

/// A name on the left, with what stands in brackets after it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Name {
    pub word: String,
    pub argument: Option<Word>,
    pub range: Range<usize>,
}

/// A word with its place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Word {
    pub value: String,
    pub range: Range<usize>,
}

impl Word {
    /// Numerator and denominator, where it is a fraction between 0 and 1.
    pub fn fraction(&self) -> Option<(u32, u32)> {
        let (numerator, denominator) = self.value.split_once(['/', '／'])?;
        let (numerator, denominator) = (numerator.trim().parse().ok()?, denominator.trim().parse().ok()?);
        (denominator > 0 && numerator <= denominator).then_some((numerator, denominator))
    }
}

/// What stands on the right.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Right {
    /// A word, perhaps with a unit after it.
    Word { word: Word, unit: Option<Word> },
    /// A name with brackets: another fact.
    Name(Name),
    /// [甲, 乙]
    List(Vec<Word>),
}
