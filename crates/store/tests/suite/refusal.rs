//! What is refused, and with which words.

use crate::support::{Small, asked, command, day, error, owner, places};
use jishi_base::{Slim, SlimSet};
use jishi_facts::{Entity, Event, Sealed};
use jishi_store::{Command, Refusal};

#[tokio::test]
async fn the_same_command_again_gives_the_same_answer_and_no_second_effect() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let first = store.execute(command("a", small.events())).await.expect("first");
        let (again, at_once) = tokio::join!(store.execute(command("a", small.events())), store.execute(command("a", small.events())));
        assert_eq!((again.expect("again"), at_once.expect("at once")), (first, first));
        assert_eq!(store.head().0, 10);
        store.close().await.expect("close");

        let store = place.open().await;
        assert_eq!(store.execute(command("a", small.events())).await.expect("after reopening"), first);
        let other = error(store.execute(command("a", vec![small.reason()])).await);
        assert!(other.contains("已用于另一次不同的提交"), "{other}");
        assert_eq!(store.head().0, 10);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn the_content_is_part_of_what_is_compared() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", vec![small.person(small.zhang, "张三")])).await.expect("first");
        error(store.execute(command("a", vec![small.person(small.zhang, "张山")])).await);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_stale_change_is_refused_with_what_changed() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let seen = Entity::Record(small.meeting).version(&owner(&store)).expect("version");
        let change = |id: &str| {
            command(id, vec![Event::RecordWithdrawn { record: small.meeting }]).expecting(vec![(Entity::Record(small.meeting), seen)])
        };
        // Both see the same version; whether they fall into one group or two, one is refused.
        let (one, other) = tokio::join!(store.execute(change("b")), store.execute(change("c")));
        one.expect("the first change");
        let refusal = error(other);
        for part in ["这条记录在您打开之后被撤回", "2026-03-01 录入", "日志第 10 条", "第 8 条时", "重新打开"] {
            assert!(refusal.contains(part), "{refusal} should say {part}");
        }
        let gone = command("d", Vec::new()).expecting(vec![(Entity::Person(Small::new(7).li), 0)]);
        assert!(error(store.execute(gone).await).contains("人员不存在"));
        assert_eq!(store.head().0, 11);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_refused_decision_changes_nothing_and_sees_the_site() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let refuse = Command::decided(
            "b",
            asked("2026-03-02"),
            "x",
            Box::new(|site| {
                assert_eq!(site.size, 10);
                Err(Refusal::new("名称重复", "请换一个名称"))
            }),
        );
        assert_eq!(error(store.execute(refuse).await), "名称重复。请换一个名称");
        assert_eq!(store.head().0, 10);
        // A refused id may be used again: it did nothing.
        store.execute(command("b", vec![small.reason()])).await.expect("the same id, mended");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn text_without_anybody_to_own_it_is_refused() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let nobodys = |text: &str| Event::Recorded {
            record: small.meeting,
            kinds: SlimSet::new(),
            bodies: Vec::new(),
            date: day("2026-02-10"),
            fields: Slim::new(),
            people: Slim::new(),
            text: Sealed::Open(if text.is_empty() { Slim::new() } else { Slim::from([("主题", text)]) }),
            source: None,
        };
        assert!(error(store.execute(command("a", vec![nobodys("无主")])).await).contains("没有写明党组织或人员"));
        store.execute(command("b", vec![nobodys("")])).await.expect("without text");
        let before = owner(&store);
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(owner(&store), before);
        store.close().await.expect("close");
    }
}
