//! A program with a token, at the interface.

use crate::browser::Browser;
use crate::wire::{Answer, Request};
use serde_json::{Value, json};

/// A program with a token.
#[derive(Clone, Debug)]
pub struct Program {
    browser: Browser,
    /// The token's secret.
    pub token: String,
}

impl Program {
    /// One that has a token already.
    pub(crate) fn with(browser: Browser, token: &str) -> Self {
        Self { browser, token: token.to_owned() }
    }

    /// Makes a token at a page's session.
    ///
    /// # Panics
    /// Where none is given.
    #[must_use]
    pub fn of(browser: &mut Browser, scope: &str) -> Self {
        let csrf = browser.csrf();
        let make = |browser: &mut Browser, acting: Value| {
            let wanted = json!({ "label": "试验", "scope": scope, "acting": acting }).to_string();
            let request = browser.from_here(Request::new("POST", "/api/v1/tokens")).with("X-CSRF", &csrf);
            let answer = browser.send(&request.sends("application/json", wanted));
            let token = answer.json()["secret"].as_str().map(str::to_owned);
            token.unwrap_or_else(|| panic!("no token: {}", answer.text()))
        };
        let nobody = Browser::new(browser.address());
        let plain = Self { token: make(browser, Value::Null), browser: nobody.clone() };
        // In the post that the pages would act in: the first that the person holds.
        match plain.get("/me").json()["choices"][0]["holding"].clone() {
            Value::Null => plain,
            holding => Self { token: make(browser, holding), browser: nobody },
        }
    }

    /// Asks for something under `/api/v1`.
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        self.send(&Request::new("GET", &format!("/api/v1{path}")))
    }

    /// Sends JSON to something under `/api/v1`.
    #[must_use]
    pub fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let request = Request::new("POST", &format!("/api/v1{path}")).sends("application/json", body.to_string());
        self.send(&headers.iter().fold(request, |request, (name, value)| request.with(name, value)))
    }

    /// Any request, with the token.
    #[must_use]
    pub fn send(&self, request: &Request) -> Answer {
        self.browser.clone().send(&request.clone().with("Authorization", &format!("Bearer {}", self.token)))
    }

    /// All lines of a list under `/api/v1`, page after page.
    ///
    /// # Panics
    /// Where it is no list.
    #[must_use]
    pub fn all(&self, path: &str) -> Vec<Value> {
        let (mut lines, mut cursor) = (Vec::new(), String::new());
        let glue = if path.contains('?') { '&' } else { '?' };
        loop {
            let next = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            let answer = self.get(&format!("{path}{glue}limit=200{next}"));
            let json = answer.json();
            lines.extend(json["items"].as_array().unwrap_or_else(|| panic!("{path}: {}", answer.text())).iter().cloned());
            match json["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return lines,
            }
        }
    }
}
