//! The journal as whoever audits reads it: who did what sort of act, on what sort of thing, when, how often. People who are
//! merely touched go by a short code of their id; accounts are named as the page of accounts names them.

use crate::encoding;
use crate::view::account::Line;
use crate::dates;
use jishi_authorize::{Deed, Detail, Sort};
use jishi_facts::Entity;
use jishi_store::{Fate, LogLine, LogPage, LogTimes};
use std::collections::BTreeMap;

/// Signs of an id that stand for it.
const CODE: usize = 6;

/// Whoever has done something, or has an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Who {
    /// The account's id, where it is one.
    pub(crate) account: Option<String>,
    pub(crate) name: String,
    /// Post or login: what tells one from others.
    pub(crate) about: String,
}

/// The names that an auditor may know.
#[derive(Default)]
pub(crate) struct Names {
    accounts: BTreeMap<String, Line>,
    /// Logins by their pseudonyms.
    logins: BTreeMap<String, String>,
}

impl Names {
    /// `pseudonym` is that of a login.
    pub(crate) fn of(lines: Vec<Line>, pseudonym: impl Fn(&str) -> String) -> Self {
        let logins = lines.iter().map(|line| (pseudonym(&line.login), line.id.to_string())).collect();
        Self { accounts: lines.into_iter().map(|line| (line.id.to_string(), line)).collect(), logins }
    }

    /// By the pseudonym that entries carry.
    pub(crate) fn who(&self, actor: &str) -> Who {
        let Some(line) = self.accounts.get(actor) else {
            let known = actor.chars().count() < 10;
            let name = if known { actor.to_owned() } else { format!("账户 {}", code(actor)) };
            return Who { account: None, name, about: String::new() };
        };
        let about = if line.posts.is_empty() { format!("登录名 {}", line.login) } else { line.posts.clone() };
        Who { account: Some(actor.to_owned()), name: line.whose.clone(), about }
    }

    /// Accounts to choose from, by name.
    pub(crate) fn choices(&self) -> impl Iterator<Item = &Line> {
        self.accounts.values()
    }

    /// A thing in words: `人员 …7k3d2f`, `账户 张三`.
    pub(crate) fn thing(&self, thing: &Entity) -> String {
        let name = match (thing, thing.id()) {
            (Entity::Account(_), Some(id)) => self.accounts.get(&id).map_or_else(|| code(&id), |line| format!("{}（{}）", line.whose, line.login)),
            (_, Some(id)) => code(&id),
            (_, None) => return thing.word().to_owned(),
        };
        format!("{} {name}", thing.word())
    }

    fn login(&self, pseudonym: Option<&String>) -> String {
        match pseudonym {
            None => "试过的登录名太多，不再一一区分".to_owned(),
            Some(pseudonym) => match self.logins.get(pseudonym).and_then(|id| self.accounts.get(id)) {
                Some(line) => format!("登录名是{}的", line.whose),
                None => format!("登录名不存在（代号 {}）", code(pseudonym)),
            },
        }
    }
}

/// What stands for an id: its last signs.
pub(crate) fn code(id: &str) -> String {
    let signs: Vec<char> = id.chars().collect();
    format!("…{}", signs.get(signs.len().saturating_sub(CODE)..).unwrap_or(&[]).iter().collect::<String>())
}

/// One of many deeds of a command: what sort of thing was done to what sort, without saying to which.
fn in_short(deed: &Deed) -> String {
    format!("{}{}", deed.did, deed.thing.as_ref().map_or("", Entity::word))
}

/// One deed in a sentence, after the one who did it.
pub(crate) fn said(names: &Names, actor: &str, deed: &Deed, entered: jishi_calendar::Date) -> String {
    let thing = || deed.thing.as_ref().map_or_else(String::new, |thing| names.thing(thing));
    let itself = matches!(&deed.thing, Some(Entity::Account(id)) if id.to_string() == actor);
    let what = match &deed.detail {
        Detail::LogIn { login, source } => {
            let from = source.as_ref().map_or_else(String::new, |source| format!("，来处代号 {}", code(source)));
            format!("{}，{}{from}", deed.did, names.login(login.as_ref()))
        }
        Detail::Named(action, None) if deed.sort == Sort::Refused => match &deed.thing {
            None | Some(Entity::Site) => format!("要“{action}”，{}", deed.did),
            Some(_) => format!("要对{}“{action}”，{}", thing(), deed.did),
        },
        Detail::Named(list, Some(rows)) => {
            let whose = if matches!(deed.thing, None | Some(Entity::Site)) { String::new() } else { format!("{}的", thing()) };
            let most = if is_ahead(deed) { "至多 " } else { "" };
            format!("{}{whose}“{list}”，{most}{rows} 行", deed.did)
        }
        Detail::Named(name, None) => format!("{} {name}", deed.did),
        Detail::Fields(fields, _) => format!("{}{}的{}", deed.did, thing(), fields.iter().cloned().collect::<Vec<_>>().join("、")),
        Detail::Facts(facts) => format!("{}{}，{facts} 条事实", deed.did, thing()),
        Detail::None if itself => deed.did.trim_end_matches(['了', '：']).to_owned(),
        Detail::None => format!("{}{}", deed.did, thing()),
    };
    let times = if deed.times > 1 { format!("，{}", times(deed.least, deed.times)) } else { String::new() };
    let on = deed.on.filter(|on| *on != entered).map_or_else(String::new, |on| format!("（{}）", dates::short(on, entered)));
    format!("{what}{times}{on}")
}

