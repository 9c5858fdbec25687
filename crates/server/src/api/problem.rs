//! What went wrong, as programs read it: problem details (RFC 9457), with the codes of the pages' errors.

use super::duty::Duty;
use super::item::Item;
use super::record::Record;
use crate::intent::Denied;
use crate::error::PageError;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jishi_store::StoreError;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

/// The content type of every problem.
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A field that is wrong, and what to write.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Which: `date`, `fields.主题`, `items[0].due`.
    pub(crate) field: String,
    /// What is wrong.
    pub(crate) message: String,
    /// What to write.
    pub(crate) help: String,
}

/// A problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `/errors/` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The sort of problem, in a few words.
    title: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// What is wrong.
    detail: String,
    /// What to do.
    help: String,
    /// For programs; it never changes.
    pub(super) code: &'static str,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// What stands now, where another version was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    current: Option<Current>,
}

/// What stands now: a record, an item or a duty.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Current {
    Record(Box<Record>),
    Item(Box<Item>),
    Duty(Box<Duty>),
}

/// Why a program does not get what it asked for.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// As on the pages.
    Page(PageError),
    /// A part of the address cannot be read: which, and what to write.
    Query(&'static str, &'static str),
    /// No token, or one that is good no more.
    NoToken,
    /// The token only looks.
    OnlyLooks,
    /// The body is no JSON, or none that is documented; what is wrong with it.
    Json(String),
    /// The body is something else than what is taken: which media type that is.
    MediaType(&'static str),
    /// Fields that are wrong.
    Invalid(Vec<FieldError>),
    /// A header that is needed is missing or cannot be read: its name, and what to send.
    Header(&'static str, &'static str),
    /// Another version stands.
    Stale(Current),
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Page(denied.into())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Page(crate::viewer::unavailable(error))
    }
}

impl ApiError {
    /// There is no such thing, or it may not be seen.
    pub(crate) const NOT_FOUND: Self = Self::Page(PageError::NotFound);

    pub(super) fn problem(self) -> Problem {
        let of = |status: StatusCode, code, title, detail: String, help: &str| Problem {
            kind: format!("/errors/{code}"), title, status: status.as_u16(), detail, help: help.to_owned(), code, errors: Vec::new(), current: None,
        };
        match self {
            Self::Page(error) => of_page(&error),
            Self::Query(name, help) => of(StatusCode::BAD_REQUEST, "bad_query", "网址里的条件认不出", format!("网址里的 {name} 认不出。"), help),
            Self::NoToken => of(StatusCode::UNAUTHORIZED, "log_in", "请出示接口令牌", "没有出示令牌，或者令牌已过期、已撤销、所属职务已结束。".to_owned(), "请在请求头写 Authorization: Bearer 和令牌；网页的登录在这里不作数。"),
            Self::OnlyLooks => of(StatusCode::FORBIDDEN, "only_looks", "这个令牌只能看", "这个令牌建的时候选的是只看，什么都没有写入。".to_owned(), "请在网页上另建一个也能记的令牌。"),
            Self::Json(detail) => of(StatusCode::BAD_REQUEST, "bad_json", "请求的内容读不出来", detail, "请对照接口文档，按 JSON 写。"),
            Self::MediaType(taken) => of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", "请求的内容类型不对", format!("这里只收 {taken}。"), "请在请求头的 Content-Type 里写明。"),
            Self::Invalid(errors) => Problem { errors, ..of(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "有几处要改", "有的内容不对，什么都没有写入。".to_owned(), "请按 errors 里每一处的说明改好再发。") },
            Self::Header("If-Match", help) => of(StatusCode::PRECONDITION_REQUIRED, "precondition_required", "请写明改的是哪一版", "请求头里没有 If-Match，或者认不出。".to_owned(), help),
            Self::Header(name, help) => of(StatusCode::BAD_REQUEST, "bad_header", "请求头不对", format!("请求头里没有 {name}，或者认不出。"), help),
            Self::Stale(current) => Problem { current: Some(current), ..of(StatusCode::PRECONDITION_FAILED, "stale", "已有别人改过", "您改的、办的不是最新的一版，什么都没有写入。".to_owned(), "请核对 current 里现在的内容，重新读到 ETag 再发。") },
        }
    }
}

