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
    /// 人员
    People,
    /// 组织
    Bodies,
}
