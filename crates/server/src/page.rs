//! The frame of every page: title, where one is, menu, the day judged for, 演示.

use crate::assets;
use crate::error::PageError;
use crate::app::App;
use crate::steady::said as clock_said;
use crate::viewer::Seat;
use crate::view::ledger::{Kind, described};
use crate::view::{Late, Link, links, mine, overview};
use crate::dates;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use jishi_authorize::Action;
use jishi_base::UnitId;
use jishi_pack::BodyMeaning;

/// A page that came out, or why not.
pub(crate) type Page = Result<Response, PageError>;

/// The entries of the menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entry {
    Mine,
    Body,
    Overview,
    Duties,
    Vacancies,
    Organisations,
    Calendar,
    Ledger(Kind),
    Imports,
    Units,
    Articles,
    Log,
    Accounts,
    Erasures,
    Me,
    About,
}

pub(crate) struct MenuItem {
    pub(crate) link: Link,
    pub(crate) current: bool,
    /// What is late there, the same number as on the page itself; shown where there is any.
    pub(crate) late: Late,
}

/// Who is at the page, as its head says.
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) post: String,
}

/// Entries under a heading; the first group has none.
pub(crate) struct MenuGroup {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<MenuItem>,
}

/// How something comes to be where nothing is yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Filling {
    /// Whoever looks brings workbooks in here.
    Page,
    /// On this machine, by a command: the pages only show.
    Command,
    /// Others bring them in.
    Others,
    /// Whoever looks keeps the system and sees no record.
    Never,
}

impl Filling {
    fn of(app: &App, seat: &Seat) -> Self {
        match () {
            () if app.live.is_none() => Self::Command,
            () if !seat.may_somewhere(Action::See) => Self::Never,
            () if seat.may_somewhere(Action::Import) => Self::Page,
            () => Self::Others,
        }
    }
}

/// Everything a page's frame shows.
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) demo: bool,
    pub(crate) unit: Option<Link>,
    /// Who is logged in, and in which post.
    pub(crate) who: Option<Who>,
    pub(crate) menu: Vec<MenuGroup>,
    pub(crate) crumbs: Vec<Link>,
    /// `2026年11月24日`, `星期二`; `None` where no state could be had.
    pub(crate) day: Option<(String, &'static str)>,
    /// Said where another day than today is judged for, or the site is not set up yet.
    pub(crate) notice: Option<String>,
    /// What is searched for.
    pub(crate) searched: String,
    /// Said where nothing is yet.
    pub(crate) filling: Filling,
}

impl Shell {
    /// The frame without a state: for errors.
    pub(crate) fn bare(app: &App, title: &str) -> Self {
        Self {
            title: title.to_owned(), demo: app.demo, unit: None, who: None, menu: Vec::new(), crumbs: Vec::new(),
            day: None, notice: None, searched: String::new(), filling: Filling::Others,
        }
    }

    /// The frame of a page about `unit`, or about no unit in particular.
    pub(crate) fn new(app: &App, seat: &Seat, title: impl Into<String>, unit: Option<UnitId>, current: Option<Entry>) -> Self {
        let snapshot = &seat.snapshot;
        let unit = unit.or_else(|| snapshot.only_unit());
        let inputs = snapshot.inputs();
        let another_day = (inputs.as_of != inputs.today).then(|| {
            format!("这里按 {} 的情况判定，今天是 {}。", dates::full(inputs.as_of), dates::full(inputs.today))
        });
        let missing = app.lacks();
        let lacks = (!missing.is_empty()).then(|| format!("这个站点还没有设置完，还缺{missing}：请他打开首次设置的链接；链接过了一小时的，在服务器上重新运行 jishi serve，会给出新的。"));
        // Who keeps the system can set the clock.
        let keeps = seat.account().is_some_and(|account| account.administrator().is_some());
        let behind = app.live.as_ref().filter(|_| keeps).and_then(|live| live.clock_is_behind());
        Self {
            title: title.into(),
            demo: app.demo,
            who: (!seat.viewer.name.is_empty()).then(|| Who {
                name: seat.viewer.name.clone(),
                post: seat.viewer.acting.as_ref().map_or_else(|| as_member(seat), |acting| acting.words.clone()),
            }),
            unit: unit.and_then(|id| snapshot.seen().unit(id)).map(|entry| Link::new(&entry.name, links::unit(entry.id))),
            menu: menu(seat, unit, current),
            crumbs: Vec::new(),
            day: Some((dates::full(inputs.as_of), dates::weekday(inputs.as_of))),
            notice: lacks.or(another_day).or_else(|| behind.map(clock_said)),
            searched: String::new(),
            filling: Filling::of(app, seat),
        }
    }