/// The pages' errors, in words for whoever writes a program.
fn of_page(error: &PageError) -> Problem {
    let words = error.words();
    let (status, title, detail, help) = match error {
        PageError::NotFound => (error.status(), "没有这一项", "没有这一项，或者它不在您可以查看的范围内。".to_owned(), "请核对网址和编号。".to_owned()),
        PageError::BadQuery => (error.status(), "请求认不出", "网址里的条件或者发来的内容认不出。".to_owned(), "请对照接口文档写。".to_owned()),
        PageError::MethodNotAllowed => (error.status(), "这里不接受这种请求", "这个网址不接受这种方法。".to_owned(), "可用的方法见 Allow 响应头。".to_owned()),
        PageError::LogIn(_) => return ApiError::NoToken.problem(),
        PageError::Invalid { field, message, help } => {
            return ApiError::Invalid(vec![FieldError { field: field.clone(), message: message.clone(), help: help.clone() }]).problem();
        }
        PageError::Foreign => (error.status(), "这个请求不是从本站发出的", "请求来自别的网站，或者 X-CSRF 与会话不符。".to_owned(), "请从本站的页面或直接从程序发出。".to_owned()),
        PageError::Render(_) => (error.status(), "程序出了差错", words.text, "请稍后再试；仍然不行，请把运行窗口里的提示告诉管理员。".to_owned()),
        _ => (error.status(), words.title, words.text, words.help),
    };
    let code = error.code();
    Problem { kind: format!("/errors/{code}"), title, status: status.as_u16(), detail, help, code, errors: Vec::new(), current: None }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        // What only the operator's log says, what was refused, and when to ask again, goes along to the guard.
        let page = if let Self::Page(error) = &self { Some(error.clone()) } else { None };
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(serde_json::to_vec(&problem).unwrap_or_default()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"jishi\""));
        }
        if let Some(error) = page {
            response.extensions_mut().insert(error);
        }
        response
    }
}

/// The problem for an answer that failed before or outside of a handler; what it allows stays.
pub(crate) fn as_problem(response: Response, error: PageError) -> Response {
    if response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM) {
        return response;
    }
    let allowed: Option<HeaderValue> = response.headers().get(header::ALLOW).cloned();
    let mut problem = ApiError::Page(error).into_response();
    if let Some(allowed) = allowed {
        problem.headers_mut().insert(header::ALLOW, allowed);
    }
    problem
}

/// The problems that any reading may meet.
pub(crate) struct Reading;
/// The problems of a change.
pub(crate) struct Writing;
/// The problems of a change to a version.
pub(crate) struct Changing;

const READING: [(u16, &str); 7] = [
    (400, "条件或请求头认不出"), (401, "没有令牌，或令牌不再有效"), (403, "现在的职务不能办这件事，或者令牌只能看"), (404, "没有这一项，或不在可见范围内"),
    (414, "网址太长"), (421, "主机名不是本机"), (503, "暂时取不到资料，或者同时要办的太多"),
];
const WRITING: [(u16, &str); 4] = [(409, "与已登记的不符，没有办成"), (413, "内容太大"), (415, "内容的类型不对"), (422, "有几处要改")];
const CHANGING: [(u16, &str); 2] = [(412, "已有别人改过；附现在的内容"), (428, "没有写明改的是哪一版")];

type Responses = BTreeMap<String, RefOr<utoipa::openapi::Response>>;

fn documented(problems: impl IntoIterator<Item = (u16, &'static str)>) -> Responses {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = |text: &str| ResponseBuilder::new().description(text).content("application/problem+json", content()).build();
    problems.into_iter().map(|(status, text)| (status.to_string(), RefOr::T(response(text)))).collect()
}

impl IntoResponses for Reading {
    fn responses() -> Responses {
        documented(READING)
    }
}

impl IntoResponses for Writing {
    fn responses() -> Responses {
        documented(READING.into_iter().chain(WRITING))
    }
}

impl IntoResponses for Changing {
    fn responses() -> Responses {
        documented(READING.into_iter().chain(WRITING).chain(CHANGING))
    }
}
