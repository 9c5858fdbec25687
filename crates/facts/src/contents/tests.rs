//! Marks tell texts apart and say nothing of them; what the fold keeps leads back to what was entered.

use super::{Contents, InMemory};
use crate::{Event, Mark, PersonDetails, RecordText, Sealed, Site, Stamp, Text, Texts};
use jishi_base::{BodyId, PersonId, RecordId, Slim, UnitId};

fn text(said: &[(&str, &str)]) -> RecordText {
    said.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

#[test]
fn a_mark_is_the_same_for_the_same_words_and_blank_for_none() {
    assert_eq!(Mark::of("学习党章"), Mark::of(" 学习党章\n"));
    assert_ne!(Mark::of("学习党章"), Mark::of("学习党规"));
    assert!(Mark::of(" \u{3000}").is_blank() && !Mark::of("无").is_blank());
}

#[test]
fn texts_are_told_apart_by_field() {
    let said = text(&[("主题", "学习党章"), ("地点", "")]);
    let kept = Texts::of(&said, 7);
    assert!(kept.are(&said) && kept.says("主题") && !kept.says("地点") && !kept.says("主持"));
    assert!(!kept.are(&text(&[("主题", "学习党章")])), "one field fewer");
    assert!(!kept.are(&text(&[("主题", "学习党规"), ("地点", "")])), "another text");
    assert_eq!(kept.filled().map(|name| name.as_str()).collect::<Vec<_>>(), ["主题"]);
}

#[test]
fn only_fields_that_are_kept_are_read() {
    let said = text(&[("主题", "学习党章"), ("缺席原因", "住院")]);
    let mut kept = Texts::of(&said, 7);
    kept.marks.retain(|name, _| name == "主题");
    assert_eq!(kept.read(&serde_json::to_string(&said).unwrap()), Some(text(&[("主题", "学习党章")])));
    assert_eq!(Text::of("理由", 3).read("\"理由\"").as_deref(), Some("理由"));
}

#[test]
fn the_fold_leads_to_the_entry_and_holds_no_words_of_it() {
    let (mut site, mut contents) = (Site::default(), InMemory::default());
    let details = PersonDetails {
        name: "张三".into(), id_number: Some("410101199001011234".into()), phone: Some("13800000000".into()), remark: Some("长期病休".into()),
        ..PersonDetails::default()
    };
    let events = [
        Event::PersonRegistered { person: PersonId(1), unit: UnitId(2), blind: Some("ab".into()), details: Sealed::Open(details.clone()), source: None },
        Event::Recorded {
            record: RecordId(3), kinds: ["主题党日"].into(), bodies: vec![BodyId(4)], date: "2026-11-24".parse().unwrap(), fields: Slim::new(),
            people: Slim::new(), text: Sealed::Open(text(&[("主题", "重温入党誓词")])), source: None,
        },
        Event::RecordWithdrawn { record: RecordId(3) },
    ];
    for (event, seq) in events.iter().zip(0..) {
        let stamp = Stamp { seq, at: 0, day: "2026-11-24".parse().unwrap(), actor: "本机".into() };
        site.apply(&stamp, event);
        contents.keep(&stamp, event);
    }
    let person = site.people[&PersonId(1)].details.open().unwrap();
    let kept = site.records[&RecordId(3)].text.open().unwrap();
    let opened = contents.open(&[person.at, kept.at, 2]).unwrap();
    assert_eq!(PersonDetails::read(opened[0].as_ref().unwrap()), Some(details));
    assert_eq!(kept.read(opened[1].as_ref().unwrap()), Some(text(&[("主题", "重温入党誓词")])));
    assert_eq!(opened[2], None);
    let memory = format!("{site:?}");
    for word in ["410101199001011234", "13800000000", "长期病休", "重温入党誓词"] {
        assert!(!memory.contains(word), "{word} lies in memory");
    }
}
