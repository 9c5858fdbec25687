//! Decisions, case by case: what is entered, and what is refused with which word.

use crate::*;
use jiff::civil::date;
use jishi_base::{BodyId, HoldingId, ItemId, PersonId, PostId, RecordId, Slim, SlimSet, UnitId};
use jishi_facts::{Extension, PersonDetails, Stamp, Subject, Term, Uptake};
use std::collections::BTreeMap;

const UNIT: UnitId = UnitId(1);
const COMMITTEE: BodyId = BodyId(2);
const BRANCH: BodyId = BodyId(3);
const OTHER: BodyId = BodyId(4);
const PERSON: PersonId = PersonId(5);
const HOLDING: HoldingId = HoldingId(6);
const POST: PostId = PostId(7);
const RECORD: RecordId = RecordId(8);
const ITEM: ItemId = ItemId(10);

fn apply(site: &mut Site, command: Command) -> usize {
    let events = decide(site, command).expect("accepted");
    for event in &events {
        let stamp = Stamp { seq: site.size, at: 0, day: date(2026, 11, 24), actor: "测试".into() };
        site.apply(&stamp, event);
    }
    events.len()
}

fn body(body: BodyId, name: &str, parent: Option<BodyId>) -> Command {
    Command::RegisterBody { body, unit: Some(UNIT), kind: "党支部".into(), name: name.into(), founded: Some(date(2018, 11, 15)), parent, source: None }
}

fn details() -> PersonDetails {
    PersonDetails { name: "张三".into(), joined: Some(date(2001, 1, 7)), ..PersonDetails::default() }
}

fn content(bodies: Vec<BodyId>) -> Content {
    Content { kinds: SlimSet::from(["党课"]), bodies, date: date(2026, 3, 1), fields: Slim::new(), people: Slim::new(), text: Slim::new() }
}

fn appoint(from: jiff::civil::Date, at: PostAt, holding: HoldingId) -> Command {
    Command::Appoint { holding, at, person: PERSON, from, until: None, source: None }
}

fn item(item: ItemId, text: &str, due: Option<jiff::civil::Date>) -> Command {
    let text = BTreeMap::from([("事项".to_owned(), text.to_owned())]);
    Command::OpenItem { item, kind: "议定事项".into(), body: BRANCH, opened_by: Some(RECORD), opened: date(2026, 3, 1), owner: Some(PERSON), due, text: text.into() }
}

fn waive(ground: &str) -> Command {
    Command::Waive { duty: "党课".into(), subject: Subject::Post(POST), period: "2026Q1".into(), ground: ground.into(), by: PERSON }
}

fn extension(approved_by: BodyId) -> Extension {
    Extension {
        duty: "换届".into(), subject: Subject::Body(BRANCH), period: "2026-09-10".into(), until: date(2027, 3, 10), approved_by,
        approved: date(2026, 9, 1),
    }
}

fn site() -> Site {
    let mut site = Site::default();
    apply(&mut site, Command::RegisterUnit { unit: UNIT, name: "某厅".into() });
    apply(&mut site, body(COMMITTEE, "机关党委", None));
    apply(&mut site, body(BRANCH, "办公室支部", Some(COMMITTEE)));
    apply(&mut site, body(OTHER, "人事处支部", Some(COMMITTEE)));
    let person = Command::RegisterPerson { person: PERSON, unit: UNIT, blind: None, details: details(), branch: Some((BRANCH, None)), source: None };
    apply(&mut site, person);
    apply(&mut site, appoint(date(2024, 3, 13), PostAt::New { post: POST, body: BRANCH, title: "书记".into() }, HOLDING));
    apply(&mut site, Command::Record { record: RECORD, content: content(vec![BRANCH]), source: None });
    site
}

