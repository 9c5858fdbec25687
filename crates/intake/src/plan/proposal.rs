//! What a row of a table of records comes to, before it is held against what is known.

use super::line::Findings;
use jishi_base::UnitId;
use jishi_workflow::Content;

/// A row that became a record, or did not.
pub(crate) struct Proposal {
    pub(crate) work: usize,
    pub(crate) row: u32,
    pub(crate) unit: UnitId,
    pub(crate) content: Content,
    pub(crate) findings: Findings,
}
