//! What was typed, as it was typed: it is shown again where something is wrong.

use super::roll::expected;
use crate::snapshot::Snapshot;
use jishi_authorize::Seen;
use jishi_base::signs::{Stray, stray, with_plain_line_ends, without};
use jishi_base::{Number, PersonId};
use jishi_facts::{Record, RecordText, Value};
use jishi_pack::{Meaning, RecordKind};
use std::collections::BTreeSet;

/// Names the fields that are left as they stand, since they were not opened.
const KEEP: &str = "keep";

/// Fields that hold no text: what is in them is compared, never kept or shown.
const SECRETS: [&str; 4] = ["csrf", "old", "password", "again"];

/// Fields that say how something is sent, and nothing of what.
const FRAME: [&str; 4] = ["csrf", "key", "version", "action"];

/// The pairs of a form, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// What a browser sent: every end of a line in a text becomes the one that is kept.
    pub(crate) fn sent(pairs: Vec<(String, String)>) -> Self {
        let plain = |(name, value): (String, String)| if is_secret(&name) { (name, value) } else { (name, with_plain_line_ends(value)) };
        Self(pairs.into_iter().map(plain).collect())
    }

    /// The fields whose name or text carries a sign that is never taken, with the first such sign of each.
    pub(crate) fn strays(&self) -> impl Iterator<Item = (&str, Stray)> {
        let texts = self.0.iter().filter(|(name, _)| !is_secret(name));
        texts.filter_map(|(name, value)| Some((name.as_str(), stray(value).or_else(|| stray(name))?)))
    }

    /// The first value of a name, trimmed; empty where there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The first value of a name exactly as it was sent: a password may begin with a space.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name that is not blank.
    pub(crate) fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Was the name sent at all, be it blank?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    pub(crate) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Leaves a field as it stands.
    pub(crate) fn keep(&mut self, field: &str) {
        self.push(KEEP, field);
    }

    /// Is a field left as it stands?
    pub(crate) fn keeps(&self, field: &str) -> bool {
        self.all(KEEP).any(|kept| kept == field)
    }

    /// The same with these fields left as they stand, and nothing of them.
    pub(crate) fn closing(mut self, fields: &BTreeSet<String>) -> Self {
        for field in fields {
            let name = of_field(field);
            self.0.retain(|(key, _)| *key != name);
            self.keep(field);
        }
        self
    }

    /// The same with a field as it would have been typed.
    pub(crate) fn opening(mut self, field: &str, standing: &Self) -> Self {
        let name = of_field(field);
        self.0.retain(|(key, value)| *key != name && !(key == KEEP && value == field));
        standing.all(&name).for_each(|value| self.push(name.clone(), value));
        self
    }

    /// What it asks for: what an idempotency key stands for. By which log-in, under which key and from which version is no part of it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.iter().filter(|(name, _)| !FRAME.contains(&name.as_str())).flat_map(|(name, value)| [name, "=", value, "\n"].concat().into_bytes()).collect()
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// The name of a pack's field in the form.
pub(crate) fn of_field(field: &str) -> String {
    format!("f:{field}")
}

/// What one would have typed to enter a record as it stands: what the program works out by itself is left out, and so
/// are signs that were kept before they were refused: nobody sees them to take them out.
pub(crate) fn of_record(snapshot: &Snapshot, record: &Record) -> Typed {
    let (site, meanings) = (snapshot.seen(), &snapshot.library().meanings);
    let mut typed = Typed::default();
    let said = site.text(record);
    record.kinds.iter().for_each(|kind| typed.push("kind", kind));
    typed.push("date", record.date.to_string());
    record.bodies.iter().skip(1).for_each(|body| typed.push("with", site.body(*body).map_or("", |body| body.name.as_str())));
    for (field, value) in record.fields.iter().filter(|(field, value)| !worked_out(snapshot, record, said.as_ref(), field, value)) {
        written(value).into_iter().for_each(|text| typed.push(of_field(field), text));
    }
    for (role, people) in &record.people {
        if meanings.has(Meaning::Absent, role) {
            people.iter().for_each(|person| typed.push("absent", person.to_string()));
        } else {
            let strangers = said.as_ref().and_then(|text| text.get(role)).map(String::as_str);
            let known = names(site, people);
            typed.push(of_field(role), without(&[Some(known.as_str()), strangers].into_iter().flatten().collect::<Vec<_>>().join("、")));
        }
    }
    for (field, text) in said.iter().flatten() {
        let name = if meanings.has(Meaning::Reasons, field) { "reasons".to_owned() } else { of_field(field) };
        if meanings.has(Meaning::Absent, field) || !record.people.contains_key(field) {
            typed.push(name, without(text));
        }
    }
    typed
}

/// Is it what the texts or the ticks give anyway?
fn worked_out(snapshot: &Snapshot, record: &Record, text: Option<&RecordText>, name: &str, value: &Value) -> bool {
    let kinds: Vec<&RecordKind> = record.kinds.iter().filter_map(|kind| snapshot.library().record_kinds.get(kind.as_str())).collect();
    let field = kinds.iter().flat_map(|kind| &kind.fields).find(|field| field.name == name);
    let derived = field.filter(|field| !field.read_from.is_empty()).and_then(|field| {
        let texts = field.read_from.iter().filter_map(|from| text?.get(from)).map(String::as_str);
        jishi_intake::coded(snapshot.library(), field, texts)
    });
    if derived.as_ref() == Some(value) {
        return true;
    }
    let Some(body) = record.bodies.first() else { return false };
    let due = expected(snapshot, *body, &kinds, record.date).len();
    let absent = snapshot.library().meanings.names(Meaning::Absent).iter().filter_map(|role| record.people.get(role)).map(|people| people.len()).sum();
    let reckoned = match field.and_then(|field| field.meaning) {
        Some(Meaning::Expected) => Some(due),
        Some(Meaning::Came) => due.checked_sub(absent),
        _ => None,
    };
    reckoned.and_then(|count| i64::try_from(count).ok()).is_some_and(|count| *value == Value::Number(Number::whole(count)))
}

fn written(value: &Value) -> Vec<String> {
    match value {
        Value::Number(number) => vec![number.to_string()],
        Value::Date(date) => vec![date.to_string()],
        Value::Flag(flag) => vec![if *flag { "是" } else { "否" }.to_owned()],
        Value::Code(code) => vec![code.into()],
        Value::Codes(codes) => codes.iter().map(String::from).collect(),
    }
}

pub(crate) fn names(site: &Seen, people: &[PersonId]) -> String {
    people.iter().filter_map(|person| site.person(*person)).map(jishi_facts::Person::name).collect::<Vec<_>>().join("、")
}
