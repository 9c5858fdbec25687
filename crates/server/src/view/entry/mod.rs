//! The form that enters or corrects a record: six facts, then what else an article asks for, and what it would settle.

mod effects;
mod inputs;
mod kinds;
mod meeting;

pub(crate) use effects::Effects;
pub(crate) use inputs::{Choice, Input, OPEN, Widget};
pub(crate) use meeting::{Roll, Row};

use crate::entry::{Draft, Fault, Place, Turn, Typed, expected, kinds_of, of_field, place_fields};
use crate::snapshot::Snapshot;
use crate::dates;
use effects::effects;
use inputs::{input, wanted_by, with};
use jishi_calendar::Date;
use jishi_facts::Body;
use jishi_pack::{Belongs, Field, FieldType, RecordKind};
use kinds::offered;
use meeting::{roll, rows};

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
    /// A closed field was to be opened, and that could not be entered.
    pub(crate) not_entered: bool,
}

impl EntryPage {
    /// Is the kind the first thing to be chosen?
    pub(crate) fn asks_kind(&self) -> bool {
        self.faults.is_empty() && self.theirs.is_empty() && !self.kinds.iter().any(|kind| kind.chosen)
    }

    /// Is something in the folded part that should be seen?
    pub(crate) fn unfolded(&self) -> bool {
        let filled = |input: &Input| input.widget == Widget::Kept || !input.value.is_empty() || input.fault.is_some() || input.choices.iter().any(|choice| choice.chosen);
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
        roll: roll(snapshot.seen(), typed, &places, &people, asked.draft),
        rows: rows(snapshot.seen(), typed, &places, &people, faults),
        more,
        faults: faults.to_vec(),
        effects: effects(snapshot, asked),
        when: when(day, today),
        names: people.iter().filter_map(|person| snapshot.seen().person(*person)).map(|person| person.name().to_owned()).collect(),
        keeps: typed.one("action") == "effects" && typed.one("shown") == shown,
        shown,
        duty: typed.one("for").to_owned(),
        theirs: Vec::new(),
        not_entered: false,
    }
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
