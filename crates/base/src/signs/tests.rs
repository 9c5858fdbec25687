//! Which signs are taken and which are not, one by one and over all of Unicode.

use super::{NEVER, Sign, stray, with_plain_line_ends, without, written_out};
use proptest::prelude::*;

#[test]
fn the_table_is_in_order() {
    assert!(NEVER.iter().all(|(first, last, _)| first <= last));
    assert!(NEVER.windows(2).all(|two| two[0].1 < two[1].0));
}

#[test]
fn what_is_never_taken() {
    let each = [
        0x0, 0x1, 0x7, 0x8, 0xb, 0xc, 0xd, 0xe, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f,
        0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206f,
        0x3164, 0xfdd0, 0xfeff, 0xffa0, 0xfff9, 0xfffe, 0xffff, 0x1fffe, 0xe0001, 0xe0041, 0x10ffff,
    ];
    for code in each {
        let sign = char::from_u32(code).unwrap();
        let text = format!("张三丰{sign}同志");
        let found = stray(&text).unwrap_or_else(|| panic!("U+{code:04X}"));
        assert_eq!((found.after, found.to_string().contains(&format!("U+{code:04X}"))), (3, true), "{found}");
        assert_eq!((without(&text), written_out(&text)), ("张三丰同志".to_owned(), format!("张三丰〈U+{code:04X}〉同志")));
    }
    for plane in 0..=16_u32 {
        for last in [0xfffe, 0xffff] {
            assert!(Sign::of(char::from_u32(plane << 16 | last).unwrap()).is_some(), "every plane's last two are no characters");
        }
    }
}

#[test]
fn what_is_taken() {
    // Rare characters of names (extensions B to H), the dot of foreign names, forms of a character, marks, line ends.
    let texts = [
        "", "张三", "阿依古丽·买买提", "𠮷田", "𬀩", "𰻞", "𱁬", "〇", "葛\u{e0100}", "☎\u{fe0f}", "第一行\n第二行", "第一行\r\n第二行", "一\t二", "“引号”——……",
        "１２３，全角　空格", "不间断\u{a0}空格", "✓√×", "ABC abc 123", "カナ", "한국", "العربية", "\u{fffd}", "\u{20000}\u{2a6df}\u{30000}\u{323af}", "\u{e000}",
    ];
    for text in texts {
        assert_eq!(stray(text), None, "{text:?}");
        assert_eq!(written_out(text), text.replace("\r\n", "〈U+000D〉\n"));
    }
}

#[test]
fn the_words_say_where_and_which() {
    let words = |text: &str| stray(text).unwrap().to_string();
    assert_eq!(words("张三丰\u{200b}"), "第 3 个字后面有看不见的符号（零宽空格 U+200B）");
    assert_eq!(words("\u{feff}姓名"), "开头有看不见的符号（字节序标记 U+FEFF）");
    assert_eq!(words("一\r\n二\0"), "第 3 个字后面有看不见的符号（空字符 U+0000）", "an end of a line is one sign");
    assert_eq!(words("一\r二"), "第 1 个字后面有看不见的符号（单独的回车符 U+000D）");
}

proptest! {
    #[test]
    fn what_is_left_over_is_taken_and_all_else_stays(text in any::<String>()) {
        let left = without(&text);
        prop_assert_eq!(stray(&left), None);
        prop_assert_eq!(stray(&text).is_none() && !text.contains('\r'), left == text);
        let plain = with_plain_line_ends(text.clone());
        prop_assert_eq!(stray(&plain).map(|stray| stray.sign), stray(&text).map(|stray| stray.sign));
        prop_assert!(stray(&plain).is_some() || !plain.contains('\r'));
    }
}
