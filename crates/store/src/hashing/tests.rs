//! The pool is bounded, and gives places back.

use super::{AT_ONCE, Hashing, PLACES};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn the_queue_is_bounded_and_places_come_back() {
    let hashing = Hashing::new();
    let places: Vec<_> = (0..PLACES).map_while(|_| hashing.place()).collect();
    assert_eq!(places.len(), PLACES);
    assert!(hashing.place().is_none());
    drop(places);
    assert!(hashing.place().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_few_work_at_once() {
    let (hashing, now, most) = (Hashing::new(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (place, now, most) = (hashing.place().expect("place"), now.clone(), most.clone());
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                place.run(work).await.expect("work");
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("task");
    }
    assert!((1..=AT_ONCE).contains(&most.load(Ordering::SeqCst)));
}
