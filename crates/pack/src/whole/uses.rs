//! Looks for names of packs that are used without being listed.

use crate::check::uses::not_listed;
use crate::compiler::{Compiler, Sort};
use crate::model::{Duty, Form, Set, Who};
use std::collections::{BTreeMap, BTreeSet};

/// Looks at each duty for names from packs that its own does not list, directly or through others.
pub(crate) fn find(c: &mut Compiler) {
    let mut found = Vec::new();
    let mut closures: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for duty in &c.library.duties {
        let pack = duty.origin.pack.as_str();
        let listed = closures.entry(pack).or_insert_with(|| c.library.closure(pack));
        for (sort, name) in names(duty) {
            let Some((home, _)) = c.homes.get(&(sort, name.to_owned())) else { continue };
            if !listed.contains(home.as_str()) {
                let at = c.home(Sort::Duty, &duty.name).unwrap_or_default();
                found.push(not_listed(at, name, home));
            }
        }
    }
    found.into_iter().for_each(|finding| c.findings.push(finding));
}

fn names(duty: &Duty) -> impl Iterator<Item = (Sort, &str)> {
    let subjects: &[String] = match &duty.who {
        Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => kinds,
        Who::Members => &[],
    };
    let reached: &[String] = match &duty.form {
        Form::Coverage { set: Set::Below(kinds) | Set::InUnit(kinds) | Set::Related { kinds, .. }, .. } => kinds,
        _ => &[],
    };
    let bodies = subjects.iter().chain(reached).map(|kind| (Sort::BodyKind, kind.as_str()));
    let records = duty.form.selectors().into_iter().flat_map(|selector| &selector.kinds).map(|kind| (Sort::Record, kind.as_str()));
    bodies.chain(records)
}
