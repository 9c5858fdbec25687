//! Those who look and write: branch secretaries of all units, and the clerk of a committee who imports.

use super::http::{Client, Request, Response};
use serde_json::{Value, json};

/// Somebody who is logged in, with the pages that their first page leads to.
pub struct Viewer {
    cookie: String,
    token: String,
    body: String,
    pages: Vec<String>,
}

/// How often an import is decided again that others were quicker than.
const DECISIONS: usize = 5;
const JSON: &str = "Content-Type: application/json";
/// Pages that a viewer goes round.
const ROUND: usize = 12;

/// Enters as every secretary whom the demonstration offers.
pub fn enter(address: &str) -> Result<Vec<Viewer>, String> {
    let logins: Vec<String> = logins(address)?.into_iter().filter(|login| login.starts_with("书记-")).collect();
    let viewers: Vec<Viewer> = logins.iter().map(|login| Viewer::enter(address, login)).collect::<Result<_, _>>()?;
    if viewers.is_empty() { Err("没有可以进入的书记".to_owned()) } else { Ok(viewers) }
}

/// The clerk of an organ committee.
pub fn clerk(address: &str) -> Result<Viewer, String> {
    let login = logins(address)?.into_iter().find(|login| login.starts_with("机关党委")).ok_or("没有机关党委的角色")?;
    Viewer::enter(address, &login)
}

