//! `/me`: who calls, in which post, and what may be done from there.

use super::accounts::{Pending, about};
use super::caller::{Answer, Caller, Json};
use super::named::Named;
use super::problem::Reading;
use super::tokens::Scope;
use crate::viewer::Acting;
use jishi_authorize::Action;
use jishi_store::TokenScope;
use serde::Serialize;
use utoipa::ToSchema;

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    name: String,
    /// None for administrators.
    person: Option<Named>,
    /// The post that the token is bound to; none for a member or an administrator.
    acting: Option<Post>,
    /// `look`: the token only looks; `record`: it also records.
    scope: Scope,
    /// All posts that the person holds now.
    choices: Vec<Post>,
    /// What may be done somewhere: 看组织, 登记, 更正 …
    may: Vec<String>,
    /// New links that somebody asked for this account. Who did not want one stops it: `POST /accounts/asked/{id}/stop`.
    asked: Vec<Pending>,
    /// The day judged for.
    as_of: String,
    /// The day it is.
    today: String,
}

/// A post that is held.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Post {
    holding: String,
    body: String,
    unit: Option<String>,
    title: String,
    /// 人事处党支部书记
    words: String,
}

impl Post {
    fn of(acting: &Acting) -> Self {
        Self {
            holding: acting.holding.to_string(), body: acting.body.to_string(), unit: acting.unit.map(|unit| unit.to_string()),
            title: acting.title.clone(), words: acting.words.clone(),
        }
    }
}

fn may(scope: TokenScope, action: Action) -> bool {
    scope == TokenScope::Record || action.reads()
}

/// 我是谁，以什么职务，能办什么
#[utoipa::path(get, path = "/me", tag = "账户", operation_id = "get_me", responses((status = 200, description = "我", body = Me), Reading))]
pub(crate) async fn me(caller: Caller) -> Answer<Me> {
    let (seat, viewer) = (&caller.seat, &caller.seat.viewer);
    Ok(Json(Me {
        name: viewer.name.clone(),
        person: viewer.person.map(|person| Named { id: person.to_string(), name: viewer.name.clone() }),
        acting: viewer.acting.as_ref().map(Post::of),
        scope: Scope::of(caller.scope),
        choices: viewer.choices.iter().map(Post::of).collect(),
        may: Action::ALL.into_iter().filter(|action| may(caller.scope, *action) && seat.may_somewhere(*action)).map(|action| action.to_string()).collect(),
        asked: about(&caller.live, seat).await?,
        as_of: seat.snapshot.as_of().to_string(),
        today: seat.snapshot.inputs().today.to_string(),
    }))
}
