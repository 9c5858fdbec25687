//! From what was typed to a record, or to everything that is wrong with it, each fault at its field.

use super::fields::{Place, meaning, place_fields};
use super::fault::Fault;
use super::roll::expected;
use super::strays::strays;
use super::typed::{Typed, of_field};
use crate::snapshot::Snapshot;
use jishi_authorize::Seen;
use jishi_base::{BodyId, Number, PersonId};
use jishi_calendar::Date;
use jishi_facts::{Fields, Record, RecordText, Roles, Value};
use jishi_intake as typed_in;
use jishi_pack::{Belongs, BodyMeaning, Field, FieldType, Meaning, RecordKind};
use jishi_workflow::Content;
use std::collections::BTreeSet;

/// Things decided in one record at most; the form offers rows for a few of them.
pub(crate) const DECISIONS: usize = 20;

/// Something decided, to be followed to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Decision {
    pub(crate) what: String,
    pub(crate) owner: Option<PersonId>,
    pub(crate) due: Option<Date>,
}

/// A record that can be entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Draft {
    pub(crate) content: Content,
    pub(crate) decisions: Vec<Decision>,
    /// How many came, of how many.
    pub(crate) attendance: Option<(usize, usize)>,
}

/// The record that is corrected: as it is, and as who corrects it sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'r> {
    pub(crate) whole: &'r Record,
    /// All of its texts.
    pub(crate) text: &'r RecordText,
    pub(crate) shown: &'r Record,
}

impl Standing<'_> {
    /// Does a field hold something, and nothing that is shown?
    fn hides(&self, field: &str) -> bool {
        holds(self.whole, field) && !holds(self.shown, field)
    }

    /// What is not shown stays as it stands, whatever was typed: nobody changes what they may not see.
    fn carry_over(&self, content: &mut Content) {
        let Self { whole, text, shown } = self;
        let fields = whole.fields.iter().filter(|(name, _)| !shown.fields.contains_key(*name));
        content.fields.extend(fields.map(|(name, value)| (name.clone(), value.clone())));
        let said = |name: &str| shown.text.open().is_some_and(|texts| texts.marks.contains_key(name));
        let text = text.iter().filter(|(name, _)| !said(name.as_str()));
        content.text.extend(text.map(|(name, text)| (name.clone(), text.clone())));
        for (role, people) in &whole.people {
            let known = shown.people.get(role).map_or(&[][..], |people| &**people);
            let hidden: Vec<PersonId> = people.iter().copied().filter(|person| !known.contains(person)).collect();
            if !hidden.is_empty() {
                let sent = content.people.get(role).map_or(&[][..], |people| &**people);
                let kept: Vec<PersonId> = sent.iter().copied().filter(|person| !hidden.contains(person)).chain(hidden.iter().copied()).collect();
                content.people.insert(role.clone(), kept);
            }
        }
    }
}

fn holds(record: &Record, field: &str) -> bool {
    let text = || record.text.open().is_some_and(|texts| texts.marks.contains_key(field));
    record.fields.contains_key(field) || record.people.contains_key(field) || text()
}

/// The kinds that were chosen, as far as the packs know them.
pub(crate) fn kinds_of<'s>(snapshot: &'s Snapshot, typed: &Typed) -> Vec<&'s RecordKind> {
    typed.all("kind").filter_map(|name| snapshot.library().record_kinds.get(name)).collect()
}

