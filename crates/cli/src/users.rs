//! Is there anybody else on this machine? Where there is, pages are not opened to whoever comes.

use crate::failure::Failure;
use std::io::ErrorKind;

/// Where the accounts of the machine are listed.
const ACCOUNTS: &str = "/etc/passwd";
/// Where it says what else lists them; where there is no such file, nothing does.
const LISTS: &str = "/etc/nsswitch.conf";
/// Lists that are the file itself, or hold no people.
const LOCAL: [&str; 3] = ["files", "compat", "systemd"];
/// From this number on accounts are people's; [`NOBODY`] is nobody's.
const PEOPLE: u32 = 1_000;
const NOBODY: u32 = 65_534;
/// Ends of the paths of shells with which nobody logs in.
const NO_SHELL: [&str; 4] = ["nologin", "false", "true", "sync"];

/// Refuses to show everything to whoever is on the machine where others have accounts on it, or where that is not known.
///
/// # Errors
/// As said, in words for whoever started the program.
pub fn refuse_others() -> Result<(), Failure> {
    let help = "请去掉 --owner，用窗口里给出的一次性链接打开";
    let unknown = || Failure::new("不知道这台电脑上还有没有别的用户，不能用 --owner", help);
    let text = std::fs::read_to_string(ACCOUNTS).map_err(|_| unknown())?;
    let lists = match std::fs::read_to_string(LISTS) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unknown()),
        lists => lists.unwrap_or_default(),
    };
    if listed_elsewhere(&text, &lists) {
        return Err(unknown());
    }
    let others = others(&text, own().ok_or_else(unknown)?);
    match others.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(Failure::new(format!("这台电脑上还有别的用户（{first} 等 {} 个），不能用 --owner", others.len()), help)),
    }
}

/// The number of whoever runs the program.
#[cfg(unix)]
fn own() -> Option<u32> {
    Some(rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn own() -> Option<u32> {
    None
}

/// Do other lists than the file have accounts of this machine, a directory of the network?
fn listed_elsewhere(passwd: &str, lists: &str) -> bool {
    let of_accounts = lists.lines().filter_map(|line| line.split('#').next()?.trim().strip_prefix("passwd:"));
    // What is to be done when a list does not answer stands in brackets: `[NOTFOUND=return]`.
    let names = of_accounts.flat_map(|line| line.split(['[', ']']).step_by(2)).flat_map(str::split_whitespace);
    names.into_iter().any(|name| !LOCAL.contains(&name)) || passwd.lines().any(|line| line.starts_with('+'))
}

/// The names of other people's accounts with which one can log in. A line that cannot be read is nobody's.
fn others(passwd: &str, own: u32) -> Vec<String> {
    let person = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, uid, _, _, _, shell] = fields.as_slice() else { return None };
        let uid: u32 = uid.parse().ok()?;
        // An empty shell is the usual one.
        let logs_in = !NO_SHELL.contains(&shell.rsplit('/').next().unwrap_or_default());
        (uid >= PEOPLE && uid != NOBODY && uid != own && logs_in).then(|| (*name).to_owned())
    };
    passwd.lines().filter_map(person).collect()
}

#[cfg(test)]
mod tests;
