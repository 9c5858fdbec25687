//! The administrators of a new site, and the accounts that two of them open.

use crate::browser::{Browser, value_of};
use crate::cast::{ADMINISTRATORS, PASSWORD};
use crate::server::Server;

/// The administrators who together open accounts: one asks, the other lets pass.
pub(crate) struct Offices {
    /// Asks.
    pub(crate) system: Browser,
    security: Browser,
}

/// The three administrators, by the links that the program prints.
pub(crate) fn set_up(server: &Server) -> Offices {
    let [system, security, _] = ADMINISTRATORS.map(|seat| {
        let said = |line: &str| line.starts_with(seat).then(|| line.split_once("/invitations/").map(|(_, link)| link.to_owned())).flatten();
        let path = format!("/invitations/{}", server.says(said).expect("a link"));
        let mut browser = Browser::new(server.address());
        assert_eq!(browser.get(&path).status, 200);
        let name = format!("{seat}某");
        let made = browser.post(&path, &[("name", &name), ("login", seat), ("password", PASSWORD), ("again", PASSWORD)]);
        assert_eq!(made.status, 303, "{}", made.text());
        assert_eq!(browser.log_in(seat, PASSWORD).status, 303);
        browser
    });
    Offices { system, security }
}

/// A way into a new account: two halves, that two people hand over.
pub(crate) struct WayIn {
    path: String,
    code: String,
}

/// Asks for an account, and lets it pass.
pub(crate) fn invited(offices: &mut Offices, wish: &[(&str, &str)]) -> WayIn {
    let csrf = offices.system.csrf();
    let asked = offices.system.post("/accounts", &[wish, &[("csrf", &csrf), ("action", "create")]].concat()).text();
    let code = secret(&asked).unwrap_or_else(|| panic!("no code for {wish:?}: {asked}"));
    let waits = value_of(&offices.security.get("/accounts").text(), "asked");
    let csrf = offices.security.csrf();
    let passed = offices.security.post("/accounts", &[("csrf", &csrf), ("action", "pass"), ("asked", &waits)]).text();
    let link = secret(&passed).and_then(|link| Some(link.split_once("/invitations/")?.1.to_owned()));
    WayIn { path: format!("/invitations/{}", link.unwrap_or_else(|| panic!("no link for {wish:?}: {passed}"))), code }
}

/// The first secret that a page shows: a link, or a code.
fn secret(page: &str) -> Option<String> {
    let shown = page.split("<code class=\"secret").nth(1)?;
    Some(shown.split_once('>')?.1.split('<').next()?.to_owned())
}

/// Makes an account and takes its one-time link, as its holder would.
pub(crate) fn account(offices: &mut Offices, wish: &[(&str, &str)]) {
    let WayIn { path, code } = invited(offices, wish);
    let mut holder = Browser::new(offices.system.address());
    let set = holder.post(&path, &[("code", &code), ("password", PASSWORD), ("again", PASSWORD)]);
    assert_eq!(set.status, 303, "{wish:?}: {}", set.text());
}
