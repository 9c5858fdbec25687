//! The style sheets, icons and script that the program carries, under names that change with their content.

use rust_embed::Embed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Dist;

/// A file as it is served.
pub(crate) struct Asset {
    pub(crate) content_type: String,
    pub(crate) etag: String,
    pub(crate) bytes: Cow<'static, [u8]>,
}

/// Served files by hashed name, and hashed paths by plain name.
struct Shelf {
    assets: BTreeMap<String, Asset>,
    paths: BTreeMap<String, String>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf { assets: BTreeMap::new(), paths: BTreeMap::new() };
    for name in Dist::iter() {
        let Some(file) = Dist::get(&name) else { continue };
        let hash = short_hex(&file.metadata.sha256_hash());
        let hashed = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
            None => format!("{name}.{hash}"),
        };
        // All of them are texts.
        let content_type = format!("{}; charset=utf-8", mime_guess::from_path(name.as_ref()).first_or_octet_stream());
        shelf.paths.insert(name.into_owned(), format!("/assets/{hashed}"));
        shelf.assets.insert(hashed, Asset { content_type, etag: format!("W/\"{hash}\""), bytes: file.data });
    }
    shelf
});

fn short_hex(hash: &[u8]) -> String {
    hash.iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The path of a file by its plain name: `app.css`. Tests hold every name that templates use against the shelf.
pub(crate) fn path(name: &str) -> &'static str {
    SHELF.paths.get(name).map_or("/assets/missing", String::as_str)
}

/// A file by its hashed name.
pub(crate) fn find(hashed: &str) -> Option<&'static Asset> {
    SHELF.assets.get(hashed)
}

#[cfg(test)]
mod tests;

/// Every shipped file: plain name and content.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    SHELF.paths.iter().filter_map(|(name, path)| Some((name.as_str(), find(path.strip_prefix("/assets/")?)?.bytes.as_ref())))
}
