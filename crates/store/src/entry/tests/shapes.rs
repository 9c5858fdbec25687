//! Entries of the first shape are read for ever and written again the same; new ones hold no word in plain.

use super::super::{decode, encode};
use jishi_base::{BodyId, HoldingId, ImportId, PersonId, PostId, Slim, SlimSet};
use jishi_facts::{
    Event, FileNames, Ground, KeyOwner, PersonDetails, Place, PlainWords, Sealed, Site, Source, Stamp, Subject, Waiver, Words,
};
use std::collections::BTreeSet;

/// Facts as the first program wrote them, and what of them is plain: nothing, a place or a ground.
const FIRST: [(&str, &str); 8] = [
    (r#"{"event":"unit_registered","name":"示范厅","unit":"00000000000000000000000001"}"#, ""),
    (
        r#"{"body":"00000000000000000000000002","event":"body_registered","founded":null,"kind":"党支部","name":"支部","source":{"file":"组织.xlsx","import":"00000000000000000000000009","row":3,"sheet":"表一"},"unit":null}"#,
        "place",
    ),
    (
        r#"{"event":"holder_appointed","from":"2026-01-01","holding":"00000000000000000000000004","person":"00000000000000000000000003","post":"00000000000000000000000005","source":{"file":"任职.xlsx","import":"00000000000000000000000009","row":7,"sheet":"表二"}}"#,
        "place",
    ),
    (
        r#"{"event":"waived","waiver":{"by":"00000000000000000000000003","duty":"党课","ground":"重病在家","period":"2026","subject":{"person":"00000000000000000000000003"}}}"#,
        "ground",
    ),
    (r#"{"event":"import_published","facts":2,"files":["张三.xlsx","台账.xlsx"],"import":"00000000000000000000000009"}"#, "place"),
    (r#"{"event":"import_begun","import":"00000000000000000000000009"}"#, ""),
    (r#"{"event":"person_erased","ground":"个人信息保护法 第四十七条","person":"00000000000000000000000003"}"#, "ground"),
    (r#"{"event":"person_erased","ground":"导入撤回","person":"00000000000000000000000003"}"#, ""),
];

fn entry(version: u32, fact: &str) -> Vec<u8> {
    format!(r#"{{"actor":"本机","at":0,"command":"a","day":"2026-03-01","fact":{fact},"seq":0,"v":{version}}}"#).into_bytes()
}

#[test]
fn the_first_shape_is_read_and_written_the_same() {
    for (fact, plain) in FIRST {
        let bytes = entry(1, fact);
        let read = decode(&bytes).unwrap_or_else(|error| panic!("{fact}: {error}"));
        assert_eq!(String::from_utf8(read.again().expect("again")), String::from_utf8(bytes), "{fact}");
        assert_eq!(read.event.content(), None, "{fact}");
        let mut site = Site::default();
        site.apply(&read.stamp, &read.event);
        let PlainWords { places, grounds, .. } = site.plain;
        assert_eq!((places, grounds), (u64::from(plain == "place"), u64::from(plain == "ground")), "{fact}");
        // As a new entry it would hold words in plain, or none.
        assert_eq!(encode(&read.stamp, "a", &read.event, None, None).is_ok(), plain.is_empty(), "{fact}");
        assert_eq!(decode(&entry(2, fact)).is_ok(), plain.is_empty(), "{fact}");
        assert!(decode(&entry(3, fact)).is_err(), "a newer shape");
    }
}

#[test]
fn half_a_place_is_no_place() {
    let fact = FIRST[1].0.replace(r#""sheet":"表一""#, r#""sheet":4"#);
    assert!(decode(&entry(1, &fact)).is_err());
}

#[test]
fn new_entries_hold_no_word_in_plain() {
    let source = || Some(Source { import: ImportId(9), place: Place::Nth { file: 0, sheet: 1 }, row: 3 });
    let (person, body) = (PersonId(3), BodyId(2));
    let events = [
        Event::PersonRegistered {
            person, unit: jishi_base::UnitId(1), blind: Some("盲".into()), source: source(),
            details: Sealed::Open(PersonDetails { name: "秘".into(), ..PersonDetails::default() }),
        },
        Event::HolderAppointed { holding: HoldingId(4), post: PostId(5), person, from: "2026-01-01".parse().expect("a day"), source: source() },
        Event::Recorded {
            record: jishi_base::RecordId(6), kinds: SlimSet::new(), bodies: vec![body], date: "2026-01-01".parse().expect("a day"),
            fields: Slim::new(), people: Slim::new(), text: Sealed::Open(Slim::from([("题", "秘")])), source: source(),
        },
        Event::Waived {
            waiver: Waiver {
                duty: "课".into(), subject: Subject::Body(body), period: "2026".into(), owner: Some(KeyOwner::Body(body)),
                ground: Words::Sealed(Sealed::Open("秘".into())), by: person,
            },
        },
        Event::published(ImportId(9), vec![FileNames::new("秘.xlsx", &["秘"])], 1),
        Event::PersonErased { person, ground: Ground::Requested, imports: BTreeSet::from([ImportId(9)]) },
        Event::ErasureProposed {
            proposal: jishi_base::ProposalId(8), person, measure: jishi_facts::Measure::Erase, ground: Ground::Requested,
            by: jishi_facts::Hand { account: None, person: None }, note: Sealed::Open("秘".into()),
        },
    ];
    for event in events {
        let stamp = Stamp { seq: 0, at: 0, day: "2026-03-01".parse().expect("a day"), actor: "本机".into() };
        let bytes = encode(&stamp, "a", &event, None, None).expect("written");
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(!text.contains('秘') && !text.contains('盲') && text.ends_with(r#""v":2}"#), "{text}");
        let read = decode(&bytes).expect("read");
        assert_eq!(read.again().expect("again"), bytes);
        let content = event.content().and_then(|(_, content)| content);
        assert_eq!(read.event.with_content(content.as_deref()).expect("content"), event);
    }
}
