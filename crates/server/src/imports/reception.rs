//! What pages and programs share: who may import, and what was sent.

use crate::error::PageError;
use crate::viewer::Seat;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use jishi_base::signs::{stray, written_out};
use jishi_authorize::{Action, Resource};
use jishi_defence::Defence;

/// Files in one import.
const FILES: usize = 30;
/// Bytes of workbooks in one upload.
const UPLOAD: usize = 64 << 20;

/// As many bytes as an upload may have.
pub(crate) fn bounded() -> DefaultBodyLimit {
    if Defence::UploadsAreBounded.holds() { DefaultBodyLimit::max(UPLOAD) } else { DefaultBodyLimit::disable() }
}

/// A file's name and bytes.
pub(crate) type File = (String, Vec<u8>);

/// Whoever may import for some unit may begin; what is written is held to those units.
pub(crate) fn allowed(seat: &Seat) -> Result<(), PageError> {
    if seat.may_somewhere(Action::Import) { Ok(()) } else { seat.may(Action::Import, Resource::Site) }
}

/// The files of a form, and the mark of the log-in that it was opened in.
pub(crate) async fn received(mut form: Multipart) -> Result<(Vec<File>, String), PageError> {
    let (mut files, mut csrf) = (Vec::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(|error| unreadable(&error))?,
            Some("files") => {
                let name = field.file_name().map(base_name).unwrap_or_default();
                let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
                if let Some(stray) = stray(&name) {
                    let message = format!("文件“{}”的名称{stray}", written_out(&name));
                    return Err(PageError::Invalid { field: "files".to_owned(), message, help: "请把这个文件改名，再上传".to_owned() });
                }
                if !name.is_empty() {
                    files.push((name, bytes.to_vec()));
                }
            }
            _ => {}
        }
    }
    Ok((files, csrf))
}

fn unreadable(error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { PageError::TooLarge } else { PageError::BadQuery }
}

/// As many files as one import takes.
pub(crate) fn enough(files: Vec<File>) -> Result<Vec<File>, PageError> {
    if (1..=FILES).contains(&files.len()) {
        return Ok(files);
    }
    let help = format!("请选 1 至 {FILES} 个 xlsx 文件，再按上传");
    Err(PageError::Refused("没有收到要导入的文件，或一次太多".to_owned(), help))
}

/// A file's name without the folders that some browsers send along.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned()
}
