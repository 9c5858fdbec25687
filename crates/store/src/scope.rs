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
//!
//! Who may look at what is decided in one place, `jishi_authorize`: its [`Sight`] becomes a scope by [`Scope::of`], and the
//! view from any scope is the site as `narrow` cuts it.

use crate::Refusal;
use crate::fold::Fold;
use jishi_authorize::{Actor, Personal, Register, Sight, narrow, sight};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{RelationKind, Site};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

/// What may be read. Made by the store for the site's owner, or from what a viewer may see; narrowed, never widened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    reach: Reach,
}

/// How far a scope goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    Whole,
    Within(Arc<Sight>),
}

impl Scope {
    pub(crate) fn whole() -> Self {
        Self { reach: Reach::Whole }
    }

    /// What a viewer may see, as the table of rights says.
    #[must_use]
    pub fn of(sight: Sight) -> Self {
        if sight.is_whole() { Self::whole() } else { Self { reach: Reach::Within(Arc::new(sight)) } }
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Only one unit: its bodies, its people, their records.
    ///
    /// # Errors
    /// Where the unit does not lie within this scope.
    pub fn unit(&self, view: &View, unit: UnitId) -> Result<Self, Refusal> {
        let site = &view.fold.site;
        let sight = self.sight(site);
        if !sight.units().contains(&unit) {
            return Err(outside("单位"));
        }
        let bodies = site.bodies.values().filter(|body| body.unit == Some(unit)).map(|body| body.id).collect();
        Ok(Self::of(of_bodies(&sight, site, &bodies, Some(unit))))
    }

    /// Only one body and all below it.
    ///
    /// # Errors
    /// Where the body does not lie within this scope.
    pub fn body(&self, view: &View, body: BodyId) -> Result<Self, Refusal> {
        let site = &view.fold.site;
        let sight = self.sight(site);
        if !sight.bodies().contains(&body) {
            return Err(outside("党组织"));
        }
        let below = site.bodies.keys().copied().filter(|other| is_below(site, *other, body)).collect();
        Ok(Self::of(of_bodies(&sight, site, &below, None)))
    }

    /// The scope as a sight, to be narrowed. The owner's rights are the same on every day.
    fn sight(&self, site: &Site) -> Sight {
        match &self.reach {
            Reach::Whole => sight(Register { site, personal: &Personal::default() }, &Actor::owner(), Date::ZERO),
            Reach::Within(sight) => Sight::clone(sight),
        }
    }

    /// What is seen of the site from here.
    pub(crate) fn view(&self, fold: Arc<Fold>) -> View {
        match &self.reach {
            Reach::Whole => View { fold },
            Reach::Within(sight) => View { fold: Arc::new(Fold { site: narrow(&fold.site, sight), ..Fold::default() }) },
        }
    }
}

/// Of a sight only some bodies with their members and holders, and where it is a unit all on its register.
fn of_bodies(sight: &Sight, site: &Site, bodies: &BTreeSet<BodyId>, unit: Option<UnitId>) -> Sight {
    let kept = site.people.values().filter(|person| Some(person.unit) == unit).map(|person| person.id);
    let members = site.memberships.iter().filter(|m| bodies.contains(&m.body)).map(|m| m.person);
    let held = site.holdings.values().filter(|held| site.posts.get(&held.post).is_some_and(|post| bodies.contains(&post.body)));
    let people: BTreeSet<PersonId> = kept.chain(members).chain(held.map(|held| held.person)).collect();
    sight.only(bodies, &people, &unit.into_iter().collect())
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
