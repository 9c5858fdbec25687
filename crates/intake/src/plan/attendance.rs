//! Who was absent, and whether the numbers of a meeting agree with the registers. What does not agree is accepted as
//! written, and shown.

use super::Desk;
use super::line::Line;
use crate::people::Context;
use crate::text;
use crate::values::{free_text, name, roll};
use jishi_base::{BodyId, Number, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{RecordText, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The absent, the names of strangers among them, and the text that gives their reasons.
#[derive(Default)]
pub(crate) struct Away {
    pub(crate) people: Vec<PersonId>,
    pub(crate) strangers: Vec<String>,
    pub(crate) reasons: Option<String>,
}

/// Reads who was absent.
pub(crate) fn absent(desk: &Desk<'_>, line: &mut Line<'_, '_>, to: &str, unit: UnitId, context: Context<'_>) -> Away {
    let Some(text) = line.read(to, |cell, _| free_text(cell)) else { return Away::default() };
    let known = |name: &str| !desk.people.named(unit, name).is_empty();
    let roll = roll::read(&text, &desk.mapping.words.nobody, &known);
    let mut away = Away { reasons: roll.reasons.then(|| text.clone()), ..Away::default() };
    for absent in &roll.absent {
        let written = beginning(&absent.written, &known);
        match name::clean(&written) {
            Ok(name) => {
                let (people, strangers) = super::coding::people(desk, line, to, unit, &[name], context, false);
                away.people.extend(people);
                away.strangers.extend(strangers);
            }
            Err(problem) => line.refuse(to, &problem.message, "请写成“张三（出差）、李四（病假）”，没有人缺席写“无”"),
        }
    }
    let named = away.people.len() + away.strangers.len();
    if let Some(stated) = roll.stated.filter(|stated| *stated as usize != named && line.good()) {
        line.warn(to, &format!("写的人数是 {stated}，名单是 {named} 人"));
    }
    away
}

/// `张三出差` begins with a known name; the rest is the reason.
fn beginning(written: &str, known: &dyn Fn(&str) -> bool) -> String {
    let plain = text::squeezed(&text::without_brackets(written));
    if known(&plain) {
        return written.to_owned();
    }
    let ends = plain.char_indices().map(|(at, c)| at + c.len_utf8()).filter(|end| *end < plain.len());
    let Some(name) = ends.filter_map(|end| plain.get(..end)).filter(|name| known(name)).last() else { return written.to_owned() };
    // A note right after the name tells two of one name apart: 刘洋（女）出差.
    let rest = text::squeezed(written);
    let rest = rest.strip_prefix(name).filter(|rest| rest.starts_with(['(', '（']));
    match rest.and_then(|rest| Some((rest, rest.find([')', '）'])?))) {
        Some((rest, end)) => format!("{name}{}）", rest.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// What a meeting's row says about its attendance.
pub(crate) struct Meeting<'m> {
    pub(crate) body: BodyId,
    pub(crate) date: Date,
    /// A meeting of the committee, not of the members.
    pub(crate) committee: bool,
    /// A meeting of a part of the body.
    pub(crate) in_part: bool,
    pub(crate) fields: &'m BTreeMap<String, Value>,
    pub(crate) people: &'m BTreeMap<String, Vec<PersonId>>,
    pub(crate) text: &'m RecordText,
}

/// Warns where the numbers do not agree.
pub(crate) fn check(desk: &Desk<'_>, line: &mut Line<'_, '_>, meeting: &Meeting<'_>) {
    let number = |field: &str| match meeting.fields.get(field) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let (due, present) = (number("应到"), number("实到"));
    let absent = meeting.people.get("缺席").map(Vec::as_slice).unwrap_or_default();
    let away = absent.len() + meeting.text.get("缺席").map_or(0, |strangers| strangers.split('、').count());
    let expected = if meeting.in_part { None } else { expected(desk, meeting) };
    if let Some((due, expected)) = due.zip(expected).filter(|(due, expected)| *due != whole(*expected)) {
        let who = if meeting.committee { "支委会成员" } else { "党员" };
        line.warn("应到", &format!("写的是 {due} 人，当天登记的{who}是 {expected} 人"));
    }
    if let Some((due, present)) = due.zip(present) {
        if present > due {
            line.warn("实到", &format!("实到 {present} 人多于应到 {due} 人"));
        } else if line.has("缺席") && present + whole(away) != due {
            line.warn("实到", &format!("实到 {present} 人加缺席 {away} 人，不等于应到 {due} 人"));
        }
    }
    let hosts = ["主持人", "主讲人", "记录人"].iter().filter_map(|role| meeting.people.get(*role).map(|people| (*role, people)));
    for (role, people) in hosts {
        if people.iter().any(|person| absent.contains(person)) {
            line.warn(role, &format!("{role}同时写在缺席人员里"));
        }
    }
}

/// How many should come by the registers; `None` where they hold nobody.
fn expected(desk: &Desk<'_>, meeting: &Meeting<'_>) -> Option<usize> {
    let count = if meeting.committee {
        let posts: BTreeSet<_> = desk.draft.posts.values().filter(|post| post.body == meeting.body).map(|post| post.id).collect();
        let held = desk.draft.holdings.values().filter(|holding| {
            posts.contains(&holding.post) && jishi_facts::site::holds(Some(holding.from), holding.until, meeting.date)
        });
        held.map(|holding| holding.person).collect::<BTreeSet<_>>().len()
    } else {
        desk.people.count_on(meeting.body, meeting.date)
    };
    (count > 0).then_some(count)
}

fn whole(count: usize) -> Number {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX / 1000))
}
