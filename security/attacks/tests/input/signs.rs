//! Signs that nobody sees, or that make a text read otherwise than it is: refused at every entrance, before anything is
//! written. A NUL once failed the writes of everybody else in its group on PostgreSQL.

use jishi_attacks::cast::{DEPUTY, SECRETARY, SYSTEM};
use jishi_attacks::{Defence, Request, Site, form, held_by};
use serde_json::json;

/// NUL, a control, a zero-width blank, a turned direction, a mark, a soft hyphen, a tag, a noncharacter.
const SIGNS: [char; 8] = ['\0', '\u{1b}', '\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}', '\u{e0041}', '\u{fffe}'];

#[test]
fn no_text_has_a_sign_that_nobody_sees() {
    held_by(&[Defence::SignsAreSeen], |site: &Site| {
        let program = site.program(SECRETARY, "record");
        SIGNS.into_iter().enumerate().find_map(|(at, sign)| {
            let record = json!({ "body": site.player(SECRETARY).body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": format!("学{sign}习") } });
            let answer = program.post("/records", &record, &[("Idempotency-Key", &format!("an-unseen-{at:04}"))]);
            (answer.status != 422).then(|| format!("{sign:?}: {} {}", answer.status, answer.text()))
        })
    });
}

#[test]
fn no_entrance_takes_such_a_sign() {
    let site = Site::open();
    let (mut secretary, mut deputy, mut admin) = (site.enter(SECRETARY), site.enter(DEPUTY), site.enter(SYSTEM));
    let (mark, other, third) = (secretary.csrf(), deputy.csrf(), admin.csrf());
    let new = format!("/bodies/{}/records/new", site.player(SECRETARY).body);
    for sign in SIGNS {
        let typed = format!("学{sign}习");
        let record = [
            ("csrf", mark.as_str()),
            ("key", "00000000000000000000000009"),
            ("kind", "支部党员大会"),
            ("date", "2026-11-20"),
            ("f:主题", &typed),
            ("action", "save"),
        ];
        let asked = [
            secretary.post(&new, &record),
            secretary.post("/me/tokens", &[("csrf", &mark), ("label", &typed), ("scope", "look"), ("days", "5")]),
            secretary.get(&format!("/search?{}", form(&[("q", &typed)]))),
            deputy.upload("/imports", &other, &[(&typed, b"no workbook")]),
            admin.post("/accounts", &[("csrf", &third), ("action", "create"), ("name", &typed), ("login", &typed)]),
            site.program(SECRETARY, "look").send(&Request::new("GET", &format!("/api/v1/records?{}", form(&[("q", &typed)])))),
        ];
        for (at, answer) in asked.iter().enumerate() {
            assert!((400..500).contains(&answer.status), "entrance {at}, {sign:?}: {}", answer.status);
        }
    }
    assert_eq!(secretary.get("/mine").status, 200);
}
