//! The table itself: it names what the packs declare and nothing else, and keeps its own rules.

use super::support::library;
use crate::*;
use std::collections::BTreeSet;

#[test]
fn the_table_is_read() {
    assert!(shipped().len() > 20);
    assert_eq!(library().rights, **shipped(), "the same by itself as with all packs");
}

#[test]
fn every_kind_and_title_is_declared_by_a_pack() {
    let kinds = library().body_kinds;
    for row in shipped().iter() {
        for kind in &row.kinds {
            let declared = kinds.get(kind).unwrap_or_else(|| panic!("没有一个包声明组织类别 {kind}"));
            for title in &row.titles {
                assert!(declared.posts.contains(title), "没有一个包声明 {kind} 有职务 {title}");
            }
        }
    }
}

#[test]
fn every_post_that_packs_declare_stands_in_the_table() {
    for kind in library().body_kinds.values() {
        for title in &kind.posts {
            assert!(shipped().iter().any(|row| row.is_for_post(&kind.name, title)), "表里没有 {} 的 {title}", kind.name);
        }
    }
}

#[test]
fn every_row_is_whole() {
    for row in shipped().iter() {
        let holder = row.of == Bearer::Holder;
        assert_eq!(holder, !row.kinds.is_empty(), "{row:?}");
        assert!(holder || (row.titles.is_empty() && row.through.is_empty()), "{row:?}");
        assert!(!row.actions.is_empty() && row.basis.contains('：'), "{row:?}");
        assert_eq!(row.expanse == Expanse::Whole, !matches!(row.of, Bearer::Holder | Bearer::Member), "只有管理员和本机所有者管到全部：{row:?}");
        assert!(row.expanse != Expanse::Themself || row.of == Bearer::Member, "{row:?}");
    }
}

/// A correction replaces the whole record: whoever saw only part of it would lose the rest.
#[test]
fn who_changes_or_sees_people_sees_the_body_whole() {
    let sees_whole = [Action::See, Action::SeeNames, Action::SeePeople];
    for row in shipped().iter().filter(|row| row.of == Bearer::Holder || row.of == Bearer::System) {
        if row.actions.contains(&Action::Correct) || row.actions.contains(&Action::SeePeople) {
            assert!(sees_whole.iter().all(|action| row.actions.contains(action)), "{row:?}");
        }
        if row.actions.contains(&Action::SeeNames) || row.actions.contains(&Action::Export) {
            assert!(row.actions.contains(&Action::See), "{row:?}");
        }
    }
}

#[test]
fn posts_give_no_administrators_rights_and_administrators_see_no_records() {
    let duties = BTreeSet::from([Action::ManageAccounts, Action::SeeAccounts, Action::ReadJournal]);
    for row in shipped().iter() {
        match row.of {
            // A unit that opens its own people's accounts; nothing else comes with it, and no journal.
            Bearer::Holder if row.phase == Phase::Entrusted => {
                assert_eq!((row.expanse, &row.actions), (Expanse::Unit, &BTreeSet::from([Action::ManageAccounts, Action::SeeAccounts])), "{row:?}");
            }
            Bearer::Holder | Bearer::Member => assert!(row.actions.is_disjoint(&duties), "{row:?}"),
            // Who erases stands outside the work: the security administrator is the second of two.
            Bearer::Security if row.actions == BTreeSet::from([Action::Erase]) => {}
            Bearer::System | Bearer::Security | Bearer::Audit if row.phase == Phase::Always => assert!(row.actions.is_subset(&duties), "{row:?}"),
            _ => {}
        }
    }
}

#[test]
fn actions_are_written_as_the_table_writes_them() {
    for action in Action::ALL {
        assert_eq!(serde_json::to_string(&action).expect("JSON"), format!("\"{action}\""));
    }
    assert!(Action::ALL.is_sorted());
}

#[test]
fn the_page_of_rights_is_made_from_the_table() {
    let written = std::fs::read_to_string("../../docs/permissions.md").unwrap_or_default();
    assert!(written == document(), "docs/permissions.md 与权限表不符，应为：\n{}", document());
}
