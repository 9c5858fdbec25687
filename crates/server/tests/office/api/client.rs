//! A program of sorts: it has a token, sends JSON and reads JSON.

use crate::support::{Office, ascii, value_of};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The code of a problem that is one in every part.
    pub fn code(&self) -> &str {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.json["status"], self.status.as_u16());
        assert!(["title", "detail", "help"].iter().all(|part| self.json[part].as_str().is_some_and(|text| !text.is_empty())), "{}", self.text);
        let code = self.json["code"].as_str().expect("a code");
        assert_eq!(self.json["type"], format!("/errors/{code}"));
        code
    }

    pub fn ids(&self) -> Vec<String> {
        self.json["items"].as_array().expect("a page").iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }
}

/// Sends exactly this.
pub async fn send(office: &Office, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method(method).uri(ascii(&format!("/api/v1{path}"))).header(header::HOST, "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = office.router().oneshot(request.body(body.into()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    assert_eq!(parts.headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()), Some("no-store"), "{path}");
    assert!(parts.headers.contains_key("x-content-type-options"), "{path}");
    let bytes = to_bytes(body, 1 << 24).await.expect("a body").to_vec();
    let told = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_none_or(|kind| kind.contains("json"));
    let text = if told { String::from_utf8(bytes).expect("UTF-8") } else { String::from_utf8_lossy(&bytes).into_owned() };
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status: parts.status, headers: parts.headers, text, json }
}

/// A program with a token.
pub struct Client<'o> {
    pub office: &'o Office,
    pub token: String,
}

impl<'o> Client<'o> {
    /// Logs in at the page, and makes a token in the first post of who it is.
    pub async fn of(office: &'o Office, login: &str) -> Self {
        let session = office.enter(login).await;
        let member = Self { office, token: make(office, &session, &json!({ "label": "测试", "scope": "record" })).await };
        let me = member.get("/me").await;
        match me.json["choices"][0]["holding"].as_str() {
            Some(holding) => Self { office, token: make(office, &session, &json!({ "label": "测试", "acting": holding, "scope": "record", "days": 1 })).await },
            None => member,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        if body.is_some() {
            all.push(("content-type", "application/json"));
        }
        send(self.office, method, path, &all, body.map(Value::to_string).unwrap_or_default()).await
    }

    /// A list from its first page to its last.
    pub async fn all(&self, path: &str, limit: usize) -> Vec<Value> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (mut out, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{sign}limit={limit}{cursor}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
            let items = page.json["items"].as_array().expect("items");
            assert!(items.len() <= limit);
            out.extend(items.iter().cloned());
            match page.json["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => {
                    assert_eq!(page.json["total"], out.len(), "{path}");
                    return out;
                }
            }
        }
    }
}

/// What a page's forms carry.
pub async fn csrf(office: &Office, session: &str) -> String {
    value_of(&office.get(session, "/me").await.text, "csrf")
}

/// Makes a token at a page's session.
pub async fn make(office: &Office, session: &str, body: &Value) -> String {
    let csrf = csrf(office, session).await;
    let headers = [("cookie", session), ("x-csrf", csrf.as_str()), ("content-type", "application/json")];
    let made = send(office, Method::POST, "/tokens", &headers, body.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json["secret"].as_str().expect("a secret").to_owned()
}
