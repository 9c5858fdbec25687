//! Every route in one table: the router is made from it, and tests go through it.

use crate::app::App;
use crate::live::Live;
use crate::roles::Role;
use crate::snapshot::Source;
use crate::pass::Pass;
use crate::{api, gate, guard, handlers};
use crate::imports::{ReadWorkbook, bounded};
use crate::limits::BODY;
use jishi_authorize::Action;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use jishi_intake::{SheetReport, Workbook};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Who may come to a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opens {
    /// Anybody: the way in, and what the pages ship.
    Anybody,
    /// Who is logged in; what is shown is what the post sees.
    Insiders,
    /// Who is logged in and may do this somewhere; the handler asks for the thing itself.
    Those(Action),
}

/// A route: its pattern and what it shows.
pub struct Route {
    /// The pattern, as axum writes it.
    pub path: &'static str,
    /// What it shows or does.
    pub shows: &'static str,
    /// Only where something can be written: pages are written to, or what they give is entered first.
    pub writes: bool,
    /// Who may come at all. What somebody who has come in may do there, the handler asks of the table of rights.
    pub opens: Opens,
    handler: fn() -> MethodRouter<App>,
}

/// All of them. Where nothing but reading is offered, each answers GET and HEAD, nothing else.
pub const ROUTES: &[Route] = &[
    Route { path: "/", shows: "首页：转到我的事项，或账户，或唯一的单位，或单位名单", writes: false, opens: Opens::Insiders, handler: || get(handlers::home) },
    Route { path: "/mine", shows: "我的事项", writes: false, opens: Opens::Insiders, handler: || get(handlers::mine) },
    Route { path: "/units", shows: "单位名单", writes: false, opens: Opens::Insiders, handler: || get(handlers::units) },
    Route { path: "/units/{unit}", shows: "单位总览", writes: false, opens: Opens::Insiders, handler: || get(handlers::overview) },
    Route { path: "/units/{unit}/duties", shows: "责任清单", writes: false, opens: Opens::Insiders, handler: || get(handlers::duties) },
    Route { path: "/units/{unit}/vacancies", shows: "职务空缺", writes: false, opens: Opens::Insiders, handler: || get(handlers::vacancies) },
    Route { path: "/organisations", shows: "组织", writes: false, opens: Opens::Insiders, handler: || get(handlers::organisations) },
    Route { path: "/bodies/{body}", shows: "一个组织", writes: false, opens: Opens::Insiders, handler: || get(handlers::body) },
    Route { path: "/people/{person}", shows: "一名人员", writes: false, opens: Opens::Insiders, handler: || get(handlers::person) },
    Route { path: "/people/{person}/open", shows: "查看一名人员的一项敏感内容", writes: true, opens: Opens::Insiders, handler: || post(handlers::open_person) },
    Route { path: "/records/{record}", shows: "一条记录", writes: false, opens: Opens::Insiders, handler: || get(handlers::record) },
    Route { path: "/records/{record}/open", shows: "查看一条记录的一项敏感内容", writes: true, opens: Opens::Insiders, handler: || post(handlers::open_record) },
    Route { path: "/items/{item}", shows: "一件事项", writes: false, opens: Opens::Insiders, handler: || get(handlers::item) },
    Route { path: "/search", shows: "查找", writes: false, opens: Opens::Insiders, handler: || get(handlers::search) },
    Route { path: "/calendar", shows: "日历", writes: false, opens: Opens::Insiders, handler: || get(handlers::calendar) },
    Route { path: "/ledgers/{ledger}", shows: "台账", writes: false, opens: Opens::Insiders, handler: || get(handlers::ledger) },
    Route { path: "/ledgers/{ledger}/xlsx", shows: "台账的工作簿", writes: true, opens: Opens::Those(Action::Export), handler: || get(handlers::ledger_xlsx) },
    Route { path: "/instances/{duty}/{subject}/{period}", shows: "一项责任的说明", writes: false, opens: Opens::Insiders, handler: || get(handlers::instance) },
    Route { path: "/bodies/{body}/records/new", shows: "登记会议和其他记录", writes: true, opens: Opens::Those(Action::Record), handler: || get(handlers::new_record).post(handlers::create_record) },
    Route { path: "/records/{record}/correct", shows: "更正记录", writes: true, opens: Opens::Those(Action::Correct), handler: || get(handlers::correction).post(handlers::correct_record) },
    Route { path: "/records/{record}/withdraw", shows: "撤回记录", writes: true, opens: Opens::Those(Action::Correct), handler: || post(handlers::withdraw_record) },
    Route { path: "/instances/{duty}/{subject}/{period}/settle", shows: "说明理由、登记免除、批准延期", writes: true, opens: Opens::Those(Action::Settle), handler: || post(handlers::settle) },
    Route { path: "/items/{item}/close", shows: "登记办结", writes: true, opens: Opens::Those(Action::Settle), handler: || post(handlers::close_item) },
    Route { path: "/items/{item}/verify", shows: "核实办结", writes: true, opens: Opens::Those(Action::Settle), handler: || post(handlers::verify_item) },
    Route { path: "/imports", shows: "导入工作簿", writes: true, opens: Opens::Those(Action::Import), handler: || get(handlers::imports).post(handlers::upload).layer(bounded()) },
    Route { path: "/imports/{import}", shows: "一次导入：进度、预览、结果", writes: true, opens: Opens::Those(Action::Import), handler: || get(handlers::import).post(handlers::decide_import) },
    Route { path: "/imports/{import}/refusals", shows: "不收的行的工作簿", writes: true, opens: Opens::Those(Action::Import), handler: || get(handlers::refusals) },
    Route { path: "/imports/{import}/undo", shows: "撤回一次导入", writes: true, opens: Opens::Those(Action::Import), handler: || get(handlers::undo_form).post(handlers::undo_import) },
    Route { path: "/login", shows: "登录", writes: true, opens: Opens::Anybody, handler: || get(handlers::log_in_form).post(handlers::log_in) },
    Route { path: "/login/second", shows: "登录的第二道验证", writes: true, opens: Opens::Anybody, handler: || post(handlers::show_code) },
    Route { path: "/logout", shows: "退出", writes: true, opens: Opens::Insiders, handler: || post(handlers::log_out) },
    Route { path: "/invitations/{secret}", shows: "一次性链接：首次设置、设密码、只读查看", writes: true, opens: Opens::Anybody, handler: || get(handlers::invitation).post(handlers::accept_invitation) },
    Route { path: "/demo/enter", shows: "演示：以一个角色进入", writes: true, opens: Opens::Anybody, handler: || post(handlers::enter_demo) },
    Route { path: "/me", shows: "我的账户", writes: true, opens: Opens::Insiders, handler: || get(handlers::me) },
    Route { path: "/me/acting", shows: "换一个职务办事", writes: true, opens: Opens::Insiders, handler: || post(handlers::act) },
    Route { path: "/me/password", shows: "改密码", writes: true, opens: Opens::Insiders, handler: || post(handlers::change_password) },
    Route { path: "/me/second", shows: "设置或取消自己的第二道验证", writes: true, opens: Opens::Insiders, handler: || post(handlers::change_second) },
    Route { path: "/me/tokens", shows: "接口令牌", writes: true, opens: Opens::Insiders, handler: || get(handlers::tokens).post(handlers::make_token) },
    Route { path: "/me/tokens/{token}/revoke", shows: "撤销一个接口令牌", writes: true, opens: Opens::Insiders, handler: || post(handlers::revoke_token) },
    Route { path: "/me/links", shows: "为自己的账户申请的新链接", writes: true, opens: Opens::Insiders, handler: || get(handlers::links).post(handlers::decline) },
    Route { path: "/accounts", shows: "账户", writes: true, opens: Opens::Those(Action::SeeAccounts), handler: || get(handlers::accounts).post(handlers::change_accounts) },
    Route { path: "/accounts/codes", shows: "自己提出的链接的提取码", writes: true, opens: Opens::Those(Action::SeeAccounts), handler: || get(handlers::codes) },
    Route { path: "/log", shows: "日志：谁何时做了哪一类事", writes: true, opens: Opens::Those(Action::ReadJournal), handler: || get(handlers::log) },
    Route { path: "/erasures", shows: "删除与限制：等放行的、正在限制的", writes: true, opens: Opens::Those(Action::Erase), handler: || get(handlers::erasures).post(handlers::find_person) },
    Route { path: "/people/{person}/erasure", shows: "删除或限制一名人员的信息：会怎样、提出、放行", writes: true, opens: Opens::Those(Action::Erase), handler: || get(handlers::erasure).post(handlers::decide_erasure) },
    Route { path: "/articles", shows: "制度与口径", writes: false, opens: Opens::Insiders, handler: || get(handlers::articles) },
    Route { path: "/articles/{pack}/{article}", shows: "条文", writes: false, opens: Opens::Insiders, handler: || get(handlers::article) },
    Route { path: "/about", shows: "关于本系统", writes: false, opens: Opens::Insiders, handler: || get(handlers::about) },
    Route { path: "/assets/{name}", shows: "样式、图标和脚本", writes: false, opens: Opens::Anybody, handler: || get(handlers::asset) },
];

