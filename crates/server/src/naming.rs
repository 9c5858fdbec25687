//! The lens as the one that says what things are called: what it does not show has no name.

use jishi_authorize::Seen;
use jishi_base::{BodyId, PersonId, PostId, RecordId, UnitId};
use jishi_calendar::Date;
use jishi_evaluate::Names;
use jishi_facts::{ReadAt, Source, Subject, Value};
use std::ops::Deref;

/// A lens that gives names.
#[derive(Debug)]
pub(crate) struct Naming(pub(crate) Seen);

impl Deref for Naming {
    type Target = Seen;
    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl Names for Naming {
    fn body(&self, body: BodyId) -> Option<&str> {
        self.0.body(body).map(|body| body.name.as_str())
    }

    fn kind(&self, body: BodyId) -> Option<&str> {
        self.0.body(body).map(|body| body.kind.as_str())
    }

    fn entry(&self, body: BodyId, name: &str, day: Date) -> Option<Vec<String>> {
        let entries = self.0.body(body)?.entries.get(name)?;
        codes(entries.iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| value)?)
    }

    fn post(&self, post: PostId) -> Option<(BodyId, &str)> {
        self.0.post(post).map(|post| (post.body, post.title.as_str()))
    }

    fn person(&self, person: PersonId) -> Option<&str> {
        self.0.person(person).map(|person| person.name())
    }

    fn unit(&self, unit: UnitId) -> Option<&str> {
        self.0.unit(unit).map(|unit| unit.name.as_str())
    }

    fn day(&self, record: RecordId) -> Option<Date> {
        self.0.record(record).map(|record| record.date)
    }

    fn title(&self, record: RecordId, titles: &[String]) -> Option<String> {
        self.0.record(record).map(|record| self.0.title(record, titles))
    }

    fn field(&self, record: RecordId, field: &str) -> Option<Vec<String>> {
        let record = self.0.record(record)?;
        let people = || record.people.get(field).map(|people| people.iter().map(ToString::to_string).collect());
        record.fields.get(field).and_then(codes).or_else(people)
    }

    fn entered(&self, record: RecordId) -> Option<(Date, Option<&Source>)> {
        self.0.record(record).map(|record| (record.entered.day, record.source.as_deref()))
    }

    fn read_at(&self, source: &Source) -> Option<ReadAt> {
        self.0.read_at(source)
    }

    fn ground(&self, duty: &str, subject: Subject, period: &str) -> Option<String> {
        let waiver = self.0.waivers().rev().find(|waiver| (waiver.duty.as_str(), waiver.subject, waiver.period.as_str()) == (duty, subject, period))?;
        Some(self.0.ground(waiver).unwrap_or_else(|| "依据已删除".to_owned()))
    }
}

fn codes(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Code(code) => Some(vec![code.to_string()]),
        Value::Codes(codes) => Some(codes.iter().map(ToString::to_string).collect()),
        Value::Number(_) | Value::Date(_) | Value::Flag(_) => None,
    }
}
