//! What a row of the roster changes about somebody who is registered: his branch, and what is known of him.

use super::Desk;
use super::desk::{AGAIN, UNREAD};
use super::line::Line;
use jishi_base::{BodyId, PersonId, signs};
use jishi_calendar::{Date, PartialDate};
use jishi_facts::{PersonDetails, Sealed, Source};
use jishi_workflow::Command;

/// What a row says of somebody.
pub(crate) struct Said {
    pub(crate) branch: BodyId,
    pub(crate) details: PersonDetails,
    pub(crate) blind: Option<String>,
    /// The day on which he moved into the branch.
    pub(crate) moved: Option<Date>,
    pub(crate) source: Option<Source>,
}

/// Changes what is known of a person; what the row does not say stays.
pub(crate) fn change(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, person: PersonId, said: Said) {
    let Said { branch, details: new, blind, moved, source } = said;
    let Some((known, old_blind)) = desk.draft.people.get(&person).map(|known| (&known.details, known.blind.clone())) else { return };
    let old = match known {
        Sealed::Open(_) => match desk.details(person) {
            Ok(old) => old.unwrap_or_default(),
            Err(_) => return line.refuse("姓名", UNREAD, AGAIN),
        },
        Sealed::Held(_) => return line.refuse("姓名", "这个人的信息正在限制处理，不能导入", "请删去这一行，解除限制以后再导入"),
        Sealed::Erased => return line.refuse("姓名", "这个人的资料已删除，不能再导入", "如需重新登记，请先与管理员联系"),
    };
    let at = desk.people.branch(person);
    if let Some(from) = at.filter(|at| *at != branch) {
        let Some(on) = moved else {
            let unit = |body: BodyId| desk.draft.bodies.get(&body).and_then(|body| body.unit);
            // Where somebody of another unit belongs is not for this one to learn.
            let there = if unit(from) == unit(branch) { format!("“{}”", desk.body_name(from)) } else { "别的单位".to_owned() };
            let message = format!("原来登记在{there}，这里写的支部不同，又没有组织关系转入日期");
            line.refuse("所在党支部", &message, "请填写“组织关系转入日期”，或改回原支部");
            return;
        };
        if let Err(refusal) = desk.run(Command::Transfer { person, from, to: branch, on }) {
            line.refused("转入日期", &refusal);
            return;
        }
    } else if let Some((_, day)) = desk.people.left(person).filter(|_| moved.is_none()) {
        line.warn("所在党支部", &format!("“{}”已在 {day} 离开，没有按这一行恢复；如又转回，请填写组织关系转入日期", new.name));
    } else if at.is_none() {
        let kind = jishi_facts::MembershipKind::Registered;
        if let Err(refusal) = desk.run(Command::JoinBranch { person, branch, kind, from: moved }) {
            line.refused("所在党支部", &refusal);
            return;
        }
    }
    // Signs that were kept before they were refused go when the person's details are written anew.
    let plain = |text: &Option<String>| text.as_deref().map(signs::without);
    // A month says nothing against a day of it.
    let (joined, joined_month) = known_as((new.joined, new.joined_month), (old.joined, old.joined_month));
    let (confirmed, confirmed_month) = known_as((new.confirmed, new.confirmed_month), (old.confirmed, old.confirmed_month));
    let details = PersonDetails {
        name: new.name,
        sex: new.sex.or_else(|| old.sex.clone()),
        ethnicity: new.ethnicity.or_else(|| old.ethnicity.clone()),
        birth: new.birth.or(old.birth),
        id_number: new.id_number.or_else(|| old.id_number.clone()),
        education: new.education.or_else(|| plain(&old.education)),
        joined,
        confirmed,
        joined_month,
        confirmed_month,
        office: new.office.or_else(|| plain(&old.office)),
        phone: new.phone.or_else(|| plain(&old.phone)),
        conditions: if line.has("备注") { new.conditions } else { old.conditions.clone() },
        remark: if line.has("备注") { new.remark } else { plain(&old.remark) },
    };
    let blind = blind.or_else(|| old_blind.clone());
    if details == old && blind == old_blind {
        return;
    }
    let (unit, name) = (desk.draft.people.get(&person).map(|known| known.unit), details.name.clone());
    if let Err(refusal) = desk.run(Command::ChangePerson { person, blind: blind.clone(), details, source }) {
        line.refused("姓名", &refusal);
        return;
    }
    if let Some(unit) = unit {
        desk.people.add(person, unit, &name, blind.as_deref());
    }
}

/// A date of a person: a day, or the month where no day is known.
type Known = (Option<Date>, Option<PartialDate>);

/// What is known of a date after a row: what it says; where it only says the month of a day that is known, or nothing, what was known.
fn known_as(new: Known, old: Known) -> Known {
    match new {
        (Some(_), _) => (new.0, None),
        (None, Some(month)) if !old.0.is_some_and(|day| month.agrees_with(day.into())) => new,
        _ => old,
    }
}