#[test]
fn what_is_refused_and_why() {
    let nobody = PersonId(99);
    let cases: Vec<(Command, &str)> = vec![
        (Command::RegisterUnit { unit: UnitId(9), name: "某厅".into() }, "已经登记"),
        (Command::RegisterUnit { unit: UnitId(9), name: " ".into() }, "没有写"),
        (body(BodyId(9), "办公室支部", None), "已经登记"),
        (body(BodyId(9), "财务处支部", Some(BodyId(98))), "没有这个党组织"),
        (Command::CloseBody { body: BRANCH, on: date(2018, 1, 1) }, "早于成立日期"),
        (Command::CloseBody { body: BodyId(98), on: date(2026, 1, 1) }, "没有这个党组织"),
        (Command::MoveBody { body: COMMITTEE, to: BRANCH, on: None }, "自己的下级"),
        (Command::MoveBody { body: BRANCH, to: BRANCH, on: None }, "自己的下级"),
        (Command::StartTerm { body: BRANCH, term: Term { from: date(2024, 1, 1), years: 0 } }, "届期"),
        (Command::RegisterPerson { person: PERSON, unit: UNIT, blind: None, details: details(), branch: None, source: None }, "已经登记"),
        (Command::RegisterPerson { person: nobody, unit: UnitId(9), blind: None, details: details(), branch: None, source: None }, "没有这个单位"),
        (Command::ChangePerson { person: nobody, blind: None, details: details(), source: None }, "没有这个人"),
        (Command::ChangePerson { person: PERSON, blind: None, details: PersonDetails::default(), source: None }, "没有姓名"),
        (Command::JoinBranch { person: PERSON, branch: OTHER, kind: jishi_facts::MembershipKind::Registered, from: None }, "另一个党支部"),
        (Command::Transfer { person: PERSON, from: OTHER, to: BRANCH, on: date(2026, 1, 1) }, "不在原支部"),
        (Command::Transfer { person: PERSON, from: BRANCH, to: OTHER, on: date(2000, 1, 1) }, "早于"),
        (appoint(date(2024, 3, 13), PostAt::Known(POST), HoldingId(9)), "已经登记"),
        (appoint(date(2024, 3, 13), PostAt::Known(PostId(98)), HoldingId(9)), "没有这个职务"),
        (Command::Leave { holding: HOLDING, on: date(2023, 1, 1) }, "早于任职日期"),
        (Command::Leave { holding: HoldingId(98), on: date(2026, 1, 1) }, "没有这条任职"),
        (Command::CorrectHolding { holding: HOLDING, from: date(2024, 1, 1), until: Some(date(2023, 1, 1)) }, "早于任职日期"),
        (Command::Record { record: RECORD, content: content(vec![BRANCH]), source: None }, "已经登记"),
        (Command::Record { record: RecordId(9), content: content(vec![]), source: None }, "说不清"),
        (Command::Record { record: RecordId(9), content: content(vec![BodyId(98)]), source: None }, "没有这个党组织"),
        (Command::CorrectRecord { record: RecordId(98), content: content(vec![BRANCH]), source: None }, "没有这条记录"),
        (Command::WithdrawRecord { record: RecordId(98) }, "没有这条记录"),
        (Command::TakeUp { uptake: Uptake { unit: UnitId(98), body: None, kind: "党课".into(), from: None } }, "没有这个单位"),
        (item(ITEM, "办法", Some(date(2026, 4, 1))), "已经登记"),
        (item(ItemId(9), " ", Some(date(2026, 4, 1))), "没有写是什么事项"),
        (item(ItemId(9), "办法", Some(date(2026, 2, 1))), "早于议定"),
        (Command::CloseItem { item: ItemId(98), on: date(2026, 3, 9), by: PERSON }, "没有这一事项"),
        (Command::CloseItem { item: ITEM, on: date(2026, 2, 9), by: PERSON }, "早于议定"),
        (Command::VerifyItem { item: ITEM, on: date(2026, 3, 9), by: PERSON }, "还没有办结"),
        (Command::GiveReason { duty: "党课".into(), subject: Subject::Body(BRANCH), period: "2026Q1".into(), text: "  ".into() }, "没有写理由"),
        (Command::GiveReason { duty: "党课".into(), subject: Subject::Person(nobody), period: "2026".into(), text: "病".into() }, "没有这个人"),
        (waive(""), "依据"),
        (Command::Extend { extension: extension(BodyId(98)) }, "没有这个党组织"),
    ];
    let mut site = site();
    apply(&mut site, item(ITEM, "办法", Some(date(2026, 4, 1))));
    for (command, why) in cases {
        let shown = format!("{command:?}");
        let refusal = decide(&site, command).expect_err(&shown);
        assert!(refusal.reason.contains(why) && !refusal.help.is_empty(), "{shown}: {refusal}");
    }
}

