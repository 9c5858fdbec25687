//! What an address names, where it is in the register and may be seen.

use crate::error::PageError;
use crate::snapshot::Snapshot;
use jishi_base::{BodyId, UnitId};

/// A unit that is in the register.
pub(crate) fn known_unit(snapshot: &Snapshot, id: &str) -> Result<UnitId, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    snapshot.seen().unit(id).is_some().then_some(id).ok_or(PageError::NotFound)
}

/// A body that is in the register.
pub(crate) fn known_body(snapshot: &Snapshot, id: &str) -> Result<BodyId, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    snapshot.seen().body(id).is_some().then_some(id).ok_or(PageError::NotFound)
}
