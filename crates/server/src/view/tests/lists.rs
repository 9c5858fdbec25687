//! The year's grid, pages, search, the month, the tree, ledgers, and what a record tells: each by a table of cases.

use super::world::{BRANCH, COMMITTEE, PEOPLE, UNIT, World, day};
use crate::view::calendar::{Scope, month, read_month};
use crate::view::closed::Opening;
use crate::view::grid::{Columns, grid};
use crate::view::ledger::{Kind, Query as LedgerQuery, ledger, whole};
use crate::view::organisations::tree;
use crate::view::pages::Pages;
use crate::view::search::{Query as SearchQuery, search};
use crate::view::{body, person, record};
use jishi_calendar::Period;
use jishi_evaluate::{Counted, Happened, NotCounted, Status};
use jishi_facts::register::RelationKind;
use jishi_facts::{Event, Subject, Value};

#[test]
fn a_list_is_cut_into_pages() {
    let table = [(0, "", Some((0, 0, 1))), (50, "", Some((1, 50, 1))), (51, "2", Some((51, 51, 2))), (51, "9", Some((51, 51, 2))), (51, "0", None), (51, "x", None)];
    for (total, asked, expected) in table {
        let pages = Pages::new(total, 50, asked, |page| format!("?page={page}"));
        assert_eq!(pages.map(|p| (p.first, p.last, p.page)), expected, "{total} {asked}");
    }
    let rows: Vec<usize> = (0..51).collect();
    let second = Pages::new(51, 50, "2", str::to_owned).expect("a page");
    assert_eq!((second.of(&rows), second.previous.as_deref(), second.next), (&[50][..], Some("1"), None));
    assert!(Pages::new(0, 50, "", str::to_owned).expect("a page").of(&rows[..0]).is_empty());
}

fn year() -> World {
    let mut world = World::new();
    let branch = Subject::Body(BRANCH);
    for (number, status) in [(1, Status::Met), (2, Status::Overdue), (3, Status::MetLate), (11, Status::Due), (12, Status::Upcoming)] {
        world.owe("主题党日", branch, Period::Month(2026, number), status, "2026-12-31");
    }
    world.owe("支部党员大会", branch, Period::Quarter(2026, 1), Status::Overdue, "2026-03-31");
    world.owe("支部党员大会", branch, Period::Quarter(2026, 4), Status::FactMissing, "2026-12-31");
    world.owe("组织生活会", branch, Period::Year(2026), Status::NotApplicable, "2026-12-31");
    world.owe("主题党日", branch, Period::Month(2025, 12), Status::Overdue, "2025-12-31");
    world
}

#[test]
fn the_year_stands_in_a_grid() {
    let snapshot = year().open();
    let marks = |columns| {
        let grid = grid(&snapshot, snapshot.of_subject(Subject::Body(BRANCH)), columns, 10).expect("a grid");
        let row = |row: &crate::view::grid::Row| row.cells.iter().map(|cell| format!("{}{}{}", cell.span, cell.class, cell.mark)).collect::<Vec<_>>().join(" ");
        grid.rows.iter().map(|each| format!("{} {}", each.duty, row(each))).collect::<Vec<_>>()
    };
    // What was not asked this year has no row; a quarter counts what was done of three.
    assert_eq!(marks(Columns::Quarters), ["主题党日 1o2 1u 1u 1d0", "支部党员大会 1l逾 1u 1u 1l缺"]);
    assert_eq!(marks(Columns::Months), ["主题党日 1m✓ 1o逾 1m补 1u 1u 1u 1u 1u 1u 1u 1d待 1u·", "支部党员大会 3l逾 3u 3u 3l缺"]);
    let grid = grid(&snapshot, snapshot.of_subject(Subject::Body(BRANCH)), Columns::Quarters, 1).expect("a grid");
    assert_eq!((grid.rows.len(), grid.more), (1, 1));
    assert_eq!(grid.rows[0].cells[0].words, "一季度，逾期 1，补办 1，已完成 1");
    assert!(grid.rows[0].cells[0].href.ends_with("/2026-02"), "the cell opens to what is late");
}

#[test]
fn search_finds_by_name_kind_and_day() {
    let mut world = year();
    world.record(1, "主题党日", &[BRANCH], "2026-03-12", &[], &[]);
    let snapshot = world.open();
    let found = |q: &str| {
        let search = search(&snapshot, &SearchQuery { q: q.into(), ..SearchQuery::default() }).expect("a search");
        search.found.iter().map(|found| format!("{} {}", found.id, found.total)).collect::<Vec<_>>().join("，")
    };
    let table = [
        ("人事处", "bodies 1"), ("赵敏", "people 1"), ("主题党日", "records 1，duties 1"), ("2026-03-12", "records 1"), ("2026-03", "records 1"),
        ("2026年3月", "records 1"), ("3月12日", "records 1"), ("2026-04", ""), ("没有", ""), ("  ", ""), ("13月1日", ""),
    ];
    for (q, expected) in table {
        assert_eq!(found(q), expected, "{q}");
    }
    assert!(search(&snapshot, &SearchQuery { q: "人".into(), sort: "souls".into(), ..SearchQuery::default() }).is_none());
    let paged = search(&snapshot, &SearchQuery { q: "主题".into(), sort: "records".into(), ..SearchQuery::default() }).expect("a search");
    assert_eq!((paged.total, paged.pages.map(|pages| pages.total)), (1, Some(1)));
}

