//! Who is at the page, in which post, and what may be seen from there. Handlers get a [`Seat`], never the whole site.

use crate::rights::Rights;
use crate::error::PageError;
use crate::live::Live;
use crate::snapshot::{Snapshot, Whole};
use crate::trail::{self, Deed};
use axum::http::Method;
use jishi_authorize::{self as authorize, Action, Actor, Auditor, Extent, Resource, auditor, decide, reach};
use jishi_base::{BodyId, HoldingId, PersonId, UnitId};
use jishi_defence::Defence;
use jishi_store::{Account, Pseudonym, Since, StoreError};
use std::collections::BTreeSet;
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

/// The viewer, and the site as far as it may be seen from there: lists, counts, searches and single reads all come from
/// this one snapshot, so they cannot disagree.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who looks.
    pub viewer: Arc<Viewer>,
    /// What may be seen.
    pub snapshot: Arc<Snapshot>,
    /// What is judged and decided by.
    whole: Arc<Whole>,
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
    pub(crate) fn of_owner(whole: Arc<Whole>) -> Self {
        let actor = Actor { owner_on_this_machine: true, ..Actor::default() };
        let viewer = Viewer { actor: "本机".to_owned(), ..Viewer::default() };
        Self { viewer: Arc::new(viewer), snapshot: Arc::new(Whole::of_owner(&whole)), whole, actor, account: None, stale: false, session: String::new() }
    }

    /// The seat of an account, over the whole site and the part of it that is seen from there.
    pub(crate) fn of(viewer: Viewer, actor: Actor, account: (Account, Since), (whole, snapshot): (Arc<Whole>, Arc<Snapshot>)) -> Self {
        Self { viewer: Arc::new(viewer), snapshot, whole, actor, account: Some(account), stale: false, session: String::new() }
    }

    /// The same seat in this log-in, or by this token: what tells it from others, and whether its password is too old.
    pub(crate) fn in_log_in(self, session: String, stale: bool) -> Self {
        Self { session, stale, ..self }
    }

    /// The same seat over a later state, with the part of it that is seen.
    pub(crate) fn over(self, whole: Arc<Whole>, snapshot: Arc<Snapshot>) -> Self {
        Self { whole, snapshot, ..self }
    }

    /// As whom the table of rights knows the viewer.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
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

    /// The whole site: for judging what something would change, never for showing.
    pub(crate) fn whole(&self) -> &Arc<Whole> {
        &self.whole
    }

    /// Who reads finds the duties judged; who writes may need none of them. Judging takes its time, and no thread that serves
    /// pages gives it.
    pub(crate) async fn ready_to_read(&self, method: &Method) -> Result<(), PageError> {
        if *method != Method::GET || self.snapshot.is_ready() {
            return Ok(());
        }
        let snapshot = self.snapshot.clone();
        let judged = tokio::task::spawn_blocking(move || snapshot.make_ready()).await;
        judged.map_err(|_| PageError::Unavailable("判定时程序出错".to_owned()))
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

/// The posts of a person today, in words.
pub(crate) fn choices(whole: &Whole, person: PersonId) -> Vec<Acting> {
    let site = whole.site();
    let said = |choice: &authorize::Acting| Acting {
        holding: choice.holding,
        body: choice.body,
        unit: site.bodies.get(&choice.body).and_then(|body| body.unit),
        words: format!("{}{}", crate::names::short_name(whole.library(), &choice.body_name), choice.title),
        title: choice.title.clone(),
    };
    whole.offices_of(person).iter().map(said).collect()
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
