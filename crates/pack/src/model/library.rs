//! What a checked set of packs holds, and where each thing in it was written.

use super::duty::Duty;
use super::vocabulary::{BodyKind, CodeList, RecordKind};
use jishi_base::{ArticleStyle, Citation};
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A checked, compiled set of packs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Library {
    /// Heads, by short name.
    pub packs: BTreeMap<String, Pack>,
    /// Kinds of bodies, by name.
    pub body_kinds: BTreeMap<String, BodyKind>,
    /// Record kinds, by name.
    pub record_kinds: BTreeMap<String, RecordKind>,
    /// Code lists, by name.
    pub codes: BTreeMap<String, CodeList>,
    /// Groups of record kinds (归类), by name, expanded.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Duties, in pack and file order.
    pub duties: Vec<Duty>,
    /// Sentences or articles that no duty is made of, and why.
    pub no_duty: Vec<NoDuty>,
}

impl Library {
    /// A pack, and all it uses directly or through others.
    #[must_use]
    pub fn closure<'l>(&'l self, pack: &'l str) -> BTreeSet<&'l str> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![pack]);
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(self.packs.get(next).into_iter().flat_map(|pack| pack.uses.iter().map(String::as_str)));
            }
        }
        seen
    }
}

/// A pack's head: one official document.
#[derive(Clone, PartialEq, Debug)]
pub struct Pack {
    /// Short name, as cited.
    pub short: String,
    /// The document's full title.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// In force from.
    pub date: Option<Date>,
    /// How it numbers its articles.
    pub style: ArticleStyle,
    /// Number of articles; 0 for a pack without a document (通用).
    pub articles: u32,
    /// Short names of the packs it uses.
    pub uses: Vec<String>,
}

/// A sentence or article of which no duty is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoDuty {
    /// Which.
    pub citation: Citation,
    /// Why.
    pub reason: String,
}
