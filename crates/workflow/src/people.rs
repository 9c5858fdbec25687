//! People and their memberships.

use crate::{Refusal, bodies};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, Membership, MembershipKind, Person, PersonDetails, Sealed, Site, Source};

type Decision = Result<Vec<Event>, Refusal>;

/// The person, or the refusal that he is unknown.
pub(crate) fn known(site: &Site, person: PersonId) -> Result<&Person, Refusal> {
    site.people.get(&person).ok_or_else(|| Refusal::new("没有这个人", "请先在花名册里登记"))
}

/// The person, or the refusal that nothing is entered about somebody who is erased or restricted.
pub(crate) fn in_use(site: &Site, person: PersonId) -> Result<&Person, Refusal> {
    let known = known(site, person)?;
    match known.details {
        Sealed::Open(_) => Ok(known),
        Sealed::Held(_) => Err(Refusal::new("这个人的信息正在限制处理", "解除限制以前，不能再录入关于他的内容")),
        Sealed::Erased => Err(Refusal::new("这个人的资料已删除", "不能再录入关于他的内容；如确需录入，请作为新的人员登记")),
    }
}

pub(crate) fn register(
    site: &Site, person: PersonId, unit: UnitId, blind: Option<String>, details: PersonDetails, branch: Option<(BodyId, Option<Date>)>,
    source: Option<Source>,
) -> Decision {
    if !site.units.contains_key(&unit) {
        return Err(Refusal::new("没有这个单位", "请先登记单位"));
    }
    if details.name.is_empty() {
        return Err(Refusal::new("没有姓名", "请填写姓名"));
    }
    if site.people.contains_key(&person) {
        return Err(Refusal::new("这个人已经登记", "请直接修改他的资料"));
    }
    let mut events = vec![Event::PersonRegistered { person, unit, blind, details: Sealed::Open(details), source }];
    if let Some((body, from)) = branch {
        standing(site, body)?;
        events.push(Event::MemberJoined { person, body, kind: MembershipKind::Registered, from });
    }
    Ok(events)
}

pub(crate) fn change(site: &Site, person: PersonId, blind: Option<String>, details: PersonDetails, source: Option<Source>) -> Decision {
    let old = in_use(site, person)?;
    if details.name.is_empty() {
        return Err(Refusal::new("没有姓名", "请填写姓名"));
    }
    if old.blind == blind && old.details.open().is_some_and(|old| old.mark == details.mark()) && (source.is_none() || source == old.source) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::PersonChanged { person, blind, details: Sealed::Open(details), source }])
}

pub(crate) fn join(site: &Site, person: PersonId, branch: BodyId, kind: MembershipKind, from: Option<Date>) -> Decision {
    standing(site, branch)?;
    let current = site.memberships.iter().find(|m| m.person == person && m.kind == kind && m.until.is_none());
    match current {
        Some(current) if current.body == branch => Ok(Vec::new()),
        Some(_) if kind == MembershipKind::Registered => {
            Err(Refusal::new("他的组织关系已在另一个党支部", "请办理组织关系转接，填写转入日期"))
        }
        _ => Ok(vec![Event::MemberJoined { person, body: branch, kind, from }]),
    }
}

fn standing(site: &Site, branch: BodyId) -> Result<(), Refusal> {
    let branch = bodies::known(site, branch)?;
    match branch.closed {
        Some(_) => Err(Refusal::new(format!("“{}”已经撤销", branch.name), "请核对所在党支部")),
        None => Ok(()),
    }
}

pub(crate) fn transfer(site: &Site, person: PersonId, from: BodyId, to: BodyId, on: Date) -> Decision {
    known(site, person)?;
    standing(site, to)?;
    let (left, came) = (|m: &Membership| m.body == from && m.until == Some(on), |m: &Membership| m.body == to && m.from == Some(on) && m.until.is_none());
    let own = || site.memberships.iter().filter(|m| m.person == person);
    if own().any(left) && own().any(came) {
        return Ok(Vec::new());
    }
    let current = site.memberships.iter().find(|m| m.person == person && m.body == from && m.until.is_none());
    let current = current.ok_or_else(|| Refusal::new("他的组织关系不在原支部", "请核对转出的党支部"))?;
    bodies::after(site.member_since(current), on, "转入日期早于他到原支部的日期")?;
    Ok(vec![
        Event::MemberLeft { person, body: from, on },
        Event::MemberJoined { person, body: to, kind: current.kind, from: Some(on) },
    ])
}
