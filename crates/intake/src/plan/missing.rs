//! Members who stand in no row of a roster that is otherwise whole: they stay members, and are named, so that somebody says
//! whether they have left.

use super::{Desk, Work};
use crate::mapping::Target;
use crate::report::Warning;
use jishi_base::{BodyId, PersonId};
use std::collections::BTreeMap;

/// Names them, branch by branch, at the sheet in which the others of their branch stand. `seen`: where each person stands.
pub(crate) fn say(desk: &Desk<'_>, works: &mut [Work<'_>], seen: &BTreeMap<PersonId, String>) {
    for branch in desk.site.bodies.keys() {
        let (found, missing): (Vec<PersonId>, Vec<PersonId>) = desk.people.members_now(*branch).partition(|person| seen.contains_key(person));
        // A sheet with a few newcomers is no roster of the branch, however many they are.
        let found: Vec<PersonId> = found.into_iter().filter(|person| desk.site.people.contains_key(person)).collect();
        if found.len() < missing.len().max(1) || missing.is_empty() {
            continue;
        }
        let names: Vec<&str> = missing.iter().filter_map(|person| desk.draft.people.get(person)).map(jishi_facts::Person::name).collect();
        let names: Vec<&str> = names.into_iter().filter(|name| !desk.refused_people.contains_key(*name)).collect();
        let Some(place) = found.iter().find_map(|person| seen.get(person)).filter(|_| !names.is_empty()) else { continue };
        let here = |work: &&mut Work<'_>| work.is(Target::People) && place.starts_with(&format!("{} {} ", work.file, work.sheet));
        if let Some(work) = works.iter_mut().find(here) {
            work.report.warnings.push(Warning { cell: String::new(), message: asked(desk, *branch, &names) });
        }
    }
}

fn asked(desk: &Desk<'_>, branch: BodyId, names: &[&str]) -> String {
    format!(
        "“{}”的党员，这张表里没有：{}；登记簿里仍是党员。是否已转出、去世或停止党籍？是的，请保留这一行并填写“转出日期”，或导入“党员转出登记”",
        desk.body_name(branch),
        names.join("、")
    )
}
