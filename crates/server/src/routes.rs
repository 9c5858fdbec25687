//! Every route in one table: the router is made from it, and tests go through it.

use crate::live::Live;
use crate::snapshot::Source;
use crate::{guard, handlers};
use crate::imports::{Desk, ReadWorkbook};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use jishi_intake::{SheetReport, Workbook};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// Bytes of workbooks in one upload.
const UPLOAD: usize = 64 << 20;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) source: Arc<dyn Source>,
    /// The way to write; `None` where pages are only read.
    pub(crate) live: Option<Arc<Live>>,
    /// Imports under way.
    pub(crate) imports: Arc<Desk>,
    /// How workbooks are read.
    pub(crate) read_workbook: Arc<ReadWorkbook>,
    /// Every page says 演示.
    pub(crate) demo: bool,
}

/// A route: its pattern and what it shows.
pub struct Route {
    /// The pattern, as axum writes it.
    pub path: &'static str,
    /// What it shows or does.
    pub shows: &'static str,
    /// Only where pages are written to.
    pub writes: bool,
    handler: fn() -> MethodRouter<App>,
}

/// All of them. Where nothing but reading is offered, each answers GET and HEAD, nothing else.
pub const ROUTES: &[Route] = &[
    Route { path: "/", shows: "首页：转到唯一的单位，或单位名单", writes: false, handler: || get(handlers::home) },
    Route { path: "/units", shows: "单位名单", writes: false, handler: || get(handlers::units) },
    Route { path: "/units/{unit}", shows: "单位总览", writes: false, handler: || get(handlers::overview) },
    Route { path: "/units/{unit}/duties", shows: "责任清单", writes: false, handler: || get(handlers::duties) },
    Route { path: "/units/{unit}/vacancies", shows: "职务空缺", writes: false, handler: || get(handlers::vacancies) },
    Route { path: "/instances/{duty}/{subject}/{period}", shows: "一项责任的说明", writes: false, handler: || get(handlers::instance) },
    Route { path: "/bodies/{body}/records/new", shows: "登记会议和其他记录", writes: true, handler: || get(handlers::new_record).post(handlers::create_record) },
    Route { path: "/records/{record}/correct", shows: "更正记录", writes: true, handler: || get(handlers::correction).post(handlers::correct_record) },
    Route { path: "/records/{record}/withdraw", shows: "撤回记录", writes: true, handler: || post(handlers::withdraw_record) },
    Route { path: "/imports", shows: "导入工作簿", writes: true, handler: || get(handlers::imports).post(handlers::upload).layer(DefaultBodyLimit::max(UPLOAD)) },
    Route { path: "/imports/{import}", shows: "一次导入：进度、预览、结果", writes: true, handler: || get(handlers::import).post(handlers::decide_import) },
    Route { path: "/imports/{import}/undo", shows: "撤回一次导入", writes: true, handler: || post(handlers::undo_import) },
    Route { path: "/articles", shows: "制度与口径", writes: false, handler: || get(handlers::articles) },
    Route { path: "/articles/{pack}/{article}", shows: "条文", writes: false, handler: || get(handlers::article) },
    Route { path: "/about", shows: "关于本系统", writes: false, handler: || get(handlers::about) },
    Route { path: "/assets/{name}", shows: "样式、图标和脚本", writes: false, handler: || get(handlers::asset) },
];

/// The whole site, read only. `demo` makes every page say 演示.
pub fn router(source: impl Source, demo: bool) -> Router {
    serve_app(App { source: Arc::new(source), live: None, imports: Arc::default(), read_workbook: Arc::new(unread), demo })
}

/// The whole site, to read and to write.
pub fn office(live: Arc<Live>, read_workbook: Arc<ReadWorkbook>, demo: bool) -> Router {
    serve_app(App { source: Arc::new(live.clone()), live: Some(live), imports: Arc::default(), read_workbook, demo })
}

/// Where nothing is written, no workbook is read.
fn unread(name: &str, _bytes: Vec<u8>) -> Result<Workbook, Box<SheetReport>> {
    Err(Box::new(SheetReport::of_file(name, "这里只能查看", "请在可以录入的站点上导入")))
}

fn serve_app(app: App) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    routes
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
