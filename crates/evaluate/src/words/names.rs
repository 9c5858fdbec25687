//! What things are called, as far as somebody may know it.

use crate::facts::entry;
use jishi_base::{BodyId, PersonId, PostId, RecordId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Contents, ReadAt, Site, Source, Subject, Value};

/// Names, titles and grounds. `None` is whatever the viewer may not know, or is not there.
pub trait Names {
    /// A body's name.
    fn body(&self, body: BodyId) -> Option<&str>;
    /// A body's kind.
    fn kind(&self, body: BodyId) -> Option<&str>;
    /// The codes of a body's entry, as it stood on a day.
    fn entry(&self, body: BodyId, name: &str, day: Date) -> Option<Vec<String>>;
    /// A post's body and title.
    fn post(&self, post: PostId) -> Option<(BodyId, &str)>;
    /// A person's name.
    fn person(&self, person: PersonId) -> Option<&str>;
    /// A unit's name.
    fn unit(&self, unit: UnitId) -> Option<&str>;
    /// The day a record is of.
    fn day(&self, record: RecordId) -> Option<Date>;
    /// What a record is called by: the first of the `titles` that is there.
    fn title(&self, record: RecordId, titles: &[String]) -> Option<String>;
    /// The codes of a record's field.
    fn field(&self, record: RecordId, field: &str) -> Option<Vec<String>>;
    /// The day a record was entered, and where it was read.
    fn entered(&self, record: RecordId) -> Option<(Date, Option<&Source>)>;
    /// Where a fact was read, by the names of file and sheet.
    fn read_at(&self, source: &Source) -> Option<ReadAt>;
    /// The ground on which an instance was waived.
    fn ground(&self, duty: &str, subject: Subject, period: &str) -> Option<String>;
}

/// A site alone names what it holds in memory: no titles, files or grounds, which lie sealed ([`Titled`]).
impl Names for Site {
    fn body(&self, body: BodyId) -> Option<&str> {
        self.bodies.get(&body).map(|body| body.name.as_str())
    }

    fn kind(&self, body: BodyId) -> Option<&str> {
        self.bodies.get(&body).map(|body| body.kind.as_str())
    }

    fn entry(&self, body: BodyId, name: &str, day: Date) -> Option<Vec<String>> {
        codes(entry(self.bodies.get(&body)?, day, name)?)
    }

    fn post(&self, post: PostId) -> Option<(BodyId, &str)> {
        self.posts.get(&post).map(|post| (post.body, post.title.as_str()))
    }

    fn person(&self, person: PersonId) -> Option<&str> {
        self.people.get(&person).map(|person| person.name())
    }

    fn unit(&self, unit: UnitId) -> Option<&str> {
        self.units.get(&unit).map(|unit| unit.name.as_str())
    }

    fn day(&self, record: RecordId) -> Option<Date> {
        self.records.get(&record).map(|record| record.date)
    }

    fn title(&self, record: RecordId, titles: &[String]) -> Option<String> {
        self.records.get(&record).map(|record| record.title(None, titles))
    }

    fn field(&self, record: RecordId, field: &str) -> Option<Vec<String>> {
        let record = self.records.get(&record)?;
        let people = || record.people.get(field).map(|people| people.iter().map(ToString::to_string).collect());
        record.fields.get(field).and_then(codes).or_else(people)
    }

    fn entered(&self, record: RecordId) -> Option<(Date, Option<&Source>)> {
        self.records.get(&record).map(|record| (record.entered.day, record.source.as_deref()))
    }

    fn read_at(&self, source: &Source) -> Option<ReadAt> {
        Self::read_at(self, source, |_| None::<&str>)
    }

    fn ground(&self, _: &str, _: Subject, _: &str) -> Option<String> {
        None
    }
}

/// A site with what it holds sealed: titles, names of files and grounds, of which a site alone knows nothing. Where they cannot be read,
/// the contents have counted it ([`Contents::failures`]).
#[derive(Clone, Copy, Debug)]
pub struct Titled<'s> {
    /// The site.
    pub site: &'s Site,
    /// Where its words lie.
    pub contents: &'s dyn Contents,
}

impl Titled<'_> {
    fn content(&self, entry: u64) -> Option<String> {
        self.contents.open(&[entry]).ok()?.pop()?
    }
}

impl Names for Titled<'_> {
    fn body(&self, body: BodyId) -> Option<&str> {
        Names::body(self.site, body)
    }

    fn kind(&self, body: BodyId) -> Option<&str> {
        self.site.kind(body)
    }

    fn entry(&self, body: BodyId, name: &str, day: Date) -> Option<Vec<String>> {
        self.site.entry(body, name, day)
    }

    fn post(&self, post: PostId) -> Option<(BodyId, &str)> {
        self.site.post(post)
    }

    fn person(&self, person: PersonId) -> Option<&str> {
        self.site.person(person)
    }

    fn unit(&self, unit: UnitId) -> Option<&str> {
        self.site.unit(unit)
    }

    fn day(&self, record: RecordId) -> Option<Date> {
        self.site.day(record)
    }

    fn title(&self, record: RecordId, titles: &[String]) -> Option<String> {
        let record = self.site.records.get(&record)?;
        let text = record.text.open().and_then(|texts| texts.read(&self.content(texts.at)?));
        Some(record.title(text.as_ref(), titles))
    }

    fn field(&self, record: RecordId, field: &str) -> Option<Vec<String>> {
        self.site.field(record, field)
    }

    fn entered(&self, record: RecordId) -> Option<(Date, Option<&Source>)> {
        self.site.entered(record)
    }

    fn read_at(&self, source: &Source) -> Option<ReadAt> {
        Site::read_at(self.site, source, |entry| self.content(entry))
    }

    fn ground(&self, duty: &str, subject: Subject, period: &str) -> Option<String> {
        let mut waivers = self.site.waivers.iter().rev();
        let waiver = waivers.find(|waiver| (waiver.duty.as_str(), waiver.subject, waiver.period.as_str()) == (duty, subject, period))?;
        let ground = waiver.ground.open().and_then(|ground| ground.read(&self.content(ground.at)?));
        Some(ground.unwrap_or_else(|| "依据已删除".to_owned()))
    }
}

fn codes(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Code(code) => Some(vec![code.into()]),
        Value::Codes(codes) => Some(codes.iter().map(String::from).collect()),
        Value::Number(_) | Value::Date(_) | Value::Flag(_) => None,
    }
}
