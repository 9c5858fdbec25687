//! Every route, over HTTP: what it answers, its headers, its weight, its links, and what it never lets through.

#[path = "../examples/fixture/packs.rs"]
mod packs;
#[path = "../examples/fixture/site.rs"]
mod site;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jishi_server::{CONTENT_SECURITY_POLICY, ROUTES, Whole, Source, Unavailable, router};
use site::{Shape, snapshot};
use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tower::ServiceExt;

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

async fn ask(app: &Router, method: Method, path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(ascii(path));
    if !headers.iter().any(|(name, _)| name == header::HOST) {
        request = request.header(header::HOST, "localhost:8600");
    }
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let response = app.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 24).await.expect("a body").to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(app: &Router, path: &str) -> Answer {
    ask(app, Method::GET, path, &[]).await
}

/// What a browser does with Chinese in an address.
fn ascii(path: &str) -> String {
    path.bytes().fold(String::new(), |out, b| if b.is_ascii() { out + &char::from(b).to_string() } else { out + &format!("%{b:02X}") })
}

/// The values of an attribute in a page, unescaped.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).map(|value| value.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

fn small() -> Shape {
    Shape { branches: 4, members: 4, years: 1, ..Shape::usual() }
}

fn of(shape: &Shape) -> Router {
    router(snapshot(shape), true)
}

/// A path for every route of the table, made from what the site has.
fn sample_paths(shape: &Shape) -> Vec<String> {
    let snapshot = snapshot(shape);
    let unit = snapshot.site().units.keys().next().expect("a unit").to_string();
    let instance = snapshot.verdicts().next().expect("an instance");
    let duty = &snapshot.duty(instance).expect("its duty").name;
    let subject = match instance.subject {
        jishi_facts::Subject::Body(id) => format!("body-{id}"),
        other => panic!("the first duty is a body's, not {other:?}"),
    };
    let person = snapshot.site().people.keys().next().expect("a person").to_string();
    let record = snapshot.site().records.keys().next().expect("a record").to_string();
    let item = snapshot.site().items.keys().next().expect("an item").to_string();
    let fill = |path: &str| {
        path.replace("{unit}", &unit).replace("{duty}", duty).replace("{subject}", &subject)
            .replace("{period}", &instance.period.to_string()).replace("{pack}", "意见").replace("{article}", "19")
            .replace("{name}", "none.css").replace("{body}", subject.trim_start_matches("body-"))
            .replace("{person}", &person).replace("{record}", &record).replace("{item}", &item).replace("{ledger}", "meetings")
    };
    ROUTES.iter().filter(|route| !route.writes).map(|route| fill(route.path)).collect()
}

#[tokio::test]
async fn every_route_answers_with_every_header() {
    let app = of(&small());
    let mut paths = sample_paths(&small());
    paths.push("/nowhere".into());
    for path in &paths {
        let answer = get(&app, path).await;
        let expected = match path.as_str() {
            "/" => StatusCode::SEE_OTHER,
            "/nowhere" | "/assets/none.css" => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        };
        assert_eq!(answer.status, expected, "{path}");
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{path}");
        assert_eq!(answer.header(header::HeaderName::from_static("cross-origin-opener-policy")), "same-origin", "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{path}");
    }
}

#[tokio::test]
async fn pages_are_only_read() {
    let app = of(&small());
    for path in sample_paths(&small()).iter().chain([&"/nowhere".to_owned()]) {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let answer = ask(&app, method.clone(), path, &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(answer.header(header::ALLOW), "GET, HEAD");
            assert!(answer.text().contains("这里只能查看"), "{method} {path}");
        }
        let (head, full) = (ask(&app, Method::HEAD, path, &[]).await, get(&app, path).await);
        assert_eq!((head.status, head.body.len()), (full.status, 0), "{path}");
    }
}

