//! DNS rebinding: a browser that was led here under another name is shown nothing.

use jishi_attacks::cast::SECRETARY;
use jishi_attacks::{Defence, Request, Site, Wire, held_by};

/// Names that are not this machine's, however they look.
const FOREIGN: [&str; 14] = [
    "jishi.attacker.example",
    "attacker.example:80",
    "localhost.attacker.example",
    "127.0.0.1.attacker.example",
    "attacker-localhost",
    "127.0.0.2",
    "0.0.0.0",
    "10.0.0.1",
    "[::ffff:127.0.0.1]",
    "[::2]",
    "2130706433",
    "127.1",
    "user@localhost",
    "",
];

#[test]
fn a_foreign_name_is_shown_nothing() {
    held_by(&[Defence::HostIsNamed], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        FOREIGN.into_iter().find_map(|name| {
            let answer = browser.try_send(&Request::new("GET", "/mine").with("Host", name))?;
            (![400, 421].contains(&answer.status)).then(|| format!("{name:?}: {}", answer.status))
        })
    });
}

#[test]
fn its_own_names_are_known() {
    let site = Site::open();
    let port = site.server().address().port();
    for name in
        ["localhost".to_owned(), "LOCALHOST".to_owned(), format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]
    {
        assert_eq!(site.nobody().send(&Request::new("GET", "/login").with("Host", &name)).status, 200, "{name}");
    }
}

#[test]
fn what_a_proxy_would_say_is_not_believed() {
    let site = Site::open();
    let address = site.server().address();
    // The host is what was asked for, not what somebody says on the way.
    for name in ["X-Forwarded-Host", "X-Host", "Forwarded"] {
        let request = Request::new("GET", "/login").with("Host", "attacker.example").with(name, "localhost");
        assert_eq!(site.nobody().send(&request).status, 421, "{name}");
    }
    // None, or one in the target.
    for head in [
        "GET /login HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET http://attacker.example/login HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n",
    ] {
        let mut wire = Wire::open(address);
        wire.say(head.as_bytes()).expect("sent");
        let status = wire.answer().map_or(0, |answer| answer.status);
        assert_ne!(status, 200, "{head}");
    }
}
