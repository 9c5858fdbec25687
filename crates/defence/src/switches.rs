//! The switches themselves: which defences are off in this process.

use crate::Defence;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names the defences that are off, separated by commas.
const VARIABLE: &str = "JISHI_WITHOUT";

/// One bit for each defence that is off.
static OFF: AtomicU64 = AtomicU64::new(0);
/// One test at a time: what it switches off is off for the whole process.
static TURN: Mutex<()> = Mutex::new(());

/// How often each was asked whether it holds: work that it stands before can be counted, where time tells little.
static ASKED: [AtomicU64; Defence::ALL.len()] = [const { AtomicU64::new(0) }; Defence::ALL.len()];

/// How often a defence was asked whether it holds, since the process began.
#[must_use]
pub fn asked(defence: Defence) -> u64 {
    ASKED[defence as usize].load(Ordering::SeqCst)
}

pub(crate) fn holds(defence: Defence) -> bool {
    ASKED[defence as usize].fetch_add(1, Ordering::SeqCst);
    OFF.load(Ordering::SeqCst) & bit(defence) == 0
}

fn bit(defence: Defence) -> u64 {
    1 << (defence as u32)
}

/// What a test has switched off; it stands again when this is dropped.
#[derive(Debug)]
pub struct Guard {
    off: u64,
    _turn: MutexGuard<'static, ()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        OFF.fetch_and(!self.off, Ordering::SeqCst);
    }
}

/// Switches defences off in this process, until the guard is dropped. Waits for the tests that hold one.
#[must_use]
pub fn without(defences: &[Defence]) -> Guard {
    let off = defences.iter().fold(0, |off, defence| off | bit(*defence));
    let guard = Guard { off, _turn: TURN.lock().unwrap_or_else(PoisonError::into_inner) };
    OFF.fetch_or(guard.off, Ordering::SeqCst);
    guard
}

/// Keeps every other test of this process from switching anything off meanwhile.
#[must_use]
pub fn all_standing() -> Guard {
    without(&[])
}

pub(crate) fn ordered(variable: impl FnOnce(&str) -> Option<String>) -> Result<Option<String>, String> {
    let Some(names) = variable(VARIABLE) else { return Ok(None) };
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let named = Defence::ALL.iter().find(|defence| format!("{defence:?}") == name);
        let defence = named.ok_or_else(|| format!("{VARIABLE} 里的“{name}”不是任何一道防线的名字"))?;
        OFF.fetch_or(bit(*defence), Ordering::SeqCst);
    }
    let off = names_off();
    Ok((!off.is_empty()).then(|| format!("!! 只为测试：已关掉 {off}")))
}

fn names_off() -> String {
    let off = Defence::ALL.iter().filter(|defence| !holds(**defence));
    off.map(|defence| format!("{defence:?}")).collect::<Vec<_>>().join(",")
}

pub(crate) fn handed_on() -> impl Iterator<Item = (&'static str, String)> {
    std::iter::once((VARIABLE, names_off())).filter(|(_, names)| !names.is_empty())
}