#[tokio::test]
async fn only_this_machine_s_names_are_served() {
    let app = of(&small());
    for host in ["localhost", "localhost:8600", "LOCALHOST:1", "127.0.0.1:8600", "[::1]:8600", "[::1]"] {
        assert_eq!(ask(&app, Method::GET, "/about", &[(header::HOST, host)]).await.status, StatusCode::OK, "{host}");
    }
    for host in ["example.com", "localhost.example.com", "127.0.0.1.example.com:8600", "127.0.0.2", "[::2]", "", "[::1"] {
        let answer = ask(&app, Method::GET, "/about", &[(header::HOST, host)]).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(answer.text().contains("只在本机查看") && !answer.text().contains("示范厅"), "{host}");
    }
}

/// Every page that can be reached from the first, by path and query.
async fn crawl(app: &Router) -> Vec<(String, Answer)> {
    let mut seen = BTreeSet::from(["/".to_owned(), "/units".to_owned()]);
    let mut queue: VecDeque<String> = seen.iter().cloned().collect();
    let mut pages = Vec::new();
    while let Some(path) = queue.pop_front() {
        let answer = get(app, &path).await;
        let mut links = Vec::new();
        if answer.status == StatusCode::SEE_OTHER {
            links.push(answer.header(header::LOCATION).to_owned());
        } else if answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            let html = answer.text();
            links = ["href", "src", "action", "hx-get"].iter().flat_map(|name| attributes(&html, name)).collect();
        }
        for link in links.into_iter().filter_map(|link| link.split('#').next().map(str::to_owned)).filter(|link| !link.is_empty()) {
            // The calendar turns on for ever.
            if link.starts_with("/calendar?month=") && !link.contains("month=2026-1") {
                continue;
            }
            assert!(link.starts_with('/') && !link.starts_with("//"), "{link} on {path} leads off the site");
            if seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
        pages.push((path, answer));
    }
    pages
}

#[tokio::test]
async fn every_link_leads_somewhere_and_every_page_is_light_and_clean() {
    for shape in [Shape { branches: 2, members: 2, ..small() }, Shape { units: 2, branches: 1, members: 2, years: 0, ..small() }] {
        let app = of(&shape);
        let pages = crawl(&app).await;
        assert!(pages.len() > 100, "only {} pages", pages.len());
        for (path, answer) in &pages {
            assert!(matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER), "{path}: {}", answer.status);
            if answer.header(header::CONTENT_TYPE).starts_with("text/html") {
                check_page(path, &answer.text());
            }
        }
    }
}

/// What holds of every page.
fn check_page(path: &str, html: &str) {
    assert!(!html.contains("不可见的事由"), "{path}: why two people talked");
    assert!(html.len() <= 50 * 1024, "{path}: {} bytes", html.len());
    assert!(html.contains("演示"), "{path}");
    assert!(html.starts_with("<!doctype html>") && html.contains("<html lang=\"zh-CN\">"), "{path}");
    for inline in ["<style", " style=", "javascript:", " onclick=", " onload="] {
        assert!(!html.contains(inline), "{inline} in {path}");
    }
    let scripts = html.matches("<script").count();
    assert!(scripts == 1 && html.contains("<script src=\"/assets/htmx."), "{path}");
    assert_eq!(html.matches("<h1").count(), 1, "{path}");
    let ids = attributes(html, "id");
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "the same id twice in {path}");
    for label in attributes(html, "for").iter().chain(&attributes(html, "aria-labelledby")) {
        assert!(ids.contains(label), "{label} names nothing in {path}");
    }
}

