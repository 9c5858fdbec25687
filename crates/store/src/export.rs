//! The journal in the export format that an inspector checks off-line: entries, stored hashes, no content.

use crate::StoreError;
use crate::pages::Pages;
use jishi_journal::{Peaks, export};
use sea_orm::ConnectionTrait;
use std::io::Write;

/// Writes heading, entries and closing line. Hashes are those stored, not computed anew.
pub(crate) async fn export(connection: &impl ConnectionTrait, out: &mut (dyn Write + Send)) -> Result<(), StoreError> {
    let mut write = |line: &str| writeln!(out, "{line}").map_err(|e| StoreError::Io("写出日志", e));
    write(export::HEADING)?;
    let (mut pages, mut peaks) = (Pages::from_start(), Peaks::new());
    loop {
        let page = pages.next(connection).await?;
        if page.entries.is_empty() {
            return write(&export::closing(peaks.size(), &peaks.root()));
        }
        for (stored, _) in page.entries {
            peaks.append(stored.leaf);
            write(&export::line(stored.seq, &stored.leaf, &stored.prev, &stored.entry))?;
        }
    }
}
