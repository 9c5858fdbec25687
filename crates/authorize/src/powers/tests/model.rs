//! All sequences of six acts, from a site that has just been set up: three administrators, the secretary and the full-time
//! deputy of a committee, a member without an account, and somebody outside who may be given a seat.
//!
//! Everybody is at once honest and not: whoever has an account does with it whatever the rules let them, and whoever has come
//! to know both a link and its code opens the account, whosesoever it is. Each learns a link by letting it pass and a code by
//! asking, and tells nobody but the holder: more would be two people together. Where no sequence leads to what must not
//! be, then none does with one dishonest administrator either.
//!
//! Each rule is then left out once: the same search must find what it keeps from happening.

use crate::Administrator;
use crate::powers::{Act, Asked, Hand, Human, Not, Party, Target, ask, may_have, object, release};
use jishi_base::PersonId;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How many acts in a row.
const ACTS: usize = 6;

/// Who there is. The first three have the seats in their order.
const PEOPLE: [&str; 7] = ["系统", "安全", "审计", "书记", "专职副书记", "党员", "外人"];
/// The accounts: of the administrators, of the people of the unit, and one that may be made for each seat.
const ACCOUNTS: usize = 9;
const PERSONAL: std::ops::Range<usize> = 3..6;
const NOBODY: u8 = u8::MAX;

static HUMANS: LazyLock<Vec<Human>> = LazyLock::new(|| {
    let registered = |(place, name): (usize, &&str)| Human::registered(PersonId(place as u128), name);
    PEOPLE.iter().enumerate().map(registered).collect()
});

fn human(person: u8) -> &'static Human {
    &HUMANS[usize::from(person)]
}

/// What was asked for: in which account, by whom in truth, and whether its holder knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wish {
    account: u8,
    by: u8,
    told: bool,
    /// Of the unit: whether it is to open its own.
    own: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Account {
    holder: u8,
    exists: bool,
    seated: bool,
    stopped: bool,
    /// Who knows its password.
    knows: u8,
    /// By what is asked: a link, a seat, a stop.
    wishes: [Option<Wish>; 3],
    /// A link that was let pass: who knows the code, who knows the link.
    link: Option<(u8, u8)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    accounts: [Account; ACCOUNTS],
    own: bool,
    unit: Option<Wish>,
}

/// A rule that is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Without {
    Nothing,
    /// What is refused with this is let through.
    Rule(Not),
    /// A link opens without its code.
    Code,
}

impl Without {
    fn lets(self, answer: Result<(), Not>) -> bool {
        match (answer, self) {
            (Ok(()), _) => true,
            (Err(why), Self::Rule(left_out)) => std::mem::discriminant(&why) == std::mem::discriminant(&left_out),
            _ => false,
        }
    }
}

/// What became of a search.
#[derive(Default)]
struct Found {
    states: usize,
    breaches: BTreeSet<&'static str>,
    /// The powers that one person had together, as bits: the records of others, the three seats.
    together: BTreeSet<u8>,
}

fn seat_of(place: usize) -> Option<Administrator> {
    if PERSONAL.contains(&place) { None } else { Some(Administrator::ALL[place % 3]) }
}

impl State {
    fn set_up() -> Self {
        let account = |place: usize| {
            let there = place < 5;
            let holder = if place < 6 { u8::try_from(place).unwrap_or(NOBODY) } else { NOBODY };
            Account { holder, exists: there, seated: place < 3, stopped: false, knows: if there { holder } else { NOBODY }, wishes: [None; 3], link: None }
        };
        Self { accounts: std::array::from_fn(account), own: false, unit: None }
    }

    fn target(place: usize) -> Target {
        seat_of(place).map_or(Target::Person, Target::administrator)
    }

    /// As what somebody takes part in an account, in what is done to a target.
    fn hand(&self, place: usize, target: Target) -> Hand {
        let account = &self.accounts[place];
        match seat_of(place) {
            Some(seat) if account.seated => Hand::administrator(seat),
            None if self.own && place < 5 && target == Target::Person => Hand::Unit,
            _ => Hand::Other,
        }
    }

