//! The form that enters or corrects a record: six facts, then what else an article asks for, and what it would settle.

use crate::entry::{Draft, Fault, Place, Turn, Typed, expected, kinds_of, of_field, place_fields};
use crate::page::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::cite;
use crate::view::{dates, links, period_words};
use jishi_base::PersonId;
use jishi_calendar::{Cadence, Date};
use jishi_evaluate::Status;
use jishi_facts::{Body, Site};
use jishi_pack::{Belongs, Duty, Field, FieldType, Form, RecordKind, Who};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds that show without unfolding.
const CHIPS: usize = 6;
/// Rows for what was decided.
const ROWS: usize = 3;
/// Turned duties that are named; the rest is counted.
const NAMED: usize = 8;

/// Something to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// How a field is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Widget {
    Line,
    Words,
    Number,
    Day,
    People,
    OneOf,
    SomeOf,
}

/// A field of the form.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) widget: Widget,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) hint: String,
    /// The article that asks for it; `None` is 无出处.
    pub(crate) article: Option<Link>,
    /// Nobody has to fill it in: where no article asks for it either, that is said.
    pub(crate) folded: bool,
    /// What is to be written first.
    pub(crate) first: bool,
    pub(crate) fault: Option<Fault>,
}

/// Who was there.
pub(crate) struct Roll {
    pub(crate) people: Vec<Choice>,
    pub(crate) note: String,
    pub(crate) reasons: String,
}

/// One thing decided.
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) what: String,
    pub(crate) owners: Vec<Choice>,
    pub(crate) due: String,
    pub(crate) fault: Option<Fault>,
}

/// A duty that would turn.
pub(crate) struct Turned {
    pub(crate) text: String,
    pub(crate) href: String,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) good: bool,
}

/// What saving would do.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) settled: Vec<Turned>,
    pub(crate) raised: Vec<Turned>,
    pub(crate) more: usize,
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Nothing can be said before the faults are mended.
    pub(crate) waiting: bool,
}

/// The page.
pub(crate) struct EntryPage {
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) action: String,
    pub(crate) key: String,
    /// The version that is corrected.
    pub(crate) version: Option<u64>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) more_kinds: Vec<Choice>,
    pub(crate) date: String,
    pub(crate) plain_date: bool,
    pub(crate) date_fault: Option<Fault>,
    pub(crate) kind_fault: Option<Fault>,
    pub(crate) topics: Vec<Input>,
    pub(crate) needed: Vec<Input>,
    pub(crate) roll: Option<Roll>,
    pub(crate) rows: Vec<Row>,
    pub(crate) more: Vec<Input>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) effects: Effects,
    pub(crate) when: String,
    pub(crate) names: Vec<String>,
    /// The kinds and the day that the fields on the page were made for.
    pub(crate) shown: String,
    /// The duty that is to be settled; empty where none was named.
    pub(crate) duty: String,
    /// The fields on the page still fit: only what saving would do is told anew, and nobody's typing is disturbed.
    pub(crate) keeps: bool,
    /// What stands now, where it was changed meanwhile.
    pub(crate) theirs: Vec<(String, String)>,
}

impl EntryPage {
    /// Is the kind the first thing to be chosen?
    pub(crate) fn asks_kind(&self) -> bool {
        self.faults.is_empty() && self.theirs.is_empty() && !self.kinds.iter().any(|kind| kind.chosen)
    }

    /// Is something in the folded part that should be seen?
    pub(crate) fn unfolded(&self) -> bool {
        let filled = |input: &Input| !input.value.is_empty() || input.fault.is_some() || input.choices.iter().any(|choice| choice.chosen);
        self.more.iter().any(filled)
    }
}

/// What the page is made from.
pub(crate) struct Asked<'a> {
    pub(crate) body: &'a Body,
    pub(crate) typed: &'a Typed,
    pub(crate) faults: &'a [Fault],
    pub(crate) draft: Option<&'a Draft>,
    pub(crate) turns: &'a [Turn],
    pub(crate) action: String,
    pub(crate) key: String,
    pub(crate) version: Option<u64>,
}

