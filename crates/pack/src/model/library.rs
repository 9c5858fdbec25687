//! What a checked set of packs holds, and where each thing in it was written.

use super::duty::Duty;
use super::ledger::{LedgerOf, LedgerPlan};
use super::meaning::{Meaning, Meanings};
use super::readers::Keeping;
use super::right::Right;
use super::vocabulary::{BodyKind, BodyMeaning, CodeList, RecordKind, SharedField};
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
    /// What fields have in common in every record kind, by name.
    pub shared_fields: BTreeMap<String, SharedField>,
    /// Which fields mean what.
    pub meanings: Meanings,
    /// Record kinds, by name.
    pub record_kinds: BTreeMap<String, RecordKind>,
    /// Code lists, by name.
    pub codes: BTreeMap<String, CodeList>,
    /// Groups of record kinds (归类), by name, expanded.
    pub groups: BTreeMap<String, Vec<String>>,
    /// The table of rights, in the order written, with what a site's own packs narrow in it.
    pub rights: Vec<Right>,
    /// Ledgers, one of each sort.
    pub ledgers: BTreeMap<LedgerOf, LedgerPlan>,
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

    /// Gives fields of a library that is built by hand their meanings: those of the name, where the type fits.
    pub fn give(&mut self, meanings: &[(Meaning, &str)]) {
        for (meaning, name) in meanings {
            self.meanings.note(*meaning, name);
            let fields = self.record_kinds.values_mut().flat_map(|kind| &mut kind.fields);
            fields.filter(|field| field.name == *name && field.kind == meaning.field_type()).for_each(|field| field.meaning = Some(*meaning));
        }
    }

    /// The text fields that may name a record, the first that is there.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        self.meanings.names(Meaning::Title)
    }

    /// How a field of a record of these kinds is kept: the closest that any of them says; of a field that none of them has, what is
    /// said of its name in all.
    pub fn keeping<K: AsRef<str>>(&self, kinds: impl IntoIterator<Item = K>, field: &str) -> Keeping {
        let kinds = kinds.into_iter().filter_map(|kind| self.record_kinds.get(kind.as_ref()));
        let fields = kinds.flat_map(|kind| &kind.fields).filter(|known| known.name == field);
        let kept = fields.map(|field| Keeping { label: field.label, readers: field.readers }).reduce(Keeping::and);
        let shared = || self.shared_fields.get(field).map(|shared| Keeping { label: shared.label, readers: shared.readers });
        kept.or_else(shared).unwrap_or_default()
    }

    /// The kinds of bodies with a meaning, in name order.
    pub fn kinds_meaning(&self, meaning: BodyMeaning) -> impl Iterator<Item = &BodyKind> {
        self.body_kinds.values().filter(move |kind| kind.meaning == Some(meaning))
    }

    /// A name without the ending by which a kind of bodies with this meaning is known: `办公室` for `办公室支部`.
    #[must_use]
    pub fn without_ending<'n>(&self, meaning: BodyMeaning, name: &'n str) -> &'n str {
        let mut endings = self.kinds_meaning(meaning).flat_map(|kind| &kind.endings);
        endings.find_map(|ending| name.strip_suffix(ending.as_str())).unwrap_or(name)
    }

    /// A body's name with the short ending that is said for the formal one: `人事处党支部` for `人事处支部委员会`.
    #[must_use]
    pub fn short_ending(&self, name: &str) -> Option<String> {
        let formal = self.body_kinds.values().flat_map(|kind| kind.formal.iter().map(move |ending| (ending, &kind.name)));
        let longest = formal.filter(|(ending, _)| name.ends_with(ending.as_str())).max_by_key(|(ending, _)| ending.len())?;
        Some(format!("{}{}", name.strip_suffix(longest.0.as_str())?, longest.1))
    }

    /// Has a kind of bodies a meaning?
    #[must_use]
    pub fn is_kind(&self, kind: &str, meaning: BodyMeaning) -> bool {
        self.body_kinds.get(kind).is_some_and(|known| known.meaning == Some(meaning))
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
