//! Every route in one table: the router is made from it, and tests go through it.

use crate::snapshot::Source;
use crate::{guard, handlers};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) source: Arc<dyn Source>,
    /// Every page says 演示.
    pub(crate) demo: bool,
}

/// A route: its pattern and what it shows.
pub struct Route {
    /// The pattern, as axum writes it.
    pub path: &'static str,
    /// What it shows.
    pub shows: &'static str,
    handler: fn() -> MethodRouter<App>,
}

/// All of them. Read-only: each answers GET and HEAD, nothing else.
pub const ROUTES: &[Route] = &[
    Route { path: "/", shows: "首页：转到我的事项，或唯一的单位，或单位名单", handler: || get(handlers::home) },
    Route { path: "/mine", shows: "我的事项", handler: || get(handlers::mine) },
    Route { path: "/units", shows: "单位名单", handler: || get(handlers::units) },
    Route { path: "/units/{unit}", shows: "单位总览", handler: || get(handlers::overview) },
    Route { path: "/units/{unit}/duties", shows: "责任清单", handler: || get(handlers::duties) },
    Route { path: "/units/{unit}/vacancies", shows: "职务空缺", handler: || get(handlers::vacancies) },
    Route { path: "/organisations", shows: "组织", handler: || get(handlers::organisations) },
    Route { path: "/bodies/{body}", shows: "一个组织", handler: || get(handlers::body) },
    Route { path: "/people/{person}", shows: "一名人员", handler: || get(handlers::person) },
    Route { path: "/records/{record}", shows: "一条记录", handler: || get(handlers::record) },
    Route { path: "/search", shows: "查找", handler: || get(handlers::search) },
    Route { path: "/calendar", shows: "日历", handler: || get(handlers::calendar) },
    Route { path: "/ledgers/{ledger}", shows: "台账", handler: || get(handlers::ledger) },
    Route { path: "/ledgers/{ledger}/xlsx", shows: "台账的工作簿", handler: || get(handlers::ledger_xlsx) },
    Route { path: "/instances/{duty}/{subject}/{period}", shows: "一项责任的说明", handler: || get(handlers::instance) },
    Route { path: "/articles", shows: "制度与口径", handler: || get(handlers::articles) },
    Route { path: "/articles/{pack}/{article}", shows: "条文", handler: || get(handlers::article) },
    Route { path: "/about", shows: "关于本系统", handler: || get(handlers::about) },
    Route { path: "/assets/{name}", shows: "样式、图标和脚本", handler: || get(handlers::asset) },
];

/// The whole site. `demo` makes every page say 演示.
pub fn router(source: impl Source, demo: bool) -> Router {
    let app = App { source: Arc::new(source), demo };
    let routes = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    routes
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
