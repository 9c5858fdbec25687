//! Who is not logged in: every route leads to the log-in, every operation asks for a token; before a site is set up nothing
//! is shown at all.

use crate::foreign::operations;
use jishi_attacks::cast::{EVERYBODY, TODAY};
use jishi_attacks::server::jishi;
use jishi_attacks::{Browser, Defence, Request, Server, Site, Through};
use jishi_server::{Opens, ROUTES};

#[test]
fn nobody_gets_past_the_log_in() {
    let site = Site::open();
    let mut nobody = site.nobody();
    for route in ROUTES.iter().filter(|route| route.opens != Opens::Anybody) {
        let path = route.path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/");
        for request in [Request::new("GET", &path), Request::new("POST", &path).sends("application/x-www-form-urlencoded", "csrf=")] {
            let answer = nobody.send(&request);
            let to_log_in = answer.status == 303 && answer.header("location").starts_with("/login");
            assert!(
                to_log_in || [400, 403, 405].contains(&answer.status),
                "{} {path}: {} {}",
                request.method,
                answer.status,
                answer.text()
            );
            assert!(!EVERYBODY.iter().any(|login| answer.text().contains(login)), "{path}");
        }
    }
}

#[test]
fn no_operation_answers_without_a_token() {
    let site = Site::open();
    for (method, path) in operations(&site).into_iter().filter(|(_, path)| path != "/openapi.json") {
        let path = path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/");
        for token in ["", "Bearer ", "Bearer jishi_0000", "Basic YTpi", "Bearer \u{7f}"] {
            let request = Request::new(method, &format!("/api/v1{path}")).sends("application/json", "{}").with("Authorization", token);
            assert!([400, 401].contains(&site.nobody().send(&request).status), "{method} {path} {token}");
        }
    }
}

/// What a site that nobody has set up shows, but for the console's link and what its page ships.
fn shown(without: &[Defence]) -> Through {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data").display().to_string();
    let made = jishi(&["init", "--data", &data]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let server = Server::start(&["serve", "--data", &data, "--port", "0", "--today", TODAY], without);
    let mut nobody = Browser::new(server.address());
    let behind = ROUTES.iter().map(|route| route.path).filter(|path| !path.starts_with("/invitations/") && !path.starts_with("/assets/"));
    behind.chain(["/api/v1/openapi.json", "/api/v1/me", "/api/v1/people"]).find_map(|path| {
        let path = path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/");
        let answer = nobody.get(&path);
        (answer.status != 503).then(|| format!("{path}: {}", answer.status))
    })
}

#[test]
fn nothing_is_shown_before_the_site_is_set_up() {
    assert_eq!(shown(&[]), None);
    assert!(shown(&[Defence::NothingBeforeSetUp]).is_some(), "control");
}
