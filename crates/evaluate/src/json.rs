//! An instance as other programs read it: stable names, one object an instance.

use crate::instance::Instance;
use crate::words::{Names, Speaker};
use jishi_base::RecordId;
use jishi_calendar::{Date, Period};
use jishi_facts::Subject;
use jishi_pack::{Confidence, Library};
use serde::Serialize;

/// A record or event that counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EvidenceRow {
    /// The record's id; `null` for register events, and for records that may not be seen.
    pub record: Option<RecordId>,
    /// The day it happened.
    pub date: Date,
    /// What it is.
    pub title: String,
}

/// One instance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// The duty's name.
    pub duty: String,
    /// Keys of articles: 意见19.
    pub articles: Vec<String>,
    /// The subject's name.
    pub subject: String,
    /// The subject's stable id.
    pub subject_id: String,
    /// 组织, 职务 or 人员.
    pub subject_kind: &'static str,
    /// The unit's name.
    pub unit: Option<String>,
    /// The period's label.
    pub period: Period,
    /// The status's word.
    pub status: &'static str,
    /// The force's word.
    pub force: &'static str,
    /// The last day in time.
    pub due: Option<Date>,
    /// Who acts.
    pub owner: String,
    /// What counted.
    pub evidence: Vec<EvidenceRow>,
    /// What is missing.
    pub missing: Vec<String>,
    /// 已核, 默认 or 待核.
    pub confidence: &'static str,
}

/// The row of an instance of `library`, for one who knows these names.
#[must_use]
pub fn row(library: &Library, names: &dyn Names, instance: &Instance) -> Row {
    let words = Speaker::new(library, names);
    let duty = library.duties.get(instance.duty);
    let (subject_kind, subject_id) = match instance.subject {
        Subject::Body(id) => ("组织", id.to_string()),
        Subject::Post(id) => ("职务", id.to_string()),
        Subject::Person(id) => ("人员", id.to_string()),
    };
    let counted = words.evidence(instance).into_iter().filter(|fact| fact.not_counted.is_none());
    Row {
        duty: duty.map_or_else(String::new, |duty| duty.name.clone()),
        articles: duty.map_or_else(Vec::new, |duty| duty.citations.iter().map(jishi_base::Citation::key).collect()),
        subject: words.subject(instance),
        subject_id,
        subject_kind,
        unit: words.unit(instance).map(str::to_owned),
        period: instance.period,
        status: instance.status.word(),
        force: instance.force.word(),
        due: instance.due,
        owner: words.owner(instance),
        evidence: counted.map(|c| EvidenceRow { record: c.record, date: c.date, title: c.title }).collect(),
        missing: words.missing(instance),
        confidence: duty.map_or(Confidence::Verified.word(), |duty| duty.confidence.word()),
    }
}
