//! Who may do what (layer 2): the post is the permission, and one table says how far it goes.
//!
//! The packs hold the table of post × action × reach ([`jishi_pack::Right`]); [`shipped`] is the most that it gives, and a site's own
//! packs may narrow it. [`reach`] lowers it to the bodies and people over which an
//! actor may do something; [`decide`] asks whether one resource lies in that reach, and says why; [`Sight`] is the
//! reach of looking, and [`Seen`] the lens through which what lies in it is seen. All four stand on [`Extent::covers`], so that
//! a list, a count, a search and a single read cannot disagree.
//!
//! [`withheld`] asks the other way round: which right each [`jishi_facts::Event`] needs, and whether a command may be written.
//!
//! *Judge the whole, show the part*: duty instances are evaluated on the whole site, so that everybody sees the same
//! status, and those whose subject [`Sight::sees`] are shown. A lens is for showing registers and records; there are
//! people in it of whom only the name is known, so that nothing is judged by it.
//!
//! Absent on purpose: accounts and sessions (the server's), regulations by name (they stand in the table), and any right
//! that outlives the holding it came with.

mod acting;
mod actor;
mod auditor;
pub mod datamap;
mod decide;
mod deed;
mod document;
mod extent;
mod needs;
pub mod powers;
mod reach;
mod register;
mod seen;
pub mod sensitive;
mod sight;
mod table;
mod withheld;

pub use acting::{Acting, acting_choices};
pub use actor::{Actor, Administrator, Resource};
pub use auditor::{Auditor, auditor};
pub use decide::{Decision, decide};
pub use deed::{Deed, Detail, Sort, deed};
pub use document::document;
pub use extent::Extent;
pub use reach::{Ground, Reach, reach};
pub use register::{Personal, Register};
pub use seen::Seen;
pub use sight::{Sight, sight, taken_out};
pub use table::shipped;
pub use withheld::{Way, Withheld, withheld};

pub use jishi_pack::{Action, Bearer, Expanse, Phase, Right};

use jishi_facts::Site;

#[cfg(test)]
mod tests;
