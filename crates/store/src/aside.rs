//! Work that takes its time on a thread of a server.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Does something that takes its time: what else waits on this thread of a server goes on on another.
pub fn aside<T>(work: impl FnOnce() -> T) -> T {
    let server = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if server { block_in_place(work) } else { work() }
}
