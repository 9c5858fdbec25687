//! What can go wrong with a request, in words a person can act on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a page cannot be shown. [`crate::guard`] turns it into a whole page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageError {
    /// There is nothing at this address.
    NotFound,
    /// A filter or page number in the address cannot be read.
    BadQuery,
    /// Pages are only read.
    MethodNotAllowed,
    /// The request names a host that is not this machine.
    WrongHost,
    /// The state to show could not be had; the text is for the operator's log.
    Unavailable(String),
    /// A template failed; the text is for the operator's log.
    Render(String),
}

/// What the page of an error says.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) help: &'static str,
}

impl PageError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadQuery => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Render(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error that a bare status stands for.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            status if status.is_client_error() => Self::BadQuery,
            status => Self::Render(status.to_string()),
        }
    }

    /// What only the operator's log says.
    pub(crate) fn log(&self) -> Option<&str> {
        match self {
            Self::Unavailable(text) | Self::Render(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn words(&self) -> Words {
        match self {
            Self::NotFound => Words {
                title: "没有这一页",
                text: "这个网址没有对应的内容：可能是网址抄错了，也可能是这一项因登记更正而不再存在。",
                help: "请从首页或责任清单重新找到它。",
            },
            Self::BadQuery => Words {
                title: "网址里的筛选条件认不出",
                text: "网址里有一个筛选条件或页码写得不对。",
                help: "请回到责任清单，重新选择条件。",
            },
            Self::MethodNotAllowed => Words {
                title: "这里只能查看",
                text: "这些页面只供查看，不接受提交。",
                help: "录入资料请用命令 jishi import。",
            },
            Self::WrongHost => Words {
                title: "只在本机查看",
                text: "这个网址里的主机名不是本机，所以没有打开。",
                help: "请在运行基石的电脑上用 http://localhost 加端口号打开。",
            },
            Self::Unavailable(_) => Words {
                title: "暂时取不到资料",
                text: "资料没有丢失，只是这一刻没能读出来。",
                help: "请过一会儿刷新；仍然不行，请管理员查看运行窗口里的提示，或运行 jishi doctor。",
            },
            Self::Render(_) => Words {
                title: "这一页没能显示出来",
                text: "程序出了差错。资料没有改动，也没有丢失。",
                help: "请刷新再试；仍然不行，请把运行窗口里的提示告诉管理员。",
            },
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
