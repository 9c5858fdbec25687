//! Typed conditions over a record's fields and the registers' facts. Evaluation is three-valued, in `evaluate`.

use jishi_base::Number;
use jishi_calendar::Date;
use std::collections::BTreeSet;

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// =
    Eq,
    /// ≠
    Ne,
    /// ≥
    Ge,
    /// >
    Gt,
    /// ≤
    Le,
    /// <
    Lt,
    /// 包含: a list has the value
    Has,
    /// 属于: the value is one of a list
    In,
}

/// What a condition reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// A field of the record at hand.
    Field(String),
    /// A fact of the registers about the subject, with its argument: 在任人数（纪检委员）.
    Fact {
        /// Which fact.
        name: Fact,
        /// Its argument, empty where it takes none.
        argument: String,
    },
}

/// The register facts a condition may read. `facts::FACTS` in this crate gives their Chinese names and types.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // Each is named in `docs/pack-language.md`.
pub enum Fact {
    // of bodies
    BodyKind,
    MemberCount,
    FullMemberCount,
    ProbationaryCount,
    HasCommittee,
    HoldersOf,
    ChildCount,
    UnitHas,
    UnitMemberCount,
    HighestInUnit,
    HasRelation,
    TermYears,
    Entry,
    EntryOfYear,
    // of posts
    Title,
    Held,
    HolderAlsoHolds,
    // of people
    Age,
    Standing,
    Conditions,
    HoldsPostIn,
    PartyYears,
    HasLink,
}

/// A literal, or another term to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// A number.
    Number(Number),
    /// A code or name.
    Text(String),
    /// Several codes.
    List(Vec<String>),
    /// A day.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
    /// Another field or fact.
    Term(Term),
}

/// A typed condition. Evaluation is three-valued: what is not known makes it unknown, and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// What it is.
    pub node: Node,
    /// In words, for explanations.
    pub words: String,
}

impl Expr {
    /// The fields of a record that it reads.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<&str> {
        self.terms().into_iter().filter_map(|term| if let Term::Field(name) = term { Some(name.as_str()) } else { None }).collect()
    }

    /// Does it read this fact of the registers?
    #[must_use]
    pub fn reads(&self, fact: Fact) -> bool {
        self.terms().into_iter().any(|term| matches!(term, Term::Fact { name, .. } if *name == fact))
    }

    /// Does it read this fact with this argument?
    #[must_use]
    pub fn reads_of(&self, fact: Fact, of: &str) -> bool {
        self.terms().into_iter().any(|term| matches!(term, Term::Fact { name, argument } if *name == fact && argument == of))
    }

    fn terms(&self) -> Vec<&Term> {
        match &self.node {
            Node::All(parts) | Node::Any(parts) => parts.iter().flat_map(Self::terms).collect(),
            Node::Not(inner) => inner.terms(),
            Node::Compare { left, right: Operand::Term(right), .. } => vec![left, right],
            Node::Compare { left, .. } | Node::Known(left) => vec![left],
            Node::Share { part, whole, .. } => vec![part, whole],
        }
    }
}

/// The shapes of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// 且
    All(Vec<Expr>),
    /// 或
    Any(Vec<Expr>),
    /// 非
    Not(Box<Expr>),
    /// 左 关系 右
    Compare {
        /// Left.
        left: Term,
        /// How.
        op: Op,
        /// Right.
        right: Operand,
    },
    /// 甲 占 乙 ≥ 1/2
    Share {
        /// Part.
        part: Term,
        /// Whole.
        whole: Term,
        /// How.
        op: Op,
        /// Numerator.
        numerator: u32,
        /// Denominator.
        denominator: u32,
    },
    /// 有 字段
    Known(Term),
}
