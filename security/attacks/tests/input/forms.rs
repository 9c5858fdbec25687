//! Forms that no page would send: fields that are missing, twice, unknown, or huge. None is a fault of the program, and
//! none writes anything.

use jishi_attacks::cast::SECRETARY;
use jishi_attacks::{Browser, Defence, Request, Site, form, held_by, rounds};

const KIND: &str = "application/x-www-form-urlencoded";

/// Records of the secretary's branch.
fn records(site: &Site) -> usize {
    site.program(SECRETARY, "look").all("/records").len()
}

fn send(browser: &mut Browser, path: &str, body: impl Into<Vec<u8>>) -> u16 {
    let request = browser.from_here(Request::new("POST", path)).sends(KIND, body);
    browser.send(&request).status
}

#[test]
fn no_form_breaks_the_program_or_writes_half() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let (csrf, before) = (browser.csrf(), records(&site));
    let path = format!("/bodies/{}/records/new", site.player(SECRETARY).body);
    let key = "00000000000000000000000007";
    let whole =
        [("csrf", csrf.as_str()), ("key", key), ("kind", "支部党员大会"), ("date", "2026-11-20"), ("f:主题", "学习"), ("action", "save")];
    let mut cases: Vec<(String, Vec<u8>)> = Vec::new();
    // Without each of the fields that a record stands on; with each of them twice, the second time as something else.
    for (at, (name, _)) in whole.iter().enumerate().take(4).skip(1) {
        let mut pairs = whole.to_vec();
        pairs.remove(at);
        cases.push((format!("without {name}"), form(&pairs).into_bytes()));
        for other in ["", "x", "2026-02-30", "../../../etc/passwd", "%00", "-1", "99999999999999999999", "\u{202e}逆"] {
            let mut pairs = whole.to_vec();
            pairs[at].1 = other;
            cases.push((format!("{name} = {other:?}"), form(&pairs).into_bytes()));
        }
    }
    let head = form(&[("csrf", &csrf)]);
    for tail in ["", "&", "&&&=&=", "&=x", "&f%3A", "&%", "&%zz=1", "&kind=%ff%fe", "&kind=%F0%28%8C%28", "&a=\u{0}", "&%C0%AF=1"] {
        cases.push((format!("…{tail:?}"), format!("{head}{tail}").into_bytes()));
    }
    cases.push(("no UTF-8".to_owned(), [head.as_bytes(), b"&kind=\xff\xfe\x00"].concat()));
    let many = format!("{head}{}", "&absent=0".repeat(rounds(20_000, 25_000)));
    cases.push(("twenty thousand fields".to_owned(), many.into_bytes()));
    for (what, body) in cases {
        let status = send(&mut browser, &path, body);
        assert!((400..500).contains(&status), "{what}: {status}");
    }
    assert_eq!((records(&site), browser.get("/mine").status), (before, 200));
}

#[test]
fn unknown_fields_give_nobody_a_power() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    let (csrf, before) = (browser.csrf(), records(&site));
    let path = format!("/bodies/{}/records/new", site.player(SECRETARY).body);
    let more = [
        ("csrf", csrf.as_str()),
        ("key", "00000000000000000000000008"),
        ("kind", "支部党员大会"),
        ("date", "2026-11-20"),
        ("f:主题", "多余的字段"),
        ("action", "save"),
        ("actor", "系统管理员"),
        ("body", "0"),
        ("unit", "0"),
        ("administrator", "system"),
        ("withdrawn", "1"),
        ("entered_day", "2020-01-01"),
    ];
    let answer = browser.post(&path, &more);
    let made = records(&site) - before;
    assert!(made <= 1 && answer.status < 500, "{}: {}", answer.status, answer.text());
    let program = site.program(SECRETARY, "look");
    for record in program.all("/records").iter().filter(|record| record.to_string().contains("多余的字段")) {
        let whole = program.get(&format!("/records/{}", record["id"].as_str().expect("an id"))).text();
        assert!(!whole.contains("系统管理员") && !whole.contains("2020-01-01"), "{whole}");
    }
}

#[test]
fn a_form_of_a_megabyte_is_not_read_to_its_end() {
    held_by(&[Defence::FormsAreBounded], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        let body = format!("csrf={}&text={}", browser.csrf(), "a".repeat(1 << 20));
        let statuses = [
            send(&mut browser, "/me/acting", body.clone()),
            send(&mut site.nobody(), "/login", body.clone()),
            site.program(SECRETARY, "record")
                .send(&Request::new("POST", "/api/v1/records").with("Idempotency-Key", "an-attack-0009").sends("application/json", body))
                .status,
        ];
        statuses.iter().any(|status| *status != 413).then(|| format!("{statuses:?}"))
    });
}
