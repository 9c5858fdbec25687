//! `/units/{id}/overview` and `/units/{id}/vacancies`: a unit at a glance, and its posts that nobody holds.

use super::caller::{Answer, Caller, Json};
use super::duty::{Duty, rows};
use super::named::{Named, Spot};
use super::paging::{Page, Turn, page, place};
use super::problem::{ApiError, Reading};
use crate::snapshot::Snapshot;
use crate::view::help::{Card, Matter};
use crate::view::overview::{Ahead, ArticleRow, Figure, overview};
use crate::view::vacancies::{open, since, vacant};
use axum::extract::{Path, Query};
use jishi_base::UnitId;
use jishi_evaluate::Verdict;
use jishi_facts::{Post, Subject};
use serde::Serialize;
use utoipa::ToSchema;

/// A unit at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitOverview {
    name: String,
    about: String,
    year: i16,
    figures: Vec<Count>,
    /// What needs help, the oldest matter first; nobody is ranked.
    help: Vec<Help>,
    /// Organisations that need help beyond these.
    more_help: usize,
    /// This year's duties by article.
    articles: Vec<Coverage>,
    /// Of what fell due in each month so far, how much was done in time.
    trend: Vec<MonthDone>,
    /// The next days on which something falls due.
    ahead: Vec<AheadDay>,
}

/// A number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Count {
    /// 逾期, 30 天内到期 …
    words: &'static str,
    value: usize,
    /// Of how many.
    of: Option<usize>,
}

impl Count {
    pub(super) fn of(figure: Figure) -> Self {
        Self { words: figure.words, value: figure.value, of: figure.of }
    }
}

/// What one organisation needs help with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Help {
    title: String,
    /// How late, or what is wanted.
    when: String,
    why: Option<String>,
    matters: Vec<HelpMatter>,
    more_matters: usize,
}

/// A duty with everything late in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HelpMatter {
    #[serde(flatten)]
    what: Spot,
    detail: String,
}

/// How the duties of an article stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Coverage {
    article: String,
    done: usize,
    /// 逾期 of 应当.
    late: usize,
    /// 逾期 where a reason may stand in.
    soft: usize,
    open: usize,
    /// 缺事实
    unknown: usize,
}

/// A month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthDone {
    month: i8,
    on_time: usize,
    due: usize,
    /// The month is not over.
    open: bool,
}

/// A day to come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AheadDay {
    date: String,
    what: Vec<Spot>,
}

fn help(card: Card) -> Help {
    let matter = |Matter { link, detail, .. }: Matter| HelpMatter { what: Spot::of(link), detail };
    Help {
        title: card.title, when: format!("{}{}", card.when.head, card.when.note), why: card.why,
        matters: card.matters.into_iter().map(matter).collect(), more_matters: card.more_matters,
    }
}

fn coverage(ArticleRow { name, tally, .. }: ArticleRow) -> Coverage {
    Coverage { article: name, done: tally.done, late: tally.late, soft: tally.soft, open: tally.open, unknown: tally.unknown }
}

fn known(caller: &Caller, id: &str) -> Result<UnitId, ApiError> {
    let id = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    caller.seat.snapshot.seen().unit(id).is_some().then_some(id).ok_or(ApiError::NOT_FOUND)
}

/// 单位总览
///
/// 需要帮助的、各条文的完成情况、各月按期完成、未来半年；与页面上的总览相同。
#[utoipa::path(
    get, path = "/units/{id}/overview", tag = "登记簿", operation_id = "get_unit_overview", params(("id" = String, Path, description = "单位编号")),
    responses((status = 200, description = "总览", body = UnitOverview), Reading),
)]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Answer<UnitOverview> {
    let view = overview(&caller.seat.snapshot, known(&caller, &id)?).ok_or(ApiError::NOT_FOUND)?;
    let month = |point: crate::view::chart::Point| MonthDone { month: point.month, on_time: point.on_time, due: point.of, open: point.open };
    let ahead = |Ahead { day, what, .. }: Ahead| AheadDay { date: day.to_string(), what: what.into_iter().map(Spot::of).collect() };
    Ok(Json(UnitOverview {
        name: view.name, about: view.about, year: view.year,
        figures: view.figures.into_iter().map(Count::of).collect(),
        help: view.cards.into_iter().map(help).collect(),
        more_help: view.more_cards,
        articles: view.articles.into_iter().chain(view.more_articles).map(coverage).collect(),
        trend: view.trend.into_iter().flat_map(|trend| trend.points).map(month).collect(),
        ahead: view.ahead.into_iter().map(ahead).collect(),
    }))
}

/// A post that nobody holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vacancy {
    post: String,
    title: String,
    body: Named,
    /// Since when, and from what that is known.
    since: String,
    /// The duties about it that are not done with.
    duties: Vec<Duty>,
}

fn vacancy(snapshot: &Snapshot, open: &[&Verdict], post: &Post) -> Vacancy {
    Vacancy {
        post: post.id.to_string(), title: post.title.clone(), body: Named::body(snapshot.seen(), post.body), since: since(snapshot, post),
        duties: rows(snapshot, &open.iter().filter(|verdict| verdict.subject == Subject::Post(post.id)).copied().collect::<Vec<_>>()),
    }
}

/// 职务空缺
///
/// 登记簿里有、现在没有人任的职务，按组织和职务的登记先后。
#[utoipa::path(
    get, path = "/units/{id}/vacancies", tag = "登记簿", operation_id = "list_vacancies", params(("id" = String, Path, description = "单位编号"), Turn),
    responses((status = 200, description = "一页空缺", body = Page<Vacancy>), Reading),
)]
pub(crate) async fn vacancies(caller: Caller, Path(id): Path<String>, Query(which): Query<Turn>) -> Answer<Page<Vacancy>> {
    let (snapshot, unit) = (&caller.seat.snapshot, known(&caller, &id)?);
    let open = open(snapshot, unit);
    let all = vacant(snapshot, unit).into_iter().enumerate().map(|(at, post)| (place(at), post)).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |post| vacancy(snapshot, &open, post)).map(Json)
}
