//! Passwords that are taken and refused.

use super::{COMMON, admissible};

#[test]
fn what_may_be_a_password() {
    for (password, good) in [
        ("一二三四五六七", false),
        ("春天的花开了一树", true),
        ("1234567", false),
        ("correct horse battery", true),
        (&"长".repeat(100), false),
        (&"长短".repeat(64), true),
        (&"长短".repeat(65), false),
        ("12345678", false),
        ("1234567890", false),
        ("0987654321", false),
        ("87654321", false),
        ("88888888", false),
        ("abcdefghij", false),
        ("PassWord", false),
        ("ｐａｓｓｗｏｒｄ", false),
        ("wang.xiaoming", false),
        ("WANG.xiaoming", false),
        ("wang.xiaoming的密码", true),
        ("13579246", true),
    ] {
        assert_eq!(admissible(password, "wang.xiaoming").is_ok(), good, "{password}");
    }
    assert!(COMMON.iter().all(|common| common.chars().count() >= 8 && admissible(common, "").is_err()));
}

#[test]
fn a_refusal_does_not_repeat_it() {
    for password in ["秘密的词", "password"] {
        let said = admissible(password, "").expect_err("refused").to_string();
        assert!(!said.contains(password) && said.contains("请换") | said.contains("一句"), "{said}");
    }
}
