//! What a checked set of packs means: the model that `evaluate` judges by and `pack print` speaks from.
//!
//! Every name in it is resolved and every expression typed; building one by hand is for tests only.

mod condition;
mod duty;
mod example;
mod form;
mod library;
mod origin;
mod vocabulary;

pub use condition::{Expr, Fact, Node, Op, Operand, Term};
pub use duty::{Confidence, Duty, Earlier, Edition, Exemption, ExtensionRule, Force, Owner, Rung, Suspension, UsedParameter, Usual, Who};
pub use example::{Example, Given, GivenBody, GivenHolding, GivenItem, GivenMember, GivenRecord};
pub use form::{Bound, Deadline, Evidence, Form, Occurrence, RegisterEvent, Selector, Set};
pub use library::{Library, NoDuty, Pack};
pub use origin::Origin;
pub use vocabulary::{Belongs, BodyKind, CodeList, CodeValue, Field, FieldType, RecordKind, Share};
