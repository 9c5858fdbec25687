//! Signs that are never taken: refused command by command, the same on both databases, and nobody else in the group
//! suffers; whatever passes can be kept.

use crate::support::{Small, asked, command, error, owner, places, text_of};
use jishi_base::signs::{stray, with_plain_line_ends};
use jishi_base::{ImportId, PersonId, RecordId, Slim};
use jishi_facts::{Event, Fields, RecordText, Sealed};
use jishi_store::{Command, Store, StoreError};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const BAD: [&str; 8] = ["研究\0换届", "\u{1b}[2J", "\u{7f}", "第一\u{85}", "张\u{200b}三", "\u{202e}届换", "\u{feff}换届", "换届\u{ffff}"];

/// Events of each sort that carries a text, with the text in each place that has one.
fn carriers(small: &Small, text: &str) -> Vec<Event> {
    let place = jishi_facts::Place::Plain { file: text.into(), sheet: "党员大会".into() };
    let source = jishi_facts::Source { import: ImportId(7), place, row: 3 };
    let Event::Recorded { record, kinds, bodies, date, fields, people, .. } = small.recorded(RecordId(99), "主题") else { unreachable!("recorded") };
    let open = |text: &str| Sealed::Open(RecordText::from([("主题", text)]));
    let recorded = |fields: Fields, text, source| Event::Recorded {
        record, kinds: kinds.clone(), bodies: bodies.clone(), date, fields, people: people.clone(), text, source,
    };
    let code = Fields::from([("议题", jishi_facts::Value::codes(["党建", text]))]);
    vec![
        small.recorded(RecordId(99), text),
        recorded(fields.clone(), Sealed::Open(Slim::from([(text.to_owned(), "有字")])), None),
        recorded(fields.clone(), open("有字"), Some(source)),
        recorded(code, open("有字"), None),
        small.person(PersonId(98), text),
        Event::UnitRegistered { unit: small.unit, name: text.into() },
        Event::BodyRenamed { body: small.branch, name: text.into() },
        Event::published(ImportId(7), vec![jishi_facts::FileNames::new("好.xlsx", &[text])], 1),
        Event::ReasonGiven {
            duty: "每月主题党日".into(),
            subject: jishi_facts::Subject::Person(small.li),
            period: "2026-01".into(),
            owner: jishi_facts::KeyOwner::Person(small.li),
            text: Sealed::Open(text.into()),
        },
    ]
}

#[tokio::test]
async fn a_sign_that_is_never_taken_is_refused_wherever_it_stands() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("before");
        let (before, head) = (owner(&store), store.head());
        for (at, text) in BAD.iter().enumerate() {
            for (part, event) in carriers(&small, text).into_iter().enumerate() {
                let words = error(store.execute(command(&format!("b{at}-{part}"), vec![small.reason(), event])).await);
                assert!(words.contains("看不见的符号") && words.contains("U+") && words.contains("请"), "{text:?} {part}: {words}");
                assert!(!words.contains(text), "{words}");
            }
        }
        assert_eq!((owner(&store), store.head()), (before, head), "nothing of it was written");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn one_bad_command_spoils_nobody_elses() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("before");
        // All are on their way before the first is looked at: they come to stand in the same groups.
        let write = async |number: u64| {
            let bad = number % 4 == 3;
            let text = if bad { BAD[(number / 4) as usize % BAD.len()].to_owned() } else { format!("第 {number} 次会议") };
            let outcome = store.execute(command(&format!("c{number}"), vec![small.recorded(RecordId(u128::from(number) + 1_000), &text)])).await;
            (number, bad, outcome)
        };
        let all: Vec<_> = (0..48).map(write).collect();
        for (number, bad, outcome) in join_all(all).await {
            match outcome {
                Err(StoreError::Refused(_)) if bad => {}
                Ok(_) if !bad => assert!(owner(&store).records.contains_key(&RecordId(u128::from(number) + 1_000))),
                other => panic!("{number}: {other:?}"),
            }
        }
        assert_eq!(store.head().0, 10 + 36);
        store.verify().await.expect("verify");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
    }
}

/// Waits for all of them at once.
async fn join_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in waiting.iter_mut().filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

/// Whatever passes the edge can be kept, and is read back as it was.
#[tokio::test]
async fn whatever_is_accepted_can_be_kept() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("before");
        let mut runner = TestRunner::deterministic();
        let any_text = prop_oneof![any::<String>(), "[ -~\u{4e00}-\u{9fff}\u{20000}-\u{2a6df}·\r\n\t]{1,20}"];
        let mut kept = 0;
        for number in 0..300_u128 {
            let text = with_plain_line_ends(any_text.new_tree(&mut runner).expect("a text").current());
            let taken = stray(&text).is_none();
            let event = small.recorded(RecordId(2_000 + number), &text);
            let outcome = store.execute(Command::events(format!("k{number}"), asked("2026-03-01"), vec![event])).await;
            assert_eq!(outcome.is_ok(), taken, "{text:?}: {outcome:?}");
            if taken {
                kept += 1;
                assert_eq!(text_of(&store, RecordId(2_000 + number))["主题"], text);
            }
        }
        assert!(kept > 100, "{kept}");
        store.close().await.expect("close");
        let store: Store = place.open().await;
        assert_eq!(owner(&store).records.len(), kept + 1);
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
    }
}
