//! The table of bodies: each row a body with its kind, parent, founding and current term.

use super::held::Origin;
use super::line::{Effect, Line};
use super::{Desk, Work, units};
use crate::bodies::Meant;
use crate::mapping::Target;
use crate::text;
use crate::values::{Problem, number};
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, Term};
use jishi_pack::BodyMeaning;
use jishi_workflow::Command;
use std::collections::BTreeMap;

/// A row whose body stands; its parent and term come when all bodies are known.
struct Entered {
    work: usize,
    at: usize,
    body: BodyId,
    effect: Effect,
}

/// Enters every table of bodies: first the bodies, then what stands between them.
pub(crate) fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) {
    let mut seen: BTreeMap<BodyId, String> = BTreeMap::new();
    let mut entered = Vec::new();
    for (index, work) in works.iter_mut().enumerate().filter(|(_, work)| work.is(Target::Bodies)) {
        for (at, row) in work.layout.data.clone().into_iter().enumerate() {
            let mut line = Line::new(&work.layout, row);
            desk.origin = Some(Origin { sheet: index, row: row.number });
            let place = format!("{} {} 第 {} 行", work.file, work.sheet, row.number);
            match one(desk, work, &mut line, &mut seen, place) {
                Some((body, effect)) => entered.push(Entered { work: index, at, body, effect }),
                None => {
                    let findings = line.findings();
                    work.book(findings, Effect::Unchanged);
                }
            }
        }
    }
    for Entered { work: sheet, at, body, effect } in entered {
        let Some(work) = works.get_mut(sheet) else { continue };
        let Some(row) = work.layout.data.get(at).copied() else { continue };
        let mut line = Line::new(&work.layout, row);
        desk.origin = Some(Origin { sheet, row: row.number });
        let before = desk.events.len();
        rest(desk, &mut line, body);
        let effect = if desk.events.len() > before { effect.max(Effect::Changed) } else { effect };
        if let Some(unit) = desk.draft.bodies.get(&body).and_then(|body| body.unit) {
            desk.brought.register(unit, "组织");
        }
        let findings = line.findings();
        work.book(findings, effect);
    }
}

/// Registers or recognises the body of a row. Everything in the row is read here, so that a bad row leaves no trace.
fn one(
    desk: &mut Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>, seen: &mut BTreeMap<BodyId, String>, place: String,
) -> Option<(BodyId, Effect)> {
    let name = line.need("组织名称").and_then(|()| line.word("组织名称"));
    let unit = unit(desk, work, line);
    let kind = name.as_deref().and_then(|name| kind(desk, line, name));
    let founded = line.partial("成立日期").and_then(jishi_calendar::PartialDate::date);
    if line.good() && founded.is_none() && !line.blank("成立日期") {
        line.warn("成立日期", "没有写到日，没有记入");
    }
    line.word("上级组织");
    line.day("撤销日期");
    term(line);
    // Said once, when parent and term are entered.
    line.forget_doubts(&["上级组织", "撤销日期", "本届起始", "届期"]);
    line.barred(desk);
    let (name, unit, kind) = (name?, unit?, kind?);
    let known = match desk.body(unit, &name, Some(&kind)) {
        Meant::One(body) => Some(body),
        // The same full name with another kind: the kind was corrected.
        Meant::None => desk.names.registered(unit, &name),
        Meant::Several(bodies) => {
            let message = format!("“{name}”可能是：{}", desk.body_names(&bodies));
            line.refuse("组织名称", &message, "请写全称");
            return None;
        }
    };
    if let Some(place) = known.and_then(|body| seen.get(&body)) {
        line.refuse("组织名称", &format!("“{name}”已经在 {place} 出现过"), "同一个党组织只留一行");
    }
    if !line.good() {
        return None;
    }
    let (body, effect) = match known {
        Some(body) => (body, corrected(desk, body, kind, founded)),
        None => {
            let body = BodyId::fresh(desk.ids);
            let source = desk.source(work.file, work.sheet, line.row());
            let command = Command::RegisterBody { body, unit: Some(unit), kind, name, founded, parent: None, source };
            if let Err(refusal) = desk.run(command) {
                line.refused("组织名称", &refusal);
                return None;
            }
            (body, Effect::Created)
        }
    };
    seen.insert(body, place);
    Some((body, effect))
}

