//! The three values, and the register facts.

use super::build::*;
use crate::condition::{Truth, judge, trace};
use crate::context::Scene;
use crate::context::Context;
use crate::lack::Lack;
use crate::words::Speaker;
use crate::status::Status;
use jishi_base::PersonId;
use jishi_calendar::{PartialDate, Workdays};
use jishi_facts::{Event, MembershipKind, PersonDetails, Sealed, Stamp, Subject};
use jishi_pack::{Expr, Fact, GivenBody, GivenMember, Node, Op, Operand};

/// Judges a condition about the first body of a site.
fn about_body(body: GivenBody, expr: &Expr) -> Truth {
    let age = Expr { words: "年龄 ≥ 60".to_owned(), ..fact(Fact::Age, "", Op::Ge, number(60)) };
    let duty = jishi_pack::Duty { applies: Some(age.clone()), ..meetings(jishi_calendar::Cadence::Year, 1) };
    let (library, site, workdays) =
        (library(vec![duty.clone()]), site(&duty, given(body, "支部党员大会", &[]), "2026-06-01"), Workdays::default());
    let cx = Context::new(&library, &site, &workdays, day("2026-06-01"));
    let id = site.bodies.values().find(|b| b.unit.is_some()).expect("a body").id;
    judge(&cx, Scene { duty: &duty, subject: Subject::Body(id), date: day("2026-06-01"), record: None }, expr)
}

#[test]
fn connectives() {
    let t = || fact(Fact::MemberCount, "", Op::Ge, number(0));
    let f = || fact(Fact::MemberCount, "", Op::Lt, number(0));
    let u = || fact(Fact::TermYears, "", Op::Eq, number(3));
    // The first body of the example; ids come from a seed.
    let first =
        || site(&meetings(jishi_calendar::Cadence::Year, 1), given(branch(), "支部党员大会", &[]), "2026-06-01").bodies.keys().next().copied();
    let unknown = || Truth::Unknown(vec![Lack::TermOf(first().expect("a body"))]);
    let all = |parts| expr("", Node::All(parts));
    let any = |parts| expr("", Node::Any(parts));
    let not = |part| expr("", Node::Not(Box::new(part)));
    let cases = [
        (all(vec![t(), t()]), Truth::True),
        (all(vec![t(), u()]), unknown()),
        (all(vec![u(), f()]), Truth::False),
        (any(vec![f(), f()]), Truth::False),
        (any(vec![u(), t()]), Truth::True),
        (any(vec![f(), u(), u()]), unknown()),
        (not(t()), Truth::False),
        (not(f()), Truth::True),
        (not(u()), unknown()),
        (all(vec![]), Truth::True),
        (any(vec![]), Truth::False),
    ];
    for (expr, expected) in cases {
        assert_eq!(about_body(branch(), &expr), expected, "{expr:?}");
    }
}

