//! What has been uploaded, kept until it is decided: sealed in a temporary file, so that it takes no memory, and nobody
//! who comes upon the file can read it. The key is held in memory alone: with the program the content goes.

use crate::limits::SPOOLED;
use jishi_seal::{Cell, International, Key, Suite};
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempPath;

/// Bytes that are sealed together.
const CHUNK: usize = 256 << 10;
/// What sealing adds to each: a nonce before, a tag behind.
const MORE: usize = 12 + 16;

/// Bytes that all spools hold on the disk.
#[derive(Clone, Default)]
pub(super) struct Held(Arc<AtomicU64>);

impl Held {
    fn take(&self, bytes: u64) -> Result<()> {
        let fits = |held: u64| held.checked_add(bytes).filter(|sum| *sum <= SPOOLED);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).map(|_| ()).map_err(|_| Error::from(ErrorKind::StorageFull))
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A temporary file that is written once, from its beginning to its end.
pub(super) struct Spool {
    /// The file goes with it.
    path: TempPath,
    key: Key,
    size: u64,
    held: Held,
}

/// A part of a spool: where its first chunk lies, and how long it is when opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Part {
    at: u64,
    length: u64,
}

/// A spool that is being written.
pub(super) struct Writer {
    spool: Spool,
    file: File,
    part: Part,
    chunk: Vec<u8>,
}

impl Writer {
    /// A new file. The key serves for it alone.
    pub(super) fn new(key: Key, held: Held) -> Result<Self> {
        let (file, path) = tempfile::Builder::new().prefix("jishi-").tempfile()?.into_parts();
        Ok(Self { spool: Spool { path, key, size: 0, held }, file, part: Part { at: 0, length: 0 }, chunk: Vec::new() })
    }

    /// Adds to the part that is being written.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
            if self.chunk.len() == CHUNK {
                self.seal()?;
            }
        }
        Ok(())
    }

    /// Ends the part that is being written, and begins the next.
    pub(super) fn end(&mut self) -> Result<Part> {
        if !self.chunk.is_empty() {
            self.seal()?;
        }
        let next = Part { at: self.spool.size, length: 0 };
        Ok(std::mem::replace(&mut self.part, next))
    }

    pub(super) fn finish(self) -> Spool {
        self.spool
    }

    fn seal(&mut self) -> Result<()> {
        let at = self.spool.size;
        let sealed = International.seal(&self.spool.key, &nonce(at), &place(at), &self.chunk).map_err(Error::other)?;
        self.spool.held.take(sealed.len() as u64)?;
        self.spool.size += sealed.len() as u64;
        self.file.write_all(&sealed)?;
        self.part.length += self.chunk.len() as u64;
        self.chunk.clear();
        Ok(())
    }
}

impl Spool {
    /// The bytes of a part.
    pub(super) fn read(&self, part: Part) -> Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(part.at))?;
        let length = usize::try_from(part.length).map_err(Error::other)?;
        let (mut at, mut out) = (part.at, Vec::with_capacity(length));
        while out.len() < length {
            let mut sealed = vec![0; CHUNK.min(length - out.len()) + MORE];
            file.read_exact(&mut sealed)?;
            out.extend_from_slice(&International.open(&self.key, &place(at), &sealed).map_err(Error::other)?);
            at += sealed.len() as u64;
        }
        Ok(out)
    }

    /// All bytes, where there is one part.
    pub(super) fn of(key: Key, held: Held, bytes: &[u8]) -> Result<(Self, Part)> {
        let mut writer = Writer::new(key, held)?;
        writer.write(bytes)?;
        let part = writer.end()?;
        Ok((writer.finish(), part))
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.held.0.fetch_sub(self.size, Ordering::Relaxed);
    }
}

/// Each place of a file is sealed once, under a key of its own: no nonce comes twice.
fn nonce(at: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&at.to_be_bytes());
    nonce
}

fn place(at: u64) -> Vec<u8> {
    Cell { table: "spool", row: "", column: "chunk", version: at }.aad()
}

#[cfg(test)]
mod tests;