fn logins(address: &str) -> Result<Vec<String>, String> {
    let page = get(&mut Client::new(address), "/login", "")?.text();
    Ok(page.split("name=\"login\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect())
}

fn get(client: &mut Client, path: &str, cookie: &str) -> Result<Response, String> {
    let request = Request { method: "GET", path: path.to_owned(), headers: vec![format!("Cookie: {cookie}")], body: Vec::new() };
    client.send(&request).map_err(|error| format!("{path}：{error}"))
}

/// What a program is told.
fn answered(client: &mut Client, request: &Request) -> Result<Value, String> {
    let answer = client.send(request).map_err(|error| format!("{}：{error}", request.path))?;
    serde_json::from_slice(&answer.body).map_err(|error| format!("{}：{error}", request.path))
}

impl Viewer {
    fn enter(address: &str, login: &str) -> Result<Self, String> {
        let mut client = Client::new(address);
        let headers = vec!["Content-Type: application/x-www-form-urlencoded".to_owned(), "Sec-Fetch-Site: same-origin".to_owned()];
        let request = Request { method: "POST", path: "/demo/enter".to_owned(), headers, body: format!("login={}", percent(login)).into_bytes() };
        let entered = client.send(&request).map_err(|error| error.to_string())?;
        let cookie = entered.cookies();
        let me = get(&mut client, "/me", &cookie)?.text();
        let csrf = me.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).ok_or_else(|| format!("{login}：没有进去"))?.to_owned();
        let (token, body) = Self::token(&mut client, &cookie, &csrf)?;
        let mine = get(&mut client, "/mine", &cookie)?.text();
        let linked = mine.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        // The way home only sends on to the first page.
        let own = linked.filter(|link| link.len() > 1 && link.starts_with('/') && !link.contains('#') && ["/assets", "/records/new", "/log", "/demo"].iter().all(|not| !link.starts_with(not)));
        let mut pages: Vec<String> = own.map(|link| link.replace("&amp;", "&")).collect();
        pages.sort();
        pages.dedup();
        pages.truncate(ROUND);
        pages.push("/mine".to_owned());
        Ok(Self { cookie, token, body, pages })
    }

    /// A token to write with in the first post that they may act in, and the body of that post.
    fn token(client: &mut Client, cookie: &str, csrf: &str) -> Result<(String, String), String> {
        let made = |client: &mut Client, asked: Value| {
            let headers = vec![format!("Cookie: {cookie}"), format!("X-CSRF: {csrf}"), "Sec-Fetch-Site: same-origin".to_owned(), JSON.to_owned()];
            let request = Request { method: "POST", path: "/api/v1/tokens".to_owned(), headers, body: asked.to_string().into_bytes() };
            let told = answered(client, &request)?;
            told.get("secret").and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("令牌：{told}"))
        };
        let looks = made(client, json!({ "label": "看" }))?;
        let headers = vec![format!("Authorization: Bearer {looks}")];
        let me = answered(client, &Request { method: "GET", path: "/api/v1/me".to_owned(), headers, body: Vec::new() })?;
        let post = me.pointer("/choices/0").cloned().ok_or_else(|| format!("没有职务：{me}"))?;
        let said = |name: &str| post.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (holding, body) = (said("holding"), said("body"));
        Ok((made(client, json!({ "label": "写", "acting": holding, "scope": "record", "days": 1 }))?, body))
    }

    /// A page of theirs.
    pub fn get(&self, path: &str) -> Request {
        Request { method: "GET", path: path.to_owned(), headers: vec![format!("Cookie: {}", self.cookie)], body: Vec::new() }
    }

    /// The next page of their round.
    pub fn read(&self, at: usize) -> Request {
        let page = self.pages.get(at % self.pages.len().max(1)).map_or("/mine", String::as_str);
        self.get(page)
    }

    /// A record of their branch.
    pub fn write(&self, at: usize) -> Request {
        let day = format!("2026-11-{:02}", at % 29 + 1);
        let record = json!({ "body": self.body, "kinds": ["组织生活会"], "date": day, "fields": { "主题": format!("第 {at} 次") } });
        let mut headers = self.changing();
        headers.push(format!("Idempotency-Key: load-{}-{at}", std::process::id()));
        Request { method: "POST", path: "/api/v1/records".to_owned(), headers, body: record.to_string().into_bytes() }
    }

    fn bearer(&self) -> String {
        format!("Authorization: Bearer {}", self.token)
    }

    fn changing(&self) -> Vec<String> {
        vec![self.bearer(), JSON.to_owned()]
    }

    /// Uploads a register of hours with so many rows, reads the preview, decides; what it came to.
    pub fn import(&self, address: &str, rows: usize) -> Result<String, String> {
        let mut client = Client::new(address);
        let told = self.told(&mut client, "/api/v1/people?limit=200")?;
        let names: Vec<&str> = told.pointer("/items").and_then(Value::as_array).into_iter().flatten().filter_map(|person| person.get("name")?.as_str()).collect();
        let name = |at: usize| names.get(at % names.len().max(1)).copied().unwrap_or_default();
        let row = |at: usize| format!("{},2026-{:02}-{:02},培训{},{}\n", name(at), at / 28 % 11 + 1, at % 28 + 1, at / names.len().max(1), at % 4 + 1);
        let sheet: String = std::iter::once("姓名,日期,主题,学时\n".to_owned()).chain((0..rows).map(row)).collect();
        let edge = "jishi-load-edge";
        let body = format!("--{edge}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"hours.csv\"\r\nContent-Type: text/csv\r\n\r\n{sheet}\r\n--{edge}--\r\n");
        let mut headers = self.changing();
        headers.retain(|header| header != JSON);
        headers.extend([format!("Content-Type: multipart/form-data; boundary={edge}"), format!("Idempotency-Key: load-import-{}", std::process::id())]);
        let begun = answered(&mut client, &Request { method: "POST", path: "/api/v1/imports".to_owned(), headers, body: body.into_bytes() })?;
        let path = format!("/api/v1/imports/{}", begun.get("id").and_then(Value::as_str).ok_or_else(|| format!("上传：{begun}"))?);
        let preview = self.until(&mut client, &path, "preview")?;
        let (created, refused) = (preview.pointer("/total/created").cloned(), preview.pointer("/total/refused").cloned());
        let decision = Request { method: "POST", path: format!("{path}/decision"), headers: self.changing(), body: json!({ "decision": "write_good_rows" }).to_string().into_bytes() };
        for tries in 1..=DECISIONS {
            let decided = client.send(&decision).map_err(|error| error.to_string())?;
            if decided.status >= 300 {
                return Err(format!("写入答 {}：{}", decided.status, decided.text()));
            }
            let stands = self.until(&mut client, &path, "written")?;
            if stands.get("stage").and_then(Value::as_str) == Some("written") {
                return Ok(format!("写入 {}，不收 {}，点了 {tries} 次写入", created.unwrap_or_default(), refused.unwrap_or_default()));
            }
        }
        Ok(format!("点了 {DECISIONS} 次写入都没有赶上别人的登记"))
    }

    fn told(&self, client: &mut Client, path: &str) -> Result<Value, String> {
        answered(client, &Request { method: "GET", path: path.to_owned(), headers: vec![self.bearer()], body: Vec::new() })
    }

    /// Reads how an import stands until it has come so far, or waits for a decision.
    fn until(&self, client: &mut Client, path: &str, stage: &str) -> Result<Value, String> {
        loop {
            let told = self.told(client, path)?;
            match told.get("stage").and_then(Value::as_str) {
                Some(now) if now == stage || now == "preview" => return Ok(told),
                Some("reading" | "writing") => std::thread::sleep(std::time::Duration::from_millis(200)),
                _ => return Err(format!("导入停在 {told}")),
            }
        }
    }
}

/// For a form.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
