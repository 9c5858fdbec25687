//! Who is expected at a meeting: the members, or those who hold office.

use crate::snapshot::Snapshot;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_intake::Mapping;
use jishi_pack::RecordKind;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Kinds of meetings of those who hold office: the same table that imports are read by.
static BY_HOLDERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let tables = Mapping::built_in().map(|mapping| mapping.tables).unwrap_or_default();
    tables.into_iter().flat_map(|table| table.by_holders).collect()
});

/// Those expected on a day, in the order of the register; of a body without members, those who hold its posts.
pub(crate) fn expected(snapshot: &Snapshot, body: BodyId, kinds: &[&RecordKind], day: Date) -> Vec<PersonId> {
    let site = snapshot.seen();
    let of_holders = !kinds.is_empty() && kinds.iter().all(|kind| BY_HOLDERS.contains(&kind.name));
    let members: Vec<PersonId> = if of_holders { Vec::new() } else { site.members_on(body, day).map(|person| person.id).collect() };
    if !members.is_empty() {
        return members;
    }
    let mut seen = BTreeSet::new();
    let holders = site.posts_of(body, day).into_iter().flat_map(|post| site.holders_on(post.id, day)).map(|holding| holding.person);
    holders.filter(|person| seen.insert(*person)).collect()
}
