//! Attacks on the real program, as tests of the house: what a test needs to carry one out.
//!
//! The program runs as a process of its own on a free port ([`Server`]); what an attacker sends goes over a plain stream
//! ([`Wire`]), well-formed or not; who is at the page has a cookie jar ([`Browser`]). A [`Site`] is a folder with a
//! department that was set up through the pages, as people would, and an account for each of the [`cast`]. An attack is a
//! function of a site; [`held_by`] runs it against the program as it is, where it must be held, and against the same
//! program without the defence that holds it, where it must get through: an attack that fails without its defence as
//! well would prove nothing.
//!
//! `JISHI_DEEP=1` makes each family larger ([`deep`]).

pub mod browser;
pub mod cast;
mod offices;
pub mod program;
pub mod server;
pub mod site;
pub mod small;
pub mod template;
pub mod wire;

pub use browser::{Browser, form};
pub use jishi_defence::Defence;
pub use server::{Server, program};
pub use program::Program;
pub use site::{Folder, Site};
pub use wire::{Answer, Request, Wire};

/// What an attack got, in words; `None` where it was held.
pub type Through = Option<String>;

/// Holds an attack against the program as it is, and lets it through without the defences that hold it: mostly one, and
/// where two stand one behind the other, without both.
///
/// # Panics
/// Where the attack gets through, or fails without the defences too.
pub fn held_by(defences: &[Defence], attack: impl Fn(&Site) -> Through) {
    if let Some(got) = attack(&Site::open()) {
        panic!("the attack got through: {got}");
    }
    let control = attack(&Site::without(defences));
    assert!(control.is_some(), "control: without {defences:?} the attack must get through, and it did not, so that it proves nothing");
}

/// Is the large round asked for (`make deep`)?
#[must_use]
pub fn deep() -> bool {
    std::env::var_os("JISHI_DEEP").is_some_and(|value| value == "1")
}

/// So many in the quick round, so many in the large one.
#[must_use]
pub fn rounds(quick: usize, large: usize) -> usize {
    if deep() { large } else { quick }
}
