//! Single cells: every writing of dates, numbers, names, identity numbers and attendance.

use crate::values::identity::check_digit;
use crate::values::{date, identity, name, number, roll};
use crate::*;

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

#[test]
fn dates_in_every_writing() {
    let cases = [
        ("2026-01-05", "2026-01-05"),
        ("  2026-01-05 ", "2026-01-05"),
        ("2026-1-5", "2026-01-05"),
        ("2026/1/5", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("2026.01.05.", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("2026 年 1 月 5 日", "2026-01-05"),
        ("2026年1月5号", "2026-01-05"),
        ("2026年1月5日（星期一）", "2026-01-05"),
        ("2026年1月5日上午9:00", "2026-01-05"),
        ("2026-01-05 09:30", "2026-01-05"),
        ("2026-01-05T09:30:00", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("２０２６－０１－０５", "2026-01-05"),
        ("２０２６．１．５", "2026-01-05"),
        ("２０２６年１月５日", "2026-01-05"),
        ("二〇二六年一月五日", "2026-01-05"),
        ("二零二六年十二月二十五日", "2026-12-25"),
        ("2026年1月", "2026-01"),
        ("1970.05", "1970-05"),
        ("1985.1", "1985-01"),
        ("1985.10", "1985-10"),
        ("197005", "1970-05"),
        ("1970-05", "1970-05"),
        ("1970", "1970"),
        ("46027", "2026-01-05"),
        ("2024-02-29", "2024-02-29"),
        ("2026年3月1日至3日", "2026-03-01"),
        ("2026.3.1-3.5", "2026-03-01"),
        ("2026-03-01~2026-03-05", "2026-03-01"),
    ];
    for (written, meant) in cases {
        let read = date::partial(&text(written), &mut Vec::new()).map(|date| date.to_string());
        assert_eq!(read.as_deref(), Ok(meant), "{written}");
    }
}

#[test]
fn dates_that_are_none_are_refused() {
    for written in [
        "2026-02-30", "2026年2月30日", "2025-02-29", "20261305", "2026-13-01", "2026-00-10", "2026-01-32", "26.1.5", "26-01-05", "1.5", "去年",
        "待定", "3026-01-05", "1826-01-05", "2026-1", "123", "无", "二月三十日",
    ] {
        assert!(date::day(&text(written), &mut Vec::new()).is_err(), "{written}");
    }
    for cell in [Cell::Bool(true), Cell::Date(None), Cell::Number(3.0), Cell::Number(-5.0), Cell::Number(f64::NAN), Cell::Number(20_260_230.0)] {
        assert!(date::day(&cell, &mut Vec::new()).is_err(), "{cell:?}");
    }
}

#[test]
fn dates_in_number_cells() {
    let cases = [
        (1970.05, "1970-05", 0),
        (1985.12, "1985-12", 0),
        (1985.1, "1985-10", 1),
        (1985.01, "1985-01", 0),
        (20_260_105.0, "2026-01-05", 0),
        (202_601.0, "2026-01", 0),
        (1970.0, "1970", 0),
        (46_027.0, "2026-01-05", 0),
        (46_027.75, "2026-01-05", 0),
    ];
    for (number, meant, doubts) in cases {
        let mut notes = Vec::new();
        assert_eq!(date::partial(&Cell::Number(number), &mut notes).map(|date| date.to_string()).as_deref(), Ok(meant), "{number}");
        assert_eq!(notes.len(), doubts, "{number}");
    }
    assert!(date::partial(&Cell::Number(1985.13), &mut Vec::new()).is_err());
    assert!(date::partial(&Cell::Number(1985.125), &mut Vec::new()).is_err());
}

/// Every day of two centuries exists in every common writing, and no other day does.
#[test]
fn days_of_two_centuries() {
    for year in 1900..=2100i16 {
        for month in 1..=12i8 {
            for day in [1, 28, 29, 30, 31i8] {
                let exists = jiff::civil::Date::new(year, month, day).is_ok();
                for written in [format!("{year}-{month:02}-{day:02}"), format!("{year}.{month}.{day}"), format!("{year}{month:02}{day:02}")] {
                    assert_eq!(date::day(&text(&written), &mut Vec::new()).is_ok(), exists, "{written}");
                }
            }
        }
    }
}

fn with_check(first: &str) -> String {
    format!("{first}{}", char::from(check_digit(first.as_bytes()).expect("digit")))
}

#[test]
fn identity_numbers() {
    let good = with_check("99010119700530642");
    assert_eq!(good, "990101197005306424");
    for written in ["990101197005306424", " 990101 19700530 6424 ", "９９０１０１１９７００５３０６４２４", "'990101197005306424", "99010119770305747x", "99010119770305747Ｘ"] {
        let read = identity::read(&text(written), &mut Vec::new()).expect(written).expect(written);
        assert_eq!(read.number.len(), 18, "{written}");
    }
    let read = identity::read(&text(&good), &mut Vec::new()).unwrap().unwrap();
    assert_eq!((read.birth.to_string().as_str(), read.sex), ("1970-05-30", "女"));
    for written in ["无", "/", "9901************24"] {
        assert!(identity::read(&text(written), &mut Vec::new()).unwrap().is_none(), "{written}");
    }
    let bad = [
        ("990101197005306425", "校验码"),
        (&with_check("99010119700230642"), "出生日期不存在"),
        (&with_check("99010118990530642"), "出生日期不存在"),
        ("99010119700530642", "17 位"),
        ("990101700530642", "15 位"),
        ("9901011970053064A4", "18 位"),
        ("护照E12345678", "18 位"),
    ];
    for (written, why) in bad {
        let problem = identity::read(&text(written), &mut Vec::new()).err().expect(written);
        assert!(problem.message.contains(why), "{written}: {}", problem.message);
        assert!(!problem.message.contains(written), "the number stands in the message");
    }
    let lost = identity::read(&Cell::Number(990_101_197_005_306_400.0), &mut Vec::new()).err().unwrap();
    assert!(lost.message.contains("存成了数字"));
    assert!(identity::read(&Cell::Number(990_101_700_530_642.0), &mut Vec::new()).err().unwrap().message.contains("15 位"));
}

proptest::proptest! {
    /// Any single wrong digit is found.
    #[test]
    fn a_wrong_digit_of_an_identity_number_is_found(serial in 0u32..999, year in 1920i16..2010, month in 1u8..=12, day in 1u8..=28, at in 0usize..17, by in 1u8..10) {
        let good = with_check(&format!("110101{year}{month:02}{day:02}{serial:03}"));
        let mut wrong = good.into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        let wrong = String::from_utf8(wrong).unwrap();
        proptest::prop_assert!(identity::read(&text(&wrong), &mut Vec::new()).is_err());
    }

    /// No text makes a reader panic.
    #[test]
    fn readers_take_any_text(written in "\\PC{0,24}") {
        let cell = text(&written);
        let _ = date::partial(&cell, &mut Vec::new());
        let _ = identity::read(&cell, &mut Vec::new());
        let _ = name::list(&cell);
        let _ = number::read(&cell);
        let _ = rolled(&written, &["张三"]);
    }
}

#[test]
fn names() {
    let cases = [
        ("张三", "张三", None),
        ("张　三", "张三", None),
        (" 张 三 ", "张三", None),
        ("张三（女）", "张三", Some("女")),
        ("张三(办公室)", "张三", Some("办公室")),
        ("买买提•吐尔逊", "买买提·吐尔逊", None),
        ("𠮷田", "𠮷田", None),
        ("张三同志", "张三", None),
        ("韩超志", "韩超志", None),
        ("李同", "李同", None),
    ];
    for (written, meant, note) in cases {
        let read = name::one(&text(written)).expect(written);
        assert_eq!((read.name.as_str(), read.note.as_deref()), (meant, note), "{written}");
    }
    for written in ["张", "张三3", "以上人员情况属实请领导审阅", "张\u{200b}三", "（女）", "2026-01-05", "张\u{202e}三"] {
        assert!(name::one(&text(written)).is_err(), "{written}");
    }
    assert!(name::one(&Cell::Number(3.0)).is_err());
    for written in ["张三、李四、王　五", "张三 李四 王五", "张三，李四，王五", "张三\n李四\n王五", "张三；李四/王五"] {
        let names: Vec<String> = name::list(&text(written)).expect(written).into_iter().map(|name| name.name).collect();
        assert_eq!(names, ["张三", "李四", "王五"], "{written}");
    }
}

#[test]
fn numbers() {
    let cases = [("8", "8"), ("８", "8"), ("8学时", "8"), (" 1.5 小时", "1.5"), ("二十三人", "23"), ("共23人", "23"), ("1,200", "1200"), ("0", "0")];
    for (written, meant) in cases {
        assert_eq!(number::read(&text(written)).map(|number| number.to_string()).as_deref(), Ok(meant), "{written}");
    }
    for written in ["八九个", "20余人", "约20", "-3", "1天", "全部", "", "8-10", "1e5", "1.2345"] {
        assert!(number::read(&text(written)).is_err(), "{written}");
    }
    assert_eq!(number::read(&Cell::Number(1.5)).map(|number| number.to_string()).as_deref(), Ok("1.5"));
    for cell in [Cell::Number(-1.0), Cell::Number(f64::INFINITY), Cell::Number(0.0001), Cell::Bool(true), Cell::Date(None)] {
        assert!(number::read(&cell).is_err(), "{cell:?}");
    }
}

fn rolled(written: &str, names: &[&str]) -> roll::Roll {
    let nobody: Vec<String> = ["无", "/", "-", "全勤", "0"].map(str::to_owned).into();
    let words = crate::lexicon::Lexicon::built_in().expect("words");
    let letters: Vec<String> = names.iter().map(|name| name::letters(name)).collect();
    let longest = letters.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let known = |name: &str| letters.iter().any(|known| known == name);
    roll::read(written, &nobody, &words.roll, &roll::Register { known: &known, longest })
}

#[test]
fn attendance_in_words() {
    let known = ["张三", "李四", "王五", "艾合买提·吐尔逊", "张晓明", "丁"];
    let read = |written: &str| {
        let roll = rolled(written, &known);
        (roll.names.into_iter().map(|name| name.name).collect::<Vec<_>>().join("|"), roll.stated, roll.unread)
    };
    let cases: &[(&str, &str, &[u32])] = &[
        ("无", "", &[]),
        (" 无。", "", &[]),
        ("/", "", &[]),
        ("－", "", &[]),
        ("全勤", "", &[]),
        ("全体党员均已到会", "", &[]),
        ("应到8人，实到8人", "", &[]),
        ("张三（出差）、李四（病假）", "张三|李四", &[]),
        ("张三、李四（请假）", "张三|李四", &[]),
        ("张三（病假）李四（事假）", "张三|李四", &[]),
        ("张三(出差)李四(病假)王五", "张三|李四|王五", &[]),
        ("张三和李四", "张三|李四", &[]),
        ("张三及李四", "张三|李四", &[]),
        ("张三与李四出差", "张三|李四", &[]),
        ("张三，李四以及王五请假", "张三|李四|王五", &[]),
        ("张三李四王五", "张三|李四|王五", &[]),
        ("张三-病假，李四-事假", "张三|李四", &[]),
        ("张三—李四", "张三|李四", &[]),
        ("张三/李四", "张三|李四", &[]),
        ("缺席2人：张三、李四", "张三|李四", &[2]),
        ("因公出差2人（张三、李四）", "张三|李四", &[2]),
        ("张三、李四等2人因公出差", "张三|李四", &[2]),
        ("张三等两名同志病假", "张三", &[2]),
        ("缺席2人，其中病假1人（张三）、事假1人（李四）", "张三|李四", &[2, 1, 1]),
        ("请假 1 人：王五（病假、住院）", "王五", &[1]),
        ("病假：张三、李四；出差：王五", "张三|李四|王五", &[]),
        ("张三：病假；李四：出差", "张三|李四", &[]),
        ("张三：病假、李四：出差", "张三|李四", &[]),
        ("张三\n李四", "张三|李四", &[]),
        ("张三出差", "张三", &[]),
        ("张三赴郑州参加活动、李四在家照顾老人", "张三|李四", &[]),
        ("张三 李四", "张三|李四", &[]),
        ("张三 孙七", "张三|孙七", &[]),
        ("张三、李四 请假", "张三|李四", &[]),
        ("张　三、李四", "张三|李四", &[]),
        ("除张三出差外，其余同志均参加", "张三", &[]),
        ("孙七（病假）", "孙七", &[]),
        ("孙七和钱八", "孙七|钱八", &[]),
        ("艾合买提.吐尔逊、艾合买提•吐尔逊和艾合买提吐尔逊", "艾合买提吐尔逊|艾合买提吐尔逊|艾合买提吐尔逊", &[]),
        ("丁（病假）、张晓明", "丁|张晓明", &[]),
        ("张三（由李四代为请假）", "张三", &[]),
    ];
    for (written, names, stated) in cases {
        assert_eq!(read(written), ((*names).to_owned(), stated.to_vec(), Vec::new()), "{written}");
    }
    // What may be a name and is not known is handed back, never passed over.
    for (written, names, unread) in [("张三丁一明", "张三", "丁一明"), ("孙七钱八周九吴十", "", "孙七钱八周九吴十"), ("张晓", "张晓", "")] {
        let expected: Vec<String> = Some(unread.to_owned()).into_iter().filter(|rest| !rest.is_empty()).collect();
        let (found, _, rest) = read(written);
        assert_eq!((found.as_str(), rest), (names, expected), "{written}");
    }
    assert!(rolled("张三（出差）", &known).reasons && !rolled("张三、李四", &known).reasons);
}

#[test]
fn telephone_numbers_are_the_same_however_they_are_divided() {
    let phone = |text: &str| crate::values::phone(&Cell::Text(text.into())).unwrap();
    for written in ["13800000005", "138-0000-0005", "138 0000 0005", "+86 13800000005", "（86）138-00000005", "１３８０００００００５"] {
        assert_eq!(phone(written), "13800000005", "{written}");
    }
    assert_eq!(crate::values::phone(&Cell::Number(13_800_000_005.0)).unwrap(), "13800000005");
    assert_eq!(phone("0371-6590 1234"), "0371-65901234");
}

/// Somebody of eighty was born before 1954: days are counted from 1900.
#[test]
fn days_of_people_who_are_old_are_counted_too() {
    let day = |cell: &Cell| crate::values::date::day(cell, &mut Vec::new()).unwrap().to_string();
    assert_eq!(day(&Cell::Number(18_172.0)), "1949-10-01");
    assert_eq!(day(&Cell::Text("18172".into())), "1949-10-01");
}