    fn party(&self, place: usize, target: Target) -> Party<'static> {
        Party { human: human(self.accounts[place].holder), hand: self.hand(place, target) }
    }

    /// Who has an account in use, or a seat, other than in this one.
    fn others(&self, place: usize) -> impl Iterator<Item = &'static Human> {
        let used = move |(other, account): &(usize, &Account)| *other != place && account.exists && !account.stopped && (account.seated || seat_of(*other).is_none());
        self.accounts.iter().enumerate().filter(used).map(|(_, account)| human(account.holder))
    }

    fn taken(&self, seat: Administrator, but: usize) -> bool {
        (0..ACCOUNTS).any(|place| place != but && seat_of(place) == Some(seat) && self.accounts[place].seated)
    }

    fn wish(&self, act: Act, place: usize) -> Option<Wish> {
        match act {
            Act::Entrust => self.unit,
            // It opens no account, and is no part of this model.
            Act::Erase => None,
            Act::Open | Act::Renew => self.accounts[place].wishes[0],
            Act::Seat => self.accounts[place].wishes[1],
            Act::Unseat => self.accounts[place].wishes[2],
        }
    }

    fn set(&mut self, act: Act, place: usize, wish: Option<Wish>) {
        match act {
            Act::Entrust => self.unit = wish,
            Act::Erase => {}
            Act::Open | Act::Renew => self.accounts[place].wishes[0] = wish,
            Act::Seat => self.accounts[place].wishes[1] = wish,
            Act::Unseat => self.accounts[place].wishes[2] = wish,
        }
    }

    /// An account is stopped: what was asked for it, or in it, ends.
    fn stop(&mut self, place: usize) {
        let account = &mut self.accounts[place];
        (account.stopped, account.seated, account.link, account.wishes) = (true, false, None, [None; 3]);
        let gone = |wish: &mut Option<Wish>| if wish.is_some_and(|wish| usize::from(wish.account) == place) { *wish = None };
        self.accounts.iter_mut().flat_map(|account| account.wishes.iter_mut()).for_each(gone);
        gone(&mut self.unit);
    }
}

/// One search.
struct Search {
    without: Without,
    found: Found,
    next: BTreeSet<State>,
}

impl Search {
    /// All acts in a row; or until what is looked for has been found.
    fn run(without: Without, enough: impl Fn(&Found) -> bool) -> Found {
        let mut search = Self { without, found: Found::default(), next: BTreeSet::new() };
        let mut seen = BTreeSet::from([State::set_up()]);
        let mut now = seen.clone();
        for act in 1..=ACTS {
            for state in &now {
                search.found.together.extend((0..PEOPLE.len()).map(|person| powers(state, person)));
                search.all(state);
            }
            if enough(&search.found) {
                return search.found;
            }
            now = std::mem::take(&mut search.next).into_iter().filter(|state| !seen.contains(state)).collect();
            if act < ACTS {
                seen.extend(now.iter().copied());
            }
        }
        search.found.states = seen.len() + now.len();
        for state in &now {
            search.found.together.extend((0..PEOPLE.len()).map(|person| powers(state, person)));
        }
        search.found
    }

    fn breach(&mut self, what: &'static str) {
        self.found.breaches.insert(what);
    }

    /// Everything that anybody can do next.
    fn all(&mut self, state: &State) {
        for place in 0..ACCOUNTS {
            let account = &state.accounts[place];
            if account.exists && !account.stopped && account.knows != NOBODY {
                self.asks(state, place);
                self.decides(state, place);
                self.alone(state, place);
            }
            self.opens(state, place);
        }
        // A day goes by.
        let mut later = *state;
        later.accounts.iter_mut().flat_map(|account| account.wishes.iter_mut().flatten()).for_each(|wish| wish.told = true);
        self.next.insert(later);
    }

