//! What a record would settle: the duties that stand otherwise with it than without.

use crate::foreseen::Foreseen;
use crate::snapshot::Snapshot;
use jishi_evaluate::{Status, Verdict};
use jishi_facts::Subject;

/// A duty that turns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Turn {
    pub(crate) verdict: Verdict,
    /// How it stood; `None` where the record raises it.
    pub(crate) from: Option<Status>,
}

/// The duties that turn with what is foreseen, those that are done first: judged on the whole site, of what may be seen.
pub(crate) fn turns(foreseen: &Foreseen, seen: &Snapshot) -> Vec<Turn> {
    let raised = |status| !matches!(status, Status::NotApplicable | Status::Waived);
    let turned = foreseen.turned().into_iter().filter(|(verdict, from)| from.is_some() || raised(verdict.status));
    let mut turns: Vec<Turn> =
        turned.filter(|(verdict, _)| is_seen(seen, verdict.subject)).map(|(verdict, from)| Turn { verdict: verdict.clone(), from }).collect();
    let key = |turn: &Turn| {
        let Verdict { status, due, duty, subject, period, .. } = turn.verdict;
        (turn.from.is_none(), !matches!(status, Status::Met | Status::MetLate), due, duty, subject, period)
    };
    turns.sort_by_key(key);
    turns
}

/// Of people of whom only the name is known no duty is seen; bodies that are only named have no unit.
fn is_seen(seen: &Snapshot, subject: Subject) -> bool {
    match subject {
        Subject::Body(id) => seen.seen().body(id).is_some_and(|body| body.unit.is_some()),
        Subject::Post(id) => seen.seen().post(id).is_some_and(|post| is_seen(seen, Subject::Body(post.body))),
        Subject::Person(id) => seen.opens_person(id),
    }
}
