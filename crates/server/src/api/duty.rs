//! A duty of a subject for a period as programs read it.

use crate::snapshot::Snapshot;
use crate::view::{body_of, links};
use jishi_evaluate::{EvidenceLine, Instance, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// One duty, of one subject, for one period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Duty {
    /// Where it is explained, under `/api/v1`.
    path: String,
    duty: String,
    /// 意见19
    articles: Vec<String>,
    subject: String,
    subject_id: String,
    /// 组织, 职务 or 人员
    subject_kind: &'static str,
    unit: Option<String>,
    unit_id: Option<String>,
    /// The body it is filed under.
    body_id: Option<String>,
    /// 2026, 2026上半年, 2026Q1, 2026-02 …
    period: String,
    /// 逾期, 缺事实, 待办, 未到期, 补办, 已完成, 免除 or 不适用
    status: &'static str,
    /// 应当, 一般, 可以 or 探索
    force: &'static str,
    due: Option<String>,
    owner: String,
    evidence: Vec<Fact>,
    missing: Vec<String>,
    /// 已核, 默认 or 待核
    confidence: &'static str,
}

/// A record or register event.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fact {
    /// None for events of the registers, and for records that may not be seen.
    record: Option<String>,
    date: String,
    title: String,
    /// The day it was entered, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    entered: Option<String>,
    /// Why it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_counted: Option<String>,
}

/// The address of an instance under `/api/v1`.
pub(super) fn path(snapshot: &Snapshot, instance: &Verdict) -> String {
    links::instance(snapshot, instance).replacen("/instances/", "/duties/", 1)
}

/// Duties with what they rest on, their reasons made at once.
pub(super) fn rows(snapshot: &Snapshot, verdicts: &[&Verdict]) -> Vec<Duty> {
    verdicts.iter().zip(snapshot.told_all(verdicts)).map(|(verdict, instance)| row(snapshot, verdict, &instance)).collect()
}

pub(super) fn row(snapshot: &Snapshot, verdict: &Verdict, instance: &Instance) -> Duty {
    let row = jishi_evaluate::json::row(snapshot.library(), snapshot.names(), instance);
    let fact = |fact: jishi_evaluate::json::EvidenceRow| Fact {
        record: fact.record.map(|record| record.to_string()), date: fact.date.to_string(), title: fact.title, entered: None, not_counted: None,
    };
    Duty {
        path: path(snapshot, verdict),
        duty: row.duty, articles: row.articles, subject: row.subject, subject_id: row.subject_id, subject_kind: row.subject_kind, unit: row.unit,
        unit_id: instance.unit.map(|unit| unit.to_string()),
        body_id: body_of(snapshot, instance.subject).map(|body| body.to_string()),
        period: row.period.to_string(), status: row.status, force: row.force, due: row.due.map(|day| day.to_string()), owner: row.owner,
        evidence: row.evidence.into_iter().map(fact).collect(),
        missing: row.missing, confidence: row.confidence,
    }
}

impl Duty {
    /// The same, with what it rests on said at length.
    pub(super) fn resting_on(self, counted: Vec<EvidenceLine>) -> Self {
        Self { evidence: counted.into_iter().map(Fact::of).collect(), ..self }
    }
}

impl Fact {
    pub(super) fn of(shown: EvidenceLine) -> Self {
        Self {
            record: shown.record.map(|record| record.to_string()), date: shown.date.to_string(), title: shown.title,
            entered: shown.entered.map(|day| day.to_string()), not_counted: shown.not_counted,
        }
    }
}
