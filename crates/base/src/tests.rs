//! Tables for the small words of layer 0.

use crate::{ArticleStyle, Citation, IdSource, Number, PersonId, SeededIds, Span, numeral};
use std::cmp::Ordering;

#[test]
fn numerals_read_what_they_write() {
    for value in 1..=9999 {
        assert_eq!(numeral::read(&numeral::write(value)), Some(value), "{}", numeral::write(value));
    }
    for (text, value) in [("十", 10), ("二十", 20), ("一百零三", 103), ("１９", 19), ("42", 42)] {
        assert_eq!(numeral::read(text), Some(value));
    }
    for bad in ["", "一二", "百", "十百", "甲"] {
        assert_eq!(numeral::read(bad), None, "{bad}");
    }
}

#[test]
fn citations() {
    let whole = Citation::read("意见 第十九条").unwrap();
    assert_eq!((whole.key().as_str(), whole.on_page(ArticleStyle::Bracket).as_str()), ("意见19", "意见（十九）"));
    assert_eq!(Citation::read("意见（十九）").unwrap(), whole);
    let quoted = Citation::read("支部条例 第二十二条 “任期一般为3年”").unwrap();
    assert_eq!(quoted.quote.as_deref(), Some("任期一般为3年"));
    assert_eq!(Citation::read(&quoted.to_string()).unwrap(), quoted);
    for bad in ["意见", "第十九条", "意见 第条", "意见 第十九", "意见 第十九条 \"\""] {
        assert!(Citation::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn numbers() {
    for (text, shown) in [("32", "32"), ("1.50", "1.5"), ("-0.125", "-0.125"), ("0.001", "0.001")] {
        assert_eq!(text.parse::<Number>().unwrap().to_string(), shown);
    }
    for bad in ["", ".", "1.", "1.0001", "1e3", "+1", "十"] {
        assert!(bad.parse::<Number>().is_err(), "{bad}");
    }
    let (one, three) = (Number::whole(1), Number::whole(3));
    assert_eq!(one.share_cmp(three, 1, 3), Some(Ordering::Equal));
    assert_eq!(one.share_cmp(Number::whole(0), 1, 3), None);
}

#[test]
fn ids_are_stable_text() {
    let mut source = SeededIds::new(7);
    for _ in 0..100 {
        let id = PersonId::fresh(&mut source);
        assert_eq!(id.to_string().parse::<PersonId>().unwrap(), id);
    }
    assert_eq!(SeededIds::new(7).next_id(), SeededIds::new(7).next_id());
    assert!("z".repeat(26).parse::<PersonId>().is_err());
}

#[test]
fn places_count_characters() {
    let text = "责任: 甲\n  依据：乙";
    let at = text.find('：').unwrap();
    let place = Span::new(at, at + 3).locate(text);
    assert_eq!((place.line, place.column), (2, 5));
}
