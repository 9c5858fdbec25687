//! Records of what happened: entered, corrected, withdrawn; never edited.

use crate::command::Content;
use crate::{Refusal, bodies, people};
use jishi_base::RecordId;
use jishi_facts::{Event, KeyOwner, Record, Sealed, Site, Source, record_key};

type Decision = Result<Vec<Event>, Refusal>;

/// Does a record's content stand on what is registered? For callers that hold the records elsewhere than the registers.
///
/// # Errors
/// A [`Refusal`] where it names nothing, or an unknown body or person.
pub fn check(site: &Site, content: &Content) -> Result<(), Refusal> {
    if content.kinds.is_empty() {
        return Err(Refusal::new("没有写是哪一种记录", "请选择类型"));
    }
    if content.bodies.is_empty() && content.people.values().all(|people| people.is_empty()) {
        return Err(Refusal::new("说不清是哪个党组织、哪个人的记录", "请填写党组织或人员"));
    }
    for body in &content.bodies {
        let body = bodies::known(site, *body)?;
        if body.closed.is_some_and(|day| day <= content.date) {
            return Err(Refusal::new(format!("这一天“{}”已经撤销", body.name), "请核对日期和党组织"));
        }
    }
    // The text is under this person's key: nothing more is entered about who is erased or restricted.
    if let Some(KeyOwner::Person(person)) = record_key(&content.bodies, &content.people) {
        people::in_use(site, person)?;
    }
    content.people.values().flatten().try_for_each(|person| people::known(site, *person).map(|_| ()))
}

pub(crate) fn record(site: &Site, record: RecordId, content: Content, source: Option<Source>) -> Decision {
    check(site, &content)?;
    if site.records.contains_key(&record) {
        return Err(Refusal::new("这条记录已经登记", "请改为更正"));
    }
    Ok(vec![content.recorded(record, source)])
}

pub(crate) fn correct(site: &Site, record: RecordId, content: Content, source: Option<Source>) -> Decision {
    check(site, &content)?;
    let old = known(site, record)?;
    if old.withdrawn {
        return Err(Refusal::new("这条记录已经撤回", "请重新登记一条"));
    }
    let is_so = content.is_of(old) && (source.is_none() || source.as_ref() == old.source.as_deref());
    Ok(if is_so { Vec::new() } else { vec![content.corrected(record, source)] })
}

pub(crate) fn withdraw(site: &Site, record: RecordId) -> Decision {
    let is_so = known(site, record)?.withdrawn;
    Ok(if is_so { Vec::new() } else { vec![Event::RecordWithdrawn { record }] })
}

fn known(site: &Site, record: RecordId) -> Result<&Record, Refusal> {
    site.records.get(&record).ok_or_else(|| Refusal::new("没有这条记录", "请先登记"))
}

impl Content {
    /// Is it what a record says already?
    fn is_of(&self, record: &Record) -> bool {
        let Self { kinds, bodies, date, fields, people, text } = self;
        *kinds == *record.kinds && **record.bodies == **bodies && *date == record.date && *fields == record.fields && *people == record.people
            && record.text.open().is_some_and(|texts| texts.are(text))
    }

    /// The event that enters this content.
    #[must_use]
    pub fn recorded(self, record: RecordId, source: Option<Source>) -> Event {
        let Self { kinds, bodies, date, fields, people, text } = self;
        Event::Recorded { record, kinds, bodies, date, fields, people, text: Sealed::Open(text), source }
    }

    /// The event that puts this content in the place of a record's own.
    #[must_use]
    pub fn corrected(self, record: RecordId, source: Option<Source>) -> Event {
        let Self { kinds, bodies, date, fields, people, text } = self;
        Event::RecordCorrected { record, kinds, bodies, date, fields, people, text: Sealed::Open(text), source }
    }
}