    fn asks(&mut self, state: &State, by: usize) {
        let who = state.accounts[by].knows;
        let wish = Wish { account: u8::try_from(by).unwrap_or(NOBODY), by: who, told: false, own: !state.own };
        for place in 0..ACCOUNTS {
            let account = state.accounts[place];
            let target = State::target(place);
            if account.exists && !account.stopped && (account.seated || seat_of(place).is_none()) {
                let act = if account.knows == NOBODY && target == Target::Person { Act::Open } else { Act::Renew };
                self.ask(state, act, place, by, wish);
                if account.seated {
                    self.ask(state, Act::Unseat, place, by, wish);
                }
            } else if place == 5 && !account.exists && self.without.lets(may_have(human(account.holder), state.others(place))) {
                let mut made = *state;
                made.accounts[place].exists = true;
                self.ask(&made, Act::Open, place, by, wish);
            } else if let Some(seat) = seat_of(place).filter(|seat| !state.taken(*seat, place)) {
                let candidates = if account.exists { account.holder..account.holder + 1 } else { 0..7 };
                for candidate in candidates {
                    let mut made = *state;
                    (made.accounts[place].exists, made.accounts[place].holder) = (true, candidate);
                    let free = self.without.lets(may_have(human(candidate), made.others(place)));
                    if free && !state.taken(seat, place) {
                        self.ask(&made, Act::Seat, place, by, wish);
                    }
                }
            }
        }
        self.ask(state, Act::Entrust, by, by, wish);
    }

    fn ask(&mut self, state: &State, act: Act, place: usize, by: usize, wish: Wish) {
        let (target, holder) = subject(state, act, place);
        let party = state.party(by, target);
        if self.without.lets(ask(act, target, party, holder)) {
            if holder.is_some_and(|holder| holder.is(human(wish.by))) {
                self.breach("asked about one's own account");
            }
            let mut next = *state;
            next.set(act, place, Some(wish));
            self.next.insert(next);
        }
    }

    /// Lets pass, or stops, whatever waits; is told.
    fn decides(&mut self, state: &State, by: usize) {
        let who = state.accounts[by].knows;
        for (act, place) in waiting(state) {
            let Some(wish) = state.wish(act, place) else { continue };
            let (target, holder) = subject(state, act, place);
            let asked_by = state.party(usize::from(wish.account), target);
            let (asked, party) = (Asked { act, target, by: asked_by, holder, told: wish.told }, state.party(by, target));
            if self.without.lets(release(&asked, party)) {
                self.passes(state, act, place, wish, who, party.hand);
            }
            if self.without.lets(object(&asked, party)) {
                if holder.is_some_and(|holder| holder.is(party.human)) && act != Act::Renew && wish.by != who {
                    self.breach("stopped one's own stopping");
                }
                let mut next = *state;
                next.set(act, place, None);
                self.next.insert(next);
            }
            if act == Act::Renew && place == by {
                let mut next = *state;
                next.set(act, place, Some(Wish { told: true, ..wish }));
                self.next.insert(next);
            }
        }
    }

    fn passes(&mut self, state: &State, act: Act, place: usize, wish: Wish, who: u8, hand: Hand) {
        let alone = wish.by == who;
        if hand == Hand::Audit {
            self.breach("let pass by the auditor");
        }
        if act == Act::Renew && !wish.told {
            self.breach("a new link without telling");
        }
        let mut next = *state;
        next.set(act, place, None);
        match act {
            Act::Open | Act::Renew => next.accounts[place].link = Some((wish.by, who)),
            Act::Seat => {
                let Some(seat) = seat_of(place) else { return };
                let free = self.without.lets(may_have(human(state.accounts[place].holder), state.others(place)));
                if state.taken(seat, place) || !free {
                    return;
                }
                if alone {
                    self.breach("an administrator made by one");
                }
                let account = &mut next.accounts[place];
                (account.seated, account.stopped) = (true, false);
                if account.knows == NOBODY {
                    account.link = Some((wish.by, who));
                }
            }
            Act::Unseat => {
                if alone && seat_of(place) == Some(Administrator::Audit) {
                    self.breach("the auditor stopped by one");
                }
                if alone {
                    self.breach("an administrator stopped by one");
                }
                next.stop(place);
            }
            Act::Entrust => {
                if alone {
                    self.breach("a unit entrusted by one");
                }
                next.own = wish.own;
            }
            Act::Erase => {}
        }
        self.next.insert(next);
    }

    /// What an administrator does alone: stops a person's account, and lets it in again.
    fn alone(&mut self, state: &State, by: usize) {
        if !matches!(state.hand(by, Target::Unit), Hand::System | Hand::Security) {
            return;
        }
        for place in PERSONAL.filter(|place| state.accounts[*place].exists) {
            let mut next = *state;
            if state.accounts[place].stopped {
                if !self.without.lets(may_have(human(state.accounts[place].holder), state.others(place))) {
                    continue;
                }
                next.accounts[place].stopped = false;
            } else {
                next.stop(place);
            }
            self.next.insert(next);
        }
    }

