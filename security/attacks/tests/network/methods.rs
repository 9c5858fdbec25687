//! Methods that a route does not have do nothing.

use jishi_attacks::cast::SECRETARY;
use jishi_attacks::{Request, Site};
use jishi_server::ROUTES;

const METHODS: [&str; 9] = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "LOCK", "get", "JISHI"];

#[test]
fn a_method_that_a_page_does_not_have_does_nothing() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for route in ROUTES {
        let path = route.path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/");
        for method in METHODS {
            let answer = browser.send(&browser.from_here(Request::new(method, &path)));
            assert!([400, 405, 501].contains(&answer.status), "{method} {path}: {}", answer.status);
            assert!(!answer.text().contains(SECRETARY) || answer.header("content-type").starts_with("text/html"), "{method} {path}");
        }
    }
    assert_eq!(browser.get("/me").status, 200);
}

#[test]
fn nothing_is_said_to_other_sites() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for path in ["/mine", "/api/v1/me", "/api/v1/openapi.json", "/assets/app.css", "/login"] {
        for request in [
            Request::new("OPTIONS", path).with("Access-Control-Request-Method", "GET").with("Origin", "http://attacker.example"),
            Request::new("GET", path).with("Origin", "http://attacker.example"),
        ] {
            let answer = browser.send(&request);
            assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")), "{path}: {:?}", answer.headers);
        }
    }
}

#[test]
fn a_head_has_no_body_and_changes_nothing() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for path in ["/mine", "/login", "/nothing", "/api/v1/me"] {
        let answer = browser.send(&Request::new("HEAD", path));
        assert!(answer.body.is_empty() && answer.status < 500, "{path}: {}", answer.status);
    }
}
