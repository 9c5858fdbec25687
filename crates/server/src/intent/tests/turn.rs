//! What rights rest on beside the register, accounts, is asked when something is written, and not only when the request came.

use crate::rights::Rights;
use crate::live::{Live, Wiring};
use crate::steady::Now;
use crate::testing::{events, library, today, workdays};
use jishi_authorize::{Actor, Administrator, Personal, Way};
use jishi_base::{AccountId, PersonId, UnitId};
use jishi_facts::Event;
use jishi_store::{Bearer, By, Command, Keys, Location, Named, Newcomer, Refusal, SeededEntropy, Store, StoreError, What};
use std::sync::Arc;

const NOW: i64 = 1_795_500_000;
const PASSWORD: &str = "河清海晏时和岁丰";

/// A site with registers, whose administrators have their seats, and nobody else an account.
struct World {
    live: Arc<Live>,
    keepers: Vec<AccountId>,
    person: PersonId,
    _dir: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (location, keys) = (Location::Dir(dir.path().join("site")), Keys::beside(&dir.path().join("site")));
        Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("a new site");
        let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("the site");
        let clock = Arc::new(|| Now { at: NOW, day: today() });
        let ids = Box::new(jishi_base::SeededIds::new(9));
        let live = Arc::new(Live::new(Wiring { store, library: (*library()).clone(), workdays: workdays(), clock, as_of: Some(today()), ids }));
        let registers = events(1, 3).into_iter().map(|(_, event)| event).collect();
        live.carry_out(Command::events("开始", live.asked("测试"), registers)).await.expect("written");
        let mut keepers = Vec::new();
        for (seat, name) in Administrator::ALL.into_iter().zip(["钱一一", "孙二二", "周三三"]) {
            let accounts = live.store().accounts();
            let link = accounts.invite(seat, &live.asked("本机")).await.expect("a link");
            let who = Newcomer { named: &Named::Name(name.to_owned()), login: seat.word(), password: PASSWORD, rules: None };
            keepers.push(accounts.set_up(link.expose(), who, &live.asked("本机")).await.expect("a seat").id);
        }
        let person = *live.store().view(&live.store().owner_on_this_machine()).people.keys().next().expect("a person");
        Self { live, keepers, person, _dir: dir }
    }

    /// What the system administrator may do, by a request that comes now.
    fn rights(&self, commissioned: bool) -> Rights {
        let account = (self.keepers[0], self.live.store().accounts().since_now());
        Rights { actor: Actor::administrator(Administrator::System, commissioned), personal: Personal::default(), account: Some(account) }
    }

    /// The security administrator asks for the first account of somebody of the register: from then on the site is in use.
    async fn come_into_use(&self) {
        let what = What::New { login: "shuji".to_owned(), bearer: Bearer::Person(self.person) };
        let by = By { account: self.keepers[1], acting: None };
        self.live.store().accounts().ask(what, &by, &self.live.asked("")).await.expect("asked for");
    }

    /// Writes a unit as a workbook would, held to these rights when its turn comes.
    async fn register(&self, nth: u128, rights: Rights) -> Result<(), StoreError> {
        let events = vec![Event::UnitRegistered { unit: UnitId(7_000 + nth), name: format!("单位{nth}") }];
        let hold = move |site: &jishi_facts::Site| {
            rights.hold(site, Way::Workbook, events.clone(), today()).map_err(|not| Refusal::new(not.why.reason, not.why.help))
        };
        self.live.carry_out(Command::decided(format!("单位-{nth}"), self.live.asked("测试"), Vec::new(), Box::new(hold))).await.map(|_| ())
    }
}

#[tokio::test]
async fn a_request_from_before_a_site_came_into_use_writes_nothing_after() {
    let world = World::new().await;
    world.register(0, world.rights(false)).await.expect("before anybody has an account");
    let late = [world.rights(false), world.rights(false)];
    world.come_into_use().await;
    for (nth, rights) in (1..).zip(late) {
        let refused = world.register(nth, rights).await.expect_err("the site is in use");
        assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
    }
}

/// At the very moment: whatever the order in which they come to their turn, nothing is written after.
#[tokio::test(flavor = "multi_thread")]
async fn nor_do_requests_beside_it() {
    let world = Arc::new(World::new().await);
    let requests: Vec<_> = (0..40)
        .map(|nth| {
            let (world, rights) = (world.clone(), world.rights(false));
            tokio::spawn(async move { world.register(nth, rights).await })
        })
        .collect();
    world.come_into_use().await;
    let opened = world.live.store().head().0 - 1;
    for request in requests {
        let _ = request.await.expect("an answer");
    }
    let site = world.live.store().view(&world.live.store().owner_on_this_machine());
    let late = |unit: &jishi_facts::Unit| unit.id.0 >= 7_000 && unit.version > opened;
    assert!(!site.units.values().any(late), "written after the first account was asked for");
}

#[tokio::test]
async fn an_account_that_was_stopped_or_changed_meanwhile_writes_nothing() {
    let world = World::new().await;
    let rights = world.rights(false);
    world.register(0, rights.clone()).await.expect("as it was");
    let accounts = world.live.store().accounts();
    let asker = By { account: world.keepers[2], acting: None };
    let wish = accounts.ask(What::Stop(world.keepers[0]), &asker, &world.live.asked("")).await.expect("asked for").wish.id;
    world.register(1, rights.clone()).await.expect("asked for is not stopped");
    let other = By { account: world.keepers[1], acting: None };
    accounts.release(&[wish], &other, &world.live.asked("")).await.expect("let pass").remove(0).expect("let pass");
    let refused = world.register(2, rights).await.expect_err("stopped");
    assert!(matches!(&refused, StoreError::Refused(why) if why.message.contains("账户刚刚有了改动")), "{refused}");
}
