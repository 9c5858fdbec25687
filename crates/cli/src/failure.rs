//! A command that could not be done: what is wrong and what to do, on the error stream.

use std::fmt::Display;
use std::process::ExitCode;

/// Why a command stopped.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: String,
}

impl Failure {
    /// What is wrong, and what to do about it.
    pub fn new(message: impl Display, help: impl Display) -> Self {
        Self { message: message.to_string(), help: help.to_string() }
    }

    /// A file or folder that cannot be read or written.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "不存在".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
            std::io::ErrorKind::IsADirectory => "是文件夹，不是文件".to_owned(),
            _ => error.to_string(),
        };
        Self::new(format!("“{}”{why}", path.display()), "请核对路径和权限后再试")
    }

    /// Prints it; the exit code of a failed command is 1.
    pub fn report(&self) -> ExitCode {
        eprintln!("错误：{}。\n办法：{}。", self.message.trim_end_matches('。'), self.help.trim_end_matches('。'));
        ExitCode::FAILURE
    }
}
