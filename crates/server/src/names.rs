//! Names of bodies as people say them.

use jishi_pack::Library;

/// `人事处党支部` for `中共示范厅人事处支部委员会`: without the party's name, and with the short ending.
pub(crate) fn short_name(library: &Library, full: &str) -> String {
    let name = full.strip_prefix("中国共产党").or_else(|| full.strip_prefix("中共")).unwrap_or(full);
    library.short_ending(name).unwrap_or_else(|| name.to_owned())
}
