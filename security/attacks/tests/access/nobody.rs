//! Who is not logged in: every route leads to the log-in, every operation asks for a token.

use crate::foreign::operations;
use jishi_attacks::cast::EVERYBODY;
use jishi_attacks::{Request, Site};
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
