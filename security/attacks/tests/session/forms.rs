//! Forms that no page of this site gave out, and forms that another site sends.

use jishi_attacks::cast::{PASSWORD, SECRETARY};
use jishi_attacks::{Defence, Request, Site, form, held_by};
use jishi_server::{Opens, ROUTES};

/// A form of the log-in to log out everywhere: what it does shows at once.
const FORM: [(&str, &str); 1] = [("everywhere", "yes")];

#[test]
fn a_form_without_the_mark_of_the_log_in_does_nothing() {
    held_by(&[Defence::FormsCarryToken], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        // Of another log-in, of the same account: it is not this one's.
        let other = site.enter(SECRETARY).csrf();
        let marks = ["", "0", other.as_str()];
        marks.into_iter().find_map(|mark| {
            let answer = browser.post("/logout", &[FORM.as_slice(), &[("csrf", mark)]].concat());
            (answer.status != 403).then(|| format!("{mark:?}: {}", answer.status))
        })
    });
}

#[test]
fn every_form_of_every_page_asks_for_the_mark() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let body = site.player(SECRETARY).body.clone();
    let mut asked = 0;
    for route in ROUTES.iter().filter(|route| route.writes && route.opens != Opens::Anybody) {
        let path = route
            .path
            .replace("{body}", &body)
            .split('/')
            .map(|part| if part.starts_with('{') { "0" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let answer = browser.post(&path, &[("csrf", "forged")]);
        assert!([400, 403, 404, 405].contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
        asked += usize::from(answer.status == 403);
    }
    assert!(asked > 10, "{asked} forms");
}

#[test]
fn a_form_that_another_site_sends_does_nothing() {
    held_by(&[Defence::RequestsComeFromHere], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        let csrf = browser.csrf();
        let sent = form(&[FORM.as_slice(), &[("csrf", &csrf)]].concat());
        let host = site.server().address();
        let from = [
            ("Origin", "http://attacker.example".to_owned()),
            ("Origin", "null".to_owned()),
            ("Origin", format!("http://{host}.attacker.example")),
            ("Origin", format!("http://{}:1", host.ip())),
            ("Sec-Fetch-Site", "cross-site".to_owned()),
            ("Sec-Fetch-Site", "same-site".to_owned()),
        ];
        from.into_iter().find_map(|(name, value)| {
            let request = Request::new("POST", "/logout").with(name, &value).sends("application/x-www-form-urlencoded", sent.clone());
            let answer = browser.send(&request);
            (answer.status != 403).then(|| format!("{name}: {value}: {}", answer.status))
        })
    });
}

#[test]
fn a_form_is_no_form_by_another_name() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let csrf = browser.csrf();
    // In the address, as JSON, as plain text: what a form of another site can send without being asked about it.
    for request in [
        Request::new("POST", &format!("/logout?csrf={csrf}&everywhere=yes")),
        Request::new("GET", &format!("/logout?csrf={csrf}&everywhere=yes")),
        Request::new("POST", "/logout").sends("application/json", format!("{{\"csrf\":\"{csrf}\"}}")),
        Request::new("POST", "/logout").with("X-HTTP-Method-Override", "POST").with("X-CSRF", &csrf),
    ] {
        let answer = browser.send(&browser.from_here(request.clone()));
        assert!([400, 403, 405].contains(&answer.status), "{request:?}: {}", answer.status);
    }
    assert_eq!(browser.get("/me").status, 200, "still in");
}

#[test]
fn after_the_log_in_one_stays_on_this_site() {
    held_by(&[Defence::WaysStayHere], |site: &Site| {
        let elsewhere = [
            "https://attacker.example/",
            "//attacker.example/",
            "/\\attacker.example/",
            "\\/attacker.example",
            "javascript:alert(1)",
            "attacker.example",
            "/\t/attacker.example",
            "/mine\r\nSet-Cookie: jishi=0",
        ];
        elsewhere.into_iter().find_map(|next| {
            let mut browser = site.nobody();
            let answer = browser.post("/login", &[("login", SECRETARY), ("password", PASSWORD), ("next", next)]);
            let to = answer.header("location");
            (answer.status != 303 || to != "/").then(|| format!("{next:?} → {to:?} {}", answer.status))
        })
    });
}