/// Reads a form about a body: the record as far as it can be understood, and every fault in the order of the form. Fields
/// that were not opened, and what is not shown, are those of the record that stands.
pub(crate) fn read(snapshot: &Snapshot, body: BodyId, typed: &Typed, standing: Option<Standing<'_>>) -> (Draft, Vec<Fault>) {
    let mut reader = Reader { snapshot, typed, faults: Vec::new() };
    let kinds = reader.kinds();
    let date = reader.date();
    let day = date.unwrap_or(snapshot.inputs().today);
    let of_body = kinds.first().is_none_or(|kind| kind.belongs == Belongs::Body);
    let bodies = if of_body { std::iter::once(body).chain(reader.others(body)).collect() } else { Vec::new() };
    let content = Content {
        kinds: kinds.iter().map(|kind| kind.name.clone()).collect(),
        bodies,
        date: day,
        fields: Fields::new(),
        people: Roles::new(),
        text: RecordText::new(),
    };
    let mut draft = Draft { content, decisions: Vec::new(), attendance: None };
    let places = place_fields(&kinds);
    for (place, field) in &places {
        if let Some(standing) = standing.filter(|standing| typed.keeps(&field.name) || standing.hides(&field.name)) {
            keep(standing, &field.name, &mut draft.content);
            continue;
        }
        match place {
            Place::Attendance => {}
            Place::Decided => reader.decisions(field, &mut draft),
            Place::Needed => reader.field(field, true, body, &mut draft.content),
            Place::Topic | Place::More => reader.field(field, false, body, &mut draft.content),
        }
    }
    if let Some(role) = meaning(&places, Meaning::Absent) {
        reader.attendance(&places, role, &expected(snapshot, body, &kinds, day), &mut draft);
    }
    derive(snapshot, &places, &mut draft.content);
    standing.into_iter().for_each(|standing| standing.carry_over(&mut draft.content));
    reader.faults = with_strays(strays(typed), reader.faults);
    if reader.faults.is_empty()
        && let Some(refusal) = snapshot.refuses(&draft.content)
    {
        reader.fault("kind", refusal.reason, refusal.help);
    }
    (draft, reader.faults)
}

/// Signs that are never taken come first; what else their fields lack is said when they are gone.
fn with_strays(mut strays: Vec<Fault>, faults: Vec<Fault>) -> Vec<Fault> {
    let others: Vec<Fault> = faults.into_iter().filter(|fault| !strays.iter().any(|stray| stray.field == fault.field)).collect();
    strays.extend(others);
    strays
}

struct Reader<'r> {
    snapshot: &'r Snapshot,
    typed: &'r Typed,
    faults: Vec<Fault>,
}

