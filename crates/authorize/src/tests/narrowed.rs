//! A site's own pack narrows rights and gives none: whatever such a pack says, if it is taken nobody has more than the shipped table gives.

use super::support::{Small, small, today};
use crate::*;
use jishi_pack::{Outcome, SourceFile, load_own};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What is said of one right: its place in the table, and what is written of titles, expanse, relations and actions.
#[derive(Clone, Debug)]
struct Said {
    right: usize,
    titles: Option<Vec<&'static str>>,
    expanse: Option<&'static str>,
    through: Option<Vec<&'static str>>,
    actions: Option<Vec<&'static str>>,
}

const TITLES: [&str; 6] = ["书记", "副书记", "专职副书记", "组织委员", "委员", "成员"];

fn said() -> impl Strategy<Value = Said> {
    let some = |words: Vec<&'static str>| {
        let most = words.len();
        proptest::option::of(proptest::sample::subsequence(words, 0..=most))
    };
    let expanses: Vec<&'static str> = Expanse::ALL.map(Expanse::word).to_vec();
    let parts = (some(TITLES.to_vec()), proptest::option::of(proptest::sample::select(expanses)), some(jishi_pack::facts::RELATIONS.to_vec()), some(Action::ALL.map(Action::word).to_vec()));
    (0..shipped().len(), parts).prop_map(|(right, (titles, expanse, through, actions))| Said { right, titles, expanse, through, actions })
}

/// As a pack writes it. What the shipped right has not is left out where the pack is `careful`, so that many of them are taken.
fn written(said: &Said, careful: bool) -> String {
    let right = &shipped()[said.right];
    let list = |key: &str, words: &Option<Vec<&'static str>>, has: &dyn Fn(&str) -> bool| {
        words.as_ref().map(|words| format!("  {key}: [{}]\n", words.iter().filter(|word| !careful || has(word)).copied().collect::<Vec<_>>().join(", "))).unwrap_or_default()
    };
    let titles = list("职务", &said.titles, &|word| right.titles.iter().any(|title| title == word));
    let through = list("经由", &said.through, &|word| right.through.iter().any(|kind| kind == word));
    let sees = |word: &str| careful && right.actions.iter().any(|action| action.word() == word && action.reads() && *action != Action::Export);
    let mut actions = said.actions.clone();
    if let Some(actions) = &mut actions {
        actions.extend(Action::ALL.map(Action::word).into_iter().filter(|word| sees(word)));
    }
    let actions = list("可以", &actions, &|word| right.actions.iter().any(|action| action.word() == word));
    let expanse = said.expanse.filter(|word| !careful || *word == "本组织").map(|word| format!("  范围: {word}\n")).unwrap_or_default();
    format!("- 收窄: {}\n  依据: 本厅 第一条\n{titles}{expanse}{through}{actions}", right.name)
}

/// The shared pack with one of the site's own.
fn with_own(own: &str) -> Outcome {
    static SHARED: LazyLock<Vec<SourceFile>> = LazyLock::new(|| super::support::sources().into_iter().filter(|file| file.pack_dir == "通用").collect());
    let file = |file: &str, text: &str| SourceFile { pack_dir: "本厅".into(), file: file.into(), text: text.into() };
    let own = [file("pack.yaml", "包: 本厅\n全称: 本厅制度\n条数: 9\n引用: [通用]\n"), file("权限.yaml", own)];
    load_own(&SHARED.iter().cloned().chain(own).collect::<Vec<_>>(), &[], &|dir| dir == "本厅")
}

fn actors(small: &Small) -> Vec<Actor> {
    let mut all: Vec<Actor> = small.members.values().map(|person| Actor::person(*person, None)).collect();
    for (person, holding) in small.posts.values() {
        all.push(Actor::person(*person, Some(*holding)));
        all.push(Actor { entrusted: true, ..Actor::person(*person, Some(*holding)) });
    }
    all.extend([Administrator::System, Administrator::Security, Administrator::Audit].map(|seat| Actor::administrator(seat, true)));
    all.push(Actor::owner());
    all
}