#[test]
fn a_month_is_read_and_laid_out() {
    for (text, expected) in [("", Some("2026-11-01")), ("2026-02", Some("2026-02-01")), ("2026-13", None), ("26-01", None), ("2026-1", None), ("0001-01", None), ("x", None)] {
        assert_eq!(read_month(text, day("2026-11-24")), expected.map(day), "{text}");
    }
    let mut world = year();
    world.record(1, "主题党日", &[BRANCH], "2026-11-12", &[], &[]);
    world.record(2, "学习培训", &[], "2026-11-13", &[("学员", PEOPLE[1].0)], &[]);
    let snapshot = world.open();
    let view = month(&snapshot, Scope::Body(BRANCH), day("2026-11-01"));
    // 1 November 2026 is a Sunday: six blanks before it, five weeks and a day.
    assert_eq!((view.weeks.len(), view.weeks[0].iter().filter(|day| day.number.is_none()).count()), (6, 6));
    assert!(view.weeks.iter().all(|week| week.len() == 7));
    let of = |number: i8| view.weeks.iter().flatten().find(|day| day.number == Some(number)).map(|day| day.entries.iter().map(|entry| format!("{} {}", entry.word, entry.link.text)).collect::<Vec<_>>().join("，"));
    assert_eq!(of(12).as_deref(), Some("已开 主题党日：学习，纪念 入党纪念日 4 人"));
    assert_eq!(of(13).as_deref(), Some(""), "training is no meeting");
    let december = month(&snapshot, Scope::Unit(UNIT), day("2026-12-01"));
    let last = december.weeks.iter().flatten().find(|day| day.number == Some(31)).expect("a day");
    assert!(last.entries.iter().any(|entry| entry.link.text == "支部党员大会" && entry.word == "到期"));
    assert!(month(&snapshot, Scope::Body(BRANCH), day("2100-12-01")).next.is_none());
}

#[test]
fn no_body_is_lost_from_the_tree() {
    let mut world = World::new();
    let rows = |world: &World| {
        let copy = World { library: world.library.clone(), site: world.site.clone(), contents: world.contents.clone(), instances: vec![], as_of: world.as_of };
        tree(&copy.open(), None, "").expect("a tree").rows.iter().map(|row| (row.depth, row.members)).collect::<Vec<_>>()
    };
    assert_eq!(rows(&world), [(0, 0), (1, 4)]);
    world.enter(Event::Related { body: COMMITTEE, kind: RelationKind::Subordinate, to: BRANCH, from: None });
    assert_eq!(rows(&world).len(), 2, "each registered above the other");
}

#[test]
fn a_talk_shows_that_it_took_place_and_no_more() {
    let mut world = World::new();
    let id = world.record(1, "谈心谈话", &[], "2026-06-02", &[("谈话人", PEOPLE[0].0), ("对象", PEOPLE[1].0)], &[("事由", Value::Code("家庭变故".into()))]);
    let snapshot = world.open();
    let page = record::page(&snapshot, id, &Opening::default()).expect("a record");
    let names: Vec<&str> = page.fields.iter().map(|row| row.name.as_str()).collect();
    assert!(page.talk && page.title == "谈心谈话");
    assert_eq!(names, ["谈话人", "对象"]);
    let (_, rows) = whole(&snapshot, Kind::Talks, &LedgerQuery::default()).expect("a ledger");
    let texts: Vec<&str> = rows[0].iter().flatten().map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts, ["2026-06-02", "王芳", "赵敏", "中共示范厅人事处支部委员会", "2026-11-20"]);
}

