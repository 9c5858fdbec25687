//! Items that must be followed to their end, and what people decide about a single duty: reasons, exemptions, extensions.
//!
//! Of an item it is entered who did it: the same step by another is another statement, and refused. What is decided about a
//! duty stands whoever says it once more; the one who said it first stays.

use crate::{Refusal, bodies, people};
use jishi_base::{BodyId, ItemId, PersonId, RecordId};
use jishi_calendar::Date;
use jishi_facts::{Event, Extension, Item, KeyOwner, Mark, RecordText, Sealed, Site, Subject, Waiver, Words};

type Decision = Result<Vec<Event>, Refusal>;

#[allow(clippy::too_many_arguments)] // The fields of the command.
pub(crate) fn open(
    site: &Site, item: ItemId, kind: String, body: BodyId, opened_by: Option<RecordId>, opened: Date, owner: Option<PersonId>,
    due: Option<Date>, text: RecordText,
) -> Decision {
    bodies::known(site, body)?;
    owner.map_or(Ok(()), |owner| people::known(site, owner).map(|_| ()))?;
    if site.items.contains_key(&item) {
        return Err(Refusal::new("这一事项已经登记", "请直接办理"));
    }
    if text.values().all(|text| text.trim().is_empty()) {
        return Err(Refusal::new("没有写是什么事项", "请写明要办什么"));
    }
    if due.is_some_and(|due| due < opened) {
        return Err(Refusal::new("办理期限早于议定的日期", "请核对期限"));
    }
    Ok(vec![Event::ItemOpened { item, kind, body, opened_by, opened, owner, due, text: Sealed::Open(text) }])
}

pub(crate) fn close(site: &Site, item: ItemId, on: Date, by: PersonId) -> Decision {
    let known = known(site, item)?;
    people::known(site, by)?;
    if (known.closed, known.closed_by) == (Some(on), Some(by)) {
        return Ok(Vec::new());
    }
    if known.closed.is_some() {
        return Err(Refusal::new("这一事项已经办结", "如办得不对，请由核实人写明"));
    }
    if on < known.opened {
        return Err(Refusal::new("办结日期早于议定的日期", "请核对日期"));
    }
    Ok(vec![Event::ItemClosed { item, on, by }])
}

/// Whoever did it does not verify it.
pub(crate) fn verify(site: &Site, item: ItemId, on: Date, by: PersonId) -> Decision {
    let known = known(site, item)?;
    people::known(site, by)?;
    if (known.verified, known.verified_by) == (Some(on), Some(by)) {
        return Ok(Vec::new());
    }
    match known.closed {
        None => Err(Refusal::new("这一事项还没有办结", "请先登记办结")),
        Some(_) if known.verified.is_some() => Err(Refusal::new("这一事项已经核实", "不用再核实")),
        Some(_) if known.closed_by == Some(by) => Err(Refusal::new("办结的人不能自己核实", "请由另一人核实")),
        Some(closed) if on < closed => Err(Refusal::new("核实日期早于办结日期", "请核对日期")),
        Some(_) => Ok(vec![Event::ItemVerified { item, on, by }]),
    }
}

pub(crate) fn give_reason(site: &Site, duty: String, subject: Subject, period: String, text: String) -> Decision {
    let owner = key_owner(site, subject)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("没有写理由", "请写明没有按期办理的原因"));
    }
    let standing = site.reasons.iter().rev().find(|one| (&one.duty, one.subject, &one.period) == (&duty, subject, &period));
    if standing.and_then(|one| one.text.open()).is_some_and(|said| said.mark == Mark::of(text)) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::ReasonGiven { duty, subject, period, owner, text: Sealed::Open(text.to_owned()) }])
}

pub(crate) fn waive(site: &Site, duty: String, subject: Subject, period: String, ground: String, by: PersonId) -> Decision {
    let owner = key_owner(site, subject)?;
    people::known(site, by)?;
    let ground = ground.trim();
    if ground.is_empty() {
        return Err(Refusal::new("没有写免除的依据", "请写明情形或决定的文号"));
    }
    let standing = site.waivers.iter().rev().find(|one| (&one.duty, one.subject, &one.period) == (&duty, subject, &period));
    if standing.and_then(|one| one.ground.open()).is_some_and(|said| said.mark == Mark::of(ground)) {
        return Ok(Vec::new());
    }
    let ground = Words::Sealed(Sealed::Open(ground.to_owned()));
    Ok(vec![Event::Waived { waiver: Waiver { duty, subject, period, owner: Some(owner), ground, by } }])
}

pub(crate) fn extend(site: &Site, extension: Extension) -> Decision {
    key_owner(site, extension.subject)?;
    bodies::known(site, extension.approved_by)?;
    let of = |one: &Extension| one.duty == extension.duty && one.subject == extension.subject && one.period == extension.period;
    let standing = site.extensions.iter().rev().find(|one| of(one));
    if standing.is_some_and(|one| one.until == extension.until) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Extended { extension }])
}

fn known(site: &Site, item: ItemId) -> Result<&Item, Refusal> {
    site.items.get(&item).ok_or_else(|| Refusal::new("没有这一事项", "请先登记"))
}

/// Under whose key a text about a subject is sealed.
fn key_owner(site: &Site, subject: Subject) -> Result<KeyOwner, Refusal> {
    match subject {
        Subject::Person(person) => people::in_use(site, person).map(|_| KeyOwner::Person(person)),
        Subject::Body(body) => bodies::known(site, body).map(|_| KeyOwner::Body(body)),
        Subject::Post(post) => {
            let post = site.posts.get(&post).ok_or_else(|| Refusal::new("没有这个职务", "请先登记"))?;
            Ok(KeyOwner::Body(post.body))
        }
    }
}
