//! What every handler shares: where the state comes from, the way to write, and the work under way.

use crate::cookies::session_token;
use crate::error::PageError;
use crate::imports::{Desk, ReadWorkbook, Tools};
use crate::jobs::Jobs;
use crate::live::Live;
use crate::pass::Pass;
use crate::roles::Role;
use crate::sights::Sights;
use crate::snapshot::{Snapshot, Source, Unavailable, Whole};
use axum::http::HeaderMap;
use jishi_authorize::Administrator;
use jishi_defence::Defence;
use jishi_store::StoreError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) source: Arc<dyn Source>,
    /// The way to write; `None` where pages are only read.
    pub(crate) live: Option<Arc<Live>>,
    /// Imports under way.
    pub(crate) imports: Arc<Desk>,
    /// The site as each post sees it.
    pub(crate) sights: Arc<Sights>,
    /// Long calculations under way.
    pub(crate) jobs: Arc<Jobs>,
    /// Was an account ever a person's? Asked of the store until it is so.
    pub(crate) commissioned: Arc<AtomicBool>,
    /// The demo's open doors; empty elsewhere.
    pub(crate) roles: Arc<[Role]>,
    /// Where pages are only shown: how they are opened; `None` where nobody is asked who they are.
    pub(crate) pass: Option<Arc<Pass>>,
    /// How workbooks are read.
    pub(crate) read_workbook: Arc<ReadWorkbook>,
    /// Every page says 演示.
    pub(crate) demo: bool,
}

impl App {
    pub(crate) fn new(source: Arc<dyn Source>, live: Option<Arc<Live>>, read_workbook: Arc<ReadWorkbook>, roles: Vec<Role>, demo: bool) -> Self {
        let (imports, sights, jobs, commissioned) = (Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Self { source, live, imports, sights, jobs, commissioned, roles: roles.into(), pass: None, read_workbook, demo }
    }

    /// Size and root of the journal as it is now: what was judged may be older, where nothing has changed since.
    pub(crate) fn head(&self, shown: &Snapshot) -> (u64, String) {
        let judged = || (shown.seen().size(), shown.inputs().journal_root.clone());
        self.live.as_ref().map_or_else(judged, |live| {
            let (size, root) = live.store().head();
            (size, jishi_journal::to_hex(&root))
        })
    }

    /// What imports are read, planned and written with.
    pub(crate) fn tools(&self, live: &Arc<Live>) -> Tools {
        Tools { live: live.clone(), read: self.read_workbook.clone() }
    }

    /// Was an account ever a person's? From then on the system administrator sees no record.
    pub(crate) async fn is_commissioned(&self, live: &Live) -> Result<bool, StoreError> {
        if !self.commissioned.load(Ordering::Relaxed) {
            self.commissioned.store(live.store().accounts().in_use().await?, Ordering::Relaxed);
        }
        Ok(self.commissioned.load(Ordering::Relaxed))
    }

    /// The state to show.
    pub(crate) async fn current(&self) -> Result<Arc<Whole>, PageError> {
        self.source.snapshot().await.map_err(|Unavailable(why)| PageError::Unavailable(why))
    }

    /// Which administrators a site that is being set up still lacks, in words; empty once it is set up.
    pub(crate) fn lacks(&self) -> String {
        let missing = self.live.as_ref().map(|live| live.store().accounts().to_set_up()).unwrap_or_default();
        missing.into_iter().map(Administrator::word).collect::<Vec<_>>().join("、")
    }

    /// Is anything shown to whoever sent these headers?
    pub(crate) fn is_open_to(&self, headers: &HeaderMap) -> Result<(), PageError> {
        let open = match (&self.live, &self.pass) {
            (Some(live), _) => {
                let open = live.store().accounts().any() || !Defence::NothingBeforeSetUp.holds();
                return if open { Ok(()) } else { Err(PageError::NotSetUp) };
            }
            (None, Some(pass)) => session_token(headers).is_some_and(|token| pass.admits(token)),
            (None, None) => true,
        };
        if open { Ok(()) } else { Err(PageError::NotOpened) }
    }
}
