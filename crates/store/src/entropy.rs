//! Where salts, nonces and keys come from. Injected, so that the same commands give the same journal on every database.

use crate::StoreError;
use jishi_base::SeededIds;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// Where the system gives no randomness: nothing may be sealed then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError>;
}

/// The operating system's randomness: what every real site uses.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        getrandom::fill(bytes).map_err(|_| StoreError::Unsafe("系统没有提供随机数，无法生成密钥。请检查操作系统".into()))
    }
}

/// Bytes that follow from a seed alone: for the demo site and tests, **never** for a real one.
#[derive(Clone, Debug)]
pub struct SeededEntropy(SeededIds);

impl SeededEntropy {
    /// Bytes that follow from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(SeededIds::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.0.next_u64().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// `N` fresh bytes.
pub(crate) fn draw<const N: usize>(entropy: &mut dyn Entropy) -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}
