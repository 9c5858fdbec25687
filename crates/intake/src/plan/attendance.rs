//! Who came to a meeting and who did not, and whether the numbers agree with the registers. What does not agree is
//! accepted as written, and shown; what is not understood is refused, since it may be somebody's name.

use super::Desk;
use super::line::Line;
use crate::mapping::Reading;
use crate::people::Context;
use crate::values::roll::{self, Register, Roll};
use jishi_base::{BodyId, Number, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Fields, RecordText, Roles, Value};
use jishi_pack::{Meaning, RecordKind};
use jishi_workflow::Content;
use std::collections::BTreeSet;

/// The absent, the names of strangers among them, and the text that gives their reasons.
#[derive(Default)]
pub(crate) struct Away {
    pub(crate) people: Vec<PersonId>,
    pub(crate) strangers: Vec<String>,
    pub(crate) reasons: Option<String>,
}

const HELP: &str = "请写成“张三（出差）、李四（病假）”，没有人缺席写“无”";

/// Reads who was absent.
pub(crate) fn absent(desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId, context: Context<'_>) -> Away {
    let Some((text, roll)) = read(desk, line, to, unit) else { return Away::default() };
    let mut away = Away { reasons: roll.reasons.then_some(text), ..Away::default() };
    (away.people, away.strangers) = super::coding::people(desk, line, to, unit, &roll.names, context, false);
    let named = away.people.len() + away.strangers.len();
    // 缺席2人，其中病假1人（张三）、事假1人（李四）.
    let agrees = |stated: &[u32]| stated.first().is_none_or(|first| *first as usize == named) || stated.iter().sum::<u32>() as usize == named;
    if line.good()
        && !agrees(&roll.stated)
        && let Some(stated) = roll.stated.first()
    {
        line.warn(to, &format!("写的人数是 {stated}，名单是 {named} 人"));
    }
    away
}

/// The text of a cell and what it says; what is left of it unread is refused.
fn read(desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId) -> Option<(String, Roll)> {
    line.cell(to)?;
    let known = |name: &str| !desk.people.named(unit, name).is_empty();
    let words = &desk.mapping.words;
    let nothing = line.blank(to);
    let text = if nothing { line.as_written(to)? } else { line.read_named(to, |cell, _| crate::values::free_text(cell))? };
    if nothing {
        return Some((text, Roll::default()));
    }
    let register = Register { known: &known, longest: desk.people.longest() };
    let roll = roll::read(&text, &words.nobody, &words.lexicon.roll, &register);
    for rest in &roll.unread {
        // Where everybody came, who else was there makes nobody absent.
        if roll.everybody && !roll.missing {
            line.warn(to, &format!("“{rest}”看不懂，没有记入"));
            continue;
        }
        line.refuse(to, &format!("“{rest}”看不懂：不是名册里的姓名，也不像原因或人数"), HELP);
    }
    Some((text, roll))
}

/// What a meeting's row says about its attendance.
pub(crate) struct Meeting<'m> {
    pub(crate) kinds: &'m [&'m RecordKind],
    pub(crate) bodies: &'m [BodyId],
    pub(crate) date: Date,
    /// A meeting of the committee, not of the members.
    pub(crate) committee: bool,
    /// A meeting of a part of the body.
    pub(crate) in_part: bool,
}

impl<'m> Meeting<'m> {
    /// The field of the meeting's kinds with a meaning; no name where they have none.
    fn field(&self, meaning: Meaning) -> &'m str {
        self.kinds.iter().find_map(|kind| kind.field_meaning(meaning)).map_or("", |field| &field.name)
    }
}

