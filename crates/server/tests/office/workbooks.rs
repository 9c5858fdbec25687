//! Workbooks as the office's people send them: made here, uploaded by page, looked at, decided; and read when taken out.

use crate::support::{Answer, Office, form, value_of};
use axum::http::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use std::io::Read;

/// Times that a page is asked again before a test gives up: the reading goes on between two questions.
const PATIENCE: usize = 100_000;

/// A workbook with one sheet.
pub fn xlsx(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet).expect("a name");
    for (number, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*row) {
            page.write_string(number, column, *text).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// All text of a workbook that was taken out.
pub fn text_of(workbook: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
    let mut text = String::new();
    for at in 0..archive.len() {
        let _ = archive.by_index(at).expect("a part").read_to_string(&mut text);
    }
    text
}

impl Office {
    /// Uploads a workbook; gives the import's path and its page when it has been read.
    pub async fn preview(&self, session: &str, name: &str, bytes: &[u8]) -> (String, Answer) {
        let csrf = value_of(&self.get(session, "/imports").await.text, "csrf");
        let mut body = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n").into_bytes();
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let headers = [("sec-fetch-site", "same-origin")];
        let sent = self.send(session, Method::POST, "/imports", body, "multipart/form-data; boundary=b", &headers).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let page = self.settled(session, &sent.location).await;
        (sent.location, page)
    }

    /// Decides a preview, and gives the page when it is done.
    pub async fn decide(&self, session: &str, path: &str, action: &str) -> Answer {
        let csrf = value_of(&self.get(session, path).await.text, "csrf");
        let sent = self.post(session, path, &form(&[("csrf", &csrf), ("action", action)])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        self.settled(session, path).await
    }

    async fn settled(&self, session: &str, path: &str) -> Answer {
        for _ in 0..PATIENCE {
            let page = self.get(session, path).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            if !page.text.contains("http-equiv=\"refresh\"") {
                return page;
            }
            tokio::task::yield_now().await;
        }
        panic!("{path} comes to no end");
    }
}
