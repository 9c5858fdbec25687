//! Erasing and restricting people: what it would do, proposing it, and deciding what another has proposed. The page and the
//! API both come here.

use crate::intent::refusal;
use crate::error::PageError;
use crate::live::Live;
use crate::office::Once;
use crate::app::App;
use crate::snapshot::Whole;
use crate::view::erasure::Told;
use crate::view::links;
use crate::dates;
use crate::viewer::{Seat, unavailable};
use jishi_authorize::powers::{self, Act, Asked, Human, Not, Party, Target};
use jishi_authorize::{Action, Resource};
use jishi_base::{AccountId, PersonId, ProposalId};
use jishi_facts::{Ground, Hand, Measure, Proposal, Site, Unopened, Verdict};
use jishi_store::{Account, Bearer, Command, Decide, Named, Refusal, Since};
use jishi_workflow as workflow;
use jishi_workflow::erasure::{naming, outlook};
use std::collections::BTreeSet;

/// A proposal that waits for somebody to decide it.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: ProposalId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) measure: Measure,
    pub(crate) ground: Ground,
    pub(crate) note: String,
    pub(crate) proposed: jishi_calendar::Date,
    pub(crate) last_day: jishi_calendar::Date,
    /// Did whoever looks propose it? Then another has to confirm it.
    pub(crate) own: bool,
}

/// Somebody whose information is kept and not used.
#[derive(Clone, Debug)]
pub(crate) struct Restricted {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) unit: String,
}

/// What erasing somebody would do, with what lies beside the journal.
#[derive(Clone, Debug)]
pub(crate) struct Foreseen {
    pub(crate) name: String,
    pub(crate) unit: String,
    /// Is the person restricted now?
    pub(crate) restricted: bool,
    pub(crate) told: Told,
    /// What is proposed already.
    pub(crate) waiting: Option<Waiting>,
}

impl Waiting {
    /// `2026年11月24日提出，2026年12月8日以前放行有效`
    pub(crate) fn days(&self) -> String {
        format!("{}提出，{}以前放行有效", dates::full(self.proposed), dates::full(self.last_day))
    }

    pub(crate) fn href(&self) -> String {
        links::erasure(self.person)
    }
}

impl Foreseen {
    /// Is it about erasing? Restricting takes nothing away.
    pub(crate) fn may_erase(&self) -> bool {
        self.waiting.as_ref().map_or(!self.restricted, |waiting| waiting.measure == Measure::Erase)
    }
}

impl Restricted {
    pub(crate) fn href(&self) -> String {
        links::erasure(self.person)
    }
}

/// May whoever looks erase anybody at all?
pub(crate) fn allowed(seat: &Seat) -> Result<(), PageError> {
    if seat.may_somewhere(Action::Erase) { Ok(()) } else { seat.may(Action::Erase, Resource::Site) }
}

/// What waits, the oldest first.
pub(crate) fn waiting(live: &Live, seat: &Seat) -> Vec<Waiting> {
    let (site, today) = (seat.whole().site(), live.now().day);
    let open = site.proposals.values().filter(|open| today <= open.last_day() && seat.may(Action::Erase, Resource::Person(open.person)).is_ok());
    let mut all: Vec<&Proposal> = open.collect();
    all.sort_by_key(|open| open.entered.seq);
    all.into_iter().map(|open| said(seat, open)).collect()
}

/// Who is restricted now, by the order of the register.
pub(crate) fn restricted(seat: &Seat) -> Vec<Restricted> {
    let people = seat.whole().site().people.values().filter(|person| person.details.is_held());
    let mine = people.filter(|person| seat.may(Action::Erase, Resource::Person(person.id)).is_ok());
    mine.map(|person| Restricted { person: person.id, name: name(seat.whole(), person.id), unit: unit(seat.whole(), person.id) }).collect()
}

fn said(seat: &Seat, open: &Proposal) -> Waiting {
    Waiting {
        id: open.id,
        person: open.person,
        name: name(seat.whole(), open.person),
        unit: unit(seat.whole(), open.person),
        measure: open.measure,
        ground: open.ground.clone(),
        note: note(seat.whole(), open),
        proposed: open.entered.day,
        last_day: open.last_day(),
        own: hand(seat).is(&open.by),
    }
}

/// Where it cannot be read now, the contents have counted it, and no page is given.
fn note(whole: &Whole, open: &Proposal) -> String {
    let content = |entry: u64| whole.inputs().contents.open(&[entry]).ok()?.pop()?;
    open.note.open().and_then(|note| note.read(&content(note.at)?)).unwrap_or_default()
}

/// The name as it is kept: whoever decides has to know about whom, restricted or not.
fn name(whole: &Whole, person: PersonId) -> String {
    let known = whole.site().people.get(&person);
    known.map_or("", |known| known.details.kept().map_or_else(|| known.name(), |details| details.name.as_str())).to_owned()
}

