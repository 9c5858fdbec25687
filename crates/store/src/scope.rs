//! Whose facts may be read: every question to the store takes a [`Scope`], and nobody outside can make one.
//!
//! ```compile_fail
//! # async fn ask(store: &jishi_store::Store) {
//! store.bodies().await; // A question without a scope is no question.
//! # }
//! ```
//! ```compile_fail
//! let scope = jishi_store::Scope { reach: jishi_store::Reach::Whole }; // Its content is private.
//! ```
//! ```no_run
//! # async fn ask(store: &jishi_store::Store) {
//! let scope = store.owner_on_this_machine();
//! store.bodies(&scope).await;
//! # }
//! ```

use crate::Refusal;
use crate::fold::Fold;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_facts::{RelationKind, Site, Subject};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

/// What may be read. Made by the store for the site's owner, and narrowed from there; never widened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    reach: Reach,
}

/// How far a scope goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    Whole,
    Unit(UnitId),
    Body(BodyId),
}

impl Scope {
    pub(crate) fn whole() -> Self {
        Self { reach: Reach::Whole }
    }

    pub(crate) fn reach(&self) -> Reach {
        self.reach
    }

    /// Only one unit: its bodies, its people, their records.
    ///
    /// # Errors
    /// Where the unit does not lie within this scope.
    pub fn unit(&self, view: &View, unit: UnitId) -> Result<Self, Refusal> {
        match self.reach {
            Reach::Whole if view.units.contains_key(&unit) => Ok(Self { reach: Reach::Unit(unit) }),
            Reach::Unit(own) if own == unit => Ok(self.clone()),
            _ => Err(outside("单位")),
        }
    }

    /// Only one body and all below it.
    ///
    /// # Errors
    /// Where the body does not lie within this scope.
    pub fn body(&self, view: &View, body: BodyId) -> Result<Self, Refusal> {
        if self.bodies(&view.fold.site).contains(&body) { Ok(Self { reach: Reach::Body(body) }) } else { Err(outside("党组织")) }
    }

    /// The bodies within the scope; external ones are in none but the whole.
    fn bodies(&self, site: &Site) -> BTreeSet<BodyId> {
        match self.reach {
            Reach::Whole => site.bodies.keys().copied().collect(),
            Reach::Unit(unit) => site.bodies.values().filter(|body| body.unit == Some(unit)).map(|body| body.id).collect(),
            Reach::Body(top) => site.bodies.keys().copied().filter(|body| is_below(site, *body, top)).collect(),
        }
    }

    /// What is seen of the site from here.
    pub(crate) fn view(&self, fold: Arc<Fold>) -> View {
        match self.reach {
            Reach::Whole => View { fold },
            _ => View { fold: Arc::new(Fold { site: self.restrict(&fold.site), ..Fold::default() }) },
        }
    }

    /// The part of a site within the scope, with the external bodies that its own name.
    fn restrict(&self, site: &Site) -> Site {
        let bodies = self.bodies(site);
        let mut part = site.clone();
        part.posts.retain(|_, post| bodies.contains(&post.body));
        part.holdings.retain(|_, holding| part.posts.contains_key(&holding.post));
        part.memberships.retain(|membership| bodies.contains(&membership.body));
        part.records.retain(|_, record| record.bodies.iter().any(|body| bodies.contains(body)));
        part.items.retain(|_, item| bodies.contains(&item.body));
        let people = self.people(&part);
        part.people.retain(|id, _| people.contains(id));
        part.bodies.retain(|id, body| bodies.contains(id) || body.unit.is_none());
        let units: BTreeSet<UnitId> = site.bodies.values().filter(|body| bodies.contains(&body.id)).filter_map(|body| body.unit).collect();
        part.units.retain(|id, _| units.contains(id));
        part.uptakes.retain(|uptake| units.contains(&uptake.unit));
        let within = |subject: Subject| match subject {
            Subject::Body(id) => bodies.contains(&id),
            Subject::Post(id) => part.posts.contains_key(&id),
            Subject::Person(id) => people.contains(&id),
        };
        part.links.retain(|_, link| within(link.from) || within(link.to));
        part.waivers.retain(|waiver| within(waiver.subject));
        part.reasons.retain(|reason| within(reason.subject));
        part.extensions.retain(|extension| within(extension.subject));
        part
    }

    /// Members and holders in a part already narrowed, and for a unit those whom it keeps on its register.
    fn people(&self, part: &Site) -> BTreeSet<PersonId> {
        let kept = part.people.values().filter(|person| self.reach == Reach::Unit(person.unit)).map(|person| person.id);
        kept.chain(part.memberships.iter().map(|m| m.person)).chain(part.holdings.values().map(|h| h.person)).collect()
    }
}

/// Is `body` the same as `top` or below it by relations (隶属) that have not ended?
fn is_below(site: &Site, body: BodyId, top: BodyId) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), Some(body));
    while let Some(id) = next.filter(|id| seen.insert(*id)) {
        if id == top {
            return true;
        }
        next = site
            .bodies
            .get(&id)
            .and_then(|b| b.relations.iter().rev().find(|r| r.kind == RelationKind::Subordinate && r.until.is_none()))
            .map(|r| r.to);
    }
    false
}

fn outside(what: &str) -> Refusal {
    Refusal::new(format!("这个{what}不在您可以查看的范围内"), "如确需查看，请联系安全管理员")
}

/// The site as seen from a scope, at one point of the journal. Cheap to clone; do not keep it for long.
#[derive(Clone, Debug)]
pub struct View {
    fold: Arc<Fold>,
}

impl Deref for View {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.fold.site
    }
}
