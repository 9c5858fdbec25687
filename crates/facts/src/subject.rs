//! Who or what owes a duty.

use jishi_base::{BodyId, PersonId, PostId};
use serde::{Deserialize, Serialize};

/// Who or what owes a duty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A body.
    Body(BodyId),
    /// A post of a body.
    Post(PostId),
    /// A person.
    Person(PersonId),
}
