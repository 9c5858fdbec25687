//! What every answer tells the browser: pages, errors, sent on, downloads, what the pages ship.

use jishi_attacks::cast::{DEPUTY, SECRETARY};
use jishi_attacks::{Answer, Defence, Request, Site, held_by};
use jishi_server::ROUTES;

/// Header, and what its value has to hold.
const WANTED: [(&str, &str); 8] = [
    ("content-security-policy", "default-src 'none'"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("content-security-policy", "base-uri 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// What an answer lacks.
fn lacks(answer: &Answer) -> Option<String> {
    let policy = answer.header("content-security-policy");
    if policy.contains("unsafe-") || policy.contains('*') {
        return Some(policy.to_owned());
    }
    let missing = WANTED.into_iter().find(|(name, value)| !answer.header(name).contains(value));
    missing.map(|(name, value)| format!("{name}: {value}"))
}

#[test]
fn every_answer_carries_the_headers() {
    held_by(&[Defence::HeadersGoAlong], |site: &Site| {
        let mut browser = site.enter(DEPUTY);
        let mut nobody = site.nobody();
        let paths = ROUTES
            .iter()
            .map(|route| route.path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/"));
        let more = [
            "/nothing",
            "/api/v1/me",
            "/api/v1/nothing",
            "/api/v1/openapi.json",
            "/ledgers/meetings",
            "/ledgers/meetings/xlsx",
            "/assets/app.css",
            "/calendar?month=x",
        ];
        let mut statuses = std::collections::BTreeSet::new();
        let got = paths.chain(more.map(str::to_owned)).collect::<Vec<_>>().into_iter().find_map(|path| {
            let answers = [
                browser.get(&path),
                nobody.get(&path),
                browser.post(&path, &[("csrf", "0")]),
                browser.send(&Request::new("DELETE", &path)),
                browser.send(&Request::new("GET", &path).with("Host", "attacker.example")),
            ];
            answers.iter().find_map(|answer| {
                statuses.insert(answer.status);
                lacks(answer).map(|what| format!("{path} ({}): {what}", answer.status))
            })
        });
        let seen = [200, 303, 400, 401, 403, 404, 405, 421];
        assert!(got.is_some() || seen.iter().all(|status| statuses.contains(status)), "every sort of answer: {statuses:?}");
        got
    });
}

#[test]
fn what_is_shown_to_somebody_is_kept_by_nobody() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for route in ROUTES.iter().filter(|route| !route.path.starts_with("/assets") && !route.path.contains('{')) {
        let answer = browser.get(route.path);
        assert_eq!(answer.header("cache-control"), "no-store", "{}", route.path);
    }
    assert_eq!(site.program(SECRETARY, "look").get("/me").header("cache-control"), "no-store");
}

#[test]
fn no_page_holds_a_script_or_a_style_of_its_own() {
    let site = Site::open();
    let mut browser = site.enter(DEPUTY);
    for route in ROUTES.iter().filter(|route| !route.path.contains('{')) {
        let text = browser.get(route.path).text();
        for piece in
            ["<style", " style=\"", " onclick=", " onload=", " onerror=", "javascript:", "http://", "https://", "<iframe", "<object"]
        {
            assert!(!text.contains(piece), "{}: {piece}", route.path);
        }
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{}: {}", route.path, script.chars().take(60).collect::<String>());
        }
    }
}

#[test]
fn an_answer_says_what_it_is_and_not_what_it_runs_on() {
    let site = Site::open();
    let mut browser = site.enter(DEPUTY);
    // What the pages ship, by the names that a page gives them.
    let page = browser.get("/mine").text();
    let shipped: Vec<String> = page
        .split('"')
        .filter(|piece| piece.starts_with("/assets/"))
        .map(|piece| piece.split('#').next().unwrap_or(piece).to_owned())
        .collect();
    assert!(["css", "js", "svg"].iter().all(|ending| shipped.iter().any(|path| path.ends_with(ending))), "{shipped:?}");
    let others = ["/mine", "/nothing", "/api/v1/me", "/ledgers/meetings/xlsx"].map(str::to_owned);
    for path in shipped.into_iter().chain(others) {
        let answer = browser.get(&path);
        let kind = answer.header("content-type");
        let text = kind.starts_with("text/") || kind.contains("xml") && !kind.contains("openxmlformats");
        assert!(!kind.is_empty() && (!text || kind.contains("charset=utf-8")), "{path}: {kind}");
        for name in ["server", "x-powered-by", "via"] {
            assert!(answer.header(name).is_empty(), "{path}: {name}");
        }
        for word in ["axum", "hyper", "panicked", "src/", "RUST_BACKTRACE", "sqlx", "sea-orm"] {
            assert!(!answer.text().contains(word), "{path}: {word}");
        }
    }
}

/// What lies about on other servers: a repository, its data, lists of files, what watches them, a page under another name.
const ELSEWHERE: [&str; 20] = [
    "/.git/HEAD",
    "/.git/config",
    "/.svn/entries",
    "/.env",
    "/Cargo.toml",
    "/root.key",
    "/facts.db",
    "/data/root.key",
    "/assets",
    "/assets/",
    "/assets/../root.key",
    "/assets/%2e%2e/%2e%2e/Cargo.toml",
    "/assets//etc/passwd",
    "/server-status",
    "/metrics",
    "/debug",
    "/actuator",
    "/swagger",
    "/mine/a.css",
    "/me/x.js",
];

#[test]
fn nothing_lies_about() {
    let site = Site::open();
    for mut browser in [site.nobody(), site.enter(DEPUTY)] {
        for path in ELSEWHERE {
            let answer = browser.get(path);
            assert!([303, 404].contains(&answer.status), "{path}: {}", answer.status);
            assert!(!answer.text().contains("[package]") && !answer.text().contains("root:"), "{path}");
        }
    }
}