fn unit(whole: &Whole, person: PersonId) -> String {
    let site = whole.site();
    site.people.get(&person).and_then(|person| site.units.get(&person.unit)).map_or_else(String::new, |unit| unit.name.clone())
}

/// Who decides: the account, and the person behind it.
fn hand(seat: &Seat) -> Hand {
    Hand { account: seat.account().map(|account| account.id), person: seat.account().and_then(jishi_store::Account::person) }
}

/// As what whoever has this account takes part: an administrator, or an officer of a unit's committee.
fn party_hand(account: Option<&Account>) -> powers::Hand {
    match account {
        None => powers::Hand::Owner,
        Some(account) => account.administrator().map_or(powers::Hand::Committee, powers::Hand::administrator),
    }
}

/// Who it is, behind whatever account; the owner of the machine has none.
fn human(whole: &Whole, account: Option<&Account>) -> Human {
    let registered = |person: PersonId| Human::registered(person, &name(whole, person));
    match account.map(|account| &account.bearer) {
        Some(Bearer::Person(person) | Bearer::Administrator(_, Some(Named::Person(person)))) => registered(*person),
        Some(Bearer::Administrator(_, Some(Named::Name(name)))) => Human::named(name),
        Some(Bearer::Nobody | Bearer::Administrator(_, None)) | None => Human::named("本机所有者"),
    }
}

/// A rule's no in the words of this page.
fn not(why: Not) -> PageError {
    let (reason, help) = match why {
        Not::OwnAct => ("自己提出的，自己不能放行", "请由另一名有权办理的人放行，换一个账户也不行；不再需要的，可以撤回"),
        Not::OwnAccount => ("本人的信息，本人不能提出、不能放行", "请由别的有权办理的人办"),
        other => return PageError::Refused(other.to_string(), other.help()),
    };
    PageError::Refused(reason.to_owned(), help.to_owned())
}

/// An administrator in office is not erased or restricted: the seat would be nobody's.
async fn not_in_office(live: &Live, person: PersonId) -> Result<(), PageError> {
    let all = live.store().accounts().list().await.map_err(unavailable)?;
    let own = |account: &Account| account.seated && matches!(&account.bearer, Bearer::Administrator(_, Some(Named::Person(one))) if *one == person);
    match all.iter().find(|account| own(account)).and_then(Account::administrator) {
        Some(role) => Err(PageError::Refused(format!("这名人员是在任的{}", role.word()), "请先由另外两名管理员换人，再办理".to_owned())),
        None => Ok(()),
    }
}

/// May whoever looks let a proposal pass, or refuse it? It is over with the account that proposed it.
async fn second(live: &Live, seat: &Seat, open: &Proposal) -> Result<(), PageError> {
    let proposer = match open.by.account {
        Some(id) => {
            let known = live.store().accounts().by_id(id).await.map_err(unavailable)?.filter(|account| !account.disabled);
            let over = || PageError::Refused("提出的人的账户已停用，提出的这件事作废".to_owned(), "如仍需办理，请重新提出".to_owned());
            Some(known.ok_or_else(over)?)
        }
        None => None,
    };
    let (whole, viewer) = (seat.whole(), seat.account());
    let (asker, own, holder) = (human(whole, proposer.as_ref()), human(whole, viewer), Human::registered(open.person, &name(whole, open.person)));
    let by = Party { human: &asker, hand: party_hand(proposer.as_ref()) };
    let asked = Asked { act: Act::Erase, target: Target::Information, by, holder: Some(&holder), told: true };
    powers::release(&asked, Party { human: &own, hand: party_hand(viewer) }).map_err(not)
}

/// A person of the register whom whoever looks may erase.
pub(crate) fn known(seat: &Seat, id: &str) -> Result<PersonId, PageError> {
    allowed(seat)?;
    let person: PersonId = id.parse().map_err(|_| PageError::NotFound)?;
    if !seat.whole().site().people.contains_key(&person) {
        return Err(PageError::NotFound);
    }
    seat.may(Action::Erase, Resource::Person(person)).map(|()| person)
}

/// What erasing somebody would do now.
pub(crate) async fn foresee(live: &Live, seat: &Seat, person: PersonId) -> Result<Foreseen, PageError> {
    let site = seat.whole().site();
    let gone = || PageError::Refused("这名人员的信息已经删除".to_owned(), "不用再办理".to_owned());
    let (whole, contents) = (seat.whole().clone(), seat.whole().inputs().contents.clone());
    // Every text of the site is opened: no thread that serves pages gives that time.
    let told = tokio::task::spawn_blocking(move || outlook(whole.site(), person, &*contents)).await;
    let told = told.map_err(|_| PageError::Unavailable("查找提到的地方时程序出错".to_owned()))?;
    let outlook = told.map_err(|error| PageError::Unavailable(error.to_string()))?.ok_or_else(gone)?;
    let accounts = live.store().accounts();
    let account = accounts.list().await.map_err(unavailable)?.into_iter().find(|account| account.person() == Some(person));
    let tokens = match &account {
        Some(account) => Some(accounts.tokens(account.id, live.now().at).await.map_err(unavailable)?.len()),
        None => None,
    };
    Ok(Foreseen {
        name: name(seat.whole(), person),
        unit: unit(seat.whole(), person),
        restricted: site.people.get(&person).is_some_and(|person| person.details.is_held()),
        told: Told::of(&outlook, tokens),
        waiting: site.proposals.get(&person).filter(|open| live.now().day <= open.last_day()).map(|open| said(seat, open)),
    })
}