    /// The way here; the last step is the page itself and not a link.
    pub(crate) fn under(mut self, crumbs: Vec<Link>) -> Self {
        self.crumbs = crumbs;
        self
    }

    /// A shipped file's path.
    #[allow(clippy::unused_self)] // Templates reach it through the frame.
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::path(name)
    }
}

/// Whoever acts in no post acts as a member of a branch; who keeps the system is called by that.
fn as_member(seat: &Seat) -> String {
    let branch = seat.viewer.person.and_then(|person| seat.snapshot.branch_of(person));
    branch.map_or_else(String::new, |_| "党员".to_owned())
}

/// What there is to go to from a page about `unit`: one's own first, then the ledgers, what all rests on, the system.
fn menu(seat: &Seat, unit: Option<UnitId>, current: Option<Entry>) -> Vec<MenuGroup> {
    let (snapshot, viewer) = (&seat.snapshot, &seat.viewer);
    let with = |entry, text: &str, href: String, late| MenuItem { link: Link::new(text, href), current: current == Some(entry), late };
    let item = |entry, text: &str, href: String| with(entry, text, href, Late::default());
    // Who keeps the system sees no record: nothing leads where nothing is.
    let sees = seat.may_somewhere(Action::See);
    let mut own = Vec::new();
    if viewer.person.is_some() || viewer.acting.is_some() {
        own.push(with(Entry::Mine, "我的事项", links::mine(None), mine::late(snapshot, viewer)));
    }
    if let Some(body) = viewer.acting.as_ref().and_then(|post| snapshot.seen().body(post.body)) {
        own.push(item(Entry::Body, if snapshot.library().is_kind(&body.kind, BodyMeaning::Branch) { "本支部" } else { "本组织" }, links::body(body.id)));
    }
    if let Some(unit) = unit {
        // Who has matters of one's own sees their number there.
        let late = if own.is_empty() { overview::late(snapshot, unit) } else { Late::default() };
        own.push(item(Entry::Overview, "单位总览", links::unit(unit)));
        own.push(with(Entry::Duties, "责任清单", links::duties(unit, &[]), late));
        own.push(item(Entry::Vacancies, "职务空缺", links::vacancies(unit)));
    }
    if sees {
        own.push(item(Entry::Organisations, "组织", links::organisations(unit)));
        own.push(item(Entry::Calendar, "日历", links::calendar(unit, None, None)));
    }
    let described = Kind::ALL.into_iter().filter(|_| sees).filter_map(|kind| Some((kind, described(snapshot, kind)?)));
    let ledgers = described.map(|(kind, ledger)| item(Entry::Ledger(kind), &ledger.name, links::ledger(kind, unit, &[]))).collect();
    if seat.account().is_some() && seat.may_somewhere(Action::Import) {
        own.push(item(Entry::Imports, "导入工作簿", "/imports".to_owned()));
    }
    let mut system = vec![item(Entry::About, "关于本系统", links::about(unit))];
    if sees && snapshot.only_unit().is_none() {
        system.insert(0, item(Entry::Units, "全部单位", "/units".to_owned()));
    }
    if seat.may_somewhere(Action::SeeAccounts) && seat.account().is_some() {
        system.insert(0, item(Entry::Accounts, "账户", "/accounts".to_owned()));
    }
    if seat.account().is_some() && seat.auditor().is_ok() {
        system.insert(0, item(Entry::Log, "日志", "/log".to_owned()));
    }
    if seat.may_somewhere(Action::Erase) && seat.account().is_some() {
        system.insert(0, item(Entry::Erasures, "删除与限制", "/erasures".to_owned()));
    }
    if seat.account().is_some() {
        system.push(item(Entry::Me, "我的账户", "/me".to_owned()));
    }
    let groups = [
        MenuGroup { title: "", items: own },
        MenuGroup { title: "台账", items: ledgers },
        MenuGroup { title: "依据", items: vec![item(Entry::Articles, "制度与口径", links::articles(unit))] },
        MenuGroup { title: "系统", items: system },
    ];
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

/// Renders a template.
pub(crate) fn render(template: &impl Template) -> Page {
    template.render().map(|html| Html(html).into_response()).map_err(|error| PageError::Render(error.to_string()))
}
