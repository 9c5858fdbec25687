//! What must hold of every site.

use super::build::*;
use crate::evaluate;
use crate::instance::Instance;
use crate::status::Status;
use jishi_calendar::{Cadence, Date, Workdays};
use jishi_pack::{Form, Given, GivenRecord, Who};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn dates() -> impl Strategy<Value = Date> {
    (0i32..730).prop_map(|days| day("2025-01-01").checked_add(jiff_days(days)).expect("a date"))
}

fn jiff_days(days: i32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::try_from(days).unwrap_or(0) * 86_400)
}

fn meetings_on(dates: &[Date]) -> Given {
    let mut given = given(branch(), "支部党员大会", &[]);
    given.taken_up = Some(day("2025-01-01"));
    given.records = dates.iter().map(|date| record("支部党员大会", &date.to_string())).collect();
    given
}

fn cadences() -> impl Strategy<Value = Cadence> {
    prop_oneof![Just(Cadence::Month), Just(Cadence::Quarter), Just(Cadence::HalfYear), Just(Cadence::Year)]
}

/// Better first.
fn rank(status: Status) -> usize {
    [Status::Met, Status::MetLate, Status::NotApplicable, Status::Upcoming, Status::Due, Status::FactMissing, Status::Overdue]
        .iter()
        .position(|known| *known == status)
        .unwrap_or(usize::MAX)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_status_for_each_period(dates in prop::collection::vec(dates(), 0..12), at in dates(), cadence in cadences(), n in 1u32..3) {
        let instances = judged(&meetings(cadence, n), meetings_on(&dates), &at.to_string());
        let keys: BTreeSet<_> = instances.iter().map(|i| (i.subject, i.period)).collect();
        prop_assert_eq!(keys.len(), instances.len());
        for instance in &instances {
            prop_assert!(instance.because.len() >= 2);
            prop_assert!(instance.status != Status::Overdue || instance.due.is_some_and(|due| due < at));
            prop_assert!(instance.status == Status::Met || instance.evidence.iter().filter(|e| e.not_counted.is_none()).count() < n as usize);
        }
    }

    #[test]
    fn a_further_record_makes_nothing_worse(
        dates in prop::collection::vec(dates(), 0..12), more in dates(), at in dates(), cadence in cadences(), n in 1u32..3,
    ) {
        let duty = meetings(cadence, n);
        let few = judged(&duty, meetings_on(&dates), &at.to_string());
        let many = judged(&duty, meetings_on(&[dates, vec![more]].concat()), &at.to_string());
        prop_assert_eq!(few.len(), many.len());
        for (few, many) in few.iter().zip(&many) {
            prop_assert_eq!(few.period, many.period);
            prop_assert!(rank(many.status) <= rank(few.status), "{:?} {:?}", few, many);
        }
    }

    #[test]
    fn late_stays_late(dates in prop::collection::vec(dates(), 0..12), at in dates(), later in 1i32..200, cadence in cadences()) {
        let duty = meetings(cadence, 1);
        let site = site(&duty, meetings_on(&dates), &at.to_string());
        let library = library(vec![duty]);
        let on = |date: Date| -> Vec<Instance> { evaluate(&library, &site, &Workdays::default(), date) };
        let then = at.checked_add(jiff_days(later)).expect("a date");
        let after = on(then);
        for late in on(at).iter().filter(|i| i.status == Status::Overdue) {
            let now = after.iter().find(|i| i.period == late.period);
            prop_assert!(now.is_none_or(|now| now.status == Status::Overdue), "{:?}", now);
        }
    }

    #[test]
    fn the_order_of_entry_decides_nothing(dates in prop::collection::vec(dates(), 0..8), at in dates()) {
        let form = Form::Triggered {
            trigger: records("岗位变动"), deadline: within("30 日"), opens: None, lead: None, repeat: None, evidence: of("谈心谈话"),
        };
        let duty = duty(Who::Members, form);
        let written: Vec<GivenRecord> = dates.iter().enumerate()
            .map(|(at, date)| record(if at % 2 == 0 { "岗位变动" } else { "谈心谈话" }, &format!("{date} 张三"))).collect();
        let with = |records: Vec<GivenRecord>| {
            let mut body = branch();
            body.members.push(member("张三"));
            let given = Given { records, taken_up: Some(day("2025-01-01")), ..given(body, "岗位变动", &[]) };
            labels(&judged(&duty, given, &at.to_string()))
        };
        prop_assert_eq!(with(written.clone()), with(written.into_iter().rev().collect()));
    }
}
