//! Who is at the page, in which post, and what may be seen from there. Handlers get a [`Seat`], never the whole site.

use crate::error::PageError;
use crate::handlers::current;
use crate::routes::App;
use crate::snapshot::Snapshot;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jishi_base::{BodyId, HoldingId, PersonId, UnitId};
use std::sync::Arc;

/// Who is at the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Viewer {
    /// The name to greet by; empty for the site's owner on the machine.
    pub name: String,
    /// The person in the register; administrators and the site's owner are none.
    pub person: Option<PersonId>,
    /// The post in which one acts; `None`: as a member, as an administrator, or as the owner on the machine.
    pub acting: Option<Acting>,
    /// What the forms of this log-in carry.
    pub csrf: String,
    /// The pseudonym under which entries are made: an account, or 本机.
    pub actor: String,
    /// All posts that the person may act in, the most far-reaching first.
    pub choices: Vec<Acting>,
}

/// A post that somebody holds and acts in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acting {
    /// The holding.
    pub holding: HoldingId,
    /// The body of the post.
    pub body: BodyId,
    /// Its unit; external bodies have none.
    pub unit: Option<UnitId>,
    /// The post's title: 书记.
    pub title: String,
    /// Body and title as they are said: 人事处党支部书记.
    pub words: String,
}

/// The viewer, and the site as far as it may be seen from there: lists, counts, searches and single reads all come from
/// this one snapshot, so they cannot disagree.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who looks.
    pub viewer: Arc<Viewer>,
    /// What may be seen.
    pub snapshot: Arc<Snapshot>,
}

impl FromRequestParts<App> for Seat {
    type Rejection = PageError;

    async fn from_request_parts(_parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        Ok(Self { viewer: Arc::new(Viewer::default()), snapshot: current(app).await? })
    }
}