/// Kind and founding of a known body, where the row says otherwise.
fn corrected(desk: &mut Desk<'_>, body: BodyId, kind: String, founded: Option<Date>) -> Effect {
    let Some((old_kind, old_founded)) = desk.draft.bodies.get(&body).map(|old| (old.kind.clone(), old.founded)) else { return Effect::Unchanged };
    let mut effect = Effect::Unchanged;
    if old_kind != kind {
        desk.enter(Event::BodyKindCorrected { body, kind });
        effect = Effect::Changed;
    }
    if founded.is_some() && founded != old_founded {
        desk.enter(Event::BodyFoundedOn { body, founded });
        effect = Effect::Changed;
    }
    effect
}

fn unit(desk: &Desk<'_>, work: &Work<'_>, line: &mut Line<'_, '_>) -> Option<UnitId> {
    let named = line.word("所在单位").and_then(|name| units::find(desk, &name));
    let unit = named.or(work.unit);
    if unit.is_none() && line.good() {
        line.refuse("所在单位", "说不清是哪个单位", "请在表头写“填报单位：某某厅”，或增加“所在单位”一栏");
    }
    unit
}

/// The kind as written, else as the name ends.
fn kind(desk: &Desk<'_>, line: &mut Line<'_, '_>, name: &str) -> Option<String> {
    let written = line.word("组织类别");
    let kinds = &desk.library.body_kinds;
    // A department's own committee is written like that of a region: its name tells.
    let of_top = |kind: &str| kinds.get(kind).is_some_and(|kind| kind.meaning == Some(BodyMeaning::Top));
    if let Some(written) = &written {
        let found = kinds.values().find(|kind| kind.name == *written || kind.aliases.contains(written));
        if let Some(kind) = found.map(|kind| kind.name.as_str()).or_else(|| desk.names.kind_of(written)) {
            let named = desk.names.kind_of(name).filter(|named| of_top(kind) && *named != kind);
            if let Some(named) = named {
                line.warn("组织类别", &format!("“{name}”是部门的组织，不是地方的“{kind}”，按“{named}”登记"));
            }
            return Some(named.unwrap_or(kind).to_owned());
        }
    }
    let inferred = desk.names.kind_of(name).map(str::to_owned);
    match (&inferred, written) {
        (Some(kind), Some(written)) => line.warn("组织类别", &format!("不认识“{written}”，按名称记为“{kind}”")),
        (Some(_), None) => {}
        (None, _) => {
            let all = kinds.keys().cloned().collect::<Vec<_>>().join("、");
            line.refuse("组织类别", &format!("说不清“{name}”是哪一类党组织"), &format!("组织类别请填：{all}"));
        }
    }
    inferred
}

/// Day of election and length of the term, where both are given.
fn term(line: &mut Line<'_, '_>) -> Option<Term> {
    let from: Option<Date> = line.partial("本届起始").and_then(jishi_calendar::PartialDate::date);
    if from.is_none() && !line.blank("本届起始") && line.good() {
        line.warn("本届起始", "没有写到日，没有登记本届；请补到日");
    }
    let years = line.read("届期", |cell, _| {
        let number = number::read(cell)?;
        let whole = number.as_thousandths() / 1000;
        let fits = number.as_thousandths() % 1000 == 0 && (1..=10).contains(&whole);
        u8::try_from(whole).ok().filter(|_| fits).ok_or_else(|| Problem::new(format!("届期 {number} 年不合理"), "届期一般填 3 或 5"))
    });
    if let (Some(_), None) = (from, years)
        && line.blank("届期")
    {
        line.warn("本届起始", "没有写届期，没有登记本届");
    }
    Some(Term { from: from?, years: years? })
}

/// Parent, term and closing of a body that stands.
fn rest(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, body: BodyId) {
    if let Some(text) = line.word("上级组织")
        && let Some(parent) = parent(desk, line, body, &text)
        && let Err(refusal) = desk.run(Command::MoveBody { body, to: parent, on: None })
    {
        line.refused("上级组织", &refusal);
    }
    if let Some(term) = term(line) {
        if desk.draft.bodies.get(&body).and_then(|body| body.founded).is_some_and(|founded| term.from < founded) {
            line.warn("本届起始", "早于成立日期");
        }
        start(desk, line, body, term);
    }
    let closed = desk.draft.bodies.get(&body).and_then(|body| body.closed);
    if let Some(on) = line.day("撤销日期").filter(|on| closed != Some(*on))
        && let Err(refusal) = desk.run(Command::CloseBody { body, on })
    {
        line.refused("撤销日期", &refusal);
    }
}

