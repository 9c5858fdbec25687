//! Who is at the page, in which post, and what may be seen from there. Handlers get a [`Seat`], never the whole site.

use crate::intent::Rights;
use crate::error::PageError;
use crate::handlers::current;
use crate::live::Live;
use crate::routes::App;
use crate::sights::{Key, Purpose};
use crate::snapshot::Snapshot;
use crate::trail::{self, Deed};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use jishi_authorize::{self as authorize, Action, Actor, Auditor, Extent, Resource, acting_choices, auditor, decide, reach};
use jishi_base::{BodyId, HoldingId, PersonId, UnitId};
use jishi_defence::Defence;
use jishi_store::{Account, Bearer, Pseudonym, Session, Since, StoreError, TokenScope};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The cookie that carries a session.
pub(crate) const COOKIE: &str = "jishi";

/// The page that tells of links that were asked for one's account.
pub(crate) const NOTICE: &str = "/me/links";

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

impl Viewer {
    /// Is this the holding in which one acts?
    pub(crate) fn acts_in(&self, holding: &HoldingId) -> bool {
        self.acting.as_ref().is_some_and(|acting| acting.holding == *holding)
    }

    /// Is this the mark that the forms of this log-in carry? Takes the same time however much of it is right.
    pub(crate) fn gave_out(&self, csrf: &str) -> bool {
        let differs = self.csrf.bytes().zip(csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
        (self.csrf.len() == csrf.len() && differs == 0) || !Defence::FormsCarryToken.holds()
    }
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

/// What opens with a password that is too old: setting another, and leaving.
const WITH_STALE_PASSWORD: [&str; 3] = ["/me", "/me/password", "/logout"];

/// The viewer, and the site as far as it may be seen from there: lists, counts, searches and single reads all come from
/// this one snapshot, so they cannot disagree.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who looks.
    pub viewer: Arc<Viewer>,
    /// What may be seen.
    pub snapshot: Arc<Snapshot>,
    /// What is judged and decided by.
    whole: Arc<Snapshot>,
    actor: Actor,
    /// The account, and when it was read; none of the owner on the machine.
    account: Option<(Account, Since)>,
    /// Has another password to be set before anything else?
    stale: bool,
    /// What tells this log-in or token from others of the account; empty for the owner on the machine.
    session: String,
}

impl Seat {
    /// The whole site, for its owner on this machine.
    pub(crate) fn of_owner(whole: Arc<Snapshot>) -> Self {
        let actor = Actor { owner_on_this_machine: true, ..Actor::default() };
        let viewer = Viewer { actor: "本机".to_owned(), ..Viewer::default() };
        Self { viewer: Arc::new(viewer), snapshot: whole.clone(), whole, actor, account: None, stale: false, session: String::new() }
    }

    /// The seat of who sent these headers; `None` where nobody is logged in. Pages that are only shown are the owner's on the
    /// machine, once they are open.
    pub(crate) async fn of_headers(app: &App, headers: &HeaderMap) -> Result<Option<Self>, PageError> {
        app.is_open_to(headers)?;
        let Some(live) = &app.live else { return Ok(Some(Self::of_owner(current(app).await?))) };
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
        Ok(Self { stale, session: session_mark, ..seat })
    }

    /// The seat of a program that shows a token: in the holding that the token is bound to, and no other. `None` where
    /// the token is good no more, or the holding has ended. Comes with how far the token goes.
    pub(crate) async fn of_token(app: &App, live: &Live, secret: &str) -> Result<Option<(Self, TokenScope)>, PageError> {
        let since = live.store().accounts().since_now();
        let Some((account, token)) = live.store().accounts().token(secret, live.now().at).await.map_err(unavailable)? else { return Ok(None) };
        let bound = |choices: &[Acting]| choices.iter().find(|choice| Some(choice.holding) == token.acting).cloned();
        let seat = Self::of_account(app, live, (account, since), String::new(), bound).await?;
        let seat = Self { session: token.id.to_string(), ..seat };
        Ok((seat.actor.acting == token.acting).then_some((seat, token.scope)))
    }

    async fn of_account(
        app: &App, live: &Live, (account, since): (Account, Since), csrf: String, pick: impl FnOnce(&[Acting]) -> Option<Acting>,
    ) -> Result<Self, PageError> {
        let (whole, day) = (current(app).await?, live.now().day);
        let person = account.person().filter(|person| whole.site().people.contains_key(person));
        let choices: Vec<Acting> = person.map_or_else(Vec::new, |person| choices(&whole, person, day));
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
        Ok(Self { viewer: Arc::new(viewer), snapshot, whole, actor, account: Some((account, since)), stale: false, session: String::new() })
    }

    /// The same seat, over the site as it is now: after a change.
    pub(crate) async fn afresh(self, app: &App) -> Result<Self, PageError> {
        let whole = current(app).await?;
        let snapshot = app.sights.narrowed(Key::of(&self.actor, Purpose::See), &self.actor, &whole).await?;
        Ok(Self { whole, snapshot, ..self })
    }

    /// The rights of whoever is here, to be asked again when something is written.
    pub(crate) fn rights(&self) -> Rights {
        let account = self.account.as_ref().map(|(account, since)| (account.id, since.clone()));
        Rights { actor: self.actor, personal: self.whole.register().personal.clone(), account }
    }

    /// May one do this to that? Otherwise the page that says why not, and whom to ask.
    pub(crate) fn may(&self, action: Action, resource: Resource) -> Result<(), PageError> {
        let decision = decide(self.whole.register(), &self.actor, action, resource, self.whole.inputs().today);
        if decision.allowed { Ok(()) } else { Err(PageError::Forbidden(decision.reason, Some((action, resource)))) }
    }

