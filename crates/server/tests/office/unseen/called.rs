//! Names, titles and all other words of a site, told from all others: each begins as words of its sort do, and has a number.

use jishi_base::{BodyId, ImportId, ItemId, PersonId, ProposalId, RecordId};
use jishi_facts::{Event, Fields, FileNames, Hand, Kinds, Measure, Place, RecordText, Roles, Sealed, Source, Subject, Value, Waiver, Words};
use std::collections::{BTreeMap, BTreeSet};

/// What records are called by, as the shipped packs have it.
const TITLES: [&str; 5] = ["主题", "题目", "内容", "事由", "名称"];

/// How a name, a title or any other text begins that is told from all other words.
pub(super) const NAME: &str = "人名-";
pub(super) const TITLE: &str = "标题-";
pub(super) const WORD: &str = "文字-";
/// The same of telephones, identity numbers and grounds of exemptions.
pub(super) const PHONE: &str = "电话-";
pub(super) const NUMBER: &str = "证件-";
pub(super) const GROUND: &str = "依据-";
/// The same of names of bodies, of imports' files and their sheets, and of notes of proposed erasures.
pub(super) const BODY: &str = "机构-";
pub(super) const FILE: &str = "文件-";
pub(super) const SHEET: &str = "表页-";
pub(super) const NOTE: &str = "附言-";
/// All of them.
pub(super) const BEGINNINGS: [&str; 10] = [NAME, TITLE, WORD, PHONE, NUMBER, GROUND, BODY, FILE, SHEET, NOTE];
/// Digits behind each.
const DIGITS: usize = 5;

/// Every person and every record under a name of its own: `人名-0123`, `标题-04567`, and every other text, with the closed fields
/// that the packs have, a word of its own: `文字-01234`. `other` are called otherwise.
pub(super) fn call(events: &mut Vec<Event>, other: &dyn Fn(Called) -> bool) {
    let mut calling = Calling { other, numbers: BTreeMap::new() };
    with_discipline(events);
    with_notes(events);
    with_files(events);
    for event in events {
        match event {
            Event::BodyRegistered { body, name, .. } | Event::BodyRenamed { body, name } => {
                // A pack may rest on how the name of a branch ends.
                let ending = if name.ends_with("支部委员会") { "支部委员会" } else { "" };
                *name = format!("{}{ending}", calling.a(BODY, body.to_string(), Called::Body(*body)));
            }
            Event::ErasureProposed { person, note: Sealed::Open(note), .. } => *note = calling.a(NOTE, person.to_string(), Called::Note(*person)),
            Event::ImportPublished { import, names: Words::Sealed(Sealed::Open(names)), .. } => {
                for file in names {
                    file.file = format!("{}.xlsx", calling.a(FILE, import.to_string(), Called::Files(*import)));
                    file.sheets.iter_mut().for_each(|sheet| *sheet = calling.a(SHEET, import.to_string(), Called::Files(*import)));
                }
            }
            Event::PersonRegistered { person, details: Sealed::Open(details), .. } | Event::PersonChanged { person, details: Sealed::Open(details), .. } => {
                details.name = calling.a(NAME, person.to_string(), Called::Person(*person));
                for (field, beginning, text) in [
                    ("职务", WORD, &mut details.office), ("备注", WORD, &mut details.remark), ("电话", PHONE, &mut details.phone),
                    ("证件", NUMBER, &mut details.id_number),
                ] {
                    *text = Some(calling.a(beginning, format!("{person} {field}"), Called::Details(*person)));
                }
            }
            Event::Recorded { record, kinds, bodies, fields, text: Sealed::Open(text), .. }
            | Event::RecordCorrected { record, kinds, bodies, fields, text: Sealed::Open(text), .. } => {
                if kinds.contains("谈心谈话") {
                    let why = calling.a(WORD, format!("{record} 事由"), Called::Field(*record, "事由"));
                    fields.insert("事由".to_owned(), Value::Code(why.into()));
                }
                if !bodies.is_empty() {
                    text.insert("缺席原因".to_owned(), "病假".to_owned());
                }
                for (field, text) in text.iter_mut().filter(|(_, text)| !text.trim().is_empty()) {
                    let title = TITLES.contains(&field.as_str());
                    let called = if title { Called::Record(*record) } else { Called::Field(*record, field) };
                    *text = calling.a(if title { TITLE } else { WORD }, if title { record.to_string() } else { format!("{record} {field}") }, called);
                }
            }
            Event::ItemOpened { item, text: Sealed::Open(text), .. } => {
                text.iter_mut().for_each(|(field, text)| *text = calling.a(WORD, format!("{item} {field}"), Called::Item(*item, field)));
            }
            Event::Waived { waiver: Waiver { duty, subject, period, ground: Words::Sealed(Sealed::Open(ground)), .. } } => {
                *ground = calling.a(GROUND, format!("{duty} {subject:?} {period}"), Called::Ground(*subject));
            }
            _ => {}
        }
    }
}