/// A term begins, or the day of the current one is corrected. Nobody elects twice within a year, a sheet does not go back
/// to the term before the present one, and an election before its time is not told from a slip: both are corrections.
fn start(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, body: BodyId, term: Term) {
    let terms = desk.draft.bodies.get(&body).map(|body| body.terms.clone()).unwrap_or_default();
    let last = terms.iter().max_by_key(|known| known.from).copied();
    if let Some(last) = last.filter(|last| term.from < last.from && terms.iter().any(|known| known.from == term.from)) {
        return line.warn("本届起始", &format!("登记的本届从 {} 开始，这里写的是以前的一届，没有改动", last.from));
    }
    let old = mistyped(&terms, term).or_else(|| last.filter(|last| term.from != last.from && !is_next(*last, term)));
    if let Some(old) = old {
        let years = if old.years == term.years { String::new() } else { format!("，届期原来是 {} 年，现在是 {} 年", old.years, term.years) };
        line.warn("本届起始", &format!("原来登记的是 {}，现在写的是 {}，按更正记，不算又一次换届{years}；请核对", old.from, term.from));
        desk.enter(Event::TermCorrected { body, old, new: term });
        return;
    }
    if let Err(refusal) = desk.run(Command::StartTerm { body, term }) {
        line.refused("本届起始", &refusal);
    }
}

/// The term that begins within a year of another: the same one, mistyped.
fn mistyped(terms: &[Term], term: Term) -> Option<Term> {
    let near = |known: &&Term| (known.from.year() - term.from.year()).abs() <= 1 && known.from.duration_until(term.from).abs().as_hours() < 24 * 365;
    terms.iter().find(near).copied().filter(|_| terms.iter().all(|known| known.from != term.from))
}

/// Can it be the term after another: not more than a year before that one has run out?
fn is_next(last: Term, term: Term) -> bool {
    term.from >= jishi_calendar::years_after(last.from, i32::from(last.years) - 1)
}

/// The parent a text means: a body of the unit, else one that is not on the site.
fn parent(desk: &mut Desk<'_>, line: &mut Line<'_, '_>, body: BodyId, written: &str) -> Option<BodyId> {
    let (unit, kind) = desk.draft.bodies.get(&body).map(|body| (body.unit, body.kind.clone()))?;
    let written = text::squeezed(written);
    match desk.body(unit?, &written, None) {
        Meant::One(parent) if parent != body => return Some(parent),
        Meant::Several(bodies) => {
            let message = format!("“{written}”可能是：{}", desk.body_names(&bodies));
            line.refuse("上级组织", &message, "请写全称");
            return None;
        }
        _ => {}
    }
    if let Some(known) = desk.names.external(&written) {
        return Some(known);
    }
    let usual = desk.library.body_kinds.get(&kind).map(|kind| kind.parents.clone()).unwrap_or_default();
    let inferred = desk.names.kind_of(&written).map(str::to_owned);
    // A superior of a usual kind of which the unit has none of its own is outside; anything else may be a slip.
    let outside = inferred.as_ref().is_some_and(|kind| {
        usual.contains(kind) && !desk.draft.bodies.values().any(|other| other.unit == unit && other.kind == *kind && other.id != body)
    });
    if !outside {
        line.warn("上级组织", &format!("本单位没有登记“{written}”，按外部组织登记；如是写错了，请改正后再导入"));
    }
    let parent = BodyId::fresh(desk.ids);
    let kind = inferred.or_else(|| usual.first().cloned()).or_else(|| Some(desk.library.kinds_meaning(BodyMeaning::Top).next()?.name.clone()))?;
    let source = None;
    desk.run(Command::RegisterBody { body: parent, unit: None, kind, name: written, founded: None, parent: None, source }).ok()?;
    Some(parent)
}