#[test]
fn facts_of_bodies() {
    let flag = |fact_: Fact, argument: &str| fact(fact_, argument, Op::Eq, Operand::Flag(true));
    let sized = |full_members, probationary, name: &str| GivenBody { full_members, probationary, ..body("党支部", name) };
    let cases: Vec<(GivenBody, Expr, Truth)> = vec![
        (sized(3, 2, "甲支部"), fact(Fact::MemberCount, "", Op::Eq, number(5)), Truth::True),
        (sized(3, 2, "甲支部"), fact(Fact::FullMemberCount, "", Op::Eq, number(3)), Truth::True),
        (sized(3, 2, "甲支部"), fact(Fact::ProbationaryCount, "", Op::Eq, number(2)), Truth::True),
        (branch(), fact(Fact::BodyKind, "", Op::Eq, Operand::Text("党支部".to_owned())), Truth::True),
        (branch(), fact(Fact::BodyKind, "", Op::In, Operand::List(vec!["党总支".to_owned()])), Truth::False),
        (branch(), flag(Fact::UnitHas, "党支部"), Truth::True),
        (branch(), flag(Fact::UnitHas, "机关纪委"), Truth::False),
        (branch(), flag(Fact::HasRelation, "领导"), Truth::False),
        (GivenBody { parent: Some("某机关党委".to_owned()), ..branch() }, flag(Fact::HasRelation, "隶属"), Truth::True),
        (GivenBody { terms: vec![(day("2024-01-01"), 3)], ..branch() }, fact(Fact::TermYears, "", Op::Eq, number(3)), Truth::True),
        (
            GivenBody { entries: vec![("编制".to_owned(), jishi_base::Number::whole(5), None)], ..branch() },
            fact(Fact::Entry, "编制", Op::Gt, number(4)),
            Truth::True,
        ),
        // size and name together tell of a committee; where they disagree the name stands
        (sized(7, 0, "甲支部委员会"), flag(Fact::HasCommittee, ""), Truth::True),
        (sized(6, 0, "甲支部"), flag(Fact::HasCommittee, ""), Truth::False),
        (sized(6, 0, "甲支部委员会"), flag(Fact::HasCommittee, ""), Truth::True),
        (sized(7, 0, "甲支部"), flag(Fact::HasCommittee, ""), Truth::False),
        // the posts stand before both
        (GivenBody { holdings: vec![holding("组织委员", "张三", None, None)], ..branch() }, flag(Fact::HasCommittee, ""), Truth::True),
        (
            GivenBody { holdings: vec![holding("纪检委员", "张三", None, None)], ..branch() },
            fact(Fact::HoldersOf, "纪检委员", Op::Eq, number(1)),
            Truth::True,
        ),
        (
            GivenBody { holdings: vec![holding("纪检委员", "张三", None, Some("2026-06-01"))], ..branch() },
            fact(Fact::HoldersOf, "纪检委员", Op::Eq, number(0)),
            Truth::True,
        ),
    ];
    for (body, expr, expected) in cases {
        assert_eq!(about_body(body.clone(), &expr), expected, "{body:?} {expr:?}");
    }
}

#[test]
fn facts_of_people() {
    let mut body = branch();
    body.members.push(GivenMember {
        birth: Some(day("1980-06-01")),
        joined: Some(day("2025-06-02")),
        conditions: vec!["重病".to_owned()],
        ..member("张三")
    });
    body.holdings.push(holding("书记", "张三", None, None));
    let age = Expr { words: "年龄 ≥ 60".to_owned(), ..fact(Fact::Age, "", Op::Ge, number(60)) };
    let duty = jishi_pack::Duty { applies: Some(age.clone()), ..meetings(jishi_calendar::Cadence::Year, 1) };
    let (library, site, workdays) =
        (library(vec![duty.clone()]), site(&duty, given(body, "支部党员大会", &[]), "2026-06-01"), Workdays::default());
    let cx = Context::new(&library, &site, &workdays, day("2026-06-01"));
    let person = *site.people.keys().next().expect("a person");
    let scene = Scene { duty: &duty, subject: Subject::Person(person), date: day("2026-06-01"), record: None };
    let cases = [
        (fact(Fact::Age, "", Op::Eq, number(46)), Truth::True),
        (fact(Fact::PartyYears, "", Op::Eq, number(0)), Truth::True),
        (fact(Fact::Standing, "", Op::Eq, Operand::Text("预备党员".to_owned())), Truth::True),
        (fact(Fact::Conditions, "", Op::Has, Operand::Text("重病".to_owned())), Truth::True),
        (fact(Fact::HoldsPostIn, "党支部", Op::Eq, Operand::Flag(true)), Truth::True),
        (fact(Fact::HoldsPostIn, "党支部 副书记", Op::Eq, Operand::Flag(true)), Truth::False),
        (fact(Fact::HasLink, "支部联系点", Op::Eq, Operand::Flag(true)), Truth::False),
        // a fact of bodies is that of the person's branch
        (fact(Fact::MemberCount, "", Op::Eq, number(1)), Truth::True),
    ];
    for (expr, expected) in cases {
        assert_eq!(judge(&cx, scene, &expr), expected, "{expr:?}");
    }
    let words = Speaker::new(&library, &site);
    let said: Vec<String> = trace(&cx, scene, &age).into_iter().map(|part| words.trace(&duty, part)).collect();
    assert_eq!(said, ["年龄为 46，“年龄 ≥ 60”不成立"]);
}

