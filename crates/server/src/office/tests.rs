//! Pages and programs translate, each on its own side of the use cases.

use std::path::Path;

/// A program's part of the site takes nothing from a page's handler, nor the other way round; a use case knows neither of them,
/// and a view no use case.
#[test]
fn entrances_do_not_call_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looked_at = 0;
    let rooms = [
        ("api", &["handlers"][..]),
        ("handlers", &["api"]),
        ("office", &["handlers", "api", "form"]),
        ("view", &["handlers", "api", "office", "app", "form", "page"]),
    ];
    for (folder, strangers) in rooms {
        for file in files(&root.join(folder)) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            let named = |stranger: &&&str| text.contains(&format!("crate::{stranger}"));
            assert_eq!(strangers.iter().find(named), None, "{}", file.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 60, "{looked_at}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let inside = |path: std::path::PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(inside).filter(|path| !path.ends_with("office/tests.rs")).collect()
}