/// Was it entered ahead of what it counts?
fn is_ahead(deed: &Deed) -> bool {
    deed.least < deed.times
}

/// `3 次`; where it is not known how often of so many, `1 至 4 次`.
fn times(least: u64, most: u64) -> String {
    if least < most { format!("{least} 至 {most} 次") } else { format!("{most} 次") }
}

/// A row of the page.
pub(crate) struct Row {
    pub(crate) seq: u64,
    pub(crate) who: Who,
    /// What the one who acts can be narrowed to.
    pub(crate) only: String,
    pub(crate) said: Vec<String>,
    /// How many entries it was, and whether more than are told.
    pub(crate) entries: u64,
    pub(crate) more: bool,
    /// What becomes of a part of an import.
    pub(crate) fate: Option<&'static str>,
    /// A word where it is of a sort that an auditor looks for, and how it is coloured.
    pub(crate) tag: Option<(&'static str, &'static str)>,
    pub(crate) day: String,
    pub(crate) hour: String,
}

fn tag(sort: Sort, deed: Option<&Deed>) -> Option<(&'static str, &'static str)> {
    match (sort, deed.map(|deed| &deed.detail)) {
        (Sort::Failed, _) => Some(("失败", "late")),
        (Sort::Refused, _) => Some(("拒绝", "late")),
        (Sort::Opened, Some(Detail::Fields(_, label))) => Some((label.word(), "due")),
        (Sort::Exported, _) => Some(("导出", "due")),
        (Sort::Erased, _) => Some(("删除", "due")),
        _ => None,
    }
}

/// What becomes of a part of an import, in words.
pub(crate) fn became(fate: Fate) -> &'static str {
    match fate {
        Fate::Staged => "分批写入，未生效",
        Fate::Published => "分批写入，已生效",
        Fate::Abandoned => "分批写入，已放弃",
    }
}

pub(crate) fn row(names: &Names, line: &LogLine, today: jishi_calendar::Date) -> Row {
    let (first, more) = (line.deeds.first(), line.entries > line.deeds.len() as u64);
    let mut said: Vec<String> = Vec::new();
    for deed in &line.deeds {
        let whole = matches!(deed.detail, Detail::Facts(_)) || !more;
        let sentence = if whole { self::said(names, &line.actor, deed, line.day) } else { in_short(deed) };
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    Row {
        seq: line.seq,
        who: names.who(&line.actor),
        only: encoding::query(&[("account", &line.actor)]),
        entries: line.entries,
        more,
        said,
        fate: line.fate.map(became),
        tag: first.and_then(|deed| tag(deed.sort, Some(deed))),
        day: dates::short(line.day, today),
        hour: dates::hour(line.at),
    }
}

/// The filter as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) sort: String,
    pub(crate) account: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) before: String,
}

impl Query {
    /// The same filter, further on.
    pub(crate) fn older(&self, before: u64) -> String {
        let (before, filter) = (before.to_string(), self.filter());
        format!("/log{}", encoding::query(&filter.into_iter().chain([("before", before.as_str())]).collect::<Vec<_>>()))
    }

    /// The same filter from its newest on.
    pub(crate) fn newest(&self) -> String {
        format!("/log{}", encoding::query(&self.filter()))
    }

    /// Does anything narrow it?
    pub(crate) fn narrows(&self) -> bool {
        self.filter().iter().any(|(_, value)| !value.is_empty())
    }

    fn filter(&self) -> Vec<(&'static str, &str)> {
        vec![("sort", &self.sort), ("account", &self.account), ("from", &self.from), ("to", &self.to)]
    }
}

/// A number of the last days, with where it opens to.
pub(crate) struct Figure {
    pub(crate) word: &'static str,
    pub(crate) times: LogTimes,
    pub(crate) href: String,
    /// It is for the auditor to look at.
    pub(crate) asks: bool,
}

/// What the page shows.
pub(crate) struct Log {
    pub(crate) query: Query,
    pub(crate) figures: Vec<Figure>,
    pub(crate) size: u64,
    /// Short: enough to compare by eye.
    pub(crate) root: String,
    /// What the full check found, and whether that is good.
    pub(crate) checked: (bool, String),
    /// The checkpoint of the last commit: up to which entry, and when. None where nothing was written yet.
    pub(crate) checkpoint: Option<(u64, String)>,
    pub(crate) rows: Vec<Row>,
    pub(crate) older: Option<String>,
    /// That it was read could not be entered.
    pub(crate) not_entered: bool,
}

impl Log {
    /// How often what is to be looked at was done, in sum; none where it never was.
    pub(crate) fn asks(&self) -> Option<String> {
        let asked = || self.figures.iter().filter(|figure| figure.asks).map(|figure| figure.times);
        let (least, most) = (asked().map(|times| times.least).sum(), asked().map(|times| times.most).sum());
        let said = if asked().any(|times| times.more) { format!("{least} 次以上") } else { times(least, most) };
        (least > 0).then_some(said)
    }
}

/// `9c4e07b1…6e0a71d2`
pub(crate) fn short_root(root: &str) -> String {
    let (first, last) = (root.get(..8).unwrap_or(root), root.get(root.len().saturating_sub(8)..).unwrap_or_default());
    format!("{first}…{last}")
}

pub(crate) fn rows(names: &Names, page: &LogPage, today: jishi_calendar::Date) -> Vec<Row> {
    page.lines.iter().map(|line| row(names, line, today)).collect()
}
