//! A test has one name, however it is found.

use super::{functions, listed, module};

#[test]
fn a_test_is_named_by_crate_module_and_function() {
    for (path, name) in [
        ("crates/store/tests/suite/main.rs", "jishi_store::suite"),
        ("crates/store/tests/suite/accounts/mod.rs", "jishi_store::suite::accounts"),
        ("crates/server/tests/office/api/rights.rs", "jishi_server::office::api::rights"),
        ("crates/seal/src/tests/vectors.rs", "jishi_seal::tests::vectors"),
        ("crates/server/src/lib.rs", "jishi_server"),
        ("security/attacks/tests/input/json.rs", "jishi_attacks::input::json"),
        ("xtask/src/tidy/tests.rs", "xtask::tidy::tests"),
    ] {
        assert_eq!(module(path).as_deref(), Some(name), "{path}");
    }
    assert_eq!(module("web/build.mjs"), None);
    let source = "#[test]\nfn one() {}\nfn no_test() {}\n#[tokio::test]\nasync fn two() {}\n#[test]\n#[ignore = \"slow\"]\nfn left_out() {}\n/* #[test]\nfn said() {} */\n";
    assert_eq!(functions(source), ["one", "two"]);
}

#[test]
fn the_runner_s_list_says_the_same_names() {
    for (line, name) in [
        ("jishi-attacks::input json::no_json_breaks", "jishi_attacks::input::json::no_json_breaks"),
        ("jishi-seal tests::vectors::sha_256", "jishi_seal::tests::vectors::sha_256"),
        ("xtask::bin/xtask tidy::tests::the_tree_is_tidy", "xtask::tidy::tests::the_tree_is_tidy"),
    ] {
        assert_eq!(listed(line).as_deref(), Some(name), "{line}");
    }
}
