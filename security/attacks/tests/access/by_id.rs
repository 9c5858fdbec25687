//! By another's ids: every route of the pages and of the API with every sort of id of the other department. What is
//! asked for is not there; nothing of it is shown, and nothing of it changes.

use crate::foreign::{Foreign, operations, sample};
use jishi_attacks::cast::{DEPUTY, MEMBER, NEIGHBOUR, SECRETARY};
use jishi_attacks::{Defence, Request, Site, Through, deep, held_by};
use jishi_server::ROUTES;

/// Not there, or not for this post; a way that only takes forms is not opened by looking.
const HELD: [u16; 3] = [403, 404, 405];

/// Who tries: in the quick round whoever sees most of the first department.
fn attackers() -> Vec<&'static str> {
    if deep() { vec![SECRETARY, DEPUTY, NEIGHBOUR, MEMBER] } else { vec![DEPUTY] }
}

#[test]
fn no_page_opens_by_an_id_of_another_department() {
    held_by(&[Defence::ScopeNarrows], |site: &Site| {
        let foreign = Foreign::of(site);
        attackers().into_iter().find_map(|login| {
            let mut browser = site.enter(login);
            let csrf = browser.csrf();
            let mut tried = 0;
            let got = ROUTES.iter().flat_map(|route| foreign.fill(route.path).into_iter().map(move |path| (route, path))).find_map(
                |(route, path)| {
                    let form = [
                        ("csrf", csrf.as_str()),
                        ("key", "00000000000000000000000001"),
                        ("version", "1"),
                        ("action", "waive"),
                        ("text", "试"),
                        ("on", "2026-11-20"),
                    ];
                    let looked = browser.get(&path);
                    let asked = route.writes.then(|| browser.post(&path, &form));
                    tried += 1;
                    [Some(looked), asked].into_iter().flatten().find_map(|answer| {
                        let through =
                            foreign.sings(&answer).or_else(|| (!HELD.contains(&answer.status)).then(|| answer.status.to_string()));
                        through.map(|what| format!("{login} {path}: {what}"))
                    })
                },
            );
            assert!(got.is_some() || tried > 25, "{tried} addresses");
            got
        })
    });
}

#[test]
fn no_operation_works_by_an_id_of_another_department() {
    held_by(&[Defence::ScopeNarrows], |site: &Site| {
        let foreign = Foreign::of(site);
        attackers().into_iter().find_map(|login| {
            let program = site.program(login, "record");
            let mut tried = 0;
            let got = operations(site)
                .into_iter()
                .flat_map(|(method, path)| foreign.fill(&path).into_iter().map(move |path| (method, path)))
                .find_map(|(method, path)| {
                    let answer = program.send(&sample(method, &path, &foreign.record.1));
                    tried += 1;
                    let through = foreign.sings(&answer).or_else(|| (!HELD.contains(&answer.status)).then(|| answer.status.to_string()));
                    through.map(|what| format!("{login} {method} {path}: {what}"))
                });
            assert!(got.is_some() || tried > 25, "{tried} addresses");
            got
        })
    });
}

#[test]
fn nothing_of_another_department_is_changed() {
    // The rights are asked of the whole site, so that what is not seen is not done either: two defences, one behind the other.
    held_by(&[Defence::ScopeNarrows, Defence::RightsAreAsked], |site: &Site| {
        let foreign = Foreign::of(site);
        let (id, version) = foreign.record.clone();
        let program = site.program(SECRETARY, "record");
        let withdrawn = program.send(&sample("DELETE", &format!("/records/{id}"), &version));
        (!foreign.stands(site)).then(|| format!("withdrawn: {} {}", withdrawn.status, withdrawn.text()))
    });
}

#[test]
fn no_list_count_or_search_tells_of_another_department() {
    held_by(&[Defence::ScopeNarrows], |site: &Site| {
        let foreign = Foreign::of(site);
        let program = site.program(SECRETARY, "look");
        let mut browser = site.enter(SECRETARY);
        let far = &foreign.body;
        let lists =
            operations(site).into_iter().filter(|(method, path)| *method == "GET" && !path.contains('{') && path != "/openapi.json");
        let ledgers = ["meetings", "hours", "talks", "members", "items"];
        let narrowed =
            [format!("/records?body={far}"), format!("/duties?body={far}"), format!("/items?body={far}"), format!("/people?body={far}")];
        let asked = lists
            .map(|(_, path)| path)
            .chain(ledgers.map(|ledger| format!("/ledgers/{ledger}")))
            .chain(narrowed)
            .chain(["/search?q=金丝雀".to_owned()]);
        let by_program = asked.collect::<Vec<_>>().into_iter().find_map(|path| {
            let glue = if path.contains('?') { '&' } else { '?' };
            let whole = program.get(&format!("{path}{glue}limit=200"));
            let answer = if whole.status == 200 { whole } else { program.get(&path) };
            foreign.sings(&answer).map(|what| format!("{path}: {what}"))
        });
        let pages = ROUTES.iter().map(|route| route.path).filter(|path| !path.contains('{')).map(str::to_owned);
        let searched = ["/search?q=金丝雀".to_owned(), format!("/calendar?body={far}"), format!("/ledgers/meetings?body={far}")];
        by_program.or_else(|| {
            pages
                .chain(searched)
                .collect::<Vec<_>>()
                .into_iter()
                .find_map(|path| foreign.sings(&browser.get(&path)).map(|what| format!("{path}: {what}")))
        })
    });
}

#[test]
fn an_import_of_somebody_else_is_not_looked_at() {
    held_by(&[Defence::PreviewsAreOnesOwn], |site: &Site| {
        let foreign = Foreign::of(site);
        let mut browser = site.enter(DEPUTY);
        foreign.fill("/imports/{import}").into_iter().find_map(|path| (browser.get(&path).status == 200).then_some(path))
    });
}

#[test]
fn a_token_that_looks_changes_nothing() {
    held_by(&[Defence::TokensKeepScope], |site: &Site| -> Through {
        let program = site.program(SECRETARY, "look");
        let record = serde_json::json!({ "body": site.player(SECRETARY).body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "只看" } });
        let answer = program.post("/records", &record, &[("Idempotency-Key", "an-attack-0002")]);
        (answer.status == 201).then(|| answer.text())
    });
}

#[test]
fn a_session_of_a_page_is_no_token() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for (method, path) in
        operations(&site).into_iter().filter(|(method, path)| *method == "GET" && !path.contains('{') && path != "/openapi.json")
    {
        assert_eq!(browser.send(&Request::new(method, &format!("/api/v1{path}"))).status, 401, "{path}");
    }
}
