//! An instance carries no words of the site: by its types, and because calling everything otherwise changes none of it.

use super::build::*;
use crate::evaluate;
use crate::instance::{Counted, Instance, NotCounted, Verdict};
use crate::owner::OnDuty;
use crate::uptake::needs;
use crate::words::{Speaker, Titled};
use jishi_base::Atom;
use jishi_calendar::{Cadence, Workdays};
use jishi_facts::{Event, InMemory, KeyOwner, Mark, Sealed, Site, Stamp, Text, Uptake, Value};
use jishi_pack::{Duty, Evidence, Fact, Form, Given, GivenBody, Occurrence, Op, Operand, RegisterEvent, Set, Who};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What can be copied bit by bit owns no text.
fn plain<T: Copy>(_: &T) {}

/// Every field is taken by name, so that a new one has to be looked at here.
fn owns_no_text(instance: &Instance) {
    let Instance { verdict, evidence, missing, parts, because } = instance;
    let Verdict { duty, edition, subject, unit, period, status, force, due, moved_from, provisional, owner, times, last, amount } = verdict;
    plain(&(*duty, *edition, *subject, *unit, *period, *status, *force));
    plain(&(*due, *moved_from, *provisional, *times, *last, *amount));
    match &**owner {
        OnDuty::Themself(holders) => holders.iter().for_each(plain),
        OnDuty::Post { body, registered, holders } => {
            plain(&(*body, *registered));
            holders.iter().for_each(plain);
        }
        OnDuty::Acting { post, holders } => {
            plain(post);
            holders.iter().for_each(plain);
        }
        OnDuty::NoBody => {}
    }
    for Counted { what, date, not_counted } in evidence {
        plain(&(*what, *date));
        match not_counted {
            None | Some(NotCounted::Repeated | NotCounted::Withdrawn | NotCounted::NoQuorum | NotCounted::Missed) => {}
            Some(NotCounted::Fails(condition)) => plain(condition),
            Some(NotCounted::MakesUp(period)) => plain(period),
            Some(NotCounted::Unknown(lacks)) => lacks.iter().for_each(plain),
        }
    }
    missing.iter().for_each(plain);
    parts.iter().for_each(plain);
    because.iter().for_each(plain);
}

/// One duty of each form that names people, bodies, records or grounds.
fn duties() -> Vec<Duty> {
    let coverage = |set, evidence| Form::Coverage { cadence: Cadence::HalfYear, set, evidence };
    let joined = Form::Triggered {
        trigger: Occurrence::Register(RegisterEvent::Appointed),
        deadline: within("30 日"),
        opens: None,
        lead: None, repeat: Some(jishi_pack::Repeat { cadence: jishi_calendar::Cadence::Year, until: None }),
        evidence: of("谈心谈话"),
    };
    let quota = Form::Quota {
        cadence: Cadence::Year,
        measure: "学时".to_owned(),
        at_least: jishi_base::Number::whole(8),
        unit: "学时".to_owned(),
        evidence: of("学时"),
    };
    let each = Form::Each { of: selector(&["党组会议"], None), must: Some(field_is("第一议题", "学习")), then: None };
    let mut duties = vec![
        duty(bodies("机关党委"), coverage(Set::Below(vec!["党支部".to_owned()]), of("观摩"))),
        duty(bodies("党支部"), coverage(Set::Members, Evidence { by: jishi_pack::Counting::Attendance, ..of("主题党日") })),
        duty(bodies("党支部"), joined),
        duty(Who::Members, quota),
        duty(bodies("党支部"), each),
        duty(
            bodies("党支部"),
            Form::State { condition: fact(Fact::TermYears, "", Op::Eq, Operand::Number(jishi_base::Number::whole(3))), grace: None },
        ),
        duty(bodies("党支部"), Form::Gap { at_most: "3 个月".parse().expect("a length"), evidence: of("主题党日") }),
        meetings(Cadence::HalfYear, 2),
    ];
    duties.iter_mut().zip(0..).for_each(|(duty, at)| duty.name = format!("责任{at}"));
    duties
}

