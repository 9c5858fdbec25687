//! What can go wrong here, in Chinese, without a personal value, a secret or an address in it.

use jishi_seal::SealError;
use sea_orm::{DbErr, RuntimeErr};
use std::fmt;

/// Why a command was not carried out: what is wrong and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do, in one sentence.
    pub help: String,
}

impl Refusal {
    /// A refusal with its way out.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}。{}", self.message, self.help)
    }
}

/// Why the store could not do what was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// No site here yet.
    Missing,
    /// A part of a site is missing, or its parts are not of one site or of one time: which, and the way out.
    Incomplete(String),
    /// A site is here already.
    Exists,
    /// Another program is writing.
    Locked,
    /// The root key's file cannot be used; the text says why.
    RootKey(String),
    /// The database, or its setting, does not promise what the journal needs.
    Unsafe(String),
    /// The data were written by a newer program.
    NewerSchema(String),
    /// The journal or its contents contradict themselves.
    Damaged(String),
    /// The command was refused; nothing was written.
    Refused(Refusal),
    /// The command was not carried out, for a reason that does not lie in it; nothing was written.
    NotWritten(String),
    /// The disk is full; nothing was written. After room is made, writing goes on.
    Full,
    /// Nothing is written any more until the program is started again; the text says why. Reading goes on.
    Stopped(String),
    /// This store was opened for reading only.
    ReadOnly,
    /// A file could not be read or written; what was being done.
    Io(&'static str, std::io::Error),
    /// The database answered with an error.
    Database(DbErr),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("这里还没有基石的数据。请先运行 jishi init"),
            Self::Incomplete(what) => f.write_str(what),
            Self::Exists => f.write_str("这里已有基石的数据，未作改动。请换一个空目录，或直接使用现有数据"),
            Self::Locked => f.write_str("另一个程序（命令行或服务）正在写入这份数据。请等它结束或停止服务后再试"),
            Self::RootKey(why) => write!(f, "根密钥文件不可用：{why}"),
            Self::Unsafe(why) => write!(f, "数据库的设置不能保证数据不丢，拒绝启动：{why}"),
            Self::NewerSchema(version) => {
                write!(f, "数据由更新版本的程序写成（结构 {version}），本程序不认识。请改用新版程序，不要用旧版打开")
            }
            Self::Damaged(what) => write!(f, "数据与日志不符：{what}。请停止使用，保留现场，用备份核对"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotWritten(why) => write!(f, "没有写入：{why}。排除原因后可以原样重试"),
            Self::Full => f.write_str("没有写入：服务器的磁盘已满。请管理员腾出空间，然后原样再提交一次；已经保存的不受影响"),
            Self::Stopped(why) => write!(f, "写入已停止：{why}。请重新启动程序；已经保存的不受影响，查看照常"),
            Self::ReadOnly => f.write_str("本次以只读方式打开，不能写入。请以可写方式重新打开"),
            Self::Io(what, error) => write!(f, "{what}失败：{}", io_reason(error)),
            Self::Database(error) => write!(f, "数据库出错：{error}。请查看磁盘空间和数据库服务是否正常"),
        }
    }
}

impl StoreError {
    /// The same to each of several who wait for the same answer: an error of the database is told as not written.
    pub(crate) fn to_each(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Stopped(why) => Self::Stopped(why.clone()),
            Self::NotWritten(why) => Self::NotWritten(why.clone()),
            other => Self::NotWritten(other.to_string()),
        }
    }
}

/// The common causes in plain words.
fn io_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "找不到文件或目录".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::AlreadyExists => "已经存在".into(),
        ErrorKind::StorageFull => "磁盘已满".into(),
        ErrorKind::ConnectionRefused => "没有服务在那个地址和端口上".into(),
        other => other.to_string(),
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if broken_file(&error) {
            let help = "请停止使用，保留现场，用 jishi restore 从备份恢复；复制数据前先停止程序，或用 jishi backup";
            return Self::Incomplete(format!("数据库文件本身坏了或不完整：可能是在程序运行时复制出来的，也可能是磁盘出错。{help}"));
        }
        Self::Database(error)
    }
}

/// Does SQLite say that the file is malformed, or no database at all?
fn broken_file(error: &DbErr) -> bool {
    /// SQLITE_CORRUPT and SQLITE_NOTADB, in the low byte of any finer code; codes of PostgreSQL have five signs.
    const CODES: [u32; 2] = [11, 26];
    let (DbErr::Conn(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|said| said.code()).filter(|code| code.len() < 5);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| CODES.contains(&(code & 0xff)))
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Damaged(error.to_string())
    }
}