#[test]
fn a_record_says_who_asks_for_each_field_and_what_it_counts_for() {
    let mut world = World::new();
    let id = world.record(1, "主题党日", &[BRANCH], "2026-11-12", &[("记录人", PEOPLE[1].0)], &[("应到", Value::Flag(true)), ("教育主题", Value::codes(["政治学习"]))]);
    let fact = |not_counted| vec![Counted { what: Happened::Record(id), date: day("2026-11-12"), not_counted }];
    let owed = world.owe("主题党日", Subject::Body(BRANCH), Period::Month(2026, 11), Status::Met, "2026-11-30");
    *owed = owed.clone().resting_on(fact(None));
    let owed = world.owe("组织生活会", Subject::Body(BRANCH), Period::Year(2026), Status::Overdue, "2026-11-01");
    *owed = owed.clone().resting_on(fact(Some(NotCounted::NoQuorum)));
    for (person, _) in &PEOPLE[1..4] {
        let owed = world.owe("书记轮训", Subject::Person(*person), Period::Year(2026), Status::Met, "2026-12-31");
        *owed = owed.clone().resting_on(fact(None));
    }
    let snapshot = world.open();
    let page = record::page(&snapshot, id, &Opening::default()).expect("a record");
    let rows: Vec<_> = page.fields.iter().map(|row| (row.name.as_str(), row.cite.is_some(), row.read)).collect();
    assert_eq!(rows, [("主题", true, false), ("应到", true, false), ("记录人", false, false), ("教育主题", false, true)]);
    let counted: Vec<_> = page.counted.iter().map(|row| (row.link.text.as_str(), row.subject.as_str(), row.not_counted.is_some())).collect();
    let name = "中共示范厅人事处支部委员会";
    assert_eq!(counted, [("主题党日", name, false), ("书记轮训", "3 人", false), ("组织生活会", name, true)]);
    assert_eq!((page.later, page.corrections, page.withdrawn), (Some(8), 0, false));
}

#[test]
fn hours_stand_in_register_order_with_what_is_asked() {
    let mut world = World::new();
    for (person, hours) in [(PEOPLE[3].0, 40), (PEOPLE[1].0, 30)] {
        world.hours(person, hours, if hours >= 32 { Status::Met } else { Status::Due });
    }
    let snapshot = world.open();
    let view = ledger(&snapshot, Kind::Hours, LedgerQuery::default()).expect("a ledger");
    let text = |cell: &crate::view::ledger::Cell| cell.iter().map(|part| part.text.clone()).collect::<String>();
    let rows: Vec<(String, String, String)> = view.rows.iter().map(|row| (text(&row[0]), text(&row[2]), text(&row[4]))).collect();
    let expected = [("王芳", "", ""), ("赵敏", "30", "待办"), ("周浩", "", ""), ("孙博文", "40", "已完成")];
    assert_eq!(rows, expected.map(|(name, hours, state)| (name.to_owned(), hours.to_owned(), state.to_owned())));
}

#[test]
fn a_ledger_says_what_it_lists() {
    let snapshot = World::new().open();
    let chosen = |kind, query| ledger(&snapshot, kind, query).expect("a ledger").chosen();
    assert_eq!(chosen(Kind::Meetings, LedgerQuery { year: "2025".into(), q: " 王 ".into(), ..LedgerQuery::default() }), "2025 年，有“王”");
    let of_branch = chosen(Kind::Members, LedgerQuery { body: BRANCH.to_string(), ..LedgerQuery::default() });
    assert!(!of_branch.is_empty() && !of_branch.contains('年'), "{of_branch}");
}

#[test]
fn a_filter_that_cannot_be_read_is_refused() {
    let snapshot = World::new().open();
    let query = |change: fn(&mut LedgerQuery)| {
        let mut query = LedgerQuery::default();
        change(&mut query);
        ledger(&snapshot, Kind::Meetings, query).is_some()
    };
    assert!(query(|_| {}) && query(|q| q.year = "2025".into()) && query(|q| q.body = BRANCH.to_string()));
    assert!(!query(|q| q.year = "abc".into()) && !query(|q| q.unit = "zz".into()) && !query(|q| q.body = PEOPLE[0].0.to_string()) && !query(|q| q.page = "0".into()));
}

#[test]
fn a_vacant_post_says_how_long_a_successor_may_take() {
    let mut world = World::new();
    world.enter(Event::HolderLeft { holding: jishi_base::HoldingId(31), on: day("2026-04-01") });
    world.owe("主题党日", Subject::Post(jishi_base::PostId(31)), Period::Clock(day("2026-04-01"), day("2026-12-01")), Status::Due, "2026-12-01");
    let snapshot = world.open();
    let page = body::page(&snapshot, BRANCH, "").expect("a body");
    assert_eq!(page.posts[0].vacancy.as_ref().map(|(_, words)| words.as_str()), Some("空缺，剩 7 天"));
    assert_eq!((page.members.len(), page.above.len()), (4, 1));
    let committee = body::page(&snapshot, COMMITTEE, "").expect("a body");
    assert_eq!((committee.below.len(), committee.members.len()), (1, 0));
    let left = person::page(&snapshot, PEOPLE[0].0, "").expect("a person");
    assert!(left.posts.iter().all(|post| !post.current) && left.posts[0].span.ends_with("至 2026年4月1日"));
}
