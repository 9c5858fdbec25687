//! `/api/v1`: for programs, all that the pages do, through the same use cases and within the same sight.
//!
//! Every route is collected together with its entry in the OpenAPI document, so that neither can be without the other.
//! Whoever calls shows a token, never a cookie; only a token itself is made from a page's session.
//!
//! Absent on purpose: accounts and passwords, which no program manages; anything that the pages do not show.

mod about;
mod accounts;
mod articles;
mod asked;
mod bodies;
mod calendar;
mod caller;
mod closed;
mod duties;
mod duty;
mod erasures;
mod imports;
mod item;
mod items;
mod json;
mod kinds;
mod ledgers;
mod log;
mod me;
mod named;
mod overview;
mod paging;
mod people;
mod problem;
mod record;
mod record_entry;
mod record_input;
mod records;
mod search;
mod strays;
mod tokens;
mod units;

pub(crate) use caller::seat_of;
pub(crate) use problem::as_problem;

use crate::imports::bounded;
use crate::app::App;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where it lies.
pub(crate) const BASE: &str = "/api/v1";

/// Is a path the programs' part of the site?
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

#[derive(OpenApi)]
#[openapi(
    info(title = "基石接口", description = "页面上能看、能办的，程序也能看、能办。说明见 docs/api.md。", license(name = "MulanPSL-2.0", identifier = "MulanPSL-2.0")),
    servers((url = "/api/v1")),
    security(("token" = [])),
    components(schemas(problem::Problem)),
    modifiers(&Schemes),
)]
struct Document;

/// How one says who calls.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("接口令牌：Authorization: Bearer jishi_…")).build();
        let session = ApiKeyValue::with_description(crate::cookies::COOKIE, "网页登录的会话；只用来新建令牌，提出和放行账户的链接");
        let csrf = ApiKeyValue::with_description(caller::CSRF, "网页表单里的 csrf；只用来新建令牌，提出和放行账户的链接");
        components.add_security_scheme("token", SecurityScheme::Http(token));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
        components.add_security_scheme("csrf", SecurityScheme::ApiKey(ApiKey::Header(csrf)));
    }
}

/// Every route with its entry in the document.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(openapi))
        .routes(routes!(about::about))
        .routes(routes!(me::me))
        .routes(routes!(accounts::list, accounts::make))
        .routes(routes!(accounts::bulk))
        .routes(routes!(accounts::asked_for))
        .routes(routes!(accounts::let_pass))
        .routes(routes!(accounts::stop))
        .routes(routes!(accounts::rules, accounts::change_rules))
        .routes(routes!(accounts::unit))
        .routes(routes!(accounts::link))
        .routes(routes!(accounts::state))
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(units::list))
        .routes(routes!(units::one))
        .routes(routes!(overview::one))
        .routes(routes!(overview::vacancies))
        .routes(routes!(bodies::list))
        .routes(routes!(bodies::one))
        .routes(routes!(people::list))
        .routes(routes!(people::one))
        .routes(routes!(erasures::list))
        .routes(routes!(erasures::restrictions))
        .routes(routes!(erasures::foresee, erasures::propose))
        .routes(routes!(erasures::decide))
        .routes(routes!(duties::list))
        .routes(routes!(duties::one))
        .routes(routes!(duties::decide))
        .routes(routes!(ledgers::mine))
        .routes(routes!(ledgers::glance))
        .routes(routes!(ledgers::ledger))
        .routes(routes!(ledgers::xlsx))
        .routes(routes!(calendar::month))
        .routes(routes!(search::search))
        .routes(routes!(log::list))
        .routes(routes!(kinds::list))
        .routes(routes!(records::list, record_entry::create))
        .routes(routes!(records::one, record_entry::correct, record_entry::withdraw))
        .routes(routes!(items::list))
        .routes(routes!(items::one))
        .routes(routes!(items::close))
        .routes(routes!(items::verify))
        .merge(OpenApiRouter::new().routes(routes!(imports::list, imports::begin)).layer(bounded()))
        .routes(routes!(imports::one, imports::take_back))
        .routes(routes!(imports::foresee))
        .routes(routes!(imports::decide))
        .routes(routes!(imports::refused))
        .routes(routes!(articles::list))
        .routes(routes!(articles::one))
}

/// The part of the site for programs.
pub(crate) fn router() -> Router<App> {
    Router::new().nest(BASE, routes().split_for_parts().0).route("/api", get(async || axum::http::StatusCode::NOT_FOUND))
}

/// The OpenAPI document: public, since it says nothing of a site.
#[utoipa::path(get, path = "/openapi.json", tag = "接口", security(()), responses((status = 200, description = "这份文档", body = Object)))]
async fn openapi() -> impl IntoResponse {
    static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| routes().split_for_parts().1.to_json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

#[cfg(test)]
mod tests;
