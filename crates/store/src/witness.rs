//! Checkpoints that are kept elsewhere, signed by the site: on an auditor's disk, in print, with a superior. They show
//! what nothing inside the database can show: that its tail was cut, or an older state of everything was put back.

use crate::StoreError;
use jishi_journal::{Checkpoint, Tree, from_hex, to_hex};
use jishi_seal::{Signer, is_signed};
use std::fmt;
use std::str::FromStr;

const PUBLIC: &str = "公钥 ";
const SIGNATURE: &str = "签名 ";

/// A checkpoint with the site's signature. Its [`Display`](fmt::Display) is the text of the file that is kept: the
/// checkpoint's four lines, the public key, the signature of those four lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedCheckpoint {
    /// What was signed.
    pub checkpoint: Checkpoint,
    public: [u8; 32],
    signature: [u8; 64],
}

impl SignedCheckpoint {
    pub(crate) fn sign(checkpoint: Checkpoint, signer: &Signer) -> Self {
        let signature = signer.sign(checkpoint.to_string().as_bytes());
        Self { checkpoint, public: signer.public(), signature }
    }

    /// Is what it covers still the beginning of the journal, and is it of this site?
    pub(crate) fn holds(&self, tree: &Tree, signer: &Signer) -> Result<(), StoreError> {
        let Checkpoint { size, root, at } = &self.checkpoint;
        if self.public != signer.public() {
            return Err(StoreError::Damaged("这份检查点不是本站签的：拿错了文件，或根密钥被换过".into()));
        }
        match tree.root_at(*size) {
            None => {
                let found = tree.size();
                Err(StoreError::Damaged(format!("{at} 时日志有 {size} 条，现在只有 {found} 条：末尾被截去，或换回了旧的数据")))
            }
            Some(found) if found != *root => {
                Err(StoreError::Damaged(format!("日志的前 {size} 条与 {at} 的检查点不符：这以前被改写过，或换成了另一份数据")))
            }
            Some(_) => Ok(()),
        }
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{PUBLIC}{}\n{SIGNATURE}{}\n", self.checkpoint, to_hex(&self.public), to_hex(&self.signature))
    }
}

impl FromStr for SignedCheckpoint {
    type Err = &'static str;
    /// Reads the text of a kept file and no other writing of it; refuses one whose signature is not right.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "检查点文件应有六行，最后两行是“公钥 …”“签名 …”，且一字不改";
        let split = text.find(PUBLIC).ok_or(BAD)?;
        let checkpoint: Checkpoint = text[..split].parse()?;
        let mut lines = text[split..].strip_suffix('\n').ok_or(BAD)?.split('\n');
        let mut hex = |name: &str| lines.next()?.strip_prefix(name).and_then(from_hex);
        let public = hex(PUBLIC).and_then(|bytes| bytes.try_into().ok()).ok_or(BAD)?;
        let signature = hex(SIGNATURE).and_then(|bytes| bytes.try_into().ok()).ok_or(BAD)?;
        let signed = Self { checkpoint, public, signature };
        if signed.to_string() != text {
            return Err(BAD);
        }
        if is_signed(&public, &text.as_bytes()[..split], &signature) { Ok(signed) } else { Err("检查点文件的签名不对：它被改动过") }
    }
}
