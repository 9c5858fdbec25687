//! The first screen: whose matters it shows, how they are told, and what it proposes.

use super::world::{BRANCH, COMMITTEE, PEOPLE, World, day, secretary};
use crate::snapshot::Snapshot;
use crate::view::links;
use crate::view::Late;
use crate::view::mine::{Desk, Mine, late, mine};
use crate::viewer::Viewer;
use jishi_base::PersonId;
use jishi_calendar::Period;
use jishi_evaluate::Status;
use jishi_facts::{Subject, Value};

/// `已逾期：主题党日、…`, a group an entry.
fn told(view: &Mine) -> Vec<String> {
    let of = |group: &crate::view::mine::Group| group.items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>().join("、");
    view.groups.iter().map(|group| format!("{}：{}", group.title, of(group))).collect()
}

fn screen(snapshot: &Snapshot, viewer: &Viewer) -> Mine {
    mine(snapshot, &Desk::of(viewer).expect("a desk"))
}

fn world() -> World {
    let mut world = World::new();
    let branch = Subject::Body(BRANCH);
    world.owe("主题党日", branch, Period::Month(2026, 9), Status::Overdue, "2026-09-30");
    world.owe("主题党日", branch, Period::Month(2026, 10), Status::Met, "2026-10-31");
    world.owe("主题党日", branch, Period::Month(2026, 11), Status::Due, "2026-11-30");
    world.owe("主题党日", branch, Period::Month(2026, 12), Status::Upcoming, "2026-12-31");
    world.owe("支部党员大会", branch, Period::Quarter(2026, 4), Status::Due, "2026-12-31");
    world.owe("组织生活会", branch, Period::Year(2026), Status::FactMissing, "2026-12-31");
    for (person, hours) in [(PEOPLE[1].0, 30), (PEOPLE[2].0, 24), (PEOPLE[3].0, 8)] {
        world.hours(person, hours, Status::Due);
    }
    world.hours(PEOPLE[0].0, 0, Status::Waived);
    world.owe("书记轮训", Subject::Person(PEOPLE[0].0), Period::Year(2026), Status::Overdue, "2026-10-01");
    world
}

#[test]
fn a_secretary_sees_the_branch_s_matters_and_the_members_in_one_line() {
    let snapshot = world().open();
    let view = screen(&snapshot, &secretary(BRANCH));
    let expected = ["已逾期：主题党日、书记轮训", "缺事实：组织生活会", "一周内：主题党日", "年底前：支部党员大会、3 名党员学时不足 32"];
    assert_eq!(told(&view), expected);
    let members = view.groups.iter().flat_map(|group| &group.items).find(|item| item.title.contains("名党员")).expect("the members");
    // In register order, not by hours; who is excused is said.
    assert_eq!(members.why, "赵敏 30、周浩 24、孙博文 8。另有 1 人已按规定免除。");
    assert_eq!(members.button.text, "看名单");
    assert_eq!((view.figures[0].value, view.figures[0].late, view.figures[1].value), (2, true, 1));
    assert_eq!(late(&snapshot, &secretary(BRANCH)), Late { count: 2, hard: true });
}

#[test]
fn what_can_be_entered_leads_to_the_form_and_the_rest_to_its_explanation() {
    let snapshot = world().open();
    let view = screen(&snapshot, &secretary(BRANCH));
    let items: Vec<_> = view.groups.iter().flat_map(|group| &group.items).collect();
    let late = items.first().expect("an item");
    assert_eq!(late.button.href, links::record_new(BRANCH, "主题党日", "主题党日"));
    assert_eq!(late.why, "党支部应当每月至少有 1 次主题党日。到 2026-11-24，还没有一次，期限为 2026-09-30，待办。");
    assert_eq!(items.iter().find(|item| item.title == "组织生活会").map(|item| item.button.text.as_str()), Some("看说明"));
    assert_eq!(view.record, Some(links::record_new(BRANCH, "", "")));
    // Somebody else's desk is only looked at.
    let other = mine(&snapshot, &Desk::of_body(BRANCH));
    assert!(other.record.is_none() && other.groups.iter().flat_map(|group| &group.items).all(|item| !item.button.text.contains("登记")));
}