pub(crate) fn page(snapshot: &Snapshot, asked: &Asked<'_>) -> EntryPage {
    let Asked { body, typed, faults, .. } = asked;
    let kinds = kinds_of(snapshot, typed);
    let today = snapshot.inputs().today;
    let date = if typed.has("date") { typed.one("date").to_owned() } else { today.to_string() };
    let day = jishi_intake::day(&date, today.year()).unwrap_or(today);
    let fault = |name: &str| faults.iter().find(|fault| fault.field == name).cloned();
    let places = place_fields(&kinds);
    let wanted_by = wanted_by(snapshot, typed.one("for"));
    // What the duty that is to be settled asks for, and the period that is made up for, are seen without unfolding.
    let place = |place: Place, field: &Field| {
        let made_up = field.kind == FieldType::Period && !typed.one(&of_field(&field.name)).is_empty();
        let wanted = field.read_from.is_empty() && wanted_by.contains(field.name.as_str());
        if place == Place::More && (made_up || wanted) { Place::Needed } else { place }
    };
    let of = |wanted: Place| -> Vec<Input> {
        places.iter().filter(|(at, field)| place(*at, field) == wanted).map(|(_, field)| Input { folded: wanted == Place::More, ..input(snapshot, typed, field, body, fault(&of_field(&field.name))) }).collect()
    };
    let people = expected(snapshot, body.id, &kinds, day);
    let (chips, others) = offered(snapshot, body, typed);
    let mut more = of(Place::More);
    if kinds.first().is_some_and(|kind| kind.belongs == Belongs::Body) {
        more.push(with(typed, fault("with")));
    }
    let mut topics = of(Place::Topic);
    if let Some(topic) = topics.first_mut().filter(|topic| !typed.has("action") && topic.value.is_empty()) {
        topic.first = true;
    }
    let shown = format!("{} {date}", kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join("、"));
    EntryPage {
        title: if asked.version.is_some() { "更正这条记录".to_owned() } else { heading(&kinds) },
        lead: lead(body, asked.version.is_some()),
        action: asked.action.clone(),
        key: asked.key.clone(),
        version: asked.version,
        kinds: chips,
        more_kinds: others,
        plain_date: date.parse::<Date>().is_ok(),
        date,
        date_fault: fault("date"),
        kind_fault: fault("kind"),
        topics,
        needed: of(Place::Needed),
        roll: roll(snapshot.site(), typed, &places, &people, asked.draft),
        rows: rows(snapshot.site(), typed, &places, &people, faults),
        more,
        faults: faults.to_vec(),
        effects: effects(snapshot, asked),
        when: when(day, today),
        names: people.iter().filter_map(|person| snapshot.site().people.get(person)).map(|person| person.name().to_owned()).collect(),
        keeps: typed.one("action") == "effects" && typed.one("shown") == shown,
        shown,
        duty: typed.one("for").to_owned(),
        theirs: Vec::new(),
    }
}

/// The fields that decide whether a record counts for the duty of this name.
fn wanted_by<'a>(snapshot: &'a Snapshot, duty: &str) -> BTreeSet<&'a str> {
    let duty = snapshot.library().duties.iter().find(|known| known.name == duty);
    let selectors = duty.map(|duty| duty.form.selectors()).unwrap_or_default();
    selectors.into_iter().filter_map(|selector| selector.when.as_ref()).flat_map(jishi_pack::Expr::fields).collect()
}

fn heading(kinds: &[&RecordKind]) -> String {
    match kinds {
        [] => "记一次会议".to_owned(),
        [one] => format!("登记{}", one.name),
        several => format!("登记{}", several.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join("、")),
    }
}

fn lead(body: &Body, correcting: bool) -> String {
    if correcting {
        return format!("{}。原来写的会留着，这里写现在认为对的。", body.name);
    }
    format!("{}。填这六项就够了：类型、日期、主题、谁没到、议定什么、由谁何时办。", body.name)
}

fn when(day: Date, today: Date) -> String {
    if day == today {
        return format!("发生在今天，{}", dates::short(day, today));
    }
    format!("发生 {}，今天录入；两个日期都会留下，晚录不追究", dates::short(day, today))
}

