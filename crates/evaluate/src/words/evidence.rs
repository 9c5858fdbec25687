//! What counted and what did not, in words.

use super::Speaker;
use crate::instance::{Counted, Instance, NotCounted, Verdict};
use crate::happened::Happened;
use jishi_base::RecordId;
use jishi_calendar::Date;
use jishi_facts::{Source, Subject};
use jishi_pack::{Duty, RegisterEvent, event_word};

/// A fact that counted, or that was looked at and did not count, as the viewer may know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvidenceLine {
    /// The record, where it is one that the viewer sees; register facts (a term, an appointment) have none.
    pub record: Option<RecordId>,
    /// The day it happened.
    pub date: Date,
    /// What it is.
    pub title: String,
    /// Is it a record, seen or not?
    pub is_record: bool,
    /// The day it was entered, where known.
    pub entered: Option<Date>,
    /// Where it was read.
    pub source: Option<Source>,
    /// Why it does not count; `None` where it does.
    pub not_counted: Option<String>,
}

impl Speaker<'_> {
    /// What was looked at, by day; what the registers say of one day, by what it is called.
    #[must_use]
    pub fn evidence(&self, instance: &Instance) -> Vec<EvidenceLine> {
        let Some(duty) = self.duty(instance) else { return Vec::new() };
        let mut shown: Vec<EvidenceLine> = instance.evidence.iter().map(|fact| self.shown(duty, fact)).collect();
        for same in shown.chunk_by_mut(|a, b| !a.is_record && !b.is_record && a.date == b.date) {
            same.sort_by(|a, b| a.title.cmp(&b.title));
        }
        shown
    }

    fn shown(&self, duty: &Duty, fact: &Counted) -> EvidenceLine {
        let entered = fact.what.record().and_then(|record| self.names.entered(record));
        EvidenceLine {
            record: fact.what.record().filter(|_| entered.is_some()),
            date: fact.date,
            title: self.what(fact.what),
            is_record: fact.what.record().is_some(),
            entered: entered.map(|(day, _)| day),
            source: entered.and_then(|(_, source)| source.cloned()),
            not_counted: fact.not_counted.as_ref().map(|why| self.not_counted_in(duty, why)),
        }
    }

    /// Why something that an instance looked at does not count.
    #[must_use]
    pub fn not_counted(&self, instance: &Verdict, why: &NotCounted) -> String {
        self.duty(instance).map_or_else(String::new, |duty| self.not_counted_in(duty, why))
    }

    fn not_counted_in(&self, duty: &Duty, why: &NotCounted) -> String {
        match why {
            NotCounted::Repeated => "重复登记，只计一次".to_owned(),
            NotCounted::Withdrawn => "已撤回".to_owned(),
            NotCounted::NoQuorum => "到会人数不够，记录在案，不计入".to_owned(),
            NotCounted::Fails(condition) => format!("不符合条件“{}”", condition.text(duty)),
            NotCounted::Missed => "没有参加".to_owned(),
            NotCounted::MakesUp(period) => format!("登记为补办{}", period.in_words()),
            NotCounted::Unknown(lacks) => self.lacks(duty, lacks.iter().copied()).join("；"),
        }
    }

    /// What happened: a record's title, `换届，任期 3 年`, `魏静 任 中共示范厅人事处支部委员会 书记`.
    pub(super) fn what(&self, what: Happened) -> String {
        match what {
            Happened::Record(record) => self.title(record),
            Happened::OfBody(event) => event_word(event).to_owned(),
            Happened::TermStarted(years) => format!("换届，任期 {years} 年"),
            Happened::TermEnds(from, years) => format!("本届任期届满（{from} 起 {years} 年）"),
            Happened::Holding(event, person, post) => {
                let verb = if event == RegisterEvent::Appointed { "任" } else { "不再任" };
                format!("{} {verb} {}", self.person(person), self.name_of(Subject::Post(post)))
            }
            Happened::OfPerson(event, person) => format!("{} {}", self.person(person), event_word(event)),
            Happened::Moved(event, person, body) => format!("{} {} {}", self.person(person), event_word(event), self.body(body)),
        }
    }
}