/// Sent once more, by whatever way and under whatever key, it is so already: nothing is entered.
#[test]
fn what_is_already_so_gives_no_event() {
    let mut site = site();
    let other = PersonId(11);
    let details_of = |name: &str| PersonDetails { name: name.into(), ..details() };
    apply(&mut site, Command::RegisterPerson { person: other, unit: UNIT, blind: None, details: details_of("李四"), branch: None, source: None });
    apply(&mut site, item(ITEM, "办法", Some(date(2026, 4, 1))));
    let change = |name: &str| Command::ChangePerson { person: PERSON, blind: None, details: details_of(name), source: None };
    let close = |on| Command::CloseItem { item: ITEM, on, by: PERSON };
    let verify = |on| Command::VerifyItem { item: ITEM, on, by: other };
    let waive_by = |ground: &str, by| Command::Waive { duty: "党课".into(), subject: Subject::Post(POST), period: "2026Q1".into(), ground: ground.into(), by };
    let reason = |period: &str, text: &str| Command::GiveReason { duty: "党课".into(), subject: Subject::Post(POST), period: period.into(), text: text.into() };
    let until = |until| Command::Extend { extension: Extension { until, ..extension(COMMITTEE) } };
    let transfer = |on| Command::Transfer { person: PERSON, from: BRANCH, to: OTHER, on };
    let term = Term { from: date(2024, 3, 13), years: 3 };
    let uptake = Uptake { unit: UNIT, body: None, kind: "党课".into(), from: Some(date(2026, 1, 1)) };
    for (command, events) in [
        (Command::StartTerm { body: BRANCH, term }, 1),
        (Command::StartTerm { body: BRANCH, term }, 0),
        (Command::StartTerm { body: BRANCH, term: Term { years: 5, ..term } }, 1),
        (Command::MoveBody { body: BRANCH, to: COMMITTEE, on: None }, 0),
        (Command::MoveBody { body: BRANCH, to: OTHER, on: Some(date(2026, 1, 1)) }, 2),
        (Command::JoinBranch { person: PERSON, branch: BRANCH, kind: jishi_facts::MembershipKind::Registered, from: None }, 0),
        (Command::Leave { holding: HOLDING, on: date(2026, 4, 1) }, 1),
        (Command::Leave { holding: HOLDING, on: date(2026, 4, 1) }, 0),
        (Command::Leave { holding: HOLDING, on: date(2026, 5, 1) }, 1),
        (Command::TakeUp { uptake: uptake.clone() }, 1),
        (Command::TakeUp { uptake }, 0),
        (change("张三"), 0),
        (change("张三丰"), 1),
        (change("张三丰"), 0),
        (transfer(date(2026, 6, 1)), 2),
        (transfer(date(2026, 6, 1)), 0),
        (Command::CorrectRecord { record: RECORD, content: content(vec![BRANCH]), source: None }, 0),
        (Command::CorrectRecord { record: RECORD, content: content(vec![OTHER]), source: None }, 1),
        (Command::CorrectRecord { record: RECORD, content: content(vec![OTHER]), source: None }, 0),
        (Command::WithdrawRecord { record: RECORD }, 1),
        (Command::WithdrawRecord { record: RECORD }, 0),
        (close(date(2026, 3, 20)), 1),
        (close(date(2026, 3, 20)), 0),
        (verify(date(2026, 3, 22)), 1),
        (verify(date(2026, 3, 22)), 0),
        (close(date(2026, 3, 20)), 0),
        (reason("2026Q1", "外出集中培训"), 1),
        (reason("2026Q1", "外出集中培训"), 0),
        (reason("2026Q2", "外出集中培训"), 1),
        (reason("2026Q1", "汛期值守"), 1),
        (reason("2026Q1", "外出集中培训"), 1),
        (waive_by("重病", PERSON), 1),
        (waive_by("重病", PERSON), 0),
        (waive_by(" 重病 ", other), 0),
        (waive_by("某党〔2026〕9号", other), 1),
        (waive_by("重病", PERSON), 1),
        (until(date(2027, 3, 10)), 1),
        (Command::Extend { extension: Extension { approved: date(2026, 9, 2), ..extension(BRANCH) } }, 0),
        (until(date(2027, 4, 10)), 1),
        (until(date(2027, 3, 10)), 1),
        (Command::CloseBody { body: OTHER, on: date(2026, 11, 1) }, 1),
        (Command::CloseBody { body: OTHER, on: date(2026, 11, 1) }, 0),
    ] {
        let shown = format!("{command:?}");
        assert_eq!(apply(&mut site, command), events, "{shown}");
    }
    assert_eq!(site.parent(BRANCH, date(2026, 6, 1)), Some(OTHER));
    assert_eq!(site.parent(BRANCH, date(2025, 6, 1)), Some(COMMITTEE));
    assert_eq!(site.branch_of(PERSON, date(2026, 7, 1)), Some(OTHER));
    assert_eq!(site.holdings[&HOLDING].until, Some(date(2026, 5, 1)));
    assert!(site.records[&RECORD].withdrawn);
    // Something else than what is so is no repetition.
    for (command, why) in [
        (Command::CloseBody { body: OTHER, on: date(2026, 11, 2) }, "已经撤销"),
        (Command::CorrectRecord { record: RECORD, content: content(vec![BRANCH]), source: None }, "已经撤回"),
        (transfer(date(2026, 6, 2)), "已经撤销"),
        (close(date(2026, 3, 21)), "已经办结"),
        (Command::CloseItem { item: ITEM, on: date(2026, 3, 20), by: other }, "已经办结"),
        (verify(date(2026, 3, 23)), "已经核实"),
        (Command::VerifyItem { item: ITEM, on: date(2026, 3, 22), by: PERSON }, "已经核实"),
    ] {
        let shown = format!("{command:?}");
        let refusal = decide(&site, command).expect_err(&shown);
        assert!(refusal.reason.contains(why), "{shown}: {refusal}");
    }
    let late = Content { date: date(2026, 11, 5), ..content(vec![OTHER]) };
    assert!(check_content(&site, &late).expect_err("closed").reason.contains("撤销"));
}