/// The record kinds that this body's duties look at, the most frequent duties first.
fn offered(snapshot: &Snapshot, body: &Body, typed: &Typed) -> (Vec<Choice>, Vec<Choice>) {
    let library = snapshot.library();
    let of_branch = snapshot.site().members_on(body.id, snapshot.as_of()).next().is_some();
    let mut kinds: BTreeMap<&str, (u8, usize)> = BTreeMap::new();
    for (place, duty) in library.duties.iter().enumerate().filter(|(_, duty)| concerns(duty, body, of_branch)) {
        for kind in duty.form.selectors().into_iter().flat_map(|selector| &selector.kinds) {
            let entry = kinds.entry(kind).or_insert((u8::MAX, place));
            *entry = (*entry).min((rarity(&duty.form), place));
        }
    }
    let chosen: BTreeSet<&str> = typed.all("kind").collect();
    let mut order: Vec<(&str, (u8, usize))> = kinds.into_iter().filter(|(kind, _)| library.record_kinds.contains_key(*kind)).collect();
    for kind in &chosen {
        if library.record_kinds.contains_key(*kind) && !order.iter().any(|(known, _)| known == kind) {
            order.push((kind, (u8::MAX, usize::MAX)));
        }
    }
    order.sort_by_key(|(kind, rank)| (!chosen.contains(kind), *rank));
    let choices: Vec<Choice> = order.iter().map(|(kind, _)| Choice { value: (*kind).to_owned(), text: (*kind).to_owned(), chosen: chosen.contains(kind) }).collect();
    let shown = CHIPS.max(chosen.len());
    let others = choices.iter().skip(shown).cloned().collect();
    (choices.into_iter().take(shown).collect(), others)
}

fn concerns(duty: &Duty, body: &Body, of_branch: bool) -> bool {
    match &duty.who {
        Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => kinds.contains(&body.kind),
        Who::Members => of_branch,
    }
}

fn rarity(form: &Form) -> u8 {
    match form {
        Form::Periodic { cadence, .. } | Form::Quota { cadence, .. } | Form::Coverage { cadence, .. } => match cadence {
            Cadence::Month => 0,
            Cadence::Quarter => 1,
            Cadence::HalfYear => 2,
            Cadence::Year => 3,
        },
        _ => 5,
    }
}

fn input(snapshot: &Snapshot, typed: &Typed, field: &Field, body: &Body, fault: Option<Fault>) -> Input {
    let name = of_field(&field.name);
    let value = typed.one(&name).to_owned();
    let codes = |list: &str| -> Vec<Choice> {
        let chosen: BTreeSet<&str> = typed.all(&name).collect();
        let list = snapshot.library().codes.get(list);
        let values = list.into_iter().flat_map(|list| list.values.iter().map(|value| &value.value).chain(&list.otherwise));
        let mut seen = BTreeSet::new();
        values.filter(|value| seen.insert(*value)).map(|value| Choice { value: value.clone(), text: value.clone(), chosen: chosen.contains(value.as_str()) }).collect()
    };
    let (widget, choices) = match &field.kind {
        FieldType::Text => (Widget::Words, Vec::new()),
        FieldType::Number => (Widget::Number, Vec::new()),
        FieldType::Date => (Widget::Day, Vec::new()),
        FieldType::People => (Widget::People, Vec::new()),
        FieldType::Period | FieldType::Bodies => (Widget::Line, Vec::new()),
        FieldType::Flag => {
            let flag = |word: &str| Choice { value: word.to_owned(), text: word.to_owned(), chosen: value == word };
            (Widget::OneOf, vec![flag("是"), flag("否")])
        }
        FieldType::Code(list) => (Widget::OneOf, codes(list)),
        FieldType::Codes(list) => (Widget::SomeOf, codes(list)),
    };
    let hint = match &field.kind {
        FieldType::People => "几个人用顿号隔开".to_owned(),
        FieldType::Period => "如 2026-10、2026年第三季度".to_owned(),
        FieldType::Number => field.unit.clone().unwrap_or_default(),
        _ if !field.read_from.is_empty() => "不选就按主题里的字认".to_owned(),
        _ => String::new(),
    };
    let article = field.citation.as_ref().map(|citation| cite(snapshot.library(), citation, body.unit));
    Input { name, label: field.name.clone(), widget, value, choices, hint, article, folded: false, first: false, fault }
}

