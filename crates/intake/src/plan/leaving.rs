//! A member leaves his branch on a day that is written, for another branch of the unit where the row names one.

use super::Desk;
use super::line::{Effect, Line};
use crate::bodies::Meant;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_facts::Event;
use jishi_workflow::Command;

/// Somebody who leaves, with the cell that says so and what it says.
pub(crate) struct Departure<'t> {
    pub(crate) person: PersonId,
    pub(crate) branch: BodyId,
    pub(crate) day: Option<Date>,
    pub(crate) to: &'t str,
    pub(crate) why: String,
}

/// A member leaves on a day, for another branch of the unit where the row names one.
pub(crate) fn leave(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, departure: Departure<'_>) -> Option<Effect> {
    let Departure { person, branch, day, to, why } = departure;
    if !line.good() {
        return None;
    }
    let Some(on) = day else {
        line.refuse(to, &format!("{why}，但登记簿里他还是“{}”的党员；没有写是哪一天离开的", desk.body_name(branch)), "请填写“转出日期”（写到日）");
        return None;
    };
    if let Some(other) = other_branch(desk, line, branch) {
        line.refuse("所在党支部", &format!("写的是“{other}”，登记簿里他在“{}”", desk.body_name(branch)), "请核对是不是这个人、从哪里离开");
        return None;
    }
    let since = desk.draft.memberships.iter().filter(|known| known.person == person && known.body == branch && known.until.is_none());
    if since.filter_map(|known| desk.draft.member_since(known)).any(|since| on < since) {
        line.refuse(to, &format!("{why}，但 {on} 早于他到这个支部的日期"), "请核对两个日期");
        return None;
    }
    let unit = desk.draft.bodies.get(&branch).and_then(|body| body.unit);
    let branches = desk.branch_kind();
    let next = line.aside(|line| line.text("去向")).and_then(|written| Some(desk.body(unit?, &written, branches)));
    if let Some(Meant::One(next)) = next.filter(|next| *next != Meant::One(branch)) {
        if let Err(refusal) = desk.run(Command::Transfer { person, from: branch, to: next, on }) {
            line.refused(to, &refusal);
            return None;
        }
        line.warn(to, &format!("{why}，{on} 转到“{}”", desk.body_name(next)));
        return Some(Effect::Changed);
    }
    desk.enter(Event::MemberLeft { person, body: branch, on });
    line.warn(to, &format!("{why}，{on} 起不再是“{}”的党员", desk.body_name(branch)));
    if on > desk.options.today {
        line.warn(to, "离开的日期在今天之后，请核对");
    }
    let posts = desk.draft.holdings.values().filter(|holding| holding.person == person && holding.until.is_none_or(|until| until > on));
    let titles: Vec<&str> = posts.filter_map(|holding| desk.draft.posts.get(&holding.post)).map(|post| post.title.as_str()).collect();
    if !titles.is_empty() {
        line.warn("姓名", &format!("还登记着任职：{}；请在任职表里填写免职日期", titles.join("、")));
    }
    Some(Effect::Changed)
}

/// The branch that a row names in place of the one that he is registered in; of a register of departures also a place outside
/// the unit, which nobody leaves from here.
fn other_branch(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, branch: BodyId) -> Option<String> {
    let written = line.aside(|line| line.word("所在党支部"))?;
    let unit = desk.draft.bodies.get(&branch).and_then(|body| body.unit)?;
    let named = desk.draft.units.get(&unit).is_some_and(|unit| written == unit.name || unit.name.ends_with(&written));
    let branches = desk.branch_kind();
    match desk.body(unit, &written, branches) {
        Meant::One(other) if other == branch => None,
        Meant::None if named || desk.body(unit, &written, None) != Meant::None => None,
        _ => Some(written),
    }
}
