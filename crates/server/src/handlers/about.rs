//! `/about`: what this is, what it stands on, what it never does.

use crate::VERSION;
use crate::handlers::Context;
use crate::live::{Live, Soundness};
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use crate::dates;
use askama::Template;
use axum::extract::{Query, State};
use jishi_pack::Pack;

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    shell: Shell,
    version: &'static str,
    as_of: String,
    known: String,
    root: String,
    events: u64,
    instances: usize,
    packs: Vec<Pack>,
    /// What the full check found; none where pages are only read.
    checked: Option<Checked>,
    /// May anything be entered here at all?
    writes: bool,
}

/// What was found by the full check and by writing, in words.
pub(crate) struct Checked {
    pub(crate) good: bool,
    pub(crate) words: String,
}

impl Checked {
    pub(crate) fn of(live: &Live) -> Self {
        if let Some(why) = live.store().stopped() {
            return Self { good: false, words: format!("写入已停止：{why}。查看照常；请管理员重新启动程序") };
        }
        match live.soundness() {
            Soundness::Looking => Self { good: true, words: "启动后的全面核对正在进行".to_owned() },
            Soundness::Sound(size) => Self { good: true, words: format!("已从头核对至第 {} 条，都对得上；此后由本程序写入", size.saturating_sub(1)) },
            Soundness::Broken(why) => Self { good: false, words: why },
        }
    }
}

pub(crate) async fn about(State(app): State<App>, seat: Seat, Query(context): Query<Context>) -> Page {
    let snapshot = seat.snapshot.clone();
    let (inputs, (events, root)) = (snapshot.inputs(), app.head(&snapshot));
    render(&About {
        shell: Shell::new(&app, &seat, "关于本系统", context.unit(&snapshot)?, Some(Entry::About)),
        version: VERSION,
        as_of: dates::full(inputs.as_of),
        known: inputs.known_at.map_or_else(|| "现在已知".to_owned(), |day| format!("{} 已知", dates::full(day))),
        root,
        events,
        instances: snapshot.verdicts().count(),
        checked: app.live.as_ref().map(|live| Checked::of(live)),
        writes: app.live.is_some(),
        packs: snapshot.library().packs.values().cloned().collect(),
    })
}
