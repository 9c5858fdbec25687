//! The table of rights that is shipped with the program: pack content (`packs/通用/权限.yaml`), read and checked as packs are.
//!
//! A site's packs are shipped ones and its own, and its own may only narrow the table: so what is here is the most that anybody has.

use jishi_pack::{Right, SourceFile};
use std::sync::{Arc, LazyLock};

/// What it takes to read the table by itself.
const FILES: [(&str, &str); 3] = [
    ("pack.yaml", include_str!("../../../packs/通用/pack.yaml")),
    ("组织.yaml", include_str!("../../../packs/通用/组织.yaml")),
    ("权限.yaml", include_str!("../../../packs/通用/权限.yaml")),
];

/// The table, in its written order. A table with a fault gives nobody any right.
#[must_use]
pub fn shipped() -> &'static Arc<[Right]> {
    static TABLE: LazyLock<Arc<[Right]>> = LazyLock::new(|| {
        let file = |(file, text): (&str, &str)| SourceFile { pack_dir: "通用".to_owned(), file: file.to_owned(), text: text.to_owned() };
        jishi_pack::load(&FILES.map(file)).library.unwrap_or_default().rights.into()
    });
    &TABLE
}
