//! What opens in two halves: the password and a code of the second factor, a link and the code that another person has.
//! One half opens nothing, and a code that was used opens nothing again.

use super::work::{PASSWORD, store, when};
use jishi_attacks::Defence;
use jishi_defence::{all_standing, without};
use jishi_facts::{LogInRules, PasswordPolicy};
use jishi_seal::totp_code;
use jishi_store::{Asked, By, LogIn, Origin, Store};

/// So many seconds later.
fn later(seconds: i64) -> Asked {
    Asked { at: when().at + seconds, ..when() }
}

fn code(secret: &[u8], asked: &Asked) -> String {
    totp_code(secret, asked.at.unsigned_abs())
}

/// Sets up the second factor of the first administrator; gives its secret and the recovery codes.
async fn with_second(store: &Store) -> (Vec<u8>, Vec<String>) {
    let accounts = store.accounts();
    let proved = accounts.prove("known", PASSWORD, Origin::default(), &when()).await.expect("a proof");
    let LogIn::Second { ticket, set: false } = proved else { panic!("no ticket: {proved:?}") };
    let secret = accounts.begin_second(ticket.expose(), when().at).await.expect("a secret").secret.to_vec();
    let (_, codes) = accounts.set_second(ticket.expose(), &code(&secret, &when()), &when()).await.expect("a second factor");
    (secret, codes)
}

/// Does the password open a session?
async fn opens(store: &Store, login: &str) -> bool {
    let answer = store.accounts().log_in(login, PASSWORD, Origin::default(), &later(60)).await.expect("an answer");
    matches!(answer, LogIn::Opened { .. })
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (store, _) = store(dir.path()).await;
    with_second(&store).await;
    store.accounts().set_rules(LogInRules { passwords: PasswordPolicy::Asvs, second: true }, &when()).await.expect("the rules");
    // One has a second factor, the other is asked to set one up.
    for login in ["known", "another"] {
        {
            let _turn = all_standing();
            assert!(!opens(&store, login).await, "{login}");
        }
        let _off = without(&[Defence::SecondIsAsked]);
        assert!(opens(&store, login).await, "control: {login}");
    }
    store.close().await.expect("closed");
}

/// Does this code open a session, beside the password?
async fn shows(store: &Store, code: &str, asked: &Asked) -> bool {
    let answer = store.accounts().log_in("known", PASSWORD, Origin::default(), asked).await.expect("an answer");
    let LogIn::Second { ticket, .. } = answer else { panic!("no ticket: {answer:?}") };
    let shown = store.accounts().show_second(ticket.expose(), code, Origin::default(), asked).await.expect("an answer");
    matches!(shown, LogIn::Opened { .. })
}

/// Somebody uses this code, and somebody who has read along uses it again: do they come in?
async fn again(store: &Store, code: &str, seconds: i64) -> bool {
    assert!(shows(store, code, &later(seconds)).await, "the first time");
    shows(store, code, &later(seconds + 1)).await
}

#[tokio::test]
async fn a_code_that_was_used_opens_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (store, _) = store(dir.path()).await;
    let (secret, recovery) = with_second(&store).await;
    {
        let _turn = all_standing();
        assert!(!again(&store, &code(&secret, &later(60)), 60).await, "of the authenticator");
        assert!(!again(&store, &recovery[0], 90).await, "of recovery");
    }
    let _off = without(&[Defence::CodesAreSingle]);
    assert!(again(&store, &code(&secret, &later(120)), 120).await, "control: of the authenticator");
    assert!(again(&store, &recovery[1], 150).await, "control: of recovery");
    store.close().await.expect("closed");
}

#[tokio::test]
async fn who_lets_a_link_pass_does_not_open_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let (store, shown) = store(dir.path()).await;
    let accounts = store.accounts();
    let security = accounts.by_login("another").await.expect("the accounts").expect("the account");
    let by = By { account: security.id, acting: None };
    let passed = accounts.release(&[shown.wish.id], &by, &when()).await.expect("an answer").pop().expect("one").expect("passed");
    let link = passed.secret.expect("a link");
    let code = shown.code.expect("a code");
    let guessed = if code == "00000000" { "00000001" } else { "00000000" };
    {
        let _turn = all_standing();
        assert!(accounts.set_password(link.expose(), guessed, PASSWORD, &when()).await.is_err());
    }
    let _off = without(&[Defence::LinksNeedCode]);
    assert!(accounts.set_password(link.expose(), guessed, PASSWORD, &when()).await.is_ok(), "control");
    drop(accounts);
    store.close().await.expect("closed");
}
