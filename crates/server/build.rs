//! Stops the build with a plain message where the pages' style sheets have not been put together yet.

use std::path::Path;

fn main() {
    let dist = Path::new("../../web/dist");
    println!("cargo::rerun-if-changed=../../web/dist");
    println!("cargo::rerun-if-changed=templates");
    if !dist.join("bootstrap.css").is_file() {
        println!("cargo::error=缺少 web/dist（网页的样式和图标）。请先在仓库根目录运行：make assets");
        println!("cargo::error=web/dist is missing (style sheets and icons of the pages). Run first, at the root of the repository: make assets");
    }
}
