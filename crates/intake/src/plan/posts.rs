//! The table of posts: each row a post of a body, its holder, and from when to when.

use super::held::Origin;
use super::line::{Effect, Line};
use super::where_from::{self, Located};
use super::{Desk, Work, units};
use crate::mapping::Target;
use crate::people::Context;
use crate::text;
use crate::values::name;
use crate::workbook::Row;
use jishi_base::{BodyId, HoldingId, PersonId, PostId, UnitId};
use jishi_calendar::Date;
use jishi_workflow::{Command, PostAt};
use std::collections::{BTreeMap, BTreeSet};

/// Holdings that rows of this import were about.
type Seen = BTreeMap<HoldingId, String>;

/// Enters every table of posts, then compares the rosters with them.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut seen = Seen::new();
    for (sheet, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::Holdings)) {
        let located = where_from::of_sheet(desk, work);
        for row in work.layout.data.clone() {
            desk.origin = Some(Origin { sheet, row: row.number });
            let mut line = Line::new(&work.layout, row);
            let effect = one(desk, work, &mut line, row, &located, &mut seen);
            let findings = line.findings();
            work.book(findings, effect.unwrap_or(Effect::Unchanged));
        }
    }
    for work in works.iter_mut().filter(|work| work.is(Target::People)) {
        compare(desk, work);
    }
}

fn one(desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, row: &Row, located: &Located, seen: &mut Seen) -> Option<Effect> {
    let named = line.text("所在单位").and_then(|name| units::find(desk, &name));
    let unit = named.or(work.unit);
    let body = where_from::of_row(desk, line, unit, located, "组织名称", None);
    let titles = line.need("职务").and_then(|()| line.word("职务")).map(|text| titles(desk, body, &text));
    let from: Option<Date> = line.need("任职日期").and_then(|()| line.day("任职日期"));
    let until = line.day("免职日期");
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        line.refuse("免职日期", "早于任职日期", "请核对两个日期");
    }
    let person = holder(desk, line, unit, body);
    line.barred(desk);
    let (unit, body, titles, from, person) = (unit?, body?, titles?, from?, person?);
    if !line.good() {
        return None;
    }
    let usual = desk.draft.bodies.get(&body).and_then(|body| desk.library.body_kinds.get(&body.kind));
    for title in titles.iter().filter(|title| usual.is_some_and(|kind| !kind.posts.contains(title))) {
        line.warn("职务", &format!("“{title}”不是{}的常设职务，按原文登记", usual.map_or("", |kind| kind.name.as_str())));
    }
    desk.brought.register(unit, "职务");
    let mut effect = Effect::Unchanged;
    for title in titles {
        let place = format!("{} {} 第 {} 行", work.file, work.sheet, row.number);
        effect = effect.max(hold(desk, work, line, row.number, (body, title), person, (from, until), seen, place)?);
    }
    Some(effect)
}

/// Titles without the kind of body before them: 支部书记 of a branch is 书记. Several may stand in one cell.
fn titles(desk: &Desk<'_>, body: Option<BodyId>, text: &str) -> Vec<String> {
    let kind = body.and_then(|body| desk.draft.bodies.get(&body)).and_then(|body| desk.library.body_kinds.get(&body.kind));
    let prefixes = kind.map(|kind| kind.aliases.iter().chain(&kind.endings).chain([&kind.name]).collect::<Vec<_>>()).unwrap_or_default();
    let posts = kind.map(|kind| kind.posts.as_slice()).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for piece in text::split_outside(text, &['、', '，', ',', '；', ';', '/', '\n', '兼']) {
        let title = text::half_width(piece);
        let shorter = prefixes.iter().filter_map(|prefix| title.strip_prefix(prefix.as_str())).filter(|rest| !rest.is_empty());
        let title = if posts.contains(&title) { title.as_str() } else { shorter.min_by_key(|rest| rest.len()).unwrap_or(&title) };
        if !found.iter().any(|known| known == title) {
            found.push(title.to_owned());
        }
    }
    found
}

fn holder(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, unit: Option<UnitId>, body: Option<BodyId>) -> Option<PersonId> {
    let number = line.identity("身份号码");
    let told = (!line.blank("所在党支部")).then(|| {
        where_from::of_row(desk, line, unit, &Located::nowhere(), "所在党支部", None)
    });
    let name = line.need("姓名").and_then(|()| line.name("姓名"))?;
    if let Some(person) = number.and_then(|identity| desk.people.by_blind(&(desk.lookup.blind)(&identity.number))) {
        return Some(person);
    }
    // A branch's officers are its own members; the officers of other bodies belong to any branch of the unit.
    let own = body.filter(|body| desk.people.has_members(*body));
    let near: Vec<BodyId> = told.flatten().or(own).into_iter().collect();
    let context = Context { branches: &near, note: name.note.as_deref(), ..Context::default() };
    super::coding::person(desk, line, "姓名", unit?, &name.name, context, true)
}