/// From opened to verified; whoever did it does not verify it.
#[test]
fn an_item_is_followed_to_its_end() {
    let mut site = site();
    let other = PersonId(11);
    apply(&mut site, Command::RegisterPerson { person: other, unit: UNIT, blind: None, details: details(), branch: None, source: None });
    let close = |on| Command::CloseItem { item: ITEM, on, by: PERSON };
    let verify = |by, on| Command::VerifyItem { item: ITEM, on, by };
    let steps: Vec<(Command, Result<usize, &str>)> = vec![
        (item(ITEM, "完善学习计划", Some(date(2026, 4, 1))), Ok(1)),
        (close(date(2026, 3, 20)), Ok(1)),
        (close(date(2026, 3, 21)), Err("已经办结")),
        (verify(PERSON, date(2026, 3, 22)), Err("不能自己核实")),
        (verify(other, date(2026, 3, 19)), Err("早于办结")),
        (verify(other, date(2026, 3, 22)), Ok(1)),
        (verify(other, date(2026, 3, 23)), Err("已经核实")),
        (waive("重病"), Ok(1)),
        (Command::Extend { extension: extension(COMMITTEE) }, Ok(1)),
        (Command::GiveReason { duty: "党课".into(), subject: Subject::Post(POST), period: "2026Q1".into(), text: "外出集中培训".into() }, Ok(1)),
    ];
    for (command, expected) in steps {
        let shown = format!("{command:?}");
        match (decide(&site, command.clone()), expected) {
            (Ok(_), Ok(count)) => assert_eq!(apply(&mut site, command), count, "{shown}"),
            (Err(refusal), Err(word)) => assert!(refusal.reason.contains(word), "{shown}: {refusal}"),
            (got, expected) => panic!("{shown}: {got:?}, not {expected:?}"),
        }
    }
    assert_eq!((site.items[&ITEM].verified, site.waivers.len(), site.reasons.len()), (Some(date(2026, 3, 22)), 1, 1));
}
