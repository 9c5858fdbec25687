//! What administrators may reach: accounts, and no record; and who is none manages no account.

use crate::foreign::{Foreign, operations};
use jishi_attacks::cast::{ADMINISTRATORS, AUDIT, FAR_DEPUTY, MEMBER, SECRETARY, SECURITY, STRANGER, SYSTEM};
use jishi_attacks::{Answer, Defence, Site, held_by};
use jishi_server::ROUTES;

/// What an administrator works with: the list of accounts says whose they are, and whoever confirms an erasure sees of whom,
/// on which ground and how many records (ADR 0013).
fn is_for(login: &str, path: &str) -> bool {
    path == "/accounts" || login == SECURITY && (path == "/erasures" || path.ends_with("/erasure"))
}

#[test]
fn no_administrator_sees_a_record_or_a_person() {
    held_by(&[Defence::ScopeNarrows], |site: &Site| {
        let foreign = Foreign::of(site);
        let holders = [STRANGER, FAR_DEPUTY].map(|login| site.player(login).name.as_str());
        ADMINISTRATORS.into_iter().find_map(|login| {
            let mut browser = site.enter(login);
            let program = site.program(login, "look");
            let pages = ROUTES.iter().filter(|route| !is_for(login, route.path));
            let paths =
                pages.flat_map(|route| if route.path.contains('{') { foreign.fill(route.path) } else { vec![route.path.to_owned()] });
            // The log says who did something: by name, who has an account.
            let sings = |path: &str, answer: &Answer| {
                let known: &[&str] = if login == AUDIT && path == "/log" { &holders } else { &[] };
                foreign.sings_beside(answer, known).map(|what| format!("{login} {path}: {what}"))
            };
            let by_page = paths.collect::<Vec<_>>().into_iter().find_map(|path| sings(&path, &browser.get(&path)));
            let reads = operations(site).into_iter().filter(|(method, path)| *method == "GET" && !is_for(login, path));
            let paths = reads.flat_map(|(_, path)| if path.contains('{') { foreign.fill(&path) } else { vec![path] });
            by_page.or_else(|| paths.collect::<Vec<_>>().into_iter().find_map(|path| sings(&path, &program.get(&path))))
        })
    });
}

#[test]
fn who_is_no_administrator_manages_no_account() {
    held_by(&[Defence::RightsAreAsked], |site: &Site| {
        let id = |login: &str| {
            let accounts = site.program(SYSTEM, "look").all("/accounts");
            let account = accounts.iter().find(|account| account["login"] == login).cloned();
            account.and_then(|account| account["id"].as_str().map(str::to_owned)).expect("an account")
        };
        let member = id(MEMBER);
        [SECRETARY, MEMBER, AUDIT].into_iter().find_map(|login| {
            let mut browser = site.enter(login);
            let csrf = browser.csrf();
            ["create", "link", "disable", "enable"].into_iter().find_map(|action| {
                let form = [("csrf", csrf.as_str()), ("action", action), ("id", &member), ("name", &site.player(MEMBER).name), ("login", "second")];
                let answer = browser.post("/accounts", &form);
                answer.went_well().then(|| format!("{login} {action}: {}", answer.status))
            })
        })
    });
}

#[test]
fn a_stopped_account_is_out_with_its_next_request() {
    let site = Site::open();
    let (mut browser, program) = (site.enter(SECRETARY), site.program(SECRETARY, "look"));
    assert_eq!((browser.get("/mine").status, program.get("/me").status), (200, 200));
    let accounts = site.program(SYSTEM, "look").all("/accounts");
    let id = accounts
        .iter()
        .find(|account| account["login"] == SECRETARY)
        .and_then(|account| account["id"].as_str())
        .expect("an account")
        .to_owned();
    let mut admin = site.enter(SYSTEM);
    let csrf = admin.csrf();
    assert_eq!(admin.post("/accounts", &[("csrf", &csrf), ("action", "disable"), ("id", &id)]).status, 200);
    assert_eq!((browser.get("/mine").status, program.get("/me").status), (303, 401));
}