#[tokio::test]
async fn pages_stay_light_with_long_names_and_many_rows() {
    let shape = Shape { branches: 10, members: 20, suffix: "（含所属事业单位，名称很长）".into(), ..Shape::usual() };
    let app = of(&shape);
    let unit = get(&app, "/").await.header(header::LOCATION).to_owned();
    let tree = get(&app, "/organisations").await.text();
    let bodies: Vec<String> = attributes(&tree, "href").into_iter().filter(|link| link.starts_with("/bodies/")).collect();
    let ledgers = ["meetings", "hours", "talks", "members", "items"].map(|ledger| format!("/ledgers/{ledger}"));
    let mut paths = vec![unit.clone(), format!("{unit}/duties"), format!("{unit}/duties?status=overdue"), format!("{unit}/vacancies"), "/articles".into()];
    paths.extend(["/organisations", "/calendar", "/calendar?month=2026-12", "/search?q=主题", "/search?q=王&sort=people"].map(str::to_owned));
    paths.extend(ledgers);
    paths.extend(bodies.iter().flat_map(|body| [body.clone(), format!("/mine?body={}", body.trim_start_matches("/bodies/"))]));
    for path in paths {
        let answer = get(&app, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        check_page(&path, &answer.text());
    }
}

#[tokio::test]
async fn the_first_view_is_light_on_a_slow_line() {
    let app = of(&Shape::usual());
    let unit = get(&app, "/").await.header(header::LOCATION).to_owned();
    let zipped = [(header::ACCEPT_ENCODING, "gzip")];
    let page = ask(&app, Method::GET, &unit, &zipped).await;
    assert_eq!(page.header(header::CONTENT_ENCODING), "gzip");
    let html = get(&app, &unit).await.text();
    let assets: BTreeSet<String> = ["href", "src"].iter().flat_map(|name| attributes(&html, name)).filter(|link| link.starts_with("/assets/")).filter_map(|l| l.split('#').next().map(str::to_owned)).collect();
    let mut total = page.body.len();
    for path in &assets {
        let asset = ask(&app, Method::GET, path, &zipped).await;
        assert_eq!(asset.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable", "{path}");
        total += asset.body.len();
    }
    assert!(assets.len() >= 6 && total <= 150 * 1024, "{total} bytes in {} files", assets.len() + 1);
}

#[tokio::test]
async fn a_kept_file_is_not_sent_again() {
    let app = of(&small());
    let html = get(&app, "/about").await.text();
    let path = attributes(&html, "href").into_iter().find(|link| link.contains("app.")).expect("a style sheet");
    let first = get(&app, &path).await;
    assert!(first.header(header::CONTENT_TYPE).starts_with("text/css"));
    let again = ask(&app, Method::GET, &path, &[(header::IF_NONE_MATCH, first.header(header::ETAG))]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn every_number_opens_to_a_list_of_as_many() {
    let app = of(&Shape::usual());
    let unit = get(&app, "/").await.header(header::LOCATION).to_owned();
    let html = get(&app, &unit).await.text();
    let figures = html.split("<ul class=\"sum\">").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("the numbers");
    let bars = html.split("class=\"bar\" href=\"").skip(1);
    let mut counted = 0;
    for figure in figures.split(" href=\"").skip(1) {
        let value = between(figure, "<b class=\"num\">", "<").parse::<usize>().expect("a number");
        assert_eq!(list_total(&app, figure).await, value, "{figure}");
        counted += 1;
    }
    for bar in bars {
        let words = between(bar, "<span class=\"n num\">", "</span>");
        let all = words.split(" / ").nth(1).and_then(|rest| rest.split('，').next()).and_then(|all| all.parse::<usize>().ok()).expect("a number");
        assert_eq!(list_total(&app, bar).await, all, "{bar}");
        counted += 1;
    }
    let months = html.split("<th scope=\"row\">").skip(1).filter(|row| row.contains("status=settled"));
    for month in months {
        let row = month.split("</tr>").next().unwrap_or_default();
        let link = row.split(" href=\"").nth(1).expect("a link");
        let value = between(link, ">", "<").parse::<usize>().expect("a number");
        assert_eq!(list_total(&app, link).await, value, "{row}");
        counted += 1;
    }
    assert!(counted > 4 + 6 + 6, "{counted}");
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_default()
}

#[tokio::test]
async fn a_ledger_is_filtered_and_paged_and_stays_where_nothing_is_written() {
    let app = of(&Shape { branches: 10, members: 20, ..Shape::usual() });
    let total = |html: &str| between(html, "共 <span class=\"num\">", "<").parse::<usize>().unwrap_or(usize::MAX);
    let members = get(&app, "/ledgers/members").await.text();
    let all = total(&members);
    assert!(all > 200 && members.matches("<tr>").count() == 51, "{all}");
    let page = attributes(&members, "href").into_iter().find(|link| link.contains("page=2")).expect("a second page");
    assert_eq!(total(&get(&app, &page).await.text()), all);
    let tree = get(&app, "/organisations").await.text();
    let branch = attributes(&tree, "href").into_iter().filter(|link| link.starts_with("/bodies/")).nth(2).expect("a branch");
    let of_branch = format!("body={}", branch.trim_start_matches("/bodies/"));
    assert_eq!(total(&get(&app, &format!("/ledgers/members?{of_branch}")).await.text()), 21);
    assert_eq!(total(&get(&app, &format!("/ledgers/meetings?{of_branch}")).await.text()), 4);
    assert_eq!(total(&get(&app, &format!("/ledgers/meetings?{of_branch}&kind=主题党日&q=2026-10")).await.text()), 1);
    assert!(get(&app, "/ledgers/meetings?q=zzzz").await.text().contains("没有符合条件的"));
    assert!(get(&app, "/ledgers/meetings?year=2019").await.text().contains("2019 年还没有登记"));
    // That it is taken along would have to be entered first: where nothing is written, nothing is taken.
    let html = get(&app, &format!("/ledgers/meetings?{of_branch}")).await.text();
    assert!(!html.contains("/xlsx"), "no way is offered");
    let answer = get(&app, &format!("/ledgers/meetings/xlsx?{of_branch}")).await;
    assert!(answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.text().contains("此刻无法记入日志"), "{}", answer.text());
}

#[tokio::test]
async fn empty_and_missing_are_said_with_what_to_do() {
    let nothing = of(&Shape { units: 0, ..small() });
    for (path, words) in [("/organisations", "jishi import"), ("/ledgers/talks", "还没有登记"), ("/calendar", "还没有资料"), ("/search", "两三个字")] {
        let answer = get(&nothing, path).await;
        assert!(answer.status == StatusCode::OK && answer.text().contains(words), "{path}");
    }
    let app = of(&small());
    assert!(get(&app, "/mine").await.text().contains("不是以某一名党员的身份"));
    assert!(get(&app, "/search?q=zzzz").await.text().contains("没有找到“zzzz”"));
}

/// The number that the list behind a link gives.
async fn list_total(app: &Router, link: &str) -> usize {
    let path = link.split('"').next().unwrap_or_default().replace("&#38;", "&");
    let html = get(app, &path).await.text();
    between(&html, "共 <span class=\"num\">", "<").parse().unwrap_or(usize::MAX)
}

#[tokio::test]
async fn hostile_names_stay_names() {
    let shape = Shape { branches: 2, members: 3, suffix: "<script>alert(1)</script>\"'&x".into(), ..Shape::usual() };
    let app = of(&shape);
    for (path, answer) in crawl(&app).await {
        if answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            let html = answer.text();
            assert!(!html.contains("<script>") && !html.contains("alert(1)</script>"), "{path}");
        }
    }
    let unit = get(&app, "/").await.header(header::LOCATION).to_owned();
    let html = get(&app, &format!("{unit}/duties?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&body=00000000000000000000000001&due=2026")).await.text();
    assert!(!html.contains("<script>") && html.contains("没有符合条件的事项"));
}

#[tokio::test]
async fn no_address_or_title_carries_a_person_s_name() {
    let shape = Shape { branches: 2, members: 3, suffix: "密名".into(), ..Shape::usual() };
    for (path, answer) in crawl(&of(&shape)).await {
        assert!(!path.contains("密名"), "{path}");
        let html = String::from_utf8_lossy(&answer.body).into_owned();
        if path.contains("/person-") || path.contains("/people/") {
            assert!(!between(&html, "<title>", "</title>").contains("密名"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_wrong_address_says_what_to_do() {
    let app = of(&small());
    let unit = get(&app, "/").await.header(header::LOCATION).to_owned();
    let table = [
        (format!("{unit}/duties?status=nonsense"), StatusCode::BAD_REQUEST, "筛选条件"),
        (format!("{unit}/duties?page=0"), StatusCode::BAD_REQUEST, "筛选条件"),
        (format!("{unit}/duties?year=abc"), StatusCode::BAD_REQUEST, "筛选条件"),
        (format!("{unit}/duties?q=1&q=2"), StatusCode::BAD_REQUEST, "筛选条件"),
        (format!("{unit}/duties?period=%FF%FE"), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/units?page=x".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/units/zzz".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/units/00000000000000000000000001/duties".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/articles/意见/21".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/articles/意见/0".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/articles/无此/1".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/bodies/zzz".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/bodies/00000000000000000000000001".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/people/00000000000000000000000001".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/records/zzz".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/mine?body=zzz".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/ledgers/none".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/ledgers/meetings?year=abc".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/ledgers/hours/xlsx?unit=zzz".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/log".into(), StatusCode::METHOD_NOT_ALLOWED, "只能查看"),
        ("/calendar?month=2026-13".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/search?q=a&sort=souls".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/organisations?page=0".into(), StatusCode::BAD_REQUEST, "筛选条件"),
        ("/instances/主题党日/body-x/2026".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/instances/主题党日/body-00000000000000000000000001/2026-13".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/instances/主题党日/body-00000000000000000000000001/2026-01~0".into(), StatusCode::NOT_FOUND, "没有这一页"),
        ("/about?unit=00000000000000000000000009".into(), StatusCode::NOT_FOUND, "没有这一页"),
    ];
    for (path, status, words) in table {
        let answer = get(&app, &path).await;
        assert_eq!(answer.status, status, "{path}");
        let html = answer.text();
        assert!(html.contains(words) && html.contains("回到首页") && html.contains("演示"), "{path}");
    }
    // Past the last page the last page stands.
    assert_eq!(get(&app, &format!("{unit}/duties?page=999999")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_empty_site_says_how_to_begin() {
    let app = router(snapshot(&Shape { units: 0, ..Shape::usual() }), false);
    assert_eq!(get(&app, "/").await.header(header::LOCATION), "/units");
    let html = get(&app, "/units").await.text();
    assert!(html.contains("jishi import") && !html.contains("演示"), "no 演示 outside the demo");
    for path in ["/articles", "/about"] {
        assert_eq!(get(&app, path).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn another_day_than_today_is_said() {
    let usual = small();
    let past = Shape { today: usual.as_of.tomorrow().expect("a day"), ..usual.clone() };
    assert!(get(&of(&past), "/about").await.text().contains("这里按 2026年11月24日 的情况判定，今天是 2026年11月25日。"));
    assert!(!get(&of(&usual), "/about").await.text().contains("今天是"));
}

#[tokio::test]
async fn an_article_leads_to_all_its_instances() {
    let app = of(&Shape { units: 3, ..small() });
    let html = get(&app, "/articles/意见/11").await.text();
    let units: Vec<String> = attributes(&html, "href").into_iter().filter(|link| link.contains("/duties?article=")).collect();
    assert_eq!(units.len(), 3);
    for link in units {
        let list = get(&app, &link).await.text();
        assert!(list.contains("主题党日") || list.contains("支部"), "{link}");
        assert_ne!(between(&list, "共 <span class=\"num\">", "<"), "0");
    }
}

/// A source that fails.
struct Broken;

impl Source for Broken {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        Box::pin(std::future::ready(Err(Unavailable("数据库被占用".into()))))
    }

    fn unread(&self) -> u64 {
        0
    }
}

#[tokio::test]
async fn a_failing_source_is_said_plainly_and_its_cause_is_kept_back() {
    let app = router(Broken, true);
    for path in ["/", "/units", "/about", "/articles"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let html = answer.text();
        assert!(html.contains("暂时取不到资料") && html.contains("演示") && !html.contains("数据库被占用"), "{path}");
    }
}

/// A source that breaks off.
struct Panicking;

impl Source for Panicking {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        panic!("a fault of the program")
    }

    fn unread(&self) -> u64 {
        0
    }
}

#[tokio::test]
async fn a_fault_of_the_program_is_a_page_with_a_number() {
    let answer = get(&router(Panicking, false), "/about").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let html = answer.text();
    assert!(html.contains("没有丢失") && html.contains("错误号 500，编号 ") && !html.contains("a fault of the program"), "{html}");
    assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), CONTENT_SECURITY_POLICY);
}
