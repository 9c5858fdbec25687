//! What can go wrong with a request, in words a person can act on.

use axum::http::StatusCode;
use crate::encoding::query;
use axum::response::{IntoResponse, Redirect, Response};
use jishi_authorize::{Action, Resource};

/// The page that tells of links that were asked for one's account.
pub(crate) const NOTICE: &str = "/me/links";

/// Why a page cannot be shown. [`crate::guard`] turns it into a whole page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageError {
    /// There is nothing at this address.
    NotFound,
    /// A filter or page number in the address cannot be read.
    BadQuery,
    /// Nothing is taken at this address, or nothing is taken at all.
    MethodNotAllowed,
    /// The site has no account yet: nothing is shown but the console's link.
    NotSetUp,
    /// Pages that are only shown have not been opened in this browser by the console's link.
    NotOpened,
    /// Nobody is logged in; the page that was asked for is shown afterwards.
    LogIn(String),
    /// Something about one's own account has to be seen first; the page that was asked for is shown afterwards.
    Notice(String),
    /// Another password has to be set before anything else.
    StalePassword,
    /// A form that this site did not give out, or one of an earlier log-in.
    Foreign,
    /// Not with the post in which one acts; the sentence says why and whom to ask. With what was asked for, where one
    /// act and one thing were.
    Forbidden(String, Option<(Action, Resource)>),
    /// What was asked contradicts what is registered: what is wrong, and what to do.
    Refused(String, String),
    /// What was sent cannot be taken as it is: where, what is wrong, and what to do.
    Invalid {
        /// The field's name in the form.
        field: String,
        /// What is wrong with it.
        message: String,
        /// What to do.
        help: String,
    },
    /// A text in the address carries a sign that is never taken: where, and which.
    Stray(String),
    /// More was sent than is taken.
    TooLarge,
    /// The address is longer than any that this site gives out.
    TooLong,
    /// What was sent could be read in two ways, so it is not read at all.
    Malformed,
    /// Too much is asked for at once: what is, and after how many seconds to ask again.
    Busy(&'static str, u32),
    /// The request names a host that is not this machine.
    WrongHost,
    /// What was asked for is entered in the journal first, and could not be; the text is for the operator's log.
    NotEntered(String),
    /// The server's disk is full: what was sent was not written; writing goes on when there is room.
    DiskFull,
    /// Nothing is written until the program is started again; the text says why. Reading goes on.
    WritingStopped(String),
    /// The state to show could not be had; the text is for the operator's log.
    Unavailable(String),
    /// A template failed; the text is for the operator's log.
    Render(String),
}

/// What the page of an error says.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) text: String,
    pub(crate) help: String,
}

fn words(title: &'static str, text: &str, help: &str) -> Words {
    Words { title, text: text.to_owned(), help: help.to_owned() }
}

