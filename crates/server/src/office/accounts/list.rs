//! The accounts as they are listed, and the three seats.

use crate::live::Live;
use crate::snapshot::Whole;
use crate::view::account::{Line, Seats};
use crate::viewer::{Seat, choices};
use jishi_authorize::powers::{Act, Hand, Target, asks};
use jishi_authorize::{Action, Administrator, Extent, Resource};
use jishi_base::BodyId;
use jishi_store::{Account, Bearer, StoreError};

/// How far whoever looks sees accounts, and manages them.
pub(crate) struct Eyes<'s> {
    seat: &'s Seat,
    sees: Extent,
    manages: Extent,
    /// As which administrator they take part.
    hand: Option<Hand>,
}

impl<'s> Eyes<'s> {
    pub(crate) fn of(seat: &'s Seat) -> Self {
        let hand = seat.account().and_then(Account::administrator).map(Hand::administrator);
        Self { seat, sees: seat.reach(Action::SeeAccounts), manages: seat.reach(Action::ManageAccounts), hand }
    }

    /// Do they see the accounts of the whole site, administrators' included?
    pub(super) fn see_all(&self) -> bool {
        self.sees.whole
    }

    /// Is an account in sight? Who manages a unit's sees its people's.
    pub(super) fn see(&self, account: &Account) -> bool {
        self.sees.whole || account.person().is_some_and(|person| self.sees.covers(self.seat.whole().site(), Resource::Person(person)))
    }

    /// Do they make accounts for the people of a body?
    pub(super) fn manage_body(&self, body: BodyId) -> bool {
        self.manages.whole || self.manages.covers(self.seat.whole().site(), Resource::Body(body))
    }

    fn may_ask(&self, act: Act, account: &Account) -> bool {
        match (account.role(), self.hand) {
            (Some(role), Some(hand)) => asks(act, Target::administrator(role), hand),
            (Some(_), None) => false,
            (None, Some(hand)) => asks(act, Target::Person, hand),
            (None, None) => account.person().is_some_and(|person| self.manages.covers(self.seat.whole().site(), Resource::Person(person))),
        }
    }

    /// Whose it is, by name and post: the one who makes accounts has to know, and sees nothing else of the person.
    pub(crate) fn line(&self, account: &Account) -> Line {
        let whole = self.seat.whole();
        let posts = match account.bearer {
            Bearer::Person(person) => choices(whole, person).into_iter().map(|choice| choice.words).collect::<Vec<_>>().join("、"),
            _ => account.role().map_or("", Administrator::word).to_owned(),
        };
        let state = match (account.disabled, account.has_password) {
            (true, _) => "已停用",
            (false, _) if account.role().is_some() && !account.seated => "还没有任职",
            (false, true) => "在用",
            (false, false) => "还没设密码",
        };
        let named = matches!(account.bearer, Bearer::Administrator(_, Some(_)));
        let (may_link, may_stop) = match account.role() {
            Some(_) if account.seated => (self.may_ask(if account.has_password { Act::Renew } else { Act::Seat }, account), self.may_ask(Act::Unseat, account)),
            Some(_) => (named && self.may_ask(Act::Seat, account), false),
            None => (!account.disabled && self.may_ask(Act::Open, account), self.manages.whole),
        };
        // A login may be a name.
        let held = account.person().and_then(|person| whole.site().people.get(&person)).is_some_and(|person| person.details.is_held());
        let login = if held { "（已限制）".to_owned() } else { account.login.clone() };
        Line { id: account.id, login, whose: name(whole, account), posts, state, disabled: account.disabled, waits: false, may_link, may_stop }
    }
}

/// The accounts of people, by login, as far as whoever looks may see them.
pub(crate) async fn all(live: &Live, seat: &Seat) -> Result<Vec<Line>, StoreError> {
    let (all, eyes) = (live.store().accounts().list().await?, Eyes::of(seat));
    let asked = live.store().accounts().asked_for(live.now().at);
    let shown = all.iter().filter(|account| account.role().is_none() && eyes.see(account));
    Ok(shown.map(|account| Line { waits: asked.contains(&account.id), ..eyes.line(account) }).collect())
}

/// The three seats; for those alone who see the accounts of the whole site.
pub(crate) async fn seats(live: &Live, seat: &Seat) -> Result<Vec<Seats>, StoreError> {
    let eyes = Eyes::of(seat);
    if !eyes.see_all() {
        return Ok(Vec::new());
    }
    let all = live.store().accounts().list().await?;
    let of = |role: Administrator| {
        let lines = |seated: bool| all.iter().filter(move |account| account.role() == Some(role) && account.seated == seated);
        let shown = |account: &Account| eyes.line(account);
        let holder = lines(true).next().map(shown);
        let may_name = holder.is_none() && eyes.hand.is_some_and(|hand| asks(Act::Seat, Target::administrator(role), hand));
        Seats { word: role.word(), may_name, holder, others: lines(false).map(shown).collect() }
    };
    Ok(Administrator::ALL.into_iter().map(of).collect())
}

/// Every account that whoever looks may see, the administrators' too.
pub(crate) async fn known(live: &Live, seat: &Seat) -> Result<Vec<Line>, StoreError> {
    let keepers = seats(live, seat).await?.into_iter().flat_map(|seat| seat.holder.into_iter().chain(seat.others));
    Ok(all(live, seat).await?.into_iter().chain(keepers).collect())
}

/// Whose an account is.
pub(super) fn name(whole: &Whole, account: &Account) -> String {
    let name = match &account.bearer {
        Bearer::Person(person) => whole.site().people.get(person).map_or("已不在名册", |person| person.name()),
        Bearer::Administrator(_, Some(named)) => named.name(whole.site()),
        Bearer::Administrator(role, None) => role.word(),
        Bearer::Nobody => "还没有指定",
    };
    if name.is_empty() { "已不在名册".to_owned() } else { name.to_owned() }
}
