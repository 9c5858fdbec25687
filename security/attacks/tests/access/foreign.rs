//! What the second department has: its ids, and canaries by which one sees that something of it came through.

use jishi_attacks::cast::{DEPUTY, FAR_DEPUTY, STRANGER};
use jishi_attacks::{Answer, Request, Site, rounds};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The text of a record that only the second department may read.
const CANARY: &str = "金丝雀七四一";

/// What an attacker of the first department should never come to see.
pub struct Foreign {
    /// Ids by the name that a route gives them; `duty` is a path under `/api/v1/duties`.
    ids: BTreeMap<&'static str, Vec<String>>,
    /// Words that no answer may hold.
    canaries: BTreeSet<String>,
    /// The record that was made, with its version.
    pub record: (String, String),
    /// The branch that it is of.
    pub body: String,
}

impl Foreign {
    /// Enters a record with a canary, begins an import, and writes down every id that the second department knows.
    pub fn of(site: &Site) -> Self {
        let (stranger, far) = (site.program(STRANGER, "record"), site.program(FAR_DEPUTY, "look"));
        let body = site.player(STRANGER).body.clone();
        let record = json!({ "body": body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": CANARY },
            "items": [{ "text": format!("{CANARY}事项") }] });
        let made = stranger.post("/records", &record, &[("Idempotency-Key", "a-canary-0001")]);
        assert_eq!(made.status, 201, "{}", made.text());
        let json = made.json();
        let id = json["record"]["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
        let item = json["record"]["items"][0]["id"].as_str().expect("an item").to_owned();
        let some = |mut first: Vec<String>, path: &str, key: &str| {
            let all = far.all(path);
            let step = (all.len() / rounds(1, 40)).max(1);
            first.extend(all.iter().step_by(step).filter_map(|line| Some(line[key].as_str()?.to_owned())));
            first
        };
        let unit = site.player(STRANGER).unit.clone();
        let ids = BTreeMap::from([
            ("unit", vec![unit.clone()]),
            ("body", some(vec![body.clone()], &format!("/bodies?unit={unit}"), "id")),
            ("person", some(vec![site.player(STRANGER).person.clone()], "/people", "id")),
            ("record", some(vec![id.clone()], "/records", "id")),
            ("item", some(vec![item], "/items", "id")),
            ("duty", some(Vec::new(), &format!("/duties?unit={unit}"), "path")),
            ("import", vec![import(site)]),
            ("token", some(Vec::new(), "/tokens", "id")),
            ("erasure", vec![proposal(site)]),
        ]);
        let version = made.header("etag").to_owned();
        Self { ids, canaries: canaries(site), record: (id, version), body }
    }

    /// Every address that a route's pattern becomes with these ids; none where it has no id in it.
    pub fn fill(&self, pattern: &str) -> Vec<String> {
        if pattern.contains("{duty}/{subject}/{period}") {
            let place = |path: &String| {
                pattern.replace("/{duty}/{subject}/{period}", path.trim_start_matches("/api/v1").trim_start_matches("/duties"))
            };
            return self.ids["duty"].iter().map(place).collect();
        }
        let Some(name) = pattern.split(['{', '}']).nth(1) else { return Vec::new() };
        let sort = sort(pattern, name);
        match (sort, self.ids.get(sort)) {
            (_, Some(ids)) => ids.iter().map(|id| pattern.replace(&format!("{{{name}}}"), id)).collect(),
            // What everybody may see, what is nobody's, and accounts, of which administrators say whose they are.
            ("ledger" | "pack" | "article" | "document" | "secret" | "name" | "account", None) => Vec::new(),
            _ => panic!("{pattern}: say here what {{{name}}} stands for"),
        }
    }

    /// The first canary that an answer holds.
    pub fn sings(&self, answer: &Answer) -> Option<String> {
        self.sings_beside(answer, &[])
    }

    /// The same, beside names that may be there.
    pub fn sings_beside(&self, answer: &Answer, known: &[&str]) -> Option<String> {
        let text = answer.text();
        self.canaries.iter().find(|canary| text.contains(canary.as_str()) && !known.contains(&canary.as_str())).cloned()
    }

    /// Does the record stand as it was made?
    pub fn stands(&self, site: &Site) -> bool {
        let now = site.program(STRANGER, "look").get(&format!("/records/{}", self.record.0));
        now.status == 200 && now.header("etag") == self.record.1
    }
}

/// What an id is an id of: the API calls them all `id`.
fn sort<'a>(pattern: &'a str, name: &'a str) -> &'a str {
    match (name, pattern.split('/').nth(1).unwrap_or_default()) {
        ("id", "units") => "unit",
        ("id", "bodies") => "body",
        ("id", "people") => "person",
        ("id", "records") => "record",
        ("id", "items") => "item",
        ("id", "imports") => "import",
        ("id", "tokens") => "token",
        ("id", "accounts") => "account",
        ("id", "erasures") => "erasure",
        _ => name,
    }
}

/// The names that only the second department knows, and the text.
fn canaries(site: &Site) -> BTreeSet<String> {
    let names = |login: &str| -> BTreeSet<String> {
        let people = site.program(login, "look").all("/people");
        people.iter().filter_map(|person| Some(person["name"].as_str()?.to_owned())).collect()
    };
    let own = names(DEPUTY);
    let far = names(FAR_DEPUTY).into_iter().filter(|name| name.chars().count() >= 3 && !own.contains(name));
    far.chain([CANARY.to_owned()]).collect()
}

/// An import that the second department has uploaded and not decided.
fn import(site: &Site) -> String {
    let mut far = site.enter(FAR_DEPUTY);
    let csrf = far.csrf();
    let answer = far.upload("/imports", &csrf, &[("名册.xlsx", b"no workbook")]);
    let id = answer.header("location").trim_start_matches("/imports/").to_owned();
    assert_eq!((answer.status, id.len()), (303, 26), "{}", answer.text());
    id
}

/// A restriction of somebody that the second department's deputy has proposed, and nobody has decided.
fn proposal(site: &Site) -> String {
    let wanted = json!({ "measure": "限制处理", "ground": "依法留存", "note": CANARY });
    let path = format!("/people/{}/erasure", site.player(STRANGER).person);
    let made = site.program(FAR_DEPUTY, "record").post(&path, &wanted, &[]);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// Something to send to an operation of the API: enough to get past its reading, were one allowed to.
pub fn sample(method: &'static str, path: &str, version: &str) -> Request {
    let record = json!({ "body": "0", "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "改" } });
    let body: Option<Value> = match (method, path.rsplit('/').next().unwrap_or_default()) {
        ("GET" | "DELETE", _) => None,
        (_, "close" | "verify") => Some(json!({ "on": "2026-11-20" })),
        (_, "decision") if path.contains("/duties/") => Some(json!({ "kind": "免除", "text": "试" })),
        (_, "decision") if path.contains("/erasures/") => Some(json!({ "decision": "confirm" })),
        (_, "decision") => Some(json!({ "decision": "cancel" })),
        (_, "erasure") => Some(json!({ "measure": "限制处理", "ground": "依法留存" })),
        (_, "state") => Some(json!({ "disabled": true })),
        _ => Some(record),
    };
    let request = Request::new(method, &format!("/api/v1{path}")).with("If-Match", version).with("Idempotency-Key", "an-attack-0001");
    match body {
        Some(body) => request.sends("application/json", body.to_string()),
        None => request,
    }
}

/// Every operation of the API: method and path.
pub fn operations(site: &Site) -> Vec<(&'static str, String)> {
    let document = site.nobody().get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths");
    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];
    let of_path = |(path, operations): (&String, &Value)| {
        let has = |method: &&'static str| operations[method.to_lowercase()].is_object();
        methods.into_iter().filter(has).map(|method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}
