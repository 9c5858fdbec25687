//! What is sent twice under one key is done once. The key lies with those of commands, in the transaction of what was entered
//! under it; a secret that is given under a key follows from it, so that the second answer is the first.

use super::{Accounts, Secret, Turn};
use crate::StoreError;
use crate::command::{Keyed, Receipt};
use jishi_journal::to_hex;
use jishi_seal::Zeroizing;

impl Accounts<'_> {
    /// The same, for a change that its sender calls something.
    #[must_use]
    pub fn keyed(self, key: Option<Keyed>) -> Self {
        Self { key, ..self }
    }

    /// A turn at writing, with what was entered under the key before.
    ///
    /// # Errors
    /// A refusal where the key stood for another request.
    pub(super) async fn turn_once(&self) -> Result<(Turn, Option<Receipt>), StoreError> {
        let turn = self.turn().await?;
        let Some(Keyed { id, request }) = &self.key else { return Ok((turn, None)) };
        match turn.done(id, request).await {
            Ok(done) => Ok((turn, done)),
            Err(refused @ StoreError::Refused(_)) => {
                turn.give_up().await?;
                Err(refused)
            }
            Err(error) => Err(error),
        }
    }

    /// Commits a turn, with the key under which everything from an entry on was asked for.
    pub(super) async fn commit_once(&self, mut turn: Turn, first: u64) -> Result<(), StoreError> {
        if let Some(Keyed { id, request }) = &self.key {
            turn.keep(id, request, first);
        }
        turn.commit().await
    }

    /// A secret that opens something, by what that is: fresh; or the one that is given under this key whenever it is shown.
    pub(super) fn secret_once(&self, prefix: &str, what: &str) -> Result<Secret, StoreError> {
        let Some(Keyed { id, .. }) = &self.key else { return self.draw_secret(prefix) };
        let hex = Zeroizing::new(to_hex(&self.store.vault().mac("secret under a key", &[id.as_bytes(), what.as_bytes()])));
        Ok(Secret::of([prefix, hex.as_str()].concat()))
    }
}