    /// May one do this anywhere at all? It opens a page; what is done there is asked for by itself.
    pub(crate) fn may_somewhere(&self, action: Action) -> bool {
        let extent = self.reach(action);
        extent.whole || !(extent.units.is_empty() && extent.bodies.is_empty() && extent.people.is_empty())
    }

    /// The only units in which one may do this; `None` is everywhere.
    pub(crate) fn units_for(&self, action: Action) -> Option<BTreeSet<UnitId>> {
        let extent = self.reach(action);
        if extent.whole { None } else { Some(extent.units) }
    }

    /// How far one may do this.
    pub(crate) fn reach(&self, action: Action) -> Extent {
        reach(self.whole.register(), &self.actor, action, self.whole.inputs().today).extent
    }

    /// The right to read the journal of who did what; else the page that says why not.
    pub(crate) fn auditor(&self) -> Result<Auditor, PageError> {
        let refused = |why| PageError::Forbidden(why, Some((Action::ReadJournal, Resource::Site)));
        auditor(self.whole.register(), &self.actor, self.whole.inputs().today).map_err(refused)
    }

    /// Under what a deed of this seat is counted, and entered.
    pub(crate) fn key(&self, live: &Live, deed: Deed) -> trail::Key {
        let session = (!self.session.is_empty()).then(|| live.store().pseudonym(Pseudonym::Session(&self.session)));
        trail::Key { actor: self.viewer.actor.clone(), session, on: live.now().day, deed }
    }

    /// Enters a deed of so many rows, before it is done. Where nothing is written, nothing of the kind is done.
    pub(crate) async fn enter(&self, live: Option<&Live>, deed: Deed, rows: u64) -> Result<(), PageError> {
        let live = live.ok_or_else(|| PageError::NotEntered("本次只供查看，不写日志".to_owned()))?;
        match live.enter(self.key(live, deed), rows).await {
            Err(error) if Defence::DeedsAreEntered.holds() => Err(PageError::NotEntered(error.to_string())),
            _ => Ok(()),
        }
    }

    /// The site as far as one may take it out: what a file is made from.
    pub(crate) async fn taken_out(&self, app: &App) -> Result<Arc<Snapshot>, PageError> {
        if !Defence::ExportsKeepReach.holds() {
            return Ok(self.snapshot.clone());
        }
        app.sights.narrowed(Key::of(&self.actor, Purpose::TakeOut), &self.actor, &self.whole).await
    }

    /// The whole site: for judging what something would change, never for showing.
    pub(crate) fn whole(&self) -> &Arc<Snapshot> {
        &self.whole
    }

    /// Who reads finds the duties judged; who writes may need none of them. Judging takes its time, and no thread that serves
    /// pages gives it.
    pub(crate) async fn ready_to_read(&self, method: &Method) -> Result<(), PageError> {
        if *method != Method::GET || self.snapshot.is_ready() {
            return Ok(());
        }
        let snapshot = self.snapshot.clone();
        let judged = tokio::task::spawn_blocking(move || snapshot.make_ready(None)).await;
        judged.map_err(|_| PageError::Unavailable("判定时程序出错".to_owned()))
    }

    /// Was a link asked for one's account, and one does not know it yet? The next page says so.
    fn is_to_be_told(&self, app: &App) -> bool {
        let (Some(live), Some((account, _))) = (&app.live, &self.account) else { return false };
        live.store().accounts().about(account.id, live.now().at).iter().any(|wish| wish.told.is_none())
    }

    /// Has another password to be set before anything else?
    pub(crate) fn is_stale(&self) -> bool {
        self.stale
    }

    /// The account that is logged in; the owner on the machine has none.
    pub(crate) fn account(&self) -> Option<&Account> {
        self.account.as_ref().map(|(account, _)| account)
    }
}

impl FromRequestParts<App> for Seat {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let seat = Self::of_headers(app, &parts.headers).await?;
        let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let seat = seat.ok_or_else(|| PageError::LogIn(back.to_owned()))?;
        if seat.stale && !WITH_STALE_PASSWORD.contains(&parts.uri.path()) {
            return Err(PageError::StalePassword);
        }
        if parts.method == Method::GET && parts.uri.path() != NOTICE && seat.is_to_be_told(app) {
            return Err(PageError::Notice(back.to_owned()));
        }
        seat.ready_to_read(&parts.method).await?;
        Ok(seat)
    }
}

/// The token in the cookie.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// A cookie's value.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The posts of a person on a day, in words.
pub(crate) fn choices(whole: &Snapshot, person: PersonId, day: jishi_calendar::Date) -> Vec<Acting> {
    let site = whole.site();
    let said = |choice: authorize::Acting| Acting {
        holding: choice.holding,
        body: choice.body,
        unit: site.bodies.get(&choice.body).and_then(|body| body.unit),
        words: format!("{}{}", crate::view::short_name(&choice.body_name), choice.title),
        title: choice.title,
    };
    acting_choices(whole.register(), person, day).into_iter().map(said).collect()
}

/// Which administrator, and who it is: `系统管理员 王强`.
fn administrator_name(whole: &Snapshot, account: &Account) -> String {
    match &account.bearer {
        Bearer::Administrator(role, Some(named)) => format!("{} {}", role.word(), named.name(whole.site())),
        Bearer::Administrator(role, None) => role.word().to_owned(),
        _ => String::new(),
    }
}

/// What the store answered, as a page says it.
pub(crate) fn unavailable(error: StoreError) -> PageError {
    match error {
        StoreError::Refused(refusal) => PageError::Refused(refusal.message, refusal.help),
        StoreError::Full => PageError::DiskFull,
        StoreError::Stopped(why) => PageError::WritingStopped(why),
        other => PageError::Unavailable(other.to_string()),
    }
}
