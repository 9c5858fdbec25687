//! A session is the browser's that logged in, and it ends: by log-out, by a new password, with the account.

use jishi_attacks::cast::{MEMBER, PASSWORD, SECRETARY};
use jishi_attacks::{Browser, Defence, Request, Site, held_by};

/// Another password that is good.
const ANOTHER: &str = "山高水长云卷云舒风和日丽";

/// Does somebody with these cookies come in?
fn comes_in(browser: &Browser) -> bool {
    browser.clone().get("/me").status == 200
}

#[test]
fn the_session_s_cookie_is_read_by_no_script_and_sent_by_no_other_site() {
    held_by(&[Defence::CookiesAreKept], |site: &Site| {
        let mut browser = site.nobody();
        let cookie = browser.log_in(SECRETARY, PASSWORD).header("set-cookie").to_lowercase();
        let kept = ["httponly", "samesite=lax", "path=/"].iter().all(|word| cookie.contains(word)) && !cookie.contains("domain=");
        (!kept).then(|| cookie.split(';').skip(1).collect())
    });
}

#[test]
fn a_cookie_that_was_planted_opens_nothing() {
    let site = Site::open();
    let mut victim = site.nobody();
    let planted = "0123456789abcdef".repeat(4);
    victim.jar.insert("jishi".to_owned(), planted.clone());
    assert_eq!(victim.log_in(SECRETARY, PASSWORD).status, 303);
    assert_ne!(victim.session(), planted, "the log-in gives a token of its own");
    let mut attacker = site.nobody();
    attacker.jar.insert("jishi".to_owned(), planted);
    assert!(comes_in(&victim) && !comes_in(&attacker));
}

#[test]
fn a_token_is_taken_from_the_cookie_and_from_nowhere_else() {
    let site = Site::open();
    let token = site.enter(SECRETARY).session();
    for request in [
        Request::new("GET", &format!("/me?jishi={token}")),
        Request::new("GET", "/me").with("Authorization", &format!("Bearer {token}")),
        Request::new("GET", "/me").with("X-Session", &token),
        Request::new("GET", "/me").with("Cookie", &format!("jishi2={token}")),
        Request::new("GET", "/me").with("Cookie", &format!("jishi={}", token.to_uppercase())),
        Request::new("GET", "/me").with("Cookie", &format!("jishi={}", &token[..63])),
    ] {
        assert_eq!(site.nobody().send(&request).status, 303, "{request:?}");
    }
}

#[test]
fn a_token_of_before_the_log_out_opens_nothing() {
    held_by(&[Defence::SessionsEnd], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        let (before, csrf) = (browser.clone(), browser.csrf());
        browser.post("/logout", &[("csrf", &csrf)]);
        comes_in(&before).then(|| "the same token again".to_owned())
    });
}

#[test]
fn a_token_of_before_a_new_password_opens_nothing() {
    held_by(&[Defence::SessionsEnd, Defence::WaysStand], |site: &Site| {
        let (thief, mut holder) = (site.enter(MEMBER), site.enter(MEMBER));
        let csrf = holder.csrf();
        holder.post("/me/password", &[("csrf", csrf.as_str()), ("old", PASSWORD), ("password", ANOTHER), ("again", ANOTHER)]);
        comes_in(&thief).then(|| "a session of before".to_owned())
    });
}

#[test]
fn who_logged_out_is_out_and_the_token_is_worth_nothing() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let (before, mut elsewhere) = (browser.clone(), site.enter(SECRETARY));
    let csrf = browser.csrf();
    assert_eq!(browser.post("/logout", &[("csrf", &csrf)]).status, 303);
    assert!(!comes_in(&before), "the same token again");
    assert!(comes_in(&elsewhere), "another log-in goes on");
    let (csrf, kept) = (elsewhere.csrf(), elsewhere.clone());
    let third = site.enter(SECRETARY);
    assert_eq!(elsewhere.post("/logout", &[("csrf", &csrf), ("everywhere", "yes")]).status, 303);
    assert!(!comes_in(&kept) && !comes_in(&third), "everywhere is everywhere");
}

#[test]
fn a_new_password_ends_every_other_session() {
    let site = Site::open();
    let (thief, mut holder) = (site.enter(MEMBER), site.enter(MEMBER));
    let (before, csrf) = (holder.clone(), holder.csrf());
    let form = [("csrf", csrf.as_str()), ("old", PASSWORD), ("password", ANOTHER), ("again", ANOTHER)];
    assert_eq!(holder.post("/me/password", &form).status, 303);
    assert!(comes_in(&holder) && !comes_in(&thief) && !comes_in(&before));
    assert_eq!(site.nobody().log_in(MEMBER, PASSWORD).status, 422, "the old password");
    // And it is not changed without the old one.
    let csrf = holder.csrf();
    assert_ne!(holder.post("/me/password", &[("csrf", &csrf), ("old", PASSWORD), ("password", PASSWORD), ("again", PASSWORD)]).status, 303);
}

#[test]
fn nothing_of_a_session_outlives_what_it_was_given_by() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let answer = browser.get("/mine");
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "no copy in the browser");
    let token = browser.session();
    assert!(!site.server().said().contains(&token), "no token in the operator's window");
    assert!(!answer.text().contains(&token), "no token in a page");
    // It goes on after the program was killed: sessions are kept as digests, and the token is nowhere in the files.
    let site = site.restarted();
    let mut again = site.nobody();
    again.jar = browser.jar.clone();
    assert!(comes_in(&again));
    for entry in std::fs::read_dir(site.data()).expect("the data").flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).expect("a file");
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{}", entry.path().display());
    }
}
