//! Attacks on the real program, as tests of the house: what a test needs to carry one out.
//!
//! `JISHI_DEEP=1` makes each family larger ([`deep`]).

use std::path::PathBuf;

/// The program that a test build of the workspace makes.
///
/// # Panics
/// Where it has not been built; the message says how to.
#[must_use]
pub fn program() -> PathBuf {
    let mut folder = std::env::current_exe().expect("this test's own file");
    folder.pop(); // deps
    folder.pop();
    let program = folder.join(format!("jishi{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "没有 {}。请先运行：cargo build --workspace --bins --tests", program.display());
    program
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
