//! A field is judged by what the packs mean by it, whatever it is called.

use super::build::*;
use crate::examples::site_of;
use crate::status::Status;
use crate::reference::evaluate;
use jishi_calendar::{Cadence, Workdays};
use jishi_pack::{Duty, Evidence, Example, Field, FieldType, Form, Given, Meaning, Who};

/// How the duty stands on 2026-12-01 for a period, where the kind of record has also this field and the packs say these meanings.
fn stands(duty: &Duty, given: &Given, kind: &str, field: (&str, FieldType), meanings: &[(Meaning, &str)], period: &str) -> Status {
    let mut library = library(vec![duty.clone()]);
    library.record_kinds.get_mut(kind).expect("the kind").fields.push(Field::new(field.0, field.1));
    library.give(meanings);
    let at = day("2026-12-01");
    let example = Example { given: given.clone(), at, then: Vec::new(), origin: jishi_pack::Origin::default() };
    let site = site_of(&library, &Workdays::default(), duty, &example);
    let judged = evaluate(&library, &site, &Workdays::default(), at);
    judged.iter().find(|one| one.period.to_string().starts_with(period)).expect("the period").status
}

#[test]
fn who_the_packs_call_absent_was_not_there() {
    let evidence = Evidence { any: vec![records("主题党日")], by: jishi_pack::Counting::Attendance };
    let gap = duty(Who::Members, Form::Gap { at_most: "6 个月".parse().expect("a length"), evidence });
    let mut body = branch();
    body.members.push(member("张三"));
    let given = given(body, "主题党日", &["2026-02-01 （未到 = 张三）", "2026-08-02 （未到 = 张三）"]);
    let field = ("未到", FieldType::People);
    assert_eq!(stands(&gap, &given, "主题党日", field.clone(), &[], "now"), Status::Met, "a field of which nothing is said names who was there");
    assert_eq!(stands(&gap, &given, "主题党日", field, &[(Meaning::Absent, "未到")], "2026-02-01"), Status::Overdue);
}

#[test]
fn what_the_packs_call_made_up_for_is_made_up() {
    let (duty, field) = (meetings(Cadence::Quarter, 1), ("补开", FieldType::Period));
    let given = given(branch(), "支部党员大会", &["2026-07-05 （补开 = 2026Q2）"]);
    let stands = |meanings| stands(&duty, &given, "支部党员大会", field.clone(), meanings, "2026Q2");
    assert_eq!((stands(&[]), stands(&[(Meaning::MakesUp, "补开")])), (Status::Overdue, Status::MetLate));
}
