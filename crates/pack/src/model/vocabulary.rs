//! The words of the packs: kinds of bodies, code lists, record kinds and their fields.

use super::condition::Op;
use super::meaning::Meaning;
use super::origin::Origin;
use super::readers::Readers;
use super::types::FieldType;
use jishi_base::{Citation, Label};

/// A kind of body (组织类别).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BodyKind {
    /// Name.
    pub name: String,
    /// Other writings in workbooks.
    pub aliases: Vec<String>,
    /// Title of the post that answers for the body's duties.
    pub owner: Option<String>,
    /// Usual posts.
    pub posts: Vec<String>,
    /// Words in a title by which its holder acts for the post that answers for the body (代行).
    pub acting: Vec<String>,
    /// Kinds it may be subordinate to.
    pub parents: Vec<String>,
    /// Endings of names by which the kind is recognised, longest first.
    pub endings: Vec<String>,
    /// Formal endings of names, for which the kind's name is said.
    pub formal: Vec<String>,
    /// What bodies of the kind are to the program (含义).
    pub meaning: Option<BodyMeaning>,
    /// How it is told whether a body of the kind has a committee; `None` where that is not asked.
    pub committee: Option<Committee>,
}

impl BodyKind {
    /// The post whose work the holder of a title does in a body of this kind: `书记` for `副书记（主持工作）`; else the title's own.
    #[must_use]
    pub fn office<'t>(&'t self, title: &'t str) -> &'t str {
        let acts = self.acting.iter().any(|word| title.contains(word.as_str()));
        self.owner.as_deref().filter(|_| acts).unwrap_or(title)
    }
}

/// What bodies of a kind are to the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BodyMeaning {
    /// Where members belong.
    Branch,
    /// Above all others; a body outside of which nothing is known is taken for one.
    Top,
    /// It keeps discipline, and what is labelled so.
    Discipline,
}

impl BodyMeaning {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Branch, Self::Top, Self::Discipline];

    /// The word for it in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Branch => "支部",
            Self::Top => "最上级",
            Self::Discipline => "纪检",
        }
    }
}

/// By what it is told that a body has a committee, where its register does not say so (支委会).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committee {
    /// A post whose title ends so is one of its committee.
    pub post: String,
    /// A body whose name ends so says that it has one.
    pub named: String,
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
    /// 密级: its own, else the closer of its shared field's and its record kind's.
    pub label: Label,
    /// 可看: its own, else its shared field's, else those of its label.
    pub readers: Readers,
    /// 含义: its own, else its shared field's.
    pub meaning: Option<Meaning>,
    /// 要素: asked for by the article of the record kind itself.
    pub essential: bool,
}

impl Field {
    /// A field of which nothing more is said.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: FieldType) -> Self {
        let name = name.into();
        Self { name, kind, unit: None, citation: None, required: false, read_from: Vec::new(), label: Label::Internal, readers: Readers::Record, meaning: None, essential: false }
    }
}

/// What fields of one name and type have in common in every record kind (共用字段).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SharedField {
    /// Name.
    pub name: String,
    /// Type. A field of the same name and another type has nothing of it.
    pub kind: FieldType,
    /// What it means.
    pub meaning: Option<Meaning>,
    /// How closely it is kept.
    pub label: Label,
    /// Who may read it.
    pub readers: Readers,
    /// Asked for by the article of the record kind itself.
    pub essential: bool,
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

impl RecordKind {
    /// The first field with a meaning.
    #[must_use]
    pub fn field_meaning(&self, meaning: Meaning) -> Option<&Field> {
        self.fields.iter().find(|field| field.meaning == Some(meaning))
    }
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
