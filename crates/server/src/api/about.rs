//! `/about`: which program judges by which packs, over how much.

use super::caller::{Answer, Caller, Json};
use super::problem::Reading;
use crate::VERSION;
use serde::Serialize;
use utoipa::ToSchema;

/// The site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct About {
    /// The program's version.
    version: &'static str,
    /// The day judged for.
    as_of: String,
    /// Judged by what had been entered by this day; none is now.
    known_at: Option<String>,
    /// Duty instances that may be seen.
    instances: usize,
    /// Entries of the journal.
    events: u64,
    /// The journal's root, to be checked with `jishi journal verify`.
    journal_root: String,
    packs: Vec<Pack>,
}

/// A pack that is judged by.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pack {
    /// 意见
    short: String,
    title: String,
    issuer: Option<String>,
    issued: Option<String>,
}

/// 版本、判定时点、所用制度包
#[utoipa::path(get, path = "/about", tag = "接口", operation_id = "get_about", responses((status = 200, description = "本站", body = About), Reading))]
pub(crate) async fn about(caller: Caller) -> Answer<About> {
    let snapshot = &caller.seat.snapshot;
    let (inputs, (events, journal_root)) = (snapshot.inputs(), caller.app.head(snapshot));
    let pack = |pack: &jishi_pack::Pack| Pack {
        short: pack.short.clone(), title: pack.title.clone(), issuer: pack.issuer.clone(), issued: pack.date.map(|day| day.to_string()),
    };
    Ok(Json(About {
        version: VERSION,
        as_of: inputs.as_of.to_string(),
        known_at: inputs.known_at.map(|day| day.to_string()),
        instances: snapshot.verdicts().count(),
        events,
        journal_root,
        packs: snapshot.library().packs.values().map(pack).collect(),
    }))
}