/// The whole site, read only, to who has opened it by the pass.
pub fn viewing(source: impl Source, pass: Pass) -> Router {
    let app = App::new(Arc::new(source), None, Arc::new(unread), Vec::new(), false);
    serve_app(App { pass: Some(Arc::new(pass)), ..app })
}

/// The whole site, read only, to whoever is on this machine. `demo` makes every page say 演示.
pub fn router(source: impl Source, demo: bool) -> Router {
    serve_app(App::new(Arc::new(source), None, Arc::new(unread), Vec::new(), demo))
}

/// The whole site, to read and to write.
pub fn office(live: Arc<Live>, read_workbook: Arc<ReadWorkbook>) -> Router {
    serve_app(App::new(Arc::new(live.clone()), Some(live), read_workbook, Vec::new(), false))
}

/// The whole site as a demo: every page says 演示, and each role's door stands open.
pub fn demo(live: Arc<Live>, read_workbook: Arc<ReadWorkbook>, roles: Vec<Role>) -> Router {
    serve_app(App::new(Arc::new(live.clone()), Some(live), read_workbook, roles, true))
}

/// Where nothing is written, no workbook is read.
fn unread(name: &str, _bytes: Vec<u8>) -> Result<Workbook, Box<SheetReport>> {
    Err(Box::new(SheetReport::of_file(name, "这里只能查看", "请在可以录入的站点上导入")))
}

fn serve_app(app: App) -> Router {
    let gate = || from_fn_with_state(app.clone(), gate::gate);
    let routes = ROUTES.iter().fold(Router::new(), |router, route| {
        let handler = (route.handler)();
        router.route(route.path, if gate::BEFORE.contains(&route.path) { handler } else { handler.layer(gate()) })
    });
    // Programs show tokens of accounts: where nothing is written there are none.
    let programs = if app.live.is_some() { api::router().layer(gate()) } else { Router::new() };
    routes
        .merge(programs)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
