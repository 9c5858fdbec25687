//! What saving would do: the duties that turn, and what else follows.

use super::Asked;
use crate::entry::Turn;
use crate::snapshot::Snapshot;
use crate::view::{links, period_words};
use jishi_evaluate::Status;

/// Turned duties that are named; the rest is counted.
const NAMED: usize = 8;

/// A duty that would turn.
pub(crate) struct Turned {
    pub(crate) text: String,
    pub(crate) href: String,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) good: bool,
}

/// What saving would do.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) settled: Vec<Turned>,
    pub(crate) raised: Vec<Turned>,
    pub(crate) more: usize,
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Nothing can be said before the faults are mended.
    pub(crate) waiting: bool,
}

pub(super) fn effects(snapshot: &Snapshot, asked: &Asked<'_>) -> Effects {
    let Some(draft) = asked.draft else { return Effects { waiting: true, ..Effects::default() } };
    let turned = |turn: &Turn| {
        let instance = &turn.verdict;
        let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
        let whose = if instance.subject == jishi_facts::Subject::Body(asked.body.id) { String::new() } else { format!("{}：", snapshot.words().subject(instance)) };
        Turned {
            text: format!("{whose}{duty}，{}", period_words(instance.period)),
            href: links::instance(snapshot, instance),
            from: turn.from.map_or("", Status::word),
            to: instance.status.word(),
            good: matches!(instance.status, Status::Met | Status::MetLate | Status::Waived),
        }
    };
    let (settled, raised): (Vec<&Turn>, Vec<&Turn>) = asked.turns.iter().partition(|turn| turn.from.is_some());
    let mut facts = Vec::new();
    if let Some((came, _)) = draft.attendance {
        facts.push(("计入", format!("{came} 人参加")));
    }
    if !draft.decisions.is_empty() {
        facts.push(("生成", format!("议定事项 {} 项，办结前列在事项里", draft.decisions.len())));
    }
    Effects {
        more: settled.len().saturating_sub(NAMED),
        settled: settled.into_iter().take(NAMED).map(turned).collect(),
        raised: raised.into_iter().take(NAMED).map(turned).collect(),
        facts,
        waiting: false,
    }
}
