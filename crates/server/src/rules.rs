//! The ways into the packs: made once, for as long as the packs are the same.

use jishi_authorize::Personal;
use jishi_evaluate::kinds_below;
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// Places of duties, and what is asked of the packs again and again.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) by_article: BTreeMap<(String, u32), Vec<usize>>,
    pub(crate) by_name: BTreeMap<String, usize>,
    /// The record kinds that are about persons.
    pub(crate) personal: Personal,
    /// The record kinds that duties look at in bodies below.
    pub(crate) below: BTreeSet<String>,
}

impl Rules {
    pub(crate) fn of(library: &Library) -> Self {
        let mut by_article: BTreeMap<(String, u32), Vec<usize>> = BTreeMap::new();
        for (at, duty) in library.duties.iter().enumerate() {
            for citation in &duty.citations {
                let duties = by_article.entry((citation.document.clone(), citation.article)).or_default();
                if duties.last() != Some(&at) {
                    duties.push(at);
                }
            }
        }
        let by_name = library.duties.iter().enumerate().map(|(at, duty)| (duty.name.clone(), at)).collect();
        Self { by_article, by_name, personal: Personal::of(library), below: kinds_below(library) }
    }
}
