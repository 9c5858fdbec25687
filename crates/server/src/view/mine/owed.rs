//! Whose matters a first screen shows, and which they are.

use crate::snapshot::Snapshot;
use crate::view::body_of;
use crate::viewer::Viewer;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::Subject;
use jishi_pack::Owner;

/// Whose matters: a person's own, and those of a body that a post acts for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Desk {
    /// The person at the desk.
    pub(crate) person: Option<PersonId>,
    /// The body acted for.
    pub(crate) body: Option<BodyId>,
    /// The post acted in; `None` with a body: all posts of it.
    pub(crate) title: Option<String>,
    /// What is settled here is entered by whoever sits at the desk.
    pub(crate) enters: bool,
}

impl Desk {
    /// The desk of the one who looks; `None` for who is no person and holds no post.
    pub(crate) fn of(viewer: &Viewer) -> Option<Self> {
        let acting = viewer.acting.as_ref();
        (viewer.person.is_some() || acting.is_some()).then(|| Self {
            person: viewer.person,
            body: acting.map(|post| post.body),
            title: acting.map(|post| post.title.clone()),
            enters: acting.is_some(),
        })
    }

    /// A body's desk as somebody else sees it.
    pub(crate) fn of_body(body: BodyId) -> Self {
        Self { body: Some(body), ..Self::default() }
    }

    /// The unit whose matters these are.
    pub(crate) fn unit(&self, snapshot: &Snapshot) -> Option<UnitId> {
        let subject = self.body.map(Subject::Body).or(self.person.map(Subject::Person))?;
        snapshot.seen().unit_of(subject)
    }

    /// Is it this desk's own matter: the person's, the body's, or one of the body's posts'?
    pub(crate) fn is_own(&self, snapshot: &Snapshot, instance: &Verdict) -> bool {
        match instance.subject {
            Subject::Person(id) => self.person == Some(id),
            Subject::Body(id) => self.body == Some(id),
            Subject::Post(id) => self.body.is_some() && snapshot.seen().post(id).map(|post| post.body) == self.body,
        }
    }

    /// Is it this desk that must act for somebody else: members, or a body below?
    pub(crate) fn acts(&self, snapshot: &Snapshot, instance: &Verdict) -> bool {
        let (Some(body), Some(duty)) = (self.body, snapshot.duty(instance)) else { return false };
        let kind = snapshot.seen().body(body).and_then(|body| snapshot.library().body_kinds.get(&body.kind));
        // Who does the work of a post by another one has its matters too.
        let mine = |title: &String| self.title.as_ref().is_none_or(|held| held == title || kind.is_some_and(|kind| kind.office(held) == title));
        match &duty.owner {
            Owner::Themself => false,
            Owner::OwnBody(title) | Owner::Branch(title) => mine(title) && body_of(snapshot, instance.subject) == Some(body),
            Owner::Parent(title) => {
                let parent = || snapshot.seen().parent(body_of(snapshot, instance.subject)?, snapshot.as_of());
                mine(title) && parent() == Some(body)
            }
            Owner::AboveInUnit { kind, title } => {
                let of_unit = instance.unit.map_or_else(Vec::new, |unit| snapshot.bodies(unit));
                let above = |below: &jishi_facts::Body| snapshot.seen().parent(below.id, snapshot.as_of()) == Some(body);
                mine(title) && of_unit.into_iter().any(|below| below.kind == *kind && above(below))
            }
            Owner::InUnit { kind, title } => {
                let entry = snapshot.seen().body(body);
                mine(title) && entry.is_some_and(|entry| entry.kind == *kind && entry.unit == instance.unit)
            }
        }
    }
}

/// Everything open on a desk, most urgent first: its own matters, and those it must see to for others.
pub(crate) fn owed<'a>(snapshot: &'a Snapshot, desk: &Desk) -> (Vec<&'a Verdict>, Vec<&'a Verdict>) {
    let Some(unit) = desk.unit(snapshot) else { return (Vec::new(), Vec::new()) };
    let open = snapshot.of_unit(unit).filter(|i| matches!(i.status, Status::Overdue | Status::FactMissing | Status::Due));
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for instance in open {
        if desk.is_own(snapshot, instance) {
            own.push(instance);
        } else if desk.acts(snapshot, instance) {
            others.push(instance);
        }
    }
    (own, others)
}