    /// A link is used: by the holder, to whom both parts are handed over; or by whoever knows both.
    fn opens(&mut self, state: &State, place: usize) {
        let account = &state.accounts[place];
        let Some((code, link)) = account.link.filter(|_| !account.stopped) else { return };
        let others = (code == link || self.without == Without::Code).then_some(link).filter(|who| *who != account.holder);
        for who in [Some(account.holder), others].into_iter().flatten() {
            if who != account.holder {
                self.breach(if seat_of(place).is_some() { "an administrator's account opened by another" } else { "records read with another's account" });
            }
            let mut next = *state;
            (next.accounts[place].knows, next.accounts[place].link) = (who, None);
            self.next.insert(next);
        }
    }
}

/// To what an act is done, and whose account it is.
fn subject(state: &State, act: Act, place: usize) -> (Target, Option<&'static Human>) {
    if act == Act::Entrust { (Target::Unit, None) } else { (State::target(place), Some(human(state.accounts[place].holder))) }
}

/// What waits to be let pass.
fn waiting(state: &State) -> Vec<(Act, usize)> {
    let of_account = |place: usize| {
        let link = if state.accounts[place].knows == NOBODY { Act::Open } else { Act::Renew };
        [link, Act::Seat, Act::Unseat].map(|act| (act, place))
    };
    let all = (0..ACCOUNTS).flat_map(of_account).chain([(Act::Entrust, 0)]);
    all.filter(|(act, place)| state.wish(*act, *place).is_some()).collect()
}

/// What somebody can do in all accounts that they know the passwords of, and in all seats that are theirs.
fn powers(state: &State, person: usize) -> u8 {
    let bit = |(place, account): (usize, &Account)| {
        let (knows, holds) = (usize::from(account.knows) == person, usize::from(account.holder) == person);
        match seat_of(place) {
            _ if !account.exists || account.stopped => 0,
            Some(seat) if account.seated && (knows || holds) => 2 << Administrator::ALL.iter().position(|one| *one == seat).unwrap_or(0),
            None if knows => 1,
            _ => 0,
        }
    };
    state.accounts.iter().enumerate().map(bit).fold(0, |all, one| all | one)
}

#[test]
fn no_six_acts_give_one_person_what_takes_two() {
    let found = Search::run(Without::Nothing, |_| false);
    println!("{} 个状态", found.states);
    assert_eq!(found.breaches, BTreeSet::new());
    // Of the sixteen sets of powers one person ever has: none, the records, or one seat.
    assert_eq!(found.together, BTreeSet::from([0, 1, 2, 4, 8]));
    assert!(found.states > 10_000, "{} states: the search did not go far", found.states);
}

#[test]
fn without_any_one_rule_the_search_finds_what_it_keeps_from_happening() {
    let rows = [
        (Without::Code, "records read with another's account"),
        (Without::Code, "an administrator's account opened by another"),
        (Without::Rule(Not::OwnAct), "records read with another's account"),
        (Without::Rule(Not::OwnAct), "the auditor stopped by one"),
        (Without::Rule(Not::OwnAct), "an administrator made by one"),
        (Without::Rule(Not::OwnAct), "a unit entrusted by one"),
        (Without::Rule(Not::OthersRelease(Act::Open, Target::Person)), "let pass by the auditor"),
        (Without::Rule(Not::OwnAccount), "asked about one's own account"),
        (Without::Rule(Not::NotTold), "a new link without telling"),
        (Without::Rule(Not::NotYoursToStop), "stopped one's own stopping"),
    ];
    for (without, breach) in rows {
        let found = |found: &Found| found.breaches.contains(breach);
        assert!(found(&Search::run(without, found)), "{without:?}: {breach} was not found");
    }
    let twice = |found: &Found| found.together.iter().any(|powers| powers.count_ones() > 1);
    assert!(twice(&Search::run(Without::Rule(Not::HasAccount), twice)), "one person in two seats was not found");
}