impl PageError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadQuery | Self::Stray(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::LogIn(_) | Self::Notice(_) | Self::StalePassword => StatusCode::SEE_OTHER,
            Self::Foreign | Self::Forbidden(..) | Self::NotOpened => StatusCode::FORBIDDEN,
            Self::Refused(..) => StatusCode::CONFLICT,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Busy(..) => StatusCode::SERVICE_UNAVAILABLE,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotSetUp | Self::NotEntered(_) | Self::WritingStopped(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Render(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What programs know it by; it never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::BadQuery | Self::Stray(_) => "bad_query",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::NotSetUp => "not_set_up",
            Self::NotOpened => "not_opened",
            Self::LogIn(_) => "log_in",
            Self::Notice(_) => "notice",
            Self::StalePassword => "stale_password",
            Self::Foreign => "foreign",
            Self::Forbidden(..) => "forbidden",
            Self::Refused(..) => "refused",
            Self::Invalid { .. } => "invalid",
            Self::TooLarge => "too_large",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::Busy(..) => "busy",
            Self::WrongHost => "wrong_host",
            Self::NotEntered(_) => "not_entered",
            Self::DiskFull => "disk_full",
            Self::WritingStopped(_) => "writing_stopped",
            Self::Unavailable(_) => "unavailable",
            Self::Render(_) => "broken",
        }
    }

    /// The error that a bare status stands for.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::URI_TOO_LONG => Self::TooLong,
            status if status.is_client_error() => Self::BadQuery,
            status => Self::Render(status.to_string()),
        }
    }

    /// After how many seconds it may go better.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        if let Self::Busy(_, seconds) = self { Some(*seconds) } else { None }
    }

    /// What only the operator's log says.
    pub(crate) fn log(&self) -> Option<&str> {
        match self {
            Self::DiskFull => Some("数据所在的磁盘已满：请腾出空间。不必重新启动，有了空间就能继续写入"),
            Self::NotEntered(text) | Self::WritingStopped(text) | Self::Unavailable(text) | Self::Render(text) => Some(text),
            _ => None,
        }
    }

    /// Is the first page of the site of use now? Not where it is closed as well, nor where this page is to be kept.
    pub(crate) fn leads_home(&self) -> bool {
        !matches!(self, Self::WrongHost | Self::NotSetUp | Self::NotOpened | Self::DiskFull | Self::WritingStopped(_))
    }

    pub(crate) fn words(&self) -> Words {
        match self {
            Self::NotFound => words(
                "没有这一页",
                "这个网址没有对应的内容：可能是网址抄错了，也可能是这一项因登记更正而不再存在。",
                "请从首页或责任清单重新找到它。",
            ),
            Self::BadQuery => words(
                "网址里的筛选条件认不出",
                "网址里有一个筛选条件或页码写得不对。",
                "请回到责任清单，重新选择条件。",
            ),
            Self::MethodNotAllowed => words(
                "这里只能查看",
                "这一页只供查看，不接受提交。",
                "请从“我的事项”或所在党组织的页面办理。",
            ),
            Self::NotSetUp => words(
                "这个站点还没有设置",
                "还没有建过账户，所以什么都不显示。",
                "请在运行 jishi serve 的窗口里找到“首次设置”的链接，用浏览器打开；链接过了期，请重新运行 jishi serve。",
            ),
            Self::NotOpened => words(
                "请用窗口里的链接打开",
                "这里只供查看，要用程序启动时给出的一次性链接打开。",
                "请在运行 jishi serve --read-only 的窗口里找到链接；链接已经用过的，请重新运行 jishi serve --read-only。",
            ),
            Self::LogIn(_) => words("请先登录", "这一页登录以后才能看。", "请登录。"),
            Self::StalePassword => words("请先换一个密码", "这个密码已经用满 90 天，本单位要求换新的。", "请打开“我的账户”换密码，换好就能接着用。"),
            Self::Notice(_) => words("有一件事请先看一下", "有人为您的账户申请了新的链接。", "请打开“我的账户”查看。"),
            Self::Foreign => words(
                "请重新打开再提交",
                "这份表单不是刚才从这里打开的，或者您已经重新登录过，所以没有提交。",
                "请回到上一页刷新，核对后再提交一次。",
            ),
            Self::Forbidden(why, _) => words("您现在的职务不能办这件事", &format!("{}。", why.trim_end_matches('。')), "您有别的职务能办的，请到“我的账户”换一个职务。"),
            Self::Refused(why, help) => words("没有办成", &format!("{why}。"), &format!("{help}。")),
            Self::Invalid { message, help, .. } => words(
                "有一处要改",
                &format!("{message}，所以没有写入。"),
                &format!("{help}。按浏览器的“后退”回到刚才的表单，写的还在。"),
            ),
            Self::Stray(what) => words("网址里有看不见的符号", &format!("网址里的{what}。"), "请把这个条件清空，重新手工输入。"),
            Self::TooLarge => words(
                "提交的内容太大",
                "一次提交的内容超过了上限，什么都没有写入。",
                "请分几次提交。",
            ),
            Self::TooLong => words("网址太长", "这个网址比本站给出的任何网址都长，没有打开。", "请回到上一页，少选几个条件。"),
            Self::Malformed => words(
                "请求读不明白",
                "请求头里有互相矛盾的内容（例如写了两种长度），没有办理。",
                "请换一个浏览器，或去掉中间的代理再试。",
            ),
            Self::Busy(what, seconds) => words(
                "现在太忙",
                &format!("{what}，这一次没有办理，什么都没有改动。"),
                &format!("请过 {seconds} 秒再试。"),
            ),
            Self::WrongHost => words(
                "只在本机查看",
                "这个网址里的主机名不是本机，所以没有打开。",
                "请在运行基石的电脑上用 http://localhost 加端口号打开。",
            ),
            Self::NotEntered(_) => words(
                "此刻无法记入日志",
                "打开敏感内容和导出，都先记入日志；日志现在写不进去，所以没有打开，也没有导出。其他内容照常可看。",
                "请过一会儿再试；仍然不行，请管理员查看磁盘空间，或运行 jishi doctor。",
            ),
            Self::DiskFull => words(
                "没有保存：服务器的磁盘满了",
                "您刚才提交的没有写入。以前保存的都在，查看照常。",
                "请告诉管理员腾出磁盘空间（不必重新启动）。有了空间，在这一页按浏览器的“刷新”再提交一次，或者“后退”回到刚才的表单，写的还在。",
            ),
            Self::WritingStopped(_) => words(
                "没有保存：写入已停止",
                "为了不丢数据，程序停止了写入。您刚才提交的没有确认写入；以前保存的都在，查看照常。",
                "请告诉管理员查看运行窗口里的提示并重新启动程序，然后核对这一条是否已在，再决定要不要重新提交。",
            ),
            Self::Unavailable(_) => words(
                "暂时取不到资料",
                "资料没有丢失，只是这一刻没能读出来。",
                "请过一会儿刷新；仍然不行，请管理员查看运行窗口里的提示，或运行 jishi doctor。",
            ),
            Self::Render(_) => words(
                "这一页没能显示出来",
                "程序出了差错。资料没有改动，也没有丢失。",
                "请刷新再试；仍然不行，请把运行窗口里的提示告诉管理员。",
            ),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = match &self {
            Self::LogIn(next) => Redirect::to(&format!("/login{}", query(&[("next", next)]))).into_response(),
            Self::StalePassword => Redirect::to("/me").into_response(),
            Self::Notice(next) => Redirect::to(&format!("{NOTICE}{}", query(&[("next", next)]))).into_response(),
            other => other.status().into_response(),
        };
        response.extensions_mut().insert(self);
        response
    }
}
