//! The types of fields.

/// The type of a record's field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldType {
    /// 文本: free text, sealed; conditions cannot read it.
    Text,
    /// 数字
    Number,
    /// 日期
    Date,
    /// 是否
    Flag,
    /// 单选 from a code list
    Code(String),
    /// 多选 from a code list
    Codes(String),
    /// 期: a period's label, such as `2026-02`
    Period,
    /// 编号: what people call a matter by, the same on every record about it
    Matter,
    /// 人员
    People,
    /// 组织
    Bodies,
}

impl FieldType {
    /// Can two records be told to be about the same matter by such a field?
    #[must_use]
    pub fn can_be_the_same(&self) -> bool {
        matches!(self, Self::Matter | Self::Code(_) | Self::Period | Self::People | Self::Bodies)
    }
}

/// 编号 as it is kept: without spaces, digits and brackets in one width. It has a digit and at most 24 characters, so that nobody's
/// name is taken for one.
#[must_use]
pub fn matter_number(written: &str) -> Option<String> {
    let plain = |c: char| match c {
        '０'..='９' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '－' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '(' | '（' | '[' | '【' | '［' => '〔',
        ')' | '）' | ']' | '】' | '］' => '〕',
        _ => c,
    };
    let number: String = written.chars().filter(|c| !c.is_whitespace()).map(plain).collect();
    (number.chars().any(|c| c.is_ascii_digit()) && number.chars().count() <= 24).then_some(number)
}
