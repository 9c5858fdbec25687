//! Which seat a request takes: that of the log-in whose cookie it carries, or of the token that a program shows.

use crate::app::App;
use crate::cookies::session_token;
use crate::error::{NOTICE, PageError};
use crate::live::Live;
use crate::sights::{Key, Purpose};
use crate::snapshot::{Snapshot, Whole};
use crate::viewer::{Acting, Seat, Viewer, choices, unavailable};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use jishi_authorize::Actor;
use jishi_defence::Defence;
use jishi_store::{Account, Bearer, Session, Since, TokenScope};
use std::sync::Arc;

/// What opens with a password that is too old: setting another, and leaving.
const WITH_STALE_PASSWORD: [&str; 3] = ["/me", "/me/password", "/logout"];

impl Seat {
    /// The seat of who sent these headers; `None` where nobody is logged in. Pages that are only shown are the owner's on the
    /// machine, once they are open.
    pub(crate) async fn of_headers(app: &App, headers: &HeaderMap) -> Result<Option<Self>, PageError> {
        app.is_open_to(headers)?;
        let Some(live) = &app.live else { return Ok(Some(Self::of_owner(app.current().await?))) };
        let Some(token) = session_token(headers) else { return Ok(None) };
        let since = live.store().accounts().since_now();
        let session = live.store().accounts().session(token, live.now().at).await.map_err(unavailable)?;
        match session {
            Some(session) => Self::of_session(app, live, since, session).await.map(Some),
            None => Ok(None),
        }
    }

    async fn of_session(app: &App, live: &Live, since: Since, session: Session) -> Result<Self, PageError> {
        let kept = |choices: &[Acting]| choices.iter().find(|choice| Some(choice.holding) == session.acting).or(choices.first()).cloned();
        let (stale, session_mark) = (session.stale, session.csrf.clone());
        let seat = Self::of_account(app, live, (session.account, since), session.csrf, kept).await?;
        Ok(seat.in_log_in(session_mark, stale))
    }

    /// The seat of a program that shows a token: in the holding that the token is bound to, and no other. `None` where
    /// the token is good no more, or the holding has ended. Comes with how far the token goes.
    pub(crate) async fn of_token(app: &App, live: &Live, secret: &str) -> Result<Option<(Self, TokenScope)>, PageError> {
        let since = live.store().accounts().since_now();
        let Some((account, token)) = live.store().accounts().token(secret, live.now().at).await.map_err(unavailable)? else { return Ok(None) };
        let bound = |choices: &[Acting]| choices.iter().find(|choice| Some(choice.holding) == token.acting).cloned();
        let seat = Self::of_account(app, live, (account, since), String::new(), bound).await?;
        Ok((seat.actor().acting == token.acting).then_some((seat.in_log_in(token.id.to_string(), false), token.scope)))
    }

    async fn of_account(
        app: &App, live: &Live, (account, since): (Account, Since), csrf: String, pick: impl FnOnce(&[Acting]) -> Option<Acting>,
    ) -> Result<Self, PageError> {
        let whole = app.current().await?;
        let person = account.person().filter(|person| whole.site().people.contains_key(person));
        let choices: Vec<Acting> = person.map_or_else(Vec::new, |person| choices(&whole, person));
        let acting = pick(&choices);
        let actor = Actor {
            person,
            acting: acting.as_ref().map(|acting| acting.holding),
            administrator: account.administrator(),
            owner_on_this_machine: false,
            entrusted: live.store().accounts().opens_own(acting.as_ref().map(|acting| acting.holding)),
            commissioned: app.is_commissioned(live).await.map_err(unavailable)?,
        };
        let name = person.and_then(|person| whole.site().people.get(&person)).map(|person| person.name().to_owned());
        let name = name.unwrap_or_else(|| administrator_name(&whole, &account));
        let snapshot = app.sights.narrowed(Key::of(&actor, Purpose::See), &actor, &whole).await?;
        let viewer = Viewer { name, person, acting, csrf, actor: account.id.to_string(), choices };
        Ok(Self::of(viewer, actor, (account, since), (whole, snapshot)))
    }

    /// The same seat, over the site as it is now: after a change.
    pub(crate) async fn afresh(self, app: &App) -> Result<Self, PageError> {
        let whole = app.current().await?;
        let snapshot = app.sights.narrowed(Key::of(self.actor(), Purpose::See), self.actor(), &whole).await?;
        Ok(self.over(whole, snapshot))
    }

    /// The site as far as one may take it out: what a file is made from.
    pub(crate) async fn taken_out(&self, app: &App) -> Result<Arc<Snapshot>, PageError> {
        if !Defence::ExportsKeepReach.holds() {
            return Ok(self.snapshot.clone());
        }
        app.sights.narrowed(Key::of(self.actor(), Purpose::TakeOut), self.actor(), self.whole()).await
    }

    /// Was a link asked for one's account, and one does not know it yet? The next page says so.
    fn is_to_be_told(&self, app: &App) -> bool {
        let (Some(live), Some(account)) = (&app.live, self.account()) else { return false };
        live.store().accounts().about(account.id, live.now().at).iter().any(|wish| wish.told.is_none())
    }
}

impl FromRequestParts<App> for Seat {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let seat = Self::of_headers(app, &parts.headers).await?;
        let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let seat = seat.ok_or_else(|| PageError::LogIn(back.to_owned()))?;
        if seat.is_stale() && !WITH_STALE_PASSWORD.contains(&parts.uri.path()) {
            return Err(PageError::StalePassword);
        }
        if parts.method == Method::GET && parts.uri.path() != NOTICE && seat.is_to_be_told(app) {
            return Err(PageError::Notice(back.to_owned()));
        }
        seat.ready_to_read(&parts.method).await?;
        Ok(seat)
    }
}

/// Which administrator, and who it is: `系统管理员 王强`.
fn administrator_name(whole: &Whole, account: &Account) -> String {
    match &account.bearer {
        Bearer::Administrator(role, Some(named)) => format!("{} {}", role.word(), named.name(whole.site())),
        Bearer::Administrator(role, None) => role.word().to_owned(),
        _ => String::new(),
    }
}
