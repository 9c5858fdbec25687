//! The container of a workbook, checked before anything reads what is inside: no header is believed, every part is
//! inflated and counted. 依据: T-5.2, T-5.4 (container, unpacked size, ratio, entries, DOCTYPE).

use crate::bounds::{Limits, ReadError};
use jishi_defence::Defence;
use std::io::{Cursor, Read};
use zip::ZipArchive;

const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const CFB: &[u8; 8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Parts below this size may be packed as tightly as they like.
const SMALL: u64 = 2 << 20;

/// Passes a container that is an xlsx workbook within the limits.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() as u64 > limits.container {
        return Err(ReadError::TooLarge(limits.container));
    }
    if bytes.starts_with(CFB) {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if contains(bytes, &encrypted) { ReadError::Encrypted } else { ReadError::OldFormat });
    }
    if !bytes.starts_with(b"PK") {
        return Err(ReadError::NotWorkbook);
    }
    // Counted before the directory is read: a directory of a million entries is itself a bomb.
    if bytes.windows(CENTRAL.len()).filter(|window| window == CENTRAL).count() > limits.entries {
        return Err(ReadError::TooManyParts(limits.entries));
    }
    parts(bytes, limits)
}

fn parts(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if archive.len() > limits.entries {
        return Err(ReadError::TooManyParts(limits.entries));
    }
    let (mut unpacked, mut workbook) = (0, false);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(text) if text == zip::result::ZipError::PASSWORD_REQUIRED => ReadError::Encrypted,
            _ => ReadError::Damaged,
        })?;
        let name = part.name().map_err(|_| ReadError::Damaged)?.to_ascii_lowercase();
        workbook |= name.starts_with("xl/workbook") && name.ends_with(".xml");
        let packed = part.compressed_size().min(bytes.len() as u64);
        inflate(part, packed, name.ends_with(".xml") || name.ends_with(".rels"), &mut unpacked, limits)?;
    }
    if workbook { Ok(()) } else { Err(ReadError::NotWorkbook) }
}

/// Inflates one part, counting, and looks for what an XML part must not hold.
fn inflate(mut part: impl Read, packed: u64, xml: bool, unpacked: &mut u64, limits: &Limits) -> Result<(), ReadError> {
    const DOCTYPE: &[u8] = b"<!DOCTYPE";
    let mut buffer = vec![0; 64 << 10];
    let (mut size, mut tail) = (0u64, Vec::new());
    loop {
        let read = part.read(&mut buffer).map_err(|_| ReadError::Damaged)?;
        let chunk = buffer.get(..read).unwrap_or_default();
        if chunk.is_empty() {
            return Ok(());
        }
        size += read as u64;
        *unpacked += read as u64;
        if *unpacked > limits.unpacked || (size > SMALL && size > packed.saturating_mul(limits.ratio)) {
            return Err(ReadError::Bomb);
        }
        if xml {
            // A NUL means another encoding, in which a DOCTYPE could hide.
            if chunk.contains(&0) {
                return Err(ReadError::Damaged);
            }
            tail.extend_from_slice(chunk);
            if Defence::DoctypesAreRefused.holds() && contains(&tail, DOCTYPE) {
                return Err(ReadError::Doctype);
            }
            tail.drain(..tail.len().saturating_sub(DOCTYPE.len()));
        }
    }
}

fn contains(bytes: &[u8], piece: &[u8]) -> bool {
    let Some((first, _)) = piece.split_first() else { return true };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(piece) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}