fn two_branches() -> Given {
    let under = |name: &str| GivenBody { parent: Some("机关委员会".to_owned()), ..body("党支部", name) };
    let mut branch = under("甲支部");
    branch.members = ["张三", "李四", "王五"].map(member).to_vec();
    branch.holdings = vec![holding("书记", "张三", Some("2025-02-01"), None), holding("委员", "李四", Some("2025-02-01"), None)];
    let mut records = vec![record("观摩", "2026-03-01 （对象 = 乙支部）")];
    records.extend(
        ["2026-01-20 张三 学习（学时 = 4）", "2026-02-20 李四 学习", "2026-02-20 李四 学习（学时 = 2）"].map(|one| record("学时", one)),
    );
    records.extend(["2026-02-01 （缺席 = 李四）", "2026-06-01"].map(|one| record("主题党日", one)));
    records.extend(["2026-02-01 （第一议题 = 无）", "2026-03-01"].map(|one| record("党组会议", one)));
    records.extend(["2026-02-01 学习（应到 = 9，实到 = 2）", "2026-03-01 学习"].map(|one| record("支部党员大会", one)));
    Given {
        bodies: vec![branch, under("乙支部"), body("机关党委", "机关委员会")],
        records,
        waivers: vec![("2026上半年".to_owned(), "上级批准".to_owned())],
        ..Given::default()
    }
}

/// A site with something to say of every duty.
fn whole(duties: &[Duty]) -> Site {
    let mut site = site(&duties[1], two_branches(), "2026-08-01");
    let unit = *site.units.keys().next().expect("a unit");
    let kinds: Vec<String> = duties.iter().flat_map(|duty| needs(duty).ledgers()).collect();
    for kind in kinds {
        let stamp = Stamp { seq: site.size, at: 0, day: day("2026-08-01"), actor: "例".into() };
        site.apply(&stamp, &Event::TakenUp { uptake: Uptake { unit, body: None, kind, from: Some(day("2026-01-01")) } });
    }
    site
}

/// Everybody and everything called otherwise. What a pack may rest on is left: kinds, titles of posts, codes, whether a text is
/// there, which texts are the same, and how a branch's name ends.
fn called_otherwise(site: &Site, name: &dyn Fn(&str) -> String) -> Site {
    let mut site = site.clone();
    let bodies: BTreeMap<String, String> =
        site.bodies.values().map(|body| (body.name.clone(), format!("{}{}", name(&body.name), ending(&body.name)))).collect();
    site.units.change(|_| true, |unit| unit.name = name(&unit.name));
    site.bodies.change(|_| true, |body| body.name = bodies[&body.name].clone());
    site.people.change(|_| true, |person| {
        if let Sealed::Open(details) = &mut person.details {
            details.name = name(&details.name)
        }
    });
    site.records.change(|_| true, |record| {
        if let Sealed::Open(text) = &mut record.text {
            text.marks.values_mut().filter(|mark| !mark.is_blank()).for_each(|mark| *mark = Mark::of(&name(&format!("{mark:?}"))));
        }
        let named = |code: &Atom| bodies.get(code.as_str()).map_or_else(|| code.clone(), Atom::from);
        record.fields.values_mut().for_each(|value| match value {
            Value::Code(code) => *code = named(code),
            Value::Codes(codes) => *codes = codes.iter().map(named).collect(),
            _ => {}
        });
    });
    site.ties = site.ties.over(&site.records);
    site.waivers.change(|_| true, |waiver| waiver.ground = Sealed::Open(Text::of(&name("依据"), 0)));
    site
}

fn ending(name: &str) -> &'static str {
    if name.ends_with("支部委员会") { "支部委员会" } else { "" }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_things_are_called_is_not_in_an_instance(before in "[一-龥]{0,4}", after in "[a-z一-龥]{0,4}", backwards: bool, at in "2026-0[1-9]-15") {
        let duties = duties();
        let (library, at) = (library(duties.clone()), at.parse().expect("a day"));
        let site = whole(&duties);
        let name = |old: &str| {
            let old: String = if backwards { old.chars().rev().collect() } else { old.to_owned() };
            format!("{before}{old}{after}")
        };
        let other = called_otherwise(&site, &name);
        let [here, there] = [&site, &other].map(|site| evaluate(&library, site, &Workdays::default(), at));
        prop_assert_eq!(&here, &there);
        here.iter().for_each(owns_no_text);
    }
}