#[test]
fn each_desk_has_what_its_post_must_see_to() {
    let mut world = world();
    world.owe("书记轮训", Subject::Person(PEOPLE[1].0), Period::Year(2026), Status::Due, "2026-12-01");
    let snapshot = world.open();
    assert_eq!(told(&screen(&snapshot, &secretary(COMMITTEE))), ["已逾期：书记轮训：王芳", "一周内：书记轮训：赵敏"]);
    // A member without a post: the own hours alone.
    let member = Viewer { person: Some(PEOPLE[2].0), ..Viewer::default() };
    assert_eq!(told(&screen(&snapshot, &member)), ["年底前：党员学时"]);
    assert!(Desk::of(&Viewer::default()).is_none() && late(&snapshot, &Viewer::default()) == Late::default());
    // Another post of the branch has its own matters, not the secretary's for the members.
    let mut other = secretary(BRANCH);
    other.acting.as_mut().expect("a post").title = "纪检委员".into();
    other.person = Some(PersonId(99));
    assert!(told(&screen(&snapshot, &other)).iter().all(|group| !group.contains("名党员")));
}

#[test]
fn many_periods_of_one_duty_are_one_item() {
    let mut world = World::new();
    for month in 1..=8 {
        world.owe("主题党日", Subject::Body(BRANCH), Period::Month(2026, month), Status::Overdue, &format!("2026-0{month}-28"));
    }
    let snapshot = world.open();
    let view = screen(&snapshot, &secretary(BRANCH));
    assert_eq!(told(&view), ["已逾期：主题党日：8 期"]);
    assert_eq!(view.groups[0].items[0].why, "2026年1月、2026年2月、2026年3月、2026年4月、2026年5月、2026年6月等 8 期。");
    assert!(view.groups[0].items[0].href.contains("status=overdue"));
}

#[test]
fn nothing_to_do_is_said_by_empty_groups_and_zeros() {
    let snapshot = World::new().open();
    let view = screen(&snapshot, &secretary(BRANCH));
    assert!(view.groups.is_empty() && view.grid.is_none() && view.together.is_empty());
    assert!(view.figures.iter().all(|figure| figure.value == 0 && !figure.late));
    assert_eq!(view.figures.last().and_then(|figure| figure.of), Some(0));
    assert_eq!(view.about, "中共示范厅人事处支部委员会，4 名党员。");
}

#[test]
fn one_session_is_proposed_only_where_kind_or_reading_allow_it() {
    let branch = Subject::Body(BRANCH);
    let open = |statuses: [(&str, Status); 3]| {
        let mut world = World::new();
        for (duty, status) in statuses {
            world.owe(duty, branch, Period::Year(2026), status, "2026-12-31");
        }
        let snapshot = world.open();
        let view = screen(&snapshot, &secretary(BRANCH));
        view.together.iter().map(|one| one.duties.iter().map(|duty| duty.text.as_str()).collect::<Vec<_>>().join("、")).collect::<Vec<_>>()
    };
    let due = Status::Due;
    assert_eq!(open([("组织生活会", due), ("民主评议党员", due), ("支部党员大会", due)]), ["组织生活会、民主评议党员"]);
    assert!(open([("组织生活会", Status::Met), ("民主评议党员", due), ("支部党员大会", due)]).is_empty());
    assert!(open([("组织生活会", Status::Overdue), ("民主评议党员", due), ("支部党员大会", due)]).is_empty());
}

#[test]
fn what_entry_costs_follows_from_the_fields() {
    let mut world = World::new();
    let number = |value| Value::Number(jishi_base::Number::whole(value));
    let person = PEOPLE[1].0;
    world.record(1, "主题党日", &[BRANCH], "2026-11-05", &[("记录人", person)], &[("应到", number(4)), ("教育主题", Value::codes(["政治学习"]))]);
    world.record(2, "主题党日", &[BRANCH], "2026-11-05", &[("记录人", person)], &[("应到", number(4))]);
    world.record(3, "主题党日", &[COMMITTEE], "2026-11-06", &[], &[]);
    let snapshot = world.open();
    let burden = screen(&snapshot, &secretary(BRANCH)).burden.expect("a body's");
    // Two records of three fields each: 主题, 应到, 记录人; what the system reads itself costs nothing.
    assert_eq!((burden.records, burden.fields, burden.minutes, burden.repeated), (2, 6, 2, 1));
    assert_eq!(burden.unsourced, ["记录人"]);
    assert!(burden.formula().contains("30 秒") && burden.formula().contains("6 个字段"));
}

#[test]
fn the_month_of_entry_is_counted_not_the_month_of_the_event() {
    let mut world = World::new();
    world.record(1, "主题党日", &[BRANCH], "2026-03-05", &[], &[]);
    world.as_of = day("2026-12-01");
    let snapshot = world.open();
    assert_eq!(screen(&snapshot, &secretary(BRANCH)).burden.map(|burden| burden.records), Some(0));
}
