//! The table of rights as data: `permissions.json`, read once.
//!
//! Rules that its tests hold it to: who may correct a body's records or see its people sees the body too, whole.

use crate::actor::Action;
use jishi_facts::RelationKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Whose row it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Who {
    /// Whoever holds a post of the row's kinds of bodies and titles.
    #[serde(rename = "任职者")]
    Holder,
    /// Every person on the register; `本组织` is the branch they belong to.
    #[serde(rename = "党员")]
    Member,
    /// The system administrator.
    #[serde(rename = "系统管理员")]
    System,
    /// The security administrator.
    #[serde(rename = "安全管理员")]
    Security,
    /// The auditor.
    #[serde(rename = "审计员")]
    Audit,
    /// The site's owner at the command line.
    #[serde(rename = "本机所有者")]
    Owner,
}

/// When a row holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Phase {
    /// At all times.
    #[default]
    #[serde(rename = "任何时候")]
    Always,
    /// While no person has an account yet.
    #[serde(rename = "启用前")]
    BeforeCommissioning,
    /// While the unit of the post opens its own people's accounts.
    #[serde(rename = "单位自办账户")]
    Entrusted,
}

/// How far a row goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Span {
    /// The person alone.
    #[serde(rename = "本人")]
    Themself,
    /// The body, and those that stand to it as the row's relations say.
    #[serde(rename = "本组织")]
    Own,
    /// These and all below them (隶属).
    #[serde(rename = "本组织及下级")]
    Below,
    /// These and all bodies of their units.
    #[serde(rename = "本单位")]
    Unit,
    /// Everything.
    #[serde(rename = "全部")]
    Whole,
}

/// One row: who may do what, how far, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Whose row it is.
    #[serde(rename = "谁")]
    pub who: Who,
    /// Kinds of bodies, as packs name them.
    #[serde(rename = "组织类别", default)]
    pub kinds: Vec<String>,
    /// Titles of posts; none means any holder.
    #[serde(rename = "职务", default)]
    pub titles: Vec<String>,
    /// When it holds.
    #[serde(rename = "何时", default)]
    pub phase: Phase,
    /// How far it goes.
    #[serde(rename = "范围")]
    pub span: Span,
    /// Also from the bodies that stand in these relations to one's own.
    #[serde(rename = "经由", default)]
    pub through: Vec<RelationKind>,
    /// What it allows.
    #[serde(rename = "可以")]
    pub actions: BTreeSet<Action>,
    /// The article, and why.
    #[serde(rename = "依据")]
    pub basis: String,
}

impl Row {
    /// Does it speak of a post of this kind of body and title?
    pub(crate) fn is_for_post(&self, kind: &str, title: &str) -> bool {
        let named = |names: &[String], name: &str| names.iter().any(|known| known == name);
        self.who == Who::Holder && named(&self.kinds, kind) && (self.titles.is_empty() || named(&self.titles, title))
    }
}

/// The table, in its written order. A table that cannot be read gives nobody any right.
#[must_use]
pub fn table() -> &'static [Row] {
    static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| serde_json::from_str(include_str!("../permissions.json")).unwrap_or_default());
    &TABLE
}
