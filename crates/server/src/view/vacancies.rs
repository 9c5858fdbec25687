//! Posts that nobody holds, from the register; beside each the duties that speak of it.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::people::body_link;
use crate::view::{Tone, When, links, tone, when};
use crate::dates;
use jishi_base::UnitId;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::{Post, Subject};

/// A post without a holder.
pub(crate) struct Vacancy {
    pub(crate) post: String,
    pub(crate) body: Link,
    /// Since when, and from what that is known.
    pub(crate) since: String,
    pub(crate) duties: Vec<Owed>,
}

/// A duty about the post that is still open.
pub(crate) struct Owed {
    pub(crate) link: Link,
    pub(crate) tone: Tone,
    pub(crate) when: When,
}

/// The vacant posts of a unit, in the order of its bodies and of their posts.
pub(crate) fn vacant(snapshot: &Snapshot, unit: UnitId) -> Vec<&Post> {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    snapshot.bodies(unit).into_iter().flat_map(|body| site.posts_of(body.id, as_of)).filter(|post| site.holders_on(post.id, as_of).next().is_none()).collect()
}

/// The unit's name and its vacancies; `None` where there is no such unit.
pub(crate) fn page(snapshot: &Snapshot, unit: UnitId) -> Option<(String, Vec<Vacancy>)> {
    let name = snapshot.seen().unit(unit)?.name.clone();
    let open = open(snapshot, unit);
    let vacancies = vacant(snapshot, unit).into_iter().map(|post| Vacancy {
        post: post.title.clone(),
        body: body_link(snapshot, post.body),
        since: since(snapshot, post),
        duties: open.iter().filter(|i| i.subject == Subject::Post(post.id)).map(|i| owed(snapshot, i)).collect(),
    });
    Some((name, vacancies.collect()))
}

/// The duties of a unit that a vacancy may be about: those that are not done with.
pub(crate) fn open(snapshot: &Snapshot, unit: UnitId) -> Vec<&Verdict> {
    snapshot.of_unit(unit).filter(|i| !matches!(i.status, Status::Met | Status::MetLate | Status::NotApplicable)).collect()
}

fn owed(snapshot: &Snapshot, instance: &Verdict) -> Owed {
    let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
    Owed { link: Link::new(duty, links::instance(snapshot, instance)), tone: tone(instance), when: when(instance, snapshot.as_of()) }
}

/// The last holder's going, else the day the post was opened.
pub(crate) fn since(snapshot: &Snapshot, post: &Post) -> String {
    let left = snapshot.seen().holdings().filter(|h| h.post == post.id).filter_map(|h| h.until).filter(|day| *day <= snapshot.as_of()).max();
    match (left, post.opened) {
        (Some(day), _) => format!("{} 起（上一任离任）", dates::full(day)),
        (None, Some(day)) => format!("{} 起（设立后未任职）", dates::full(day)),
        (None, None) => "没有登记过任职".to_owned(),
    }
}