/// Everything that anybody may do on the small site, and to what.
fn all_of(small: &Small, personal: &Personal) -> BTreeSet<String> {
    let register = Register { site: &small.site, personal };
    let mut out = BTreeSet::new();
    for (at, actor) in actors(small).iter().enumerate() {
        for action in Action::ALL {
            let extent = reach(register, actor, action, today()).extent;
            let ids = extent.bodies.iter().map(ToString::to_string).chain(extent.people.iter().map(ToString::to_string));
            out.extend(ids.chain(extent.units.iter().map(ToString::to_string)).chain(extent.own.map(|own| format!("own {own}"))).chain(extent.whole.then(|| "whole".to_owned())).map(|what| format!("{at} {action} {what}")));
            let records = small.records.values().filter(|id| extent.covers(&small.site, Resource::Record(**id)));
            out.extend(records.map(|id| format!("{at} {action} {id}")));
        }
    }
    out
}

/// What the shipped packs say, with another table.
fn with_rights(rights: Vec<Right>) -> Personal {
    static LIBRARY: LazyLock<jishi_pack::Library> = LazyLock::new(super::support::library);
    Personal::of(&jishi_pack::Library { rights, ..LIBRARY.clone() })
}

fn small_site() -> &'static (Small, BTreeSet<String>) {
    static SMALL: LazyLock<(Small, BTreeSet<String>)> = LazyLock::new(|| {
        let small = small();
        let most = all_of(&small, small.register().personal);
        (small, most)
    });
    &SMALL
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nobody_has_more(said in proptest::collection::vec(said(), 1..4), careful in any::<bool>()) {
        let own: String = said.iter().map(|said| written(said, careful)).collect();
        let outcome = with_own(&own);
        let Some(library) = outcome.library else {
            prop_assert!(!outcome.diagnostics.is_empty());
            return Ok(());
        };
        let (small, most) = small_site();
        // What is personal and what is called by what stays as it is: rights alone are compared.
        let narrowed = all_of(small, &with_rights(library.rights));
        let more: Vec<&String> = narrowed.difference(most).collect();
        prop_assert!(more.is_empty(), "{own}\n{more:?}");
    }
}

#[test]
fn less_is_given_and_more_is_refused() {
    let (small, most) = small_site();
    let narrow = "- 收窄: 党支部委员管本组织及下级\n  依据: 本厅 第一条\n  职务: [组织委员, 纪检委员]\n  范围: 本组织\n  可以: [看组织, 看名单]\n";
    let outcome = with_own(narrow);
    assert_eq!(outcome.diagnostics, []);
    let rights = outcome.library.expect("a library").rights;
    let narrowed = all_of(small, &with_rights(rights));
    assert!(narrowed.is_subset(most) && narrowed.len() < most.len(), "{} of {}", narrowed.len(), most.len());
    let codes = |own: &str| with_own(own).diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>();
    for (own, code) in [
        ("- 收窄: 党支部委员管本组织及下级\n  依据: 本厅 第一条\n  范围: 本单位\n", "B164"),
        ("- 收窄: 党支部委员管本组织及下级\n  依据: 本厅 第一条\n  可以: [看组织, 看名单, 看人员, 导出]\n", "B164"),
        ("- 收窄: 党支部委员管本组织及下级\n  依据: 本厅 第一条\n  职务: [书记]\n", "B164"),
        ("- 收窄: 党组任职者看本单位\n  依据: 本厅 第一条\n  职务: []\n", "B164"),
        ("- 收窄: 系统管理员管账户\n  依据: 本厅 第一条\n  可以: [看账户]\n", "B166"),
        ("- 收窄: 机关党委书记专职副书记管账户\n  依据: 本厅 第一条\n  职务: [书记]\n", "B166"),
        ("- 权限: 支部书记看全部\n  谁: 任职者\n  类别: [党支部]\n  范围: 本单位\n  可以: [看组织]\n  依据: 本厅：想看\n", "B162"),
        ("- 收窄: 党支部委员管本组织及下级\n  依据: 本厅 第一条\n  可以: [看组织, 登记, 更正]\n", "B161"),
    ] {
        assert_eq!(codes(own), [code], "{own}");
    }
}