/// Opens the post with its first holder; recognises, ends or corrects a holding that is known.
#[allow(clippy::too_many_arguments)] // The row's parts, as read.
fn hold(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, row: u32, (body, title): (BodyId, String), person: PersonId,
    (from, until): (Date, Option<Date>), seen: &mut Seen, place: String,
) -> Option<Effect> {
    let post = desk.draft.posts.values().find(|post| post.body == body && post.title == title && post.abolished.is_none()).map(|post| post.id);
    let holdings = || desk.draft.holdings.values().filter(|holding| Some(holding.post) == post);
    let same = holdings().find(|holding| holding.person == person && holding.from == from).map(|holding| holding.id);
    if let Some(first) = same.and_then(|holding| seen.get(&holding)) {
        line.refuse("姓名", &format!("与 {first} 是同一条任职"), "同一条任职只留一行");
        return None;
    }
    // The same line of the same sheet, with another day: the day was corrected.
    let moved = || {
        let here = |holding: &&jishi_facts::Holding| {
            holding.person == person
                // A day after the end is another time in the post.
                && holding.until.is_none_or(|ended| from < ended)
                && !seen.contains_key(&holding.id)
                && holding.source.as_ref().is_some_and(|source| source.import != desk.options.import && desk.is_from(source, (work.file, work.sheet, row)))
        };
        holdings().find(here).map(|holding| holding.id)
    };
    let before = desk.events.len();
    let (command, created, holding) = match same.or_else(moved) {
        Some(holding) => {
            let known = desk.draft.holdings.get(&holding)?;
            // An open end in the row does not take back an end that was entered otherwise.
            let until = until.or(known.until);
            let command = match (known.from == from, until) {
                (true, Some(on)) => Command::Leave { holding, on },
                _ => Command::CorrectHolding { holding, from, until },
            };
            (command, false, holding)
        }
        None => {
            let holding = HoldingId::fresh(desk.ids);
            overlap(desk, line, body, &title, post, (from, until));
            let at = post.map_or_else(|| PostAt::New { post: PostId::fresh(desk.ids), body, title }, PostAt::Known);
            let source = desk.source(work.file, work.sheet, row);
            (Command::Appoint { holding, at, person, from, until, source }, true, holding)
        }
    };
    if let Err(refusal) = desk.run(command) {
        line.refused("职务", &refusal);
        return None;
    }
    seen.insert(holding, place);
    Some(if created {
        Effect::Created
    } else if desk.events.len() > before {
        Effect::Changed
    } else {
        Effect::Unchanged
    })
}

/// Two people at once in the post that answers for the body.
fn overlap(desk: &Desk<'_>, line: &mut Line<'_, '_>, body: BodyId, title: &str, post: Option<PostId>, (from, until): (Date, Option<Date>)) {
    let owner = desk.draft.bodies.get(&body).and_then(|body| desk.library.body_kinds.get(&body.kind)).and_then(|kind| kind.owner.as_deref());
    if owner != Some(title) {
        return;
    }
    let others = desk.draft.holdings.values().filter(|holding| Some(holding.post) == post);
    let both = others.filter(|other| until.is_none_or(|until| other.from < until) && other.until.is_none_or(|left| from < left)).count();
    if both > 0 {
        line.warn("任职日期", &format!("同一时间已有人任{title}，请核对前任的免职日期"));
    }
}

/// 党内职务 of the roster against the posts held today.
fn compare(desk: &Desk<'_>, work: &mut Work<'_>) {
    let Some(unit) = work.unit.filter(|_| work.layout.columns.contains_key("党内职务")) else { return };
    let today = desk.options.today;
    let mut held: BTreeMap<PersonId, BTreeSet<&str>> = BTreeMap::new();
    for holding in desk.draft.holdings.values().filter(|holding| jishi_facts::site::holds(Some(holding.from), holding.until, today)) {
        if let Some(post) = desk.draft.posts.get(&holding.post) {
            held.entry(holding.person).or_default().insert(&post.title);
        }
    }
    let mut unknown = 0;
    let mut warnings = Vec::new();
    for row in &work.layout.data {
        let Some(written) = work.layout.word(row, "党内职务") else { continue };
        let name = work.layout.cell(row, "姓名").and_then(|cell| name::one(cell).ok());
        let Some(&[person]) = name.map(|name| desk.people.named(unit, &name.name)) else { continue };
        let branch = desk.people.branch(person);
        let wanted: Vec<String> = titles(desk, branch, &written).into_iter().filter(|title| title != "无" && title != "党员" && title != "—").collect();
        let here = branch.is_some_and(|branch| desk.draft.posts.values().any(|post| post.body == branch));
        let titles = held.get(&person);
        if wanted.is_empty() || wanted.iter().all(|title| titles.is_some_and(|titles| titles.iter().any(|held| title.ends_with(held)))) {
            continue;
        }
        if here {
            warnings.push((work.layout.address(row.number, "党内职务"), format!("党内职务：写作“{written}”，与任职登记不一致")));
        } else {
            unknown += 1;
        }
    }
    if unknown > 0 {
        let cell = work.layout.data.first().map_or_else(String::new, |row| work.layout.address(row.number, "党内职务").to_string());
        let message = format!("有 {unknown} 人写了党内职务，但花名册没有任职日期，未登记任职；请另附“任职”表");
        work.report.warnings.push(crate::report::Warning { cell, message });
    }
    work.report.warnings.extend(warnings.into_iter().map(|(cell, message)| crate::report::Warning { cell: cell.to_string(), message }));
}