/// The grounds of a site's waivers, which it does not hold itself.
fn grounds(site: &Site) -> InMemory {
    let mut contents = InMemory::default();
    let body = site.bodies.keys().next().expect("a body");
    for waiver in &site.waivers {
        let stamp = Stamp { seq: waiver.ground.open().expect("a ground").at, at: 0, day: day("2026-08-01"), actor: "例".into() };
        let (duty, period) = (waiver.duty.clone(), waiver.period.clone());
        let text = Sealed::Open("上级批准".to_owned());
        contents.keep(&stamp, &Event::ReasonGiven { duty, subject: waiver.subject, period, owner: KeyOwner::Body(*body), text });
    }
    contents
}

/// The test above looks at something: the words of the two sites differ.
#[test]
fn words_come_from_the_site_that_is_asked() {
    let duties = duties();
    let library = library(duties.clone());
    let site = whole(&duties);
    let other = called_otherwise(&site, &|old| format!("别的{old}"));
    let instances = evaluate(&library, &site, &Workdays::default(), day("2026-08-01"));
    let contents = grounds(&site);
    let said = |site: &Site| {
        let names = Titled { site, contents: &contents };
        let words = Speaker::new(&library, &names);
        let all = instances.iter().flat_map(|i| [vec![words.subject(i), words.owner(i)], words.missing(i), words.because(i)].concat());
        all.collect::<Vec<String>>()
    };
    let (here, there) = (said(&site), said(&other));
    assert!(here.len() == there.len() && here != there);
    for said in ["未覆盖：甲支部", "已登记免除：上级批准（批准人）。", "2026-02-01 李四 任 甲支部 委员 1周年"]
    {
        assert!(here.iter().any(|one| one.contains(said)), "{said}: {here:#?}");
    }
    assert!(there.iter().any(|one| one == "未覆盖：别的甲支部") && !there.iter().any(|one| one.contains("未覆盖：甲支部")));
}

/// Whom one may not see is a number, what one may not see is one of its sort; counts stay.
#[test]
fn what_may_not_be_named_is_counted() {
    let duties = duties();
    let library = library(duties.clone());
    let site = whole(&duties);
    let mut part = site.clone();
    part.people = part.people.entries().filter(|(_, person)| person.name() == "王五").map(|(id, person)| (*id, person.clone())).collect();
    part.records = Default::default();
    part.waivers = Default::default();
    let instances = evaluate(&library, &site, &Workdays::default(), day("2026-08-01"));
    let contents = grounds(&site);
    let [less, all] = [&part, &site].map(|site| Titled { site, contents: &contents });
    let words = Speaker::new(&library, &less);
    let of = |duty: usize| instances.iter().filter(move |i| i.duty == duty);
    let missing: Vec<String> = of(1).flat_map(|i| words.missing(i)).collect();
    assert_eq!(missing, ["未覆盖：王五", "未覆盖：另有 2 名党员（不在可见范围）"]);
    let whole = Speaker::new(&library, &all);
    assert!(instances.iter().flat_map(|i| whole.because(i)).any(|said| said.contains("上级批准")), "who sees the waiver sees its ground");
    for instance in &instances {
        assert_eq!(words.evidence(instance).len(), whole.evidence(instance).len());
        assert!(words.evidence(instance).iter().all(|shown| shown.record.is_none() && shown.entered.is_none()));
        assert_eq!(words.because(instance).len(), whole.because(instance).len());
    }
    let said: String = instances.iter().flat_map(|i| [vec![words.owner(i)], words.missing(i), words.because(i)].concat()).collect();
    assert!(!said.contains("张三") && !said.contains("李四") && !said.contains("上级批准"), "{said}");
    assert!(said.contains("甲支部书记 一名人员（不在可见范围）"), "{said}");
    let titles: Vec<String> = of(7).flat_map(|i| words.evidence(i)).map(|shown| shown.title).collect();
    assert!(titles.iter().all(|title| title == "一条记录（不在可见范围）") && !titles.is_empty(), "{titles:?}");
}
