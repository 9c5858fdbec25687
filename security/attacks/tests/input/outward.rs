//! What was put in comes out as text: in pages, in addresses, in workbooks.

use jishi_attacks::cast::{DEPUTY, MEMBER, SECRETARY};
use jishi_attacks::{Defence, Program, Site, held_by};
use serde_json::{Value, json};
use std::io::{Cursor, Read};

/// Begins as a formula does, for one spreadsheet or another.
const FORMULAS: [&str; 8] =
    ["=HYPERLINK(\"http://attacker.example\",\"点我\")", "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "＝1+1", ";=1+1"];

/// Would run, if it came into a page as it is.
const SCRIPTS: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<!--<script>",
];

/// Enters a meeting with the first as its subject, and an item for each; gives the record's id.
fn enter(program: &Program, body: &str, texts: &[&str]) -> String {
    let items: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
    let record = json!({ "body": body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": texts[0] }, "items": items });
    let answer = program.post("/records", &record, &[("Idempotency-Key", "an-outward-0001")]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["record"]["id"].as_str().expect("an id").to_owned()
}

/// Every part of a workbook that is text.
fn texts(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut all = String::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("its content");
        all += &String::from_utf8_lossy(&text);
    }
    all
}

#[test]
fn what_goes_out_as_a_workbook_is_no_formula() {
    held_by(&[Defence::FormulasStayText], |site: &Site| {
        let program = site.program(SECRETARY, "record");
        enter(&program, &site.player(SECRETARY).body, &FORMULAS);
        ["meetings", "items"].into_iter().find_map(|ledger| {
            let answer = program.get(&format!("/ledgers/{ledger}/xlsx"));
            assert_eq!(answer.status, 200, "{}", answer.text());
            let disposition = answer.header("content-disposition").to_owned();
            assert!(disposition.starts_with("attachment;") && disposition.contains("filename*=UTF-8''%"), "{disposition}");
            let all = texts(&answer.body);
            assert!(all.contains("HYPERLINK"), "what was typed goes out in {ledger}");
            (all.contains("<f>") || all.contains("<f ")).then(|| format!("a formula in {ledger}"))
        })
    });
}

/// Whom one sees on the page one may not for that take along in a file.
#[test]
fn a_member_takes_out_nobody_else() {
    held_by(&[Defence::ExportsKeepReach], |site: &Site| {
        let own = site.player(MEMBER);
        let branch = site.program(DEPUTY, "look").all(&format!("/people?body={}", own.body));
        let names = branch.iter().filter_map(|person| person["name"].as_str());
        let others: Vec<&str> = names.filter(|name| *name != own.name && name.chars().count() >= 3).collect();
        assert!(!others.is_empty(), "{branch:?}");
        let file = site.program(MEMBER, "look").get("/ledgers/members/xlsx");
        assert_eq!(file.status, 200, "{}", file.text());
        let text = texts(&file.body);
        assert!(text.contains(&own.name), "one takes out oneself");
        others.into_iter().find(|name| text.contains(name)).map(str::to_owned)
    });
}

#[test]
fn what_was_typed_runs_on_no_page() {
    let site = Site::open();
    let (program, mut browser) = (site.program(SECRETARY, "record"), site.enter(SECRETARY));
    let id = enter(&program, &site.player(SECRETARY).body, &SCRIPTS);
    let items: Vec<String> = program.all("/items").into_iter().filter_map(|item| Some(item["id"].as_str()?.to_owned())).collect();
    let mut pages: Vec<String> = [
        "/",
        "/mine",
        "/ledgers/meetings",
        "/ledgers/items",
        "/calendar",
        "/search?q=alert",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.push(format!("/bodies/{}", site.player(SECRETARY).body));
    pages.extend([format!("/records/{id}"), format!("/records/{id}/correct")]);
    pages.extend(items.iter().take(8).map(|id| format!("/items/{id}")));
    let mut shown = 0;
    for path in pages {
        let answer = browser.get(&path);
        let text = answer.text();
        for script in SCRIPTS.iter().filter(|script| script.contains('<')) {
            assert!(!text.contains(script), "{path}: {script}");
        }
        assert!(!text.contains("<svg onload") && !text.contains("<img src=x") && !text.contains("href=\"javascript:"), "{path}");
        shown += usize::from(text.contains("alert(1)"));
    }
    // The detector sees them: they are on the pages, as text.
    assert!(shown > 5, "{shown} pages show what was typed");
}

#[test]
fn what_was_typed_splits_no_head() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for path in ["/mine%0d%0aSet-Cookie:%20jishi=0", "/login?next=%0d%0aX-Evil:%201", "/ledgers/meetings/xlsx?q=%0d%0aX-Evil:%201"] {
        let answer = browser.get(path);
        assert!(answer.header("x-evil").is_empty() && answer.header("set-cookie").is_empty(), "{path}: {:?}", answer.headers);
    }
}
