//! Failures on purpose, for tests alone: every statement of a turn passes a [`point`], where a test may let it fail.

use crate::StoreError;

/// Passes, unless a test has asked for a failure here.
#[allow(clippy::unused_async)] // With the tests' feature it waits.
pub(crate) async fn point(_name: &str) -> Result<(), StoreError> {
    Ok(())
}