/// Where somebody's 转正日期 is not known, he is neither a full member nor none: counts lie between two numbers, and a condition is
/// decided where both decide it alike.
#[test]
fn what_is_not_known_of_members_decides_nothing() {
    let duty = jishi_pack::Duty {
        form: jishi_pack::Form::State { condition: fact(Fact::FullMemberCount, "", Op::Ge, number(3)), grace: None },
        ..meetings(jishi_calendar::Cadence::Year, 1)
    };
    let status = |joined: &[(Option<&str>, Option<&str>)]| {
        let mut site = site(&duty, given(branch(), "支部党员大会", &[]), "2026-06-01");
        let body = site.bodies.values().next().expect("a body").id;
        let unit = site.units.values().next().expect("a unit").id;
        for (number, (joined, confirmed)) in (1..).zip(joined) {
            let [joined, confirmed] = [joined, confirmed].map(|date| date.map(day));
            let details = PersonDetails { name: format!("党员{number}"), joined, confirmed, ..PersonDetails::default() };
            for event in [
                Event::PersonRegistered { person: PersonId(number), unit, blind: None, details: Sealed::Open(details), source: None },
                Event::MemberJoined { person: PersonId(number), body, kind: MembershipKind::Registered, from: None },
            ] {
                let stamp = Stamp { seq: site.size, at: 0, day: day("2026-06-01"), actor: "".into() };
                site.apply(&stamp, &event);
            }
        }
        said(&duty, &site, "2026-06-01").remove(0).status
    };
    let (full, unknown, new) = ((Some("2010-01-01"), Some("2011-01-01")), (Some("2010-01-01"), None), (Some("2026-01-01"), None));
    assert_eq!(status(&[full, full, full, unknown]), Status::Met);
    assert_eq!(status(&[full, full, unknown]), Status::FactMissing);
    assert_eq!(status(&[(None, None), (None, None), (None, None)]), Status::FactMissing);
    assert_eq!(status(&[full, full, new, new]), Status::Overdue);
    assert_eq!(status(&[full, unknown]), Status::Overdue);
}

/// A month is known to the month: it decides before it and after it, and within it the day is what is lacking.
#[test]
fn a_month_decides_where_it_does() {
    let duty = jishi_pack::Duty {
        form: jishi_pack::Form::State { condition: fact(Fact::FullMemberCount, "", Op::Ge, number(1)), grace: None },
        ..meetings(jishi_calendar::Cadence::Year, 1)
    };
    let month = |written: &str| {
        let first = day(&format!("{written}-01"));
        Some(PartialDate { day: None, ..first.into() })
    };
    let site = |joined: &str, confirmed: Option<&str>| {
        let mut site = site(&duty, given(branch(), "支部党员大会", &[]), "2026-06-01");
        let body = site.bodies.values().next().expect("a body").id;
        let unit = site.units.values().next().expect("a unit").id;
        let details = PersonDetails { name: "张三".into(), joined_month: month(joined), confirmed_month: confirmed.and_then(month), ..PersonDetails::default() };
        for event in [
            Event::PersonRegistered { person: PersonId(1), unit, blind: None, details: Sealed::Open(details), source: None },
            Event::MemberJoined { person: PersonId(1), body, kind: MembershipKind::Registered, from: None },
        ] {
            let stamp = Stamp { seq: site.size, at: 0, day: day("2026-06-01"), actor: "".into() };
            site.apply(&stamp, &event);
        }
        site
    };
    let status = |joined: &str, confirmed: Option<&str>, at: &str| said(&duty, &site(joined, confirmed), at).remove(0);
    assert_eq!(status("2025-05", Some("2026-05"), "2026-04-30").status, Status::Overdue);
    let within = status("2025-05", Some("2026-05"), "2026-05-01");
    assert_eq!((within.status, within.missing.join("")), (Status::FactMissing, "张三没有登记转正在哪一日（只知道月份）".to_owned()));
    assert_eq!(status("2025-05", Some("2026-05"), "2026-05-31").status, Status::Met);
    // Within a year of the first day of the month nobody is a full member yet; from then on it is not known.
    assert_eq!(status("2025-05", None, "2026-04-30").status, Status::Overdue);
    assert_eq!(status("2025-05", None, "2026-05-01").status, Status::FactMissing);
    // A member from the last day of the month on: nothing is owed before it is certain.
    let members = |at: &str| {
        let site = site("2025-05", None);
        let body = site.bodies.values().next().expect("a body").id;
        site.members_on(body, day(at)).count()
    };
    assert_eq!((members("2025-05-30"), members("2025-05-31")), (0, 1));
}
