//! What is closed: as the packs of this repository say it of records, and as it is fixed for people.

use super::support::{Build, day, library};
use crate::sensitive::{PersonField, closed_fields, keeping_of, label_of, without_closed};
use jishi_base::{Label, PersonId, RecordId, SlimSet};
use jishi_facts::{Event, PersonDetails, Record, Sealed, Value};
use jishi_pack::Readers;
use std::collections::{BTreeMap, BTreeSet};

fn record(kind: &str, fields: &[(&str, &str)], people: &[&str], text: &[(&str, &str)]) -> Record {
    let mut build = Build::default();
    let named = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>();
    build.enter(Event::Recorded {
        record: RecordId(1), kinds: SlimSet::from([kind]), bodies: Vec::new(), date: day("2026-03-01"),
        fields: named(fields).into_iter().map(|(name, value)| (name, Value::code(value))).collect(),
        people: people.iter().map(|role| ((*role).to_owned(), vec![PersonId(7)])).collect(), text: Sealed::Open(named(text).into()), source: None,
    });
    build.site.records[&RecordId(1)].clone()
}

#[test]
fn why_two_people_talked_and_what_concerns_discipline_is_closed() {
    let library = library();
    let talk = record("谈心谈话", &[("事由", "家庭变故")], &["谈话人", "对象"], &[]);
    assert_eq!(closed_fields(&library, &talk), BTreeSet::from(["事由"]));
    assert_eq!(label_of(&library, &talk, "事由"), Label::Sensitive);
    let shown = without_closed(&library, &talk);
    assert!(shown.fields.is_empty() && shown.people.len() == 2);
    for (kind, people, text) in [
        ("限期改正", &["党员"][..], &[][..]), ("处分宣布", &[], &[("文号", "某〔2026〕1号")]), ("处分决定", &[], &[("文号", "某〔2026〕1号")]),
        ("必谈提示", &["对象"], &[]),
    ] {
        let closed = record(kind, &[], people, text);
        assert_eq!(closed_fields(&library, &closed).len(), 1, "{kind}");
        let shown = without_closed(&library, &closed);
        assert!(shown.people.is_empty() && shown.text.open().is_some_and(|text| text.marks.is_empty()), "{kind}");
    }
    let meeting = record("支部党员大会", &[("教育主题", "政治学习")], &["主持人", "缺席"], &[("主题", "学习"), ("缺席原因", "出差")]);
    assert_eq!(closed_fields(&library, &meeting), BTreeSet::from(["缺席原因"]));
    let readers = |record: &Record, field: &str| keeping_of(&library, record, field).readers;
    assert_eq!((readers(&talk, "事由"), readers(&meeting, "缺席原因"), readers(&meeting, "主题")), (Readers::Parties, Readers::Attendance, Readers::Record));
    // A kind without a field for reasons keeps them as closely: 中心组学习 has 缺席 alone.
    let study = record("中心组学习", &[], &["缺席"], &[("缺席原因", "住院")]);
    assert_eq!((closed_fields(&library, &study), readers(&study, "缺席原因")), (BTreeSet::from(["缺席原因"]), Readers::Attendance));
    let decision = record("处分决定", &[], &[], &[("文号", "某〔2026〕1号")]);
    assert_eq!(readers(&decision, "文号"), Readers::Discipline);
}

#[test]
fn numbers_are_masked_and_words_are_not_shown() {
    let details = PersonDetails {
        id_number: Some("410101198005170013".into()), phone: Some("13812345678".into()), conditions: vec!["重病".into()], remark: Some("住院".into()),
        ..PersonDetails::default()
    };
    let masked = |field: PersonField| field.of(&details).and_then(|written| field.masked(&written));
    assert_eq!(PersonField::ALL.map(masked), [Some("**************0013".to_owned()), Some("138****5678".to_owned()), None, None]);
    assert_eq!(PersonField::Phone.masked("12345").as_deref(), Some("*****"), "too short to show the ends of");
    assert!(PersonField::ALL.iter().all(|field| field.of(&PersonDetails::default()).is_none() && field.label().is_closed()));
}