/// Signs in a note at most.
pub(crate) const NOTE: usize = 500;

/// Decides when the turn comes, where the accounts that the rules were asked about are as they were read: whoever is here,
/// who proposed, and who is in office.
fn unless_moved(
    seat: &Seat, proposer: Option<AccountId>, asked: impl Fn(&Site) -> Result<workflow::Command, Refusal> + Send + Sync + 'static,
) -> Decide {
    let rights = seat.rights();
    Box::new(move |site| {
        rights.account_stands().map_err(|not| refusal(not.why))?;
        let moved = |(_, since): &(AccountId, Since)| since.has_seated() || proposer.is_some_and(|account| since.has_changed(account));
        if rights.account.as_ref().is_some_and(moved) {
            return Err(Refusal::new("提出的人或管理员的账户刚刚有了改动", "请再看一遍，再办一次"));
        }
        workflow::decide(site, asked(site)?).map_err(refusal)
    })
}

/// Proposes a measure; another has to confirm it. Gives the proposal: the one that is open, where it was proposed like this before.
pub(crate) async fn propose(
    live: &Live, seat: &Seat, person: PersonId, measure: Measure, ground: Ground, note: &str, key: &Once,
) -> Result<ProposalId, PageError> {
    if note.chars().count() > NOTE {
        return Err(PageError::Refused(format!("说明超过了 {NOTE} 个字"), "请写短一些".to_owned()));
    }
    if measure != Measure::Lift {
        not_in_office(live, person).await?;
    }
    let (own, holder) = (human(seat.whole(), seat.account()), Human::registered(person, &name(seat.whole(), person)));
    powers::ask(Act::Erase, Target::Information, Party { human: &own, hand: party_hand(seat.account()) }, Some(&holder)).map_err(not)?;
    let proposal = live.fresh(|ids| ProposalId(ids.next_id()));
    let (by, today, note) = (hand(seat), live.now().day, note.to_owned());
    let request = format!("{person} {} {} {note}", measure.word(), ground.word());
    let asked = workflow::Command::ProposeErasure { proposal, person, measure, ground, note, by, today };
    let decide = unless_moved(seat, None, move |_| Ok(asked.clone()));
    let id = key.id("提议", seat, || proposal.to_string());
    let command = Command::decided(id, live.asked(&seat.viewer.actor), request, decide);
    live.carry_out(command).await.map_err(unavailable)?;
    let now = live.store().view(&live.store().owner_on_this_machine());
    Ok(now.proposals.get(&person).map_or(proposal, |open| open.id))
}

/// Confirms, refuses or takes back what was proposed. Of who is erased or restricted nothing stays in previews either.
pub(crate) async fn settle(app: &App, live: &Live, seat: &Seat, id: &str, verdict: Verdict, key: &Once) -> Result<(), PageError> {
    allowed(seat)?;
    let id: ProposalId = id.parse().map_err(|_| PageError::NotFound)?;
    let site = seat.whole().site();
    let open = site.proposals.values().find(|open| open.id == id);
    // What is decided already is asked of the journal's turn: the same decision again is answered like the first.
    let person = open.map(|open| open.person).or_else(|| site.settled.get(&id).map(|settled| settled.person)).ok_or(PageError::NotFound)?;
    seat.may(Action::Erase, Resource::Person(person))?;
    if let Some(open) = open.filter(|_| verdict != Verdict::Withdrawn) {
        second(live, seat, open).await?;
    }
    let takes = verdict == Verdict::Confirmed && open.is_some_and(|open| open.measure != Measure::Lift);
    if takes {
        not_in_office(live, person).await?;
    }
    let (by, today, contents) = (hand(seat), live.now().day, seat.whole().inputs().contents.clone());
    let asked = move |site: &Site| {
        let unread = |error: Unopened| Refusal::new(error.0, "请稍后再试");
        let imports = if verdict == Verdict::Confirmed { naming(site, person, &*contents).map_err(unread)? } else { BTreeSet::new() };
        Ok(workflow::Command::SettleErasure { proposal: id, verdict, by, today, imports })
    };
    let decide = unless_moved(seat, open.and_then(|open| open.by.account), asked);
    let command = key.id("提议办结", seat, || format!("{id}-{verdict:?}-{}", seat.viewer.actor));
    let command = Command::decided(command, live.asked(&seat.viewer.actor), format!("{id} {verdict:?}"), decide);
    live.carry_out(command).await.map_err(unavailable)?;
    if takes {
        app.imports.forget();
    }
    Ok(())
}
