//! What pages and programs share: who may import, and what was sent.

use super::desk::Ticket;
use super::planning::{Sources, fresh_key};
use super::spool::{Part, Writer};
use crate::error::PageError;
use crate::limits::{FILE_NAME, UPLOAD, UPLOAD_FILES, UPLOAD_TIME};
use crate::live::Live;
use crate::viewer::Seat;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use jishi_base::signs::{stray, written_out};
use jishi_authorize::{Action, Resource};
use jishi_base::ImportId;
use jishi_defence::Defence;
use jishi_intake::Limits;

/// As many bytes as an upload may have.
pub(crate) fn bounded() -> DefaultBodyLimit {
    if Defence::UploadsAreBounded.holds() { DefaultBodyLimit::max(UPLOAD) } else { DefaultBodyLimit::disable() }
}

/// Whoever may import for some unit may begin; what is written is held to those units.
pub(crate) fn allowed(seat: &Seat) -> Result<(), PageError> {
    if seat.may_somewhere(Action::Import) { Ok(()) } else { seat.may(Action::Import, Resource::Site) }
}

/// What a form brought.
pub(crate) struct Received {
    pub(crate) sources: Sources,
    /// The mark of the log-in that the form was opened in.
    pub(crate) csrf: String,
    /// The form's own number.
    pub(crate) key: String,
    /// The import that may be given up for this one.
    pub(crate) instead: Option<ImportId>,
}

/// The files of a form, put away as they come.
pub(crate) async fn received(live: &Live, ticket: &Ticket, form: Multipart) -> Result<Received, PageError> {
    let taken = tokio::time::timeout(UPLOAD_TIME, take(live, ticket, form)).await;
    let help = "请检查网络，或分成几次上传；什么都没有写入".to_owned();
    taken.unwrap_or_else(|_| Err(PageError::Refused(format!("{} 分钟内没有传完", UPLOAD_TIME.as_secs() / 60), help)))
}

async fn take(live: &Live, ticket: &Ticket, mut form: Multipart) -> Result<Received, PageError> {
    let (mut files, mut csrf, mut key, mut instead) = (Vec::new(), String::new(), String::new(), None);
    let mut writer = Writer::new(fresh_key(live), ticket.desk.held.clone()).map_err(|error| no_room(&error))?;
    while let Some(mut field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(|error| unreadable(&error))?,
            Some("key") => key = field.text().await.map_err(|error| unreadable(&error))?,
            Some("instead") => instead = field.text().await.map_err(|error| unreadable(&error))?.parse().ok(),
            Some("files") => {
                let name = field.file_name().map(base_name).unwrap_or_default();
                if let Some(stray) = stray(&name) {
                    let message = format!("文件“{}”的名称{stray}", written_out(&name));
                    return Err(PageError::Invalid { field: "files".to_owned(), message, help: "请把这个文件改名，再上传".to_owned() });
                }
                if files.len() > UPLOAD_FILES || name.is_empty() {
                    continue;
                }
                let (put_away, part) = put_away(writer, &mut field).await?;
                writer = put_away;
                files.push((name, part));
            }
            _ => {}
        }
    }
    if (1..=UPLOAD_FILES).contains(&files.len()) {
        return Ok(Received { sources: Sources { spool: writer.finish(), files }, csrf, key, instead });
    }
    let help = format!("请选 1 至 {UPLOAD_FILES} 个 xlsx 或 csv 文件，再按上传");
    Err(PageError::Refused("没有收到要导入的文件，或一次太多".to_owned(), help))
}

/// One file. Of one that is larger than any workbook may be, no more is kept than shows it.
async fn put_away(mut writer: Writer, field: &mut Field<'_>) -> Result<(Writer, Part), PageError> {
    let mut room = usize::try_from(Limits::default().container).unwrap_or(usize::MAX).saturating_add(1);
    while let Some(bytes) = field.chunk().await.map_err(|error| unreadable(&error))? {
        let kept = bytes.slice(..bytes.len().min(room));
        room -= kept.len();
        writer = on_disk(writer, move |writer| writer.write(&kept)).await?.0;
    }
    on_disk(writer, Writer::end).await
}

/// Writes without keeping anybody else waiting for the disk.
async fn on_disk<T: Send + 'static>(
    mut writer: Writer, write: impl FnOnce(&mut Writer) -> std::io::Result<T> + Send + 'static,
) -> Result<(Writer, T), PageError> {
    let written = tokio::task::spawn_blocking(move || write(&mut writer).map(|done| (writer, done))).await;
    written.map_err(|_| PageError::Render("存放上传的文件时程序出错".to_owned()))?.map_err(|error| no_room(&error))
}

fn no_room(error: &std::io::Error) -> PageError {
    eprintln!("上传的文件没有地方放：{}。请看临时文件夹所在的磁盘是否已满", error.kind());
    PageError::Busy("服务器上没有地方放上传的文件", 60)
}

fn unreadable(error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { PageError::TooLarge } else { PageError::BadQuery }
}

/// A file's name without the folders that some browsers send along.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim().chars().take(FILE_NAME).collect()
}
