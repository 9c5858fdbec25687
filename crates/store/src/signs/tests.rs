//! What the look through JSON finds is what a look at the texts themselves finds.

use super::{carried, in_json};
use jishi_base::signs::stray;
use jishi_base::{BodyId, UnitId};
use jishi_facts::Event;
use proptest::prelude::*;

#[test]
fn every_text_of_an_event_is_looked_at() {
    let event = |kind: &str, name: &str| Event::BodyRegistered {
        body: BodyId(1),
        unit: Some(UnitId(1)),
        kind: kind.into(),
        name: name.into(),
        founded: None,
        source: None,
    };
    assert_eq!(carried(&event("党支部", "第一\\u0000支部 \"引号\"\n第二行\r\n第三行\t·𠮷")), None, "what only looks like an escape is none");
    for bad in ["\0", "\u{8}", "\u{b}", "\u{c}", "\u{1f}", "\u{7f}", "\u{85}", "一\r二", "\u{200b}", "\u{202e}", "\\\u{1}"] {
        assert!(carried(&event("党支部", bad)).is_some() && carried(&event(bad, "第一支部")).is_some(), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn json_hides_nothing(texts in prop::collection::vec(prop_oneof![any::<String>(), "[\\\\urbfn0\\r\\n\\x00-\\x1f\u{200b}\u{fffe}张]{0,12}"], 0..4)) {
        let json = serde_json::to_string(&texts).unwrap();
        prop_assert_eq!(in_json(&json).is_some(), texts.iter().any(|text| stray(text).is_some()), "{}", json);
    }
}
