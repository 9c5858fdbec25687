//! Passwords that are taken and refused.

use super::{fit, sorts};
use jishi_calendar::PartialDate;
use jishi_facts::{PasswordPolicy, PersonDetails};

fn holder() -> PersonDetails {
    PersonDetails {
        name: "王小明".into(),
        birth: Some(PartialDate { year: 1980, month: Some(2), day: Some(14) }),
        id_number: Some("410105198002140018".into()),
        phone: Some("13812345678".into()),
        ..PersonDetails::default()
    }
}

#[test]
fn what_may_be_a_password() {
    let (holder, long, too_long) = (holder(), "长短不一的话".repeat(21), "长短".repeat(65));
    for (password, good) in [
        ("一二三四五", false),
        ("树下石边溪水声", false),
        ("春天的花开了一树", true),
        ("correct horse battery", true),
        ("Tr0ub4dor&3", false),
        (long.as_str(), true),
        (too_long.as_str(), false),
        // Known to everybody, or a rule.
        ("123456789012", false),
        ("888888888888", false),
        ("abcdefghijklm", false),
        ("passwordpassword", false),
        ("qwertyuiopasdf", false),
        ("ｐａｓｓｗｏｒｄ１２３４", false),
        // Of the holder.
        ("wang.xiaoming的密码哦", false),
        ("WANG.xiaoming-2026!", false),
        ("今天王小明去开会了", false),
        ("春天的花开1980-02-14", false),
        ("春天的花开了800214", false),
        ("春天的花开了140018", false),
        ("春天的花开了345678", false),
        ("春天的花开了一树0214", true),
    ] {
        assert_eq!(fit(password, "wang.xiaoming", Some(&holder), PasswordPolicy::Asvs).is_ok(), good, "{password}");
    }
}

#[test]
fn the_other_policy_asks_for_three_sorts_of_signs() {
    for (password, count) in [("春天的花开了一树", 1), ("correct horse battery", 2), ("Correct horse 7 battery", 4), ("春天的花开了一树a7", 3)] {
        assert_eq!(sorts(password), count, "{password}");
        assert_eq!(fit(password, "x", None, PasswordPolicy::Mlps3).is_ok(), count >= 3, "{password}");
        assert!(fit(password, "x", None, PasswordPolicy::Asvs).is_ok(), "{password}");
    }
}

#[test]
fn a_refusal_does_not_repeat_it() {
    for password in ["秘密的词", "passwordpassword", "今天王小明去开会了"] {
        let said = fit(password, "", Some(&holder()), PasswordPolicy::Asvs).expect_err("refused").to_string();
        assert!(!said.contains(password) && (said.contains("请换") || said.contains("一句")), "{said}");
    }
}
