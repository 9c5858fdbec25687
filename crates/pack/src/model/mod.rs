//! What a checked set of packs means: the model that `evaluate` judges by and `pack print` speaks from.
//!
//! Every name in it is resolved and every expression typed; building one by hand is for tests only.

mod condition;
mod duty;
mod example;
mod form;
mod ledger;
mod library;
mod meaning;
mod origin;
mod readers;
mod right;
mod types;
mod vocabulary;

pub use condition::{Expr, Fact, Node, Op, Operand, Term};
pub use duty::{Confidence, Duty, Earlier, Edition, Exemption, ExtensionRule, Force, MidPeriod, Owner, Rung, UsedParameter, Usual, Who};
pub use example::{Example, Given, GivenBody, GivenHolding, GivenItem, GivenMember, GivenRecord};
pub use form::{Bound, Counting, Deadline, Evidence, Form, Occurrence, RegisterEvent, Repeat, Selector, Set};
pub use ledger::{LedgerColumn, LedgerOf, LedgerPlan, Shown};
pub use library::{Library, NoDuty, Pack};
pub use meaning::{Meaning, Meanings};
pub use origin::Origin;
pub use readers::{Keeping, Readers};
pub use right::{Action, Bearer, Expanse, Phase, Right};
pub use types::{FieldType, matter_number};
pub use vocabulary::{Belongs, BodyKind, BodyMeaning, CodeList, CodeValue, Committee, Field, RecordKind, Share, SharedField};
