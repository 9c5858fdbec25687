//! Work at the log-in, counted and not timed: whoever is known costs as much as whoever is not.

use jishi_attacks::Defence;
use jishi_base::{PersonId, UnitId};
use jishi_defence::{all_standing, asked, without};
use jishi_facts::{Event, PersonDetails, Sealed};
use jishi_store::{Administrator, Asked, Bearer, By, Command, Keys, Location, LogIn, Named, Newcomer, SeededEntropy, Shown, Store, What};

/// Of the three administrators.
pub const PASSWORD: &str = "河清海晏时和岁丰国泰民安";

pub fn when() -> Asked {
    Asked { at: 1_795_500_000, day: "2026-11-24".parse().expect("a day"), actor: "本机".to_owned() }
}

/// A site with its administrators (`known`, `another`, `third`), and an account without a password that the first asked for.
pub async fn store(dir: &std::path::Path) -> (Store, Shown) {
    let (location, keys) = (Location::Dir(dir.join("site")), Keys::beside(&dir.join("site")));
    Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("a new site");
    let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("the site");
    let accounts = store.accounts();
    for (seat, login) in Administrator::ALL.into_iter().zip(["known", "another", "third"]) {
        let link = accounts.invite(seat, &when()).await.expect("a link");
        let named = Named::Name(login.to_owned());
        accounts.set_up(link.expose(), Newcomer { named: &named, login, password: PASSWORD, rules: None }, &when()).await.expect("a seat");
    }
    let (unit, person) = (UnitId(1), PersonId(2));
    let details = Sealed::Open(PersonDetails { name: "张立新".to_owned(), ..PersonDetails::default() });
    let people = vec![
        Event::UnitRegistered { unit, name: "小局".to_owned() },
        Event::PersonRegistered { person, unit, blind: None, details, source: None },
    ];
    store.execute(Command::events("people".to_owned(), when(), people)).await.expect("registered");
    let system = accounts.by_login("known").await.expect("the accounts").expect("the account");
    let what = What::New { login: "without".to_owned(), bearer: Bearer::Person(person) };
    let shown = accounts.ask(what, &By { account: system.id, acting: None }, &when()).await.expect("an account without a password");
    drop(accounts);
    (store, shown)
}

/// How often a password was hashed for a log-in.
async fn hashed(store: &Store, login: &str, password: &str) -> u64 {
    let before = asked(Defence::PasswordsAreSlow);
    let answer = store.accounts().log_in(login, password, jishi_store::Origin::default(), &when()).await.expect("an answer");
    assert_eq!(matches!(answer, LogIn::Opened { .. }), login == "known" && password == PASSWORD, "{login}");
    asked(Defence::PasswordsAreSlow) - before
}

#[tokio::test]
async fn every_log_in_costs_one_hash() {
    let dir = tempfile::tempdir().expect("a folder");
    let (store, _) = store(dir.path()).await;
    let wrong = "不是这个密码也不是那个";
    {
        let _turn = all_standing();
        for (login, password) in [("known", PASSWORD), ("known", wrong), ("unknown", wrong), ("without", wrong)] {
            assert_eq!(hashed(&store, login, password).await, 1, "{login}");
        }
    }
    let _off = without(&[Defence::UnknownNamesCost]);
    assert_eq!((hashed(&store, "known", wrong).await, hashed(&store, "unknown", wrong).await), (1, 0), "control");
    store.close().await.expect("closed");
}

/// The memory that the hash of a fresh password says it took, in KiB.
fn memory() -> u32 {
    let hash = jishi_seal::hash_password(&jishi_seal::Key::new(&[7; 32]), &[9; 16], PASSWORD).expect("a hash");
    let words = hash.split("m=").nth(1).and_then(|rest| rest.split(',').next());
    words.and_then(|words| words.parse().ok()).expect("a number")
}

#[test]
fn a_hash_takes_memory_and_passes() {
    {
        let _turn = all_standing();
        assert!(memory() >= 19 * 1024, "at least 19 MiB");
    }
    let _off = without(&[Defence::PasswordsAreSlow]);
    assert!(memory() < 1024, "control");
}
