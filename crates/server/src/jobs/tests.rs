//! One account cannot take all turns, and is told when it asks for too much; nobody else notices.

use super::Jobs;
use crate::error::PageError;
use crate::limits::{JOBS, JOBS_OF_ACCOUNT, JOBS_WAITING};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

/// Work that goes on until it is told to stop.
fn held(stop: &Arc<Mutex<Receiver<()>>>, at_work: &Arc<AtomicUsize>) -> impl FnOnce() + Send + 'static {
    let (stop, at_work) = (stop.clone(), at_work.clone());
    move || {
        at_work.fetch_add(1, Ordering::SeqCst);
        stop.lock().map(|stop| stop.recv().is_ok()).expect("told to stop");
        at_work.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_account_takes_its_share_and_no_more() {
    let (jobs, at_work) = (Arc::new(Jobs::default()), Arc::new(AtomicUsize::new(0)));
    let (tell, stop) = channel();
    let stop = Arc::new(Mutex::new(stop));
    let mut asked = Vec::new();
    for _ in 0..JOBS_OF_ACCOUNT + JOBS_WAITING {
        let (jobs, work) = (jobs.clone(), held(&stop, &at_work));
        asked.push(tokio::spawn(async move { jobs.run("甲", work).await }));
    }
    while jobs.own.lock().expect("own").get("甲").is_none_or(|own| own.count < JOBS_OF_ACCOUNT + JOBS_WAITING) {
        tokio::task::yield_now().await;
    }
    let refused = jobs.run("甲", || ()).await;
    assert!(matches!(refused, Err(PageError::Busy(..))), "{refused:?}");
    for other in ["乙", "丙"] {
        assert_eq!(jobs.run(other, || 7).await, Ok(7), "others go on");
    }
    assert!(at_work.load(Ordering::SeqCst) <= JOBS_OF_ACCOUNT && JOBS_OF_ACCOUNT < JOBS);
    (0..asked.len()).for_each(|_| tell.send(()).expect("told"));
    for one in asked {
        assert_eq!(one.await.expect("done"), Ok(()));
    }
    assert_eq!(jobs.run("甲", || 8).await, Ok(8), "and then it may again");
    assert!(jobs.own.lock().expect("own").is_empty(), "nothing is kept of who waits for nothing");
}

#[tokio::test]
async fn work_that_breaks_gives_its_turn_back() {
    let jobs = Arc::new(Jobs::default());
    for _ in 0..JOBS + 1 {
        assert!(matches!(jobs.run("甲", || panic!("broken")).await, Err::<(), _>(PageError::Render(_))));
    }
    assert_eq!(jobs.run("甲", || 1).await, Ok(1));
}
