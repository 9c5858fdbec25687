//! `/log`: who did what sort of act, when, how often, for whoever audits. That it was read is entered too.

use crate::error::PageError;
use crate::handlers::Checked;
use crate::handlers::record_form::writable;
use crate::live::Live;
use crate::office::{log_asked, log_names, open_log};
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::dates;
use crate::view::duties::Choice;
use crate::view::log::{Figure, Log, Query, rows, short_root};
use crate::viewer::{Seat, unavailable};
use askama::Template;
use axum::extract::{Query as In, State};
use jishi_authorize::{Auditor, Sort};
use jishi_calendar::Date;

/// Lines of a page.
const LINES: usize = 50;
/// Days that the figures are over.
const DAYS: i32 = 7;
/// The sorts that the figures tell of, and whether they ask to be looked at.
const FIGURES: [(Sort, bool); 4] = [(Sort::Failed, true), (Sort::Refused, true), (Sort::Opened, false), (Sort::Exported, false)];

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    shell: Shell,
    view: Log,
    sorts: Vec<Choice>,
    accounts: Vec<Choice>,
}

pub(crate) async fn log(State(app): State<App>, seat: Seat, In(query): In<Query>) -> Page {
    let auditor = seat.auditor()?;
    let live = writable(&app)?;
    let asked = log_asked(&query, LINES).ok_or(PageError::BadQuery)?;
    let entered = open_log(live, &seat).await;
    let (store, today) = (live.store(), live.now().day);
    let page = store.log(&auditor, &asked).await.map_err(unavailable)?;
    let names = log_names(live, &seat).await?;
    let checkpoint = store.last_checkpoint(&auditor).await.map_err(unavailable)?;
    let (checked, (size, root)) = (Checked::of(live), store.head());
    let choice = |value: &str, text: String, chosen: &str| Choice { value: value.to_owned(), text, selected: value == chosen };
    let whose = |line: &crate::view::account::Line| choice(&line.id.to_string(), format!("{}（{}）", line.whose, line.login), &query.account);
    let view = Log {
        figures: figures(live, &auditor, today).await?,
        size,
        root: short_root(&jishi_journal::to_hex(&root)),
        checked: (checked.good, checked.words),
        checkpoint: checkpoint.0.checked_sub(1).map(|seq| (seq, format!("{} {}", dates::of_time(checkpoint.1), dates::hour(checkpoint.1)))),
        rows: rows(&names, &page, today),
        older: page.older.map(|before| query.older(before)),
        not_entered: !entered,
        query: query.clone(),
    };
    let sorts = Sort::ALL.iter().map(|sort| choice(sort.key(), sort.word().to_owned(), &query.sort)).collect();
    let mut accounts: Vec<Choice> = names.choices().map(whose).collect();
    accounts.sort_by(|one, other| one.text.cmp(&other.text));
    render(&LogPage { shell: Shell::new(&app, &seat, "日志", None, Some(Entry::Log)), view, sorts, accounts })
}

async fn figures(live: &Live, auditor: &Auditor, today: Date) -> Result<Vec<Figure>, PageError> {
    let since = (1..DAYS).fold(today, |day, _| day.yesterday().unwrap_or(day));
    let mut figures = Vec::new();
    for (sort, asks) in FIGURES {
        let times = live.store().log_times(auditor, sort, since).await.map_err(unavailable)?;
        let query = Query { sort: sort.key().to_owned(), from: since.to_string(), ..Query::default() };
        figures.push(Figure { word: sort.word(), times, href: query.newest(), asks });
    }
    Ok(figures)
}
