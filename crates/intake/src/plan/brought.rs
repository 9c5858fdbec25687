//! What good rows brought: the registers, and the ledgers of the bodies that hand theirs in.

use jishi_base::{BodyId, UnitId};
use jishi_facts::Site;
use jishi_workflow::Content;
use std::collections::{BTreeMap, BTreeSet};

/// What good rows brought.
#[derive(Default)]
pub(crate) struct Brought {
    pub(super) registers: BTreeSet<(UnitId, String)>,
    /// By file: what of each kind was recorded by which body.
    ledgers: BTreeMap<String, BTreeSet<(String, BodyId)>>,
    /// Kinds of records of which no body is known, by unit.
    pub(super) loose: BTreeSet<(UnitId, String)>,
}

impl Brought {
    /// Notes a register that a unit keeps.
    pub(crate) fn register(&mut self, unit: UnitId, name: &str) {
        self.registers.insert((unit, name.to_owned()));
    }

    /// Notes a record of a file: it is in the ledger of its bodies, else of the branches of whom it is about.
    pub(crate) fn record(&mut self, site: &Site, file: &str, unit: UnitId, content: &Content) {
        let branches = || content.people.values().flatten().filter_map(|person| site.branch_of(*person, content.date)).collect();
        let bodies: BTreeSet<BodyId> = if content.bodies.is_empty() { branches() } else { content.bodies.iter().copied().collect() };
        for kind in &content.kinds {
            if bodies.is_empty() {
                self.loose.insert((unit, kind.into()));
            }
            let of_file = self.ledgers.entry(file.to_owned()).or_default();
            of_file.extend(bodies.iter().map(|body| (kind.into(), *body)));
        }
    }

    /// The ledgers that were handed in. A body that hands in a file hands in all of its kinds that bodies like it record there:
    /// where it has no row of one of them, there was none.
    pub(super) fn ledgers(&self, site: &Site) -> BTreeSet<(String, BodyId)> {
        let kind_of = |body: &BodyId| site.bodies.get(body).map(|body| body.kind.as_str());
        let mut all = BTreeSet::new();
        for of_file in self.ledgers.values() {
            let bodies: BTreeSet<BodyId> = of_file.iter().map(|(_, body)| *body).collect();
            for (kind, body) in of_file {
                all.extend(bodies.iter().filter(|like| kind_of(like) == kind_of(body)).map(|like| (kind.clone(), *like)));
            }
        }
        all
    }
}