/// Records of discipline, which the demonstration does without.
fn with_discipline(events: &mut Vec<Event>) {
    let bodies: Vec<BodyId> = events.iter().filter_map(|event| if let Event::BodyRegistered { body, unit: Some(_), .. } = event { Some(*body) } else { None }).collect();
    let people: Vec<PersonId> = events.iter().filter_map(|event| if let Event::PersonRegistered { person, .. } = event { Some(*person) } else { None }).collect();
    let of = |number: usize, kind: &str, bodies: Vec<BodyId>, people: Roles| Event::Recorded {
        record: RecordId(40_000 + number as u128), kinds: Kinds::from([kind]), bodies, date: "2026-09-01".parse().expect("a day"),
        fields: Fields::new(), people, text: Sealed::Open(RecordText::from([("文号".to_owned(), "某号".to_owned())])), source: None,
    };
    let decided = bodies.iter().enumerate().map(|(at, body)| of(at, "处分决定", vec![*body], Roles::new()));
    let mended = people.iter().step_by(9).enumerate().map(|(at, person)| of(5_000 + at, "限期改正", Vec::new(), Roles::from([("党员", vec![*person])])));
    let more: Vec<Event> = decided.chain(mended).collect();
    events.extend(more);
}

/// Of some people somebody has proposed that they be restricted.
fn with_notes(events: &mut Vec<Event>) {
    let people: Vec<PersonId> = events.iter().filter_map(|event| if let Event::PersonRegistered { person, .. } = event { Some(*person) } else { None }).collect();
    let by = Hand { account: None, person: None };
    events.extend(people.into_iter().step_by(7).zip(0..).map(|(person, number)| Event::ErasureProposed {
        proposal: ProposalId(60_000 + number), person, measure: Measure::Restrict, ground: Measure::Restrict.grounds()[0].clone(), by,
        note: Sealed::Open("附言".to_owned()),
    }));
}

/// Every record was read from a sheet: of its first body, or of the first person it names.
fn with_files(events: &mut Vec<Event>) {
    let mut imports: BTreeMap<String, ImportId> = BTreeMap::new();
    for event in events.iter_mut() {
        if let Event::Recorded { bodies, people, source, .. } | Event::RecordCorrected { bodies, people, source, .. } = event {
            let whose = bodies.first().map(ToString::to_string).or_else(|| people.values().flatten().next().map(ToString::to_string));
            let next = ImportId(70_000 + imports.len() as u128);
            let import = *imports.entry(whose.unwrap_or_default()).or_insert(next);
            *source = Some(Source { import, place: Place::Nth { file: 0, sheet: 0 }, row: 2 });
        }
    }
    events.extend(imports.into_values().map(|import| Event::published(import, vec![FileNames::new("文件", &["表页"])], 1)));
}

#[derive(Clone, Copy)]
pub(super) enum Called<'c> {
    Body(BodyId),
    Files(ImportId),
    Note(PersonId),
    Person(PersonId),
    Details(PersonId),
    Record(RecordId),
    Field(RecordId, &'c str),
    Item(ItemId, &'c str),
    Ground(Subject),
}

struct Calling<'c> {
    other: &'c dyn Fn(Called) -> bool,
    numbers: BTreeMap<String, usize>,
}

impl Calling<'_> {
    fn a(&mut self, beginning: &str, what: String, called: Called) -> String {
        let next = self.numbers.len();
        let number = *self.numbers.entry(format!("{beginning}{what}")).or_insert(next) + if (self.other)(called) { 50_000 } else { 0 };
        format!("{beginning}{number:05}")
    }
}

/// Every word of that beginning in a text.
pub(super) fn said(text: &str, beginning: &str) -> BTreeSet<String> {
    // A number that is shown by its ends is not told.
    let told = text.split(beginning).skip(1).map(|rest| rest.chars().take(DIGITS).collect::<String>());
    told.filter(|number| !number.contains('*')).map(|number| format!("{beginning}{number}")).collect()
}

/// Every word of a text that is somebody's to keep.
pub(super) fn told_in(text: &str) -> BTreeSet<String> {
    BEGINNINGS.into_iter().flat_map(|beginning| said(text, beginning)).collect()
}
