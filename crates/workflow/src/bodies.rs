//! Units and bodies: founding, parents, terms, closing, taking up a ledger.

use crate::Refusal;
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Body, Event, RelationKind, Site, Source, Term, Uptake};

type Decision = Result<Vec<Event>, Refusal>;

/// The body, or the refusal that it is unknown.
pub(crate) fn known(site: &Site, body: BodyId) -> Result<&Body, Refusal> {
    site.bodies.get(&body).ok_or_else(|| Refusal::new("没有这个党组织", "请先登记党组织"))
}

pub(crate) fn register_unit(site: &Site, unit: UnitId, name: String) -> Decision {
    if name.trim().is_empty() {
        return Err(Refusal::new("没有写单位名称", "请填写单位名称"));
    }
    if site.units.values().any(|old| old.id == unit || old.name == name) {
        return Err(Refusal::new(format!("单位“{name}”已经登记"), "请直接使用已登记的单位"));
    }
    Ok(vec![Event::UnitRegistered { unit, name }])
}

#[allow(clippy::too_many_arguments)] // One for each field of the command.
pub(crate) fn register(
    site: &Site, body: BodyId, unit: Option<UnitId>, kind: String, name: String, founded: Option<Date>, parent: Option<BodyId>,
    source: Option<Source>,
) -> Decision {
    if name.trim().is_empty() || kind.trim().is_empty() {
        return Err(Refusal::new("没有写党组织的名称或类别", "请填写全称和类别"));
    }
    if let Some(unit) = unit.filter(|unit| !site.units.contains_key(unit)) {
        return Err(Refusal::new(format!("没有编号为 {unit} 的单位"), "请先登记单位"));
    }
    if site.bodies.values().any(|old| old.id == body || (old.unit == unit && old.name == name && old.closed.is_none())) {
        return Err(Refusal::new(format!("“{name}”已经登记"), "请直接使用已登记的党组织"));
    }
    let mut events = vec![Event::BodyRegistered { body, unit, kind, name, founded, source }];
    if let Some(to) = parent {
        known(site, to)?;
        events.push(Event::Related { body, kind: RelationKind::Subordinate, to, from: None });
    }
    Ok(events)
}

pub(crate) fn close(site: &Site, body: BodyId, on: Date) -> Decision {
    let old = known(site, body)?;
    if old.closed == Some(on) {
        return Ok(Vec::new());
    }
    if old.closed.is_some() {
        return Err(Refusal::new(format!("“{}”已经撤销", old.name), "不用再次撤销"));
    }
    after(old.founded, on, "撤销日期早于成立日期")?;
    Ok(vec![Event::BodyClosed { body, on }])
}

pub(crate) fn move_under(site: &Site, body: BodyId, to: BodyId, on: Option<Date>) -> Decision {
    known(site, to)?;
    let old = known(site, body)?;
    let mut above = Some(to);
    let mut steps = 0;
    while let Some(at) = above {
        if at == body || steps > site.bodies.len() {
            return Err(Refusal::new(format!("“{}”不能隶属于自己的下级", old.name), "请核对上级组织"));
        }
        steps += 1;
        above = site.bodies.get(&at).and_then(|body| body.relations.iter().rev().find(|r| r.kind == RelationKind::Subordinate && r.until.is_none())).map(|r| r.to);
    }
    let mut events = Vec::new();
    if let Some(current) = old.relations.iter().rev().find(|r| r.kind == RelationKind::Subordinate && r.until.is_none()) {
        if current.to == to {
            return Ok(Vec::new());
        }
        // A correction has no day of its own: the wrong relation ends where it began.
        let end = on.or(current.from).or(old.founded).unwrap_or(Date::MIN);
        events.push(Event::Unrelated { body, kind: RelationKind::Subordinate, to: current.to, on: end });
    }
    events.push(Event::Related { body, kind: RelationKind::Subordinate, to, from: on });
    Ok(events)
}

pub(crate) fn start_term(site: &Site, body: BodyId, term: Term) -> Decision {
    let old = known(site, body)?;
    if !(1..=10).contains(&term.years) {
        return Err(Refusal::new(format!("届期 {} 年不合理", term.years), "届期一般为 3 年或 5 年"));
    }
    match old.terms.iter().find(|known| known.from == term.from) {
        Some(known) if *known == term => Ok(Vec::new()),
        Some(known) => Ok(vec![Event::TermCorrected { body, old: *known, new: term }]),
        None => Ok(vec![Event::TermStarted { body, term }]),
    }
}

pub(crate) fn take_up(site: &Site, uptake: Uptake) -> Decision {
    if !site.units.contains_key(&uptake.unit) {
        return Err(Refusal::new("没有这个单位", "请先登记单位"));
    }
    if uptake.body.is_some_and(|body| site.bodies.get(&body).is_none_or(|body| body.unit != Some(uptake.unit))) {
        return Err(Refusal::new("没有这个党组织", "请先登记党组织"));
    }
    let Some(from) = uptake.from else {
        return Err(Refusal::new("没有写从哪一天起启用", "请写一个日期，一般是今年 1 月 1 日"));
    };
    Ok(if site.uptakes.get(&uptake.ledger()) == Some(&from) { Vec::new() } else { vec![Event::TakenUp { uptake }] })
}

/// `day` may not lie before `first`.
pub(crate) fn after(first: Option<Date>, day: Date, reason: &str) -> Result<(), Refusal> {
    match first {
        Some(first) if day < first => Err(Refusal::new(format!("{reason}（{first}）"), "请核对两个日期")),
        _ => Ok(()),
    }
}
