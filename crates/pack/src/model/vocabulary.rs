//! The words of the packs: kinds of bodies, code lists, record kinds and their fields.

use super::condition::Op;
use super::origin::Origin;
use jishi_base::{Citation, Label};

/// A kind of body (组织类别).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BodyKind {
    /// Name.
    pub name: String,
    /// Other writings in workbooks.
    pub aliases: Vec<String>,
    /// Title of the post that answers for the body's duties.
    pub owner: Option<String>,
    /// Usual posts.
    pub posts: Vec<String>,
    /// Kinds it may be subordinate to.
    pub parents: Vec<String>,
    /// Endings of names by which the kind is recognised, longest first.
    pub endings: Vec<String>,
}

/// A code list (代码).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CodeList {
    /// Name.
    pub name: String,
    /// Values in order, each with the words that stand for it in free text.
    pub values: Vec<CodeValue>,
    /// The value for a text in which no word is found.
    pub otherwise: Option<String>,
}

impl CodeList {
    /// Every value whose words occur in `text`, in list order; [`CodeList::otherwise`] where none does and the text is
    /// not empty.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<String> {
        let found: Vec<String> =
            self.values.iter().filter(|v| v.words.iter().any(|w| text.contains(w.as_str()))).map(|v| v.value.clone()).collect();
        if found.is_empty() && !text.trim().is_empty() { self.otherwise.iter().cloned().collect() } else { found }
    }
}

/// One value of a code list.
#[derive(Clone, PartialEq, Debug)]
pub struct CodeValue {
    /// The value.
    pub value: String,
    /// A text that contains any of these is coded so. Contains the value itself.
    pub words: Vec<String>,
}

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

/// A field of a record kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: FieldType,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Which article asks for it; `None` is shown as 无出处.
    pub citation: Option<Citation>,
    /// Must it be filled in?
    pub required: bool,
    /// 读自: text fields whose words give this coded field its values, where it is not entered itself.
    pub read_from: Vec<String>,
    /// 密级: its own, else its record kind's.
    pub label: Label,
}

/// Whose a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Belongs {
    /// The bodies that held it.
    Body,
    /// The people in [`RecordKind::object`].
    Person,
}

/// A record kind (记录).
#[derive(Clone, PartialEq, Debug)]
pub struct RecordKind {
    /// Name.
    pub name: String,
    /// Other writings in workbooks.
    pub aliases: Vec<String>,
    /// The articles it serves; empty where 无出处.
    pub citations: Vec<Citation>,
    /// Whose it is.
    pub belongs: Belongs,
    /// The role (a 人员 or 组织 field) whose members the record is about: for persons' duties and for coverage.
    pub object: Option<String>,
    /// When it counts as held; a record known to fail it is kept and never counts.
    pub quorum: Option<Share>,
    /// Fields by which two entries are the same.
    pub same_by: Vec<String>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Where it is written.
    pub origin: Origin,
}

/// A share of one number field in another, compared exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Number field or fact.
    pub part: String,
    /// Number field or fact.
    pub whole: String,
    /// How it must compare.
    pub op: Op,
    /// Numerator of the bound.
    pub numerator: u32,
    /// Denominator of the bound.
    pub denominator: u32,
}

impl Share {
    /// The bound as it is said: 1/3; the whole is 100%.
    #[must_use]
    pub fn bound(&self) -> String {
        if self.numerator == self.denominator { "100%".to_owned() } else { format!("{}/{}", self.numerator, self.denominator) }
    }
}
