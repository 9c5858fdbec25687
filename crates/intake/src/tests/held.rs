//! A plan held to what may be written: whole rows go, with what stands on them, and nothing that is withheld is left.

use super::department::*;
use super::support::*;
use crate::*;
use jishi_base::{BodyId, SeededIds};
use jishi_facts::{Event, Site};
use jishi_workflow::Refusal;
use std::collections::BTreeSet;

fn held(site: &Site, files: &[(String, Workbook)], withheld: &dyn Fn(&Event, &BTreeSet<BodyId>) -> bool, about: &str) -> Plan {
    let all = |events: &[Event]| -> Vec<(usize, Refusal)> {
        let registered = events.iter().filter_map(|event| match event {
            Event::BodyRegistered { body, name, .. } if name.contains(about) => Some(*body),
            _ => None,
        });
        let known = site.bodies.values().filter(|body| body.name.contains(about)).map(|body| body.id);
        let bodies: BTreeSet<BodyId> = registered.chain(known).collect();
        let refusal = || Refusal { reason: "不在权限内".into(), help: "请找能办的人".into() };
        events.iter().enumerate().filter(|(_, event)| withheld(event, &bodies)).map(|(at, _)| (at, refusal())).collect()
    };
    let mapping = Mapping::built_in().expect("the mapping that comes with the program");
    let mut ids = SeededIds::new(7);
    let options = Options { import: jishi_base::ImportId::fresh(&mut ids), today: TODAY, from: None, unit: None };
    let plan = plan_held(files, library(), site, &mapping, &options, &mut ids, lookup(&|number| format!("盲{number}")), &all);
    assert!(all(&plan.events).is_empty(), "nothing that is withheld is left: {}", shown(&plan));
    plan
}

fn refused(plan: &Plan) -> Vec<(&str, &str, String)> {
    plan.sheets.iter().flat_map(|sheet| sheet.refused.iter().map(|one| (sheet.table.as_deref().unwrap_or_default(), one.cell.as_str(), one.reasons.join("；")))).collect()
}

#[test]
fn what_is_allowed_is_planned_as_ever() {
    let files = registers();
    let plan = held(&Site::default(), &files, &|_, _| false, "党组");
    let free = preview(&Site::default(), 7, &files);
    assert_eq!((plan.sheets, plan.events.len()), (free.sheets, free.events.len()));
}

#[test]
fn rows_of_a_body_are_refused_by_name_and_the_others_stand() {
    let posts = |event: &Event, bodies: &BTreeSet<BodyId>| matches!(event, Event::PostOpened { body, .. } if bodies.contains(body));
    let plan = held(&Site::default(), &registers(), &posts, "党组");
    let found = refused(&plan);
    assert!(found.len() == 2 && found.iter().all(|(table, cell, why)| *table == "任职" && !cell.is_empty() && why == "职务：不在权限内"), "{found:?}");
    let mut site = Site::default();
    apply(&mut site, &plan);
    let free = {
        let mut site = Site::default();
        import(&mut site, 7, &registers());
        site
    };
    assert_eq!((site.people.len(), site.bodies.len(), site.posts.len()), (free.people.len(), free.bodies.len(), free.posts.len() - 2));
}

/// A row goes whole: what it would have done besides goes with it, and so does what stands on it.
#[test]
fn what_stands_on_a_refused_row_is_refused_with_its_own_reason() {
    let terms = |event: &Event, bodies: &BTreeSet<BodyId>| matches!(event, Event::TermStarted { body, .. } if bodies.contains(body));
    let plan = held(&Site::default(), &registers(), &terms, "办公室");
    assert!(!plan.events.iter().any(|event| matches!(event, Event::BodyRegistered { name, .. } if name.contains("办公室"))));
    let found = refused(&plan);
    assert!(found.iter().any(|(table, _, why)| *table == "组织" && why == "组织名称：不在权限内"), "{found:?}");
    let members = found.iter().filter(|(table, _, why)| *table == "党员花名册" && !why.contains("不在权限内"));
    assert_eq!(members.count(), 5, "the members of the branch: {found:?}");
}

#[test]
fn a_unit_that_may_not_be_registered_sets_its_sheets_aside() {
    let plan = held(&Site::default(), &registers(), &|event, _| matches!(event, Event::UnitRegistered { .. }), "党组");
    assert_eq!(plan.events, []);
    assert!(refused(&plan).iter().any(|(.., why)| why.contains("不在权限内")), "{}", shown(&plan));
}

/// A ledger is taken up by no one row: where that is withheld, it is left out, and no row is refused for it.
#[test]
fn a_ledger_that_may_not_be_taken_up_is_not() {
    let plan = held(&Site::default(), &registers(), &|event, _| matches!(event, Event::TakenUp { .. }), "党组");
    assert_eq!((refused(&plan), plan.events.iter().any(|event| matches!(event, Event::TakenUp { .. }))), (Vec::new(), false));
    assert!(!plan.events.is_empty());
}

/// Where rows stand on rows on rows, the planning ends all the same, with nothing that is withheld.
#[test]
fn a_long_chain_comes_to_an_end() {
    let names: Vec<String> = (0..12).map(|number| format!("中共某某局第{number}处支部委员会")).collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["组织名称", "组织类别", "上级组织", "所在单位"]];
    rows.extend(names.iter().enumerate().map(|(at, name)| vec![name.as_str(), "党支部", if at == 0 { "中共某某局机关委员会" } else { names[at - 1].as_str() }, "某某局"]));
    let sheet: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let files = [file("组织.xlsx", &[("组织", &sheet)])];
    // Whatever comes first of those that are left.
    let mut site = Site::default();
    import(&mut site, 1, &registers());
    let first = |events: &[Event]| -> Vec<(usize, Refusal)> {
        let at = events.iter().position(|event| matches!(event, Event::BodyRegistered { unit: Some(_), .. }));
        at.map(|at| (at, Refusal { reason: "不在权限内".into(), help: "请找能办的人".into() })).into_iter().collect()
    };
    let mapping = Mapping::built_in().expect("the mapping that comes with the program");
    let mut ids = SeededIds::new(7);
    let options = Options { import: jishi_base::ImportId::fresh(&mut ids), today: TODAY, from: None, unit: None };
    let plan = plan_held(&files, library(), &site, &mapping, &options, &mut ids, lookup(&str::to_owned), &first);
    assert_eq!(plan.events, []);
    assert!(refused(&plan).iter().any(|(.., why)| why.contains("全部没有导入")), "{}", shown(&plan));
}
