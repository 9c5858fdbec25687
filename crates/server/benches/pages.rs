//! How long a page takes, from the request to its last byte, and how long it takes to open a judged site to the pages.

#[path = "../examples/fixture/packs.rs"]
mod packs;
#[path = "../examples/fixture/site.rs"]
mod site;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use criterion::{Criterion, criterion_group, criterion_main};
use jishi_server::{Whole, router};
use site::{Shape, snapshot};
use std::hint::black_box;
use tower::ServiceExt;

/// Twelve units of ten branches of twelve members, over three years.
fn pages(criterion: &mut Criterion) {
    let snapshot = snapshot(&Shape { units: 12, branches: 10, members: 12, years: 2, ..Shape::usual() });
    let unit = snapshot.site().units.keys().next().map(ToString::to_string).unwrap_or_default();
    let late = snapshot.verdicts().find(|i| matches!(i.subject, jishi_facts::Subject::Body(_)));
    let instance = late.map(|i| match i.subject {
        jishi_facts::Subject::Body(id) => format!("/instances/{}/body-{id}/{}", percent(&snapshot.duty(i).map(|d| d.name.clone()).unwrap_or_default()), percent(&i.period.to_string())),
        _ => String::new(),
    });
    let branch = snapshot.site().bodies.values().find(|body| body.kind == "党支部").map(|body| body.id.to_string()).unwrap_or_default();
    let inputs = snapshot.inputs().clone();
    let verdicts: Vec<_> = snapshot.verdicts().collect();
    let instances: Vec<_> = snapshot.told_all(&verdicts).iter().map(|instance| (**instance).clone()).collect();
    criterion.bench_function(&format!("open {} instances", instances.len()), |b| b.iter(|| black_box(Whole::new(inputs.clone(), instances.clone()))));
    let app = router(snapshot, true);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let paths = [
        ("units", "/units".to_owned()), ("overview", format!("/units/{unit}")), ("list", format!("/units/{unit}/duties")),
        ("list, narrowed", format!("/units/{unit}/duties?status=overdue&q=%E5%BC%A0")), ("instance", instance.unwrap_or_default()),
        ("desk", format!("/mine?body={branch}")), ("body", format!("/bodies/{branch}")), ("month", format!("/calendar?unit={unit}")),
        ("ledger", "/ledgers/hours".to_owned()), ("search", format!("/search?q={}", percent("主题"))),
        ("article", format!("/articles/{}/11", percent("意见"))),
    ];
    for (name, path) in &paths {
        criterion.bench_function(name, |b| {
            b.iter(|| {
                runtime.block_on(async {
                    let request = Request::get(path).header(header::HOST, "localhost").body(Body::empty()).expect("a request");
                    let response = app.clone().oneshot(request).await.expect("an answer");
                    assert!(response.status().is_success(), "{path}");
                    black_box(to_bytes(response.into_body(), 1 << 20).await.expect("a body"))
                })
            });
        });
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

criterion_group!(benches, pages);
criterion_main!(benches);
