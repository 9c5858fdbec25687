//! Names of bodies as people say them.

/// Full endings and the short ones that are said for them, the longest first.
const ENDINGS: [(&str, &str); 4] =
    [("机关纪律检查委员会", "机关纪委"), ("总支部委员会", "党总支"), ("支部委员会", "党支部"), ("机关委员会", "机关党委")];

/// `人事处党支部` for `中共示范厅人事处支部委员会`: without the party's name, and with the short ending.
pub(crate) fn short_name(full: &str) -> String {
    let name = full.strip_prefix("中国共产党").or_else(|| full.strip_prefix("中共")).unwrap_or(full);
    let short = ENDINGS.iter().find_map(|(long, short)| Some(format!("{}{short}", name.strip_suffix(long)?)));
    short.unwrap_or_else(|| name.to_owned())
}