/// Bodies that held it together.
fn with(typed: &Typed, fault: Option<Fault>) -> Input {
    Input {
        name: "with".to_owned(),
        label: "一起开的党组织".to_owned(),
        widget: Widget::Line,
        value: typed.all("with").collect::<Vec<_>>().join("、"),
        choices: Vec::new(),
        hint: "联合开展的写在这里，一条记录大家都算".to_owned(),
        article: None,
        folded: false,
        first: false,
        fault,
    }
}

fn roll(site: &Site, typed: &Typed, places: &[(Place, &Field)], people: &[PersonId], draft: Option<&Draft>) -> Option<Roll> {
    let attended = places.iter().any(|(place, field)| *place == Place::Attendance && field.kind == FieldType::People);
    if people.is_empty() || !attended {
        return None;
    }
    let absent: BTreeSet<&str> = typed.all("absent").collect();
    let choice = |person: &PersonId| {
        let id = person.to_string();
        let chosen = absent.contains(id.as_str());
        Some(Choice { text: site.people.get(person)?.name().to_owned(), value: id, chosen })
    };
    let choices: Vec<Choice> = people.iter().filter_map(choice).collect();
    let away = choices.iter().filter(|choice| choice.chosen).count();
    let (came, due) = draft.and_then(|draft| draft.attendance).unwrap_or((choices.len() - away, choices.len()));
    let half = if came * 2 > due { "，过半数" } else if came * 2 == due { "，正好半数" } else { "，不到半数" };
    Some(Roll { people: choices, note: format!("默认全到，点名字标记没来的；应到 {due}，实到 {came}{half}"), reasons: typed.one("reasons").to_owned() })
}

fn rows(site: &Site, typed: &Typed, places: &[(Place, &Field)], people: &[PersonId], faults: &[Fault]) -> Vec<Row> {
    if !places.iter().any(|(place, _)| *place == Place::Decided) {
        return Vec::new();
    }
    let row = |number: usize| {
        let (what, owner, due) = (format!("item{number}"), format!("item{number}:owner"), format!("item{number}:due"));
        let chosen = typed.one(&owner);
        let choice = |person: &PersonId| {
            let id = person.to_string();
            Some(Choice { text: site.people.get(person)?.name().to_owned(), chosen: id == chosen, value: id })
        };
        Row {
            number,
            what: typed.one(&what).to_owned(),
            owners: people.iter().filter_map(choice).collect(),
            fault: faults.iter().find(|fault| fault.field == due).cloned(),
            due: typed.one(&due).to_owned(),
        }
    };
    (1..=ROWS).map(row).collect()
}

fn effects(snapshot: &Snapshot, asked: &Asked<'_>) -> Effects {
    let Some(draft) = asked.draft else { return Effects { waiting: true, ..Effects::default() } };
    let turned = |turn: &Turn| {
        let instance = &turn.instance;
        let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
        let whose = if instance.subject == jishi_facts::Subject::Body(asked.body.id) { String::new() } else { format!("{}：", instance.subject_name) };
        Turned {
            text: format!("{whose}{duty}，{}", period_words(instance.period)),
            href: links::instance(snapshot, instance),
            from: turn.from.map_or("", Status::word),
            to: instance.status.word(),
            good: matches!(instance.status, Status::Met | Status::MetLate | Status::Waived),
        }
    };
    let (settled, raised): (Vec<&Turn>, Vec<&Turn>) = asked.turns.iter().partition(|turn| turn.from.is_some());
    let mut facts = Vec::new();
    if let Some((came, _)) = draft.attendance {
        facts.push(("计入", format!("{came} 人参加")));
    }
    if !draft.decisions.is_empty() {
        facts.push(("生成", format!("议定事项 {} 项，到期提醒", draft.decisions.len())));
    }
    Effects {
        more: settled.len().saturating_sub(NAMED),
        settled: settled.into_iter().take(NAMED).map(turned).collect(),
        raised: raised.into_iter().take(NAMED).map(turned).collect(),
        facts,
        waiting: false,
    }
}