impl<'r> Reader<'r> {
    fn fault(&mut self, field: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault { field: field.into(), message: message.into(), help: help.into() });
    }

    fn seen(&self) -> &'r Seen {
        self.snapshot.seen()
    }

    /// What a reader gives, or the fault that stands at the field.
    fn take<T>(&mut self, field: &str, read: Result<T, typed_in::Fault>) -> Option<T> {
        read.map_err(|fault| self.fault(field, fault.message, fault.help)).ok()
    }

    fn kinds(&mut self) -> Vec<&'r RecordKind> {
        let kinds = kinds_of(self.snapshot, self.typed);
        if kinds.is_empty() {
            self.fault("kind", "没有选是哪一种", "请点选类型；一次会兼作几种的，可以都选上");
        } else if kinds.iter().any(|kind| kind.belongs != kinds.first().map_or(Belongs::Body, |first| first.belongs)) {
            self.fault("kind", "组织的会议和个人的记录不能合成一条", "请分开登记");
        }
        kinds
    }

    fn date(&mut self) -> Option<Date> {
        let (text, today) = (self.typed.one("date"), self.snapshot.inputs().today);
        if text.is_empty() {
            self.fault("date", "没有写日期", format!("请写发生的那一天，如 {today}"));
            return None;
        }
        let date = self.take("date", typed_in::day(text, today.year()))?;
        if date > today {
            self.fault("date", format!("{date} 还没有到"), "请在开过以后登记；这里写的是发生的日期");
        }
        Some(date)
    }

    /// Bodies that held it together with this one.
    fn others(&mut self, own: BodyId) -> Vec<BodyId> {
        let mut out = Vec::new();
        for name in self.typed.all("with").flat_map(|text| text.split(['、', '，', ',', ';', '；'])).map(str::trim).filter(|name| !name.is_empty()) {
            let named: Vec<BodyId> = self.seen().bodies().filter(|body| body.unit.is_some() && (body.name == name || body.name.ends_with(name))).map(|body| body.id).collect();
            match named.as_slice() {
                [one] => out.push(*one),
                [] => self.fault("with", format!("没有登记“{name}”"), "请写党组织的全称"),
                _ => self.fault("with", format!("“{name}”有 {} 个", named.len()), "请写党组织的全称"),
            }
        }
        out.retain(|body| *body != own);
        out
    }

    /// `strict`: the record is about what stands here, so that strangers cannot be kept by name.
    fn field(&mut self, field: &Field, strict: bool, body: BodyId, content: &mut Content) {
        let name = of_field(&field.name);
        let text = self.typed.one(&name);
        if text.is_empty() {
            if field.required {
                self.fault(name, format!("没有写{}", field.name), "请补上");
            }
            return;
        }
        let value = match &field.kind {
            FieldType::Text => {
                content.text.insert(field.name.clone(), text.to_owned());
                return;
            }
            FieldType::People => {
                let (people, strangers) = self.people(&name, text, body, content.date);
                if !strangers.is_empty() && strict {
                    self.fault(name, format!("登记簿里没有“{}”", strangers.join("、")), "请核对姓名，或先在花名册里登记");
                } else if !strangers.is_empty() {
                    content.text.insert(field.name.clone(), strangers.join("、"));
                }
                content.people.extend((!people.is_empty()).then(|| (field.name.clone(), people)));
                return;
            }
            FieldType::Number => self.take(&name, typed_in::number(text)).map(Value::Number),
            FieldType::Date => self.take(&name, typed_in::day(text, content.date.year())).map(Value::Date),
            FieldType::Period => self.take(&name, typed_in::period(text)).map(|period| Value::code(period.to_string())),
            FieldType::Matter => self.take(&name, typed_in::matter(text)).map(Value::code),
            FieldType::Flag => match text {
                "是" => Some(Value::Flag(true)),
                "否" => Some(Value::Flag(false)),
                _ => None,
            },
            FieldType::Code(list) => self.codes(&name, list).into_iter().next().map(Value::code),
            FieldType::Codes(list) => Some(self.codes(&name, list)).filter(|codes| !codes.is_empty()).map(Value::codes),
            FieldType::Bodies => Some(Value::codes(self.bodies(text))),
        };
        content.fields.extend(value.map(|value| (field.name.clone(), value)));
    }

    /// The values chosen that the list has; the form offers no others.
    fn codes(&self, name: &str, list: &str) -> Vec<String> {
        let chosen: BTreeSet<&str> = self.typed.all(name).collect();
        let list = self.snapshot.library().codes.get(list);
        let known = list.into_iter().flat_map(|list| list.values.iter().map(|value| &value.value).chain(&list.otherwise));
        known.filter(|value| chosen.contains(value.as_str())).cloned().collect()
    }

    /// Bodies by name: those of other departments are kept as written.
    fn bodies(&self, text: &str) -> Vec<String> {
        let whole = |name: &str| {
            let named: Vec<&str> = self.seen().bodies_called(|known| known.ends_with(name)).map(|body| body.name.as_str()).collect();
            match named.as_slice() {
                [one] => (*one).to_owned(),
                _ => name.to_owned(),
            }
        };
        text.split(['、', '，', ',', ';', '；']).map(str::trim).filter(|name| !name.is_empty()).map(whole).collect()
    }

    /// People by name, of the body first, then of all that may be seen; and the names that the register does not have.
    fn people(&mut self, field: &str, text: &str, body: BodyId, day: Date) -> (Vec<PersonId>, Vec<String>) {
        let (mut out, mut strangers) = (Vec::new(), Vec::new());
        for (name, note) in self.take(field, typed_in::names(text)).unwrap_or_default() {
            let near: Vec<PersonId> = self.named(&name).filter(|person| self.seen().branch_of(*person, day) == Some(body)).collect();
            let found: Vec<PersonId> = if near.is_empty() { self.named(&name).collect() } else { near };
            let noted: Vec<PersonId> = found.iter().copied().filter(|person| note.as_deref().is_some_and(|note| self.suits(*person, note, day))).collect();
            match (found.as_slice(), noted.as_slice()) {
                ([one], _) | (_, [one]) => out.push(*one),
                ([], _) => strangers.push(name),
                _ => self.fault(field, format!("叫“{name}”的有 {} 人", found.len()), "请在姓名后用括号写明所在支部，如 张三（办公室支部）"),
            }
        }
        (out, strangers)
    }

    fn named(&self, name: &str) -> impl Iterator<Item = PersonId> + use<'r> {
        let name = name.to_owned();
        self.seen().people().filter(move |person| person.name() == name).map(|person| person.id)
    }

    /// Does the note tell this person: part of the branch's name?
    fn suits(&self, person: PersonId, note: &str, day: Date) -> bool {
        let branch = self.seen().branch_of(person, day).and_then(|branch| self.seen().body(branch));
        branch.is_some_and(|branch| branch.name.contains(self.snapshot.library().without_ending(BodyMeaning::Branch, note)))
    }

    fn attendance(&mut self, places: &[(Place, &Field)], role: &Field, expected: &[PersonId], draft: &mut Draft) {
        let ticked: BTreeSet<&str> = self.typed.all("absent").collect();
        let absent: Vec<PersonId> = expected.iter().copied().filter(|person| ticked.contains(person.to_string().as_str())).collect();
        let (due, came) = (expected.len(), expected.len() - absent.len());
        let whole = |count: usize| Value::Number(Number::whole(i64::try_from(count).unwrap_or_default()));
        if due > 0 {
            draft.attendance = Some((came, due));
        }
        // What is written stands before what is counted: guests of a course, members who were not on the register yet.
        for (asked, count) in [(Meaning::Expected, due), (Meaning::Came, came)] {
            let Some(Field { name, .. }) = meaning(places, asked) else { continue };
            let field = of_field(name);
            let written = self.typed.one(&field);
            let value = if written.is_empty() { (due > 0).then(|| whole(count)) } else { self.take(&field, typed_in::number(written)).map(Value::Number) };
            draft.content.fields.extend(value.map(|value| (name.clone(), value)));
        }
        let strangers = self.typed.one(&of_field(&role.name));
        if !strangers.is_empty() {
            draft.content.text.insert(role.name.clone(), strangers.to_owned());
        }
        if !absent.is_empty() {
            draft.content.people.insert(role.name.clone(), absent);
        }
        let reasons = self.typed.one("reasons");
        if let Some(field) = meaning(places, Meaning::Reasons).filter(|_| !reasons.is_empty()) {
            draft.content.text.insert(field.name.clone(), reasons.to_owned());
        }
    }

    fn decisions(&mut self, field: &Field, draft: &mut Draft) {
        for row in 1..=DECISIONS {
            let (what, who, when) = (format!("item{row}"), format!("item{row}:owner"), format!("item{row}:due"));
            let text = self.typed.one(&what).to_owned();
            if text.is_empty() {
                continue;
            }
            let owner = self.typed.one(&who).parse().ok().filter(|person| self.seen().person(*person).is_some());
            let due = self.typed.one(&when);
            let due = if due.is_empty() { None } else { self.take(&when, typed_in::day(due, draft.content.date.year())) };
            if due.is_some_and(|due| due < draft.content.date) {
                self.fault(when, "办理期限早于会议的日期", "请写会后的一天，或不填");
            }
            draft.decisions.push(Decision { what: text, owner, due });
        }
        let all: Vec<&str> = draft.decisions.iter().map(|decision| decision.what.as_str()).collect();
        let kept = self.typed.one(&of_field(&field.name));
        let text = if all.is_empty() { kept.to_owned() } else { all.join("；") };
        if !text.is_empty() {
            draft.content.text.insert(field.name.clone(), text);
        }
    }
}

/// Leaves a field as it stands.
fn keep(Standing { whole: record, text, .. }: Standing<'_>, field: &str, content: &mut Content) {
    content.fields.extend(record.fields.get_key_value(field).map(|(name, value)| (name.clone(), value.clone())));
    content.people.extend(record.people.get_key_value(field).map(|(role, people)| (role.clone(), people.clone())));
    content.text.extend(text.get_key_value(field).map(|(name, text)| (name.clone(), text.clone())));
}

/// Coded fields that nobody chose are read from the texts.
fn derive(snapshot: &Snapshot, places: &[(Place, &Field)], content: &mut Content) {
    for (_, field) in places.iter().filter(|(_, field)| !field.read_from.is_empty()) {
        if content.fields.contains_key(&field.name) {
            continue;
        }
        let texts = field.read_from.iter().filter_map(|text| content.text.get(text)).map(String::as_str);
        if let Some(value) = typed_in::coded(snapshot.library(), field, texts) {
            content.fields.insert(field.name.clone(), value);
        }
    }
}
