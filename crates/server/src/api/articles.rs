//! `/articles`: the articles that duties are made of, each with its duties and how they stand.

use super::caller::{Answer, Caller, Json};
use super::paging::{Page, page};
use super::problem::{ApiError, Reading};
use crate::snapshot::Snapshot;
use axum::extract::{Path, Query};
use jishi_base::Citation;
use jishi_pack::Pack;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// An article in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleRow {
    /// 意见19
    key: String,
    document: String,
    article: u32,
    /// 意见（十九）
    on_page: String,
    /// The duties made of it.
    duties: Vec<String>,
}

/// An article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Article {
    key: String,
    document: String,
    article: u32,
    on_page: String,
    /// The document's full title.
    title: String,
    issuer: Option<String>,
    issued: Option<String>,
    duties: Vec<ArticleDuty>,
    /// Kinds of records whose form it asks for.
    record_kinds: Vec<String>,
    /// Sentences of which no duty is made, and why.
    no_duty: Vec<NoDuty>,
}

/// A duty made of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleDuty {
    name: String,
    /// What the machine judges, in one plain sentence.
    sentence: String,
    /// 频次, 定量, 覆盖 …
    form: &'static str,
    /// 应当, 一般, 可以 or 探索
    force: &'static str,
    /// The sentences that it is made of.
    quotes: Vec<String>,
    reading: Option<String>,
    /// 已核, 默认 or 待核
    confidence: &'static str,
    /// How many of its instances that may be seen stand how.
    statuses: BTreeMap<&'static str, usize>,
}

/// A sentence of which no duty is made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoDuty {
    quote: Option<String>,
    reason: String,
}

/// Which articles.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// 制度的简称：意见
    document: Option<String>,
    /// 每页多少个，1 至 200，不写为 50
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// 上一页给出的 next
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

fn row(snapshot: &Snapshot, document: &str, article: u32) -> ArticleRow {
    let library = snapshot.library();
    let citation = Citation { document: document.to_owned(), article, quote: None };
    let style = library.packs.get(document).map(|pack| pack.style).unwrap_or_default();
    let duties = snapshot.duties_of(document, article).iter().filter_map(|&at| library.duties.get(at)).map(|duty| duty.name.clone());
    ArticleRow { key: citation.key(), document: document.to_owned(), article, on_page: citation.on_page(style), duties: duties.collect() }
}

fn article(snapshot: &Snapshot, pack: &Pack, number: u32) -> Article {
    let library = snapshot.library();
    let same = |citation: &Citation| citation.document == pack.short && citation.article == number;
    let ArticleRow { key, document, article, on_page, .. } = row(snapshot, &pack.short, number);
    Article {
        key, document, article, on_page,
        title: pack.title.clone(), issuer: pack.issuer.clone(), issued: pack.date.map(|day| day.to_string()),
        duties: snapshot.duties_of(&pack.short, number).iter().filter_map(|&at| duty(snapshot, at, same)).collect(),
        record_kinds: library.record_kinds.values().filter(|kind| kind.citations.iter().any(same)).map(|kind| kind.name.clone()).collect(),
        no_duty: library.no_duty.iter().filter(|none| same(&none.citation)).map(|none| NoDuty { quote: none.citation.quote.clone(), reason: none.reason.clone() }).collect(),
    }
}

fn duty(snapshot: &Snapshot, at: usize, same: impl Fn(&Citation) -> bool) -> Option<ArticleDuty> {
    let duty = snapshot.library().duties.get(at)?;
    let mut statuses = BTreeMap::new();
    snapshot.verdicts().filter(|instance| instance.duty == at).for_each(|instance| *statuses.entry(instance.status.word()).or_default() += 1);
    Some(ArticleDuty {
        name: duty.name.clone(), sentence: jishi_pack::print::sentence(snapshot.library(), duty), form: duty.form.word(), force: duty.force.word(),
        quotes: duty.citations.iter().filter(|citation| same(citation)).filter_map(|citation| citation.quote.clone()).collect(),
        reading: duty.reading.clone(),
        confidence: duty.confidence.word(),
        statuses,
    })
}

/// 条文
#[utoipa::path(get, path = "/articles", tag = "制度", operation_id = "list_articles", params(Which), responses((status = 200, description = "一页条文", body = Page<ArticleRow>), Reading))]
pub(crate) async fn list(caller: Caller, Query(which): Query<Which>) -> Answer<Page<ArticleRow>> {
    let snapshot = &caller.seat.snapshot;
    let wanted = snapshot.articles().filter(|(document, _)| which.document.as_ref().is_none_or(|wanted| wanted == document));
    let all = wanted.map(|(document, article)| ((0, format!("{document} {article:05}")), (document, article))).collect();
    page(all, which.limit.as_deref(), which.cursor.as_deref(), |(document, article)| row(snapshot, document, article)).map(Json)
}

/// 一条条文：它的责任，和各责任的情况
#[utoipa::path(
    get, path = "/articles/{document}/{article}", tag = "制度", operation_id = "get_article",
    params(("document" = String, Path, description = "制度的简称：意见"), ("article" = u32, Path, description = "第几条")),
    responses((status = 200, description = "条文", body = Article), Reading),
)]
pub(crate) async fn one(caller: Caller, Path((document, number)): Path<(String, String)>) -> Answer<Article> {
    let snapshot = &caller.seat.snapshot;
    let number: u32 = number.parse().map_err(|_| ApiError::NOT_FOUND)?;
    let pack = snapshot.library().packs.get(&document).filter(|pack| (1..=pack.articles).contains(&number)).ok_or(ApiError::NOT_FOUND)?;
    Ok(Json(article(snapshot, pack, number)))
}
