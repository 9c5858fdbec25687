//! A file of a backup, written and read in pieces: hashed as it lies on the disk, and sealed in chunks where there is a
//! passphrase.

use super::bad;
use super::manifest::Mark;
use crate::StoreError;
use jishi_journal::to_hex;
use jishi_seal::{CHUNK, CHUNK_OVERHEAD, ChunkPlace, International, Key, Sha256Digest, Zeroizing, open_chunk, seal_chunk};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// The longest line that is read: no row comes near it.
const LINE: usize = 256 * 1024 * 1024;

/// How a file is sealed: under a key that seals it alone, and by its name.
pub(super) struct Sealing {
    pub key: Key,
    pub name: String,
}

/// A file that is being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    digest: Sha256Digest,
    bytes: u64,
    sealing: Option<Sealing>,
    chunks: u64,
    /// Not sealed yet.
    plain: Zeroizing<Vec<u8>>,
}

impl Writer {
    pub(super) fn create(path: &Path, sealing: Option<Sealing>) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = BufWriter::new(options.open(path).map_err(|error| StoreError::Io("建立备份文件", error))?);
        Ok(Self { file, digest: Sha256Digest::default(), bytes: 0, sealing, chunks: 0, plain: Zeroizing::default() })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        if self.sealing.is_none() {
            return self.put(bytes);
        }
        self.plain.extend_from_slice(bytes);
        // The last chunk is not empty unless all is.
        while self.plain.len() > CHUNK {
            let rest = Zeroizing::new(self.plain.split_off(CHUNK));
            self.seal(false)?;
            self.plain = rest;
        }
        Ok(())
    }

    fn seal(&mut self, last: bool) -> Result<(), StoreError> {
        let Some(Sealing { key, name }) = &self.sealing else { return Ok(()) };
        let place = ChunkPlace { text: name, index: self.chunks, last };
        let sealed = seal_chunk(&International, key, place, &self.plain)?;
        self.chunks += 1;
        self.put(&sealed)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(unwritten)
    }

    /// The file as it lies there now, as far as the disk.
    pub(super) fn finish(mut self) -> Result<Mark, StoreError> {
        self.seal(true)?;
        self.file.flush().map_err(unwritten)?;
        self.file.get_ref().sync_all().map_err(unwritten)?;
        Ok(Mark { bytes: self.bytes, sha256: to_hex(&self.digest.finish()) })
    }
}

fn unwritten(error: std::io::Error) -> StoreError {
    StoreError::Io("写入备份文件", error)
}

/// A file that is being read.
pub(super) struct Reader {
    file: BufReader<File>,
    digest: Sha256Digest,
    bytes: u64,
    sealing: Option<Sealing>,
    chunks: u64,
    ended: bool,
    /// Read, and not handed on from `begin` on.
    plain: Zeroizing<Vec<u8>>,
    begin: usize,
}

impl Reader {
    pub(super) fn open(path: &Path, sealing: Option<Sealing>) -> Result<Self, StoreError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = match File::open(path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(bad(format!("缺少文件 {name}"))),
            Err(error) => return Err(StoreError::Io("读取备份文件", error)),
        };
        Ok(Self {
            file,
            digest: Sha256Digest::default(),
            bytes: 0,
            sealing,
            chunks: 0,
            ended: false,
            plain: Zeroizing::default(),
            begin: 0,
        })
    }

    /// The next line without its end; none at the end of the file.
    pub(super) fn line(&mut self) -> Result<Option<&[u8]>, StoreError> {
        let mut looked = self.begin;
        loop {
            if let Some(length) = self.plain[looked..].iter().position(|byte| *byte == b'\n') {
                let (begin, end) = (self.begin, looked + length);
                self.begin = end + 1;
                return Ok(Some(&self.plain[begin..end]));
            }
            looked = self.plain.len() - self.begin;
            self.plain.drain(..self.begin);
            self.begin = 0;
            if self.ended {
                return if self.plain.is_empty() { Ok(None) } else { Err(bad("有一个文件的末尾不完整")) };
            }
            if self.plain.len() > LINE {
                return Err(bad("有一行长得不像是一行"));
            }
            self.fill()?;
        }
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        while !self.ended && self.plain.len() <= LINE {
            self.fill()?;
        }
        Ok(Zeroizing::new(self.plain.split_off(self.begin)))
    }

    /// Reads the next piece.
    fn fill(&mut self) -> Result<(), StoreError> {
        let unread = |error| StoreError::Io("读取备份文件", error);
        let size = if self.sealing.is_some() { CHUNK + CHUNK_OVERHEAD } else { CHUNK };
        let mut piece = Vec::with_capacity(size);
        self.file.by_ref().take(size as u64).read_to_end(&mut piece).map_err(unread)?;
        self.digest.update(&piece);
        self.bytes += piece.len() as u64;
        self.ended = self.file.fill_buf().map_err(unread)?.is_empty();
        match &self.sealing {
            None => self.plain.extend_from_slice(&piece),
            Some(Sealing { key, name }) => {
                let place = ChunkPlace { text: name, index: self.chunks, last: self.ended };
                let plain = open_chunk(&International, key, place, &piece).map_err(|_| bad(format!("{name} 打不开，它被改动过")))?;
                self.plain.extend_from_slice(&plain);
                self.chunks += 1;
            }
        }
        Ok(())
    }

    /// What the file that was read to its end is.
    pub(super) fn finish(mut self) -> Result<Mark, StoreError> {
        while !self.ended {
            self.plain.clear();
            self.begin = 0;
            self.fill()?;
        }
        Ok(Mark { bytes: self.bytes, sha256: to_hex(&self.digest.finish()) })
    }
}