/// Reads who came, from the column that lists them: whoever should have come and is not in it was absent, and the numbers
/// follow where the row does not give them.
pub(crate) fn present(
    desk: &Desk<'_>, line: &mut Line<'_, '_>, unit: UnitId, context: Context<'_>, meeting: &Meeting<'_>, content: &mut Content,
) {
    let Some(to) = line.reads(Reading::Present) else { return };
    let [due, came_in, absence] = [Meaning::Expected, Meaning::Came, Meaning::Absent].map(|meaning| meeting.field(meaning));
    let takes = |field: &str| meeting.kinds.iter().any(|kind| kind.fields.iter().any(|known| known.name == field));
    if line.blank(to) || takes(to) {
        return;
    }
    let Some((_, roll)) = read(desk, line, to, unit) else { return };
    let taken = |line: &mut Line<'_, '_>, content: &mut Content, field: &str, count: usize| {
        if !takes(field) {
            return;
        }
        let written = content.fields.get_or_insert_with(field, || Value::Number(whole(count)));
        if field == came_in
            && let Value::Number(number) = written
            && *number != whole(count)
        {
            line.warn(field, &format!("写的是 {number} 人，到会名单里是 {count} 人"));
        }
    };
    let stated = roll.stated.iter().copied().max().map(|stated| stated as usize);
    if let Some(stated) = stated.filter(|stated| *stated > roll.names.len() && !roll.everybody) {
        // 张三等8人: how many came is told, and not who did not.
        line.warn(to, &format!("写的是 {stated} 人，只列出 {} 人；实到按 {stated} 人记，缺席的是谁没有写", roll.names.len()));
        return taken(line, content, came_in, stated);
    }
    if roll.names.is_empty() && !roll.everybody {
        return line.warn(to, "没有列出到会的人，实到没有记入");
    }
    let (named, strangers) = super::coding::people(desk, line, to, unit, &roll.names, context, false);
    if !strangers.is_empty() {
        line.warn(to, &format!("不计入实到：{}", strangers.join("、")));
    }
    let expected: BTreeSet<PersonId> = if meeting.in_part { named.iter().copied().collect() } else { expected(desk, meeting) };
    let named: BTreeSet<PersonId> = named.into_iter().filter(|person| expected.contains(person)).collect();
    // 全体党员, or all of them but those who are named.
    let missing: Vec<PersonId> = match (roll.everybody, roll.missing || named.is_empty()) {
        (true, true) => named.iter().copied().collect(),
        _ => expected.difference(&named).copied().collect(),
    };
    if expected.is_empty() || !line.good() {
        return;
    }
    let came = expected.len() - missing.len();
    if takes(absence) && !missing.is_empty() {
        let absent = content.people.get_or_default(absence);
        let more: Vec<PersonId> = missing.into_iter().filter(|person| !absent.contains(person)).collect();
        line.warn(to, &format!("按名单，应到 {} 人，实到 {came} 人；没有列出的 {} 人记为缺席", expected.len(), more.len()));
        *absent = absent.iter().copied().chain(more).collect();
    }
    taken(line, content, due, expected.len());
    taken(line, content, came_in, came);
}

/// Warns where the numbers do not agree.
pub(crate) fn check(
    desk: &Desk<'_>, line: &mut Line<'_, '_>, meeting: &Meeting<'_>, fields: &Fields, people: &Roles,
    text: &RecordText,
) {
    let number = |field: &str| match fields.get(field) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let [expects, came, absence] = [Meaning::Expected, Meaning::Came, Meaning::Absent].map(|meaning| meeting.field(meaning));
    let (due, present) = (number(expects), number(came));
    let absent = people.get(absence).map(|people| &**people).unwrap_or_default();
    let away = absent.len() + text.get(absence).map_or(0, |strangers| strangers.split('、').count());
    let expected = if meeting.in_part { 0 } else { expected(desk, meeting).len() };
    if let Some(due) = due.filter(|due| expected > 0 && *due != whole(expected)) {
        let who = if meeting.committee { "支委会成员" } else { "党员" };
        line.warn(expects, &format!("写的是 {due} 人，当天登记的{who}是 {expected} 人"));
    }
    if let Some((due, present)) = due.zip(present) {
        if present > due {
            line.warn(came, &format!("{came} {present} 人多于{expects} {due} 人"));
        } else if line.has(absence) && present + whole(away) != due {
            line.warn(came, &format!("{came} {present} 人加{absence} {away} 人，不等于{expects} {due} 人"));
        }
    }
    let hosts = Meaning::AT_HAND.iter().flat_map(|meaning| desk.library.meanings.names(*meaning));
    let hosts = hosts.filter_map(|role| people.get(role).map(|people| (role.as_str(), people)));
    for (role, people) in hosts {
        if people.iter().any(|person| absent.contains(person)) {
            line.warn(role, &format!("{role}同时写在{absence}人员里"));
        }
    }
}

/// Who should come by the registers: those who hold a post of the body, or its members.
fn expected(desk: &Desk<'_>, meeting: &Meeting<'_>) -> BTreeSet<PersonId> {
    if meeting.committee {
        let posts: BTreeSet<_> = desk.draft.posts.values().filter(|post| meeting.bodies.contains(&post.body)).map(|post| post.id).collect();
        let held = desk.draft.holdings.values().filter(|holding| {
            posts.contains(&holding.post) && jishi_facts::site::holds(Some(holding.from), holding.until, meeting.date)
        });
        held.map(|holding| holding.person).collect()
    } else {
        meeting.bodies.iter().flat_map(|body| desk.people.members_on(*body, meeting.date)).collect()
    }
}

fn whole(count: usize) -> Number {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX / 1000))
}
